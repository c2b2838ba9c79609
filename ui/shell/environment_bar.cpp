#include "ui/shell/environment_bar.h"

#include "ui/shell/theme.h"

#include <QCoreApplication>
#include <QPainter>

namespace relata {

EnvironmentBar::EnvironmentBar(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setFixedHeight(3);
    hide();
}

void EnvironmentBar::setEnvironment(Environment environment)
{
    m_environment = environment;
    setVisible(environment != Environment::None);
    setToolTip(environmentName(environment));
    setAccessibleName(environmentName(environment));
    update();
}

void EnvironmentBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), environmentColor(m_theme.palette(), m_environment));
}

QString environmentName(Environment environment)
{
    switch (environment) {
    case Environment::Development:
        return QCoreApplication::translate("Environment", "Development");
    case Environment::Staging:
        return QCoreApplication::translate("Environment", "Staging");
    case Environment::Production:
        return QCoreApplication::translate("Environment", "Production");
    case Environment::None:
        break;
    }
    return {};
}

QColor environmentColor(const Palette& palette, Environment environment)
{
    switch (environment) {
    case Environment::Development:
        return palette.development;
    case Environment::Staging:
        return palette.staging;
    case Environment::Production:
        return palette.production;
    case Environment::None:
        break;
    }
    return {};
}

} // namespace relata
