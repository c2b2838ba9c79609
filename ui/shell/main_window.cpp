#include "ui/shell/main_window.h"

#include "ui/connections/connection_list.h"
#include "ui/shell/banner.h"
#include "ui/shell/environment_bar.h"
#include "ui/shell/menu_builder.h"
#include "ui/shell/messages_panel.h"
#include "ui/shell/settings.h"
#include "ui/shell/settings_dialog.h"
#include "ui/shell/state_view.h"
#include "ui/shell/status_strip.h"
#include "ui/shell/theme.h"
#include "ui/shell/welcome_page.h"
#include "ui/tasks/task_runner.h"

#include <QAbstractItemView>
#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QMenuBar>
#include <QMimeData>
#include <QTabBar>
#include <QToolBar>
#include <QVBoxLayout>

namespace relata {

namespace {

Qt::DockWidgetArea toQt(DockFactory::Area area)
{
    switch (area) {
    case DockFactory::Area::Left:
        return Qt::LeftDockWidgetArea;
    case DockFactory::Area::Right:
        return Qt::RightDockWidgetArea;
    case DockFactory::Area::Bottom:
        break;
    }
    return Qt::BottomDockWidgetArea;
}

} // namespace

MainWindow::MainWindow(Theme& theme, Settings& settings, TaskRunner& tasks, const PanelRegistry& panels)
    : m_theme(theme)
    , m_settings(settings)
    , m_tasks(tasks)
    , m_panels(panels)
    , m_workbench(std::make_unique<WindowWorkbench>(theme, settings, tasks, panels, *this))
{
    setWindowTitle(QStringLiteral("Relata"));
    setAcceptDrops(true);
    makeFrame();
    makeConnections();
    makeActions();
    makeDocks();
    makeToolBar();
    for (const PanelRegistry::Feature& feature : panels.features())
        feature(*m_workbench);
    m_welcome->setUp(m_workbench->connections());
    m_menus->build();
    m_defaultState = saveState();
    updateConnectionDisplay();
}

MainWindow::~MainWindow()
{
    // What uses the workbench and the connections goes before them, and while the window still stands.
    m_documents->disconnect(this);
    m_documents->disconnect(m_workbench.get());
    m_workbench->connections().disconnect(this);
    for (Document* document : m_documents->findChildren<Document*>())
        delete document;
    for (const Dock& dock : std::as_const(m_docks))
        delete dock.widget;
    m_docks.clear();
    // The last made first: features look at the connections, which were made before them.
    while (!m_workbench->children().isEmpty())
        delete m_workbench->children().last();
}

void MainWindow::makeFrame()
{
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks | GroupedDragging);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    setContextMenuPolicy(Qt::NoContextMenu); // the toolbar cannot be hidden by accident

    auto* top = new QWidget(this);
    auto* topLayout = new QVBoxLayout(top);
    topLayout->setContentsMargins(0, 0, 0, 0);
    topLayout->setSpacing(0);
    m_environment = new EnvironmentBar(m_theme, top);
    auto* menuBar = new QMenuBar(top);
    topLayout->addWidget(m_environment);
    topLayout->addWidget(menuBar);
    setMenuWidget(top);
    m_menus = new MenuBuilder(*menuBar, actions(), this);

    m_welcome = new WelcomePage(m_theme, actions(), this);
    m_documents = new DocumentArea(m_theme, m_welcome, this);
    setCentralWidget(m_documents);
    m_status = new StatusStrip(m_theme, m_tasks, this);
    setStatusBar(m_status);
    m_palette = new CommandPalette(m_theme, actions(), this);

    connect(m_documents, &DocumentArea::currentChanged, this, &MainWindow::documentChanged);
    connect(m_documents, &DocumentArea::documentClosing, m_workbench.get(), &Workbench::documentClosing);
    connect(m_documents, &DocumentArea::tabMenuRequested, this, &MainWindow::showTabMenu);
    connect(m_palette, &CommandPalette::objectChosen, m_workbench.get(), &Workbench::openObject);
    connect(m_welcome, &WelcomePage::sourceChosen, this, &MainWindow::openSource);
    connect(&m_tasks, &TaskRunner::taskStarted, &actions(), &ActionRegistry::updateEnablement);
    connect(&m_tasks, &TaskRunner::taskFinished, &actions(), &ActionRegistry::updateEnablement);
    connect(m_workbench.get(), &Workbench::selectionChanged, this, &MainWindow::updateConnectionDisplay);
}

void MainWindow::makeConnections()
{
    Q_ASSERT(m_panels.connections());
    ConnectionList* connections = m_panels.connections()(*m_workbench, m_workbench.get());
    m_workbench->setConnections(connections);
    const auto changed = [this] {
        updateConnectionDisplay();
        actions().updateEnablement();
    };
    connect(connections, &ConnectionList::connectionOpened, this, changed);
    connect(connections, &ConnectionList::connectionChanged, this, changed);
    connect(connections, &ConnectionList::connectionClosed, this, [this, changed](const QString& id) {
        for (Document* document : m_documents->documents()) {
            if (document->request().object.connectionId == id)
                m_documents->close(document);
        }
        m_documents->forgetClosed(id);
        if (m_workbench->selection().connectionId == id)
            m_workbench->select({});
        changed();
    });
}

void MainWindow::makeDocks()
{
    m_messages = new MessagesPanel(m_theme);
    QHash<int, QDockWidget*> firstOf;
    const auto addDock = [&](const DockFactory& factory, Panel* panel) {
        auto* dock = new QDockWidget(factory.title, this);
        dock->setObjectName(QStringLiteral("dock.") + factory.id);
        dock->setWidget(panel);
        const Qt::DockWidgetArea area = toQt(factory.area);
        // A minimum of our own, so that a long text in a panel does not push the window's parts about.
        // Side panels belong to the window's frame, what lies below belongs to the content.
        setGround(dock, factory.area == DockFactory::Area::Bottom ? &Palette::surface : &Palette::sunken);
        if (factory.area == DockFactory::Area::Bottom) {
            panel->setMinimumHeight(80);
        } else {
            panel->setMinimumWidth(180);
            for (QAbstractItemView* view : panel->findChildren<QAbstractItemView*>())
                setBase(view, &Palette::sunken);
        }
        addDockWidget(area, dock);
        if (QDockWidget* first = firstOf.value(int(factory.area)))
            tabifyDockWidget(first, dock);
        else
            firstOf.insert(int(factory.area), dock);
        dock->setVisible(factory.visible);
        auto* noTitle = new QWidget(dock);
        (new QVBoxLayout(noTitle))
            ->setContentsMargins(0, 0, 0, 0); // else it has no size hint, not one of zero
        noTitle->hide();
        m_docks.append({factory.id, dock, panel, noTitle});
        connect(
            dock, &QDockWidget::visibilityChanged, this, &MainWindow::updateDockTitles, Qt::QueuedConnection);
        connect(
            dock, &QDockWidget::topLevelChanged, this, &MainWindow::updateDockTitles, Qt::QueuedConnection);
        connect(dock, &QDockWidget::dockLocationChanged, this, &MainWindow::updateDockTitles,
            Qt::QueuedConnection);

        QAction* toggle = actions().add({.id = QStringLiteral("panel.") + factory.id,
            .text = factory.title,
            .category = tr("View"),
            .group = QStringLiteral("panels"),
            .shortcuts = factory.shortcut.isEmpty() ? QList<QKeySequence>() : QList{factory.shortcut},
            .checkable = true});
        toggle->setChecked(factory.visible);
        connect(toggle, &QAction::triggered, this, [this, dock, id = factory.id](bool show) {
            if (show)
                revealPanel(id);
            else
                dock->hide();
        });
        connect(dock, &QDockWidget::visibilityChanged, toggle,
            [toggle, dock] { toggle->setChecked(!dock->isHidden()); });
    };
    for (const DockFactory& factory : m_panels.docks())
        addDock(factory, factory.create(*m_workbench, this));
    DockFactory messages;
    messages.id = QStringLiteral("messages");
    messages.title = tr("Messages");
    messages.icon = QStringLiteral("message");
    messages.area = DockFactory::Area::Bottom;
    // Alone it would only take room until there is something to say.
    messages.visible = firstOf.contains(int(DockFactory::Area::Bottom));
    addDock(messages, m_messages);

    for (QDockWidget* first : std::as_const(firstOf))
        first->raise();
    const auto resizeArea = [&](DockFactory::Area area, int size, Qt::Orientation orientation) {
        if (QDockWidget* first = firstOf.value(int(area)))
            resizeDocks({first}, {size}, orientation);
    };
    resizeArea(DockFactory::Area::Left, 280, Qt::Horizontal);
    resizeArea(DockFactory::Area::Right, 280, Qt::Horizontal);
    resizeArea(DockFactory::Area::Bottom, 220, Qt::Vertical);
}

void MainWindow::updateDockTitles()
{
    for (Dock& dock : m_docks) {
        const bool tabbed = !dock.widget->isFloating() && !tabifiedDockWidgets(dock.widget).isEmpty();
        QWidget* title = tabbed ? dock.noTitle : nullptr; // the tab already says it
        if (dock.widget->titleBarWidget() != title)
            dock.widget->setTitleBarWidget(title);
    }
    for (QTabBar* bar : findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly)) {
        bar->setDocumentMode(false);
        bar->setElideMode(Qt::ElideRight);
    }
}

void MainWindow::revealPanel(const QString& id)
{
    for (const Dock& dock : m_docks) {
        if (dock.id != id)
            continue;
        dock.widget->show();
        dock.widget->raise();
        dock.panel->setFocus(Qt::ShortcutFocusReason);
    }
}

Panel* MainWindow::panel(const QString& id) const
{
    for (const Dock& dock : m_docks) {
        if (dock.id == id)
            return dock.panel;
    }
    return nullptr;
}

Document* MainWindow::openDocument(const DocumentRequest& request)
{
    if (Document* open = m_documents->find(request)) {
        m_documents->setCurrent(open);
        return open;
    }
    const DocumentFactory* factory = m_panels.document(request.kind);
    if (!factory || !factory->canOpen(request.object))
        return nullptr;
    Document* document = factory->create(*m_workbench, request, m_documents);
    if (!request.state.isEmpty())
        document->restoreState(request.state);
    connect(document, &Document::statusTextChanged, this, [this, document] {
        if (m_documents->current() == document)
            m_status->setDocumentText(document->statusText());
    });
    m_documents->add(document);
    emit m_workbench->documentOpened(document);
    return document;
}

void MainWindow::documentChanged(Document* document)
{
    m_status->setDocumentText(document ? document->statusText() : QString());
    if (document && document->request().object.kind != ObjectRef::Kind::None)
        m_workbench->select(document->request().object);
    setWindowTitle(
        document ? QStringLiteral("%1 – Relata").arg(document->title()) : QStringLiteral("Relata"));
    updateConnectionDisplay();
    actions().updateEnablementNow(); // a shortcut may follow within this turn of the event loop
    emit m_workbench->currentDocumentChanged(document);
}

DatabaseConnection* MainWindow::connectionInView() const
{
    const ConnectionList& connections = m_workbench->connections();
    if (const Document* document = m_documents->current()) {
        if (DatabaseConnection* connection = connections.find(document->request().object.connectionId))
            return connection;
    }
    if (DatabaseConnection* connection = connections.find(m_workbench->selection().connectionId))
        return connection;
    const QList<DatabaseConnection*> all = connections.all();
    return all.isEmpty() ? nullptr : all.last();
}

void MainWindow::updateConnectionDisplay()
{
    const DatabaseConnection* connection = connectionInView();
    m_status->setConnection(connection);
    m_environment->setEnvironment(connection ? connection->environment() : Environment::None);
}

DatabaseConnection* MainWindow::openSource(const QString& source)
{
    Result<DatabaseConnection*> opened = m_workbench->connections().openSource(source);
    if (!opened) {
        showBanner(Message::fromError(opened.error(), tr("%1 could not be opened.").arg(source)));
        return nullptr;
    }
    ObjectRef object;
    object.connectionId = (*opened)->id();
    object.kind = ObjectRef::Kind::Connection;
    m_workbench->select(object);
    return *opened;
}

void MainWindow::addMessage(const Message& message)
{
    m_messages->add(message);
}

void MainWindow::showBanner(const Message& message)
{
    addMessage(message);
    m_documents->banner()->show(message);
}

bool MainWindow::isSettled() const
{
    if (!m_tasks.isIdle())
        return false;
    for (const DatabaseConnection* connection : m_workbench->connections().all()) {
        if (connection->state() == DatabaseConnection::State::Connecting
            || connection->state() == DatabaseConnection::State::Reflecting)
            return false;
    }
    for (const Dock& dock : m_docks) {
        if (dock.panel->isVisible() && !dock.panel->isSettled())
            return false;
    }
    const Document* document = m_documents->current();
    return !document || document->isSettled();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    for (Document* document : m_documents->documents()) {
        if (document->prepareToClose())
            continue;
        m_documents->setCurrent(document);
        event->ignore();
        return;
    }
    saveSession();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (!droppedDatabases(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    for (const QString& path : droppedDatabases(*event->mimeData()))
        openSource(path);
}

} // namespace relata
