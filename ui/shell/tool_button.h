// A flat button of a bar: an icon that says what it does when it is pointed at.
#pragma once

#include "ui/shell/theme.h"

#include <QToolButton>

namespace relata {

// `icon` as in Theme::icon(); the tip is the accessible name too.
inline QToolButton* toolButton(Theme& theme, const QString& icon, const QString& tip, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setIcon(theme.icon(icon));
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setAutoRaise(true);
    return button;
}

} // namespace relata
