// The Session: the objects that one piece of work is about, and the one transaction that stores what was done
// to them.
//
//     Session session(engine, models);
//     Instance author = session.create("Author", {{"name", "Ursula K. Le Guin"}});
//     session.add(author);
//     author.collection("books").append(session.create("Book", {{"title", "Lavinia"}}));
//     session.commit();                                    // INSERT author, INSERT book with her key
//
// Behaviour and words are SQLAlchemy's (2.0): autobegin, autoflush before queries, expiry on commit, objects
// that are restored by a rollback, save-update only in the direction in which something was put. One thing
// is better: a flush that fails leaves the work pending. The transaction is rolled back, outcome() says what
// the database holds, and flush() or commit() may simply be called again; rollback() gives the work up.
//
// Belongs to one thread at a time. Everything throws DatabaseError's subclasses.
#pragma once

#include "core/engine/engine.h"
#include "core/orm/instance.h"
#include "core/orm/query.h"
#include "core/sql/row_select.h"

#include <functional>
#include <map>

namespace relata {

class SessionImpl;

struct SessionOptions
{
    bool autoflush = true;
    bool expireOnCommit = true;
    bool twoPhase = false; // PREPARE TRANSACTION before the commit (PostgreSQL)
    // Schemas of the model by what they are in this database (CompileOptions); {} = as the engine's
    // ConnectionOptions say.
    std::vector<std::pair<std::string, std::string>> schemaTranslate = {};
};

enum class SessionEvent
{
    BeforeFlush,
    AfterFlush,
    BeforeCommit,
    AfterCommit,
    AfterRollback,
    AfterBegin,
};

enum class ObjectEvent
{
    Init, // created
    TransientToPending,
    PendingToPersistent,
    PendingToTransient,
    LoadedAsPersistent,
    PersistentToDeleted,
    DeletedToPersistent,
    PersistentToTransient,
    PersistentToDetached,
    BeforeInsert,
    BeforeUpdate,
    BeforeDelete,
};

// What the database holds of the session's work.
enum class Outcome
{
    Open, // nothing failed; an open transaction is not decided
    Committed, // by the last commit()
    RolledBack, // a failed flush or commit: nothing of it was stored, everything is pending again
    Unknown, // the connection broke while COMMIT ran: the database has all or nothing
};

// One statement that a session sent; `purpose` is who: "query Author", "lazy Author.books",
// "selectin Author.books", "refresh Author", "insert authors" ... An executemany is one statement.
struct SentStatement
{
    std::string purpose;
    std::string sql;
    std::vector<Value> parameters; // of one execution; empty for batches
    std::size_t executions = 1;
};

struct StatementStatistics
{
    std::size_t total = 0;
    std::map<std::string, std::size_t> byPurpose;
};

// A transaction within the transaction. Rolled back when it is destroyed without commit().
class SessionSavepoint
{
public:
    SessionSavepoint(SessionSavepoint&& other) noexcept;
    SessionSavepoint& operator=(SessionSavepoint&&) = delete;
    ~SessionSavepoint();
    void commit();
    void rollback();

private:
    friend class Session;
    SessionSavepoint(SessionImpl* session, std::size_t depth) : m_session(session), m_depth(depth) { }
    SessionImpl* m_session;
    std::size_t m_depth;
};

class Session
{
public:
    // Takes a connection from the engine with the first statement, and gives it back after each transaction.
    Session(const Engine& engine, MapperRegistry models, const SessionOptions& options = {});
    // On a connection of the caller's, which must outlive the session.
    Session(Connection& connection, MapperRegistry models, const SessionOptions& options = {});
    // Sends nothing: statements are only recorded (sent()), keys that a database would make are placeholders,
    // and queries find nothing.
    static Session mock(const SqlDialect& dialect, MapperRegistry models, const SessionOptions& options = {});
    Session(Session&&) noexcept;
    Session& operator=(Session&&) = delete;
    ~Session(); // rolls back, as close()

    const MapperRegistry& models() const;

    // A new object, transient until it is added or put into a relationship of an object that is.
    Instance create(std::string_view className, const AttributeValues& values = {});
    void add(const Instance& object);
    void addAll(const std::vector<Instance>& objects);
    // Its state onto the object of this session that has the same key, loaded or made where there is none;
    // along the merge cascade. Returns that object.
    Instance merge(const Instance& object);
    void delete_(const Instance& object); // by the next flush
    void expire(const Instance& object, const std::vector<std::string>& attributes = {}); // {} = all
    void expireAll();
    void refresh(const Instance& object, const std::vector<std::string>& attributes = {});
    void expunge(const Instance& object);
    void expungeAll();
    void close(); // rolls back and expunges everything; the session may be used again

    // By primary key, in the key's order; from the identity map if it is there. Null if there is no such row.
    Instance get(std::string_view className, const std::vector<Value>& key);
    Query query(std::string_view className);
    // A statement of the expression language, in the session's transaction, after an autoflush.
    std::vector<std::vector<Value>> execute(const Statement& statement);

    void flush();
    void commit();
    void rollback();
    void prepare(); // first phase of a two-phase commit
    SessionSavepoint beginNested();
    Outcome outcome() const;
    bool inTransaction() const;
    Connection& connection(); // begins a transaction if there is none; not on a mock

    std::vector<Instance> newObjects() const; // pending, in the order of their adding
    std::vector<Instance> dirtyObjects() const; // persistent with changes
    std::vector<Instance> deletedObjects() const; // marked by delete_()
    std::size_t identityCount() const; // persistent objects in memory
    bool contains(const Instance& object) const;
    // Runs `work` without autoflush.
    void noAutoflush(const std::function<void()>& work);

    void on(SessionEvent event, std::function<void(Session&)> listener);
    void on(ObjectEvent event, std::function<void(Session&, const Instance&)> listener);

    // The N+1 counter.
    const StatementStatistics& statistics() const;
    void resetStatistics();
    // Every statement with its text, from now on; a mock session always keeps them.
    void recordStatements(bool on);
    const std::vector<SentStatement>& sent() const;
    void clearSent();

    SessionImpl& internal() const { return *m_impl; }

private:
    explicit Session(std::unique_ptr<SessionImpl> impl);
    std::unique_ptr<SessionImpl> m_impl;
};

} // namespace relata
