// The way from "Export" to a file: the dialog, then a task of its own with progress and Stop in the status
// bar, then what became of it in a banner. GUI thread only.
#pragma once

#include "ui/shell/object_ref.h"
#include "ui/transfer/export_choice.h"
#include "ui/transfer/export_subject.h"

#include <optional>

namespace relata {

class RowExportDialog;
class Workbench;

// Shows the dialog over the workbench's window; it deletes itself.
RowExportDialog* openExport(Workbench& workbench, ExportSubject subject);

// All rows of a table or view of an open database, in their own order; nothing for other objects or while the
// schema is not known.
std::optional<ExportSubject> exportSubjectOf(Workbench& workbench, const ObjectRef& object);

// Starts the export; returns the task's id (TaskRunner).
quint64 startExport(Workbench& workbench, const ExportSubject& subject, const ExportChoice& choice);

// The options with everything that the subject adds: the INSERTs' table, the dialect, CREATE TABLE.
ExportOptions completeOptions(const ExportSubject& subject, const ExportChoice& choice);
// The columns that are exported (indices into the target's).
std::vector<std::size_t> exportedColumns(const ExportSubject& subject, const ExportChoice& choice);

} // namespace relata
