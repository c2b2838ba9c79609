// Engine: a URL, its dialect and its driver; makes connections and keeps a pool of them. Cheap to copy
// (copies share the pool), usable from many threads.
//
//     Engine engine = Engine::create("postgresql://reader@localhost/shop").value();
//     auto connection = engine.checkout();                       // from the pool
//     connection->execute(insert(books).values({{"title", "Lavinia"}}));
//     connection->commit();                                      // without it, all is rolled back
//     engine.begin([&](Connection& c) { c.execute(...); });      // commits, or rolls back what throws
#pragma once

#include "core/engine/connection.h"
#include "core/engine/inspector.h"
#include "core/engine/url.h"

namespace relata {

struct EngineOptions
{
    bool readOnly = false; // connections that cannot write and take no write lock
    std::optional<PoolOptions> pool = {}; // nothing: Queue, or SingletonThread for SQLite in memory
    ConnectionOptions connection = {}; // of those that checkout() gives
    std::size_t eventLogCapacity = 0; // events that log() keeps; 0 = no log
};

class Engine
{
public:
    // Errors (Argument, NotSupported): an unknown dialect, a URL that its dialect does not take. Does not
    // connect. Dialects and drivers are those that were registered (registry.h; builtin/ registers all).
    static Result<Engine> create(const Url& url, const EngineOptions& options = {});
    static Result<Engine> create(std::string_view url, const EngineOptions& options = {});
    // With a driver of one's own, for tests.
    static Engine withDriver(std::shared_ptr<const Dialect> dialect, std::shared_ptr<const Driver> driver,
        const ConnectArguments& arguments, const EngineOptions& options = {});

    const Url& url() const { return m_url; }
    const Dialect& dialect() const { return *m_dialect; }
    std::shared_ptr<const Dialect> dialectPtr() const { return m_dialect; }
    // A new connection of its own, initialised by the dialect, whose statements commit by themselves. Blocks;
    // throws OperationalError, or CancelledError within a second of a stop.
    std::unique_ptr<Connection> connect(std::stop_token stop = {}) const;
    // A connection of the pool, which gets it back, rolled back, when the object goes; its first statement
    // begins a transaction. Blocks; throws as connect() does, and OperationalError when all are in use.
    std::unique_ptr<Connection> checkout(std::stop_token stop = {}) const;
    // Runs `work` in a transaction on a connection of the pool: committed at its end, rolled back if it
    // throws.
    void begin(const std::function<void(Connection&)>& work, std::stop_token stop = {}) const;
    // Closes the connections that are idle in the pool; those that are lent are closed when they come back.
    void dispose() const;
    PoolStatus poolStatus() const;

    // What happens on its connections; those of connect() have no checkout.
    EventHub& events() const { return *m_shared->events; }
    const EventLog& log() const { return *m_shared->log; }

private:
    struct Shared
    {
        std::shared_ptr<EventHub> events = std::make_shared<EventHub>();
        std::shared_ptr<EventLog> log;
        std::shared_ptr<Pool> pool;
    };
    Engine() = default;
    void makePool();

    Url m_url;
    EngineOptions m_options;
    std::shared_ptr<const Dialect> m_dialect;
    std::shared_ptr<const Driver> m_driver;
    ConnectArguments m_arguments;
    std::shared_ptr<Shared> m_shared;
};

// Connects, reflects, closes.
MetaData reflect(const Engine& engine, const ReflectOptions& options = {});

} // namespace relata
