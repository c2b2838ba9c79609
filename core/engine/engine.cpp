#include "core/engine/engine.h"

#include "core/engine/create_all.h"
#include "core/engine/registry.h"

namespace relata {
namespace {

std::unique_ptr<DriverConnection> connectInitialised(const std::shared_ptr<const Dialect>& dialect,
    const Driver& driver, const ConnectArguments& arguments, std::stop_token stop)
{
    Connection connection(dialect, driver.connect(arguments, std::move(stop)));
    dialect->initialise(connection);
    return connection.releaseDriver();
}

bool ping(const Dialect& dialect, DriverConnection& driver)
{
    try {
        std::unique_ptr<DriverCursor> cursor = driver.execute(dialect.pingStatement(), {}, {});
        while (cursor->fetch(16)) { }
        return driver.isUsable();
    } catch (const DatabaseError&) {
        return false;
    }
}

// What a borrower leaves behind: an open transaction, another isolation level.
void reset(const Dialect& dialect, PooledConnection& connection)
{
    DriverConnection& driver = *connection.driver;
    if (driver.inTransaction())
        driver.executeScript(dialect.rollbackStatement(), {});
    if (connection.isolationChanged)
        driver.executeScript(dialect.isolationStatement(IsolationLevel::Default), {});
    if (connection.readOnlyChanged)
        driver.executeScript(dialect.readOnlyStatement(false), {});
    connection.isolationChanged = false;
    connection.readOnlyChanged = false;
}

} // namespace

Result<Engine> Engine::create(const Url& url, const EngineOptions& options)
{
    Engine engine;
    engine.m_url = url;
    engine.m_options = options;
    engine.m_dialect = findDialect(url.dialect);
    if (!engine.m_dialect) {
        std::string known;
        for (const auto& dialect : allDialects())
            known += (known.empty() ? "" : ", ") + dialect->traits().name;
        return fail(ErrorKind::Argument, "“" + url.dialect + "” is not a database system that Relata knows.",
            "It knows " + known + ".");
    }
    Result<ConnectArguments> arguments = engine.m_dialect->connectArguments(url);
    if (!arguments)
        return fail(arguments.error());
    engine.m_arguments = *arguments;
    engine.m_arguments.readOnly = options.readOnly;
    engine.m_driver = findDriver(engine.m_dialect->driverName());
    if (!engine.m_driver)
        return fail(ErrorKind::NotSupported,
            "This build of Relata has no driver for " + engine.m_dialect->traits().displayName + ".");
    engine.makePool();
    return engine;
}

Result<Engine> Engine::create(std::string_view url, const EngineOptions& options)
{
    Result<Url> parsed = Url::parse(url);
    if (!parsed)
        return fail(parsed.error());
    return create(*parsed, options);
}

Engine Engine::withDriver(std::shared_ptr<const Dialect> dialect, std::shared_ptr<const Driver> driver,
    const ConnectArguments& arguments, const EngineOptions& options)
{
    Engine engine;
    engine.m_options = options;
    engine.m_url.dialect = dialect->traits().name;
    engine.m_dialect = std::move(dialect);
    engine.m_driver = std::move(driver);
    engine.m_arguments = arguments;
    engine.m_arguments.readOnly = options.readOnly;
    engine.makePool();
    return engine;
}

void Engine::makePool()
{
    m_shared = std::make_shared<Shared>();
    m_shared->log = std::make_shared<EventLog>(m_options.eventLogCapacity);
    if (m_options.eventLogCapacity > 0)
        m_shared->events->listen([log = m_shared->log](const EngineEvent& event) { log->add(event); });
    PoolOptions options = m_options.pool.value_or(PoolOptions());
    if (!m_options.pool && m_dialect->isPrivateDatabase(m_arguments))
        options.kind = PoolKind::SingletonThread;
    Pool::Hooks hooks;
    hooks.connect = [dialect = m_dialect, driver = m_driver, arguments = m_arguments](std::stop_token stop) {
        return connectInitialised(dialect, *driver, arguments, std::move(stop));
    };
    hooks.ping = [dialect = m_dialect](DriverConnection& driver) { return ping(*dialect, driver); };
    hooks.reset = [dialect = m_dialect](
                      PooledConnection& connection) { relata::reset(*dialect, connection); };
    hooks.events = m_shared->events;
    hooks.threadAffine = m_driver->threadAffine();
    m_shared->pool = std::make_shared<Pool>(options, std::move(hooks));
}

std::unique_ptr<Connection> Engine::connect(std::stop_token stop) const
{
    return std::make_unique<Connection>(
        m_dialect, connectInitialised(m_dialect, *m_driver, m_arguments, std::move(stop)), m_shared->events);
}

std::unique_ptr<Connection> Engine::checkout(std::stop_token stop) const
{
    auto connection = std::make_unique<Connection>(m_dialect, m_shared->pool, m_shared->pool->checkout(stop),
        m_shared->events, TransactionStart::Automatic);
    connection->setOptions(m_options.connection);
    return connection;
}

void Engine::begin(const std::function<void(Connection&)>& work, std::stop_token stop) const
{
    std::unique_ptr<Connection> connection = checkout(std::move(stop));
    work(*connection);
    connection->commit();
}

void Engine::dispose() const
{
    m_shared->pool->dispose();
}

PoolStatus Engine::poolStatus() const
{
    return m_shared->pool->status();
}

MetaData reflect(const Engine& engine, const ReflectOptions& options)
{
    std::unique_ptr<Connection> connection = engine.connect(options.stop);
    return reflect(*connection, options);
}

} // namespace relata
