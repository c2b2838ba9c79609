// The thin coloured line over the window that says how careful to be: development, staging or production.
#pragma once

#include "ui/connections/database_connection.h"
#include "ui/render/palette.h"

#include <QWidget>

namespace relata {

class Theme;

class EnvironmentBar final : public QWidget
{
    Q_OBJECT

public:
    explicit EnvironmentBar(Theme& theme, QWidget* parent = nullptr);
    void setEnvironment(Environment environment);
    Environment environment() const { return m_environment; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& m_theme;
    Environment m_environment = Environment::None;
};

// "Production"; empty for None.
QString environmentName(Environment environment);
// An invalid colour for None.
QColor environmentColor(const Palette& palette, Environment environment);

} // namespace relata
