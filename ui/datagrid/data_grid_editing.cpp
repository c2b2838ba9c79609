// DataGrid: editing. Everything goes into the connection's PendingSet; nothing is stored here.
#include "ui/datagrid/data_grid.h"

#include "core/editing/cell_text.h"
#include "core/editing/edit_validation.h"
#include "core/types/geometry_text.h"
#include "ui/grid/cell_edit.h"
#include "ui/grid/cell_text.h"
#include "ui/grid/cell_viewer.h"
#include "ui/grid/grid_view.h"
#include "ui/grid/version_columns.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"

#include <QAction>
#include <QMenu>

#include <algorithm>
#include <map>

namespace relata {
namespace {

constexpr qsizetype longestShape = 120; // characters that a cell is edited with
constexpr qint64 mostRowsAtOnce = 10000; // edited by one gesture

// Of a column in rows that may be new. Errors (Argument): it is the database's own, or cannot hold the value.
Result<void> requireValue(
    const Column& column, const PendingValue& value, bool inserting, const SqlDialect& dialect)
{
    if (const std::string why = whyNotEditable(column, inserting); !why.empty())
        return fail(ErrorKind::Argument, why);
    if (const auto problem = validateCell(column, value, inserting, dialect))
        return fail(ErrorKind::Argument, problem->message);
    return {};
}

} // namespace

QString DataGrid::whyReadOnly() const
{
    if (!m_edits || !m_edits->isReady() || !m_source || m_source->state() != TableSource::State::Ready)
        return tr("The rows are not here yet.");
    if (!m_rows->table())
        return tr("Rows of a view cannot be edited.");
    if (m_connection->isReadOnly())
        return tr("The database was opened read only.");
    return {};
}

void DataGrid::showEditError(const Error& error)
{
    m_workbench.showBanner(Message::fromError(error, tr("%1 was not edited").arg(title())));
}

std::vector<qint64> DataGrid::selectedRows() const
{
    std::vector<qint64> rows;
    for (const GridRange& range : m_view->selection().ranges()) {
        const qint64 last = std::min<qint64>(range.bottom, m_rows->totals().rows - 1);
        for (qint64 row = range.top; row <= last && static_cast<qint64>(rows.size()) <= mostRowsAtOnce; ++row)
            rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

void DataGrid::editCell(const QString& typed)
{
    if (const int column = m_view->currentColumn(); column >= 0)
        editCellIn(*m_view, m_view->current().row, column, typed);
}

void DataGrid::setCell(qint64 row, int column, const PendingValue& value)
{
    const Result<void> set = m_edits->editTogether(tr("set a cell"),
        [&](PendingSet& pending) { return putValue(pending, row, static_cast<std::size_t>(column), value); });
    if (!set)
        showEditError(set.error());
}

void DataGrid::editCellIn(GridView& view, qint64 row, int column, const QString& typed)
{
    if (!canEdit()) {
        // Looking closer is what is left.
        if (typed.isEmpty())
            setValueVisible(true);
        else
            m_workbench.showBanner({Message::Severity::Info, whyReadOnly(), {}, {}});
        return;
    }
    const GridSource::Cell cell = m_rows->cell(row, column);
    if (!cell.loaded || (m_rows->isNew(row) && !m_rows->pending(row)))
        return;
    Result<CellEdit> edit = cellEdit(*m_rows, *m_edits, row, column);
    if (!edit) {
        m_workbench.showBanner({Message::Severity::Info, wordsOf(edit.error()), {}, {}});
        return;
    }
    // What one line cannot hold is edited beside.
    const bool longShape = edit->text && edit->text->size() > longestShape;
    const bool isBytes =
        cell.value.tag == ValueTag::Binary && (longShape || !isMySqlGeometry(baseType(edit->column.type)));
    if (cell.value.truncated || isBytes) {
        setValueVisible(true);
        m_viewer->setFocus();
        return;
    }
    CellEditor::Check check = [edit = *edit](
                                  const std::optional<QString>& value) { return edit.problemOf(value); };
    view.edit(edit->text, typed, std::move(check), [this, edit = *edit](const std::optional<QString>& value) {
        if (Result<void> stored = edit.store(value); !stored)
            showEditError(stored.error());
    });
    m_workbench.actions().updateEnablement(); // Ctrl+S stores what is typed
}

Result<void> DataGrid::putValue(PendingSet& set, qint64 row, std::size_t column, const PendingValue& value)
{
    const std::string& name = m_rows->table()->columns[column].name;
    if (m_rows->isNew(row)) {
        const PendingRow* pending = m_rows->pending(row);
        return pending ? set.setCell(pending->id, name, value) : Result<void>();
    }
    Result<LoadedRow> loaded = m_rows->loaded(row);
    if (!loaded)
        return fail(loaded.error());
    return set.setCell(*loaded, name, value);
}

void DataGrid::setSelection(const PendingValue& value)
{
    setSelection([&](const Column&) { return value; });
}

void DataGrid::fillSelection()
{
    const int column = m_view->currentColumn();
    if (!canEdit() || column < 0)
        return;
    Result<CellEdit> edit = cellEdit(*m_rows, *m_edits, m_view->current().row, column);
    if (!edit)
        return showEditError(edit.error());
    const QList<GridRange> cells = m_view->selection().ranges();
    CellEditor::Check check = [edit = *edit](
                                  const std::optional<QString>& value) { return edit.problemOf(value); };
    m_view->edit(
        edit->text, {}, std::move(check),
        [this, cells](const std::optional<QString>& typed) {
            if (m_view->selection().ranges() != cells)
                return; // another selection by now
            setSelection([&](const Column& of) -> Result<PendingValue> {
                Result<Value> value = typed ? parseCell(typed->toStdString(), of) : Result<Value>(Value());
                return value ? Result<PendingValue>(PendingValue(std::move(*value)))
                             : Result<PendingValue>(fail(value.error()));
            });
        },
        true);
}

void DataGrid::setSelection(const std::function<Result<PendingValue>(const Column&)>& valueOf)
{
    if (!canEdit())
        return;
    const std::vector<SelectedBlock> blocks = selectedBlocks();
    qint64 count = 0;
    for (const SelectedBlock& block : blocks)
        count += block.count * static_cast<qint64>(block.columns.size());
    if (count > mostRowsAtOnce) {
        Error error;
        error.kind = ErrorKind::Argument;
        error.message = tr("%1 cells are too many for one edit.").arg(countText(count)).toStdString();
        error.hint =
            tr("Select no more than %1, or write an UPDATE.").arg(countText(mostRowsAtOnce)).toStdString();
        return showEditError(error);
    }
    std::map<std::size_t, PendingValue> values; // by column
    Result<void> stored =
        m_edits->editTogether(tr("set cells of %1").arg(title()), [&](PendingSet& set) -> Result<void> {
            for (const SelectedBlock& block : blocks) {
                for (std::size_t column : block.columns) {
                    const Column& of = m_rows->table()->columns[column];
                    Result<PendingValue> value = valueOf(of);
                    Result<void> valid = value
                        ? requireValue(of, *value, m_rows->isNew(block.first), m_connection->dialect())
                        : Result<void>(fail(value.error()));
                    if (!valid)
                        return valid;
                    values.emplace(column, std::move(*value));
                }
            }
            for (const SelectedBlock& block : blocks) {
                const qint64 end = std::min<qint64>(block.first + block.count, m_rows->totals().rows);
                for (qint64 row = block.first; row < end; ++row) {
                    for (std::size_t column : block.columns) {
                        if (Result<void> put = putValue(set, row, column, values.at(column)); !put)
                            return put;
                    }
                }
            }
            return {};
        });
    if (!stored)
        showEditError(stored.error());
}

void DataGrid::insertRow()
{
    if (!canEdit() || !m_view->finishEditing())
        return;
    const TableName name = TableName::of(*m_rows->table());
    const EditId id = m_edits->edit([&](PendingSet& set) { return set.insertRow(name, m_scope); });
    goToEdit(id);
    m_view->setFocus();
}

void DataGrid::duplicateRows()
{
    if (!canEdit() || !m_view->finishEditing())
        return;
    EditId last = 0;
    const TablePtr table = m_rows->table();
    Result<void> done =
        m_edits->editTogether(tr("duplicate rows of %1").arg(title()), [&](PendingSet& set) -> Result<void> {
            // Rows are looked up first: each new one moves nothing, but changes what is pending.
            for (qint64 row : selectedRows()) {
                if (m_rows->isNew(row))
                    continue;
                Result<LoadedRow> loaded = m_rows->loaded(row);
                if (!loaded)
                    return fail(loaded.error());
                last = set.duplicateRow(*table, *loaded);
            }
            return {};
        });
    if (!done)
        showEditError(done.error());
    if (last != 0)
        goToEdit(last);
}

void DataGrid::deleteRows()
{
    if (!canEdit() || !m_view->finishEditing())
        return;
    const std::vector<qint64> rows = selectedRows();
    std::vector<EditId> added;
    bool keep = true; // all of them are to be deleted already: the second time takes it back
    for (qint64 row : rows)
        keep = keep && m_rows->rowMark(row) == GridSource::Mark::Deleted;
    for (qint64 row : rows) {
        if (m_rows->isNew(row) && m_rows->pending(row))
            added.push_back(m_rows->pending(row)->id);
    }
    Result<void> done =
        m_edits->editTogether(tr("delete rows of %1").arg(title()), [&](PendingSet& set) -> Result<void> {
            for (qint64 row : rows) {
                if (m_rows->isNew(row))
                    continue;
                if (keep) {
                    if (const PendingRow* pending = m_rows->pending(row)) {
                        if (Result<void> dropped = set.drop(pending->id); !dropped)
                            return dropped;
                    }
                    continue;
                }
                Result<LoadedRow> loaded = m_rows->loaded(row);
                if (!loaded)
                    return fail(loaded.error());
                if (Result<void> deleted = set.deleteRow(*loaded); !deleted)
                    return deleted;
            }
            std::sort(added.rbegin(), added.rend());
            for (EditId id : added) {
                if (Result<void> deleted = set.deleteRow(id); !deleted)
                    return deleted;
            }
            return {};
        });
    if (!done)
        showEditError(done.error());
}

void DataGrid::pasteText(const QString& text)
{
    const int first = m_view->current().column;
    if (!canEdit() || text.isEmpty() || m_view->currentColumn() < 0 || !m_view->finishEditing())
        return;
    QStringList lines = text.split(u'\n');
    if (lines.size() > 1 && lines.last().isEmpty())
        lines.removeLast();
    // The visible columns from the current one on, as the screen shows them.
    QList<int> columns;
    const GridHeader* header = m_view->header();
    for (int visual = first; visual < header->count(); ++visual) {
        if (!header->isSectionHidden(header->logicalIndex(visual)))
            columns.append(header->logicalIndex(visual));
    }
    const TablePtr table = m_rows->table();
    const qint64 top = m_view->current().row;
    const TableName name = TableName::of(*table);
    Result<void> done =
        m_edits->editTogether(tr("paste into %1").arg(title()), [&](PendingSet& set) -> Result<void> {
            for (qsizetype at = 0; at < lines.size(); ++at) {
                QString line = lines[at];
                if (line.endsWith(u'\r'))
                    line.chop(1);
                const QStringList cells = line.split(u'\t');
                const qint64 row = top + at;
                // Behind the last row, new ones are made.
                const bool beyond = row >= m_rows->totals().rows;
                const EditId added = beyond ? set.insertRow(name, m_scope) : 0;
                for (qsizetype i = 0; i < cells.size() && i < columns.size(); ++i) {
                    const auto column = static_cast<std::size_t>(columns[i]);
                    const Column& of = table->columns[column];
                    // An empty cell of a sheet is NULL where the empty text cannot be meant.
                    const std::string cell = cells[i].toStdString();
                    Result<Value> value =
                        cell.empty() && !of.type.isText() ? Result<Value>(Value()) : parseCell(cell, of);
                    Result<void> valid = value
                        ? requireValue(of, *value, beyond || m_rows->isNew(row), m_connection->dialect())
                        : Result<void>(fail(value.error()));
                    if (!valid) {
                        Error error = valid.error();
                        error.message = tr("Line %1, %2: %3")
                                            .arg(at + 1)
                                            .arg(QString::fromStdString(of.name), wordsOf(error))
                                            .toStdString();
                        return fail(std::move(error));
                    }
                    Result<void> put = beyond ? set.setCell(added, of.name, std::move(*value))
                                              : putValue(set, row, column, std::move(*value));
                    if (!put)
                        return put;
                }
            }
            return {};
        });
    if (!done)
        showEditError(done.error());
}

void DataGrid::goToEdit(EditId id)
{
    const PendingRow* pending = m_edits->set().find(id);
    if (!pending || !m_rows->table() || pending->table != TableName::of(*m_rows->table()))
        return;
    const qint64 row = m_rows->rowOf(id);
    if (row >= 0) {
        m_view->setCurrent({row, m_view->current().column});
        m_view->setFocus(Qt::OtherFocusReason);
        return;
    }
    if (m_place == Place::Embedded)
        return;
    // Not among what is loaded: shown alone, by its identity.
    std::vector<RowCondition> conditions;
    for (const auto& [column, value] : pending->identity.values) {
        const auto& columns = m_rows->table()->columns;
        const auto found = std::find_if(columns.begin(), columns.end(),
            [&, &name = column](const Column& entry) { return entry.name == name; });
        if (found != columns.end() && !value.isNull())
            conditions.push_back(
                {static_cast<std::size_t>(found - columns.begin()), RowOperator::Equal, {value}});
    }
    if (!conditions.empty())
        setConditions(std::move(conditions));
}

void DataGrid::noteSaved(const FlushReport& report)
{
    // Other tables may have changed by cascades and triggers, this one too.
    Q_UNUSED(report);
    if (m_source && m_source->state() == TableSource::State::Ready)
        m_source->refresh();
    if (relatedVisible())
        m_relatedDelay.start();
}

void DataGrid::addVersionAction(QMenu& menu, int section)
{
    const Table* shown = table();
    const Column* column =
        shown ? shown->findColumn(m_source->columns().at(section).name.toStdString()) : nullptr;
    if (!column || !m_edits || !VersionColumns::canCount(*column, m_source->columns().at(section).primaryKey))
        return;
    const TableName name = TableName::of(*shown);
    const auto found = m_edits->versionColumns().find(name);
    QAction* action = menu.addAction(tr("Counts the row's versions"), this,
        [this, name, column = column->name, edits = QPointer<PendingEdits>(m_edits)](bool counts) {
            VersionColumns versions(m_workbench.settings(), m_connection->id());
            if (counts)
                versions.choose(name, column);
            else
                versions.forget(name);
            if (edits)
                edits->setVersionColumns(versions.all());
        });
    action->setObjectName(QStringLiteral("countsVersions"));
    action->setCheckable(true);
    action->setChecked(found != m_edits->versionColumns().end() && found->second == column->name);
    action->setToolTip(
        tr("Each stored change raises it by one, and is refused where somebody else has raised "
           "it since the row was read."));
}

void DataGrid::addEditActions(QMenu& menu)
{
    for (const char* id : {"data.insertRow", "data.duplicateRows", "data.deleteRows", "data.fill",
             "data.setNull", "data.setDefault"}) {
        if (QAction* action = m_workbench.actions().find(QString::fromLatin1(id)))
            menu.addAction(action);
    }
    menu.addSeparator();
}

} // namespace relata
