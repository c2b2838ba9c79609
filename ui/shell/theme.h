// Colours, fonts and icons of the running program, and the switch between light and dark.
//
// Widgets need not listen: the application's palette, its style and every icon from icon() follow by
// themselves. A widget that keeps colours of its own (a painted scene, an editor) listens to changed(). GUI
// thread only.
#pragma once

#include "ui/render/palette.h"
#include "ui/shell/settings.h"

#include <QFont>
#include <QIcon>
#include <QObject>
#include <QString>

#include <optional>

class QDBusPendingCallWatcher;
class QDBusVariant;

namespace relata {

class Theme final : public QObject
{
    Q_OBJECT

public:
    explicit Theme(Settings& settings, QObject* parent = nullptr);

    // Gives the application its style, palette and font. Once, before the first window.
    void install();

    const Palette& palette() const;
    bool isDark() const { return m_dark; }
    ThemeMode mode() const;
    void setMode(ThemeMode mode); // saved
    void overrideMode(ThemeMode mode); // for this run, until setMode()

    // `name` as in resources/icons without ".svg". Coloured by what it stands for (tables, keys, warnings
    // ...), else by Palette::icon; takes the palette of the moment it is painted in. An unknown name gives an
    // empty icon and a warning on the log.
    QIcon icon(const QString& name) const;
    QIcon icon(const QString& name, QColor Palette::*tone) const;
    static QStringList iconNames();

    enum class FontRole
    {
        Ui, // the application's font
        Small, // secondary lines
        Heading, // of a section or an empty state
        Title, // of the welcome page
        Monospace, // SQL and values
    };
    QFont font(FontRole role) const;
    // Sets the widget's font to the role's, and again whenever the user changes fonts.
    void bindFont(QWidget* widget, FontRole role);

signals:
    void changed(); // palette or fonts

private slots:
    void portalSettingChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void askPortal();
    void setSystemDark(bool dark);
    void update();
    void applyPalette();
    void applyFonts();

    Settings& m_settings;
    std::optional<ThemeMode> m_override;
    QFont m_systemFont;
    bool m_systemDark = false;
    bool m_dark = false;
    bool m_installed = false;
};

// How strongly a button asks to be pressed: the style reads it from the property. Secondary is the default.
enum class ButtonKind
{
    Secondary,
    Primary,
    Danger,
    Quiet, // flat until the pointer is over it
};
void setButtonKind(QWidget* button, ButtonKind kind);
ButtonKind buttonKind(const QWidget* button);

// The ground of a widget with autoFillBackground, by token; follows the theme.
void setGround(QWidget* widget, QColor Palette::*token);
// The same for the ground of an item view or an editor (QPalette::Base).
void setBase(QWidget* widget, QColor Palette::*token);

} // namespace relata
