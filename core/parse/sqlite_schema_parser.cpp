#include "core/parse/sqlite_schema_parser.h"

#include "core/parse/sqlite_parser.h"

#include <unordered_set>

namespace relata {
namespace {

using sqlite_parser::Parser;
using sqlite_parser::SyntaxError;

template <typename T>
Result<T> parse(std::string_view sql, T (Parser::*production)())
{
    try {
        Parser parser(sql);
        return (parser.*production)();
    } catch (const SyntaxError& syntaxError) {
        Error error;
        error.kind = ErrorKind::Data;
        error.message = "This CREATE statement cannot be read: " + syntaxError.message + ".";
        error.statement = std::string(sql);
        error.position = static_cast<int>(syntaxError.position);
        return fail(std::move(error));
    }
}

} // namespace

bool isSqliteReserved(std::string_view word)
{
    static const std::unordered_set<std::string_view> words = {"ADD", "ALL", "ALTER", "AND", "AS",
        "AUTOINCREMENT", "BETWEEN", "CASE", "CHECK", "COLLATE", "COMMIT", "CONSTRAINT", "CREATE", "DEFAULT",
        "DEFERRABLE", "DELETE", "DISTINCT", "DROP", "ELSE", "ESCAPE", "EXCEPT", "EXISTS", "FOREIGN", "FROM",
        "GROUP", "HAVING", "IN", "INDEX", "INSERT", "INTERSECT", "INTO", "IS", "ISNULL", "JOIN", "LIMIT",
        "NOT", "NOTHING", "NOTNULL", "NULL", "ON", "OR", "ORDER", "PRIMARY", "REFERENCES", "RETURNING",
        "SELECT", "SET", "TABLE", "THEN", "TO", "TRANSACTION", "UNION", "UNIQUE", "UPDATE", "USING", "VALUES",
        "WHEN", "WHERE"};
    char upper[16];
    if (word.size() > sizeof upper)
        return false;
    std::transform(word.begin(), word.end(), upper,
        [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return words.contains(std::string_view(upper, word.size()));
}

Result<Table> parseSqliteTable(std::string_view sql)
{
    return parse(sql, &Parser::table);
}

Result<ParsedSqliteIndex> parseSqliteIndex(std::string_view sql)
{
    return parse(sql, &Parser::index);
}

Result<View> parseSqliteView(std::string_view sql)
{
    return parse(sql, &Parser::view);
}

Result<ParsedSqliteTrigger> parseSqliteTrigger(std::string_view sql)
{
    return parse(sql, &Parser::trigger);
}

} // namespace relata
