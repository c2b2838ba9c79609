// ShellStyle: complex controls (scroll bars, combo boxes, spin boxes, sliders).
#include "ui/shell/shell_style.h"

#include "ui/shell/style_painting.h"
#include "ui/shell/themed_icon.h"

#include <QAbstractScrollArea>
#include <QPainter>
#include <QStyleOption>

namespace relata {

namespace {

bool has(const QStyleOption* option, QStyle::StateFlag flag)
{
    return option->state.testFlag(flag);
}

void paintField(QPainter* painter, const QStyleOption* option, bool focused, const QColor& fill)
{
    const Palette& palette = activePalette();
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool hover = enabled && has(option, QStyle::State_MouseOver);
    const QColor line =
        enabled ? mix(palette.border, palette.borderStrong, hover ? 1.0 : 0.45) : palette.border;
    paintRounded(painter, option->rect, controlRadius, enabled ? fill : palette.sunken, line);
    if (focused)
        paintFocusRing(painter, option->rect);
}

} // namespace

void ShellStyle::drawComplexControl(
    ComplexControl control, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    switch (control) {
    case CC_ScrollBar:
        drawScrollBar(option, painter, widget);
        return;
    case CC_ComboBox:
        drawComboBox(option, painter, widget);
        return;
    case CC_SpinBox:
        drawSpinBox(option, painter, widget);
        return;
    case CC_Slider:
        drawSlider(option, painter, widget);
        return;
    default:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

void ShellStyle::drawScrollBar(
    const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (!bar)
        return;
    const Palette& palette = activePalette();
    // The bar stands on the ground of what it scrolls; a transparent one shows what is below both.
    const QWidget* area = widget ? widget->parentWidget() : nullptr;
    while (area && !qobject_cast<const QAbstractScrollArea*>(area))
        area = area->parentWidget();
    const auto* scrolled = static_cast<const QAbstractScrollArea*>(area);
    const QColor ground = scrolled
        ? scrolled->viewport()->palette().color(scrolled->viewport()->backgroundRole())
        : palette.surface;
    if (ground.alpha() == 255)
        painter->fillRect(bar->rect, ground);
    if (bar->maximum <= bar->minimum)
        return;
    QRectF slider(subControlRect(CC_ScrollBar, bar, SC_ScrollBarSlider, widget));
    const bool held = has(bar, State_Sunken) && bar->activeSubControls.testFlag(SC_ScrollBarSlider);
    const bool hover = has(bar, State_MouseOver);
    const qreal inset = hover || held ? 2 : 3;
    slider = bar->orientation == Qt::Horizontal ? slider.adjusted(2, inset, -2, -inset)
                                                : slider.adjusted(inset, 2, -inset, -2);
    const double opacity = held ? 0.85 : hover ? 0.6 : 0.35;
    paintRounded(painter, slider, qMin(slider.width(), slider.height()) / 2,
        mix(palette.surface, palette.muted, opacity), {});
}

void ShellStyle::drawComboBox(
    const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
    if (!combo)
        return;
    const Palette& palette = activePalette();
    const bool open = has(combo, State_On);
    const bool focused =
        has(combo, State_HasFocus) && (combo->editable || has(combo, State_KeyboardFocusChange));
    if (combo->frame)
        paintField(painter, combo, focused || open, combo->editable ? palette.surface : palette.raised);
    else if (has(combo, State_MouseOver) || open)
        paintRounded(painter, combo->rect, controlRadius, palette.hover, {});
    paintIcon(painter, subControlRect(CC_ComboBox, combo, SC_ComboBoxArrow, widget),
        QStringLiteral("chevron-down"), has(combo, State_Enabled) ? palette.icon : palette.disabled, 12);
}

void ShellStyle::drawSpinBox(
    const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
    if (!spin)
        return;
    const Palette& palette = activePalette();
    paintField(painter, spin, has(spin, State_HasFocus), palette.surface);
    if (spin->buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    const auto button = [&](SubControl part, const QString& icon, bool possible) {
        const QRect rect = subControlRect(CC_SpinBox, spin, part, widget);
        const bool active = spin->activeSubControls.testFlag(part) && possible;
        if (active && has(spin, State_Enabled))
            paintRounded(painter, QRectF(rect).adjusted(1, 1, -1, 0), 3,
                has(spin, State_Sunken) ? palette.pressed : palette.hover, {});
        paintIcon(
            painter, rect, icon, possible && has(spin, State_Enabled) ? palette.icon : palette.disabled, 10);
    };
    button(SC_SpinBoxUp, QStringLiteral("chevron-up"),
        spin->stepEnabled.testFlag(QAbstractSpinBox::StepUpEnabled));
    button(SC_SpinBoxDown, QStringLiteral("chevron-down"),
        spin->stepEnabled.testFlag(QAbstractSpinBox::StepDownEnabled));
}

void ShellStyle::drawSlider(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (!slider)
        return;
    const Palette& palette = activePalette();
    const bool horizontal = slider->orientation == Qt::Horizontal;
    const QRectF rect(slider->rect);
    const QRectF handle(QProxyStyle::subControlRect(CC_Slider, slider, SC_SliderHandle, widget));
    const QPointF knob = handle.center();
    const bool enabled = has(slider, State_Enabled);
    QRectF groove = horizontal ? QRectF(rect.left() + 4, rect.center().y() - 2, rect.width() - 8, 4)
                               : QRectF(rect.center().x() - 2, rect.top() + 4, 4, rect.height() - 8);
    paintRounded(painter, groove, 2, palette.pressed, {});
    if (horizontal)
        groove.setRight(knob.x());
    else
        groove.setTop(knob.y());
    paintRounded(painter, groove, 2, enabled ? palette.accent : palette.disabled, {});
    QRectF dot(0, 0, 14, 14);
    dot.moveCenter(
        QPointF(horizontal ? knob.x() : rect.center().x(), horizontal ? rect.center().y() : knob.y()));
    paintRounded(painter, dot, 7, palette.raised, enabled ? palette.accent : palette.disabled, 2);
    if (has(slider, State_HasFocus) && has(slider, State_KeyboardFocusChange))
        paintRounded(painter, dot.adjusted(-2, -2, 2, 2), 9, {}, palette.focus, 1.5);
}

} // namespace relata
