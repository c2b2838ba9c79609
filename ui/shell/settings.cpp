#include "ui/shell/settings.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QStandardPaths>

namespace relata {

namespace {

// JSON rather than QVariant's own text: readable, and independent of Qt's versions.
QString toText(const QJsonValue& value)
{
    // A document must be an array or an object.
    return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact));
}

QJsonValue fromText(const QString& text, const QJsonValue& fallback)
{
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
    return document.isArray() && document.array().size() == 1 ? document.array().first() : fallback;
}

QString themeModeName(ThemeMode mode)
{
    switch (mode) {
    case ThemeMode::Light:
        return QStringLiteral("light");
    case ThemeMode::Dark:
        return QStringLiteral("dark");
    case ThemeMode::System:
        break;
    }
    return QStringLiteral("system");
}

Settings::FontChoice readFont(const QSettings& store, const QString& key)
{
    Settings::FontChoice choice;
    choice.family = store.value(key + QStringLiteral("/family")).toString();
    const int size = store.value(key + QStringLiteral("/size")).toInt();
    choice.pointSize = size >= 6 && size <= 48 ? size : 0;
    return choice;
}

void writeFont(QSettings& store, const QString& key, const Settings::FontChoice& choice)
{
    store.setValue(key + QStringLiteral("/family"), choice.family);
    store.setValue(key + QStringLiteral("/size"), choice.pointSize);
}

QString shortcutKey(const QString& actionId)
{
    return QStringLiteral("shortcuts/") + actionId;
}

QString valueKey(const QString& area, const QString& key)
{
    return QStringLiteral("panel.%1/%2").arg(area, key);
}

} // namespace

Settings::Settings(const QString& file, QObject* parent)
    : QObject(parent), m_store(file.isEmpty() ? defaultFile() : file, QSettings::IniFormat)
{ }

Settings::~Settings()
{
    m_store.sync();
}

QString Settings::defaultFile()
{
    const QString own = qEnvironmentVariable("RELATA_CONFIG_DIR");
    const QString folder = own.isEmpty()
        ? QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + QStringLiteral("/relata")
        : own;
    return folder + QStringLiteral("/relata.ini");
}

QString Settings::file() const
{
    return m_store.fileName();
}

ThemeMode Settings::themeMode() const
{
    const QString name = m_store.value(QStringLiteral("theme/mode")).toString();
    if (name == themeModeName(ThemeMode::Light))
        return ThemeMode::Light;
    return name == themeModeName(ThemeMode::Dark) ? ThemeMode::Dark : ThemeMode::System;
}

void Settings::setThemeMode(ThemeMode mode)
{
    if (mode == themeMode())
        return;
    m_store.setValue(QStringLiteral("theme/mode"), themeModeName(mode));
    emit themeModeChanged();
}

bool Settings::lastSystemDark() const
{
    return m_store.value(QStringLiteral("theme/systemDark")).toBool();
}

void Settings::setLastSystemDark(bool dark)
{
    if (dark != lastSystemDark())
        m_store.setValue(QStringLiteral("theme/systemDark"), dark);
}

Settings::FontChoice Settings::uiFont() const
{
    return readFont(m_store, QStringLiteral("font.ui"));
}

void Settings::setUiFont(const FontChoice& font)
{
    if (font == uiFont())
        return;
    writeFont(m_store, QStringLiteral("font.ui"), font);
    emit fontsChanged();
}

Settings::FontChoice Settings::monospaceFont() const
{
    return readFont(m_store, QStringLiteral("font.monospace"));
}

void Settings::setMonospaceFont(const FontChoice& font)
{
    if (font == monospaceFont())
        return;
    writeFont(m_store, QStringLiteral("font.monospace"), font);
    emit fontsChanged();
}

bool Settings::restoreSession() const
{
    return m_store.value(QStringLiteral("session/restore"), true).toBool();
}

void Settings::setRestoreSession(bool restore)
{
    m_store.setValue(QStringLiteral("session/restore"), restore);
}

std::optional<QList<QKeySequence>> Settings::shortcuts(const QString& actionId) const
{
    const QVariant stored = m_store.value(shortcutKey(actionId));
    if (!stored.isValid())
        return std::nullopt;
    QList<QKeySequence> shortcuts;
    const QString text = stored.toString();
    // "; " parts them, as QKeySequence::listFromString has it; a lone ";" is a key like any other.
    for (const QKeySequence& shortcut : QKeySequence::listFromString(text, QKeySequence::PortableText)) {
        if (!shortcut.isEmpty())
            shortcuts.append(shortcut);
    }
    return shortcuts;
}

void Settings::setShortcuts(const QString& actionId, const std::optional<QList<QKeySequence>>& shortcuts)
{
    if (shortcuts)
        m_store.setValue(
            shortcutKey(actionId), QKeySequence::listToString(*shortcuts, QKeySequence::PortableText));
    else
        m_store.remove(shortcutKey(actionId));
    emit shortcutsChanged(actionId);
}

QByteArray Settings::windowGeometry() const
{
    return m_store.value(QStringLiteral("window/geometry")).toByteArray();
}

QByteArray Settings::windowState() const
{
    return m_store.value(QStringLiteral("window/state")).toByteArray();
}

void Settings::setWindow(const QByteArray& geometry, const QByteArray& state)
{
    m_store.setValue(QStringLiteral("window/geometry"), geometry);
    m_store.setValue(QStringLiteral("window/state"), state);
}

QJsonObject Settings::session() const
{
    return fromText(m_store.value(QStringLiteral("session/content")).toString(), QJsonObject()).toObject();
}

void Settings::setSession(const QJsonObject& session)
{
    m_store.setValue(QStringLiteral("session/content"), toText(session));
}

QJsonValue Settings::value(const QString& area, const QString& key, const QJsonValue& fallback) const
{
    const QVariant stored = m_store.value(valueKey(area, key));
    return stored.isValid() ? fromText(stored.toString(), fallback) : fallback;
}

void Settings::setValue(const QString& area, const QString& key, const QJsonValue& value)
{
    if (value == this->value(area, key, QJsonValue(QJsonValue::Undefined)))
        return;
    m_store.setValue(valueKey(area, key), toText(value));
    emit valueChanged(area, key);
}

bool Settings::flush()
{
    QDir().mkpath(QFileInfo(file()).absolutePath());
    m_store.sync();
    return m_store.status() == QSettings::NoError;
}

} // namespace relata
