#include "ui/editing/pending_edits.h"

#include "core/engine/session_statements.h"
#include "ui/tasks/task_context.h"

#include <QCryptographicHash>
#include <QStandardPaths>

#include <algorithm>

namespace relata {

namespace {

constexpr std::chrono::seconds lockTimeout{10};

QString& folderForEdits()
{
    static QString folder;
    return folder;
}

// The name of a connection may be a path; its id is safe but for what a profile's file might hold.
QString fileFor(const QString& connectionId)
{
    QString folder = folderForEdits();
    if (folder.isEmpty())
        folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/edits");
    const QByteArray name = QCryptographicHash::hash(connectionId.toUtf8(), QCryptographicHash::Sha1).toHex();
    return QStringLiteral("%1/%2.journal").arg(folder, QString::fromLatin1(name));
}

} // namespace

PendingEdits::PendingEdits(DatabaseConnection& connection, TaskRunner& tasks)
    : QObject(&connection)
    , m_connection(connection)
    , m_keeper(new EditKeeper(tasks, fileFor(connection.id()), connection.name(), this))
{
    connect(m_keeper, &EditKeeper::failed, this, &PendingEdits::keepingFailed);
    connect(m_keeper, &EditKeeper::found, this, [this](const PendingSet& pending, int damagedLines) {
        m_ready = true;
        m_set = pending;
        emit changed();
        if (!m_set.empty() || damagedLines > 0)
            emit restored(static_cast<int>(m_set.size()), damagedLines);
    });
}

void PendingEdits::setFolder(const QString& folder)
{
    folderForEdits() = folder;
}

PendingEdits& PendingEdits::of(DatabaseConnection& connection, TaskRunner& tasks)
{
    if (auto* edits = connection.findChild<PendingEdits*>(QString(), Qt::FindDirectChildrenOnly))
        return *edits;
    return *new PendingEdits(connection, tasks);
}

void PendingEdits::noteChange()
{
    // Conflicts of rows that are no longer pending are over.
    std::erase_if(m_conflicts, [this](const Conflict& conflict) { return !m_set.find(conflict.edit); });
    const bool failed = std::exchange(m_failure, std::nullopt).has_value();
    m_keeper->keep(m_set);
    emit changed();
    if (failed)
        emit savingChanged();
}

void PendingEdits::undo()
{
    edit([](PendingSet& set) { set.undo(); });
}

void PendingEdits::redo()
{
    edit([](PendingSet& set) { set.redo(); });
}

void PendingEdits::discardAll()
{
    edit([](PendingSet& set) { set.discardAll(); });
}

bool PendingEdits::effectsAreCurrent() const
{
    if (m_effectsRevision == m_set.revision())
        return true;
    return std::none_of(m_set.rows().begin(), m_set.rows().end(),
        [](const auto& row) { return row.second->op == PendingOp::Delete; });
}

void PendingEdits::countEffects()
{
    if (effectsAreCurrent() && m_effectsRevision != m_set.revision()) {
        m_effects.clear(); // nothing is to be deleted
        m_effectsRevision = m_set.revision();
    }
    if (effectsAreCurrent() || !m_connection.metadata()) {
        emit effectsChanged();
        return;
    }
    if (m_counting)
        return;
    m_counting = true;
    m_connection.run<std::vector<DeleteEffect>>(
        tr("Counting what deletions touch in %1").arg(m_connection.name()),
        [set = m_set, metadata = m_connection.metadata()](Connection& connection, TaskContext& task) {
            return deletePreview(connection, *metadata, set, {task.stopToken()});
        },
        this,
        [this, revision = m_set.revision()](Result<std::vector<DeleteEffect>> effects) {
            m_counting = false;
            // Where counting fails there is nothing to show; storing will say what is wrong.
            m_effects = effects ? std::move(*effects) : std::vector<DeleteEffect>();
            m_effectsRevision = revision;
            if (effectsAreCurrent())
                emit effectsChanged();
            else
                countEffects();
        });
}

void PendingEdits::addObstacle(QObject* owner, std::function<QString()> why)
{
    m_obstacles.emplace_back(owner, std::move(why));
}

void PendingEdits::addTyping(QObject* owner, Typing typing)
{
    m_typing.emplace_back(owner, std::move(typing));
}

bool PendingEdits::isTyping() const
{
    return std::any_of(m_typing.begin(), m_typing.end(),
        [](const auto& entry) { return !entry.first.isNull() && entry.second.goesOn(); });
}

bool PendingEdits::finishTyping()
{
    std::erase_if(m_typing, [](const auto& entry) { return entry.first.isNull(); });
    // All of them: what is wrong is to be seen everywhere at once.
    bool all = true;
    for (const auto& [owner, typing] : m_typing)
        all = typing.finish() && all;
    return all;
}

void PendingEdits::setVersionColumns(std::map<TableName, std::string> columns)
{
    if (columns == m_versionColumns)
        return;
    m_versionColumns = std::move(columns);
    emit changed();
}

void PendingEdits::save()
{
    if (m_saving || m_set.empty() || !m_connection.metadata())
        return;
    std::erase_if(m_obstacles, [](const auto& obstacle) { return obstacle.first.isNull(); });
    for (const auto& [owner, why] : m_obstacles) {
        const QString words = why();
        if (words.isEmpty())
            continue;
        FlushFailure failure;
        failure.message = words.toStdString();
        failure.error.kind = ErrorKind::Operational;
        failure.error.message = failure.message;
        m_failure = std::move(failure);
        emit savingChanged();
        return;
    }
    m_saving = true;
    m_failure.reset();
    emit savingChanged();
    m_task = m_connection.run<FlushReport>(
        tr("Storing changes in %1").arg(m_connection.name()),
        [set = m_set, versions = m_versionColumns, metadata = m_connection.metadata()](
            Connection& connection, TaskContext& task) {
            FlushOptions options;
            options.versionColumns = versions;
            options.stop = task.stopToken();
            // A console may hold what is to be changed: that is said soon, and not waited for for a minute.
            if (const auto* session = dynamic_cast<const SessionStatements*>(&connection.dialect()))
                connection.execute(session->lockTimeoutStatement(lockTimeout));
            return flush(connection, set, *metadata, options);
        },
        this, [this, sent = m_set](Result<FlushReport> result) { finished(sent, result); });
}

void PendingEdits::finished(const PendingSet& sent, const Result<FlushReport>& result)
{
    m_saving = false;
    m_conflicts.clear();
    if (!result) {
        // It did not get as far as a report: no connection, or stopped before its turn.
        FlushFailure failure;
        failure.message = result.error().message;
        failure.error = result.error();
        m_failure = std::move(failure);
        emit savingChanged();
        return;
    }
    if (result->outcome == FlushOutcome::Committed) {
        settle(m_set, sent, *result);
        m_keeper->keep(m_set);
        emit changed();
        emit savingChanged();
        emit saved(*result);
        return;
    }
    m_failure = result->failure;
    m_conflicts = result->conflicts;
    emit savingChanged();
}

const Conflict* PendingEdits::conflictOf(EditId id) const
{
    const auto found = std::find_if(m_conflicts.begin(), m_conflicts.end(),
        [id](const Conflict& conflict) { return conflict.edit == id; });
    return found == m_conflicts.end() ? nullptr : &*found;
}

Result<void> PendingEdits::settleConflict(EditId id, const std::map<std::string, Take>& choices)
{
    const Conflict* conflict = conflictOf(id);
    if (!conflict)
        return {};
    Result<PendingSet> resolved = resolve(m_set, *conflict, choices);
    if (!resolved)
        return fail(resolved.error());
    std::erase_if(m_conflicts, [id](const Conflict& entry) { return entry.edit == id; });
    m_failure.reset();
    m_set = std::move(*resolved);
    m_keeper->keep(m_set);
    emit changed();
    emit savingChanged();
    return {};
}

} // namespace relata
