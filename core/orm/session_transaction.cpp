// Flush, commit, rollback, savepoints: what the database and the objects do together.
#include "core/orm/session_impl.h"
#include "core/orm/unit_of_work.h"

#include <algorithm>

namespace relata {
namespace {

void clearGenerated(InstanceState& state, std::uint64_t generated)
{
    for (int attribute = 0; generated; ++attribute, generated >>= 1) {
        if (generated & 1)
            state.slot(attribute).clear();
    }
}

} // namespace

void SessionImpl::flush()
{
    if (inFlush) {
        Error error;
        error.kind = ErrorKind::Argument;
        error.message = "The session is flushing already.";
        error.hint = "A listener of a flush must not flush.";
        raise(std::move(error));
    }
    compactLists();
    if (m_new.empty() && m_modified.empty() && m_deleted.empty())
        return;
    for (const TransactionFrame& frame : m_frames) {
        if (frame.directStatements && outcome == Outcome::RolledBack) {
            Error error;
            error.kind = ErrorKind::Argument;
            error.message =
                "The transaction was rolled back after an error, and with it statements that were "
                "executed directly.";
            error.hint = "Call rollback(), and begin the work anew.";
            raise(std::move(error));
        }
    }
    fire(SessionEvent::BeforeFlush);
    compactLists();
    inFlush = true;
    frame(); // there is one from here on
    UnitOfWork work(*this);
    try {
        work.run();
        inFlush = false;
    } catch (const DatabaseError&) {
        work.undo();
        inFlush = false;
        flushFailed(!runner.isUsable());
        throw;
    } catch (...) {
        work.undo();
        inFlush = false;
        flushFailed(!runner.isUsable());
        throw;
    }
    work.finish();
    compactLists();
    fire(SessionEvent::AfterFlush);
}

void SessionImpl::flushFailed(bool connectionLost)
{
    // Inside a savepoint only its work is lost.
    if (!connectionLost && m_frames.size() > 1 && runner.rollbackToSavepoint(m_frames.back().savepoint)) {
        rewind(m_frames.back());
        return;
    }
    runner.rollback();
    bool direct = false;
    while (!m_frames.empty()) {
        direct = direct || m_frames.back().directStatements;
        rewind(m_frames.back());
        if (m_frames.size() == 1)
            break;
        auto added = std::move(m_frames.back().added);
        m_frames.pop_back();
        auto& below = m_frames.back().added;
        below.insert(below.end(), added.begin(), added.end());
    }
    if (!m_frames.empty())
        m_frames.back().directStatements = direct;
    outcome = Outcome::RolledBack;
    fire(SessionEvent::AfterRollback);
}

void SessionImpl::rewind(TransactionFrame& frame)
{
    for (auto entry = frame.inserted.rbegin(); entry != frame.inserted.rend(); ++entry) {
        InstanceState* state = entry->state;
        if (state->session != this)
            continue;
        if (state->lifecycle == ObjectState::Persistent)
            identities(*state->mapper).erase(state);
        state->lifecycle = ObjectState::Pending;
        state->unset(InstanceState::HasRow);
        state->unset(InstanceState::DeleteAsked);
        clearGenerated(*state, entry->generated);
        state->changes.reset();
        m_new.push_back(state);
    }
    std::stable_sort(m_new.begin(), m_new.end(),
        [](const InstanceState* a, const InstanceState* b) { return a->order < b->order; });
    m_new.erase(std::unique(m_new.begin(), m_new.end()), m_new.end());
    for (InstanceState* state : frame.deleted) {
        if (state->session != this || state->lifecycle != ObjectState::Deleted)
            continue;
        state->lifecycle = ObjectState::Persistent;
        state->set(InstanceState::DeleteAsked);
        identities(*state->mapper).insert(state);
        m_deleted.push_back(state);
    }
    for (auto entry = frame.updated.rbegin(); entry != frame.updated.rend(); ++entry) {
        InstanceState* state = entry->state;
        if (state->session != this || state->lifecycle != ObjectState::Persistent)
            continue;
        identities(*state->mapper).erase(state);
        if (!state->changes)
            state->changes = std::make_unique<ColumnChanges>();
        for (auto& [attribute, old] : entry->old) {
            if (attribute == state->mapper->version) {
                // The counter was ours, not the user's.
                state->slot(attribute) = old;
                continue;
            }
            if (CompactValue* later = state->changes->find(attribute))
                *later = old;
            else
                state->changes->old.emplace_back(attribute, old);
        }
        if (state->changes->old.empty())
            state->changes.reset();
        identities(*state->mapper).insert(state);
        noteModified(*state);
    }
    for (TransactionFrame::Related& entry : frame.related) {
        RelatedSlot& slot = entry.state->relatedSlot(entry.relationship);
        if (!slot.changes) {
            slot.changes = std::move(entry.changes);
        } else {
            auto join = [](std::vector<InstanceState*>& into, const std::vector<InstanceState*>& from) {
                for (InstanceState* state : from) {
                    if (std::find(into.begin(), into.end(), state) == into.end())
                        into.push_back(state);
                }
            };
            join(slot.changes->added, entry.changes->added);
            join(slot.changes->removed, entry.changes->removed);
        }
        noteModified(*entry.state);
    }
    std::vector<InstanceState*> added = std::move(frame.added);
    clearFrame(frame);
    frame.added = std::move(added);
}

void SessionImpl::makeTransient(InstanceState& state)
{
    if (state.lifecycle == ObjectState::Persistent)
        identities(*state.mapper).erase(&state);
    state.session = nullptr;
    state.lifecycle = ObjectState::Transient;
    state.unset(InstanceState::HasRow);
    state.unset(InstanceState::DeleteAsked);
    state.unset(InstanceState::InModified);
    state.changes.reset();
    state.options = nullptr;
}

void SessionImpl::restore(TransactionFrame& frame)
{
    for (auto entry = frame.updated.rbegin(); entry != frame.updated.rend(); ++entry) {
        InstanceState* state = entry->state;
        if (state->session != this)
            continue;
        bool inMap = state->lifecycle == ObjectState::Persistent;
        if (inMap)
            identities(*state->mapper).erase(state);
        for (auto& [attribute, old] : entry->old)
            state->slot(attribute) = old;
        state->changes.reset();
        if (inMap)
            identities(*state->mapper).insert(state);
        state->expire();
    }
    for (auto entry = frame.inserted.rbegin(); entry != frame.inserted.rend(); ++entry) {
        InstanceState* state = entry->state;
        if (state->session != this)
            continue;
        makeTransient(*state);
        clearGenerated(*state, entry->generated);
        fire(ObjectEvent::PersistentToTransient, *state);
    }
    for (InstanceState* state : frame.added) {
        if (state->session != this || state->lifecycle != ObjectState::Pending)
            continue;
        makeTransient(*state);
        fire(ObjectEvent::PendingToTransient, *state);
    }
    for (InstanceState* state : frame.deleted) {
        if (state->session != this || state->lifecycle != ObjectState::Deleted)
            continue;
        state->lifecycle = ObjectState::Persistent;
        state->expire();
        identities(*state->mapper).insert(state);
        fire(ObjectEvent::DeletedToPersistent, *state);
    }
    for (TransactionFrame::Related& entry : frame.related) {
        if (entry.state->session == this && entry.state->lifecycle == ObjectState::Persistent)
            entry.state->expire();
    }
    clearFrame(frame);
}

void SessionImpl::clearFrame(TransactionFrame& frame)
{
    std::string savepoint = frame.savepoint;
    frame = TransactionFrame();
    frame.savepoint = savepoint;
}

void SessionImpl::mergeFrames(TransactionFrame& into, TransactionFrame& from)
{
    auto move = [](auto& a, auto& b) {
        a.insert(a.end(), std::make_move_iterator(b.begin()), std::make_move_iterator(b.end()));
    };
    move(into.added, from.added);
    move(into.inserted, from.inserted);
    move(into.updated, from.updated);
    move(into.deleted, from.deleted);
    move(into.related, from.related);
    into.directStatements = into.directStatements || from.directStatements;
}

void SessionImpl::endTransaction()
{
    for (TransactionFrame& frame : m_frames) {
        for (InstanceState* state : frame.deleted) {
            if (state->session == this && state->lifecycle == ObjectState::Deleted) {
                state->session = nullptr;
                state->lifecycle = ObjectState::Detached;
            }
        }
    }
    m_frames.clear();
}

void SessionImpl::prepare()
{
    if (!options.twoPhase) {
        Error error;
        error.kind = ErrorKind::Argument;
        error.message = "This session's transactions have one phase, so there is nothing to prepare.";
        error.hint = "Make the session with SessionOptions::twoPhase.";
        raise(std::move(error));
    }
    flush();
    if (!runner.inTransaction() || runner.isPrepared())
        return;
    try {
        runner.prepare();
    } catch (...) {
        flushFailed(!runner.isUsable());
        throw;
    }
}

void SessionImpl::commit()
{
    if (m_frames.size() > 1) {
        while (m_frames.size() > 1)
            commitNested(m_frames.size() - 1);
    }
    fire(SessionEvent::BeforeCommit);
    // A listener of the flush may make more work; it is part of the commit.
    for (int round = 0; round < 100 && hasWork(); ++round)
        flush();
    if (options.twoPhase && runner.inTransaction())
        prepare();
    bool open = runner.inTransaction();
    if (open) {
        try {
            runner.commit();
        } catch (...) {
            bool lost = !runner.isUsable();
            flushFailed(true);
            if (lost)
                outcome = Outcome::Unknown;
            throw;
        }
    }
    outcome = open ? Outcome::Committed : outcome;
    endTransaction();
    if (options.expireOnCommit)
        expireAll();
    compactLists();
    fire(SessionEvent::AfterCommit);
    m_heap->maybeSweep();
}

void SessionImpl::rollback()
{
    runner.rollback();
    while (!m_frames.empty()) {
        restore(m_frames.back());
        m_frames.pop_back();
    }
    // What was added before the transaction began counts as its work, too.
    for (InstanceState* state : std::vector<InstanceState*>(m_new)) {
        if (state->session == this && state->lifecycle == ObjectState::Pending) {
            makeTransient(*state);
            fire(ObjectEvent::PendingToTransient, *state);
        }
    }
    for (InstanceState* state : m_deleted)
        state->unset(InstanceState::DeleteAsked);
    m_new.clear();
    m_deleted.clear();
    expireAll();
    outcome = Outcome::Open;
    fire(SessionEvent::AfterRollback);
}

std::size_t SessionImpl::beginNested()
{
    flush();
    frame();
    std::string name = runner.savepoint();
    m_frames.emplace_back();
    m_frames.back().savepoint = name;
    return m_frames.size() - 1;
}

void SessionImpl::commitNested(std::size_t depth)
{
    if (depth >= m_frames.size()) {
        Error error;
        error.kind = ErrorKind::Argument;
        error.message = "This savepoint is over already.";
        error.hint = "The transaction around it was committed or rolled back.";
        raise(std::move(error));
    }
    flush();
    while (m_frames.size() > depth) {
        runner.releaseSavepoint(m_frames.back().savepoint);
        mergeFrames(m_frames[m_frames.size() - 2], m_frames.back());
        m_frames.pop_back();
    }
}

void SessionImpl::rollbackNested(std::size_t depth)
{
    if (depth >= m_frames.size())
        return;
    // What was changed since, flushed or not, is not what the database has.
    bool alive = runner.rollbackToSavepoint(m_frames[depth].savepoint);
    std::vector<InstanceState*> modified = m_modified;
    while (m_frames.size() > depth) {
        restore(m_frames.back());
        m_frames.pop_back();
    }
    for (InstanceState* state : modified) {
        if (state->session == this && state->lifecycle == ObjectState::Persistent)
            state->expire();
    }
    for (InstanceState* state : m_deleted)
        state->unset(InstanceState::DeleteAsked);
    m_deleted.clear();
    compactLists();
    if (!alive)
        flushFailed(true);
    fire(SessionEvent::AfterRollback);
}

} // namespace relata
