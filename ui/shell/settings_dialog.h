// Appearance, shortcuts, start-up. Changes take effect at once; there is nothing to confirm.
#pragma once

#include <QDialog>

class QTabWidget;

namespace relata {

class ActionRegistry;
class Settings;
class Theme;

class SettingsDialog final : public QDialog
{
    Q_OBJECT

public:
    SettingsDialog(Settings& settings, Theme& theme, ActionRegistry& actions, QWidget* parent);

private:
    QWidget* makeAppearance();
    QWidget* makeGeneral();
    QWidget* makeFontRow(bool monospace);

    Settings& m_settings;
    Theme& m_theme;
    QTabWidget* m_pages = nullptr;
};

} // namespace relata
