// ShellStyle: control elements (tabs, menus, headers, docks, progress).
#include "ui/shell/shell_style.h"

#include "ui/shell/style_painting.h"
#include "ui/shell/theme.h"
#include "ui/shell/themed_icon.h"

#include <QDockWidget>
#include <QHeaderView>
#include <QMainWindow>
#include <QPainter>
#include <QStyleOption>
#include <QTabBar>
#include <QTime>

namespace relata {

namespace {

bool has(const QStyleOption* option, QStyle::StateFlag flag)
{
    return option->state.testFlag(flag);
}

constexpr int menuIconColumn = 28;

} // namespace

void ShellStyle::drawControl(
    ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const Palette& palette = activePalette();
    switch (element) {
    case CE_PushButtonBevel: {
        proxy()->drawPrimitive(PE_PanelButtonCommand, option, painter, widget);
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        if (button && button->features.testFlag(QStyleOptionButton::HasMenu)) {
            const QRect arrow(option->rect.right() - 22, option->rect.top(), 16, option->rect.height());
            paintIcon(painter, arrow, QStringLiteral("chevron-down"), palette.icon, 12);
        }
        return;
    }
    case CE_PushButtonLabel: {
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        if (!button)
            return;
        QStyleOptionButton copy = *button;
        const ButtonKind kind = buttonKind(widget);
        const bool filled = kind == ButtonKind::Primary || kind == ButtonKind::Danger;
        if (filled && has(option, State_Enabled))
            copy.palette.setColor(
                QPalette::ButtonText, kind == ButtonKind::Danger ? palette.dangerText : palette.accentText);
        if (copy.features.testFlag(QStyleOptionButton::HasMenu)) {
            // The base would draw its own arrow in the room that is left.
            copy.features.setFlag(QStyleOptionButton::HasMenu, false);
            copy.rect.setRight(copy.rect.right() - 16);
        }
        QProxyStyle::drawControl(element, &copy, painter, widget);
        return;
    }
    case CE_ToolButtonLabel: {
        // The base puts icon and text against the left edge.
        const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
        if (!button || button->toolButtonStyle != Qt::ToolButtonTextBesideIcon || button->icon.isNull()) {
            QProxyStyle::drawControl(element, option, painter, widget);
            return;
        }
        QStyleOptionToolButton copy = *button;
        const int used =
            copy.iconSize.width() + 4 + copy.fontMetrics.size(Qt::TextShowMnemonic, copy.text).width();
        copy.rect.adjust(qMax(4, (copy.rect.width() - used) / 2 - 2), 0, 0, 0);
        QProxyStyle::drawControl(element, &copy, painter, widget);
        return;
    }
    case CE_TabBarTabShape:
        drawTabShape(option, painter, widget);
        return;
    case CE_TabBarTabLabel: {
        const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option);
        if (!tab)
            return;
        QStyleOptionTab copy = *tab;
        const bool bright = has(tab, State_Selected) || has(tab, State_MouseOver);
        copy.palette.setColor(QPalette::WindowText, bright ? palette.text : palette.muted);
        copy.state.setFlag(State_HasFocus, false);
        QProxyStyle::drawControl(element, &copy, painter, widget);
        return;
    }
    case CE_MenuItem:
        drawMenuItem(option, painter, widget);
        return;
    case CE_MenuEmptyArea:
    case CE_MenuBarEmptyArea:
        return;
    case CE_ToolBar:
        painter->fillRect(
            QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), palette.border);
        return;
    case CE_MenuBarItem:
        drawMenuBarItem(option, painter);
        return;
    case CE_HeaderSection:
        drawHeaderSection(option, painter);
        return;
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, palette.header);
        painter->fillRect(
            QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), palette.border);
        return;
    case CE_HeaderLabel: {
        const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
        if (!header)
            return;
        // QStyleOptionHeaderV2 is what the view hands over: a copy of the base class would be sliced.
        QStyleOptionHeaderV2 copy;
        static_cast<QStyleOptionHeader&>(copy) = *header;
        if (const auto* v2 = qstyleoption_cast<const QStyleOptionHeaderV2*>(option))
            copy = *v2;
        // The section of the current cell is told by its ink, not by bold letters that would not fit any
        // more.
        copy.palette.setColor(QPalette::ButtonText, has(header, State_On) ? palette.text : palette.muted);
        copy.state.setFlag(State_On, false);
        copy.rect = copy.orientation == Qt::Horizontal ? copy.rect.adjusted(2, 0, -2, 0) : copy.rect;
        QProxyStyle::drawControl(element, &copy, painter, widget);
        return;
    }
    case CE_DockWidgetTitle:
        drawDockTitle(option, painter, widget);
        return;
    case CE_Splitter: {
        const QRect rect = option->rect;
        const bool vertical = rect.width() < rect.height();
        painter->fillRect(vertical ? QRect(rect.center().x(), rect.top(), 1, rect.height())
                                   : QRect(rect.left(), rect.center().y(), rect.width(), 1),
            has(option, State_MouseOver) ? palette.accent : palette.border);
        return;
    }
    case CE_ProgressBarGroove:
    case CE_ProgressBarContents:
        drawProgress(element, option, painter);
        return;
    case CE_ProgressBarLabel:
        return;
    case CE_SizeGrip:
        return;
    case CE_RubberBand:
        painter->fillRect(
            option->rect, QColor(palette.accent.red(), palette.accent.green(), palette.accent.blue(), 40));
        paintRounded(painter, option->rect, 0, {}, palette.accent);
        return;
    case CE_ComboBoxLabel: {
        const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
        if (!combo || combo->editable)
            return;
        QRect rect = proxy()->subControlRect(CC_ComboBox, combo, SC_ComboBoxEditField, widget);
        if (!combo->currentIcon.isNull()) {
            const QRect icon =
                alignedRect(combo->direction, Qt::AlignLeft | Qt::AlignVCenter, combo->iconSize, rect);
            combo->currentIcon.paint(
                painter, icon, Qt::AlignCenter, has(combo, State_Enabled) ? QIcon::Normal : QIcon::Disabled);
            rect.setLeft(rect.left() + combo->iconSize.width() + 8);
        }
        proxy()->drawItemText(painter, rect,
            visualAlignment(combo->direction, Qt::AlignLeft | Qt::AlignVCenter), combo->palette,
            has(combo, State_Enabled),
            combo->fontMetrics.elidedText(combo->currentText, Qt::ElideRight, rect.width()),
            QPalette::ButtonText);
        return;
    }
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void ShellStyle::drawTabShape(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option);
    if (!tab)
        return;
    const Palette& palette = activePalette();
    const QRect rect = tab->rect;
    const bool selected = has(tab, State_Selected);
    const bool hover = has(tab, State_MouseOver) && has(tab, State_Enabled);
    const bool south = tab->shape == QTabBar::RoundedSouth || tab->shape == QTabBar::TriangularSouth;
    // Documents are sheets: the current one joins the content below it. Other tab bars only underline.
    const bool sheets = widget && widget->property("relataDocumentTabs").toBool();
    if (selected && sheets) {
        painter->fillRect(rect, palette.surface);
        painter->fillRect(
            QRect(rect.left(), south ? rect.bottom() - 1 : rect.top(), rect.width(), 2), palette.accent);
        painter->fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), palette.border);
        if (tab->position != QStyleOptionTab::Beginning && tab->position != QStyleOptionTab::OnlyOneTab)
            painter->fillRect(QRect(rect.left() - 1, rect.top(), 1, rect.height()), palette.border);
    } else {
        if (hover && !selected)
            painter->fillRect(rect.adjusted(0, 0, 0, -1), palette.hover);
        if (sheets)
            painter->fillRect(QRect(rect.right(), rect.top() + 9, 1, rect.height() - 18), palette.border);
        painter->fillRect(
            QRect(rect.left(), south ? rect.top() : rect.bottom(), rect.width(), 1), palette.border);
        if (selected)
            painter->fillRect(
                QRect(rect.left() + 8, south ? rect.top() : rect.bottom() - 1, rect.width() - 16, 2),
                palette.accent);
    }
    if (has(tab, State_HasFocus) && has(tab, State_KeyboardFocusChange))
        paintFocusRing(painter, QRectF(rect).adjusted(3, 5, -3, -4));
}

void ShellStyle::drawMenuItem(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
    if (!item)
        return;
    const Palette& palette = activePalette();
    const QRect rect = item->rect;
    if (item->menuItemType == QStyleOptionMenuItem::Separator) {
        if (item->text.isEmpty()) {
            painter->fillRect(QRect(rect.left() + 4, rect.center().y(), rect.width() - 8, 1), palette.border);
        } else {
            QFont font = item->font;
            font.setWeight(QFont::DemiBold);
            painter->setFont(font);
            painter->setPen(palette.muted);
            painter->drawText(rect.adjusted(12, 2, -8, 0), Qt::AlignLeft | Qt::AlignVCenter, item->text);
        }
        return;
    }
    const bool enabled = has(item, State_Enabled);
    if (has(item, State_Selected) && enabled)
        paintRounded(painter, QRectF(rect).adjusted(1, 0, -1, 0), 4, palette.hover, {});

    const QRect iconRect =
        visualRect(item->direction, rect, QRect(rect.left() + 6, rect.top(), 20, rect.height()));
    const bool checkable = item->checkType != QStyleOptionMenuItem::NotCheckable;
    if (checkable && item->checked) {
        paintIcon(painter, iconRect, QStringLiteral("commit"), enabled ? palette.link : palette.disabled, 16);
    } else if (!item->icon.isNull() && !checkable) {
        const qreal ratio = painter->device()->devicePixelRatio();
        const QPixmap pixmap =
            item->icon.pixmap(QSize(16, 16), ratio, enabled ? QIcon::Normal : QIcon::Disabled);
        painter->drawPixmap(alignedRect(item->direction, Qt::AlignCenter, QSize(16, 16), iconRect), pixmap);
    }

    QRect textRect = rect.adjusted(menuIconColumn + 4, 0, -24, 0);
    textRect = visualRect(item->direction, rect, textRect);
    const qsizetype tabAt = item->text.indexOf(u'\t');
    const QString text = tabAt < 0 ? item->text : item->text.left(tabAt);
    int flags = Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextShowMnemonic;
    if (!proxy()->styleHint(SH_UnderlineShortcut, item, widget))
        flags |= Qt::TextHideMnemonic;
    painter->setFont(item->font);
    painter->setPen(enabled ? palette.text : palette.disabled);
    painter->drawText(textRect, flags | int(visualAlignment(item->direction, Qt::AlignLeft)), text);
    if (tabAt >= 0) {
        painter->setPen(enabled ? palette.muted : palette.disabled);
        painter->drawText(textRect, flags | int(visualAlignment(item->direction, Qt::AlignRight)),
            item->text.mid(tabAt + 1));
    }
    if (item->menuItemType == QStyleOptionMenuItem::SubMenu) {
        const bool rightToLeft = item->direction == Qt::RightToLeft;
        const QRect arrow =
            visualRect(item->direction, rect, QRect(rect.right() - 20, rect.top(), 16, rect.height()));
        paintIcon(painter, arrow,
            rightToLeft ? QStringLiteral("chevron-left") : QStringLiteral("chevron-right"),
            enabled ? palette.icon : palette.disabled, 12);
    }
}

void ShellStyle::drawMenuBarItem(const QStyleOption* option, QPainter* painter) const
{
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
    if (!item)
        return;
    const Palette& palette = activePalette();
    const bool enabled = has(item, State_Enabled);
    if (enabled && (has(item, State_Selected) || has(item, State_Sunken)))
        paintRounded(painter, QRectF(item->rect).adjusted(1, 1, -1, -1), controlRadius,
            has(item, State_Sunken) ? palette.pressed : palette.hover, {});
    int flags = Qt::AlignCenter | Qt::TextSingleLine | Qt::TextShowMnemonic;
    if (!proxy()->styleHint(SH_UnderlineShortcut, item, nullptr))
        flags |= Qt::TextHideMnemonic;
    painter->setPen(enabled ? palette.text : palette.disabled);
    painter->drawText(item->rect, flags, item->text);
}

void ShellStyle::drawHeaderSection(const QStyleOption* option, QPainter* painter) const
{
    const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
    if (!header)
        return;
    const Palette& palette = activePalette();
    const QRect rect = header->rect;
    const bool hover = has(header, State_MouseOver) && has(header, State_Enabled);
    painter->fillRect(rect,
        has(header, State_Sunken) ? palette.pressed
            : hover               ? palette.hover
                                  : palette.header);
    if (header->orientation == Qt::Horizontal) {
        painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), palette.border);
        const bool last = header->position == QStyleOptionHeader::End
            || header->position == QStyleOptionHeader::OnlyOneSection;
        if (!last)
            painter->fillRect(QRect(rect.right(), rect.top() + 6, 1, rect.height() - 12), palette.border);
    } else {
        painter->fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), palette.border);
        painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), palette.gridLine);
    }
}

void ShellStyle::drawDockTitle(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const auto* dock = qstyleoption_cast<const QStyleOptionDockWidget*>(option);
    if (!dock)
        return;
    const Palette& palette = activePalette();
    QFont font = painter->font();
    font.setWeight(QFont::DemiBold);
    painter->save();
    painter->setFont(font);
    painter->setPen(palette.muted);
    const QRect text = subElementRect(SE_DockWidgetTitleBarText, option, widget).adjusted(6, 0, 0, 0);
    painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextHideMnemonic | Qt::TextShowMnemonic,
        QFontMetrics(font).elidedText(dock->title, Qt::ElideRight, text.width()));
    painter->restore();
}

void ShellStyle::drawProgress(ControlElement element, const QStyleOption* option, QPainter* painter) const
{
    const auto* progress = qstyleoption_cast<const QStyleOptionProgressBar*>(option);
    if (!progress)
        return;
    const Palette& palette = activePalette();
    QRectF bar(progress->rect);
    bar.setTop(bar.center().y() - 1.5);
    bar.setHeight(4);
    if (element == CE_ProgressBarGroove) {
        paintRounded(painter, bar, 2, palette.pressed, {});
        return;
    }
    if (progress->minimum == 0 && progress->maximum == 0) {
        // Not known how long: a piece wanders along. Fusion animates the widget (StyleAnimation is private),
        // so the clock gives the phase and the base class the repaints.
        const double phase = (QTime::currentTime().msecsSinceStartOfDay() % 1400) / 1400.0;
        const double width = qMax(24.0, bar.width() * 0.3);
        QRectF piece(bar.left() + (bar.width() + width) * phase - width, bar.top(), width, bar.height());
        paintRounded(painter, piece.intersected(bar), 2, palette.accent, {});
        return;
    }
    const double range = double(progress->maximum) - progress->minimum;
    const double part =
        range > 0 ? qBound(0.0, (double(progress->progress) - progress->minimum) / range, 1.0) : 0;
    if (part > 0) {
        bar.setWidth(qMax(4.0, bar.width() * part));
        paintRounded(painter, bar, 2, palette.accent, {});
    }
}

} // namespace relata
