// A workbench without a window: real services, and a record of what panels say to the user.
#pragma once

#include "tests/ui/connections/memory_password_store.h"
#include "ui/connections/connection_manager.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/resources.h"
#include "ui/shell/settings.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"

#include <QTemporaryDir>

namespace relata::test {

class TestWorkbench final : public Workbench
{
    Q_OBJECT

public:
    TestWorkbench()
    {
        initResources();
        m_theme.install();
    }
    ~TestWorkbench() override
    {
        for (DatabaseConnection* connection : m_connections.all())
            m_connections.close(connection->id());
        m_tasks.shutdown();
    }

    Theme& theme() override { return m_theme; }
    Settings& settings() override { return m_settings; }
    TaskRunner& tasks() override { return m_tasks; }
    ActionRegistry& actions() override { return m_actions; }
    const PanelRegistry& panels() const override { return m_panels; }
    ConnectionManager& connections() override { return m_connections; }
    QWidget* window() override { return &m_window; }
    Document* openDocument(const DocumentRequest&) override { return nullptr; }
    void closeDocument(Document*) override { }
    QList<Document*> documents() const override { return {current}; }
    Document* currentDocument() const override { return current; }
    void revealPanel(const QString&) override { }
    ObjectRef selection() const override { return m_selection; }
    void select(const ObjectRef& object) override { m_selection = object; }
    void addMessage(const Message& message) override { messages.append(message); }
    void showBanner(const Message& message) override { banners.append(message); }
    void addObjectProvider(ObjectProvider*) override { }
    void removeObjectProvider(ObjectProvider*) override { }

    QList<Message> messages;
    QList<Message> banners;
    Document* current = nullptr;

private:
    QTemporaryDir m_folder;
    Settings m_settings{m_folder.filePath(QStringLiteral("relata.ini"))};
    Theme m_theme{m_settings};
    TaskRunner m_tasks;
    MemoryPasswordStore m_passwords;
    ConnectionManager m_connections{
        m_tasks, m_passwords, m_folder.filePath(QStringLiteral("connections.json"))};
    PanelRegistry m_panels;
    QWidget m_window;
    ActionRegistry m_actions{m_settings, m_theme, &m_window};
    ObjectRef m_selection;
};

} // namespace relata::test
