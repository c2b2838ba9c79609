#pragma once

#include "ui/render/palette.h"

#include <QWidget>

namespace relata {

class DiagramView;

// The whole diagram in small, in a corner of the view; shows what the view shows, and moves it by click and
// drag. Hidden while the view shows all.
class Minimap final : public QWidget
{
    Q_OBJECT

public:
    explicit Minimap(DiagramView* view); // its parent
    void setColors(const Palette& palette);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override; // the view's size
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    void place();
    QTransform toMap() const; // scene to widget coordinates

    DiagramView* m_view;
    const Palette* m_palette;
};

} // namespace relata
