#include "ui/shell/action_registry.h"

#include "ui/shell/settings.h"
#include "ui/shell/theme.h"

#include <QMetaObject>
#include <QWidget>

namespace relata {

ActionRegistry::ActionRegistry(Settings& settings, Theme& theme, QWidget* host, QObject* parent)
    : QObject(parent), m_settings(settings), m_theme(theme), m_host(host)
{ }

QAction* ActionRegistry::add(ActionSpec spec)
{
    Q_ASSERT(!spec.id.isEmpty() && !m_entries.contains(spec.id));
    auto* action = new QAction(spec.text, this);
    action->setObjectName(spec.id);
    action->setCheckable(spec.checkable);
    action->setShortcutContext(Qt::WindowShortcut);
    if (!spec.icon.isEmpty())
        action->setIcon(m_theme.icon(spec.icon));
    if (spec.run)
        connect(action, &QAction::triggered, this, [run = spec.run] { run(); });
    const QString id = spec.id;
    m_order.append(id);
    Entry& entry = *m_entries.insert(id, Entry{std::move(spec), action});
    apply(entry);
    if (m_host)
        m_host->addAction(action); // the shortcut works although no menu shows the action
    if (entry.spec.enabled)
        action->setEnabled(entry.spec.enabled());
    emit added(id);
    return action;
}

void ActionRegistry::remove(const QString& id)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
        return;
    QAction* action = found->action;
    m_entries.erase(found);
    m_order.removeOne(id);
    emit removed(id);
    delete action;
}

QAction* ActionRegistry::find(const QString& id) const
{
    const auto found = m_entries.constFind(id);
    return found == m_entries.constEnd() ? nullptr : found->action;
}

const ActionSpec* ActionRegistry::spec(const QString& id) const
{
    const auto found = m_entries.constFind(id);
    return found == m_entries.constEnd() ? nullptr : &found->spec;
}

QList<QString> ActionRegistry::ids() const
{
    return m_order;
}

void ActionRegistry::updateEnablement()
{
    if (m_updateQueued)
        return;
    m_updateQueued = true;
    QMetaObject::invokeMethod(
        this, [this] { updateEnablementNow(); }, Qt::QueuedConnection);
}

void ActionRegistry::updateEnablementNow()
{
    m_updateQueued = false;
    for (const QString& id : std::as_const(m_order)) {
        const Entry& entry = m_entries[id];
        if (entry.spec.enabled)
            entry.action->setEnabled(entry.spec.enabled());
    }
}

QList<QKeySequence> ActionRegistry::shortcuts(const QString& id) const
{
    const ActionSpec* known = spec(id);
    if (!known)
        return {};
    return m_settings.shortcuts(id).value_or(known->shortcuts);
}

void ActionRegistry::setShortcuts(const QString& id, const QList<QKeySequence>& shortcuts)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
        return;
    for (const QKeySequence& shortcut : shortcuts) {
        for (const QString& other : std::as_const(m_order)) {
            QList<QKeySequence> theirs = this->shortcuts(other);
            if (other == id || !theirs.removeAll(shortcut))
                continue;
            Entry& loser = m_entries[other];
            if (theirs == loser.spec.shortcuts)
                m_settings.setShortcuts(other, std::nullopt);
            else
                m_settings.setShortcuts(other, theirs);
            apply(loser);
            emit shortcutsChanged(other);
        }
    }
    if (shortcuts == found->spec.shortcuts)
        m_settings.setShortcuts(id, std::nullopt);
    else
        m_settings.setShortcuts(id, shortcuts);
    apply(*found);
    emit shortcutsChanged(id);
}

void ActionRegistry::resetShortcuts(const QString& id)
{
    if (const ActionSpec* known = spec(id))
        setShortcuts(id, known->shortcuts);
}

bool ActionRegistry::hasOwnShortcuts(const QString& id) const
{
    return m_settings.shortcuts(id).has_value();
}

QString ActionRegistry::idFor(const QKeySequence& shortcut) const
{
    for (const QString& id : m_order) {
        if (shortcuts(id).contains(shortcut))
            return id;
    }
    return {};
}

void ActionRegistry::apply(Entry& entry)
{
    const QList<QKeySequence> keys = shortcuts(entry.spec.id);
    entry.action->setShortcuts(keys);
    const QString base = entry.spec.toolTip.isEmpty() ? entry.spec.text : entry.spec.toolTip;
    entry.action->setToolTip(keys.isEmpty()
            ? base
            : QStringLiteral("%1  (%2)").arg(base, keys.first().toString(QKeySequence::NativeText)));
}

} // namespace relata
