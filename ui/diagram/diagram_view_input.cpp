// Mouse, wheel, touchpad and keys of DiagramView.
#include "ui/diagram/diagram_view.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QGestureEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>
#include <limits>

namespace relata {

namespace {

double distanceToLine(const QPointF& point, const QPointF& a, const QPointF& b)
{
    const QPointF line = b - a;
    const double length = QPointF::dotProduct(line, line);
    const double along =
        length > 0 ? std::clamp(QPointF::dotProduct(point - a, line) / length, 0.0, 1.0) : 0.0;
    const QPointF off = point - (a + line * along);
    return std::hypot(off.x(), off.y());
}

} // namespace

int DiagramView::cardAt(const QPointF& position) const
{
    const QPointF point = toScene(position);
    for (std::size_t i = m_scene.cards.size(); i-- > 0;) { // the last painted is on top
        if (m_scene.cards[i].rect.contains(point))
            return int(i);
    }
    return -1;
}

int DiagramView::rowAt(const QPointF& position) const
{
    const int card = cardAt(position);
    if (card < 0 || paintDetailFor(m_scale) != PaintDetail::Full)
        return -1;
    const QPointF point = toScene(position);
    for (std::size_t row = 0; row < m_scene.cards[std::size_t(card)].rows.size(); ++row) {
        if (m_scene.rowRect(std::size_t(card), int(row)).contains(point))
            return int(row);
    }
    return -1;
}

int DiagramView::edgeAt(const QPointF& position) const
{
    const QPointF point = toScene(position);
    double nearest = 6 / m_scale;
    int found = -1;
    for (std::size_t i = 0; i < m_scene.edges.size(); ++i) {
        const auto& path = m_scene.edges[i].path;
        for (std::size_t k = 0; k + 1 < path.size(); ++k) {
            const double distance = distanceToLine(point, path[k], path[k + 1]);
            if (distance < nearest) {
                nearest = distance;
                found = int(i);
            }
        }
    }
    return found;
}

bool DiagramView::isOwnKey(const QKeyEvent& event)
{
    for (const auto key : {QKeySequence::Find, QKeySequence::Copy, QKeySequence::SelectAll,
             QKeySequence::Undo, QKeySequence::Redo}) {
        if (event.matches(key))
            return true;
    }
    const bool plain = !(event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier));
    return plain
        && (event.key() == Qt::Key_Plus || event.key() == Qt::Key_Equal || event.key() == Qt::Key_Minus
            || event.key() == Qt::Key_0 || event.key() == Qt::Key_F || event.key() == Qt::Key_Space);
}

void DiagramView::setHover(int card, int edge)
{
    if (card == m_hoverCard && edge == m_hoverEdge)
        return;
    m_hoverCard = card;
    m_hoverEdge = edge;
    update();
}

void DiagramView::updateHover(const QPointF& position)
{
    const int card = cardAt(position);
    const int edge = card < 0 ? edgeAt(position) : -1;
    if (card < 0) {
        m_hoverTimer.stop();
        m_hoverCandidate = -1;
        setHover(-1, edge);
    } else if (card != m_hoverCard && card != m_hoverCandidate) {
        m_hoverCandidate = card;
        setHover(-1, -1);
        m_hoverTimer.start();
    }
    updatePointer();
}

void DiagramView::updatePointer()
{
    if (m_gesture == Gesture::Pan)
        setCursor(Qt::ClosedHandCursor);
    else if (m_spaceDown)
        setCursor(Qt::OpenHandCursor);
    else if (m_gesture == Gesture::MoveCards)
        setCursor(Qt::SizeAllCursor);
    else
        unsetCursor();
}

bool DiagramView::event(QEvent* event)
{
    if (event->type() == QEvent::NativeGesture)
        return nativeGesture(static_cast<QNativeGestureEvent*>(event)) || QWidget::event(event);
    if (event->type() == QEvent::Gesture) {
        auto* gesture = static_cast<QGestureEvent*>(event)->gesture(Qt::PinchGesture);
        const auto* pinch = static_cast<QPinchGesture*>(gesture);
        if (pinch)
            zoomTo(m_scale * pinch->scaleFactor(), mapFromGlobal(pinch->hotSpot()));
        return pinch != nullptr;
    }
    if (event->type() == QEvent::ShortcutOverride && isOwnKey(*static_cast<QKeyEvent*>(event))) {
        event->accept(); // the key comes as a key, whatever the window uses it for elsewhere
        return true;
    }
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const int card = cardAt(help->pos());
        const int edge = card < 0 ? edgeAt(help->pos()) : -1;
        QString text;
        if (edge >= 0) {
            text = m_scene.edges[std::size_t(edge)].description;
        } else if (card >= 0) {
            const DiagramCard& shown = m_scene.cards[std::size_t(card)];
            const int row = rowAt(help->pos());
            if (row < 0) {
                text = shown.schema.isEmpty() ? shown.name : shown.schema + u'.' + shown.name;
                text += shown.comment.isEmpty() ? QString() : u'\n' + shown.comment;
            } else {
                const DiagramRow& column = shown.rows[std::size_t(row)];
                text = column.name + u' ' + column.type + u'\n'
                    + (column.nullable ? tr("may be NULL") : tr("never NULL"));
                text += column.comment.isEmpty() ? QString() : u'\n' + column.comment;
            }
        }
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(
                help->globalPos(), text.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")), this);
        return true;
    }
    return QWidget::event(event);
}

bool DiagramView::nativeGesture(QNativeGestureEvent* event)
{
    if (event->gestureType() != Qt::ZoomNativeGesture)
        return false;
    zoomTo(m_scale * (1 + event->value()), event->position());
    return true;
}

void DiagramView::wheelEvent(QWheelEvent* event)
{
    const QPoint pixels = event->pixelDelta();
    const QPoint angle = event->angleDelta();
    if (event->modifiers() & Qt::ControlModifier) {
        const double steps = pixels.isNull() ? angle.y() / 120.0 : pixels.y() / 60.0;
        zoomTo(m_scale * std::pow(1.2, steps), event->position());
    } else {
        QPointF delta = pixels.isNull() ? QPointF(angle) / 120.0 * 60 : QPointF(pixels);
        if (event->modifiers() & Qt::ShiftModifier && delta.x() == 0)
            delta = QPointF(delta.y(), 0);
        setView(m_scale, m_origin - delta / m_scale);
        updateHover(event->position());
    }
    event->accept();
}

void DiagramView::beginPan(const QPointF& position)
{
    m_gesture = Gesture::Pan;
    m_lastPosition = position;
    setHover(-1, -1);
    updatePointer();
}

void DiagramView::clickCard(std::size_t card, int row, Qt::KeyboardModifiers modifiers)
{
    if (modifiers & (Qt::ControlModifier | Qt::ShiftModifier)) {
        std::set<std::size_t> cards = m_selected;
        if (!cards.erase(card))
            cards.insert(card);
        select(std::move(cards));
    } else if (!m_selected.count(card) || m_selected.size() == 1) {
        select({card}, row);
    }
}

void DiagramView::mousePressEvent(QMouseEvent* event)
{
    setFocus(Qt::MouseFocusReason);
    m_pressPosition = m_lastPosition = event->position();
    m_hoverTimer.stop();
    if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && m_spaceDown)) {
        beginPan(event->position());
        return;
    }
    if (event->button() != Qt::LeftButton)
        return;
    const int card = cardAt(event->position());
    if (card >= 0) {
        clickCard(std::size_t(card), rowAt(event->position()), event->modifiers());
        m_gesture = Gesture::Press;
    } else if (event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier)) {
        m_gesture = Gesture::Band;
        m_band = QRectF(toScene(event->position()), QSizeF());
    } else {
        beginPan(event->position());
    }
}

void DiagramView::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF position = event->position();
    switch (m_gesture) {
    case Gesture::None:
        updateHover(position);
        break;
    case Gesture::Press:
        if ((position - m_pressPosition).manhattanLength() >= QApplication::startDragDistance()
            && !m_selected.empty()) {
            m_gesture = Gesture::MoveCards;
            setHover(-1, -1);
            m_before.clear();
            for (const std::size_t card : m_selected)
                m_before.push_back({card, {m_scene.cards[card].rect.x(), m_scene.cards[card].rect.y()}});
            updatePointer();
            dragCards(position);
        }
        break;
    case Gesture::MoveCards:
        dragCards(position);
        break;
    case Gesture::Pan:
        setView(m_scale, m_origin - (position - m_lastPosition) / m_scale);
        m_lastPosition = position;
        break;
    case Gesture::Band:
        m_band = QRectF(toScene(m_pressPosition), toScene(position)).normalized();
        update();
        break;
    }
}

void DiagramView::dragCards(const QPointF& position)
{
    const QPointF by = (position - m_pressPosition) / m_scale;
    std::vector<EdgeRouter::Move> moves;
    for (const EdgeRouter::Move& start : m_before) {
        // On the grid of four pixels that the layout uses, so that rows can be lined up.
        const double x = std::round((start.topLeft.x + by.x()) / 4) * 4;
        const double y = std::round((start.topLeft.y + by.y()) / 4) * 4;
        moves.push_back({start.card, {x, y}});
        m_scene.cards[start.card].rect.moveTo(x, y);
    }
    m_router.moveCards(moves);
    applyRoutes(m_scene, m_router.routes());
    update();
    emit sceneChanged();
}

void DiagramView::selectBand()
{
    std::set<std::size_t> cards = m_selected;
    for (std::size_t i = 0; i < m_scene.cards.size(); ++i) {
        if (m_band.intersects(m_scene.cards[i].rect))
            cards.insert(i);
    }
    select(std::move(cards));
}

void DiagramView::mouseReleaseEvent(QMouseEvent* event)
{
    const Gesture ended = m_gesture;
    m_gesture = Gesture::None;
    if (ended == Gesture::MoveCards) {
        std::vector<EdgeRouter::Move> after;
        for (const EdgeRouter::Move& start : m_before)
            after.push_back(
                {start.card, {m_scene.cards[start.card].rect.x(), m_scene.cards[start.card].rect.y()}});
        contentChanged();
        emit cardsMoved(m_before, after);
    } else if (ended == Gesture::Band) {
        selectBand();
        update();
    } else if (ended == Gesture::Pan && event->button() == Qt::LeftButton && !m_spaceDown
        && (event->position() - m_pressPosition).manhattanLength() < QApplication::startDragDistance()) {
        select({}); // a click on the ground
    }
    updatePointer();
    updateHover(event->position());
}

void DiagramView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const int card = cardAt(event->position());
    if (event->button() == Qt::LeftButton && card >= 0)
        emit cardActivated(card);
    else
        mousePressEvent(event);
}

void DiagramView::leaveEvent(QEvent*)
{
    m_hoverTimer.stop();
    m_hoverCandidate = -1;
    setHover(-1, -1);
}

void DiagramView::contextMenuEvent(QContextMenuEvent* event)
{
    int card = -1;
    QPoint where = event->globalPos();
    if (event->reason() == QContextMenuEvent::Mouse) {
        card = cardAt(event->pos());
        if (card >= 0 && !m_selected.count(std::size_t(card)))
            select({std::size_t(card)});
    } else if (!m_selected.empty()) {
        card = int(*m_selected.begin());
        where = mapToGlobal(fromScene(m_scene.cards[std::size_t(card)].rect.center()).toPoint());
    }
    m_gesture = Gesture::None;
    emit menuRequested(where, card);
}

// The nearest card in the direction of an arrow key.
void DiagramView::stepSelection(int key)
{
    if (m_scene.cards.empty())
        return;
    if (m_selected.empty()) {
        select({0});
        showCard(0);
        return;
    }
    const QPointF from = m_scene.cards[*m_selected.begin()].rect.center();
    const bool horizontal = key == Qt::Key_Left || key == Qt::Key_Right;
    const double sign = key == Qt::Key_Left || key == Qt::Key_Up ? -1 : 1;
    double nearest = std::numeric_limits<double>::infinity();
    std::size_t found = *m_selected.begin();
    for (std::size_t i = 0; i < m_scene.cards.size(); ++i) {
        const QPointF way = m_scene.cards[i].rect.center() - from;
        const double ahead = sign * (horizontal ? way.x() : way.y());
        const double aside = std::abs(horizontal ? way.y() : way.x());
        if (ahead > 1 && ahead + 2 * aside < nearest) {
            nearest = ahead + 2 * aside;
            found = i;
        }
    }
    select({found});
    showCard(found);
}

void DiagramView::keyPressEvent(QKeyEvent* event)
{
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) {
        if (event->matches(QKeySequence::SelectAll))
            selectAll();
        else if (event->matches(QKeySequence::Find))
            emit findRequested();
        else if (event->matches(QKeySequence::Copy))
            emit copyRequested();
        else if (event->matches(QKeySequence::Undo))
            emit undoRequested();
        else if (event->matches(QKeySequence::Redo))
            emit redoRequested();
        else
            QWidget::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomIn();
        break;
    case Qt::Key_Minus:
        zoomOut();
        break;
    case Qt::Key_0:
        zoomTo(1);
        break;
    case Qt::Key_F:
        event->modifiers() & Qt::ShiftModifier ? fitSelection() : fitAll();
        break;
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
        stepSelection(event->key());
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_selected.size() == 1)
            emit cardActivated(int(*m_selected.begin()));
        break;
    case Qt::Key_Space:
        if (!event->isAutoRepeat()) {
            m_spaceDown = true;
            updatePointer();
        }
        break;
    case Qt::Key_Escape:
        if (m_selected.empty() && m_matches.empty())
            QWidget::keyPressEvent(event);
        setMatches({});
        select({});
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void DiagramView::keyReleaseEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m_spaceDown = false;
        updatePointer();
    } else {
        QWidget::keyReleaseEvent(event);
    }
}

} // namespace relata
