#include "ui/connections/connections_feature.h"

#include "ui/connections/connection_dialog.h"
#include "ui/connections/connection_manager.h"
#include "ui/connections/keychain_password_store.h"
#include "ui/connections/object_search.h"
#include "ui/connections/password_dialog.h"
#include "ui/connections/schema_text.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/settings.h"
#include "ui/shell/workbench.h"

#include <QFileInfo>

namespace relata {
namespace {

class ConnectionsFeature final : public QObject
{
public:
    ConnectionsFeature(Workbench& workbench, ConnectionManager& manager)
        : QObject(&workbench), m_workbench(workbench), m_manager(manager)
    {
        addActions();
        connect(&manager, &ConnectionManager::opened, this, &ConnectionsFeature::follow);
        for (OpenConnection* connection : manager.connections())
            follow(connection);
        connect(&manager, &ConnectionList::connectionChanged, this,
            [this] { m_workbench.actions().updateEnablement(); });
        connect(&manager, &ConnectionManager::storageFailed, this, [this](const QString& message) {
            Message note;
            note.severity = Message::Severity::Warning;
            note.title = message;
            m_workbench.addMessage(note);
        });
        if (manager.storageError())
            m_workbench.showBanner(Message::fromError(*manager.storageError()));
    }

private:
    void addActions();
    void follow(OpenConnection* connection);
    void askPassword(OpenConnection* connection);
    void openDialog(const ConnectionProfile* profile);
    // That of the selection, else the only one.
    OpenConnection* current() const
    {
        if (OpenConnection* connection = m_manager.find(m_workbench.selection().connectionId))
            return connection;
        return m_manager.connections().size() == 1 ? m_manager.connections().first() : nullptr;
    }

    Workbench& m_workbench;
    ConnectionManager& m_manager;
};

void ConnectionsFeature::addActions()
{
    ActionRegistry& actions = m_workbench.actions();
    const auto hasCurrent = [this] { return current() != nullptr; };
    ActionSpec spec;
    spec.id = QStringLiteral("connection.new");
    spec.text = tr("Connect to a database…");
    spec.category = tr("File");
    spec.group = QStringLiteral("connection");
    spec.icon = QStringLiteral("connect");
    spec.shortcuts = {QKeySequence::New};
    spec.run = [this] { openDialog(nullptr); };
    actions.add(spec);

    spec = {};
    spec.id = QStringLiteral("connection.refresh");
    spec.text = tr("Read the schema again");
    spec.category = tr("File");
    spec.group = QStringLiteral("connection");
    spec.icon = QStringLiteral("refresh");
    spec.shortcuts = {QKeySequence(Qt::SHIFT | Qt::Key_F5)};
    spec.run = [this] {
        if (OpenConnection* connection = current())
            connection->refresh();
    };
    spec.enabled = hasCurrent;
    actions.add(spec);

    spec = {};
    spec.id = QStringLiteral("connection.edit");
    spec.text = tr("Edit connection…");
    spec.category = tr("File");
    spec.group = QStringLiteral("connection");
    spec.icon = QStringLiteral("edit");
    spec.run = [this] {
        if (const OpenConnection* connection = current())
            openDialog(&connection->profile());
    };
    spec.enabled = hasCurrent;
    actions.add(spec);

    spec = {};
    spec.id = QStringLiteral("connection.close");
    spec.text = tr("Disconnect");
    spec.category = tr("File");
    spec.group = QStringLiteral("connection");
    spec.icon = QStringLiteral("disconnect");
    spec.run = [this] {
        const OpenConnection* connection = current();
        if (!connection)
            return;
        // Documents go with their connection, so they are asked before.
        for (Document* document : m_workbench.documents()) {
            if (document->request().object.connectionId == connection->id() && !document->prepareToClose())
                return;
        }
        m_manager.close(connection->id());
    };
    spec.enabled = hasCurrent;
    actions.add(spec);
}

void ConnectionsFeature::openDialog(const ConnectionProfile* profile)
{
    auto* dialog = new ConnectionDialog(m_manager, m_workbench.theme(), m_workbench.window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (profile)
        dialog->edit(*profile);
    dialog->open();
}

void ConnectionsFeature::follow(OpenConnection* connection)
{
    connect(
        connection, &OpenConnection::passwordNeeded, this, [this, connection] { askPassword(connection); });
    connect(connection, &OpenConnection::passwordNotSaved, this, [this, connection](const QString& reason) {
        Message message;
        message.severity = Message::Severity::Warning;
        message.title = tr("The password of %1 could not be kept in the keyring.").arg(connection->name());
        message.text = tr("It will be asked for again at the next start.");
        message.details = reason;
        m_workbench.addMessage(message);
    });
    connect(connection, &DatabaseConnection::stateChanged, this, [this, connection] {
        if (connection->state() == DatabaseConnection::State::Failed
            && connection->error().kind != ErrorKind::Cancelled)
            m_workbench.addMessage(
                Message::fromError(connection->error(), tr("%1 cannot be used.").arg(connection->name())));
    });
    connect(connection, &DatabaseConnection::metadataChanged, this, [this, connection] {
        for (const ReflectionNote& note : connection->metadata()->notes) {
            Message message;
            message.severity = Message::Severity::Warning;
            message.title = note.object.empty()
                ? tr("Part of %1 could not be read.").arg(connection->name())
                : tr("%1 could not be read completely.").arg(fromUtf8(note.object));
            message.text = fromUtf8(note.message);
            m_workbench.addMessage(message);
        }
    });
    if (connection->isWaitingForPassword())
        askPassword(connection);
}

void ConnectionsFeature::askPassword(OpenConnection* connection)
{
    auto* dialog = new PasswordDialog(*connection, m_workbench.theme(), m_workbench.window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace

void registerConnections(PanelRegistry& registry)
{
    registry.setConnections([](Workbench& workbench, QObject* parent) -> ConnectionList* {
        auto* passwords = new KeychainPasswordStore;
        const QString profiles =
            QFileInfo(workbench.settings().file()).absolutePath() + QStringLiteral("/connections.json");
        auto* manager = new ConnectionManager(workbench.tasks(), *passwords, profiles, parent);
        passwords->setParent(manager);
        return manager;
    });
    registry.addFeature([](Workbench& workbench) {
        if (auto* manager = qobject_cast<ConnectionManager*>(&workbench.connections())) {
            new ConnectionsFeature(workbench, *manager);
            new ObjectSearch(workbench, *manager);
        }
    });
}

} // namespace relata
