#include "ui/explorer/explorer_menu.h"

#include "core/sql/ddl.h"
#include "core/sql/row_select.h"
#include "ui/connections/connection_list.h"
#include "ui/connections/schema_text.h"
#include "ui/explorer/explorer_node.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"
#include "ui/tasks/task_runner.h"
#include "ui/transfer/row_export.h"
#include "ui/transfer/row_import.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

namespace relata {
namespace {

void setClipboard(const QString& text)
{
    QGuiApplication::clipboard()->setText(text);
}

std::vector<std::string> columnNames(const std::vector<Column>& columns)
{
    std::vector<std::string> names;
    for (const Column& column : columns)
        names.push_back(column.name);
    return names;
}

class MenuFiller
{
public:
    MenuFiller(QMenu& menu, Workbench& workbench, const ExplorerNode& node, QWidget* owner)
        : m_menu(menu), m_workbench(workbench), m_node(node), m_ref(node.ref), m_owner(owner)
    { }
    void fill();

private:
    template <typename Run>
    void add(const QString& text, const char* icon, Run run)
    {
        m_menu.addAction(m_workbench.theme().icon(QString::fromLatin1(icon)), text, m_owner, std::move(run));
    }
    // An action of the window that acts on the selection, if there is one of that name.
    void addAction(const char* id)
    {
        if (QAction* action = m_workbench.actions().find(QString::fromLatin1(id)))
            m_menu.addAction(action);
    }
    void addOpeners();
    void addCopies();
    void addTransfers();

    QMenu& m_menu;
    Workbench& m_workbench;
    const ExplorerNode& m_node;
    ObjectRef m_ref;
    QWidget* m_owner;
};

void MenuFiller::addOpeners()
{
    bool first = true;
    for (const DocumentFactory* factory : m_workbench.panels().documentsFor(m_ref)) {
        QAction* action = m_menu.addAction(m_workbench.theme().icon(factory->icon),
            QObject::tr("Open %1").arg(factory->title.toLower()), m_owner,
            [&workbench = m_workbench, kind = factory->kind, ref = m_ref] {
                workbench.openDocument({kind, ref, {}});
            });
        if (first)
            m_menu.setDefaultAction(action);
        first = false;
    }
    m_menu.addSeparator();
}

void MenuFiller::addCopies()
{
    add(QObject::tr("Copy name"), "copy", [text = m_node.text] { setClipboard(text); });
    if (m_ref.kind != ObjectRef::Kind::Table && m_ref.kind != ObjectRef::Kind::View)
        return;
    if (!m_ref.schema.isEmpty())
        add(QObject::tr("Copy name with schema"), "copy",
            [text = qualifiedText(m_ref)] { setClipboard(text); });
    add(QObject::tr("Copy SELECT"), "sql",
        [&workbench = m_workbench, ref = m_ref] { copySelect(workbench, ref); });
    add(QObject::tr("Copy DDL"), "code",
        [&workbench = m_workbench, ref = m_ref, owner = m_owner] { copyDdl(workbench, ref, owner); });
}

void MenuFiller::addTransfers()
{
    const bool rows = m_ref.kind == ObjectRef::Kind::Table || m_ref.kind == ObjectRef::Kind::View;
    const bool writable = importTargetOf(m_workbench, m_ref).has_value();
    if (!rows && !writable)
        return;
    m_menu.addSeparator();
    if (rows) {
        add(QObject::tr("Export rows"), "export", [&workbench = m_workbench, ref = m_ref] {
            if (std::optional<ExportSubject> subject = exportSubjectOf(workbench, ref))
                openExport(workbench, std::move(*subject));
        });
    }
    if (writable) {
        add(rows ? QObject::tr("Import rows …") : QObject::tr("Import into a new table …"), "import",
            [&workbench = m_workbench, ref = m_ref] {
                if (std::optional<ImportTarget> target = importTargetOf(workbench, ref))
                    openImport(workbench, std::move(*target));
            });
    }
}

void MenuFiller::fill()
{
    using Kind = ExplorerNode::Kind;
    switch (m_node.kind) {
    case Kind::Connection:
        addOpeners();
        addAction("connection.refresh");
        addAction("connection.edit");
        addCopies();
        addTransfers();
        m_menu.addSeparator();
        addAction("connection.close");
        break;
    case Kind::Schema:
    case Kind::Object:
        addOpeners();
        addCopies();
        addTransfers();
        m_menu.addSeparator();
        addAction("connection.refresh");
        break;
    case Kind::Group:
        addAction("connection.refresh");
        break;
    case Kind::Column:
    case Kind::Member:
        addOpeners();
        addCopies();
        break;
    case Kind::Root:
    case Kind::MemberGroup:
        return;
    }
    if (m_node.kind != Kind::Group) {
        m_menu.addSeparator();
        add(QObject::tr("Properties"), "info",
            [&workbench = m_workbench] { workbench.revealPanel(QStringLiteral("inspector")); });
    }
}

} // namespace

void fillExplorerMenu(QMenu& menu, Workbench& workbench, const ExplorerNode& node, QWidget* owner)
{
    MenuFiller(menu, workbench, node, owner).fill();
}

void copySelect(Workbench& workbench, const ObjectRef& object)
{
    const DatabaseConnection* connection = workbench.connections().find(object.connectionId);
    const auto metadata = connection ? connection->metadata() : nullptr;
    if (!metadata)
        return;
    const std::string schema = object.schema.toStdString();
    const std::string name = object.name.toStdString();
    if (const Table* table = tableOf(*metadata, object))
        setClipboard(fromUtf8(selectText(schema, name, columnNames(table->columns), connection->dialect())));
    else if (const View* view = viewOf(*metadata, object))
        setClipboard(fromUtf8(selectText(schema, name, columnNames(view->columns), connection->dialect())));
}

void copyDdl(Workbench& workbench, const ObjectRef& object, QWidget* owner)
{
    const DatabaseConnection* connection = workbench.connections().find(object.connectionId);
    const auto metadata = connection ? connection->metadata() : nullptr;
    if (!metadata)
        return;
    workbench.tasks().run(
        QObject::tr("Writing the DDL of %1").arg(object.name),
        [metadata, object, dialect = &connection->dialect()](TaskContext&) {
            if (const Table* table = tableOf(*metadata, object))
                return createTable(*table, *metadata, *dialect).script();
            if (const View* view = viewOf(*metadata, object))
                return createView(*view, *metadata, *dialect).script();
            return std::string();
        },
        owner,
        [&workbench, object](Result<std::string> script) {
            if (script)
                setClipboard(fromUtf8(*script));
            else
                workbench.addMessage(Message::fromError(
                    script.error(), QObject::tr("The DDL of %1 could not be written.").arg(object.name)));
        });
}

} // namespace relata
