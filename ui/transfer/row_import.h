// The way from a file to a table: the dialog, then a task of its own that goes on when the dialog is closed,
// then what became of it, in the dialog or in a banner. GUI thread only.
#pragma once

#include "core/transfer/importer.h"
#include "ui/connections/database_connection.h"
#include "ui/shell/object_ref.h"

#include <QPointer>

#include <functional>
#include <optional>

class QMimeData;

namespace relata {

class PanelRegistry;
class RowImportDialog;
class Workbench;

// Where rows are to go; the dialog lets one change it.
struct ImportTarget
{
    QPointer<DatabaseConnection> connection;
    QString schema; // as in MetaData
    QString table; // "" = a new one
};

// A table, or the schema or connection for a new table, of an open database; nothing for other objects, while
// the schema is not known, and where nothing can be written.
std::optional<ImportTarget> importTargetOf(Workbench& workbench, const ObjectRef& object);

// Shows the dialog over the workbench's window; it deletes itself. `file` may be empty.
RowImportDialog* openImport(Workbench& workbench, ImportTarget target, const QString& file = {});

// The one file of a drop that may hold rows, by its name; "" if there is none.
QString droppedRowsFile(const QMimeData& data);

// What became of it, as a person reads it.
struct ImportOutcome
{
    bool failed = false; // it ended before the end of the file
    bool stopped = false; // by hand
    QString title; // "Imported 1,204 rows into books."
    QString text; // counts, what was rolled back, where refused rows are
    QString details; // reasons of the first refused rows, one a line; the server's words
    QString rejectedFile; // "" = there is none
};
ImportOutcome describeImport(const Result<ImportReport>& report, const ImportPlan& plan);

// Starts the import; returns the task's id (TaskRunner). What is open of the table is read again afterwards.
// `shown` gets the outcome and says whether it shows it; otherwise, or if `guard` is gone, it is a banner.
quint64 startImport(Workbench& workbench, DatabaseConnection& connection, const ImportPlan& plan,
    QObject* guard, std::function<bool(const ImportOutcome&)> shown);

// The command that imports into what is selected.
void registerTransfer(PanelRegistry& registry);

} // namespace relata
