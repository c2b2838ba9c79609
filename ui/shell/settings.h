// What the program remembers between runs, typed. One INI file in the user's configuration folder; a test
// gives a file of its own. Never holds a password. GUI thread only; writes reach the disk when the event loop
// is idle.
#pragma once

#include <QByteArray>
#include <QFont>
#include <QJsonObject>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QSettings>
#include <QString>

#include <optional>

namespace relata {

enum class ThemeMode
{
    System,
    Light,
    Dark,
};

class Settings final : public QObject
{
    Q_OBJECT

public:
    // `file` empty: defaultFile().
    explicit Settings(const QString& file = {}, QObject* parent = nullptr);
    ~Settings() override;

    // $RELATA_CONFIG_DIR/relata.ini where that variable is set, else the platform's configuration folder.
    static QString defaultFile();
    QString file() const;

    ThemeMode themeMode() const;
    void setThemeMode(ThemeMode mode);
    // What the system last preferred, so that the next start begins in it and does not flash.
    bool lastSystemDark() const;
    void setLastSystemDark(bool dark);

    // Empty family = the system's; size 0 = the system's, else points.
    struct FontChoice
    {
        QString family;
        int pointSize = 0;
        bool operator==(const FontChoice&) const = default;
    };
    FontChoice uiFont() const;
    void setUiFont(const FontChoice& font);
    FontChoice monospaceFont() const;
    void setMonospaceFont(const FontChoice& font);

    bool restoreSession() const; // reopen databases and tabs at start; true unless changed
    void setRestoreSession(bool restore);

    // nullopt: not changed by the user.
    std::optional<QList<QKeySequence>> shortcuts(const QString& actionId) const;
    void setShortcuts(const QString& actionId, const std::optional<QList<QKeySequence>>& shortcuts);

    QByteArray windowGeometry() const;
    QByteArray windowState() const;
    void setWindow(const QByteArray& geometry, const QByteArray& state);

    // Open databases, tabs and panels, as the window writes them.
    QJsonObject session() const;
    void setSession(const QJsonObject& session);

    // For a panel's own preferences: the area is the panel's id ("datagrid"). Values: what JSON holds.
    QJsonValue value(const QString& area, const QString& key, const QJsonValue& fallback = {}) const;
    void setValue(const QString& area, const QString& key, const QJsonValue& value);

    bool flush(); // to the disk now; false if it could not be written

signals:
    void themeModeChanged();
    void fontsChanged();
    void shortcutsChanged(const QString& actionId);
    void valueChanged(const QString& area, const QString& key);

private:
    QSettings m_store;
};

} // namespace relata
