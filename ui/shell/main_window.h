// The window: docks around the documents' tabs, menus and toolbar from the action registry, the status strip.
//
// It holds no rules: what can be opened, run or shown comes from the panel registry, the action registry and
// the list of connections.
#pragma once

#include "ui/shell/command_palette.h"
#include "ui/shell/document_area.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/window_workbench.h"

#include <QHash>
#include <QMainWindow>
#include <QPointer>

class QDockWidget;
class QToolBar;

namespace relata {

class DatabaseConnection;
class EnvironmentBar;
class MenuBuilder;
class MessagesPanel;
class SettingsDialog;
class StatusStrip;
class WelcomePage;

class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    // All four must outlive the window. The panels' features run and the list of connections is made here.
    MainWindow(Theme& theme, Settings& settings, TaskRunner& tasks, const PanelRegistry& panels);
    ~MainWindow() override;

    Workbench& workbench() { return *m_workbench; }
    ActionRegistry& actions() { return m_workbench->actions(); }
    DocumentArea& documents() { return *m_documents; }
    CommandPalette& commandPalette() { return *m_palette; }
    MessagesPanel& messages() { return *m_messages; }
    StatusStrip& statusStrip() { return *m_status; }
    EnvironmentBar& environmentBar() { return *m_environment; }

    Document* openDocument(const DocumentRequest& request);
    // As from the command line, the welcome page or a drop: opens the database and tells the user if that
    // cannot be.
    DatabaseConnection* openSource(const QString& source);
    void revealPanel(const QString& id);
    Panel* panel(const QString& id) const; // nullptr if there is none
    void addMessage(const Message& message);
    void showBanner(const Message& message);

    // Puts docks and toolbar back as they were at the very first start.
    void resetLayout();

    // Size, place, docks, open databases, tabs and panels, as they were saved. Saving happens when the window
    // closes.
    void restoreWindow();
    void restoreSession();
    void saveSession();

    // True when nothing is under way: no task, no connection on its way, every panel settled. For
    // screenshots.
    bool isSettled() const;

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeFrame();
    void makeDocks();
    void makeConnections();
    void makeActions(); // main_window_actions.cpp
    void makeDocumentActions();
    void makeViewActions();
    void makeToolBar();
    void fillToolBar();
    void updateDockTitles();
    void updateConnectionDisplay();
    void documentChanged(Document* document);
    void openFileDialog();
    void openSample();
    void showTabMenu(Document* document, const QPoint& position);
    DatabaseConnection* connectionInView() const;

    struct Dock
    {
        QString id;
        QDockWidget* widget = nullptr;
        Panel* panel = nullptr;
        QWidget* noTitle = nullptr; // instead of the title while the dock is one of several tabs
    };

    Theme& m_theme;
    Settings& m_settings;
    TaskRunner& m_tasks;
    const PanelRegistry& m_panels;
    std::unique_ptr<WindowWorkbench> m_workbench;
    EnvironmentBar* m_environment = nullptr;
    WelcomePage* m_welcome = nullptr;
    DocumentArea* m_documents = nullptr;
    MessagesPanel* m_messages = nullptr;
    StatusStrip* m_status = nullptr;
    CommandPalette* m_palette = nullptr;
    QToolBar* m_toolBar = nullptr;
    MenuBuilder* m_menus = nullptr;
    QPointer<SettingsDialog> m_settingsDialog;
    QList<Dock> m_docks;
    QByteArray m_defaultState;
    bool m_toolBarQueued = false;
};

} // namespace relata
