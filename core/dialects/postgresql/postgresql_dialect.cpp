#include "core/dialects/postgresql/postgresql_dialect.h"

#include "core/dialects/postgresql/postgresql_ddl_compiler.h"
#include "core/dialects/postgresql/postgresql_inspector.h"
#include "core/dialects/postgresql/postgresql_traits.h"
#include "core/dialects/postgresql/postgresql_type_compiler.h"
#include "core/dialects/postgresql/statement_compiler.h"
#include "core/engine/connection.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace relata::postgresql {
namespace {

// Keywords of libpq that a URL may set. Left out on purpose: dbname, user and password, which stand in the
// URL itself; replication, which changes the protocol; client_encoding, which is always UTF8.
constexpr std::string_view allowedKeys[] = {"application_name", "channel_binding", "connect_timeout",
    "fallback_application_name", "gssdelegation", "gssencmode", "gsslib", "hostaddr", "keepalives",
    "keepalives_count", "keepalives_idle", "keepalives_interval", "krbsrvname", "load_balance_hosts",
    "max_protocol_version", "min_protocol_version", "options", "passfile", "require_auth", "requirepeer",
    "service", "servicefile", "ssl_max_protocol_version", "ssl_min_protocol_version", "sslcert",
    "sslcertmode", "sslcompression", "sslcrl", "sslcrldir", "sslkey", "sslmode", "sslnegotiation",
    "sslpassword", "sslrootcert", "sslsni", "target_session_attrs", "tcp_user_timeout"};

} // namespace

PostgresqlDialect::PostgresqlDialect()
    : m_types(std::make_unique<PostgresqlTypeCompiler>(postgresql::traits()))
    , m_ddl(std::make_unique<PostgresqlDdlCompiler>(postgresql::traits(), *m_types))
{ }

PostgresqlDialect::~PostgresqlDialect() = default;

const DialectTraits& PostgresqlDialect::traits() const
{
    return postgresql::traits();
}

std::unique_ptr<StatementCompiler> PostgresqlDialect::statementCompiler(
    const StructureKey& key, const CompileOptions& options) const
{
    return std::make_unique<PostgresqlStatementCompiler>(*this, key, options);
}

std::string PostgresqlDialect::parameterCast(
    const Value& value, const SqlType* own, const SqlType* context, bool inferred) const
{
    return postgresql::parameterCast(value, own, context, inferred, *m_types);
}

ConnectionForm PostgresqlDialect::connectionForm() const
{
    ConnectionForm form;
    form.defaultPort = 5432;
    form.supported = true;
    form.tlsModeParameter = "sslmode";
    return form;
}

Result<ConnectArguments> PostgresqlDialect::connectArguments(const Url& url) const
{
    ConnectArguments arguments;
    auto set = [&](const char* key, const std::string& value) {
        if (!value.empty())
            arguments.parameters.emplace_back(key, value);
    };
    std::vector<std::string> hosts;
    std::vector<std::string> ports;
    if (!url.host.empty())
        hosts.push_back(url.host);
    if (url.port)
        ports.push_back(std::to_string(*url.port));
    for (const auto& [key, value] : url.query) {
        if (value.find('\0') != std::string::npos)
            return fail(ErrorKind::Argument, "The value of “" + key + "” in the URL contains a NUL byte.");
        if (key == "host") {
            // SQLAlchemy's several hosts: host=a:5432&host=b:5433; a folder of sockets begins with a slash.
            std::size_t colon = value.rfind(':');
            bool hasPort = colon != std::string::npos && value.find(':') == colon && value.front() != '/';
            hosts.push_back(value.substr(0, hasPort ? colon : std::string::npos));
            if (hasPort)
                ports.push_back(value.substr(colon + 1));
        } else if (key == "port") {
            ports.push_back(value);
        } else if (std::find(std::begin(allowedKeys), std::end(allowedKeys), key) != std::end(allowedKeys)) {
            set(key.c_str(), value);
        } else {
            return fail(ErrorKind::Argument, "“" + key + "” is not an option of a PostgreSQL connection.",
                "The URL's query takes libpq's keywords, such as sslmode, connect_timeout, application_name "
                "and options. User, password and database stand in the URL itself: "
                "postgresql://user:password@host:5432/database");
        }
    }
    for (const std::string* field : {&url.host, &url.username, &url.database}) {
        if (field->find('\0') != std::string::npos)
            return fail(ErrorKind::Argument, "The URL contains a NUL byte.");
    }
    if (url.password && url.password->find('\0') != std::string::npos)
        return fail(ErrorKind::Argument, "The URL's password contains a NUL byte.");
    set("host", join(hosts, ","));
    set("port", join(ports, ","));
    set("user", url.username);
    if (url.password)
        set("password", *url.password);
    set("dbname", url.database);
    return arguments;
}

// What our statements and the reading of values rely on, whatever the server, the database or the role set.
void PostgresqlDialect::initialise(Connection& connection) const
{
    bool shortestFloats = connection.serverVersion().substr(0, 3) != "11.";
    connection.executeScript(std::string("SET DateStyle = 'ISO, YMD';"
                                         "SET IntervalStyle = 'postgres';"
                                         "SET bytea_output = 'hex';"
                                         "SET standard_conforming_strings = on;"
                                         "SET quote_all_identifiers = off;"
                                         "SET extra_float_digits = ")
        + (shortestFloats ? "1" : "3"));
}

CellPrefix PostgresqlDialect::cellPrefix(const Column& column, std::size_t length) const
{
    const SqlType* type = &column.type;
    while (type->kind == TypeKind::Domain && type->element)
        type = type->element.get();
    std::string name = identifiers().quote(column.name);
    switch (type->kind) {
    case TypeKind::String:
        if (type->length && *type->length >= 0 && static_cast<std::size_t>(*type->length) <= length)
            return {};
        [[fallthrough]];
    case TypeKind::Text:
        return {fmt::format("left({}, {})", name, length), fmt::format("octet_length({})", name)};
    case TypeKind::LargeBinary:
        return {
            fmt::format("substring({} FROM 1 FOR {})", name, length), fmt::format("octet_length({})", name)};
    case TypeKind::Json:
    case TypeKind::Xml:
    case TypeKind::Array:
    case TypeKind::Bit:
    case TypeKind::Geometry:
    case TypeKind::Range:
    case TypeKind::TextSearch:
    case TypeKind::Composite:
    case TypeKind::Unknown:
        // Their text is longer than what is stored, and only the text can be cut.
        return {fmt::format("left(CAST({} AS text), {})", name, length),
            fmt::format("octet_length(CAST({} AS text))", name)};
    default:
        return {};
    }
}

std::string PostgresqlDialect::isolationStatement(IsolationLevel level) const
{
    if (level == IsolationLevel::Default)
        return "RESET default_transaction_isolation";
    return std::string("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL ") + isolationWords(level);
}

std::string PostgresqlDialect::readOnlyStatement(bool readOnly) const
{
    return readOnly ? "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
                    : "RESET default_transaction_read_only";
}

// The transaction that wrote the row. Rows of foreign tables have none.
std::string PostgresqlDialect::rowVersion(const Table& table) const
{
    return table.kind == TableKind::Base || table.kind == TableKind::Partition ? "xmin" : "";
}

std::string PostgresqlDialect::tableOfIdQuery() const
{
    return "SELECT n.nspname, c.relname, a.attname, a.attnum FROM pg_catalog.pg_class c "
           "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
           "JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
           "WHERE c.oid = CAST($1 AS bigint) ORDER BY a.attnum";
}

std::string PostgresqlDialect::lockTimeoutStatement(std::chrono::seconds limit) const
{
    return "SET lock_timeout = '" + std::to_string(limit.count()) + "s'";
}

std::string PostgresqlDialect::serverCursorStatement(
    ServerCursorAction action, const std::string& name, std::string_view statement, std::size_t rows) const
{
    switch (action) {
    case ServerCursorAction::Declare:
        return "DECLARE " + name + " NO SCROLL CURSOR FOR " + std::string(statement);
    case ServerCursorAction::Fetch:
        return "FETCH FORWARD " + std::to_string(rows) + " FROM " + name;
    case ServerCursorAction::Close:
        return "CLOSE " + name;
    }
    return {};
}

std::string PostgresqlDialect::twoPhaseStatement(TwoPhase action, const std::string& id) const
{
    std::string literal = identifiers().literal(id);
    switch (action) {
    case TwoPhase::Prepare:
        return "PREPARE TRANSACTION " + literal;
    case TwoPhase::Commit:
        return "COMMIT PREPARED " + literal;
    case TwoPhase::Rollback:
        return "ROLLBACK PREPARED " + literal;
    case TwoPhase::Recover:
        return "SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = current_database() ORDER BY "
               "prepared";
    }
    return {};
}

std::string PostgresqlDialect::copyOutStatement(
    std::string_view query, const std::vector<Column>& columns, char separator) const
{
    // COPY writes t and f where everything else says true and false.
    const auto isBoolean = [](const Column& column) {
        const SqlType* type = &column.type;
        while (type->kind == TypeKind::Domain && type->element)
            type = type->element.get();
        return type->kind == TypeKind::Boolean;
    };
    std::string source(query);
    if (std::any_of(columns.begin(), columns.end(), isBoolean)) {
        std::string list;
        for (const Column& column : columns)
            list += (list.empty() ? "" : ", ") + identifiers().quote(column.name)
                + (isBoolean(column) ? "::text" : "");
        source = "SELECT " + list + " FROM (" + source + ") AS copied";
    }
    return "COPY (" + source + ") TO STDOUT WITH (FORMAT csv, DELIMITER "
        + identifiers().literal(std::string_view(&separator, 1)) + ")";
}

std::string PostgresqlDialect::copyInStatement(
    const std::string& schema, const std::string& table, const std::vector<std::string>& columns) const
{
    return "COPY " + identifiers().qualified(schema, table) + " (" + identifiers().quotedList(columns)
        + ") FROM STDIN WITH (FORMAT csv)";
}

// Class 08, and the administrator's and the crash's codes of class 57 (appendix A of the manual).
bool PostgresqlDialect::isDisconnect(const Error& error) const
{
    const std::string& state = error.sqlState;
    return !error.connectionUsable || state.compare(0, 2, "08") == 0 || state == "57P01" || state == "57P02"
        || state == "57P05";
}

std::unique_ptr<Inspector> PostgresqlDialect::inspector(Connection& connection) const
{
    return std::make_unique<PostgresqlInspector>(connection);
}

} // namespace relata::postgresql
