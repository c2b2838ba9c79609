// A workbench and a connection without a window and a database: what a diagram needs of both.
#pragma once

#include "core/engine/registry.h"
#include "ui/connections/connection_list.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/settings.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"
#include "ui/tasks/task_runner.h"

#include <QVBoxLayout>

namespace relata {

class DiagramConnection final : public DatabaseConnection
{
    Q_OBJECT

public:
    using DatabaseConnection::DatabaseConnection;
    QString id() const override { return QStringLiteral("shop"); }
    QString name() const override { return QStringLiteral("shop.db"); }
    const Url& url() const override { return m_url; }
    Environment environment() const override { return Environment::None; }
    State state() const override { return m_state; }
    const Error& error() const override { return m_error; }
    const Dialect& dialect() const override { return relata::dialect("sqlite"); }
    std::shared_ptr<const MetaData> metadata() const override { return m_metadata; }
    void refresh() override { ++m_refreshes; }
    void retry() override { ++m_retries; }

    void reflected(MetaData metadata)
    {
        m_metadata = std::make_shared<const MetaData>(std::move(metadata));
        m_state = State::Ready;
        emit metadataChanged();
    }

    State m_state = State::Reflecting;
    Error m_error;
    int m_refreshes = 0;
    int m_retries = 0;

protected:
    quint64 runAny(const QString&, std::function<std::any(Connection&, TaskContext&)>, QObject*,
        std::function<void(Result<std::any>)>) override
    {
        return 0;
    }

private:
    Url m_url;
    std::shared_ptr<const MetaData> m_metadata;
};

class DiagramConnections final : public ConnectionList
{
    Q_OBJECT

public:
    using ConnectionList::ConnectionList;
    QList<DatabaseConnection*> all() const override { return m_all; }
    DatabaseConnection* find(const QString& id) const override
    {
        return !m_all.isEmpty() && m_all.first()->id() == id ? m_all.first() : nullptr;
    }
    Result<DatabaseConnection*> openSource(const QString&) override
    {
        return relata::fail(ErrorKind::Argument, "not here");
    }
    void close(const QString&) override { }
    void reopenLast() override { }
    QList<RecentConnection> recent() const override { return {}; }
    void forgetRecent(const QString&) override { }

    DiagramConnection* add()
    {
        auto* connection = new DiagramConnection(this);
        m_all << connection;
        connect(connection, &DatabaseConnection::metadataChanged, this,
            [this, connection] { emit connectionChanged(connection); });
        emit connectionOpened(connection);
        return connection;
    }

private:
    QList<DatabaseConnection*> m_all;
};

class DiagramWorkbench final : public Workbench
{
    Q_OBJECT

public:
    explicit DiagramWorkbench(const QString& settingsFile)
        : m_settings(settingsFile), m_theme(m_settings), m_actions(m_settings, m_theme, &m_window)
    {
        m_theme.install();
        m_window.setLayout(new QVBoxLayout);
        m_window.layout()->setContentsMargins(0, 0, 0, 0);
        m_window.resize(1100, 700);
    }

    Theme& theme() override { return m_theme; }
    Settings& settings() override { return m_settings; }
    TaskRunner& tasks() override { return m_tasks; }
    ActionRegistry& actions() override { return m_actions; }
    const PanelRegistry& panels() const override { return m_panels; }
    DiagramConnections& connections() override { return m_connections; }
    QWidget* window() override { return &m_window; }
    Document* openDocument(const DocumentRequest& request) override
    {
        m_opened << request;
        if (request.kind == QStringLiteral("data"))
            return nullptr;
        const DocumentFactory* factory = m_panels.document(request.kind);
        m_current = factory->create(*this, request, &m_window);
        m_window.layout()->addWidget(m_current);
        m_current->show();
        return m_current;
    }
    void closeDocument(Document*) override { }
    QList<Document*> documents() const override { return {m_current}; }
    Document* currentDocument() const override { return m_current; }
    void revealPanel(const QString&) override { }
    ObjectRef selection() const override { return m_selection; }
    void select(const ObjectRef& object) override
    {
        m_selection = object;
        emit selectionChanged(object);
    }
    void addMessage(const Message& message) override { m_messages << message; }
    void showBanner(const Message& message) override { m_banners << message; }
    void addObjectProvider(ObjectProvider*) override { }
    void removeObjectProvider(ObjectProvider*) override { }

    Settings m_settings;
    Theme m_theme;
    QWidget m_window;
    ActionRegistry m_actions;
    DiagramConnections m_connections;
    PanelRegistry m_panels;
    Document* m_current = nullptr;
    ObjectRef m_selection;
    QList<DocumentRequest> m_opened;
    QList<Message> m_messages;
    QList<Message> m_banners;
    TaskRunner m_tasks; // the last: its work is done before the rest goes
};

} // namespace relata
