#include "ui/diagram/diagram_view.h"

#include <QEasingCurve>
#include <QElapsedTimer>
#include <QPainter>

#include <cmath>
#include <map>

namespace relata {

namespace {

constexpr double frameBudgetMs = 6; // for new tiles; a frame has 16.7
constexpr int restMs = 160; // before a card under the pointer dims the rest

// More than this many cards in motion are painted without their rows.
constexpr std::size_t manyMovingCards = 24;

} // namespace

DiagramView::DiagramView(QWidget* parent) : QWidget(parent), m_palette(&lightPalette())
{
    setObjectName(QStringLiteral("diagramView"));
    setAccessibleName(tr("Diagram"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(160, 120);
    grabGesture(Qt::PinchGesture);
    m_hoverTimer.setSingleShot(true);
    m_hoverTimer.setInterval(restMs);
    connect(&m_hoverTimer, &QTimer::timeout, this, [this] { setHover(m_hoverCandidate, -1); });
    m_animation.setDuration(animationMs);
    m_animation.setStartValue(0.0);
    m_animation.setEndValue(1.0);
    m_animation.setEasingCurve(QEasingCurve::InOutCubic);
    connect(&m_animation, &QVariantAnimation::valueChanged, this,
        [this](const QVariant& value) { stepAnimation(value.toDouble()); });
    connect(&m_animation, &QVariantAnimation::finished, this, [this] {
        m_router = std::move(m_animateRouter);
        applyRoutes(m_scene, m_router.routes());
        contentChanged();
    });
}

void DiagramView::setColors(const Palette& palette)
{
    m_palette = &palette;
    m_tiles.clear();
    update();
}

void DiagramView::setDiagram(DiagramScene scene, EdgeRouter router)
{
    m_animation.stop();
    std::set<std::size_t> kept;
    for (const std::size_t card : m_selected) {
        const int now = scene.findCard(m_scene.cards[card].tableSchema, m_scene.cards[card].tableName);
        if (now >= 0)
            kept.insert(std::size_t(now));
    }
    const bool selectionStays = kept.size() == m_selected.size();
    m_scene = std::move(scene);
    m_router = std::move(router);
    applyRoutes(m_scene, m_router.routes());
    m_selected = std::move(kept);
    m_selectedRow = -1;
    m_matches.clear();
    m_hoverCard = m_hoverEdge = m_hoverCandidate = -1;
    m_gesture = Gesture::None;
    contentChanged();
    if (!m_fitted) {
        m_fitted = true;
        fitAll();
    }
    if (!selectionStays)
        emit selectionChanged();
}

std::vector<ScenePoint> DiagramView::positions() const
{
    std::vector<ScenePoint> positions;
    for (const DiagramCard& card : m_scene.cards)
        positions.push_back({card.rect.x(), card.rect.y()});
    return positions;
}

void DiagramView::animateTo(EdgeRouter router)
{
    m_animation.stop();
    m_animateFrom = positions();
    m_animateTo.clear();
    for (const SceneRect& card : router.graph().cards)
        m_animateTo.push_back({card.x, card.y});
    m_animateRouter = std::move(router);
    setHover(-1, -1);
    m_animation.start();
}

void DiagramView::stepAnimation(double progress)
{
    std::vector<ScenePoint> now(m_animateTo.size());
    for (std::size_t i = 0; i < now.size(); ++i) {
        now[i].x = m_animateFrom[i].x + (m_animateTo[i].x - m_animateFrom[i].x) * progress;
        now[i].y = m_animateFrom[i].y + (m_animateTo[i].y - m_animateFrom[i].y) * progress;
    }
    applyPositions(m_scene, now);
    // Straight lines while all moves; they are routed where they arrive.
    for (DiagramEdge& edge : m_scene.edges) {
        const QRectF& from = m_scene.cards[edge.from].rect;
        const QRectF& to = m_scene.cards[edge.to].rect;
        edge.path = {from.center(), to.center()};
    }
    emit sceneChanged();
    update();
}

void DiagramView::placeCards(const std::vector<EdgeRouter::Move>& moves)
{
    m_animation.stop();
    m_router.moveCards(moves);
    for (const EdgeRouter::Move& move : moves)
        m_scene.cards[move.card].rect.moveTo(move.topLeft.x, move.topLeft.y);
    applyRoutes(m_scene, m_router.routes());
    contentChanged();
}

void DiagramView::contentChanged()
{
    m_tiles.clear();
    update();
    emit sceneChanged();
}

QRectF DiagramView::visibleArea() const
{
    return {m_origin, QSizeF(size()) / m_scale};
}

void DiagramView::setView(double scale, const QPointF& origin)
{
    m_scale = scale;
    m_origin = origin;
    keepSceneInReach();
    update();
    emit viewChanged();
}

// The middle of the window never leaves the scene, so that nobody gets lost.
void DiagramView::keepSceneInReach()
{
    const QRectF bounds = m_scene.bounds();
    if (bounds.isNull())
        return;
    const QPointF half = QPointF(width(), height()) / 2 / m_scale;
    const QPointF middle = m_origin + half;
    m_origin = QPointF(std::clamp(middle.x(), bounds.left(), bounds.right()),
                   std::clamp(middle.y(), bounds.top(), bounds.bottom()))
        - half;
    // Tiles meet on whole pixels.
    m_origin = QPointF(std::round(m_origin.x() * m_scale), std::round(m_origin.y() * m_scale)) / m_scale;
}

void DiagramView::zoomTo(double scale, const QPointF& anchor)
{
    const double bounded = std::clamp(scale, minScale, maxScale);
    const QPointF fixed = toScene(anchor);
    setView(bounded, fixed - anchor / bounded);
}

void DiagramView::zoomTo(double scale)
{
    zoomTo(scale, QPointF(width(), height()) / 2);
}

void DiagramView::fit(const QRectF& area, double largestScale)
{
    if (area.isNull())
        return;
    if (width() < 20 || height() < 20 || !isVisible()) {
        m_fitPending = true; // a size will come
        if (width() < 20 || height() < 20)
            return;
    }
    constexpr double margin = 24;
    const double scale = std::min(
        {(width() - 2 * margin) / area.width(), (height() - 2 * margin) / area.height(), largestScale});
    const double bounded = std::clamp(scale, minScale, maxScale);
    setView(bounded, area.center() - QPointF(width(), height()) / 2 / bounded);
}

void DiagramView::fitAll()
{
    fit(m_scene.bounds(), 1);
}

void DiagramView::fitSelection()
{
    QRectF area;
    for (const std::size_t card : m_selected)
        area |= m_scene.cards[card].rect;
    if (area.isNull())
        fitAll();
    else
        fit(area.adjusted(-60, -60, 60, 60), 1.25);
}

void DiagramView::centerOn(const QPointF& scenePoint)
{
    setView(m_scale, scenePoint - QPointF(width(), height()) / 2 / m_scale);
}

void DiagramView::showCard(std::size_t card)
{
    const QRectF& rect = m_scene.cards[card].rect;
    const double readable = std::max(m_scale, 0.6);
    if (m_scale < readable || !visibleArea().adjusted(8, 8, -8, -8).contains(rect))
        setView(readable, rect.center() - QPointF(width(), height()) / 2 / readable);
}

void DiagramView::select(std::set<std::size_t> cards, int row)
{
    if (cards == m_selected && row == m_selectedRow)
        return;
    m_selected = std::move(cards);
    m_selectedRow = m_selected.size() == 1 ? row : -1;
    update();
    emit selectionChanged();
}

void DiagramView::selectAll()
{
    std::set<std::size_t> all;
    for (std::size_t i = 0; i < m_scene.cards.size(); ++i)
        all.insert(i);
    select(std::move(all));
}

void DiagramView::setMatches(std::set<std::size_t> cards)
{
    m_matches = std::move(cards);
    update();
}

void DiagramView::resizeEvent(QResizeEvent*)
{
    if (m_fitPending) {
        m_fitPending = !isVisible();
        fitAll();
    } else {
        setView(m_scale, m_origin);
    }
}

void DiagramView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (isMoving())
        paintMoving(painter);
    else
        paintStill(painter);
    paintOverlay(painter);
}

void DiagramView::paintStill(QPainter& painter)
{
    m_complete = m_tiles.draw(painter, size(), m_origin, m_scale, devicePixelRatioF(), m_palette->canvas,
        frameBudgetMs, [this](QPainter& tile, const QRectF& area) {
            const DiagramPainter diagram(m_scene, *m_palette, m_scale);
            diagram.paintBackground(tile, area);
            diagram.paintScene(tile, area);
        });
    if (!m_complete)
        QTimer::singleShot(0, this, qOverload<>(&QWidget::update));
}

void DiagramView::paintMoving(QPainter& painter)
{
    const QRectF area = visibleArea();
    const auto seen = std::count_if(m_scene.cards.begin(), m_scene.cards.end(),
        [&area](const DiagramCard& card) { return card.rect.intersects(area); });
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(m_scale, m_scale);
    painter.translate(-m_origin);
    double detailScale = m_scale;
    if (std::size_t(seen) > manyMovingCards)
        detailScale = std::min(detailScale, largestScaleOf(PaintDetail::Names));
    const DiagramPainter diagram(m_scene, *m_palette, detailScale);
    diagram.paintBackground(painter, area);
    diagram.paintScene(painter, area);
    painter.resetTransform();
}

void DiagramView::paintOverlay(QPainter& painter)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(m_scale, m_scale);
    painter.translate(-m_origin);
    paintHighlight(painter);
    const DiagramPainter diagram(m_scene, *m_palette, m_scale);
    paintSelection(painter, diagram);
    painter.restore();
    if (m_gesture == Gesture::Band) {
        QColor fill = m_palette->accent;
        fill.setAlphaF(0.12F);
        painter.setPen(m_palette->accent);
        painter.setBrush(fill);
        painter.drawRect(QRectF(fromScene(m_band.topLeft()), m_band.size() * m_scale));
    }
}

// All but what belongs together is veiled; what belongs together is painted again over the veil.
void DiagramView::paintHighlight(QPainter& painter)
{
    if (m_hoverCard < 0 && m_hoverEdge < 0)
        return;
    std::vector<std::size_t> edges;
    std::map<std::size_t, std::set<int>> rows; // of the cards that stay bright
    const auto add = [&](std::size_t index) {
        const DiagramEdge& edge = m_scene.edges[index];
        edges.push_back(index);
        rows[edge.from].insert(edge.fromRows.begin(), edge.fromRows.end());
        rows[edge.to].insert(edge.toRows.begin(), edge.toRows.end());
    };
    if (m_hoverEdge >= 0) {
        add(std::size_t(m_hoverEdge));
    } else {
        rows[std::size_t(m_hoverCard)];
        for (std::size_t i = 0; i < m_scene.edges.size(); ++i) {
            if (int(m_scene.edges[i].from) == m_hoverCard || int(m_scene.edges[i].to) == m_hoverCard)
                add(i);
        }
    }
    QColor veil = m_palette->canvas;
    veil.setAlphaF(0.7F);
    const QRectF area = visibleArea();
    painter.fillRect(area.adjusted(-2, -2, 2, 2), veil);
    const DiagramPainter diagram(m_scene, *m_palette, m_scale);
    diagram.paintEdges(painter, edges, Emphasis::Highlighted);
    for (const auto& [card, marked] : rows) {
        if (m_scene.cards[card].rect.intersects(area))
            diagram.paintCard(painter, card,
                int(card) == m_hoverCard || m_hoverEdge >= 0 ? Emphasis::Highlighted : Emphasis::Normal,
                marked);
    }
}

void DiagramView::paintSelection(QPainter& painter, const DiagramPainter& diagram)
{
    painter.setBrush(Qt::NoBrush);
    const double radius = m_scene.style.radius;
    for (const std::size_t card : m_matches) {
        painter.setPen(QPen(m_palette->warning, 2.5 / std::min(1.0, m_scale)));
        painter.drawRoundedRect(m_scene.cards[card].rect.adjusted(-4, -4, 4, 4), radius + 3, radius + 3);
    }
    if (m_selected.size() == 1 && m_selectedRow >= 0 && diagram.detail() == PaintDetail::Full) {
        painter.setPen(QPen(m_palette->accent, 1.2));
        painter.drawRect(m_scene.rowRect(*m_selected.begin(), m_selectedRow).adjusted(1.5, 0.5, -1.5, -0.5));
    }
    painter.setPen(QPen(m_palette->accent, 2 / std::min(1.0, m_scale)));
    for (const std::size_t card : m_selected)
        painter.drawRoundedRect(
            m_scene.cards[card].rect.adjusted(-1.5, -1.5, 1.5, 1.5), radius + 1, radius + 1);
}

} // namespace relata
