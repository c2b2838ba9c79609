// Every command of the program, once: menus, toolbars, the command palette and the settings' list of
// shortcuts all read the same entry. GUI thread only.
#pragma once

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

#include <functional>

namespace relata {

class Settings;
class Theme;

struct ActionSpec
{
    QString id = {}; // "file.connect": stable, it is the key of a changed shortcut
    QString text = {}; // as in a menu, without mnemonic: "Connect to a database"
    QString
        category; // its menu, "File", or submenu, "View/Theme"; also groups it in the palette and in settings
    QString group = {}; // actions of one group stand together in the menu, between separators; may be empty
    QString icon = {}; // a name of Theme::icon; may be empty
    QList<QKeySequence> shortcuts = {}; // the defaults; the first is what menus show
    QString toolTip = {}; // beyond the text; may be empty
    bool checkable = false;
    bool inPalette = true;
    std::function<void()> run = {}; // for checkable actions read action->isChecked()
    // Asked by updateEnablement(); no function = always enabled. Must be cheap.
    std::function<bool()> enabled = {};
};

class ActionRegistry final : public QObject
{
    Q_OBJECT

public:
    // `host` is the window whose shortcuts they are.
    ActionRegistry(Settings& settings, Theme& theme, QWidget* host, QObject* parent = nullptr);

    // The id must be new. The action lives as long as the registry, or until remove().
    QAction* add(ActionSpec spec);
    void remove(const QString& id);

    QAction* find(const QString& id) const; // nullptr if there is none
    const ActionSpec* spec(const QString& id) const;
    QList<QString> ids() const; // in order of registration

    // The one place that enables and disables. Called after every change of selection, document, connection
    // or task; cheap enough for that. Calls within one turn of the event loop are done once.
    void updateEnablement();
    void updateEnablementNow();

    // The user's own shortcut is kept in the settings; an empty list means "none". Takes the keys from
    // whichever other action has them.
    QList<QKeySequence> shortcuts(const QString& id) const;
    void setShortcuts(const QString& id, const QList<QKeySequence>& shortcuts);
    void resetShortcuts(const QString& id);
    bool hasOwnShortcuts(const QString& id) const;
    // The action that has this sequence, or "".
    QString idFor(const QKeySequence& shortcut) const;

signals:
    void added(const QString& id);
    void removed(const QString& id);
    void shortcutsChanged(const QString& id);

private:
    struct Entry
    {
        ActionSpec spec;
        QAction* action = nullptr;
    };
    void apply(Entry& entry);

    Settings& m_settings;
    Theme& m_theme;
    QWidget* m_host;
    QList<QString> m_order;
    QHash<QString, Entry> m_entries;
    bool m_updateQueued = false;
};

} // namespace relata
