#include "core/drivers/libmariadb/libmariadb_connection.h"

#include "core/drivers/libmariadb/bulk_execution.h"
#include "core/drivers/libmariadb/prepared_cursor.h"
#include "core/drivers/libmariadb/text_cursor.h"

#include <fmt/format.h>

#include <errmsg.h>
#include <mysqld_error.h>

namespace relata::libmariadb {

LibmariadbConnection::LibmariadbConnection(MYSQL* connection, const ConnectArguments& arguments)
    : m_connection(connection)
    , m_stopper(arguments, mysql_thread_id(connection), static_cast<int>(mysql_get_socket(connection)))
{
    if (const std::string* statement = parameter(arguments, "statement.nothing"))
        m_nothing = *statement;
    if (const std::string* statement = parameter(arguments, "statement.warnings"))
        m_warnings = *statement;
}

LibmariadbConnection::~LibmariadbConnection()
{
    m_stopper.statementEnds();
    m_statements.clear();
    mysql_close(m_connection);
}

void LibmariadbConnection::begin(const ExecutionOptions& options)
{
    if (!m_usable) {
        Error error;
        error.kind = ErrorKind::Operational;
        error.message = "The connection to the server was lost.";
        error.hint = "Connect again.";
        error.connectionUsable = false;
        raise(std::move(error));
    }
    m_stopper.statementBegins();
    if (options.stop.stop_requested()) {
        m_stopper.statementEnds();
        raise(cancelled({}, true));
    }
    // A kill that arrived after its statement had ended would hit the next one: let it hit nothing.
    if (m_stopper.takeStrayKill() && !m_nothing.empty()
        && mysql_real_query(m_connection, m_nothing.data(), m_nothing.size()) != 0
        && failureOf(m_connection).code >= 2000)
        m_usable = false;
}

void LibmariadbConnection::end()
{
    m_stopper.statementEnds();
}

void LibmariadbConnection::fail(const Failure& failure, std::string_view statement)
{
    bool asked = m_stopper.stopAsked();
    m_stopper.statementEnds();
    Error error = statementError(failure, statement, asked);
    // KILL CONNECTION by somebody else may be told as an interrupted statement.
    if (!asked && failure.code == ER_QUERY_INTERRUPTED && mysql_ping(m_connection) != 0) {
        const Failure now = failureOf(m_connection);
        if (now.code == CR_SERVER_GONE_ERROR || now.code == CR_SERVER_LOST)
            error = statementError(now, statement, asked);
    }
    m_usable = m_usable && error.connectionUsable;
    raise(std::move(error));
}

std::unique_ptr<DriverCursor> LibmariadbConnection::execute(
    const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options)
{
    begin(options);
    if (parameters.empty() && !options.interleaved)
        return std::make_unique<TextCursor>(*this, sql, options);
    return std::make_unique<PreparedCursor>(*this, sql, parameters, options);
}

ManyResult LibmariadbConnection::executeMany(
    const std::string& sql, std::span<const std::vector<Value>> rows, const ExecutionOptions& options)
{
    // An array tells the sum of its rows alone, and none of what they return.
    if (rows.size() > 1 && insertsOnly(sql) && supportsBulk(m_connection)) {
        begin(options);
        if (std::optional<ManyResult> result = executeBulk(*this, sql, rows, options))
            return std::move(*result);
    }
    return DriverConnection::executeMany(sql, rows, options);
}

MYSQL_STMT* LibmariadbConnection::takeStatement(const std::string& sql, std::size_t parameters)
{
    MYSQL_STMT* kept = m_statements.take(StatementCache::keyOf(m_connection, sql));
    if (kept && mysql_stmt_param_count(kept) == parameters)
        return kept;
    if (kept)
        mysql_stmt_close(kept);
    return takeNewStatement(sql, parameters);
}

MYSQL_STMT* LibmariadbConnection::takeNewStatement(const std::string& sql, std::size_t parameters)
{
    MYSQL_STMT* statement = mysql_stmt_init(m_connection);
    if (mysql_stmt_prepare(statement, sql.data(), sql.size()) != 0) {
        Failure failure = failureOf(statement);
        mysql_stmt_close(statement);
        fail(failure, sql);
    }
    if (mysql_stmt_param_count(statement) != parameters) {
        Error error;
        error.kind = ErrorKind::Programming;
        error.message = fmt::format("The statement has {} parameters, but {} values were given.",
            mysql_stmt_param_count(statement), parameters);
        error.statement = sql;
        mysql_stmt_close(statement);
        end();
        raise(std::move(error));
    }
    return statement;
}

void LibmariadbConnection::keepStatement(const std::string& sql, MYSQL_STMT* statement)
{
    m_statements.keep(StatementCache::keyOf(m_connection, sql), statement);
}

void LibmariadbConnection::executeScript(const std::string& script, const ExecutionOptions& options)
{
    begin(options);
    std::stop_callback stop(options.stop, [this] { interrupt(); });
    mysql_set_server_option(m_connection, MYSQL_OPTION_MULTI_STATEMENTS_ON);
    int code = mysql_real_query(m_connection, script.data(), script.size());
    while (code == 0) {
        if (MYSQL_RES* result = mysql_use_result(m_connection)) {
            while (mysql_fetch_row(result)) { }
            mysql_free_result(result);
        }
        if (mysql_errno(m_connection) != 0)
            break;
        code = mysql_next_result(m_connection); // -1: no more
    }
    Failure failure = failureOf(m_connection);
    if (failure.code < 2000)
        mysql_set_server_option(m_connection, MYSQL_OPTION_MULTI_STATEMENTS_OFF);
    if (failure.code != 0)
        fail(failure, script);
    m_stopper.statementEnds();
}

bool LibmariadbConnection::setSwitch(std::string_view name, bool on)
{
    if (name != "multi_statements" || !m_usable)
        return false;
    bool done = mysql_set_server_option(
                    m_connection, on ? MYSQL_OPTION_MULTI_STATEMENTS_ON : MYSQL_OPTION_MULTI_STATEMENTS_OFF)
        == 0;
    m_multiStatements = on && done;
    return done;
}

bool LibmariadbConnection::inTransaction() const
{
    unsigned int status = 0;
    mariadb_get_infov(m_connection, MARIADB_CONNECTION_SERVER_STATUS, &status);
    return (status & SERVER_STATUS_IN_TRANS) != 0;
}

std::string LibmariadbConnection::serverVersion() const
{
    std::string text = mysql_get_server_info(m_connection);
    // MariaDB before 11 pretends to be "5.5.5-10.11.6-MariaDB-..." to old clients.
    if (text.starts_with("5.5.5-"))
        text = text.substr(6);
    return text;
}

std::vector<std::string> LibmariadbConnection::warnings()
{
    std::vector<std::string> texts;
    if (m_warnings.empty() || mysql_warning_count(m_connection) == 0
        || mysql_real_query(m_connection, m_warnings.data(), m_warnings.size()) != 0)
        return texts;
    if (MYSQL_RES* result = mysql_store_result(m_connection)) {
        while (MYSQL_ROW row = mysql_fetch_row(result))
            texts.push_back(fmt::format("{}: {}", row[0] ? row[0] : "", row[2] ? row[2] : ""));
        mysql_free_result(result);
    }
    return texts;
}

ValueTag tagOf(const MYSQL_FIELD& field)
{
    constexpr unsigned int binaryCharset = 63;
    switch (field.type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR:
        return ValueTag::Integer;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE:
        return ValueTag::Number;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
    case MYSQL_TYPE_TIME:
    case MYSQL_TYPE_TIME2:
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_DATETIME2:
    case MYSQL_TYPE_TIMESTAMP:
    case MYSQL_TYPE_TIMESTAMP2:
        return ValueTag::Temporal;
    case MYSQL_TYPE_NULL:
        return ValueTag::Null;
    case MYSQL_TYPE_BIT:
    case MYSQL_TYPE_GEOMETRY:
        return ValueTag::Binary;
    case MYSQL_TYPE_JSON:
        return ValueTag::Other;
    default:
        return field.charsetnr == binaryCharset ? ValueTag::Binary : ValueTag::Text;
    }
}

namespace {

std::string typeNameOf(const MYSQL_FIELD& field)
{
    bool binary = tagOf(field) == ValueTag::Binary;
    std::string name;
    switch (field.type) {
    case MYSQL_TYPE_TINY:
        name = "tinyint";
        break;
    case MYSQL_TYPE_SHORT:
        name = "smallint";
        break;
    case MYSQL_TYPE_INT24:
        name = "mediumint";
        break;
    case MYSQL_TYPE_LONG:
        name = "int";
        break;
    case MYSQL_TYPE_LONGLONG:
        name = "bigint";
        break;
    case MYSQL_TYPE_YEAR:
        name = "year";
        break;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
        name = "decimal";
        break;
    case MYSQL_TYPE_FLOAT:
        name = "float";
        break;
    case MYSQL_TYPE_DOUBLE:
        name = "double";
        break;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
        name = "date";
        break;
    case MYSQL_TYPE_TIME:
        name = "time";
        break;
    case MYSQL_TYPE_DATETIME:
        name = "datetime";
        break;
    case MYSQL_TYPE_TIMESTAMP:
        name = "timestamp";
        break;
    case MYSQL_TYPE_BIT:
        name = "bit";
        break;
    case MYSQL_TYPE_JSON:
        name = "json";
        break;
    case MYSQL_TYPE_GEOMETRY:
        name = "geometry";
        break;
    case MYSQL_TYPE_TINY_BLOB:
    case MYSQL_TYPE_MEDIUM_BLOB:
    case MYSQL_TYPE_LONG_BLOB:
    case MYSQL_TYPE_BLOB:
        name = binary ? "blob" : "text";
        break;
    case MYSQL_TYPE_STRING:
        name = (field.flags & ENUM_FLAG) ? "enum"
            : (field.flags & SET_FLAG)   ? "set"
            : binary                     ? "binary"
                                         : "char";
        break;
    default:
        name = binary ? "varbinary" : "varchar";
    }
    bool isNumber = tagOf(field) == ValueTag::Integer || tagOf(field) == ValueTag::Number;
    return isNumber && (field.flags & UNSIGNED_FLAG) ? name + " unsigned" : name;
}

} // namespace

std::vector<ResultColumn> columnsOf(MYSQL_RES* result)
{
    std::vector<ResultColumn> columns;
    unsigned int count = mysql_num_fields(result);
    const MYSQL_FIELD* fields = mysql_fetch_fields(result);
    for (unsigned int i = 0; i < count; ++i) {
        ResultColumn column;
        column.name = fields[i].name;
        column.typeName = typeNameOf(fields[i]);
        column.sourceTable = fields[i].org_table ? fields[i].org_table : "";
        column.sourceColumn = fields[i].org_name ? fields[i].org_name : "";
        if (!column.sourceTable.empty())
            column.sourceSchema = fields[i].db ? fields[i].db : "";
        columns.push_back(std::move(column));
    }
    return columns;
}

} // namespace relata::libmariadb
