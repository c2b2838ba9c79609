// ShellStyle: the primitive elements.
#include "ui/shell/shell_style.h"

#include "ui/shell/style_painting.h"
#include "ui/shell/theme.h"
#include "ui/shell/themed_icon.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QPainter>
#include <QStyleOption>
#include <QTabBar>
#include <QTreeView>

namespace relata {

namespace {

bool has(const QStyleOption* option, QStyle::StateFlag flag)
{
    return option->state.testFlag(flag);
}

} // namespace

void ShellStyle::drawPrimitive(
    PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const Palette& palette = activePalette();
    const QRect rect = option->rect;
    switch (element) {
    case PE_PanelButtonCommand:
    case PE_PanelButtonBevel:
        drawButtonPanel(option, painter, widget);
        return;
    case PE_PanelButtonTool:
        drawToolPanel(option, painter, widget);
        return;
    case PE_FrameDefaultButton:
    case PE_FrameStatusBarItem:
    case PE_FrameDockWidget:
    case PE_FrameWindow:
    case PE_PanelScrollAreaCorner:
    case PE_FrameButtonBevel:
        return;
    case PE_FrameFocusRect:
        // Item views show focus by their selection, buttons by their own frame.
        if (qobject_cast<const QAbstractItemView*>(widget) || qobject_cast<const QTabBar*>(widget))
            return;
        paintFocusRing(painter, rect);
        return;
    case PE_FrameTabWidget:
    case PE_PanelStatusBar:
        painter->fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), palette.border);
        return;
    case PE_PanelLineEdit:
    case PE_FrameLineEdit:
        drawLineEditPanel(option, painter, widget);
        return;
    case PE_Frame:
    case PE_FrameGroupBox:
        paintRounded(painter, rect, element == PE_Frame ? 0 : 6, {}, palette.border);
        return;
    case PE_FrameMenu:
    case PE_PanelMenu:
        painter->fillRect(rect, palette.raised);
        paintRounded(painter, rect, 0, {}, palette.border);
        return;
    case PE_PanelTipLabel:
        paintRounded(painter, rect, 0, palette.raised, palette.border);
        return;
    case PE_PanelToolBar:
    case PE_PanelMenuBar:
        return;
    case PE_IndicatorToolBarSeparator:
        painter->fillRect(QRect(rect.center().x(), rect.top() + 6, 1, rect.height() - 12), palette.border);
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorRadioButton:
    case PE_IndicatorItemViewItemCheck:
        drawCheck(element, option, painter);
        return;
    case PE_IndicatorBranch:
        drawBranch(option, painter);
        return;
    case PE_IndicatorArrowUp:
    case PE_IndicatorSpinUp:
        paintIcon(painter, rect, QStringLiteral("chevron-up"),
            has(option, State_Enabled) ? palette.icon : palette.disabled, 12);
        return;
    case PE_IndicatorArrowDown:
    case PE_IndicatorSpinDown:
    case PE_IndicatorButtonDropDown:
        paintIcon(painter, rect, QStringLiteral("chevron-down"),
            has(option, State_Enabled) ? palette.icon : palette.disabled, 12);
        return;
    case PE_IndicatorArrowLeft:
        paintIcon(painter, rect, QStringLiteral("chevron-left"),
            has(option, State_Enabled) ? palette.icon : palette.disabled, 12);
        return;
    case PE_IndicatorArrowRight:
        paintIcon(painter, rect, QStringLiteral("chevron-right"),
            has(option, State_Enabled) ? palette.icon : palette.disabled, 12);
        return;
    case PE_IndicatorHeaderArrow:
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
            if (header->sortIndicator != QStyleOptionHeader::None)
                paintIcon(painter, rect,
                    header->sortIndicator == QStyleOptionHeader::SortUp ? QStringLiteral("chevron-up")
                                                                        : QStringLiteral("chevron-down"),
                    palette.link, 12);
        }
        return;
    case PE_PanelItemViewRow: {
        if (has(option, State_Selected))
            return; // the items paint it, with their hover
        const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
        if (item && item->features.testFlag(QStyleOptionViewItem::Alternate))
            painter->fillRect(rect, palette.alternate);
        return;
    }
    case PE_PanelItemViewItem:
        drawItemPanel(option, painter, widget);
        return;
    case PE_FrameTabBarBase:
        painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), palette.border);
        return;
    case PE_IndicatorTabClose: {
        if (has(option, State_MouseOver))
            paintRounded(painter, QRectF(rect).adjusted(1, 1, -1, -1), 4,
                has(option, State_Sunken) ? palette.pressed : palette.hover, {});
        const bool visible = has(option, State_MouseOver) || has(option, State_Selected);
        paintIcon(painter, rect, QStringLiteral("close"), visible ? palette.icon : palette.disabled, 12);
        return;
    }
    case PE_IndicatorDockWidgetResizeHandle: {
        const bool vertical = rect.width() < rect.height();
        painter->fillRect(vertical ? QRect(rect.center().x(), rect.top(), 1, rect.height())
                                   : QRect(rect.left(), rect.center().y(), rect.width(), 1),
            has(option, State_MouseOver) ? palette.accent : palette.border);
        return;
    }
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void ShellStyle::drawButtonPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const Palette& palette = activePalette();
    const bool enabled = has(option, State_Enabled);
    const bool hover = enabled && has(option, State_MouseOver);
    const bool down = enabled && (has(option, State_Sunken) || has(option, State_On));
    QColor fill;
    QColor line;
    switch (buttonKind(widget)) {
    case ButtonKind::Primary:
        fill = !enabled ? palette.pressed : hover || down ? palette.accentHover : palette.accent;
        break;
    case ButtonKind::Danger:
        fill = !enabled     ? palette.pressed
            : hover || down ? mix(palette.dangerFill, Qt::black, 0.12)
                            : palette.dangerFill;
        break;
    case ButtonKind::Quiet:
        fill = down ? palette.pressed : hover ? palette.hover : QColor();
        break;
    case ButtonKind::Secondary:
        fill = down ? palette.pressed : hover ? palette.hover : palette.raised;
        line = enabled ? mix(palette.border, palette.borderStrong, 0.45) : palette.border;
        break;
    }
    paintRounded(painter, option->rect, controlRadius, fill, line);
    if (has(option, State_HasFocus) && has(option, State_KeyboardFocusChange)) {
        if (line.isValid() || !fill.isValid())
            paintFocusRing(painter, option->rect);
        else // on a coloured button the ring needs a gap to be seen
            paintRounded(painter, QRectF(option->rect).adjusted(2, 2, -2, -2), controlRadius - 2, {},
                palette.accentText, 1.5);
    }
}

void ShellStyle::drawToolPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    Q_UNUSED(widget);
    const Palette& palette = activePalette();
    if (!has(option, State_Enabled))
        return;
    const bool on = has(option, State_On);
    const bool hover = has(option, State_MouseOver) || !has(option, State_AutoRaise);
    QColor fill;
    if (has(option, State_Sunken))
        fill = palette.pressed;
    else if (on)
        fill = hover && has(option, State_MouseOver) ? mix(palette.accentSoft, palette.accent, 0.08)
                                                     : palette.accentSoft;
    else if (hover)
        fill = palette.hover;
    if (fill.isValid())
        paintRounded(painter, option->rect, controlRadius, fill, {});
    if (has(option, State_HasFocus) && has(option, State_KeyboardFocusChange))
        paintFocusRing(painter, option->rect);
}

void ShellStyle::drawCheck(PrimitiveElement element, const QStyleOption* option, QPainter* painter) const
{
    const Palette& palette = activePalette();
    const bool enabled = has(option, State_Enabled);
    const bool partial = has(option, State_NoChange);
    const bool on = has(option, State_On) || partial;
    QRectF rect(0, 0, 16, 16);
    rect.moveCenter(QRectF(option->rect).center());
    rect.moveTopLeft(QPointF(qRound(rect.left()), qRound(rect.top())));
    const qreal radius = element == PE_IndicatorRadioButton ? 8 : 4;
    const QColor fill = on ? (enabled ? palette.accent : palette.disabled)
                           : (has(option, State_MouseOver) && enabled ? palette.hover : palette.surface);
    const QColor line = on ? fill : enabled ? palette.borderStrong : palette.border;
    paintRounded(painter, rect, radius, fill, line);
    if (has(option, State_HasFocus) && has(option, State_KeyboardFocusChange))
        paintRounded(painter, rect.adjusted(-2, -2, 2, 2), radius + 2, {}, palette.focus, 1.5);
    if (!on)
        return;
    if (element == PE_IndicatorRadioButton)
        paintRounded(painter, rect.adjusted(5, 5, -5, -5), 3, palette.accentText, {});
    else
        paintIcon(painter, rect, partial ? QStringLiteral("minus") : QStringLiteral("commit"),
            palette.accentText, 12);
}

void ShellStyle::drawBranch(const QStyleOption* option, QPainter* painter) const
{
    if (!has(option, State_Children))
        return;
    const bool open = has(option, State_Open);
    const QString name = open                  ? QStringLiteral("chevron-down")
        : option->direction == Qt::RightToLeft ? QStringLiteral("chevron-left")
                                               : QStringLiteral("chevron-right");
    paintIcon(painter, option->rect, name, activePalette().muted, 12);
}

void ShellStyle::drawItemPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const Palette& palette = activePalette();
    const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
    if (!item)
        return;
    if (item->backgroundBrush.style() != Qt::NoBrush)
        painter->fillRect(item->rect, item->backgroundBrush);
    const bool selected = has(item, State_Selected);
    const bool hover = has(item, State_MouseOver) && has(item, State_Enabled);
    if (!selected && !hover)
        return;
    const bool active = has(item, State_Active);
    const QColor fill = selected ? (active ? palette.selection : palette.selectionInactive) : palette.hover;
    // Lists and trees select with soft corners; in a grid a cell is a cell.
    if (widget && widget->inherits("QTableView")) {
        if (selected)
            painter->fillRect(item->rect, fill);
        return;
    }
    const auto position = item->viewItemPosition;
    QRectF rect = item->rect;
    const bool begins = position == QStyleOptionViewItem::Beginning
        || position == QStyleOptionViewItem::OnlyOne || position == QStyleOptionViewItem::Invalid;
    const bool ends = position == QStyleOptionViewItem::End || position == QStyleOptionViewItem::OnlyOne
        || position == QStyleOptionViewItem::Invalid;
    painter->save();
    painter->setClipRect(item->rect);
    rect.adjust(begins ? 0 : -8, 0, ends ? -4 : 8, 0);
    paintRounded(painter, rect, 4, fill, {});
    painter->restore();
}

void ShellStyle::drawLineEditPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const Palette& palette = activePalette();
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
    const QWidget* parent = widget ? widget->parentWidget() : nullptr;
    if (qobject_cast<const QComboBox*>(parent) || qobject_cast<const QAbstractSpinBox*>(parent))
        return; // they paint the frame around the field
    // A cell editor fills its cell.
    const bool inView = parent && qobject_cast<const QAbstractItemView*>(parent->parentWidget());
    const bool framed = !frame || frame->lineWidth > 0;
    const bool enabled = has(option, State_Enabled);
    const QColor fill =
        enabled && !has(option, State_ReadOnly) ? option->palette.color(QPalette::Base) : palette.sunken;
    if (!framed && !inView) {
        painter->fillRect(option->rect, option->palette.brush(QPalette::Base));
        return;
    }
    const QColor line = enabled
        ? mix(palette.border, palette.borderStrong, has(option, State_MouseOver) ? 1.0 : 0.45)
        : palette.border;
    const qreal radius = inView ? 0 : controlRadius;
    paintRounded(painter, option->rect, radius, fill, line);
    if (has(option, State_HasFocus))
        paintFocusRing(painter, option->rect, radius);
}

} // namespace relata
