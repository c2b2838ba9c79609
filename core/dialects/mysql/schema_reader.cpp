#include "core/dialects/mysql/schema_reader.h"

#include "core/dialects/mysql/catalogue.h"
#include "core/dialects/mysql/mysql_type_reader.h"
#include "core/parse/tokenizer.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

namespace relata::mysql {
namespace {

bool isYes(const ValueView& value)
{
    return value.bytes == "YES";
}

bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

// MySQL tells generated expressions with their quotes escaped: _utf8mb4\'a\'.
std::string unescaped(std::string text)
{
    return replaceAll(std::move(text), "\\'", "'");
}

std::string charsetOf(const std::string& collation)
{
    return collation.substr(0, collation.find('_'));
}

} // namespace

SchemaReader::SchemaReader(Connection& connection, std::string database, std::string schema, bool isMariaDb,
    const ReflectOptions& options)
    : m_connection(connection)
    , m_database(std::move(database))
    , m_schema(std::move(schema))
    , m_isMariaDb(isMariaDb)
    , m_options(options)
    , m_dialect(isMariaDb ? "mariadb" : "mysql")
{ }

void SchemaReader::readInto(MetaData& metadata)
{
    readTables();
    readShowCreate(); // right after their list, so that few of them have gone since
    readColumns();
    readFromDefinitions();
    if (m_asksForKeys) {
        readIndexes();
        readForeignKeys();
        readChecks();
    }
    dropIndexesOfForeignKeys();
    for (Table& table : m_tables) {
        if (auto facts = m_facts.find(table.name); facts != m_facts.end())
            addFacts(table, facts->second);
    }
    readTriggers();
    readViews(metadata);
    readRoutines(metadata);
    readEvents(metadata);
    readSequences(metadata);
    for (Table& table : m_tables) {
        foldJsonChecks(table);
        metadata.addTable(std::move(table));
    }
    for (View& view : m_views)
        metadata.addView(std::move(view));
    metadata.notes.insert(metadata.notes.end(), m_notes.begin(), m_notes.end());
}

void SchemaReader::tellProgress(const char* what) const
{
    constexpr int steps = 13;
    static const char* const order[steps] = {"tables", "definitions", "columns", "indexes", "foreign keys",
        "foreign key rules", "checks", "triggers", "views", "routine names", "routines", "parameters",
        "events"};
    if (!m_options.progress)
        return;
    auto step =
        std::find_if(order, order + steps, [&](const char* name) { return std::string_view(name) == what; });
    m_options.progress(what, static_cast<int>(step - order), steps);
}

void SchemaReader::noteFailure(const char* what, const DatabaseError& failure)
{
    if (failure.error().kind == ErrorKind::Cancelled || !failure.error().connectionUsable)
        throw;
    m_notes.push_back(
        {m_database, fmt::format("The {} could not be read: {}", what, failure.error().message)});
}

std::vector<SchemaReader::Row> SchemaReader::rows(const char* what, const std::string& sql)
{
    tellProgress(what);
    ExecutionOptions execution;
    execution.stop = m_options.stop;
    std::vector<Value> parameters{Value(m_database)};
    try {
        return m_connection.execute(sql, parameters, execution).all();
    } catch (const DatabaseError& error) {
        noteFailure(what, error);
        return {};
    }
}

// The same without keeping them: of columns there are many.
void SchemaReader::forEachRow(
    const char* what, const std::string& sql, const std::function<void(const RowChunk&, std::size_t)>& take)
{
    tellProgress(what);
    ExecutionOptions execution;
    execution.stop = m_options.stop;
    std::vector<Value> parameters{Value(m_database)};
    try {
        m_connection.execute(sql, parameters, execution).partitions(1024, [&](const RowChunk& chunk) {
            for (std::size_t row = 0; row < chunk.rowCount(); ++row)
                take(chunk, row);
            return true;
        });
    } catch (const DatabaseError& error) {
        noteFailure(what, error);
    }
}

Table* SchemaReader::tableNamed(const std::string& name)
{
    auto found = m_tableIndex.find(name);
    return found == m_tableIndex.end() ? nullptr : &m_tables[found->second];
}

// nullptr: no table, or one whose own definition tells all that the catalogue does.
Table* SchemaReader::tableToAskFor(const std::string& name)
{
    return m_isMariaDb && m_facts.contains(name) ? nullptr : tableNamed(name);
}

View* SchemaReader::viewNamed(const std::string& name)
{
    auto found = m_viewIndex.find(name);
    return found == m_viewIndex.end() ? nullptr : &m_views[found->second];
}

std::string SchemaReader::quotedLiteral(std::string_view text)
{
    return "'" + replaceAll(replaceAll(std::string(text), "\\", "\\\\"), "'", "''") + "'";
}

SqlText SchemaReader::sqlText(std::string text) const
{
    return {std::move(text), m_dialect};
}

void SchemaReader::readTables()
{
    for (const Row& row : rows("tables", catalogue::tables())) {
        std::string name = row[0].toText();
        std::string type = row[1].toText();
        if (type == "SEQUENCE") {
            m_sequences.push_back(name);
            continue;
        }
        if (contains(type, "VIEW")) {
            View view;
            view.schema = m_schema;
            view.name = name;
            m_viewIndex[name] = m_views.size();
            m_views.push_back(std::move(view));
            continue;
        }
        Table table;
        table.schema = m_schema;
        table.name = name;
        table.comment = row[7].toText();
        if (!row[2].isNull())
            table.options.set("mysql.engine", row[2].toText());
        if (std::string collation = row[5].toText(); !collation.empty()) {
            table.options.set("mysql.default_charset", charsetOf(collation));
            table.options.set("mysql.collate", collation);
        }
        readCreateOptions(table, row[6].toText(), row[3].toText());
        if (std::string next = row[8].toText(); !next.empty() && next != "0" && next != "1")
            table.options.set("mysql.auto_increment", next); // as the servers' own dumps keep it
        if (type == "SYSTEM VERSIONED")
            table.options.set("mariadb.system_versioning", "true");
        if (!row[4].isNull())
            table.estimatedRows = row[4].tag() == ValueTag::Integer ? row[4].integer() : 0;
        m_tableIndex[name] = m_tables.size();
        m_tables.push_back(std::move(table));
    }
}

// "row_format=DYNAMIC stats_persistent=1 `PAGE_COMPRESSED`='1' partitioned"
void SchemaReader::readCreateOptions(Table& table, const std::string& text, const std::string& rowFormat)
{
    std::string rest;
    for (const std::string& word : split(text, ' ')) {
        // ROW_FORMAT is what the table has; CREATE_OPTIONS says whether somebody asked for it.
        if (word.starts_with("row_format="))
            table.options.set("mysql.row_format", toUpperAscii(rowFormat));
        else if (word == "partitioned")
            table.kind = TableKind::Partitioned;
        else if (!word.empty())
            rest += (rest.empty() ? "" : " ") + word;
    }
    if (!rest.empty())
        table.options.set(m_dialect + ".create_options", rest);
}

void SchemaReader::readColumns()
{
    std::unordered_map<std::string, SqlType> types; // the same few again and again
    std::string tableName;
    Table* table = nullptr;
    forEachRow("columns", catalogue::columns(), [&](const RowChunk& chunk, std::size_t number) {
        const auto row = [&](std::size_t index) { return chunk.at(number, index); };
        if (!table || row(0).bytes != tableName) {
            tableName = row(0).toText();
            table = tableNamed(tableName);
            if (auto facts = m_facts.find(tableName); table && facts != m_facts.end())
                table->columns.reserve(facts->second.columnCount);
        }
        Column column;
        column.name = row(1).toText();
        std::string typeText = row(2).toText();
        auto type = types.find(typeText);
        if (type == types.end())
            type = types.emplace(typeText, readColumnType(typeText)).first;
        column.type = type->second;
        column.nullable = isYes(row(3));
        std::string extra = toLowerAscii(row(5).toText());
        std::string collation = row(7).toText();
        std::string expression = row(9).toText();
        column.comment = row(8).toText();

        if (!table) {
            if (View* view = viewNamed(tableName))
                view->columns.push_back(std::move(column));
            return;
        }
        if (!collation.empty() && collation != table->options.value("mysql.collate")) {
            column.collation = collation;
            std::string charset = row(6).toText();
            if (charset != table->options.value("mysql.default_charset"))
                column.options.set("mysql.character_set", charset);
        }
        if (m_isMariaDb && (expression == "ROW START" || expression == "ROW END")) {
            column.options.set("mariadb.row", expression.substr(4));
        } else if (!expression.empty()) {
            Computed computed;
            computed.expression = sqlText(m_isMariaDb ? expression : unescaped(expression));
            computed.persisted = contains(extra, "stored") || contains(extra, "persistent");
            column.computed = computed;
        } else if (!row(4).isNull()) {
            std::string text = row(4).toText();
            bool isExpression =
                m_isMariaDb || contains(extra, "default_generated") || column.type.kind == TypeKind::Bit;
            bool isNullWord = m_isMariaDb && text == "NULL";
            if (text.starts_with("nextval(")) // of this database, wherever the DDL goes
                text = replaceAll(
                    std::move(text), m_connection.dialect().identifiers().alwaysQuote(m_database) + ".", "");
            if (!isNullWord)
                column.serverDefault = sqlText(isExpression ? (m_isMariaDb ? text : unescaped(text))
                        : column.type.isNumber()            ? text
                                                            : quotedLiteral(text));
        }
        if (contains(extra, "auto_increment"))
            column.autoincrement = Autoincrement::Yes;
        if (std::size_t at = extra.find("on update "); at != std::string::npos) {
            std::string rest = row(5).toText().substr(at + 10);
            column.options.set("mysql.on_update", rest.substr(0, rest.find(' ')));
        }
        if (contains(extra, "invisible"))
            column.options.set("mysql.invisible", "true");
        if (contains(extra, "without system versioning"))
            column.options.set("mariadb.without_system_versioning", "true");
        table->columns.push_back(std::move(column));
    });
}

void SchemaReader::addIndex(Table& table, Index index, bool isPrimary)
{
    addKeyFacts(table.name, index);
    if (isPrimary) {
        for (const IndexElement& element : index.elements)
            table.primaryKey.columns.push_back(element.column);
        table.primaryKey.options = index.options;
        return;
    }
    const auto& options = index.options.entries();
    bool plain = index.comment.empty() && std::all_of(options.begin(), options.end(), [](const auto& entry) {
        return entry.first == "mysql.using" || entry.first == "mysql.key_block_size";
    }) && std::all_of(index.elements.begin(), index.elements.end(), [](const IndexElement& e) {
        return !e.column.empty() && !e.prefixLength && !e.descending;
    });
    if (!index.unique || !plain) {
        table.indexes.push_back(std::move(index));
        return;
    }
    UniqueConstraint unique;
    unique.name = index.name;
    unique.options = index.options;
    for (const IndexElement& element : index.elements)
        unique.columns.push_back(element.column);
    table.uniqueConstraints.push_back(std::move(unique));
}

bool SchemaReader::isInMemory(const std::string& tableName)
{
    const Table* table = tableNamed(tableName);
    return table && equalsIgnoreCase(table->options.value("mysql.engine"), "MEMORY");
}

void SchemaReader::readIndexes()
{
    std::string tableName;
    Index index;
    auto flush = [&] {
        Table* table = tableToAskFor(tableName);
        if (table && !index.elements.empty())
            addIndex(*table, std::move(index), index.name == "PRIMARY");
        index = {};
    };
    for (const Row& row : rows("indexes", catalogue::indexes(m_isMariaDb))) {
        std::string name = row[1].toText();
        if (row[0].toText() != tableName || name != index.name) {
            flush();
            tableName = row[0].toText();
            index.name = name;
            index.unique = row[2].toText() == "0";
            index.comment = row[7].toText();
            std::string type = row[6].toText();
            if (type == "FULLTEXT" || type == "SPATIAL")
                index.options.set("mysql.prefix", type);
            else if (type != "BTREE" || isInMemory(tableName)) // whose own choice is HASH
                index.options.set("mysql.using", type);
            if (isYes(row[9].view()))
                index.options.set(m_isMariaDb ? "mariadb.ignored" : "mysql.invisible", "true");
        }
        IndexElement element;
        element.column = row[3].toText();
        if (element.column.empty())
            element.expression = sqlText(unescaped(row[8].toText()));
        element.descending = row[4].toText() == "D";
        bool isSpatial = index.options.value("mysql.prefix") == "SPATIAL"; // tells a length that nobody gave
        if (row[5].tag() == ValueTag::Integer && !isSpatial)
            element.prefixLength = static_cast<int>(row[5].integer());
        index.elements.push_back(std::move(element));
    }
    flush();
}

void SchemaReader::readForeignKeys()
{
    for (const Row& row : rows("foreign keys", catalogue::foreignKeys())) {
        Table* table = tableToAskFor(row[0].toText());
        if (!table)
            continue;
        std::string name = row[1].toText();
        if (table->foreignKeys.empty() || table->foreignKeys.back().name != name) {
            ForeignKeyConstraint key;
            key.name = name;
            std::string schema = row[3].toText();
            key.referredSchema = schema == m_database ? "" : schema;
            key.referredTable = row[4].toText();
            table->foreignKeys.push_back(std::move(key));
        }
        table->foreignKeys.back().columns.push_back(row[2].toText());
        table->foreignKeys.back().referredColumns.push_back(row[5].toText());
    }
    for (const Row& row : rows("foreign key rules", catalogue::foreignKeyRules())) {
        Table* table = tableToAskFor(row[0].toText());
        if (!table)
            continue;
        for (ForeignKeyConstraint& key : table->foreignKeys) {
            if (key.name != row[1].toText())
                continue;
            // RESTRICT and NO ACTION do the same in both servers, and each tells the one that it takes for
            // unsaid: MariaDB RESTRICT, MySQL 8 NO ACTION.
            auto read = [&](const Value& text, ReferentialAction& action, const char* option) {
                action = referentialActionFrom(text.toText()).value_or(ReferentialAction::NoAction);
                if (m_isMariaDb && action == ReferentialAction::NoAction)
                    key.options.set(option, "NO ACTION");
                if (m_isMariaDb && action == ReferentialAction::Restrict)
                    action = ReferentialAction::NoAction;
            };
            read(row[2], key.onUpdate, "mariadb.on_update");
            read(row[3], key.onDelete, "mariadb.on_delete");
        }
    }
}

void SchemaReader::dropIndexesOfForeignKeys()
{
    // The index that the server makes for a key by itself is the key's, and comes back with it.
    for (Table& table : m_tables) {
        std::erase_if(table.indexes, [&](const Index& index) {
            return std::any_of(
                table.foreignKeys.begin(), table.foreignKeys.end(), [&](const ForeignKeyConstraint& key) {
                    bool sameColumns = key.columns.size() == index.elements.size()
                        && std::equal(key.columns.begin(), key.columns.end(), index.elements.begin(),
                            [](const std::string& name, const IndexElement& e) {
                                return e.column == name && !e.prefixLength;
                            });
                    return key.name == index.name && sameColumns && !index.unique && index.options.empty()
                        && index.comment.empty();
                });
        });
    }
}

void SchemaReader::readChecks()
{
    for (const Row& row : rows("checks", catalogue::checks(m_isMariaDb))) {
        Table* table = tableToAskFor(row[0].toText());
        if (!table)
            continue;
        CheckConstraint check;
        check.name = row[1].toText();
        check.expression = sqlText(m_isMariaDb ? row[2].toText() : unescaped(row[2].toText()));
        if (row[4].toText() == "NO")
            check.options.set("mysql.enforced", "false");
        if (row[3].toText() == "Column") {
            // MariaDB names a column's check after the column, which is no name to write.
            check.options.set("mariadb.column", check.name);
            check.name.clear();
        }
        table->checkConstraints.push_back(std::move(check));
    }
}

// MariaDB's JSON is LONGTEXT in utf8mb4_bin with a check of the column.
void SchemaReader::foldJsonChecks(Table& table)
{
    std::erase_if(table.checkConstraints, [&](const CheckConstraint& check) {
        std::string columnName = check.options.value("mariadb.column");
        auto column = std::find_if(table.columns.begin(), table.columns.end(),
            [&](const Column& c) { return c.name == columnName; });
        if (columnName.empty() || column == table.columns.end() || !column->type.native)
            return false;
        if (column->type.native->text != "longtext"
            || check.expression.text != "json_valid(`" + columnName + "`)")
            return false;
        column->type = SqlType::of(TypeKind::Json).withNative("mysql", "json");
        column->collation.clear();
        column->options.remove("mysql.character_set");
        return true;
    });
}

bool SchemaReader::isKnown(const std::string& name) const
{
    return m_tableIndex.contains(name) || m_viewIndex.contains(name);
}

// Views are told with the database before every table; without it they can be replayed elsewhere.
std::string SchemaReader::withoutDatabase(const std::string& text) const
{
    std::string result;
    const LexicalRules& rules = LexicalRules::mysql();
    std::vector<Token> tokens = tokenize(text, rules, Trivia::Keep);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        bool isName =
            tokens[i].kind == TokenKind::QuotedIdentifier && valueOf(tokens[i], rules) == m_database;
        bool isQualifier = isName && i + 2 < tokens.size() && tokens[i + 1].isOperator(".")
            && (i == 0 || !tokens[i - 1].isOperator(".")) && isKnown(valueOf(tokens[i + 2], rules));
        if (isQualifier)
            ++i; // the name here, its dot there
        else
            result += tokens[i].text;
    }
    return result;
}

// The tables and views of this database that a view's text names, each once. The server tells every one with
// its database.
std::vector<std::string> SchemaReader::tablesIn(const std::string& text, const std::string& view) const
{
    const LexicalRules& rules = LexicalRules::mysql();
    const std::vector<Token> tokens = tokenize(text, rules);
    std::set<std::string> names;
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
        bool isDatabase = tokens[i].kind == TokenKind::QuotedIdentifier && tokens[i + 1].isOperator(".")
            && valueOf(tokens[i], rules) == m_database;
        std::string name = isDatabase ? valueOf(tokens[i + 2], rules) : std::string();
        if (isDatabase && name != view && isKnown(name))
            names.insert(m_schema.empty() ? name : m_schema + "." + name);
    }
    return {names.begin(), names.end()};
}

// MySQL tells them nowhere else.
void SchemaReader::readAlgorithms()
{
    const std::string_view opening = "CREATE ALGORITHM=";
    std::vector<std::string> names;
    for (const View& view : m_views)
        names.push_back(view.name);
    std::vector<std::string> texts = showCreate("VIEW", names);
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!texts[i].starts_with(opening))
            continue;
        std::string algorithm =
            texts[i].substr(opening.size(), texts[i].find(' ', opening.size()) - opening.size());
        if (algorithm != "UNDEFINED")
            m_views[i].options.set("mysql.algorithm", algorithm);
    }
}

void SchemaReader::readViews(MetaData&)
{
    if (m_views.empty())
        return; // the server would open every table to say so
    for (const Row& row : rows("views", catalogue::views(m_isMariaDb))) {
        View* view = viewNamed(row[0].toText());
        if (!view)
            continue;
        std::string text = row[1].toText();
        if (text.empty()) {
            m_notes.push_back({row[0].toText(), "The view's definition is hidden from you."});
            continue;
        }
        view->dependsOn = tablesIn(text, view->name);
        view->definition = sqlText(m_schema.empty() ? withoutDatabase(text) : text);
        if (std::string check = row[2].toText(); check != "NONE")
            view->options.set("mysql.check_option", check);
        if (row[3].toText() == "INVOKER")
            view->options.set("mysql.sql_security", "INVOKER");
        if (std::string algorithm = row[4].toText(); algorithm != "UNDEFINED")
            view->options.set("mysql.algorithm", algorithm);
    }
    if (!m_isMariaDb)
        readAlgorithms();
}

} // namespace relata::mysql
