#include "core/dialects/sqlite/sqlite_dialect.h"

#include "core/dialects/sqlite/sqlite_ddl_compiler.h"
#include "core/dialects/sqlite/sqlite_inspector.h"
#include "core/dialects/sqlite/sqlite_traits.h"
#include "core/dialects/sqlite/sqlite_types.h"
#include "core/dialects/sqlite/statement_compiler.h"
#include "core/engine/connection.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace relata::sqlite {

struct SqliteDialect::Parts
{
    DialectTraits traits = makeTraits();
    SqliteTypeCompiler types{traits};
    SqliteDdlCompiler ddl{traits, types};
};

SqliteDialect::SqliteDialect() : m_parts(std::make_unique<const Parts>())
{ }

SqliteDialect::~SqliteDialect() = default;

const DialectTraits& SqliteDialect::traits() const
{
    return m_parts->traits;
}

const TypeCompiler& SqliteDialect::typeCompiler() const
{
    return m_parts->types;
}

const DdlCompiler& SqliteDialect::ddlCompiler() const
{
    return m_parts->ddl;
}

std::string SqliteDialect::rowIdentity(const Table& table) const
{
    bool hasRowid = (table.kind == TableKind::Base || table.kind == TableKind::Shadow)
        && !table.options.flag("sqlite.without_rowid");
    if (!hasRowid)
        return {};
    for (const char* name : {"rowid", "_rowid_", "oid"}) {
        bool taken = std::any_of(table.columns.begin(), table.columns.end(),
            [&](const Column& column) { return equalsIgnoreCase(column.name, name); });
        if (!taken)
            return name;
    }
    return {};
}

std::unique_ptr<StatementCompiler> SqliteDialect::statementCompiler(
    const StructureKey& key, const CompileOptions& options) const
{
    return std::make_unique<SqliteStatementCompiler>(*this, key, options);
}

ConnectionForm SqliteDialect::connectionForm() const
{
    ConnectionForm form;
    form.isFile = true;
    form.databaseLabel = "File";
    form.supported = true;
    return form;
}

Result<ConnectArguments> SqliteDialect::connectArguments(const Url& url) const
{
    if (!url.host.empty() || !url.username.empty() || url.password || url.port)
        return fail(ErrorKind::Argument, "A SQLite URL has no host, user or password.",
            "Write sqlite:///relative.db or sqlite:////absolute/path.db, with three or four slashes.");
    if (url.database.find('\0') != std::string::npos)
        return fail(ErrorKind::Argument, "The path of the SQLite file contains a NUL character.");
    ConnectArguments arguments;
    auto set = [&](const char* key, std::string value) {
        arguments.parameters.emplace_back(key, std::move(value));
    };
    set("filename", url.database.empty() ? ":memory:" : url.database);
    for (const auto& [key, value] : url.query) {
        if (key == "uri" || key == "trusted_schema") {
            std::string lower = toLowerAscii(value);
            bool on = lower == "true" || lower == "1" || lower == "yes" || lower == "on" || lower == "t"
                || lower == "y";
            set(key.c_str(), on ? "true" : "false");
        } else if (key == "timeout") {
            double seconds = -1;
            auto [end, code] = std::from_chars(value.data(), value.data() + value.size(), seconds);
            if (code != std::errc() || end != value.data() + value.size()
                || !(seconds >= 0 && seconds <= 86400))
                return fail(ErrorKind::Argument,
                    fmt::format("The timeout “{}” is not a number of seconds from 0 to 86400.", value));
            set("timeout_ms", std::to_string(std::llround(seconds * 1000)));
        } else if (key == "mode" || key == "vfs" || key == "cache" || key == "immutable" || key == "nolock"
            || key == "psow") {
            set(key.c_str(), value);
        } else if (key != "isolation_level" && key != "detect_types" && key != "check_same_thread"
            && key != "cached_statements" && key != "native_datetime") {
            return fail(ErrorKind::Argument, fmt::format("A SQLite URL has no parameter “{}”.", key),
                "It takes mode, timeout, uri, vfs, cache, immutable, nolock, psow and trusted_schema.");
        }
    }
    return arguments;
}

void SqliteDialect::initialise(Connection& connection) const
{
    // The first look into the file: here SQLite tells if it is no database at all.
    connection.execute("PRAGMA schema_version").scalar();
    connection.execute("PRAGMA foreign_keys = ON");
    // sqlite.org/security.html, for files of unknown origin.
    connection.execute("PRAGMA cell_size_check = ON");
}

// Transactions are serializable; with a shared cache, uncommitted rows can be read (pragma.html).
std::string SqliteDialect::isolationStatement(IsolationLevel level) const
{
    switch (level) {
    case IsolationLevel::Default:
    case IsolationLevel::Serializable:
        return "PRAGMA read_uncommitted = OFF";
    case IsolationLevel::ReadUncommitted:
        return "PRAGMA read_uncommitted = ON";
    default:
        refuseIsolation(traits(), level);
    }
}

std::string SqliteDialect::readOnlyStatement(bool readOnly) const
{
    return readOnly ? "PRAGMA query_only = ON" : "PRAGMA query_only = OFF";
}

bool SqliteDialect::isPrivateDatabase(const ConnectArguments& arguments) const
{
    for (const auto& [key, value] : arguments.parameters) {
        if ((key == "filename" && (value.empty() || value == ":memory:"))
            || (key == "mode" && value == "memory"))
            return true;
    }
    return false;
}

std::unique_ptr<Inspector> SqliteDialect::inspector(Connection& connection) const
{
    return std::make_unique<SqliteInspector>(connection);
}

} // namespace relata::sqlite
