#include "tests/ui/connections/fake_database.h"

#include "core/engine/connection.h"
#include "core/engine/inspector.h"
#include "core/engine/registry.h"
#include "core/sql/ddl_compiler.h"

namespace relata::test {
namespace {

[[noreturn]] void refuse(ErrorKind kind, const std::string& message, const std::string& sqlState = {})
{
    Error error;
    error.kind = kind;
    error.message = message;
    error.sqlState = sqlState;
    error.connectionUsable = kind == ErrorKind::Cancelled;
    raise(std::move(error));
}

void waitForStop(const std::stop_token& stop, const std::atomic<bool>& stalled)
{
    while (stalled) {
        if (stop.stop_requested())
            refuse(ErrorKind::Cancelled, "Stopped.");
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

class FakeCursor final : public DriverCursor
{
public:
    const std::vector<ResultColumn>& columns() const override { return m_columns; }
    RowChunkPtr fetch(std::size_t, std::size_t) override { return nullptr; }
    std::int64_t rowCount() const override { return 0; }

private:
    std::vector<ResultColumn> m_columns;
};

class FakeDriverConnection final : public DriverConnection
{
public:
    FakeDriverConnection() { ++FakeServer::instance().openConnections; }
    ~FakeDriverConnection() override
    {
        FakeServer::instance().closedBy = std::this_thread::get_id();
        --FakeServer::instance().openConnections;
    }
    std::unique_ptr<DriverCursor> execute(
        const std::string&, std::span<const Value>, const ExecutionOptions&) override
    {
        executeScript({}, {});
        return std::make_unique<FakeCursor>();
    }
    void executeScript(const std::string&, const ExecutionOptions&) override
    {
        if (FakeServer::instance().gone) {
            m_usable = false;
            refuse(ErrorKind::Operational, "The server closed the connection.", "57P01");
        }
    }
    void interrupt() noexcept override { }
    bool isUsable() const override { return m_usable; }
    bool inTransaction() const override { return false; }
    std::string serverVersion() const override { return "4.2"; }

private:
    bool m_usable = true;
};

class FakeDriver final : public Driver
{
public:
    std::string name() const override { return "fakedriver"; }
    std::unique_ptr<DriverConnection> connect(
        const ConnectArguments& arguments, std::stop_token stop) const override
    {
        FakeServer& server = FakeServer::instance();
        ++server.connects;
        waitForStop(stop, server.stallConnect);
        if (server.connectError)
            raise(*server.connectError);
        std::optional<std::string> given;
        for (const auto& [key, value] : arguments.parameters) {
            if (key == "password")
                given = value;
        }
        if (!server.password.empty() && !given)
            refuse(ErrorKind::Operational, "fe_sendauth: no password supplied");
        if (!server.password.empty() && *given != server.password)
            refuse(ErrorKind::Operational, "The password was refused.", "28P01");
        return std::make_unique<FakeDriverConnection>();
    }
};

class FakeInspector final : public Inspector
{
public:
    explicit FakeInspector(Connection& connection) : m_connection(connection) { }
    std::vector<std::string> schemaNames() override { return {}; }
    std::string defaultSchemaName() override { return "main"; }
    MetaData reflect(const ReflectOptions& options) override
    {
        FakeServer& server = FakeServer::instance();
        ++server.reflections;
        waitForStop(options.stop, server.stallReflect);
        m_connection.execute("");
        return server.metaData();
    }

private:
    Connection& m_connection;
};

class FakeTypes final : public TypeCompiler
{
public:
    using TypeCompiler::TypeCompiler;

protected:
    std::string compileGeneric(const SqlType& type) const override { return toString(type.kind); }
};

class FakeDialect final : public Dialect
{
public:
    FakeDialect() : m_traits(makeTraits()), m_types(m_traits), m_ddl(m_traits, m_types) { }
    const DialectTraits& traits() const override { return m_traits; }
    const TypeCompiler& typeCompiler() const override { return m_types; }
    const DdlCompiler& ddlCompiler() const override { return m_ddl; }
    ConnectionForm connectionForm() const override
    {
        ConnectionForm form;
        form.defaultPort = 4242;
        form.supported = true;
        return form;
    }
    std::string driverName() const override { return "fakedriver"; }
    Result<ConnectArguments> connectArguments(const Url& url) const override
    {
        ConnectArguments arguments;
        if (url.password)
            arguments.parameters.emplace_back("password", *url.password);
        return arguments;
    }
    std::unique_ptr<Inspector> inspector(Connection& connection) const override
    {
        return std::make_unique<FakeInspector>(connection);
    }

private:
    static DialectTraits makeTraits()
    {
        DialectTraits traits;
        traits.name = "fake";
        traits.displayName = "Fake";
        traits.family = "fake";
        traits.defaultSchema = "main";
        traits.supportsSchemas = true;
        traits.supportsChecks = true;
        traits.supportsCommentOn = true;
        return traits;
    }
    DialectTraits m_traits;
    FakeTypes m_types;
    DdlCompiler m_ddl;
};

} // namespace

FakeServer& FakeServer::instance()
{
    static FakeServer server;
    return server;
}

void FakeServer::registerDialect()
{
    registerDriver(std::make_shared<FakeDriver>());
    relata::registerDialect(std::make_shared<FakeDialect>());
}

void FakeServer::reset()
{
    password.clear();
    connectError.reset();
    stallConnect = false;
    stallReflect = false;
    gone = false;
    connects = 0;
    reflections = 0;
    setMetaData({});
}

void FakeServer::setMetaData(MetaData metadata)
{
    const std::lock_guard lock(m_mutex);
    m_metadata = std::move(metadata);
    m_metadata.dialect = "fake";
    m_metadata.defaultSchema = "main";
}

MetaData FakeServer::metaData()
{
    const std::lock_guard lock(m_mutex);
    return m_metadata;
}

} // namespace relata::test
