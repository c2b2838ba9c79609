// MainWindow: its own actions and the toolbar. Panels and the connections add theirs through the workbench.
#include "ui/shell/main_window.h"

#include "core/builtin/sample_database.h"
#include "ui/connections/connection_list.h"
#include "ui/shell/about_dialog.h"
#include "ui/shell/search_button.h"
#include "ui/shell/settings.h"
#include "ui/shell/settings_dialog.h"
#include "ui/shell/theme.h"
#include "ui/tasks/task_runner.h"

#include <QActionGroup>
#include <QFileDialog>
#include <QMenu>
#include <QToolBar>
#include <QToolButton>

namespace relata {

void MainWindow::makeActions()
{
    ActionRegistry& actions = this->actions();
    actions.add({.id = QStringLiteral("file.open"),
        .text = tr("Open database file…"),
        .category = tr("File"),
        .group = QStringLiteral("open"),
        .icon = QStringLiteral("open-file"),
        .shortcuts = {QKeySequence::Open},
        .run = [this] { openFileDialog(); }});
    actions.add({.id = QStringLiteral("file.openSample"),
        .text = tr("Open the sample database"),
        .category = tr("File"),
        .group = QStringLiteral("open"),
        .icon = QStringLiteral("book"),
        .run = [this] { openSample(); }});
    makeDocumentActions();
    makeViewActions();
    actions.add({.id = QStringLiteral("task.stop"),
        .text = tr("Stop"),
        .category = tr("Tools"),
        .group = QStringLiteral("tasks"),
        .icon = QStringLiteral("stop"),
        .shortcuts = {QKeySequence(Qt::CTRL | Qt::Key_Period)},
        .toolTip = tr("Stop what is running"),
        .run = [this] { m_tasks.requestStopAll(); },
        .enabled = [this] { return !m_tasks.isIdle(); }});
    actions.add({.id = QStringLiteral("app.settings"),
        .text = tr("Settings…"),
        .category = tr("Tools"),
        .group = QStringLiteral("settings"),
        .icon = QStringLiteral("settings"),
        .shortcuts = {QKeySequence(Qt::CTRL | Qt::Key_Comma)},
        .run = [this] {
            if (!m_settingsDialog)
                m_settingsDialog = new SettingsDialog(m_settings, m_theme, this->actions(), this);
            m_settingsDialog->open();
        }});
    actions.add({.id = QStringLiteral("app.about"),
        .text = tr("About Relata"),
        .category = tr("Help"),
        .icon = QStringLiteral("info"),
        .run = [this] { (new AboutDialog(m_theme, this))->open(); }});
    actions.add({.id = QStringLiteral("app.quit"),
        .text = tr("Quit"),
        .category = tr("File"),
        .group = QStringLiteral("quit"),
        .shortcuts = {QKeySequence::Quit},
        .run = [this] { close(); }});
}

void MainWindow::makeDocumentActions()
{
    ActionRegistry& actions = this->actions();
    const auto hasDocument = [this] { return m_documents->current() != nullptr; };
    actions.add({.id = QStringLiteral("document.close"),
        .text = tr("Close tab"),
        .category = tr("File"),
        .group = QStringLiteral("tabs"),
        .icon = QStringLiteral("close"),
        .shortcuts = {QKeySequence(Qt::CTRL | Qt::Key_W)},
        .run = [this] { m_documents->closeByHand(m_documents->current()); },
        .enabled = hasDocument});
    actions.add({.id = QStringLiteral("document.closeAll"),
        .text = tr("Close all tabs"),
        .category = tr("File"),
        .group = QStringLiteral("tabs"),
        .run = [this] { m_documents->closeAll(); },
        .enabled = [this] { return !m_documents->documents().isEmpty(); }});
    actions.add({.id = QStringLiteral("document.reopen"),
        .text = tr("Reopen closed tab"),
        .category = tr("File"),
        .group = QStringLiteral("tabs"),
        .icon = QStringLiteral("history"),
        .shortcuts = {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T)},
        .run = [this] { openDocument(m_documents->takeClosed()); },
        .enabled = [this] { return m_documents->canReopen(); }});
    actions.add({.id = QStringLiteral("document.next"),
        .text = tr("Next tab"),
        .category = tr("View"),
        .group = QStringLiteral("tabs"),
        .shortcuts = {QKeySequence(Qt::CTRL | Qt::Key_Tab), QKeySequence(Qt::CTRL | Qt::Key_PageDown)},
        .run = [this] { m_documents->step(1); },
        .enabled = [this] { return m_documents->documents().size() > 1; }});
    actions.add({.id = QStringLiteral("document.previous"),
        .text = tr("Previous tab"),
        .category = tr("View"),
        .group = QStringLiteral("tabs"),
        .shortcuts = {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Tab),
            QKeySequence(Qt::CTRL | Qt::Key_PageUp)},
        .run = [this] { m_documents->step(-1); },
        .enabled = [this] { return m_documents->documents().size() > 1; }});
    actions.add({.id = QStringLiteral("document.refresh"),
        .text = tr("Refresh"),
        .category = tr("View"),
        .group = QStringLiteral("refresh"),
        .icon = QStringLiteral("refresh"),
        .shortcuts = {QKeySequence(Qt::Key_F5)},
        .toolTip = tr("Read again what is shown"),
        .run =
            [this] {
                Document* document = m_documents->current();
                if (document && document->canRefresh())
                    document->refresh();
                else if (DatabaseConnection* connection = connectionInView())
                    connection->refresh();
            },
        .enabled =
            [this] {
                const Document* document = m_documents->current();
                return (document && document->canRefresh()) || connectionInView();
            }});
}

void MainWindow::makeViewActions()
{
    ActionRegistry& actions = this->actions();
    actions.add({.id = QStringLiteral("palette.objects"),
        .text = tr("Go to any object…"),
        .category = tr("View"),
        .group = QStringLiteral("find"),
        .icon = QStringLiteral("search"),
        .shortcuts = {QKeySequence(Qt::CTRL | Qt::Key_P)},
        .inPalette = false,
        .run = [this] { m_palette->open(CommandPalette::Mode::Objects); }});
    actions.add({.id = QStringLiteral("palette.commands"),
        .text = tr("All commands…"),
        .category = tr("View"),
        .group = QStringLiteral("find"),
        .icon = QStringLiteral("keyboard"),
        .shortcuts = {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P)},
        .inPalette = false,
        .run = [this] { m_palette->open(CommandPalette::Mode::Commands); }});
    actions.add({.id = QStringLiteral("view.home"),
        .text = tr("Welcome page"),
        .category = tr("View"),
        .group = QStringLiteral("window"),
        .icon = QStringLiteral("home"),
        .run = [this] { m_documents->setCurrent(nullptr); },
        .enabled = [this] { return m_documents->current() != nullptr; }});
    actions.add({.id = QStringLiteral("view.resetLayout"),
        .text = tr("Reset window layout"),
        .category = tr("View"),
        .group = QStringLiteral("window"),
        .run = [this] { resetLayout(); }});
    QAction* fullScreen = actions.add({.id = QStringLiteral("view.fullScreen"),
        .text = tr("Full screen"),
        .category = tr("View"),
        .group = QStringLiteral("window"),
        .shortcuts = {QKeySequence(Qt::Key_F11)},
        .checkable = true});
    connect(
        fullScreen, &QAction::triggered, this, [this](bool full) { full ? showFullScreen() : showNormal(); });

    auto* group = new QActionGroup(this);
    const auto addTheme = [&](const char* id, const QString& text, const QString& icon, ThemeMode mode) {
        QAction* action = actions.add({.id = QString::fromLatin1(id),
            .text = text,
            .category = tr("View") + QStringLiteral("/") + tr("Theme"),
            .icon = icon,
            .checkable = true,
            .run = [this, mode] { m_theme.setMode(mode); }});
        action->setChecked(m_theme.mode() == mode);
        group->addAction(action);
        connect(&m_settings, &Settings::themeModeChanged, action,
            [this, action, mode] { action->setChecked(m_theme.mode() == mode); });
    };
    addTheme("theme.system", tr("Follow the system"), QStringLiteral("settings"), ThemeMode::System);
    addTheme("theme.light", tr("Light"), QStringLiteral("sun"), ThemeMode::Light);
    addTheme("theme.dark", tr("Dark"), QStringLiteral("moon"), ThemeMode::Dark);
}

void MainWindow::makeToolBar()
{
    m_toolBar = new QToolBar(tr("Toolbar"), this);
    m_toolBar->setObjectName(QStringLiteral("toolbar"));
    m_toolBar->setMovable(false);
    m_toolBar->setToolButtonStyle(Qt::ToolButtonIconOnly);
    m_toolBar->setContentsMargins(4, 0, 4, 0);
    addToolBar(m_toolBar);
    const auto later = [this] {
        if (m_toolBarQueued)
            return;
        m_toolBarQueued = true;
        QMetaObject::invokeMethod(
            this, [this] { fillToolBar(); }, Qt::QueuedConnection);
    };
    connect(&actions(), &ActionRegistry::added, this, later);
    connect(&actions(), &ActionRegistry::removed, this, later);
    fillToolBar();
}

void MainWindow::fillToolBar()
{
    m_toolBarQueued = false;
    m_toolBar->clear();
    struct Entry
    {
        const char* id; // "": a separator
        QString label; // beside the icon; empty = the icon alone
    };
    // What exists of these, in this order.
    const Entry entries[] = {{"connection.new", tr("Connect")}, {"console.new", tr("Console")},
        {"file.open", {}}, {"", {}}, {"document.refresh", {}}, {"task.stop", {}}, {"", {}},
        {"console.run", {}}, {"console.runAll", {}}, {"transaction.commit", {}},
        {"transaction.rollback", {}}};
    bool separate = false;
    for (const Entry& entry : entries) {
        const QString id = QString::fromLatin1(entry.id);
        if (id.isEmpty()) {
            separate = !m_toolBar->actions().isEmpty();
            continue;
        }
        QAction* action = actions().find(id);
        if (!action)
            continue;
        if (separate)
            m_toolBar->addSeparator();
        separate = false;
        if (!entry.label.isEmpty())
            action->setIconText(entry.label); // what tool buttons show of an action
        m_toolBar->addAction(action);
        if (auto* button = qobject_cast<QToolButton*>(m_toolBar->widgetForAction(action)))
            button->setToolButtonStyle(
                entry.label.isEmpty() ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    }
    const auto addSpace = [this] {
        auto* space = new QWidget(m_toolBar);
        space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        m_toolBar->addWidget(space);
    };
    addSpace();
    m_toolBar->addWidget(
        new SearchButton(m_theme, *actions().find(QStringLiteral("palette.objects")), m_toolBar));
    addSpace();
    auto* toggle = new QToolButton(m_toolBar);
    toggle->setAutoRaise(true);
    const auto showOther = [this, toggle] {
        toggle->setIcon(m_theme.icon(m_theme.isDark() ? QStringLiteral("sun") : QStringLiteral("moon")));
        toggle->setToolTip(m_theme.isDark() ? tr("Light theme") : tr("Dark theme"));
        toggle->setAccessibleName(toggle->toolTip());
    };
    showOther();
    connect(&m_theme, &Theme::changed, toggle, showOther);
    connect(toggle, &QToolButton::clicked, this,
        [this] { m_theme.setMode(m_theme.isDark() ? ThemeMode::Light : ThemeMode::Dark); });
    m_toolBar->addWidget(toggle);
    m_toolBar->addAction(actions().find(QStringLiteral("app.settings")));
}

void MainWindow::openFileDialog()
{
    auto* dialog = new QFileDialog(this, tr("Open database file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters(
        {tr("SQLite databases (*.db *.db3 *.sqlite *.sqlite3 *.s3db *.gpkg)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& files) {
        for (const QString& file : files)
            openSource(file);
    });
    dialog->open();
}

void MainWindow::openSample()
{
    // Built on first use, which takes a moment.
    m_tasks.run(
        TaskOptions{tr("Preparing the sample database"), {}, QStringLiteral("sample")},
        [](TaskContext& task) -> Result<QString> {
            const Result<std::filesystem::path> path = sampleDatabasePath();
            if (!path)
                return tl::unexpected(path.error());
            const Result<std::filesystem::path> file =
                ensureSampleDatabase(*path, sampleDatabaseScript(), task.stopToken());
            if (!file)
                return tl::unexpected(file.error());
            return QString::fromStdString(file->string());
        },
        this,
        [this](Result<QString> file) {
            if (file)
                openSource(*file);
            else if (file.error().kind != ErrorKind::Cancelled)
                showBanner(
                    Message::fromError(file.error(), tr("The sample database could not be prepared.")));
        });
}

void MainWindow::showTabMenu(Document* document, const QPoint& position)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QPointer<Document> target(document);
    connect(menu->addAction(m_theme.icon(QStringLiteral("close")), tr("Close")), &QAction::triggered, this,
        [this, target] {
            if (target)
                m_documents->closeByHand(target);
        });
    QAction* others = menu->addAction(tr("Close others"));
    others->setEnabled(m_documents->documents().size() > 1);
    connect(others, &QAction::triggered, this, [this, target] {
        if (target)
            m_documents->closeOthers(target);
    });
    menu->addAction(actions().find(QStringLiteral("document.closeAll")));
    menu->addSeparator();
    menu->addAction(actions().find(QStringLiteral("document.reopen")));
    menu->popup(position);
}

} // namespace relata
