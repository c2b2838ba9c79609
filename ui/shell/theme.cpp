#include "ui/shell/theme.h"

#include "ui/shell/resources.h"
#include "ui/shell/shell_style.h"
#include "ui/shell/themed_icon.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QDir>
#include <QFile>
#include <QFontDatabase>
#include <QPixmapCache>
#include <QToolTip>
#include <QWidget>

namespace relata {

namespace {

// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html
const auto portalService = QStringLiteral("org.freedesktop.portal.Desktop");
const auto portalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const auto portalInterface = QStringLiteral("org.freedesktop.portal.Settings");
const auto appearanceGroup = QStringLiteral("org.freedesktop.appearance");
const auto colorSchemeKey = QStringLiteral("color-scheme");

constexpr const char* buttonKindProperty = "relataButtonKind";
constexpr const char* groundProperty = "relataGround";
constexpr const char* baseProperty = "relataBase";

QColor Palette::*tokenNamed(const QVariant& name)
{
    for (const PaletteToken& token : paletteTokens()) {
        if (name.toString() == QLatin1String(token.name))
            return token.color;
    }
    return nullptr;
}

// Without a bus at hand, asking for one would start one (dbus-launch) and wait for it.
bool hasSessionBus()
{
    if (qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS"))
        return true;
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !runtime.isEmpty() && QFile::exists(runtime + QStringLiteral("/bus"));
}

QPalette toQPalette(const Palette& from)
{
    QPalette to;
    const auto set = [&](QPalette::ColorRole role, const QColor& color, const QColor& disabled) {
        to.setColor(QPalette::Active, role, color);
        to.setColor(QPalette::Inactive, role, color);
        to.setColor(QPalette::Disabled, role, disabled);
    };
    const auto both = [&](QPalette::ColorRole role, const QColor& color) { set(role, color, color); };
    both(QPalette::Window, from.sunken);
    both(QPalette::Base, from.surface);
    both(QPalette::AlternateBase, from.alternate);
    both(QPalette::Button, from.raised);
    both(QPalette::ToolTipBase, from.raised);
    both(QPalette::ToolTipText, from.text);
    set(QPalette::WindowText, from.text, from.disabled);
    set(QPalette::Text, from.text, from.disabled);
    set(QPalette::ButtonText, from.text, from.disabled);
    set(QPalette::PlaceholderText, from.muted, from.disabled);
    both(QPalette::BrightText, from.accentText);
    both(QPalette::Link, from.link);
    both(QPalette::LinkVisited, from.link);
    // Selected rows keep their own text colours: the ground is soft, see Palette::selection.
    both(QPalette::Highlight, from.selection);
    to.setColor(QPalette::Inactive, QPalette::Highlight, from.selectionInactive);
    set(QPalette::HighlightedText, from.text, from.disabled);
    // What Fusion still paints itself derives its edges from these.
    both(QPalette::Light, from.raised);
    both(QPalette::Midlight, from.hover);
    both(QPalette::Mid, from.border);
    both(QPalette::Dark, from.borderStrong);
    both(QPalette::Shadow, from.border);
    return to;
}

} // namespace

void setButtonKind(QWidget* button, ButtonKind kind)
{
    button->setProperty(buttonKindProperty, int(kind));
    button->update();
}

ButtonKind buttonKind(const QWidget* button)
{
    return button ? ButtonKind(button->property(buttonKindProperty).toInt()) : ButtonKind::Secondary;
}

namespace {

void setToken(QWidget* widget, const char* property, QPalette::ColorRole role, QColor Palette::*token)
{
    for (const PaletteToken& known : paletteTokens()) {
        if (known.color == token)
            widget->setProperty(property, QString::fromLatin1(known.name));
    }
    QPalette palette = widget->palette();
    palette.setColor(role, activePalette().*token);
    widget->setPalette(palette);
}

} // namespace

void setGround(QWidget* widget, QColor Palette::*token)
{
    widget->setAutoFillBackground(true);
    setToken(widget, groundProperty, QPalette::Window, token);
}

void setBase(QWidget* widget, QColor Palette::*token)
{
    setToken(widget, baseProperty, QPalette::Base, token);
}

Theme::Theme(Settings& settings, QObject* parent) : QObject(parent), m_settings(settings)
{
    initResources();
    connect(&settings, &Settings::themeModeChanged, this, &Theme::update);
    connect(&settings, &Settings::fontsChanged, this, [this] {
        applyFonts();
        emit changed();
    });
}

void Theme::install()
{
    m_systemFont = QApplication::font();
    const bool paletteIsDark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    m_systemDark = paletteIsDark || m_settings.lastSystemDark();
    if (!hasSessionBus())
        m_systemDark = paletteIsDark; // nobody will correct a remembered answer
    m_installed = true;
    // Icons of several sizes and colours: the default of 10 MB would drop them on large screens.
    QPixmapCache::setCacheLimit(qMax(QPixmapCache::cacheLimit(), 16 * 1024));
    m_dark = mode() == ThemeMode::Dark || (mode() == ThemeMode::System && m_systemDark);
    setActivePalette(palette());
    QApplication::setStyle(new ShellStyle);
    applyFonts();
    applyPalette();
    askPortal();
}

const Palette& Theme::palette() const
{
    return m_dark ? darkPalette() : lightPalette();
}

ThemeMode Theme::mode() const
{
    return m_override.value_or(m_settings.themeMode());
}

void Theme::setMode(ThemeMode mode)
{
    m_override.reset();
    m_settings.setThemeMode(mode);
    update(); // the saved mode may be the same, and only the override was another
}

void Theme::overrideMode(ThemeMode mode)
{
    m_override = mode;
    update();
}

QIcon Theme::icon(const QString& name) const
{
    return themedIcon(name);
}

QIcon Theme::icon(const QString& name, QColor Palette::*tone) const
{
    return themedIcon(name, tone);
}

QStringList Theme::iconNames()
{
    initResources();
    QStringList names = QDir(QStringLiteral(":/relata/icons")).entryList({QStringLiteral("*.svg")});
    names.replaceInStrings(QStringLiteral(".svg"), QString());
    return names;
}

QFont Theme::font(FontRole role) const
{
    QFont font = QApplication::font();
    const qreal size = font.pointSizeF() > 0 ? font.pointSizeF() : 10;
    switch (role) {
    case FontRole::Ui:
        break;
    case FontRole::Small:
        font.setPointSizeF(size * 0.9);
        break;
    case FontRole::Heading:
        font.setPointSizeF(size * 1.2);
        font.setWeight(QFont::DemiBold);
        break;
    case FontRole::Title:
        font.setPointSizeF(size * 2.0);
        font.setWeight(QFont::DemiBold);
        break;
    case FontRole::Monospace: {
        const Settings::FontChoice choice = m_settings.monospaceFont();
        QFont fixed = choice.family.isEmpty() ? QFontDatabase::systemFont(QFontDatabase::FixedFont)
                                              : QFont(choice.family);
        fixed.setStyleHint(QFont::Monospace);
        fixed.setPointSizeF(choice.pointSize > 0 ? choice.pointSize : size);
        return fixed;
    }
    }
    return font;
}

void Theme::bindFont(QWidget* widget, FontRole role)
{
    widget->setFont(font(role));
    connect(this, &Theme::changed, widget, [this, widget, role] { widget->setFont(font(role)); });
}

void Theme::askPortal()
{
    if (!hasSessionBus())
        return;
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    // No service name in the match: with one, Qt asks the bus for its owner and waits for the answer.
    bus.connect(QString(), portalPath, portalInterface, QStringLiteral("SettingChanged"), this,
        SLOT(portalSettingChanged(QString, QString, QDBusVariant)));
    QDBusMessage question =
        QDBusMessage::createMethodCall(portalService, portalPath, portalInterface, QStringLiteral("Read"));
    question << appearanceGroup << colorSchemeKey;
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(question, 5000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (reply.isError())
            return; // no portal: the palette's lightness has decided
        portalSettingChanged(appearanceGroup, colorSchemeKey, reply.value());
    });
}

void Theme::portalSettingChanged(const QString& group, const QString& key, const QDBusVariant& value)
{
    if (group != appearanceGroup || key != colorSchemeKey)
        return;
    // Read() wraps the value in a second variant, SettingChanged does not.
    QVariant plain = value.variant();
    while (plain.metaType() == QMetaType::fromType<QDBusVariant>())
        plain = plain.value<QDBusVariant>().variant();
    setSystemDark(plain.toUInt() == 1); // 0: no preference, 1: dark, 2: light
}

void Theme::setSystemDark(bool dark)
{
    m_settings.setLastSystemDark(dark);
    m_systemDark = dark;
    update();
}

void Theme::update()
{
    const bool dark = mode() == ThemeMode::Dark || (mode() == ThemeMode::System && m_systemDark);
    if (dark == m_dark)
        return;
    m_dark = dark;
    if (!m_installed)
        return;
    setActivePalette(palette());
    applyPalette();
    emit changed();
}

void Theme::applyPalette()
{
    const QPalette palette = toQPalette(this->palette());
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    for (QWidget* widget : QApplication::allWidgets()) {
        if (QColor Palette::*token = tokenNamed(widget->property(groundProperty)))
            setGround(widget, token);
        if (QColor Palette::*token = tokenNamed(widget->property(baseProperty)))
            setBase(widget, token);
        // Icons and the style's own painting are not part of the QPalette.
        widget->update();
    }
}

void Theme::applyFonts()
{
    if (!m_installed)
        return;
    const Settings::FontChoice choice = m_settings.uiFont();
    QFont font = m_systemFont;
    if (!choice.family.isEmpty())
        font.setFamily(choice.family);
    if (choice.pointSize > 0)
        font.setPointSize(choice.pointSize);
    QApplication::setFont(font);
}

} // namespace relata
