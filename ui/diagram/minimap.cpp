#include "ui/diagram/minimap.h"

#include "ui/diagram/diagram_view.h"

#include <QEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

namespace relata {

namespace {

constexpr int margin = 12;
constexpr int padding = 8;

} // namespace

Minimap::Minimap(DiagramView* view) : QWidget(view), m_view(view), m_palette(&lightPalette())
{
    setObjectName(QStringLiteral("minimap"));
    setAccessibleName(tr("Overview of the diagram"));
    setToolTip(tr("Overview: click or drag to move there"));
    view->installEventFilter(this);
    for (const auto signal : {&DiagramView::viewChanged, &DiagramView::sceneChanged}) {
        connect(view, signal, this, [this] {
            place();
            update();
        });
    }
    place();
}

void Minimap::setColors(const Palette& palette)
{
    m_palette = &palette;
    update();
}

void Minimap::place()
{
    const QRectF bounds = m_view->scene().bounds();
    QSizeF fitted = bounds.size().scaled(180, 130, Qt::KeepAspectRatio);
    fitted = fitted.expandedTo(QSizeF(48, 36)) + QSizeF(2 * padding, 2 * padding);
    const QSize size = fitted.toSize();
    setGeometry(QRect(
        QPoint(m_view->width() - size.width() - margin, m_view->height() - size.height() - margin), size));
    // In a small window it would hide more than it shows.
    const bool fits = m_view->width() > 3 * size.width() && m_view->height() > 2 * size.height();
    setVisible(fits && !bounds.isEmpty() && !m_view->visibleArea().contains(bounds));
}

bool Minimap::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(watched, event);
}

QTransform Minimap::toMap() const
{
    const QRectF bounds = m_view->scene().bounds();
    const QRectF inner = QRectF(rect()).adjusted(padding, padding, -padding, -padding);
    const double scale = std::min(inner.width() / bounds.width(), inner.height() / bounds.height());
    QTransform transform;
    transform.translate(inner.center().x(), inner.center().y());
    transform.scale(scale, scale);
    transform.translate(-bounds.center().x(), -bounds.center().y());
    return transform;
}

void Minimap::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_palette->border, 1));
    QColor ground = m_palette->raised;
    ground.setAlphaF(0.94F);
    painter.setBrush(ground);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.drawRoundedRect(frame, 6, 6);

    const QTransform transform = toMap();
    const DiagramScene& scene = m_view->scene();
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t i = 0; i < scene.cards.size(); ++i) {
        const QRectF card = transform.mapRect(scene.cards[i].rect);
        const bool selected = m_view->selectedCards().count(i) > 0;
        painter.fillRect(QRectF(card.topLeft(), card.size().expandedTo(QSizeF(1, 1))),
            selected ? m_palette->accent : m_palette->borderStrong);
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
    QPainterPath clip;
    clip.addRoundedRect(frame, 6, 6);
    painter.setClipPath(clip);
    const QRectF seen = transform.mapRect(m_view->visibleArea());
    QColor fill = m_palette->accent;
    fill.setAlphaF(0.12F);
    painter.setPen(QPen(m_palette->accent, 1.5));
    painter.setBrush(fill);
    painter.drawRoundedRect(seen.intersected(frame.adjusted(1, 1, -1, -1)), 2, 2);
}

void Minimap::mousePressEvent(QMouseEvent* event)
{
    m_view->centerOn(toMap().inverted().map(event->position()));
}

void Minimap::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        m_view->centerOn(toMap().inverted().map(event->position()));
}

} // namespace relata
