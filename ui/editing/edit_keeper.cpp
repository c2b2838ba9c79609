#include "ui/editing/edit_keeper.h"

#include <chrono>
#include <filesystem>
#include <thread>

namespace relata {

// Used by one task at a time, on the lane's thread.
struct EditKeeper::Journal
{
    std::string path;
    std::string name;
    std::optional<EditJournal> journal;

    Result<JournalContent> read(const TaskContext& task)
    {
        if (!std::filesystem::exists(path))
            return JournalContent();
        // A connection that was closed just now may still hold the file.
        const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(2);
        for (;;) {
            Result<EditJournal> opened = EditJournal::open(path, name);
            if (opened) {
                journal.emplace(std::move(*opened));
                return journal->found();
            }
            if (std::chrono::steady_clock::now() > patience || task.stopRequested())
                return fail(opened.error());
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }
    Result<void> write(const PendingSet& pending)
    {
        std::error_code ignored;
        if (pending.empty()) {
            if (!journal)
                return {};
            std::filesystem::remove(path, ignored);
            journal.reset();
            std::filesystem::remove(path + ".lock", ignored);
            return {};
        }
        if (!journal) {
            std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
            Result<EditJournal> opened = EditJournal::open(path, name);
            if (!opened)
                return fail(opened.error());
            journal.emplace(std::move(*opened));
        }
        return journal->record(pending);
    }
};

EditKeeper::EditKeeper(TaskRunner& tasks, const QString& file, const QString& name, QObject* parent)
    : QObject(parent)
    , m_tasks(tasks)
    , m_lane(tasks.createLane(tr("Edits of %1").arg(name)))
    , m_journal(std::make_shared<Journal>())
{
    m_journal->path = file.toStdString();
    m_journal->name = name.toStdString();
    m_tasks.run(
        tr("Looking for edits that were not committed"), m_lane,
        [journal = m_journal](TaskContext& task) { return journal->read(task); }, this,
        [this](Result<JournalContent> content) {
            m_busy = false;
            if (content) {
                emit found(content->pending, static_cast<int>(content->damagedLines.size()));
            } else {
                // What stands in the file is not to be written over: this time, edits are in memory alone.
                m_readable = false;
                emit found({}, 0);
                emit failed(content.error());
            }
            if (m_next)
                keep(*m_next);
        });
}

EditKeeper::~EditKeeper()
{
    m_tasks.removeLane(m_lane);
}

void EditKeeper::keep(const PendingSet& pending)
{
    m_next = pending;
    if (!m_readable)
        m_next.reset();
    else if (!m_busy)
        write();
}

void EditKeeper::write()
{
    m_busy = true;
    m_tasks.run(
        tr("Keeping edits"), m_lane,
        [journal = m_journal, pending = *std::exchange(m_next, std::nullopt)](
            TaskContext&) { return journal->write(pending); },
        this,
        [this](Result<void> written) {
            m_busy = false;
            if (!written && !m_told && written.error().kind != ErrorKind::Cancelled)
                emit failed(written.error());
            m_told = !written;
            if (m_next)
                write();
        });
}

} // namespace relata
