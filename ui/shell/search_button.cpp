#include "ui/shell/search_button.h"

#include "ui/shell/style_painting.h"
#include "ui/shell/theme.h"

#include <QAction>
#include <QPainter>

namespace relata {

SearchButton::SearchButton(Theme& theme, QAction& action, QWidget* parent)
    : QAbstractButton(parent), m_theme(theme), m_action(action)
{
    setText(tr("Search tables, views and commands"));
    setAccessibleName(text());
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::IBeamCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::clicked, &action, &QAction::trigger);
    connect(&action, &QAction::changed, this, qOverload<>(&QWidget::update));
}

void SearchButton::paintEvent(QPaintEvent*)
{
    const Palette& palette = m_theme.palette();
    QPainter painter(this);
    paintRounded(&painter, rect(), controlRadius, palette.surface,
        underMouse() ? palette.borderStrong : mix(palette.border, palette.borderStrong, 0.3));
    if (hasFocus())
        paintFocusRing(&painter, rect());
    paintIcon(&painter, QRect(8, 0, 16, height()), QStringLiteral("search"), palette.muted, 16);
    painter.setPen(palette.muted);
    const QString keys = m_action.shortcut().toString(QKeySequence::NativeText);
    const int keysWidth = painter.fontMetrics().horizontalAdvance(keys);
    painter.drawText(QRect(width() - keysWidth - 10, 0, keysWidth, height()), Qt::AlignVCenter, keys);
    const QRect line(32, 0, width() - keysWidth - 32 - 22, height());
    painter.drawText(
        line, Qt::AlignVCenter, painter.fontMetrics().elidedText(text(), Qt::ElideRight, line.width()));
}

} // namespace relata
