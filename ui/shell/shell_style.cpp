#include "ui/shell/shell_style.h"

#include "ui/shell/style_painting.h"
#include "ui/shell/themed_icon.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QSlider>
#include <QSplitterHandle>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTabBar>
#include <QToolBar>

namespace relata {

ShellStyle::ShellStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{ }

int ShellStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return 12;
    case PM_ScrollBarSliderMin:
        return 32;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ScrollView_ScrollBarOverlap:
        return 0;
    case PM_SplitterWidth:
        return 5;
    case PM_DockWidgetSeparatorExtent:
        return 5;
    case PM_DockWidgetFrameWidth:
        return 0;
    case PM_DockWidgetTitleMargin:
        return 6;
    case PM_DockWidgetTitleBarButtonMargin:
        return 4;
    case PM_DefaultFrameWidth:
        return 1;
    case PM_ToolBarFrameWidth:
        return 0;
    case PM_ToolBarItemSpacing:
        return 4;
    case PM_ToolBarItemMargin:
        return 4;
    case PM_ToolBarSeparatorExtent:
        return 9;
    case PM_MenuBarPanelWidth:
        return 0;
    case PM_MenuBarHMargin:
        return 4;
    case PM_MenuBarVMargin:
        return 2;
    case PM_MenuBarItemSpacing:
        return 0;
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuHMargin:
    case PM_MenuVMargin:
        return 4;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_TabBarIconSize:
    case PM_ListViewIconSize:
        return 16;
    case PM_ToolBarIconSize:
        return 16;
    case PM_TabBarTabHSpace:
        return 24;
    case PM_TabBarTabVSpace:
        return 14;
    case PM_TabBarTabOverlap:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarBaseOverlap:
        return 0;
    case PM_TabBarBaseHeight:
        return 1;
    case PM_TabCloseIndicatorWidth:
    case PM_TabCloseIndicatorHeight:
        return 18;
    case PM_FocusFrameHMargin: // beside the text and the icon of an item
        return widget && widget->inherits("QTableView") ? 5 : 3;
    case PM_HeaderMargin:
        return 6;
    case PM_HeaderMarkSize:
        return 12;
    case PM_TreeViewIndentation:
        return 16;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return 8;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
        return 12;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return 8;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_ButtonMargin:
        return 8;
    case PM_ComboBoxFrameWidth:
        return 4;
    case PM_ToolTipLabelFrameWidth:
        return 6;
    case PM_MenuButtonIndicator:
        return 16;
    case PM_ProgressBarChunkWidth:
        return 1;
    case PM_SliderThickness:
    case PM_SliderLength:
    case PM_SliderControlThickness:
        return 16;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int ShellStyle::styleHint(
    StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* returned) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ScrollBar_Transient:
    case SH_ComboBox_Popup:
    case SH_DrawMenuBarSeparator:
    case SH_ToolBox_SelectedPageTitleBold:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
    case SH_Menu_SupportsSections:
    case SH_ScrollBar_LeftClickAbsolutePosition:
    case SH_TabBar_CloseButtonPosition: // QTabBar::RightSide
    case SH_MenuBar_AltKeyNavigation:
        return 1;
    case SH_UnderlineShortcut:
        return QGuiApplication::keyboardModifiers().testFlag(Qt::AltModifier) ? 1 : 0;
    case SH_TabBar_Alignment:
        return int(Qt::AlignLeft);
    case SH_TabBar_ElideMode:
        return int(Qt::ElideMiddle);
    case SH_Table_GridLineColor:
        return int(activePalette().gridLine.rgba());
    case SH_ToolTip_WakeUpDelay:
        return 500;
    case SH_FormLayoutLabelAlignment:
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    case SH_FormLayoutFormAlignment:
        return int(Qt::AlignLeft | Qt::AlignTop);
    case SH_FormLayoutFieldGrowthPolicy:
        return 2; // QFormLayout::AllNonFixedFieldsGrow
    default:
        return QProxyStyle::styleHint(hint, option, widget, returned);
    }
}

QSize ShellStyle::sizeFromContents(
    ContentsType type, const QStyleOption* option, const QSize& contents, const QWidget* widget) const
{
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    switch (type) {
    case CT_PushButton: {
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        int width = contents.width() + 28;
        if (button && button->features.testFlag(QStyleOptionButton::HasMenu))
            width += 16;
        if (button && !button->text.isEmpty())
            width = qMax(width, 80);
        return {width, qMax(contents.height() + 10, 28)};
    }
    case CT_LineEdit:
        return {size.width() + 8, qMax(contents.height() + 8, 28)};
    case CT_ComboBox:
        return {contents.width() + 44, qMax(contents.height() + 8, 28)};
    case CT_SpinBox:
        return {size.width() + 8, qMax(contents.height(), 28)}; // the field's own height is in it
    case CT_ToolButton:
        return {contents.width() + 12, qMax(contents.height() + 8, 28)};
    case CT_MenuBarItem:
        return {contents.width() + 20, qMax(contents.height() + 8, 28)};
    case CT_MenuItem: {
        const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
        if (item && item->menuItemType == QStyleOptionMenuItem::Separator)
            return {contents.width(), item->text.isEmpty() ? 9 : 28};
        // Room for the icon's column, the gap before the shortcut and the submenu's arrow.
        const bool hasTab = item && item->text.contains(u'\t');
        return {contents.width() + 36 + (hasTab ? 32 : 16) + 16, qMax(contents.height() + 8, 28)};
    }
    case CT_HeaderSection:
        return {size.width() + 8, qMax(size.height(), 28)};
    case CT_ItemViewItem:
        return {size.width(), qMax(size.height(), widget && widget->inherits("QTableView") ? 24 : 26)};
    case CT_TabBarTab:
        // A document's long name is cut rather than fill the bar; its tooltip and the window's title have it.
        return {widget && widget->property("relataDocumentTabs").toBool() ? qMin(size.width(), 280)
                                                                          : size.width(),
            qMax(size.height(), 34)};
    case CT_ProgressBar:
        return {size.width(), contents.height()};
    default:
        return size;
    }
}

QRect ShellStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    switch (element) {
    case SE_LineEditContents:
        return option->rect.adjusted(6, 1, -6, -1);
    case SE_PushButtonFocusRect:
    case SE_ToolBoxTabContents:
        return option->rect;
    case SE_ProgressBarGroove:
    case SE_ProgressBarContents:
        return option->rect;
    default:
        return QProxyStyle::subElementRect(element, option, widget);
    }
}

QRect ShellStyle::subControlRect(
    ComplexControl control, const QStyleOptionComplex* option, SubControl part, const QWidget* widget) const
{
    if (control == CC_ScrollBar) {
        const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (!bar)
            return {};
        // No arrows: the groove is the whole bar.
        const bool horizontal = bar->orientation == Qt::Horizontal;
        const int length = horizontal ? bar->rect.width() : bar->rect.height();
        const qint64 range = qint64(bar->maximum) - bar->minimum;
        int slider = length;
        if (range > 0)
            slider = qMin(length, qMax(32, int(qint64(length) * bar->pageStep / (range + bar->pageStep))));
        const int start = sliderPositionFromValue(
            bar->minimum, bar->maximum, bar->sliderPosition, length - slider, bar->upsideDown);
        const auto along = [&](int from, int size) {
            const QRect rect = horizontal ? QRect(from, 0, size, bar->rect.height())
                                          : QRect(0, from, bar->rect.width(), size);
            return visualRect(bar->direction, QRect(QPoint(), bar->rect.size()), rect)
                .translated(bar->rect.topLeft());
        };
        switch (part) {
        case SC_ScrollBarGroove:
            return along(0, length);
        case SC_ScrollBarSlider:
            return along(start, slider);
        case SC_ScrollBarSubPage:
            return along(0, start);
        case SC_ScrollBarAddPage:
            return along(start + slider, length - start - slider);
        default:
            return {};
        }
    }
    if (control == CC_ComboBox) {
        const QRect rect = option->rect;
        const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
        QRect part_;
        switch (part) {
        case SC_ComboBoxArrow:
            part_ = QRect(rect.right() - 25, rect.top(), 26, rect.height());
            break;
        case SC_ComboBoxEditField:
            part_ = rect.adjusted(combo && combo->editable ? 3 : 10, 2, -26, -2);
            break;
        default:
            return QProxyStyle::subControlRect(control, option, part, widget);
        }
        return visualRect(option->direction, rect, part_);
    }
    if (control == CC_SpinBox) {
        const QRect rect = option->rect;
        const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        const bool hasButtons = !spin || spin->buttonSymbols != QAbstractSpinBox::NoButtons;
        QRect part_;
        switch (part) {
        case SC_SpinBoxUp:
            part_ = QRect(rect.right() - 23, rect.top() + 1, 22, rect.height() / 2 - 1);
            break;
        case SC_SpinBoxDown:
            part_ = QRect(rect.right() - 23, rect.center().y() + 1, 22, rect.height() / 2 - 1);
            break;
        case SC_SpinBoxEditField:
            part_ = rect.adjusted(3, 2, hasButtons ? -26 : -3, -2);
            break;
        default:
            return rect;
        }
        return visualRect(option->direction, rect, part_);
    }
    if (control == CC_GroupBox && part == SC_GroupBoxFrame) {
        const auto* box = qstyleoption_cast<const QStyleOptionGroupBox*>(option);
        if (box && !box->text.isEmpty())
            return box->rect.adjusted(
                0, box->fontMetrics.height() + 6, 0, 0); // the title stands over the frame
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QIcon ShellStyle::standardIcon(StandardPixmap pixmap, const QStyleOption* option, const QWidget* widget) const
{
    switch (pixmap) {
    case SP_TitleBarCloseButton:
    case SP_DockWidgetCloseButton:
    case SP_LineEditClearButton:
    case SP_TabCloseButton:
    case SP_DialogCloseButton:
        return themedIcon(QStringLiteral("close"));
    case SP_TitleBarNormalButton:
        return themedIcon(QStringLiteral("panel-right"));
    case SP_ToolBarHorizontalExtensionButton:
        return themedIcon(QStringLiteral("more"));
    case SP_ToolBarVerticalExtensionButton:
        return themedIcon(QStringLiteral("more"));
    case SP_MessageBoxInformation:
        return themedIcon(QStringLiteral("info"), &Palette::link);
    case SP_MessageBoxQuestion:
        return themedIcon(QStringLiteral("info"), &Palette::link);
    case SP_MessageBoxWarning:
        return themedIcon(QStringLiteral("warning"));
    case SP_MessageBoxCritical:
        return themedIcon(QStringLiteral("error"));
    case SP_ArrowLeft:
        return themedIcon(QStringLiteral("chevron-left"));
    case SP_ArrowRight:
        return themedIcon(QStringLiteral("chevron-right"));
    case SP_ArrowUp:
        return themedIcon(QStringLiteral("chevron-up"));
    case SP_ArrowDown:
        return themedIcon(QStringLiteral("chevron-down"));
    case SP_BrowserReload:
        return themedIcon(QStringLiteral("refresh"));
    default:
        return QProxyStyle::standardIcon(pixmap, option, widget);
    }
}

QPixmap ShellStyle::standardPixmap(
    StandardPixmap pixmap, const QStyleOption* option, const QWidget* widget) const
{
    switch (pixmap) {
    case SP_MessageBoxInformation:
    case SP_MessageBoxQuestion:
    case SP_MessageBoxWarning:
    case SP_MessageBoxCritical:
        return standardIcon(pixmap, option, widget)
            .pixmap(QSize(32, 32), widget ? widget->devicePixelRatio() : qreal(1));
    default:
        return QProxyStyle::standardPixmap(pixmap, option, widget);
    }
}

void ShellStyle::polish(QWidget* widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget)
        || qobject_cast<QTabBar*>(widget) || qobject_cast<QScrollBar*>(widget)
        || qobject_cast<QAbstractSpinBox*>(widget) || qobject_cast<QLineEdit*>(widget)
        || qobject_cast<QSplitterHandle*>(widget) || qobject_cast<QHeaderView*>(widget)
        || qobject_cast<QSlider*>(widget))
        widget->setAttribute(Qt::WA_Hover);
    if (auto* view = qobject_cast<QAbstractItemView*>(widget)) {
        view->viewport()->setAttribute(Qt::WA_Hover);
        view->setAttribute(Qt::WA_MacShowFocusRect, false);
    }
    if (auto* header = qobject_cast<QHeaderView*>(widget)) {
        if (header->orientation() == Qt::Horizontal)
            header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (auto* bar = qobject_cast<QTabBar*>(widget)) {
        bar->setDrawBase(true);
        bar->setExpanding(false);
    }
}

} // namespace relata
