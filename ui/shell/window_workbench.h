// The main window's Workbench: holds the services and passes what concerns widgets on to the window.
#pragma once

#include "ui/shell/action_registry.h"
#include "ui/shell/workbench.h"

namespace relata {

class MainWindow;

class WindowWorkbench final : public Workbench
{
    Q_OBJECT

public:
    WindowWorkbench(
        Theme& theme, Settings& settings, TaskRunner& tasks, const PanelRegistry& panels, MainWindow& window);

    Theme& theme() override { return m_theme; }
    Settings& settings() override { return m_settings; }
    TaskRunner& tasks() override { return m_tasks; }
    ActionRegistry& actions() override { return m_actions; }
    const PanelRegistry& panels() const override { return m_panels; }
    ConnectionList& connections() override { return *m_connections; }
    QWidget* window() override;

    Document* openDocument(const DocumentRequest& request) override;
    void closeDocument(Document* document) override;
    QList<Document*> documents() const override;
    Document* currentDocument() const override;
    void revealPanel(const QString& id) override;
    ObjectRef selection() const override { return m_selection; }
    void select(const ObjectRef& object) override;
    void addMessage(const Message& message) override;
    void showBanner(const Message& message) override;
    void addObjectProvider(ObjectProvider* provider) override;
    void removeObjectProvider(ObjectProvider* provider) override;

    void setConnections(ConnectionList* connections) { m_connections = connections; }

private:
    Theme& m_theme;
    Settings& m_settings;
    TaskRunner& m_tasks;
    const PanelRegistry& m_panels;
    MainWindow& m_window;
    ActionRegistry m_actions;
    ConnectionList* m_connections = nullptr;
    ObjectRef m_selection;
};

} // namespace relata
