// The Console tab's place in the program, its actions, and its return at the next start.
#include "ui/connections/connection_list.h"
#include "ui/console/console.h"
#include "ui/console/sql_editor.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/workbench.h"

namespace relata {
namespace {

// The connection that a new console is for: of what is selected, else of the current tab, else the only one.
DatabaseConnection* connectionInView(Workbench& workbench)
{
    ConnectionList& connections = workbench.connections();
    const Document* document = workbench.currentDocument();
    if (DatabaseConnection* selected = connections.find(workbench.selection().connectionId))
        return selected;
    if (document) {
        if (DatabaseConnection* shown = connections.find(document->request().object.connectionId))
            return shown;
    }
    const QList<DatabaseConnection*> all = connections.all();
    return all.isEmpty() ? nullptr : all.first();
}

void openNew(Workbench& workbench)
{
    DatabaseConnection* connection = connectionInView(workbench);
    if (!connection)
        return;
    DocumentRequest request;
    request.kind = QStringLiteral("console");
    request.object.connectionId = connection->id();
    request.object.kind = ObjectRef::Kind::Connection;
    workbench.openDocument(request);
}

// Consoles that had a tab when their connection was open last: the session's list of tabs is written at the
// end of the program, and a program that was killed has none.
void reopen(Workbench& workbench, const QString& connectionId)
{
    if (!workbench.connections().find(connectionId))
        return;
    for (const ConsoleRecord& record : ConsoleStore::of(workbench.tasks()).openOnes(connectionId)) {
        DocumentRequest request;
        request.kind = QStringLiteral("console");
        request.object.connectionId = connectionId;
        request.object.kind = ObjectRef::Kind::Connection;
        request.object.member = record.id;
        bool there = false;
        for (const Document* document : workbench.documents())
            there = there || document->request().isSame(request);
        if (!there && !record.text.empty())
            workbench.openDocument(request);
    }
}

} // namespace

void registerConsole(PanelRegistry& registry)
{
    DocumentFactory factory;
    factory.kind = QStringLiteral("console");
    factory.title = Console::tr("Console");
    factory.icon = QStringLiteral("console");
    factory.order = 100;
    factory.canOpen = [](const ObjectRef& object) { return object.kind == ObjectRef::Kind::Connection; };
    factory.create = [](Workbench& workbench, const DocumentRequest& request, QWidget* parent) -> Document* {
        return new Console(workbench, request, parent);
    };
    registry.addDocument(std::move(factory));

    registry.addFeature([](Workbench& workbench) {
        QObject::connect(&workbench.connections(), &ConnectionList::connectionOpened, &workbench,
            [&workbench](DatabaseConnection* connection) {
                // After the window has brought back its tabs.
                QMetaObject::invokeMethod(
                    &workbench, [&workbench, id = connection->id()] { reopen(workbench, id); },
                    Qt::QueuedConnection);
            });
        auto current = [&workbench] { return qobject_cast<Console*>(workbench.currentDocument()); };
        auto add = [&](const char* id, const QString& text, const QString& icon, QList<QKeySequence> keys,
                       std::function<void(Console&)> run, std::function<bool(Console&)> enabled = {}) {
            ActionSpec spec;
            spec.id = QString::fromLatin1(id);
            spec.text = text;
            spec.category = Console::tr("Console");
            spec.icon = icon;
            spec.shortcuts = std::move(keys);
            spec.run = [current, run] {
                if (Console* console = current())
                    run(*console);
            };
            spec.enabled = [current, enabled] {
                Console* console = current();
                return console && (!enabled || enabled(*console));
            };
            workbench.actions().add(std::move(spec));
        };
        ActionSpec made;
        made.id = QStringLiteral("console.new");
        made.text = Console::tr("New console");
        made.category = Console::tr("Console");
        made.icon = QStringLiteral("console");
        made.shortcuts = {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N)};
        made.run = [&workbench] { openNew(workbench); };
        made.enabled = [&workbench] { return connectionInView(workbench) != nullptr; };
        workbench.actions().add(std::move(made));
        const auto idle = [](Console& console) { return console.session() && !console.isRunning(); };
        add(
            "console.run", Console::tr("Run the statement or the selection"), QStringLiteral("run"),
            {QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)},
            [](Console& console) { console.runCurrent(); }, idle);
        add(
            "console.runAll", Console::tr("Run the whole script (F5)"), QStringLiteral("sql"),
            {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Return)}, [](Console& console) { console.runAll(); },
            idle);
        add("console.find", Console::tr("Find and replace in the console"), QStringLiteral("search"),
            {QKeySequence(QKeySequence::Find)}, [](Console& console) { console.find(); });
        add("console.comment", Console::tr("Comment or uncomment lines"), {},
            {QKeySequence(Qt::CTRL | Qt::Key_Slash)},
            [](Console& console) { console.editor()->toggleComment(); });
        add("console.complete", Console::tr("Complete the word (Ctrl+Space)"), {}, {},
            [](Console& console) { console.editor()->complete(); });
        add(
            "console.autocommit", Console::tr("Switch between autocommit and manual commit"), {}, {},
            [](Console& console) { console.setAutocommit(!console.autocommit()); },
            [](Console& console) { return !console.isRunning() && !console.canEndTransaction(); });
        const auto open = [](Console& console) { return console.canEndTransaction(); };
        add(
            "transaction.commit", Console::tr("Commit the transaction"), QStringLiteral("commit"),
            {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Return)}, [](Console& console) { console.commit(); },
            open);
        add(
            "transaction.rollback", Console::tr("Roll back the transaction"), QStringLiteral("rollback"),
            {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Backspace)},
            [](Console& console) { console.rollback(); }, open);
    });
}

} // namespace relata
