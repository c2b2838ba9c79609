// DataGrid: what is done with cells: copying, statistics, the value pane, menus, foreign keys, saved state.
#include "ui/datagrid/data_grid.h"

#include "ui/datagrid/filter_row.h"
#include "ui/datagrid/filter_state.h"
#include "ui/grid/cell_text.h"
#include "ui/grid/cell_viewer.h"
#include "ui/grid/grid_view.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"
#include "ui/tasks/task_context.h"

#include <QApplication>
#include <QClipboard>
#include <QJsonArray>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

#include <algorithm>

namespace relata {
namespace {

constexpr std::size_t fetchedUnasked = 4u << 20; // a whole value of up to this size comes by itself
constexpr qint64 countedCells = 5'000'000; // statistics of more cells are not made unasked
constexpr int shownLinks = 20; // in a menu

QString shortened(QString text, qsizetype length)
{
    text = text.simplified();
    if (text.size() > length)
        text = text.left(length - 1) + u'…';
    return text.replace(u'&', QStringLiteral("&&"));
}

// Without new rows, which the database does not have.
std::vector<SelectedBlock> storedBlocks(std::vector<SelectedBlock> blocks, qint64 storedRows)
{
    for (SelectedBlock& block : blocks)
        block.count = std::min(block.count, storedRows - block.first);
    std::erase_if(blocks, [](const SelectedBlock& block) { return block.count <= 0; });
    return blocks;
}

} // namespace

std::vector<SelectedBlock> DataGrid::selectedBlocks() const
{
    std::vector<SelectedBlock> blocks;
    for (const GridRange& range : m_view->selection().ranges()) {
        SelectedBlock block{range.top, range.rowCount(), {}};
        for (int column : m_view->columnsOf(range))
            block.columns.push_back(static_cast<std::size_t>(column));
        if (!block.columns.empty())
            blocks.push_back(std::move(block));
    }
    std::stable_sort(blocks.begin(), blocks.end(),
        [](const SelectedBlock& a, const SelectedBlock& b) { return a.first < b.first; });
    return blocks;
}

ShownEdits DataGrid::shownEdits() const
{
    ShownEdits edits;
    if (m_rows->table())
        edits.primaryKey = m_rows->table()->primaryKey.columns;
    if (!m_edits || !m_rows->table() || m_edits->set().rowsOf(TableName::of(*m_rows->table())).empty())
        return edits;
    edits.table = m_rows->table();
    edits.set = m_edits->set();
    edits.storedRows = m_rows->storedRows();
    const auto columns = static_cast<std::size_t>(m_rows->columns().size());
    RowChunkBuilder builder(columns);
    for (qint64 row = edits.storedRows; row < m_rows->totals().rows; ++row) {
        for (std::size_t column = 0; column < columns; ++column)
            builder.add(m_rows->cell(row, static_cast<int>(column)).value);
    }
    if (!builder.empty())
        edits.newRows = builder.take();
    return edits;
}

void DataGrid::copySelection(CopyFormat format)
{
    if (!m_source || m_source->state() != TableSource::State::Ready || m_rows->totals().rows == 0)
        return;
    const std::vector<SelectedBlock> blocks = selectedBlocks();
    try {
        if (std::optional<std::string> text = copyTextOfLoaded(*m_source, *m_rows, blocks, format)) {
            QApplication::clipboard()->setText(QString::fromStdString(*text));
            return;
        }
    } catch (const DatabaseError& error) {
        m_workbench.showBanner(Message::fromError(error.error(), tr("Nothing was copied")));
        return;
    }
    // More than is loaded: from the database, under the edits that the grid shows over it.
    m_workbench.tasks().requestStop(m_copyTask);
    m_copyTask = m_connection->run<std::string>(
        tr("Copying from %1").arg(title()),
        [window = m_source->window(), blocks, format, edits = shownEdits()](
            Connection& connection, TaskContext& task) {
            return copyText(*window, connection, blocks, format, edits, task.stopToken());
        },
        this,
        [this](Result<std::string> text) {
            if (text)
                QApplication::clipboard()->setText(QString::fromStdString(*text));
            else if (text.error().kind != ErrorKind::Cancelled)
                m_workbench.showBanner(Message::fromError(text.error(), tr("Nothing was copied")));
        });
}

void DataGrid::scheduleStatistics()
{
    if (m_view->selection().cellCount() <= 1) {
        m_statisticsDelay.stop();
        m_workbench.tasks().requestStop(m_statisticsTask);
        m_selectionLabel->clear();
        return;
    }
    m_statisticsDelay.start();
}

void DataGrid::computeStatistics()
{
    if (!m_source || m_source->state() != TableSource::State::Ready)
        return;
    qint64 cells = m_view->selection().cellCount();
    if (cells <= 1)
        return;
    std::vector<SelectedBlock> blocks = selectedBlocks();
    if (std::optional<ValueStatistics> statistics = statisticsOfLoaded(*m_rows, blocks))
        return showStatistics(*statistics);
    m_selectionLabel->setText(tr("%1 cells").arg(countText(cells)));
    m_workbench.tasks().requestStop(m_statisticsTask);
    if (cells > countedCells)
        return;
    blocks = storedBlocks(std::move(blocks), m_rows->storedRows());
    m_statisticsTask = m_connection->run<ValueStatistics>(
        tr("Adding up the selection"),
        [window = m_source->window(), blocks](Connection& connection, TaskContext& task) {
            return statisticsOf(*window, connection, blocks, task.stopToken());
        },
        this,
        [this, blocks](Result<ValueStatistics> statistics) {
            if (statistics && m_view->selection().cellCount() == statistics->count())
                showStatistics(*statistics);
        });
}

void DataGrid::showStatistics(const ValueStatistics& statistics)
{
    m_selectionLabel->setText(statisticsText(statistics));
}

std::optional<Value> DataGrid::currentValue(int column) const
{
    if (!m_source || column < 0)
        return std::nullopt;
    GridSource::Cell cell = m_rows->cell(m_view->current().row, column);
    if (!cell.loaded || cell.value.truncated || !cell.words.isEmpty())
        return std::nullopt;
    return Value::copyOf(cell.value);
}

void DataGrid::showCurrentValue()
{
    // What is being typed there stays until it is applied or given up.
    if (!valueVisible() || !m_source || m_viewer->isEdited())
        return;
    m_valueDelay.stop();
    m_workbench.tasks().requestStop(m_valueTask);
    m_valueFetching = false;
    int column = m_view->currentColumn();
    if (column < 0 || m_rows->totals().rows == 0)
        return m_viewer->showNothing(tr("No cell is selected."));
    GridSource::Cell cell = m_rows->cell(m_view->current().row, column);
    if (!cell.loaded)
        return m_viewer->showNothing(tr("Loading …"));
    if (!cell.words.isEmpty())
        return m_viewer->showNothing(tr("The database makes this value: %1.").arg(cell.words));
    CellContent content{Value::copyOf(cell.value), cell.value.truncated, cell.value.fullSize};
    m_viewer->showValue(m_source->columns().at(column), content);
    if (!content.truncated)
        showValueEdit(m_view->current().row, column);
    if (content.truncated && content.fullSize <= fetchedUnasked) {
        m_valueFetching = true;
        m_valueDelay.start();
    }
}

void DataGrid::showValueEdit(qint64 row, int column)
{
    if (!canEdit())
        return;
    if (Result<CellEdit> edit = cellEdit(*m_rows, *m_edits, row, column))
        m_viewer->setEdit(std::move(*edit));
}

void DataGrid::fetchWholeValue(std::size_t maxBytes)
{
    int column = m_view->currentColumn();
    if (!m_source || column < 0)
        return;
    qint64 row = m_view->current().row;
    RowPlace place = m_source->placeOf(row);
    m_viewer->showFetching();
    m_valueFetching = true;
    m_valueTask = m_connection->run<CellContent>(
        tr("Reading a value of %1").arg(title()),
        [window = m_source->window(), column, place, row, maxBytes](
            Connection& connection, TaskContext& task) {
            return window->cell(
                connection, static_cast<std::size_t>(column), place, row, maxBytes, task.stopToken());
        },
        this,
        [this, row, column](Result<CellContent> content) {
            if (m_view->current().row != row || m_view->currentColumn() != column)
                return; // another cell is current by now
            m_valueFetching = false;
            if (content) {
                m_viewer->showValue(m_source->columns().at(column), std::move(*content));
                showValueEdit(row, column);
            } else
                m_viewer->showError(content.error());
        });
}

void DataGrid::setConditions(std::vector<RowCondition> conditions)
{
    if (!m_source)
        return;
    RowFilters filters = m_source->filters();
    filters.conditions = std::move(conditions);
    setFilters(std::move(filters));
}

void DataGrid::filterBy(RowCondition condition)
{
    std::vector<RowCondition> conditions = m_source->conditions();
    std::erase_if(conditions, [&](const RowCondition& entry) { return entry.column == condition.column; });
    conditions.push_back(std::move(condition));
    setConditions(std::move(conditions));
    setFiltersVisible(true);
    m_view->setFocus();
}

void DataGrid::setSort(int section, std::optional<bool> descending)
{
    std::vector<RowSort> sort = m_source->sort();
    std::erase_if(
        sort, [&](const RowSort& entry) { return entry.column == static_cast<std::size_t>(section); });
    if (descending)
        sort = {{static_cast<std::size_t>(section), *descending, {}}};
    m_source->setSort(std::move(sort));
}

void DataGrid::addFilterActions(QMenu& menu)
{
    int column = m_view->currentColumn();
    if (column < 0)
        return;
    auto index = static_cast<std::size_t>(column);
    QMenu* filter = menu.addMenu(m_workbench.theme().icon(QStringLiteral("filter")), tr("Filter"));
    auto add = [&](const QString& text, RowOperator op, std::vector<Value> values) {
        filter->addAction(text, this, [this, index, op, values] { filterBy({index, op, values}); });
    };
    std::optional<Value> value = currentValue(column);
    if (value && !value->isNull()) {
        QString text = shortened(cellText(value->view(), m_source->columns().at(column).type).text, 30);
        add(tr("= %1").arg(text), RowOperator::Equal, {*value});
        add(tr("≠ %1").arg(text), RowOperator::NotEqual, {*value});
        add(tr("≥ %1").arg(text), RowOperator::GreaterOrEqual, {*value});
        add(tr("≤ %1").arg(text), RowOperator::LessOrEqual, {*value});
        filter->addSeparator();
    }
    add(tr("is NULL"), RowOperator::IsNull, {});
    add(tr("is not NULL"), RowOperator::IsNotNull, {});
    filter->addSeparator();
    filter->addAction(tr("By value …"), this, [this, column] { pickValues(column); });
    if (!m_source->filters().empty()) {
        filter->addAction(tr("Clear filters"), this, &DataGrid::clearFilters);
    }
}

void DataGrid::addLinkActions(QMenu& menu)
{
    const Table* shown = table();
    int column = m_view->currentColumn();
    if (!shown || column < 0)
        return;
    auto ready = [this](const TableLink& link) {
        return std::all_of(link.fromColumns.begin(), link.fromColumns.end(), [&](const std::string& name) {
            for (int i = 0; i < m_source->columns().size(); ++i) {
                if (m_source->columns()[i].name == QString::fromStdString(name)) {
                    std::optional<Value> value = currentValue(i);
                    return value && !value->isNull();
                }
            }
            return false;
        });
    };
    menu.addSeparator();
    const std::string& name = shown->columns[static_cast<std::size_t>(column)].name;
    for (const TableLink& link : linksFrom(*shown, name, *m_metadata)) {
        QAction* action = menu.addAction(m_workbench.theme().icon(QStringLiteral("key-foreign")),
            tr("Go to the row of %1").arg(objectName(link.schema, link.table)), this,
            [this, link] { follow(link); });
        action->setEnabled(ready(link));
    }
    std::vector<TableLink> referring = linksTo(*shown, *m_metadata);
    if (referring.empty())
        return;
    QMenu* back =
        menu.addMenu(m_workbench.theme().icon(QStringLiteral("link")), tr("Rows that refer to this one"));
    for (std::size_t i = 0; i < referring.size() && i < shownLinks; ++i) {
        const TableLink& link = referring[i];
        QAction* action = back->addAction(
            tr("%1 by %2")
                .arg(objectName(link.schema, link.table), QString::fromStdString(link.columns.front())),
            this, [this, link] { follow(link); });
        action->setEnabled(ready(link));
    }
}

bool DataGrid::canFollowCurrent() const
{
    const Table* shown = table();
    int column = m_view->currentColumn();
    if (!shown || column < 0 || !m_source)
        return false;
    std::optional<Value> value = currentValue(column);
    return value && !value->isNull() && !m_source->columns().at(column).references.isEmpty();
}

void DataGrid::followCurrent()
{
    if (!canFollowCurrent())
        return;
    const Table* shown = table();
    const std::string& name = shown->columns[static_cast<std::size_t>(m_view->currentColumn())].name;
    std::vector<TableLink> links = linksFrom(*shown, name, *m_metadata);
    if (!links.empty())
        follow(links.front());
}

void DataGrid::follow(const TableLink& link)
{
    const Table* referred = m_metadata->findTable(link.schema, link.table);
    const Table* shown = table();
    if (!referred || !shown)
        return;
    Station next;
    next.schema = link.schema;
    next.name = link.table;
    QStringList words;
    for (std::size_t i = 0; i < link.columns.size(); ++i) {
        auto find = [](const Table& table, const std::string& name) {
            for (std::size_t at = 0; at < table.columns.size(); ++at) {
                if (table.columns[at].name == name)
                    return static_cast<int>(at);
            }
            return -1;
        };
        int to = find(*referred, link.columns[i]);
        std::optional<Value> value = currentValue(find(*shown, link.fromColumns[i]));
        if (to < 0 || !value || value->isNull())
            return;
        words << QStringLiteral("%1 = %2").arg(
            QString::fromStdString(link.columns[i]), shortened(QString::fromStdString(value->toText()), 24));
        next.filters.conditions.push_back(
            {static_cast<std::size_t>(to), RowOperator::Equal, {std::move(*value)}});
    }
    next.label = tr("%1, %2").arg(QString::fromStdString(link.table), words.join(QStringLiteral(", ")));
    Station& here = m_trail.last();
    here.filters = m_source->filters();
    here.sort = m_source->sort();
    here.row = m_view->current().row;
    m_trail.append(std::move(next));
    showStation();
    emit titleChanged();
}

void DataGrid::goBack()
{
    if (!canGoBack())
        return;
    m_trail.removeLast();
    showStation();
    emit titleChanged();
}

void DataGrid::showCellMenu(const QPoint& at)
{
    if (!m_source || m_source->state() != TableSource::State::Ready)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    Theme& theme = m_workbench.theme();
    bool any = m_rows->totals().rows > 0;
    if (any) {
        menu->addAction(theme.icon(QStringLiteral("copy")), tr("Copy"), QKeySequence(QKeySequence::Copy),
            this, [this] { copySelection(CopyFormat::TabSeparated); });
        QMenu* as = menu->addMenu(tr("Copy as"));
        for (const auto& [format, text] : copyFormats())
            as->addAction(text, this, [this, format = format] { copySelection(format); });
        menu->addSeparator();
        menu->addAction(theme.icon(QStringLiteral("eye")), tr("Show value"), QKeySequence(Qt::Key_F4), this,
            [this] { setValueVisible(true); });
        if (m_place == Place::Tab) {
            menu->addAction(theme.icon(QStringLiteral("panel-bottom")), tr("Show what belongs to it"),
                QKeySequence(Qt::Key_F6), this, [this] { setRelatedVisible(true); });
        }
        addFilterActions(*menu);
        addLinkActions(*menu);
        menu->addSeparator();
    }
    addEditActions(*menu);
    menu->addAction(theme.icon(QStringLiteral("export")), tr("Export rows"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E), this, &DataGrid::exportRows);
    menu->addAction(theme.icon(QStringLiteral("import")), tr("Import rows …"), this, [this] { importRows(); })
        ->setEnabled(importTarget().has_value());
    menu->addAction(theme.icon(QStringLiteral("refresh")), tr("Refresh"), QKeySequence(QKeySequence::Refresh),
        this, &DataGrid::refresh);
    menu->popup(at);
}

void DataGrid::showColumnMenu(int section, const QPoint& at)
{
    if (!m_source)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    Theme& theme = m_workbench.theme();
    GridHeader* header = m_view->header();
    if (section >= 0 && section < m_source->columns().size()) {
        const GridColumn& column = m_source->columns().at(section);
        QAction* up = menu->addAction(theme.icon(QStringLiteral("sort-ascending")), tr("Sort ascending"),
            this, [this, section] { setSort(section, false); });
        QAction* down = menu->addAction(theme.icon(QStringLiteral("sort-descending")), tr("Sort descending"),
            this, [this, section] { setSort(section, true); });
        up->setEnabled(column.sortable);
        down->setEnabled(column.sortable);
        bool sorted = std::any_of(m_source->sort().begin(), m_source->sort().end(),
            [&](const RowSort& entry) { return entry.column == static_cast<std::size_t>(section); });
        menu->addAction(tr("Do not sort by it"), this, [this, section] { setSort(section, {}); })
            ->setEnabled(sorted);
        menu->addSeparator();
        menu->addAction(theme.icon(QStringLiteral("copy")), tr("Copy name"), this,
            [name = column.name] { QApplication::clipboard()->setText(name); });
        menu->addAction(theme.icon(QStringLiteral("filter")),
            tr("Filter by %1").arg(shortened(column.name, 30)), this, [this, section] {
                setFiltersVisible(true);
                m_filters->focusColumn(section);
            });
        menu->addAction(tr("Filter by value …"), this, [this, section] { pickValues(section); });
        menu->addAction(tr("Fit width"), this, [this, section] { m_view->autosizeColumn(section); });
        int shown = 0;
        for (int i = 0; i < header->count(); ++i)
            shown += header->isSectionHidden(i) ? 0 : 1;
        menu->addAction(theme.icon(QStringLiteral("eye-off")), tr("Hide %1").arg(shortened(column.name, 30)),
                this, [header, section] { header->hideSection(section); })
            ->setEnabled(shown > 1);
        addVersionAction(*menu, section);
    }
    const int visual = section >= 0 ? header->visualIndex(section) : -1;
    if (visual >= 0 && visual + 1 != header->frozenWanted()) {
        menu->addAction(theme.icon(QStringLiteral("pin")), tr("Freeze up to this column"), this,
            [header, visual] { header->setFrozen(visual + 1); });
    }
    if (header->frozenWanted() > 0)
        menu->addAction(tr("Freeze no columns"), this, [header] { header->setFrozen(0); });
    menu->addAction(tr("Fit all widths"), m_view, &GridView::autosizeColumns);
    QMenu* hidden = menu->addMenu(theme.icon(QStringLiteral("eye")), tr("Show hidden"));
    for (int i = 0; i < header->count(); ++i) {
        if (header->isSectionHidden(i)) {
            hidden->addAction(
                shortened(m_source->columns().at(i).name, 40), this, [header, i] { header->showSection(i); });
        }
    }
    hidden->setEnabled(!hidden->isEmpty());
    menu->popup(at);
}

QJsonObject DataGrid::saveState() const
{
    QJsonObject state;
    state[QStringLiteral("filters")] = filtersVisible();
    state[QStringLiteral("value")] = valueVisible();
    state[QStringLiteral("related")] = relatedVisible();
    state[QStringLiteral("form")] = formVisible();
    // The state of the first station: that is what the tab reopens.
    if (!m_source || m_trail.size() > 1 || m_source->columns().isEmpty())
        return state;
    QJsonArray names;
    for (const GridColumn& column : m_source->columns())
        names.append(column.name);
    state[QStringLiteral("columns")] = names;
    state[QStringLiteral("frozen")] = m_view->header()->frozenWanted();
    state[QStringLiteral("header")] = QString::fromLatin1(m_view->header()->saveState().toBase64());
    const QJsonObject rows =
        filterStateToJson({m_source->filters(), m_source->sort()}, m_source->target().columns);
    for (auto entry = rows.begin(); entry != rows.end(); ++entry)
        state[entry.key()] = entry.value();
    return state;
}

void DataGrid::restoreState(const QJsonObject& state)
{
    if (state[QStringLiteral("filters")].toBool() != filtersVisible())
        setFiltersVisible(state[QStringLiteral("filters")].toBool());
    if (state[QStringLiteral("value")].toBool() != valueVisible())
        setValueVisible(state[QStringLiteral("value")].toBool());
    if (state[QStringLiteral("related")].toBool() != relatedVisible())
        setRelatedVisible(state[QStringLiteral("related")].toBool());
    if (state[QStringLiteral("form")].toBool() != formVisible())
        setFormVisible(state[QStringLiteral("form")].toBool());
    if (!m_source || m_source->columns().isEmpty()) {
        m_stateToRestore = state;
        return;
    }
    QJsonArray names;
    for (const GridColumn& column : m_source->columns())
        names.append(column.name);
    if (state[QStringLiteral("columns")].toArray() == names) {
        m_view->keepColumnWidths();
        m_view->header()->restoreState(
            QByteArray::fromBase64(state[QStringLiteral("header")].toString().toLatin1()));
        m_view->header()->setFrozen(state[QStringLiteral("frozen")].toInt());
    }
    FilterState rows =
        filterStateFromJson(state, m_source->target().columns, m_connection->dialect().traits().name);
    if (!rows.filters.empty())
        setFilters(std::move(rows.filters));
    if (!rows.sort.empty())
        m_source->setSort(std::move(rows.sort));
}

} // namespace relata
