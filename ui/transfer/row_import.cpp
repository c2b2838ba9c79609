#include "ui/transfer/row_import.h"

#include "ui/connections/connection_list.h"
#include "ui/connections/schema_text.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/workbench.h"
#include "ui/tasks/task_context.h"
#include "ui/tasks/task_runner.h"
#include "ui/transfer/row_import_dialog.h"
#include "ui/transfer/transfer_text.h"

#include <QDir>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

namespace relata {
namespace {

void readAgain(Workbench& workbench, DatabaseConnection* connection, const ImportPlan& plan, bool created)
{
    if (!connection)
        return;
    if (created)
        connection->refresh();
    for (Document* document : workbench.documents()) {
        if (!document || !document->canRefresh())
            continue;
        const ObjectRef object = document->request().object;
        if (object.connectionId == connection->id() && object.schema.toStdString() == plan.table->schema
            && object.name.toStdString() == plan.table->name)
            document->refresh();
    }
}

} // namespace

std::optional<ImportTarget> importTargetOf(Workbench& workbench, const ObjectRef& object)
{
    DatabaseConnection* connection = workbench.connections().find(object.connectionId);
    const auto metadata = connection ? connection->metadata() : nullptr;
    if (!metadata || connection->isReadOnly())
        return std::nullopt;
    using Kind = ObjectRef::Kind;
    if (object.kind == Kind::Connection || object.kind == Kind::Schema)
        return ImportTarget{connection, object.schema, {}};
    if (object.kind != Kind::Table
        || !metadata->findTable(object.schema.toStdString(), object.name.toStdString()))
        return std::nullopt;
    return ImportTarget{connection, object.schema, object.name};
}

RowImportDialog* openImport(Workbench& workbench, ImportTarget target, const QString& file)
{
    auto* dialog = new RowImportDialog(workbench, std::move(target), file, workbench.window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return dialog;
}

QString droppedRowsFile(const QMimeData& data)
{
    const QList<QUrl> urls = data.urls();
    if (urls.size() != 1 || !urls[0].isLocalFile())
        return {};
    const QString path = urls[0].toLocalFile();
    static const QStringList suffixes{QStringLiteral("csv"), QStringLiteral("tsv"), QStringLiteral("tab"),
        QStringLiteral("psv"), QStringLiteral("txt"), QStringLiteral("json"), QStringLiteral("jsonl"),
        QStringLiteral("ndjson")};
    return suffixes.contains(QFileInfo(path).suffix().toLower()) ? path : QString();
}

ImportOutcome describeImport(const Result<ImportReport>& result, const ImportPlan& plan)
{
    const QString table = QString::fromStdString(plan.table->name);
    ImportOutcome outcome;
    if (!result) {
        outcome.failed = true;
        outcome.stopped = result.error().kind == ErrorKind::Cancelled;
        outcome.title = outcome.stopped ? QObject::tr("The import into %1 was stopped.").arg(table)
                                        : QObject::tr("Nothing was imported into %1.").arg(table);
        outcome.text = outcome.stopped ? QObject::tr("Nothing was stored.")
                                       : QString::fromStdString(result.error().message) + u' '
                + QString::fromStdString(result.error().hint);
        outcome.details = QString::fromStdString(result.error().detail);
        return outcome;
    }
    const ImportReport& report = *result;
    QStringList lines;
    QStringList details;
    if (report.failure) {
        outcome.failed = true;
        outcome.stopped = report.failure->kind == ErrorKind::Cancelled;
        outcome.title = outcome.stopped ? QObject::tr("The import into %1 was stopped.").arg(table)
            : report.stored > 0         ? QObject::tr("The import into %1 ended early.").arg(table)
                                        : QObject::tr("Nothing was imported into %1.").arg(table);
        if (!outcome.stopped)
            lines << QString::fromStdString(report.failure->message);
        if (report.stored > 0) {
            lines << QObject::tr("%1 were committed before and stay; the rest was rolled back.")
                         .arg(rowsText(report.stored));
        } else {
            lines << QObject::tr("Everything was rolled back: the table has the rows that it had before.");
            if (plan.createTable)
                lines.back() = report.tableCreated
                    ? QObject::tr("The rows were rolled back; the new table is there.")
                    : QObject::tr("Everything was rolled back, the new table too.");
        }
        // Which rows are stored has just been said.
        if (!outcome.stopped && report.stored == 0 && !report.failure->hint.empty())
            lines << QString::fromStdString(report.failure->hint);
        if (!report.failure->detail.empty())
            details << QString::fromStdString(report.failure->detail);
    } else {
        outcome.title = plan.createTable
            ? QObject::tr("Imported %1 into the new table %2.").arg(rowsText(report.stored), table)
            : QObject::tr("Imported %1 into %2.").arg(rowsText(report.stored), table);
        lines << QObject::tr("%1 read in %2.").arg(rowsText(report.read), durationText(report.seconds));
    }
    if (report.skipped > 0)
        lines << QObject::tr("%1 were there already and stayed as they are.").arg(rowsText(report.skipped));
    if (report.rejected > 0) {
        outcome.rejectedFile = QString::fromStdString(report.rejectedPath);
        lines << (outcome.rejectedFile.isEmpty()
                ? QObject::tr("%1 refused.").arg(rowsText(report.rejected))
                : QObject::tr("%1 refused and kept in %2, with the reasons.")
                      .arg(rowsText(report.rejected), QDir::toNativeSeparators(outcome.rejectedFile)));
    }
    for (const std::string& warning : report.warnings)
        lines << QString::fromStdString(warning);
    for (const std::string& reason : report.reasons)
        details << QString::fromStdString(reason);
    const auto more = report.rejected - static_cast<std::int64_t>(report.reasons.size());
    if (more > 0 && !report.reasons.empty())
        details << QObject::tr("and %1 more").arg(rowsText(more));
    outcome.text = lines.join(u'\n');
    outcome.details = details.join(u'\n');
    return outcome;
}

quint64 startImport(Workbench& workbench, DatabaseConnection& connection, const ImportPlan& plan,
    QObject* guard, std::function<bool(const ImportOutcome&)> shown)
{
    const auto shared = std::make_shared<const ImportPlan>(plan);
    std::function<ImportReport(Connection&, TaskContext&)> work = [shared](
                                                                      Connection& own, TaskContext& task) {
        const auto report = [&task](const ImportProgress& at) {
            QString text = rowsText(at.rows);
            if (at.rejected > 0)
                text += QObject::tr(" · %1 refused").arg(at.rejected);
            task.progress(at.position, at.size, text);
        };
        return importFile(own, *shared, report, task.stopToken());
    };
    std::function<void(Result<ImportReport>)> done =
        [&workbench, shared, guard = QPointer<QObject>(guard), shown = std::move(shown),
            database = QPointer<DatabaseConnection>(&connection)](const Result<ImportReport>& report) {
            readAgain(workbench, database, *shared, report && report->tableCreated);
            const ImportOutcome outcome = describeImport(report, *shared);
            if (guard && shown && shown(outcome))
                return;
            Message message;
            message.severity = outcome.failed && !outcome.stopped ? Message::Severity::Error
                : outcome.failed || !outcome.details.isEmpty()    ? Message::Severity::Warning
                                                                  : Message::Severity::Success;
            message.title = outcome.title;
            message.text = outcome.text;
            message.text.replace(u'\n', u' ');
            message.details = outcome.details;
            workbench.showBanner(message);
        };
    return connection.runApart<ImportReport>(
        QObject::tr("Importing into %1").arg(QString::fromStdString(plan.table->name)), std::move(work),
        &workbench, std::move(done));
}

void registerTransfer(PanelRegistry& registry)
{
    registry.addFeature([](Workbench& workbench) {
        // The tab that is looked at, else what is selected in the explorer.
        const auto target = [&workbench] {
            ObjectRef object = workbench.selection();
            if (object.kind == ObjectRef::Kind::Column || object.kind == ObjectRef::Kind::Index
                || object.kind == ObjectRef::Kind::Constraint || object.kind == ObjectRef::Kind::Trigger)
                object.kind = ObjectRef::Kind::Table;
            return importTargetOf(workbench, object);
        };
        ActionSpec spec;
        spec.id = QStringLiteral("database.import");
        spec.text = QObject::tr("Import a file into what is selected");
        spec.category = QObject::tr("Database");
        spec.icon = QStringLiteral("import");
        spec.run = [&workbench, target] {
            if (std::optional<ImportTarget> found = target())
                openImport(workbench, std::move(*found));
        };
        spec.enabled = [target] { return target().has_value(); };
        workbench.actions().add(std::move(spec));
    });
}

} // namespace relata
