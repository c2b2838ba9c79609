#include "core/drivers/libmariadb/bulk_execution.h"

#include "core/drivers/libmariadb/bound_values.h"
#include "core/util/strings.h"

#include <functional>
#include <mysqld_error.h>

namespace relata::libmariadb {
namespace {

// A batch is one packet, and no server takes less than a megabyte of it (max_allowed_packet).
constexpr std::size_t batchBytes = 512u << 10;
constexpr std::size_t batchRows = 5000;

// How many of the rows go into one batch: those whose columns have values of one kind each.
std::size_t batchSize(std::span<const std::vector<Value>> rows)
{
    std::vector<enum_field_types> types(rows.front().size(), MYSQL_TYPE_NULL);
    std::size_t bytes = 0;
    std::size_t count = 0;
    for (; count < rows.size() && count < batchRows && bytes < batchBytes; ++count) {
        const std::vector<Value>& row = rows[count];
        for (std::size_t i = 0; i < row.size(); ++i) {
            enum_field_types type = BoundValues::typeOf(row[i]);
            if (type != MYSQL_TYPE_NULL && types[i] != MYSQL_TYPE_NULL && types[i] != type)
                return count;
            types[i] = type == MYSQL_TYPE_NULL ? types[i] : type;
            bytes += 9 + row[i].bytes().size();
        }
        if (count > 0 && bytes > batchBytes)
            return count;
    }
    return count;
}

void setArraySize(MYSQL_STMT* statement, std::size_t rows)
{
    auto size = static_cast<unsigned int>(rows);
    mysql_stmt_attr_set(statement, STMT_ATTR_ARRAY_SIZE, &size);
}

} // namespace

bool insertsOnly(std::string_view sql)
{
    const std::string upper = toUpperAscii(sql);
    return upper.starts_with("INSERT ") && upper.find("RETURNING") == std::string::npos
        && upper.find("DUPLICATE") == std::string::npos && upper.find("IGNORE") == std::string::npos;
}

bool supportsBulk(MYSQL* connection)
{
    unsigned long capabilities = 0; // the upper half of them
    if (mariadb_get_infov(connection, MARIADB_CONNECTION_EXTENDED_SERVER_CAPABILITIES, &capabilities) != 0)
        return false;
    return (capabilities & (MARIADB_CLIENT_STMT_BULK_OPERATIONS >> 32)) != 0;
}

std::optional<ManyResult> executeBulk(LibmariadbConnection& connection, const std::string& sql,
    std::span<const std::vector<Value>> rows, const ExecutionOptions& options)
{
    std::stop_callback<std::function<void()>> stop(options.stop, [&connection] { connection.interrupt(); });
    MYSQL_STMT* statement = connection.takeStatement(sql, rows.front().size());
    if (mysql_stmt_field_count(statement) > 0 || rows.front().empty()) {
        connection.keepStatement(sql, statement);
        connection.end();
        return {};
    }
    ManyResult result;
    for (std::size_t start = 0; start < rows.size();) {
        std::span<const std::vector<Value>> rest = rows.subspan(start);
        std::span<const std::vector<Value>> batch = rest.first(batchSize(rest));
        bool isArray = batch.size() > 1;
        setArraySize(statement, isArray ? batch.size() : 0);
        BoundValues bound = isArray ? BoundValues(batch) : BoundValues(std::span<const Value>(batch.front()));
        if (mysql_stmt_bind_param(statement, bound.binds()) != 0 || mysql_stmt_execute(statement) != 0) {
            Failure failure = failureOf(statement);
            mysql_stmt_close(statement);
            if (failure.code == ER_UNSUPPORTED_PS && start == 0 && isArray) {
                connection.end();
                return {};
            }
            connection.fail(failure, sql);
        }
        result.total += static_cast<std::int64_t>(mysql_stmt_affected_rows(statement));
        start += batch.size();
        if (connection.stopAsked() && start < rows.size()) {
            mysql_stmt_close(statement);
            connection.fail({ER_QUERY_INTERRUPTED, "70100", "Query execution was interrupted"}, sql);
        }
    }
    if (result.total == static_cast<std::int64_t>(rows.size()))
        result.counts.assign(rows.size(), 1);
    setArraySize(statement, 0);
    connection.keepStatement(sql, statement);
    connection.end();
    return result;
}

} // namespace relata::libmariadb
