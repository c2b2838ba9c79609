#include "ui/structure/structure_document.h"

#include "core/sql/ddl.h"
#include "ui/connections/connection_list.h"
#include "ui/connections/schema_text.h"
#include "ui/shell/icon_label.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/state_view.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"
#include "ui/sqltext/sql_view.h"
#include "ui/structure/fact_page.h"
#include "ui/structure/inspector_panel.h"

#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

namespace relata {

using State = DatabaseConnection::State;

StructureDocument::StructureDocument(Workbench& workbench, const DocumentRequest& request, QWidget* parent)
    : Document(parent), m_workbench(workbench), m_object(request.object)
{
    m_object.member.clear();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_stack = new QStackedWidget(this);
    m_state = new StateView(workbench.theme(), this);
    auto* content = new QWidget(this);
    auto* contentLayout = new QVBoxLayout(content);
    contentLayout->setContentsMargins(0, 0, 0, 0);
    contentLayout->setSpacing(0);
    buildHeader(contentLayout);
    m_tabs = new QTabWidget(content);
    m_tabs->setDocumentMode(true);
    m_tabs->setElideMode(Qt::ElideNone);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setAccessibleName(tr("Structure"));
    contentLayout->addWidget(m_tabs, 1);
    m_ddl = new SqlView(workbench.theme(), this);
    m_ddl->hide();
    m_stack->addWidget(m_state);
    m_stack->addWidget(content);
    layout->addWidget(m_stack);
    connect(&workbench.connections(), &ConnectionList::connectionOpened, this, &StructureDocument::follow);
    connect(&workbench.connections(), &ConnectionList::connectionClosed, this, [this] { update(); });
    connect(m_tabs, &QTabWidget::currentChanged, this,
        [this](int tab) { m_filter->setVisible(tab < m_pages.size()); });
    if (DatabaseConnection* connection = workbench.connections().find(m_object.connectionId))
        follow(connection);
    update();
}

void StructureDocument::buildHeader(QLayout* layout)
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(16, 12, 16, 8);
    row->setSpacing(12);
    m_icon = new IconLabel(20, this);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    m_title = new QLabel(this);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setMinimumWidth(40);
    m_workbench.theme().bindFont(m_title, Theme::FontRole::Heading);
    m_subtitle = new QLabel(this);
    m_subtitle->setTextFormat(Qt::PlainText);
    m_subtitle->setWordWrap(true);
    m_subtitle->setForegroundRole(QPalette::PlaceholderText);
    m_workbench.theme().bindFont(m_subtitle, Theme::FontRole::Small);
    texts->addWidget(m_title);
    texts->addWidget(m_subtitle);
    row->addLayout(texts, 1);
    m_filter = new QLineEdit(this);
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter of the structure"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setFixedWidth(200);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        for (FactPage* page : std::as_const(m_pages))
            page->setFilter(text);
    });
    row->addWidget(m_filter, 0, Qt::AlignTop);
    static_cast<QVBoxLayout*>(layout)->addLayout(row);
}

QString StructureDocument::description() const
{
    const QString name = qualifiedText(m_object);
    return m_connection ? tr("%1 in %2").arg(name, m_connection->name()) : name;
}

void StructureDocument::follow(DatabaseConnection* connection)
{
    if (connection->id() != m_object.connectionId)
        return;
    m_connection = connection;
    connect(connection, &DatabaseConnection::stateChanged, this, &StructureDocument::update);
    connect(connection, &DatabaseConnection::metadataChanged, this, &StructureDocument::update);
    update();
}

void StructureDocument::refresh()
{
    if (m_connection)
        m_connection->refresh();
}

void StructureDocument::update()
{
    const auto metadata = m_connection ? m_connection->metadata() : nullptr;
    if (!metadata) {
        m_shown.reset();
        m_stack->setCurrentWidget(m_state);
        if (!m_connection)
            m_state->showEmpty(QStringLiteral("disconnect"), tr("Its database is not open"),
                tr("Open the database again to see %1.").arg(m_object.name));
        else if (m_connection->state() == State::Failed)
            m_state->showError(m_connection->error(), tr("%1 is not connected").arg(m_connection->name()),
                [this] { m_connection->retry(); });
        else if (!m_state->isLoading())
            m_state->showLoading(tr("Connecting to %1…").arg(m_connection->name()));
        return;
    }
    if (m_shown == metadata)
        return;
    m_shown = metadata;
    const Table* table = tableOf(*metadata, m_object);
    const View* view = table ? nullptr : viewOf(*metadata, m_object);
    if (!table && !view) {
        m_stack->setCurrentWidget(m_state);
        m_state->showEmpty(QStringLiteral("table"), tr("%1 is gone").arg(qualifiedText(m_object)),
            tr("It was dropped or renamed in the database."));
        return;
    }
    m_stack->setCurrentIndex(1);
    const ObjectFacts facts = objectFacts(*metadata, m_object, m_connection->dialect());
    m_icon->setIcon(m_workbench.theme().icon(facts.icon));
    m_title->setText(qualifiedText(m_object));
    QStringList subtitle{facts.kind};
    if (table && table->estimatedRows)
        subtitle.append(tr("about %1 rows").arg(numberText(*table->estimatedRows)));
    const std::string& comment = table ? table->comment : view->comment;
    if (!comment.empty())
        subtitle.append(fromUtf8(comment));
    m_subtitle->setText(subtitle.join(QStringLiteral("  ·  ")));
    const QString id = m_object.connectionId;
    const SqlDialect& dialect = m_connection->dialect();
    QList<FactTable> tables;
    if (table)
        tables = {columnFacts(id, *table, dialect), keyFacts(id, *metadata, *table),
            indexFacts(m_object, table->indexes), triggerFacts(m_object, table->triggers),
            incomingFacts(id, *metadata, *table)};
    else
        tables = {columnFacts(id, *view, dialect), indexFacts(m_object, view->indexes),
            triggerFacts(m_object, view->triggers)};
    m_status = countText(tables.first().rows.size(), tr("column"), tr("columns"));
    setPages(std::move(tables));
    writeDdl();
    emit titleChanged();
    emit statusTextChanged();
}

void StructureDocument::setPages(QList<FactTable> tables)
{
    const QString dialect = fromUtf8(m_connection->dialect().traits().name);
    // The kinds of pages are those of the object's kind, which does not change; their content does.
    while (m_pages.size() < tables.size()) {
        auto* page = new FactPage(m_workbench.theme(), m_tabs);
        connect(
            page, &FactPage::selected, this, [this](const ObjectRef& object) { m_workbench.select(object); });
        connect(page, &FactPage::linkActivated, this, [this](const ObjectRef& object) {
            if (m_workbench.openDocument({QStringLiteral("structure"), object, {}}))
                m_workbench.select(object);
        });
        m_pages.append(page);
        m_tabs->addTab(page, QString());
    }
    for (int i = 0; i < tables.size(); ++i) {
        m_tabs->setTabText(i, QStringLiteral("%1  %2").arg(tables[i].title).arg(tables[i].rows.size()));
        m_pages[i]->setFacts(tables[i], dialect);
        m_pages[i]->setFilter(m_filter->text());
    }
    if (m_tabs->indexOf(m_ddl) < 0) {
        m_tabs->addTab(m_ddl, tr("DDL"));
        m_tabs->setCurrentIndex(m_wantedTab);
    }
}

void StructureDocument::writeDdl()
{
    m_ddlTask = m_workbench.tasks().run(
        TaskOptions{tr("Writing the DDL of %1").arg(m_object.name), {}, QStringLiteral("ddl")},
        [metadata = m_shown, object = m_object, dialect = &m_connection->dialect()](TaskContext&) {
            const Table* table = tableOf(*metadata, object);
            const DdlScript script = table ? createTable(*table, *metadata, *dialect)
                                           : createView(*viewOf(*metadata, object), *metadata, *dialect);
            return prepareSql(script.script(), dialect->traits().name);
        },
        this,
        [this](Result<PreparedSql> sql) {
            if (sql)
                m_ddl->setSql(std::move(*sql));
            else
                m_workbench.addMessage(Message::fromError(
                    sql.error(), tr("The DDL of %1 could not be written.").arg(m_object.name)));
        });
}

QJsonObject StructureDocument::saveState() const
{
    return {{"tab", m_tabs->count() > 0 ? m_tabs->currentIndex() : m_wantedTab}};
}

void StructureDocument::restoreState(const QJsonObject& state)
{
    m_wantedTab = state["tab"].toInt();
    if (m_wantedTab < m_tabs->count())
        m_tabs->setCurrentIndex(m_wantedTab);
}

bool StructureDocument::isSettled() const
{
    if (m_ddlTask.isActive())
        return false;
    return !m_connection
        || (m_connection->state() != State::Connecting && m_connection->state() != State::Reflecting);
}

void registerStructure(PanelRegistry& registry)
{
    DocumentFactory structure;
    structure.kind = QStringLiteral("structure");
    structure.title = QObject::tr("Structure");
    structure.icon = QStringLiteral("structure");
    structure.order = 20;
    structure.canOpen = [](const ObjectRef& object) {
        return object.kind == ObjectRef::Kind::Table || object.kind == ObjectRef::Kind::View;
    };
    structure.create = [](Workbench& workbench, const DocumentRequest& request, QWidget* parent) {
        return new StructureDocument(workbench, request, parent);
    };
    registry.addDocument(std::move(structure));

    DockFactory inspector;
    inspector.id = QStringLiteral("inspector");
    inspector.title = QObject::tr("Inspector");
    inspector.icon = QStringLiteral("info");
    inspector.area = DockFactory::Area::Right;
    inspector.create = [](Workbench& workbench, QWidget* parent) {
        return new InspectorPanel(workbench, parent);
    };
    registry.addDock(std::move(inspector));
}

} // namespace relata
