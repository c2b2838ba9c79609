// How one cell is edited, wherever its value is shown: in the grid, in the value pane, in the form of its
// row.
//
// The row is held by what it is and not by where it stands, so that a sort or a refresh meanwhile changes
// nothing. GUI thread only.
#pragma once

#include "ui/grid/cell_editor.h"
#include "ui/grid/edited_source.h"

#include <QPointer>

namespace relata {

struct CellEdit
{
    Column column;
    bool inserting = false; // a cell of a new row
    std::optional<QString> text; // as parseCell() reads it; nothing: NULL
    EditId id = 0; // of a new row
    std::optional<LoadedRow> loaded; // of another
    const SqlDialect* dialect = nullptr;
    QPointer<PendingEdits> edits;

    // In words for people; empty: the text, or the value, can be stored.
    QString problemOf(const std::optional<QString>& typed) const;
    QString problemOf(const PendingValue& value) const;
    // Errors (Argument): not a value of the column, or no longer to be edited. Nothing has changed then.
    Result<void> store(const std::optional<QString>& typed) const;
    Result<void> store(PendingValue value) const;
};

// Errors (Argument): why the cell cannot be edited.
Result<CellEdit> cellEdit(EditedSource& rows, PendingEdits& edits, qint64 row, int column);

QString wordsOf(const Error& error); // message and hint

} // namespace relata
