// The look of every widget, painted from Palette's tokens on top of Fusion: flat, dense, on a 4 px grid.
//
// A style rather than a style sheet: item views paint their cells at full speed, start-up parses nothing, and
// switching the theme is a repaint.
#pragma once

#include "ui/render/palette.h"

#include <QProxyStyle>

namespace relata {

class ShellStyle final : public QProxyStyle
{
    Q_OBJECT

public:
    ShellStyle();

    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
        QStyleHintReturn* returned) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
        const QWidget* widget) const override;
    QRect subElementRect(
        SubElement element, const QStyleOption* option, const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
        const QWidget* widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
        const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
        const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
        const QWidget* widget) const override;
    QIcon standardIcon(
        StandardPixmap pixmap, const QStyleOption* option, const QWidget* widget) const override;
    QPixmap standardPixmap(
        StandardPixmap pixmap, const QStyleOption* option, const QWidget* widget) const override;
    void polish(QWidget* widget) override;
    using QProxyStyle::polish;

private:
    void drawButtonPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawToolPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawCheck(PrimitiveElement element, const QStyleOption* option, QPainter* painter) const;
    void drawBranch(const QStyleOption* option, QPainter* painter) const;
    void drawItemPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawLineEditPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;

    void drawTabShape(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawMenuItem(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawMenuBarItem(const QStyleOption* option, QPainter* painter) const;
    void drawHeaderSection(const QStyleOption* option, QPainter* painter) const;
    void drawDockTitle(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawProgress(ControlElement element, const QStyleOption* option, QPainter* painter) const;

    void drawScrollBar(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const;
    void drawComboBox(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const;
    void drawSpinBox(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const;
    void drawSlider(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const;
};

} // namespace relata
