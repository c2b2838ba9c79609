// A workbench without a window, for tests of panels: real theme, settings, tasks, actions and connections; it
// writes down what it is asked to show.
#pragma once

#include "tests/ui/connections/memory_password_store.h"
#include "ui/connections/connection_manager.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"
#include "ui/tasks/task_runner.h"

#include <QTemporaryDir>
#include <QWidget>

namespace relata::test {

class PanelWorkbench final : public Workbench
{
    Q_OBJECT

public:
    PanelWorkbench()
        : m_settings(m_folder.filePath("relata.ini"))
        , m_theme(m_settings)
        , m_actions(m_settings, m_theme, &m_window)
        , m_manager(m_tasks, m_passwords, m_folder.filePath("connections.json"))
    { }
    ~PanelWorkbench() override
    {
        for (QObject* child : QObjectList(children()))
            delete child; // features, which use what is destroyed next
        qDeleteAll(m_documents);
    }

    Theme& theme() override { return m_theme; }
    Settings& settings() override { return m_settings; }
    TaskRunner& tasks() override { return m_tasks; }
    ActionRegistry& actions() override { return m_actions; }
    const PanelRegistry& panels() const override { return registry; }
    ConnectionManager& connections() override { return m_manager; }
    QWidget* window() override { return &m_window; }
    Document* openDocument(const DocumentRequest& request) override
    {
        asked.append(request);
        const DocumentFactory* factory = registry.document(request.kind);
        if (!factory || !factory->create)
            return nullptr;
        Document* document = factory->create(*this, request, &m_window);
        m_documents.append(document);
        return document;
    }
    void closeDocument(Document* document) override
    {
        m_documents.removeOne(document);
        delete document;
    }
    QList<Document*> documents() const override { return m_documents; }
    Document* currentDocument() const override
    {
        return m_documents.isEmpty() ? nullptr : m_documents.last();
    }
    void revealPanel(const QString& id) override { revealed.append(id); }
    ObjectRef selection() const override { return m_selection; }
    void select(const ObjectRef& object) override
    {
        if (m_selection == object)
            return;
        m_selection = object;
        emit selectionChanged(object);
    }
    void addMessage(const Message& message) override { messages.append(message); }
    void showBanner(const Message& message) override { banners.append(message); }
    void addObjectProvider(ObjectProvider* provider) override { providers.append(provider); }
    void removeObjectProvider(ObjectProvider* provider) override { providers.removeOne(provider); }

    QString folder() const { return m_folder.path(); }
    MemoryPasswordStore& passwords() { return m_passwords; }

    PanelRegistry registry;
    QList<DocumentRequest> asked;
    QStringList revealed;
    QList<Message> messages;
    QList<Message> banners;
    QList<ObjectProvider*> providers;

private:
    QTemporaryDir m_folder;
    Settings m_settings;
    Theme m_theme;
    QWidget m_window;
    ActionRegistry m_actions;
    TaskRunner m_tasks;
    MemoryPasswordStore m_passwords;
    ConnectionManager m_manager;
    QList<Document*> m_documents;
    ObjectRef m_selection;
};

} // namespace relata::test
