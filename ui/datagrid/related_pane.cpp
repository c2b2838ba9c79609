#include "ui/datagrid/related_pane.h"

#include "ui/datagrid/data_grid.h"
#include "ui/shell/state_view.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace relata {

RelatedPane::RelatedPane(Workbench& workbench, PendingEdits& edits, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_edits(edits)
    , m_tabs(new QTabBar(this))
    , m_close(new QToolButton(this))
    , m_pages(new QStackedWidget(this))
    , m_state(new StateView(workbench.theme(), this))
{
    m_tabs->setObjectName(QStringLiteral("relatedTabs"));
    m_tabs->setAccessibleName(tr("What belongs to the row"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setElideMode(Qt::ElideMiddle);
    m_close->setIcon(workbench.theme().icon(QStringLiteral("close")));
    m_close->setToolTip(tr("Close (F6)"));
    m_close->setAccessibleName(tr("Close what belongs to the row"));
    m_close->setAutoRaise(true);
    m_pages->addWidget(m_state);
    auto* bar = new QWidget(this);
    bar->setAutoFillBackground(true);
    setGround(bar, &Palette::header);
    auto* barLayout = new QHBoxLayout(bar);
    barLayout->setContentsMargins(8, 0, 8, 0);
    barLayout->setSpacing(4);
    barLayout->addWidget(m_tabs, 1);
    barLayout->addWidget(m_close);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar);
    layout->addWidget(m_pages, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, &RelatedPane::showPage);
    connect(m_close, &QToolButton::clicked, this, &RelatedPane::closeRequested);
}

void RelatedPane::setTable(const Table* table, std::shared_ptr<const MetaData> metadata)
{
    const QString shown =
        m_tabs->currentIndex() >= 0 ? m_tabs->tabData(m_tabs->currentIndex()).toString() : QString();
    m_metadata = std::move(metadata);
    m_row = nullptr;
    {
        const QSignalBlocker blocker(m_tabs);
        while (m_tabs->count() > 0)
            m_tabs->removeTab(m_tabs->count() - 1);
        for (const Page& page : m_all)
            delete page.widget;
        m_all.clear();
        if (!table) {
            m_state->showEmpty(QStringLiteral("link"), tr("Nothing belongs to these rows"),
                tr("Only rows of tables have others that refer to them."));
            m_pages->setCurrentWidget(m_state);
            return;
        }
        m_schema = table->schema;
        m_name = table->name;
        const Theme& theme = m_workbench.theme();
        const auto add = [&](const QString& icon, const QString& text, const QString& data,
                             const QString& tip) {
            const int at =
                m_tabs->addTab(theme.icon(icon), QString(text).replace(u'&', QStringLiteral("&&")));
            m_tabs->setTabData(at, data);
            m_tabs->setTabToolTip(at, tip);
        };
        for (AssociationLink& link : associationLinks(*table, *m_metadata)) {
            const QString far = QString::fromStdString(link.far->name);
            const QString by = QString::fromStdString(link.association->name);
            const bool itself = link.far.get() == table;
            const QString column = QString::fromStdString(link.farColumns.front());
            add(QStringLiteral("check"), itself ? tr("%1 by %2").arg(far, column) : far,
                QStringLiteral("tick:%1:%2").arg(by, column),
                tr("Rows of %1 that %2 links with this one").arg(far, by));
            m_all.push_back({{}, std::move(link), nullptr, false});
        }
        const std::vector<TableLink> links = linksTo(*table, *m_metadata);
        for (const TableLink& link : links) {
            const auto same = std::count_if(links.begin(), links.end(), [&](const TableLink& other) {
                return other.table == link.table && other.schema == link.schema;
            });
            const QString name = QString::fromStdString(link.table);
            const QString column = QString::fromStdString(link.columns.front());
            add(QStringLiteral("table"), same > 1 ? tr("%1 by %2").arg(name, column) : name,
                QStringLiteral("rows:%1:%2").arg(name, column),
                tr("Rows of %1 that refer to this one by %2").arg(name, column));
            m_all.push_back({link, {}, nullptr, false});
        }
        if (m_all.empty()) {
            m_state->showEmpty(QStringLiteral("link"), tr("Nothing belongs to these rows"),
                tr("No table refers to %1.").arg(QString::fromStdString(table->name)));
            m_pages->setCurrentWidget(m_state);
        }
        for (int i = 0; i < m_tabs->count(); ++i) {
            if (m_tabs->tabData(i).toString() == shown)
                m_tabs->setCurrentIndex(i);
        }
    }
    m_tabs->updateGeometry(); // a hidden bar does not tell its layout about new tabs
    showPage(m_tabs->currentIndex());
}

void RelatedPane::setRow(std::shared_ptr<const ParentRow> row)
{
    if (row && m_row && *row == *m_row)
        return;
    m_row = std::move(row);
    for (Page& page : m_all)
        page.current = false;
    showPage(m_tabs->currentIndex());
}

void RelatedPane::showPage(int index)
{
    if (index < 0 || static_cast<std::size_t>(index) >= m_all.size())
        return;
    Page& page = m_all[static_cast<std::size_t>(index)];
    if (!m_row) {
        m_state->showEmpty(
            QStringLiteral("link"), tr("No row"), tr("Select a row above to see what belongs to it."));
        m_pages->setCurrentWidget(m_state);
        return;
    }
    if (!page.widget)
        makePage(page);
    placeRow(page);
    if (page.current)
        m_pages->setCurrentWidget(page.widget);
}

void RelatedPane::makePage(Page& page)
{
    if (page.association) {
        auto* ticks =
            new TickList(m_workbench.theme(), m_workbench.tasks(), m_edits, *page.association, m_pages);
        connect(ticks, &TickList::refused, this, [this](const Error& error) {
            m_workbench.showBanner(Message::fromError(error, tr("The link was not changed")));
        });
        page.widget = ticks;
    } else {
        DocumentRequest request;
        request.kind = QStringLiteral("data");
        request.object.connectionId = m_edits.connection().id();
        request.object.kind = ObjectRef::Kind::Table;
        request.object.schema = QString::fromStdString(page.link->schema);
        request.object.name = QString::fromStdString(page.link->table);
        page.widget = new DataGrid(m_workbench, request, m_pages, DataGrid::Place::Embedded);
    }
    m_pages->addWidget(page.widget);
}

void RelatedPane::placeRow(Page& page)
{
    if (page.current)
        return;
    if (auto* ticks = qobject_cast<TickList*>(page.widget)) {
        ticks->setParentRow(m_row);
        page.current = true;
        return;
    }
    PendingCells cells;
    for (std::size_t i = 0; i < page.link->columns.size(); ++i) {
        std::optional<PendingValue> key = m_row->key(page.link->fromColumns[i]);
        if (!key) {
            m_state->showEmpty(QStringLiteral("link"), tr("Nothing can refer to this row"),
                tr("Its %1 is NULL.").arg(QString::fromStdString(page.link->fromColumns[i])));
            m_pages->setCurrentWidget(m_state);
            return;
        }
        cells.emplace_back(page.link->columns[i], std::move(*key));
    }
    static_cast<DataGrid*>(page.widget)->setScope(std::move(cells));
    page.current = true;
}

DataGrid* RelatedPane::grid() const
{
    return qobject_cast<DataGrid*>(m_pages->currentWidget());
}

TickList* RelatedPane::ticks() const
{
    return qobject_cast<TickList*>(m_pages->currentWidget());
}

bool RelatedPane::isSettled() const
{
    if (DataGrid* shown = grid())
        return shown->isSettled();
    TickList* list = ticks();
    return !list || list->isSettled();
}

void RelatedPane::refresh()
{
    if (DataGrid* shown = grid())
        shown->refresh();
    else if (TickList* list = ticks())
        list->refresh();
}

} // namespace relata
