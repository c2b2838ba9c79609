// The edits of one open database that are not stored yet, as the window shares them: every grid of the
// connection edits this one set, and the panel of pending changes shows it.
//
// Saving sends a copy of the set to the connection's lane, where it is stored in one transaction. What is
// edited meanwhile stays pending. A save that fails changes nothing: every edit is still there, and
// lastFailure() says what the database said.
//
// GUI thread only.
#pragma once

#include "core/editing/delete_preview.h"
#include "core/editing/flush.h"
#include "ui/connections/database_connection.h"
#include "ui/editing/edit_keeper.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace relata {

class PendingEdits final : public QObject
{
    Q_OBJECT

public:
    // Made with the first call, and gone with the connection.
    static PendingEdits& of(DatabaseConnection& connection, TaskRunner& tasks);
    // Where edits are kept from now on: the user's data folder unless it was set. Another one for tests.
    static void setFolder(const QString& folder);

    // False until it is known what a former run has left; nothing can be edited before.
    bool isReady() const { return m_ready; }
    // True once what has changed is on the disk.
    bool isKept() const { return m_keeper->isSettled(); }

    const PendingSet& set() const { return m_set; }
    DatabaseConnection& connection() const { return m_connection; }

    // Runs `work` on the set and tells everybody if something changed by it.
    template <typename Work>
    auto edit(Work work)
    {
        const Announcement announcement(*this);
        return work(m_set);
    }

    // The same as one step of undo, and nothing of it if `work` fails: Result<void>(PendingSet&).
    template <typename Work>
    Result<void> editTogether(const QString& step, Work work)
    {
        return edit([&](PendingSet& set) -> Result<void> {
            PendingSet trial = set;
            trial.beginStep(step.toStdString());
            Result<void> done = work(trial);
            trial.endStep();
            if (done)
                set = std::move(trial);
            return done;
        });
    }
    void undo();
    void redo();
    void discardAll();

    // Words about why nothing can be stored at the moment, empty if it can: asked at each save(), for as long
    // as `owner` lives.
    void addObstacle(QObject* owner, std::function<QString()> why);

    // Where values are typed that are not in the set yet: asked for as long as `owner` lives.
    struct Typing
    {
        std::function<bool()> goesOn; // something is being typed
        std::function<bool()> finish; // takes it into the set; false: it cannot be a value, and this says why
    };
    void addTyping(QObject* owner, Typing typing);
    bool isTyping() const;
    bool finishTyping(); // false: some text cannot be a value

    // Columns that count a row's versions, one per table: what is stored compares and raises them.
    const std::map<TableName, std::string>& versionColumns() const { return m_versionColumns; }
    void setVersionColumns(std::map<TableName, std::string> columns);

    void save();
    bool isSaving() const { return m_saving; }
    quint64 savingTask() const { return m_task; } // for TaskRunner::requestStop
    // Of the last save, until an edit is made or a save succeeds.
    const std::optional<FlushFailure>& lastFailure() const { return m_failure; }
    // Rows that others changed meanwhile, as the last save found them. Settled one by one, or by a save.
    const std::vector<Conflict>& conflicts() const { return m_conflicts; }
    const Conflict* conflictOf(EditId id) const; // nullptr if there is none
    // Errors (Argument): the row is no longer pending.
    Result<void> settleConflict(EditId id, const std::map<std::string, Take>& choices);
    // What the deletions will do to rows of other tables by foreign keys, counted in the database. Counting
    // again begins by itself where the pending rows have changed; effectsChanged() comes when it is done.
    void countEffects();
    bool effectsAreCurrent() const; // of what is pending now; true where nothing is to be deleted
    bool isCounting() const { return m_counting; }
    const std::vector<DeleteEffect>& effects() const { return m_effects; } // as last counted
    // Asks whoever shows the row to make it current.
    void goTo(EditId id) { emit goToRequested(id); }

signals:
    void changed(); // the set, or how it will be stored
    void savingChanged(); // isSaving(), lastFailure() or conflicts()
    void effectsChanged();
    void goToRequested(relata::EditId id);
    void restored(int rows, int damagedLines); // edits of a former run are back
    void keepingFailed(const relata::Error& error); // the edits are in memory alone
    void saved(const relata::FlushReport& report); // stored: whoever shows rows reads them again

private:
    PendingEdits(DatabaseConnection& connection, TaskRunner& tasks);
    void finished(const PendingSet& sent, const Result<FlushReport>& result);

    class Announcement
    {
    public:
        explicit Announcement(PendingEdits& edits) : m_edits(edits), m_before(edits.m_set.revision()) { }
        ~Announcement()
        {
            if (m_edits.m_set.revision() != m_before)
                m_edits.noteChange();
        }
        Announcement(const Announcement&) = delete;
        Announcement& operator=(const Announcement&) = delete;

    private:
        PendingEdits& m_edits;
        std::uint64_t m_before;
    };

    void noteChange();

    DatabaseConnection& m_connection;
    EditKeeper* m_keeper;
    PendingSet m_set;
    std::map<TableName, std::string> m_versionColumns;
    bool m_ready = false;
    quint64 m_task = 0;
    bool m_saving = false;
    std::optional<FlushFailure> m_failure;
    std::vector<Conflict> m_conflicts;
    std::vector<DeleteEffect> m_effects;
    std::uint64_t m_effectsRevision = 0; // of the set that was counted
    bool m_counting = false;
    std::vector<std::pair<QPointer<QObject>, std::function<QString()>>> m_obstacles;
    std::vector<std::pair<QPointer<QObject>, Typing>> m_typing;
};

} // namespace relata
