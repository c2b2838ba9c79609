// An open database as the window sees it: its address, its state, the last MetaData that was read, and the
// way to ask it for more.
//
// GUI thread only. Every statement runs on the connection's own worker lane (one thread, one core
// Connection), through TaskRunner.
#pragma once

#include "core/engine/engine.h"

#include <QObject>
#include <QString>

#include <any>
#include <functional>
#include <memory>

namespace relata {

class TaskContext;

enum class Environment
{
    None,
    Development,
    Staging,
    Production,
};

class DatabaseConnection : public QObject
{
    Q_OBJECT

public:
    enum class State
    {
        Connecting,
        Reflecting, // connected; `metadata()` is the last known or null
        Ready,
        Failed, // `error()` says why; retry() tries again
        Closed,
    };

    using QObject::QObject;
    virtual QString id() const = 0; // unique; the same at the next start, so that tabs find their database
    virtual QString name() const = 0; // what people call it: the given name, else file name or host/database
    virtual const Url& url() const = 0; // without password
    virtual Environment environment() const = 0;
    virtual State state() const = 0;
    virtual const Error& error() const = 0;
    virtual bool isReadOnly() const { return false; } // opened so: it cannot write
    virtual const Dialect& dialect() const = 0;
    virtual std::shared_ptr<const MetaData>
    metadata() const = 0; // immutable snapshot; null before the first reflection

    // Opens a further connection to the same database, with the same password and as read-only as this one:
    // for sessions of their own. The function may be called on any worker thread, also when this object is
    // gone; it throws as Engine::connect() does. Null while there is nothing to connect with.
    using Connector = std::function<std::unique_ptr<Connection>(std::stop_token)>;
    virtual Connector connector() const { return {}; }

    virtual void refresh() = 0; // reflects anew
    virtual void retry() = 0;

    // Runs `work` on the worker lane with the lane's Connection; `done` comes back on the GUI thread unless
    // `guard` is gone by then (destroying the guard cancels). Work of one connection runs in the order of its
    // asking. Returns a task id for TaskRunner::cancel.
    template <typename T>
    quint64 run(const QString& title, std::function<T(Connection&, TaskContext&)> work, QObject* guard,
        std::function<void(Result<T>)> done)
    {
        return runAny(title, boxed(std::move(work)), guard, unboxed(std::move(done)));
    }

    // The same on a connection and a thread of its own, opened for this and closed afterwards: for what takes
    // minutes, while which the window goes on asking the lane. A database that only its own connection can
    // see uses the lane.
    template <typename T>
    quint64 runApart(const QString& title, std::function<T(Connection&, TaskContext&)> work, QObject* guard,
        std::function<void(Result<T>)> done)
    {
        return runAnyApart(title, boxed(std::move(work)), guard, unboxed(std::move(done)));
    }

signals:
    void stateChanged();
    void metadataChanged();

protected:
    using AnyWork = std::function<std::any(Connection&, TaskContext&)>;
    using AnyDone = std::function<void(Result<std::any>)>;

    virtual quint64 runAny(const QString& title, AnyWork work, QObject* guard, AnyDone done) = 0;
    virtual quint64 runAnyApart(const QString& title, AnyWork work, QObject* guard, AnyDone done)
    {
        return runAny(title, std::move(work), guard, std::move(done));
    }

private:
    template <typename T>
    static AnyWork boxed(std::function<T(Connection&, TaskContext&)> work)
    {
        return [work = std::move(work)](Connection& c, TaskContext& t) { return std::any(work(c, t)); };
    }
    template <typename T>
    static AnyDone unboxed(std::function<void(Result<T>)> done)
    {
        return [done = std::move(done)](Result<std::any> result) {
            if (result)
                done(std::any_cast<T>(std::move(*result)));
            else
                done(fail(result.error()));
        };
    }
};

} // namespace relata
