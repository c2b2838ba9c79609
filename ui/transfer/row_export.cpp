#include "ui/transfer/row_export.h"

#include "core/engine/registry.h"
#include "core/transfer/export_rows.h"
#include "ui/connections/connection_list.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"
#include "ui/tasks/task_context.h"
#include "ui/tasks/task_runner.h"
#include "ui/transfer/row_export_dialog.h"
#include "ui/transfer/transfer_text.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>

#include <numeric>

namespace relata {
namespace {

// The selected rows, block by block, through the grid's window, which knows where they are.
ExportSource selectionSource(Connection& connection, const ExportSubject& subject,
    const std::vector<std::size_t>& columns, std::stop_token stop)
{
    ExportSource source;
    for (std::size_t column : columns)
        source.columns.emplace_back().name = subject.target.columns[column].name;
    source.read = [&connection, window = subject.window, blocks = subject.selectedRows, columns, stop](
                      const std::function<void(RowChunkPtr)>& take) {
        for (const auto& [first, count] : blocks) {
            window->stream(
                connection, first, count, columns,
                [&take](const RowChunk& chunk) {
                    take(std::make_shared<const RowChunk>(chunk));
                    return true;
                },
                stop);
        }
    };
    return source;
}

ExportSource sourceOf(Connection& connection, const ExportSubject& subject, const ExportChoice& choice,
    const std::vector<std::size_t>& columns, std::stop_token stop)
{
    if (!subject.query.isEmpty())
        return querySource(connection, subject.query.toStdString(), stop);
    if (choice.scope == ExportScope::Selected)
        return selectionSource(connection, subject, columns, stop);
    BrowseOptions options;
    if (choice.scope == ExportScope::Shown) {
        options.sort = subject.sort;
        options.conditions = subject.conditions;
    }
    return browseSource(
        connection, BrowseSelect(subject.target, std::move(options), connection.dialect()), columns, stop);
}

qint64 expectedRows(const ExportSubject& subject, const ExportChoice& choice)
{
    if (choice.scope == ExportScope::Selected)
        return subject.selectedCount();
    return choice.scope == ExportScope::Shown || subject.conditions.empty()
        ? std::max<qint64>(subject.rows, 0)
        : 0;
}

void showOutcome(Workbench& workbench, const QString& name, const QString& file, Result<ExportReport> result)
{
    if (!result) {
        if (result.error().kind == ErrorKind::Cancelled) {
            Message stopped;
            stopped.title = QObject::tr("The export of %1 was stopped.").arg(name);
            stopped.text = QObject::tr("Nothing was written to %1.").arg(QDir::toNativeSeparators(file));
            return workbench.showBanner(stopped);
        }
        return workbench.showBanner(
            Message::fromError(result.error(), QObject::tr("%1 could not be exported").arg(name)));
    }
    Message done;
    done.severity = result->warnings.empty() ? Message::Severity::Success : Message::Severity::Warning;
    done.title =
        QObject::tr("Exported %1 of %2 to %3.").arg(rowsText(result->rows), name, QFileInfo(file).fileName());
    QStringList lines{QObject::tr("%1 in %2, in %3.")
                          .arg(sizeText(result->bytes), durationText(result->seconds),
                              QDir::toNativeSeparators(QFileInfo(file).absolutePath()))};
    for (const std::string& warning : result->warnings)
        lines << QString::fromStdString(warning);
    done.text = lines.join(QLatin1Char(' '));
    workbench.showBanner(done);
}

} // namespace

std::optional<ExportSubject> exportSubjectOf(Workbench& workbench, const ObjectRef& object)
{
    DatabaseConnection* connection = workbench.connections().find(object.connectionId);
    const auto metadata = connection ? connection->metadata() : nullptr;
    if (!metadata)
        return std::nullopt;
    const std::string schema = object.schema.toStdString();
    const std::string name = object.name.toStdString();
    ExportSubject subject;
    subject.connection = connection;
    subject.name = object.name;
    subject.metadata = metadata;
    if (const TablePtr table = metadata->tablePtr(schema, name)) {
        subject.table = table;
        subject.target = browseTarget(*table, connection->dialect());
    } else if (const View* view = metadata->findView(schema, name)) {
        subject.target = browseTarget(*view);
    } else {
        return std::nullopt;
    }
    return subject;
}

std::vector<std::size_t> exportedColumns(const ExportSubject& subject, const ExportChoice& choice)
{
    if (choice.scope == ExportScope::Selected && !subject.selectedColumns.empty())
        return subject.selectedColumns;
    if (choice.visibleColumnsOnly && !subject.visibleColumns.empty())
        return subject.visibleColumns;
    std::vector<std::size_t> columns(subject.target.columns.size());
    std::iota(columns.begin(), columns.end(), std::size_t(0));
    return columns;
}

ExportOptions completeOptions(const ExportSubject& subject, const ExportChoice& choice)
{
    ExportOptions options = choice.options;
    const auto chosen = findDialect(choice.dialect.toStdString());
    options.dialect = chosen ? chosen.get() : &subject.connection->dialect();
    options.schema = subject.target.schema;
    options.table = subject.query.isEmpty() ? subject.target.name : "query_result";
    if (options.format == ExportFormat::Sql && choice.createTable && subject.query.isEmpty()
        && subject.metadata) {
        Table table;
        if (subject.table) {
            table = *subject.table;
        } else {
            table.schema = subject.target.schema;
            table.name = subject.target.name;
            table.columns = subject.target.columns;
        }
        const std::string script = createTableForScript(
            table, *subject.metadata, *options.dialect, subject.target.schema, subject.target.name);
        options.sql.prologue = script.empty() ? script : script + "\n";
    }
    return options;
}

quint64 startExport(Workbench& workbench, const ExportSubject& subject, const ExportChoice& choice)
{
    if (!subject.connection)
        return 0;
    const QString title = QObject::tr("Exporting %1").arg(subject.name);
    std::function<ExportReport(Connection&, TaskContext&)> work =
        [subject, choice, options = completeOptions(subject, choice),
            columns = exportedColumns(subject, choice),
            expected = expectedRows(subject, choice)](Connection& connection, TaskContext& task) {
            QElapsedTimer clock;
            clock.start();
            const auto report = [&](const ExportProgress& at) {
                task.progress(
                    at.rows, expected, transferText(at.rows, at.bytes, double(clock.elapsed()) / 1000));
            };
            return exportToFile(connection, sourceOf(connection, subject, choice, columns, task.stopToken()),
                options, QFile::encodeName(choice.fileName).toStdString(), report, task.stopToken());
        };
    std::function<void(Result<ExportReport>)> done =
        [&workbench, name = subject.name, file = choice.fileName](
            Result<ExportReport> report) { showOutcome(workbench, name, file, std::move(report)); };
    // The grid's window belongs to the lane; everything else has a connection of its own, so that the grid
    // stays alive meanwhile.
    if (choice.scope == ExportScope::Selected && subject.query.isEmpty())
        return subject.connection->run<ExportReport>(title, std::move(work), &workbench, std::move(done));
    return subject.connection->runApart<ExportReport>(title, std::move(work), &workbench, std::move(done));
}

RowExportDialog* openExport(Workbench& workbench, ExportSubject subject)
{
    auto* dialog = new RowExportDialog(workbench, std::move(subject), workbench.window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return dialog;
}

} // namespace relata
