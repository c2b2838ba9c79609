// The canvas of a diagram: shows a DiagramScene, zooms and pans, tells what is under the pointer, selects
// cards and moves them.
//
// What stands still is kept as tiles, so that panning costs next to nothing; after a change of scale the old
// picture is shown scaled while new tiles are painted, a few per frame. GUI thread only.
#pragma once

#include "ui/diagram/tile_cache.h"
#include "ui/render/diagram_painter.h"

#include <QTimer>
#include <QVariantAnimation>
#include <QWidget>

#include <optional>
#include <set>

class QNativeGestureEvent;

namespace relata {

class DiagramView final : public QWidget
{
    Q_OBJECT

public:
    static constexpr double minScale = 0.02;
    static constexpr double maxScale = 4;
    static constexpr int animationMs = 220;

    explicit DiagramView(QWidget* parent = nullptr);

    void setColors(const Palette& palette); // must outlive the view or the next call
    // A laid-out scene and its router, with the same cards and edges. Where the view is stays as it is; the
    // first scene is fitted. Clears the selection unless the same tables are there.
    void setDiagram(DiagramScene scene, EdgeRouter router);
    // The same scene at other places, animated. `router` has them and its routes.
    void animateTo(EdgeRouter router);
    // At once, with edges routed anew.
    void placeCards(const std::vector<EdgeRouter::Move>& moves);
    const DiagramScene& scene() const { return m_scene; }
    std::vector<ScenePoint> positions() const;
    bool isAnimating() const { return m_animation.state() == QAbstractAnimation::Running; }
    // False while parts are still shown as before the last change of scale.
    bool isComplete() const { return m_complete; }

    double scale() const { return m_scale; }
    QRectF visibleArea() const; // scene coordinates
    QPointF toScene(const QPointF& position) const { return position / m_scale + m_origin; }
    QPointF fromScene(const QPointF& point) const { return (point - m_origin) * m_scale; }
    // The scene point under `anchor` (widget coordinates) stays there.
    void zoomTo(double scale, const QPointF& anchor);
    void zoomTo(double scale); // around the middle
    void zoomIn() { zoomTo(m_scale * 1.25); }
    void zoomOut() { zoomTo(m_scale / 1.25); }
    void fitAll();
    void fitSelection();
    void centerOn(const QPointF& scenePoint);
    void showCard(std::size_t card); // scrolls and zooms as little as needed to read it

    const std::set<std::size_t>& selectedCards() const { return m_selected; }
    int selectedRow() const { return m_selectedRow; } // of the one selected card; -1 = the card itself
    void select(std::set<std::size_t> cards, int row = -1);
    void selectAll();
    // Cards that a search found; drawn with a ring.
    void setMatches(std::set<std::size_t> cards);

    int cardAt(const QPointF& position) const; // widget coordinates; -1 if there is none
    int rowAt(const QPointF& position) const; // of that card; -1 = the header or none
    int edgeAt(const QPointF& position) const;
    int highlightedCard() const { return m_hoverCard; }
    int highlightedEdge() const { return m_hoverEdge; }

signals:
    void viewChanged(); // scale or place
    void sceneChanged(); // other cards or places
    void selectionChanged();
    void cardActivated(int card); // double click, Enter
    void cardsMoved(const std::vector<relata::EdgeRouter::Move>& before,
        const std::vector<relata::EdgeRouter::Move>& after); // by the user
    void menuRequested(const QPoint& globalPosition, int card);
    void findRequested(); // the usual keys
    void copyRequested();
    void undoRequested();
    void redoRequested();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    enum class Gesture
    {
        None,
        Press, // on a card, not yet moved
        MoveCards,
        Pan,
        Band,
    };

    void paintStill(QPainter& painter); // tiles
    void paintMoving(QPainter& painter); // directly
    void paintOverlay(QPainter& painter);
    void paintHighlight(QPainter& painter);
    void paintSelection(QPainter& painter, const DiagramPainter& diagram);
    bool isMoving() const { return m_gesture == Gesture::MoveCards || isAnimating(); }

    void setView(double scale, const QPointF& origin);
    void fit(const QRectF& area, double largestScale);
    void keepSceneInReach();
    void contentChanged();
    void updateHover(const QPointF& position);
    void setHover(int card, int edge);
    void clickCard(std::size_t card, int row, Qt::KeyboardModifiers modifiers);
    void beginPan(const QPointF& position);
    void dragCards(const QPointF& position);
    void selectBand();
    static bool isOwnKey(const QKeyEvent& event);
    bool nativeGesture(QNativeGestureEvent* event);
    void stepSelection(int key);
    void stepAnimation(double progress);
    void updatePointer();

    DiagramScene m_scene;
    EdgeRouter m_router;
    const Palette* m_palette;
    double m_scale = 1;
    QPointF m_origin; // scene point at the top left
    bool m_fitted = false; // a scene was shown
    bool m_fitPending = false; // until there is a size
    bool m_complete = true; // all tiles that can be seen are painted

    TileCache m_tiles;
    std::set<std::size_t> m_selected;
    int m_selectedRow = -1;
    std::set<std::size_t> m_matches;
    int m_hoverCard = -1;
    int m_hoverEdge = -1;
    QTimer m_hoverTimer; // a card is highlighted after resting on it
    int m_hoverCandidate = -1;

    Gesture m_gesture = Gesture::None;
    bool m_spaceDown = false;
    QPointF m_pressPosition; // widget coordinates
    QPointF m_lastPosition;
    QRectF m_band; // scene coordinates
    std::vector<EdgeRouter::Move> m_before; // of the cards being dragged

    QVariantAnimation m_animation;
    std::vector<ScenePoint> m_animateFrom;
    std::vector<ScenePoint> m_animateTo;
    EdgeRouter m_animateRouter;
};

} // namespace relata
