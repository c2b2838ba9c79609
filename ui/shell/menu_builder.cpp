#include "ui/shell/menu_builder.h"

#include "ui/shell/action_registry.h"

#include <QMenu>
#include <QMenuBar>

#include <algorithm>

namespace relata {

MenuBuilder::MenuBuilder(QMenuBar& bar, ActionRegistry& actions, QObject* parent)
    : QObject(parent), m_bar(bar), m_actions(actions)
{
    connect(&actions, &ActionRegistry::added, this, &MenuBuilder::rebuildLater);
    connect(&actions, &ActionRegistry::removed, this, &MenuBuilder::rebuildLater);
}

void MenuBuilder::rebuildLater()
{
    if (!m_built || m_queued)
        return;
    m_queued = true;
    QMetaObject::invokeMethod(
        this, [this] { build(); }, Qt::QueuedConnection);
}

void MenuBuilder::build()
{
    m_built = true;
    m_queued = false;
    for (QMenu* menu : std::as_const(m_menus))
        menu->clear();

    // Where people look for things; a category of a panel's own stands before Help.
    const QStringList order{tr("File"), tr("Edit"), tr("View"), tr("Database"), tr("Tools")};
    QStringList top;
    struct Group
    {
        QString category;
        QString name;
        QList<QAction*> actions;
    };
    QList<Group> groups; // in order of first appearance
    for (const QString& id : m_actions.ids()) {
        const ActionSpec& spec = *m_actions.spec(id);
        if (spec.category.isEmpty())
            continue;
        const QString root = spec.category.section(u'/', 0, 0);
        if (!top.contains(root))
            top.append(root);
        auto group = std::find_if(groups.begin(), groups.end(),
            [&](const Group& known) { return known.category == spec.category && known.name == spec.group; });
        if (group == groups.end()) {
            groups.append({spec.category, spec.group, {}});
            group = groups.end() - 1;
        }
        group->actions.append(m_actions.find(id));
    }
    // Ways in stand first, the way out last; what panels add later comes between.
    const auto groupRank = [](const Group& group) {
        return group.name == QLatin1String("connection") ? 0 : group.name == QLatin1String("quit") ? 2 : 1;
    };
    std::stable_sort(groups.begin(), groups.end(),
        [&](const Group& a, const Group& b) { return groupRank(a) < groupRank(b); });
    const auto rank = [&](const QString& category) {
        if (category == tr("Help"))
            return 1000;
        const qsizetype at = order.indexOf(category);
        return at < 0 ? 100 : int(at);
    };
    std::stable_sort(
        top.begin(), top.end(), [&](const QString& a, const QString& b) { return rank(a) < rank(b); });
    m_bar.clear(); // the menus themselves stay
    for (const QString& category : std::as_const(top))
        m_bar.addMenu(menuOf(category));
    for (const Group& group : std::as_const(groups)) {
        QMenu* menu = menuOf(group.category);
        if (!menu->isEmpty())
            menu->addSeparator();
        menu->addActions(group.actions);
    }
    // A submenu stands where its parent's other actions end.
    QStringList categories = m_menus.keys();
    categories.sort();
    for (const QString& category : std::as_const(categories)) {
        const qsizetype slash = category.lastIndexOf(u'/');
        if (slash < 0 || menuOf(category)->isEmpty())
            continue;
        menuOf(category.left(slash))->addSeparator();
        menuOf(category.left(slash))->addMenu(menuOf(category));
    }
}

QMenu* MenuBuilder::menuOf(const QString& category)
{
    QMenu*& menu = m_menus[category];
    if (menu)
        return menu;
    const qsizetype slash = category.lastIndexOf(u'/');
    const QString title = category.mid(slash + 1);
    menu = new QMenu(QStringLiteral("&") + title, &m_bar);
    return menu;
}

} // namespace relata
