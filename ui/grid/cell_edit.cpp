#include "ui/grid/cell_edit.h"

#include "core/editing/cell_text.h"
#include "core/editing/edit_validation.h"

namespace relata {
namespace {

Result<Value> parsed(const std::optional<QString>& typed, const Column& column)
{
    return typed ? parseCell(typed->toStdString(), column) : Result<Value>(Value());
}

} // namespace

QString wordsOf(const Error& error)
{
    QString words = QString::fromStdString(error.message);
    if (!error.hint.empty())
        words += u' ' + QString::fromStdString(error.hint);
    return words;
}

QString CellEdit::problemOf(const std::optional<QString>& typed) const
{
    Result<Value> value = parsed(typed, column);
    return value ? problemOf(PendingValue(std::move(*value))) : wordsOf(value.error());
}

QString CellEdit::problemOf(const PendingValue& value) const
{
    const auto problem = validateCell(column, value, inserting, *dialect);
    return problem ? QString::fromStdString(problem->message) : QString();
}

Result<void> CellEdit::store(const std::optional<QString>& typed) const
{
    Result<Value> value = parsed(typed, column);
    return value ? store(PendingValue(std::move(*value))) : Result<void>(fail(value.error()));
}

Result<void> CellEdit::store(PendingValue value) const
{
    if (!edits)
        return fail(ErrorKind::Argument, "The database of this cell was closed.");
    if (QString problem = problemOf(value); !problem.isEmpty())
        return fail(ErrorKind::Argument, problem.toStdString());
    return edits->edit([&](PendingSet& set) {
        return loaded ? set.setCell(*loaded, column.name, std::move(value))
                      : set.setCell(id, column.name, std::move(value));
    });
}

Result<CellEdit> cellEdit(EditedSource& rows, PendingEdits& edits, qint64 row, int column)
{
    const TablePtr& table = rows.table();
    if (!table || column < 0 || static_cast<std::size_t>(column) >= table->columns.size())
        return fail(ErrorKind::Argument, "Rows of a view cannot be edited.");
    CellEdit edit;
    edit.column = table->columns[static_cast<std::size_t>(column)];
    edit.inserting = rows.isNew(row);
    edit.dialect = &edits.connection().dialect();
    edit.edits = &edits;
    if (const std::string why = whyNotEditable(edit.column, edit.inserting); !why.empty())
        return fail(ErrorKind::Argument, why);
    if (edits.connection().isReadOnly())
        return fail(ErrorKind::Argument, "The database was opened read only.");
    if (edit.inserting) {
        const PendingRow* pending = rows.pending(row);
        if (!pending)
            return fail(ErrorKind::Argument, "The new row is gone.");
        edit.id = pending->id;
    } else {
        Result<LoadedRow> loaded = rows.loaded(row);
        if (!loaded)
            return fail(loaded.error());
        if (rows.rowMark(row) == GridSource::Mark::Deleted)
            return fail(ErrorKind::Argument, "This row is to be deleted.", "Take the deletion back first.");
        edit.loaded = std::move(*loaded);
    }
    const GridSource::Cell cell = rows.cell(row, column);
    if (cell.loaded && cell.words.isEmpty() && !cell.value.isNull() && !cell.value.truncated)
        edit.text = QString::fromStdString(cellText(Value::copyOf(cell.value), edit.column));
    return edit;
}

} // namespace relata
