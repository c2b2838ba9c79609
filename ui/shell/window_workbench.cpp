#include "ui/shell/window_workbench.h"

#include "ui/shell/main_window.h"

namespace relata {

WindowWorkbench::WindowWorkbench(
    Theme& theme, Settings& settings, TaskRunner& tasks, const PanelRegistry& panels, MainWindow& window)
    : m_theme(theme)
    , m_settings(settings)
    , m_tasks(tasks)
    , m_panels(panels)
    , m_window(window)
    , m_actions(settings, theme, &window)
{ }

QWidget* WindowWorkbench::window()
{
    return &m_window;
}

Document* WindowWorkbench::openDocument(const DocumentRequest& request)
{
    return m_window.openDocument(request);
}

void WindowWorkbench::closeDocument(Document* document)
{
    m_window.documents().close(document);
}

QList<Document*> WindowWorkbench::documents() const
{
    return m_window.documents().documents();
}

Document* WindowWorkbench::currentDocument() const
{
    return m_window.documents().current();
}

void WindowWorkbench::revealPanel(const QString& id)
{
    m_window.revealPanel(id);
}

void WindowWorkbench::select(const ObjectRef& object)
{
    if (object == m_selection)
        return;
    m_selection = object;
    m_actions.updateEnablement();
    emit selectionChanged(object);
}

void WindowWorkbench::addMessage(const Message& message)
{
    m_window.addMessage(message);
}

void WindowWorkbench::showBanner(const Message& message)
{
    m_window.showBanner(message);
}

void WindowWorkbench::addObjectProvider(ObjectProvider* provider)
{
    m_window.commandPalette().addProvider(provider);
}

void WindowWorkbench::removeObjectProvider(ObjectProvider* provider)
{
    m_window.commandPalette().removeProvider(provider);
}

} // namespace relata
