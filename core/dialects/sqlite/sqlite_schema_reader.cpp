#include "core/dialects/sqlite/sqlite_schema_reader.h"

#include "core/dialects/sqlite/sqlite_types.h"
#include "core/parse/tokenizer.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace relata::sqlite {
namespace {

bool isOwnName(std::string_view name)
{
    return startsWithIgnoreCase(name, "sqlite_");
}

std::string_view textOf(const ValueView& value)
{
    return value.isNull() ? std::string_view() : value.bytes;
}

// The tables that a virtual table keeps its content in, by its module (sqlite.org/fts3.html, fts5.html,
// rtree.html).
std::span<const std::string_view> shadowSuffixes(std::string_view module)
{
    static constexpr std::array<std::string_view, 5> fts3 = {
        "_content", "_segments", "_segdir", "_docsize", "_stat"};
    static constexpr std::array<std::string_view, 5> fts5 = {
        "_data", "_idx", "_content", "_docsize", "_config"};
    static constexpr std::array<std::string_view, 3> rtree = {"_node", "_rowid", "_parent"};
    std::string name = toLowerAscii(module);
    if (name == "fts3" || name == "fts4")
        return fts3;
    if (name == "fts5")
        return fts5;
    if (name == "rtree" || name == "rtree_i32" || name == "geopoly")
        return rtree;
    return {};
}

// Constraints take the columns' own spelling.
void settleNames(const Table& table, std::vector<std::string>& names)
{
    for (std::string& name : names) {
        if (table.findColumn(name))
            continue;
        for (const Column& column : table.columns) {
            if (equalsIgnoreCase(column.name, name))
                name = column.name;
        }
    }
}

// Brings several rows of a pragma, ordered by `group`, together.
std::string valueText(const Value& value)
{
    return value.isNull() ? std::string() : value.toText();
}

} // namespace

SchemaReader::SchemaReader(
    Connection& connection, std::string database, std::string schema, std::stop_token stop, MetaData& result)
    : m_connection(connection)
    , m_database(std::move(database))
    , m_schema(std::move(schema))
    , m_stop(std::move(stop))
    , m_result(result)
{ }

void SchemaReader::read()
{
    std::vector<Row> rows = readRows();
    for (const Row& row : rows) {
        if (row.type == "table")
            addTable(row);
        else if (row.type == "view")
            addView(row);
    }
    for (const Row& row : rows) {
        if (row.type == "index")
            addIndex(row);
        else if (row.type == "trigger")
            addTrigger(row);
        else if (row.type != "table" && row.type != "view")
            note(row.name, fmt::format("The schema has a row of the unknown type “{}”.", row.type));
    }
    markShadowTables();
    if (m_hasDerivedColumns)
        readDerivedColumns();
    for (Table& table : m_tables)
        settleForeignKeys(table);
    findDependencies();
    if (m_hasEstimates)
        readEstimates();
    for (Table& table : m_tables)
        m_result.addTable(std::move(table));
    for (View& view : m_views)
        m_result.addView(std::move(view));
}

CursorResult SchemaReader::execute(const std::string& sql, std::span<const Value> parameters)
{
    ExecutionOptions options;
    options.stop = m_stop;
    return m_connection.execute(sql, parameters, options);
}

std::string SchemaReader::quoted(const std::string& name) const
{
    return m_connection.dialect().identifiers().alwaysQuote(name);
}

void SchemaReader::note(const std::string& object, std::string message)
{
    m_result.notes.push_back({m_schema.empty() ? object : m_schema + "." + object, std::move(message)});
}

Table* SchemaReader::findTable(const std::string& name)
{
    auto found = m_tableIndex.find(toLowerAscii(name));
    return found == m_tableIndex.end() ? nullptr : &m_tables[found->second];
}

View* SchemaReader::findView(const std::string& name)
{
    auto found = m_viewIndex.find(toLowerAscii(name));
    return found == m_viewIndex.end() ? nullptr : &m_views[found->second];
}

std::vector<SchemaReader::Row> SchemaReader::readRows()
{
    try {
        return fetchRows();
    } catch (const CancelledError&) {
        throw;
    } catch (const DatabaseError& error) {
        if (error.error().detail.find("malformed database schema") == std::string::npos)
            throw;
        note("", error.error().message + " What can be read of it is shown.");
    }
    // With writable_schema on, SQLite passes over the rows that it cannot parse. Only while we read.
    m_connection.driverConnection().setSwitch("defensive", false);
    execute("PRAGMA writable_schema = ON");
    auto restore = [this] {
        execute("PRAGMA writable_schema = OFF");
        m_connection.driverConnection().setSwitch("defensive", true);
    };
    try {
        std::vector<Row> rows = fetchRows();
        restore();
        return rows;
    } catch (...) {
        restore();
        throw;
    }
}

std::vector<SchemaReader::Row> SchemaReader::fetchRows()
{
    std::vector<Row> rows;
    CursorResult cursor = execute(
        "SELECT type, name, tbl_name, sql FROM " + quoted(m_database) + ".sqlite_master ORDER BY rowid");
    try {
        while (RowChunkPtr chunk = cursor.fetch()) {
            rows.reserve(rows.size() + chunk->rowCount());
            for (std::size_t i = 0; i < chunk->rowCount(); ++i) {
                Row& row = rows.emplace_back();
                row.type = toLowerAscii(textOf(chunk->at(i, 0)));
                row.name = textOf(chunk->at(i, 1));
                row.table = textOf(chunk->at(i, 2));
                row.hasSql = !chunk->at(i, 3).isNull();
                row.sql = textOf(chunk->at(i, 3));
            }
        }
    } catch (const CancelledError&) {
        throw;
    } catch (const DatabaseError& error) {
        if (rows.empty())
            throw;
        note("", "The schema could not be read to its end: " + error.error().message);
    }
    return rows;
}

void SchemaReader::addTable(const Row& row)
{
    if (isOwnName(row.name)) {
        m_hasEstimates = m_hasEstimates || equalsIgnoreCase(row.name, "sqlite_stat1");
        return;
    }
    std::string key = toLowerAscii(row.name);
    if (m_tableIndex.contains(key)) {
        note(row.name, "The schema has two tables of this name; the first one is shown.");
        return;
    }
    Table table;
    if (Result<Table> parsed = parseSqliteTable(row.sql)) {
        table = std::move(*parsed);
        table.name = row.name; // a table that was renamed may keep its old name in the statement
        m_hasDerivedColumns = m_hasDerivedColumns || table.kind == TableKind::Virtual;
        settleTable(table);
    } else {
        table.name = row.name;
        try {
            readByPragmas(table, row);
            note(row.name,
                "Its CREATE statement could not be understood, so names of constraints, checks and the like "
                "are "
                "missing. "
                    + parsed.error().message);
        } catch (const CancelledError&) {
            throw;
        } catch (const DatabaseError& error) {
            note(row.name, "It cannot be read: " + error.error().message);
        }
    }
    table.schema = m_schema;
    m_tableIndex[key] = m_tables.size();
    m_tables.push_back(std::move(table));
}

void SchemaReader::settleTable(Table& table)
{
    bool strict = table.options.flag("sqlite.strict");
    bool withoutRowid = table.options.flag("sqlite.without_rowid");
    bool single = table.primaryKey.columns.size() == 1;
    for (Column& column : table.columns) {
        std::string declared = column.type.native ? column.type.native->text : std::string();
        column.type = readType(declared);
        if (!table.isPrimaryKey(column.name))
            continue;
        bool isRowid = single && !withoutRowid && equalsIgnoreCase(declared, "INTEGER")
            && !table.primaryKey.options.flag("sqlite.inline");
        if (isRowid && column.autoincrement == Autoincrement::No)
            column.autoincrement = Autoincrement::Auto;
        if (withoutRowid || (strict && !isRowid))
            column.nullable = false;
    }
}

// Fewer facts than the statement has, but whatever SQLite itself made of it.
void SchemaReader::readByPragmas(Table& table, const Row& row)
{
    table.definition = {row.sql, "sqlite"};
    const std::array<Value, 2> name = {Value(row.name), Value(m_database)};
    std::map<std::int64_t, std::string> key;
    for (const std::vector<Value>& info :
        execute("SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?, ?)", name)
            .all()) {
        Column column;
        column.name = valueText(info[0]);
        column.type = readType(valueText(info[1]));
        column.nullable = info[2].integer() == 0;
        if (!info[3].isNull())
            column.serverDefault = SqlText{valueText(info[3]), "sqlite"};
        if (info[4].integer() > 0)
            key[info[4].integer()] = column.name;
        table.columns.push_back(std::move(column));
    }
    for (auto& [position, column] : key)
        table.primaryKey.columns.push_back(column);
    std::int64_t current = -1;
    for (const std::vector<Value>& info :
        execute(
            "SELECT id, \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list(?, ?) "
            "ORDER BY id DESC, seq",
            name)
            .all()) {
        if (table.foreignKeys.empty() || info[0].integer() != current) {
            ForeignKeyConstraint& foreign = table.foreignKeys.emplace_back();
            foreign.referredTable = valueText(info[1]);
            foreign.onUpdate =
                referentialActionFrom(valueText(info[4])).value_or(ReferentialAction::NoAction);
            foreign.onDelete =
                referentialActionFrom(valueText(info[5])).value_or(ReferentialAction::NoAction);
            current = info[0].integer();
        }
        table.foreignKeys.back().columns.push_back(valueText(info[2]));
        if (!info[3].isNull())
            table.foreignKeys.back().referredColumns.push_back(valueText(info[3]));
    }
    std::string last;
    for (const std::vector<Value>& info :
        execute("SELECT l.name, c.name FROM pragma_index_list(?1, ?2) l, pragma_index_info(l.name, ?2) c "
                "WHERE l.origin = 'u' ORDER BY l.seq DESC, c.seqno",
            name)
            .all()) {
        if (table.uniqueConstraints.empty() || valueText(info[0]) != last)
            table.uniqueConstraints.emplace_back();
        last = valueText(info[0]);
        table.uniqueConstraints.back().columns.push_back(valueText(info[1]));
    }
}

void SchemaReader::addIndex(const Row& row)
{
    if (!row.hasSql)
        return; // of a UNIQUE or PRIMARY KEY constraint, which the table's statement names
    Table* table = findTable(row.table);
    if (!table) {
        if (!isOwnName(row.table))
            note(row.name, fmt::format("This index belongs to the table “{}”, which is missing.", row.table));
        return;
    }
    Result<ParsedSqliteIndex> parsed = parseSqliteIndex(row.sql);
    if (!parsed) {
        note(row.name, "This index was left out. " + parsed.error().message);
        return;
    }
    Index& index = parsed->index;
    index.name = row.name;
    for (IndexElement& element : index.elements) {
        if (element.column.empty())
            continue;
        std::vector<std::string> names = {element.column};
        settleNames(*table, names);
        element.column = names.front();
        if (!table->findColumn(element.column) && !table->columns.empty()) {
            // Not a column: SQLite takes a name in double quotes for a string.
            element.expression = {m_connection.dialect().identifiers().literal(element.column), "sqlite"};
            element.column.clear();
        }
    }
    table->indexes.push_back(std::move(index));
}

void SchemaReader::addView(const Row& row)
{
    Result<View> parsed = parseSqliteView(row.sql);
    View view;
    if (parsed) {
        view = std::move(*parsed);
    } else {
        note(row.name, "This view was left out. " + parsed.error().message);
        return;
    }
    view.name = row.name;
    view.schema = m_schema;
    m_hasDerivedColumns = true;
    m_viewIndex.try_emplace(toLowerAscii(row.name), m_views.size());
    m_views.push_back(std::move(view));
}

void SchemaReader::addTrigger(const Row& row)
{
    Result<ParsedSqliteTrigger> parsed = parseSqliteTrigger(row.sql);
    if (!parsed) {
        note(row.name, "This trigger was left out. " + parsed.error().message);
        return;
    }
    parsed->trigger.name = row.name;
    if (Table* table = findTable(row.table))
        table->triggers.push_back(std::move(parsed->trigger));
    else if (View* view = findView(row.table))
        view->triggers.push_back(std::move(parsed->trigger));
    else
        note(row.name, fmt::format("This trigger belongs to the table “{}”, which is missing.", row.table));
}

void SchemaReader::markShadowTables()
{
    for (std::size_t i = 0; i < m_tables.size(); ++i) {
        if (m_tables[i].kind != TableKind::Virtual)
            continue;
        for (std::string_view suffix : shadowSuffixes(m_tables[i].options.value("sqlite.module"))) {
            if (Table* shadow = findTable(m_tables[i].name + std::string(suffix)))
                shadow->kind = TableKind::Shadow;
        }
    }
}

// One query for all views and virtual tables; a broken one spoils it, and then each is asked alone.
void SchemaReader::readDerivedColumns()
{
    const std::string select = "SELECT m.type, m.name, p.name, p.type, p.\"notnull\" FROM "
        + quoted(m_database) + ".sqlite_master m, pragma_table_info(m.name, ?1) p WHERE ";
    const std::array<Value, 1> all = {Value(m_database)};
    try {
        readDerivedColumns(
            select + "m.type = 'view' OR (m.type = 'table' AND m.rootpage = 0) ORDER BY m.rowid, p.cid", all);
        return;
    } catch (const CancelledError&) {
        throw;
    } catch (const DatabaseError&) {
        for (View& view : m_views) {
            if (!view.namedColumns)
                view.columns.clear();
        }
        for (Table& table : m_tables) {
            if (table.kind == TableKind::Virtual)
                table.columns.clear();
        }
    }
    auto one = [&](const std::string& type, const std::string& name) {
        try {
            const std::array<Value, 3> parameters = {Value(m_database), Value(type), Value(name)};
            readDerivedColumns(select + "m.type = ?2 AND m.name = ?3 ORDER BY p.cid", parameters);
        } catch (const CancelledError&) {
            throw;
        } catch (const DatabaseError& error) {
            note(name, "Its columns cannot be found out: " + error.error().message);
        }
    };
    for (const View& view : m_views)
        one("view", view.name);
    for (const Table& table : m_tables) {
        if (table.kind == TableKind::Virtual)
            one("table", table.name);
    }
}

void SchemaReader::readDerivedColumns(const std::string& sql, std::span<const Value> parameters)
{
    CursorResult cursor = execute(sql, parameters);
    std::string lastName;
    std::vector<Column>* columns = nullptr;
    std::size_t position = 0;
    while (RowChunkPtr chunk = cursor.fetch()) {
        for (std::size_t i = 0; i < chunk->rowCount(); ++i) {
            std::string name(textOf(chunk->at(i, 1)));
            if (!columns || name != lastName) {
                bool isView = textOf(chunk->at(i, 0)) == "view";
                View* view = isView ? findView(name) : nullptr;
                Table* table = isView ? nullptr : findTable(name);
                columns = view ? &view->columns : table ? &table->columns : nullptr;
                lastName = std::move(name);
                position = 0;
            }
            if (!columns)
                continue;
            if (position == columns->size())
                columns->emplace_back();
            Column& column = (*columns)[position++];
            column.name = textOf(chunk->at(i, 2));
            column.type = readType(textOf(chunk->at(i, 3)));
            column.nullable = chunk->at(i, 4).integer == 0;
        }
    }
}

void SchemaReader::settleForeignKeys(Table& table)
{
    for (ForeignKeyConstraint& key : table.foreignKeys) {
        const Table* referred = findTable(key.referredTable);
        if (!referred)
            continue;
        key.referredTable = referred->name;
        if (key.referredColumns.empty() && referred->primaryKey.columns.size() == key.columns.size())
            key.referredColumns = referred->primaryKey.columns;
        else
            settleNames(*referred, key.referredColumns);
    }
}

// Every table or view whose name the query mentions. A column of the same name is mistaken for one, which
// does no harm: the order of views stays a valid one.
void SchemaReader::findDependencies()
{
    for (View& view : m_views) {
        std::set<std::string> seen;
        Tokenizer tokenizer(view.definition.text, LexicalRules::sqlite());
        for (Token token = tokenizer.next(); token.kind != TokenKind::End; token = tokenizer.next()) {
            bool isName = token.kind == TokenKind::QuotedIdentifier
                || (token.kind == TokenKind::Word && !isSqliteReserved(token.text));
            if (!isName)
                continue;
            std::string name = valueOf(token, LexicalRules::sqlite());
            const Table* table = findTable(name);
            const View* other = table ? nullptr : findView(name);
            if ((!table && !other) || other == &view)
                continue;
            std::string qualified = table ? table->qualifiedName() : other->qualifiedName();
            if (seen.insert(qualified).second)
                view.dependsOn.push_back(qualified);
        }
    }
}

// ANALYZE's counts: the first number of a row is the table's (sqlite.org/fileformat2.html#stat1tab).
void SchemaReader::readEstimates()
{
    try {
        CursorResult cursor = execute("SELECT tbl, max(CAST(stat AS INTEGER)) FROM " + quoted(m_database)
            + ".sqlite_stat1 GROUP BY tbl");
        for (const std::vector<Value>& row : cursor.all()) {
            if (Table* table = findTable(valueText(row[0])); table && row[1].tag() == ValueTag::Integer)
                table->estimatedRows = row[1].integer();
        }
    } catch (const CancelledError&) {
        throw;
    } catch (const DatabaseError& error) {
        note("sqlite_stat1", "The row estimates cannot be read: " + error.error().message);
    }
}

} // namespace relata::sqlite
