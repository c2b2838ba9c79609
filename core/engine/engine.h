// Engine: a URL, its dialect and its driver; makes connections. Cheap to copy, usable from many threads.
#pragma once

#include "core/engine/connection.h"
#include "core/engine/inspector.h"
#include "core/engine/url.h"

namespace relata {

struct EngineOptions
{
    bool readOnly = false; // connections that cannot write and take no write lock
};

class Engine
{
public:
    // Errors (Argument, NotSupported): an unknown dialect, a URL that its dialect does not take. Does not
    // connect. Dialects and drivers are those that were registered (registry.h; builtin/ registers all).
    static Result<Engine> create(const Url& url, const EngineOptions& options = {});
    static Result<Engine> create(std::string_view url, const EngineOptions& options = {});

    const Url& url() const { return m_url; }
    const Dialect& dialect() const { return *m_dialect; }
    // A new connection, initialised by the dialect. Blocks; throws OperationalError, or CancelledError within
    // a second of a stop.
    std::unique_ptr<Connection> connect(std::stop_token stop = {}) const;

private:
    Engine() = default;
    Url m_url;
    std::shared_ptr<const Dialect> m_dialect;
    std::shared_ptr<const Driver> m_driver;
    ConnectArguments m_arguments;
};

// Connects, reflects, closes.
MetaData reflect(const Engine& engine, const ReflectOptions& options = {});

} // namespace relata
