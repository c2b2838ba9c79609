// Connections, panels and documents that need no database, and a window made of them.
#pragma once

#include "ui/connections/connection_list.h"
#include "ui/shell/main_window.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/settings.h"
#include "ui/shell/theme.h"
#include "ui/tasks/task_runner.h"

#include <QTemporaryDir>

#include <algorithm>
#include <stdexcept>

namespace relata {

class FakeConnection final : public DatabaseConnection
{
    Q_OBJECT

public:
    FakeConnection(const QString& id, QObject* parent) : DatabaseConnection(parent), m_id(id)
    {
        m_url.dialect = "postgresql";
        m_url.host = "db.example.org";
        m_url.database = "shop";
    }

    QString id() const override { return m_id; }
    QString name() const override { return QStringLiteral("shop"); }
    const Url& url() const override { return m_url; }
    Environment environment() const override { return m_environment; }
    State state() const override { return m_state; }
    const Error& error() const override { return m_error; }
    const Dialect& dialect() const override { throw std::logic_error("nobody asks a fake"); }
    std::shared_ptr<const MetaData> metadata() const override { return nullptr; }
    void refresh() override { ++m_refreshes; }
    void retry() override { }

    void set(State state, Environment environment)
    {
        m_state = state;
        m_environment = environment;
        emit stateChanged();
    }

    int m_refreshes = 0;

protected:
    quint64 runAny(const QString&, std::function<std::any(Connection&, TaskContext&)>, QObject*,
        std::function<void(Result<std::any>)>) override
    {
        return 0;
    }

private:
    QString m_id;
    Url m_url;
    Environment m_environment = Environment::None;
    State m_state = State::Ready;
    Error m_error;
};

// "bad:" cannot be opened; anything else becomes a connection of that id.
class FakeConnections final : public ConnectionList
{
    Q_OBJECT

public:
    using ConnectionList::ConnectionList;

    QList<DatabaseConnection*> all() const override { return m_all; }
    DatabaseConnection* find(const QString& id) const override
    {
        const auto found =
            std::find_if(m_all.begin(), m_all.end(), [&](auto* one) { return one->id() == id; });
        return found == m_all.end() ? nullptr : *found;
    }
    Result<DatabaseConnection*> openSource(const QString& source) override
    {
        if (source.startsWith(QStringLiteral("bad:")))
            return relata::fail(
                ErrorKind::Argument, "The address has no database.", "Check what follows the host.");
        if (DatabaseConnection* open = find(source))
            return open;
        auto* connection = new FakeConnection(source, this);
        m_all.append(connection);
        connect(connection, &DatabaseConnection::stateChanged, this,
            [this, connection] { emit connectionChanged(connection); });
        emit connectionOpened(connection);
        return connection;
    }
    void close(const QString& id) override
    {
        DatabaseConnection* connection = find(id);
        emit connectionClosing(connection);
        m_all.removeOne(connection);
        delete connection;
        emit connectionClosed(id);
    }
    void reopenLast() override
    {
        for (const QString& id : s_openLast)
            openSource(id).value();
    }
    QList<RecentConnection> recent() const override { return m_recent; }
    void forgetRecent(const QString&) override { }

    inline static QStringList s_openLast;
    QList<RecentConnection> m_recent;

private:
    QList<DatabaseConnection*> m_all;
};

class FakeDocument final : public Document
{
    Q_OBJECT

public:
    FakeDocument(const DocumentRequest& request, QWidget* parent) : Document(parent), m_request(request)
    {
        setFocusPolicy(Qt::StrongFocus);
    }

    DocumentRequest request() const override { return {m_request.kind, m_request.object, {}}; }
    QString title() const override { return m_request.object.name; }
    QString iconName() const override { return QStringLiteral("table"); }
    QString statusText() const override { return m_status; }
    bool canRefresh() const override { return m_request.kind == QLatin1String("data"); }
    void refresh() override { ++m_refreshes; }
    QJsonObject saveState() const override { return {{QStringLiteral("scroll"), m_scroll}}; }
    void restoreState(const QJsonObject& state) override
    {
        m_scroll = state.value(QStringLiteral("scroll")).toInt();
    }
    bool isSettled() const override { return m_settled; }

    void setStatus(const QString& status)
    {
        m_status = status;
        emit statusTextChanged();
    }

    int m_scroll = 0;
    int m_refreshes = 0;
    bool m_settled = true;

private:
    DocumentRequest m_request;
    QString m_status;
};

class FakePanel final : public Panel
{
    Q_OBJECT

public:
    using Panel::Panel;
    QJsonObject saveState() const override { return {{QStringLiteral("open"), m_open}}; }
    void restoreState(const QJsonObject& state) override
    {
        m_open = state.value(QStringLiteral("open")).toInt();
    }

    int m_open = 0;
};

// Two kinds of documents for tables, an explorer at the left and an SQL preview below.
inline PanelRegistry fakePanels()
{
    PanelRegistry panels;
    panels.setConnections([](Workbench&, QObject* parent) { return new FakeConnections(parent); });
    const auto isTable = [](const ObjectRef& object) { return object.kind == ObjectRef::Kind::Table; };
    const auto create = [](Workbench&, const DocumentRequest& request, QWidget* parent) {
        return new FakeDocument(request, parent);
    };
    panels.addDocument({QStringLiteral("structure"), QStringLiteral("Structure"), QStringLiteral("structure"),
        2, isTable, create});
    panels.addDocument(
        {QStringLiteral("data"), QStringLiteral("Data"), QStringLiteral("data"), 1, isTable, create});
    const auto panel = [](Workbench&, QWidget* parent) { return new FakePanel(parent); };
    panels.addDock({QStringLiteral("explorer"), QStringLiteral("Explorer"), QStringLiteral("database"),
        DockFactory::Area::Left, 0, true, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E), panel});
    panels.addDock({QStringLiteral("sqlpreview"), QStringLiteral("SQL preview"), QStringLiteral("sql"),
        DockFactory::Area::Bottom, 0, true, {}, panel});
    return panels;
}

inline ObjectRef tableRef(const QString& connection, const QString& name)
{
    ObjectRef object;
    object.connectionId = connection;
    object.name = name;
    object.kind = ObjectRef::Kind::Table;
    return object;
}

// Everything that a window needs, in a settings file of its own.
struct FakeProgram
{
    explicit FakeProgram(const QString& settingsFile)
        : settings(settingsFile), theme(settings), panels(fakePanels())
    {
        settings.setThemeMode(ThemeMode::Light);
        theme.install();
        window = std::make_unique<MainWindow>(theme, settings, tasks, panels);
        window->resize(1100, 700);
    }

    FakeConnections& connections()
    {
        return static_cast<FakeConnections&>(window->workbench().connections());
    }
    FakeConnection* openConnection(const QString& id)
    {
        return static_cast<FakeConnection*>(window->openSource(id));
    }
    FakeDocument* open(const QString& kind, const QString& connection, const QString& name)
    {
        return static_cast<FakeDocument*>(
            window->workbench().openDocument({kind, tableRef(connection, name), {}}));
    }

    Settings settings;
    Theme theme;
    TaskRunner tasks;
    PanelRegistry panels;
    std::unique_ptr<MainWindow> window;
};

} // namespace relata
