// The menu bar, read from the action registry: a menu per category, submenus by "View/Theme", separators
// between groups. Follows actions that come and go.
#pragma once

#include <QHash>
#include <QObject>
#include <QString>

class QMenu;
class QMenuBar;

namespace relata {

class ActionRegistry;

class MenuBuilder final : public QObject
{
    Q_OBJECT

public:
    MenuBuilder(QMenuBar& bar, ActionRegistry& actions, QObject* parent);

    // Fills the bar anew from everything that is registered; afterwards changes are followed, once per turn
    // of the event loop.
    void build();

private:
    QMenu* menuOf(const QString& category);
    void rebuildLater();

    QMenuBar& m_bar;
    ActionRegistry& m_actions;
    QHash<QString, QMenu*> m_menus;
    bool m_built = false;
    bool m_queued = false;
};

} // namespace relata
