// What must hold of every CREATE statement that the parser takes: our DDL for it is taken too and means the
// same. Shared by the tests and the fuzz target.
#pragma once

#include "core/dialects/sqlite/sqlite_dialect.h"
#include "core/parse/sqlite_schema_parser.h"
#include "core/sql/ddl_compiler.h"

#include <string>

namespace relata::test {

// "" if it holds, else what went wrong. Errors of the first parse are no failure.
inline std::string brokenProperty(std::string_view sql)
{
    static const sqlite::SqliteDialect dialect;
    const DdlCompiler& compiler = dialect.ddlCompiler();
    if (Result<Table> table = parseSqliteTable(sql)) {
        table->options.remove("sqlite.strict"); // would change what types are written
        std::string ddl = compiler.createTable(*table, {}, {}).front();
        Result<Table> again = parseSqliteTable(ddl);
        if (!again)
            return again.error().message + "\n" + ddl;
        if (!(*again == *table))
            return "another table:\n" + ddl + "\n" + compiler.createTable(*again, {}, {}).front();
    } else if (table.error().position < 0 || std::size_t(table.error().position) > sql.size()) {
        return "an error without a place";
    }
    if (Result<ParsedSqliteIndex> index = parseSqliteIndex(sql)) {
        Table host;
        host.name = index->table;
        std::string ddl = compiler.createIndex(host, index->index, {}).front();
        Result<ParsedSqliteIndex> again = parseSqliteIndex(ddl);
        if (!again)
            return again.error().message + "\n" + ddl;
        // NULLS FIRST is read but not written: SQLite refuses it in an index.
        for (IndexElement& element : index->index.elements)
            element.nullsFirst.reset();
        if (!(again->index == index->index) || again->table != index->table)
            return "another index:\n" + ddl;
    }
    if (Result<View> view = parseSqliteView(sql)) {
        std::string ddl = compiler.createView(*view, {}).front();
        Result<View> again = parseSqliteView(ddl);
        if (!again)
            return again.error().message + "\n" + ddl;
        if (!(*again == *view))
            return "another view:\n" + ddl;
    }
    if (Result<ParsedSqliteTrigger> trigger = parseSqliteTrigger(sql)) {
        Result<ParsedSqliteTrigger> again = parseSqliteTrigger(trigger->trigger.definition.text);
        if (!again || !(again->trigger == trigger->trigger))
            return "another trigger:\n" + trigger->trigger.definition.text;
    }
    return {};
}

} // namespace relata::test
