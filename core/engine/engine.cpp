#include "core/engine/engine.h"

#include "core/engine/registry.h"

namespace relata {

Result<Engine> Engine::create(const Url& url, const EngineOptions& options)
{
    Engine engine;
    engine.m_url = url;
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
    return engine;
}

Result<Engine> Engine::create(std::string_view url, const EngineOptions& options)
{
    Result<Url> parsed = Url::parse(url);
    if (!parsed)
        return fail(parsed.error());
    return create(*parsed, options);
}

std::unique_ptr<Connection> Engine::connect(std::stop_token stop) const
{
    auto connection =
        std::make_unique<Connection>(m_dialect, m_driver->connect(m_arguments, std::move(stop)));
    m_dialect->initialise(*connection);
    return connection;
}

MetaData reflect(const Engine& engine, const ReflectOptions& options)
{
    std::unique_ptr<Connection> connection = engine.connect(options.stop);
    return engine.dialect().inspector(*connection)->reflect(options);
}

} // namespace relata
