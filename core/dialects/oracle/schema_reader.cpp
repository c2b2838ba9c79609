// The tables of an owner. schema_reader_rest.cpp has what else there is.
#include "core/dialects/oracle/schema_reader.h"

#include "core/dialects/oracle/catalogue.h"
#include "core/dialects/oracle/names.h"
#include "core/dialects/oracle/oracle_type_reader.h"
#include "core/parse/tokenizer.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace relata::oracle {
namespace {

// Numbers come as numbers, as decimals or as text, as the ODBC driver likes.
std::optional<std::int64_t> numberOf(const Value& value)
{
    if (value.tag() == ValueTag::Integer)
        return value.integer();
    std::string text = value.toText();
    std::int64_t number = 0;
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    return code == std::errc() && !text.empty() && end == text.data() + text.size() ? std::optional(number)
                                                                                    : std::nullopt;
}

std::optional<int> smallNumber(const Value& value)
{
    std::optional<std::int64_t> number = numberOf(value);
    return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

bool isYes(const Value& value)
{
    std::string text = value.toText();
    return text == "YES" || text == "Y";
}

// "\"NAME\" IS NOT NULL", which is how a NOT NULL is kept.
bool isNotNullCheck(const std::string& condition, const std::string& column)
{
    return condition == "\"" + column + "\" IS NOT NULL";
}

} // namespace

SchemaReader::SchemaReader(Connection& connection, std::string owner, std::string modelSchema,
    const ReflectOptions& options, MetaData& metadata)
    : m_connection(connection)
    , m_identifiers(connection.dialect().identifiers())
    , m_owner(std::move(owner))
    , m_modelSchema(std::move(modelSchema))
    , m_options(options)
    , m_metadata(metadata)
{ }

void SchemaReader::read()
{
    readTables();
    readViews();
    readColumns();
    readConstraints();
    readForeignKeys();
    readIndexes();
    readPartitions();
    readSequences();
    readSynonyms();
    readTriggers();
    readSources();
    for (Table& table : m_tables)
        m_metadata.addTable(std::move(table));
    for (View& view : m_views)
        m_metadata.addView(std::move(view));
}

std::vector<SchemaReader::Row> SchemaReader::rows(const char* what, const std::string& sql)
{
    constexpr int steps = 16;
    if (m_options.progress)
        m_options.progress(what, std::min(m_step++, steps), steps);
    ExecutionOptions execution;
    execution.stop = m_options.stop;
    std::vector<Value> parameters{Value(m_owner)};
    try {
        return m_connection.execute(sql, parameters, execution).all();
    } catch (const DatabaseError& error) {
        if (error.error().kind == ErrorKind::Cancelled || !error.error().connectionUsable)
            throw;
        note(m_owner, fmt::format("The {} could not be read: {}", what, error.error().message));
        return {};
    }
}

void SchemaReader::note(const std::string& object, std::string message)
{
    m_metadata.notes.push_back({object, std::move(message)});
}

std::string SchemaReader::name(const Value& value)
{
    std::string text = value.toText();
    std::string result = normalized(text, m_identifiers);
    // Bare, it would mean the upper-case name.
    if (result == text && denormalized(text, m_identifiers) != text && m_lowerNames.insert(text).second)
        note(text, "This name is in lower case, which DDL would write without quotes and Oracle fold.");
    return result;
}

std::string SchemaReader::schemaOf(const Value& owner)
{
    if (owner.toText() == m_owner)
        return m_modelSchema;
    std::string schema = normalized(owner.toText(), m_identifiers);
    return schema == m_metadata.defaultSchema ? std::string() : schema;
}

Table* SchemaReader::tableNamed(const std::string& dictionaryName)
{
    auto found = m_tableIndex.find(dictionaryName);
    return found == m_tableIndex.end() ? nullptr : &m_tables[found->second];
}

View* SchemaReader::viewNamed(const std::string& dictionaryName)
{
    auto found = m_viewIndex.find(dictionaryName);
    return found == m_viewIndex.end() ? nullptr : &m_views[found->second];
}

void SchemaReader::readTables()
{
    for (const Row& row : rows("tables", catalogue::tables())) {
        Table table;
        table.schema = m_modelSchema;
        table.name = name(row[0]);
        if (!row[1].isNull() && row[1].toText() != "USERS")
            table.options.set("oracle.tablespace", normalized(row[1].toText(), m_identifiers));
        if (row[2].toText() == "ENABLED") {
            std::string how = row[3].toText();
            table.options.set("oracle.compress", how.empty() || how == "BASIC" ? "true" : how);
        }
        if (isYes(row[4]))
            table.options.set(
                "oracle.temporary", row[5].toText() == "SYS$SESSION" ? "PRESERVE ROWS" : "DELETE ROWS");
        if (row[6].toText() == "IOT")
            table.options.set("oracle.organization", "INDEX");
        if (isYes(row[7]))
            table.kind = TableKind::Partitioned;
        table.estimatedRows = numberOf(row[8]);
        table.comment = row[9].toText();
        m_tableIndex[row[0].toText()] = m_tables.size();
        m_tables.push_back(std::move(table));
    }
}

// "START WITH: 1, INCREMENT BY: 1, MAX_VALUE: 9999999999999999999999999999, MIN_VALUE: 1, CYCLE_FLAG: N,
// CACHE_SIZE: 20, ORDER_FLAG: N"; what is the server's own default is left out.
void SchemaReader::readIdentity(
    Column& column, const std::string& generation, const std::string& identityOptions)
{
    Identity identity;
    identity.always = generation == "ALWAYS";
    for (const std::string& entry : split(identityOptions, ',')) {
        std::string_view text = trimmed(entry);
        std::size_t colon = text.find(':');
        if (colon == std::string_view::npos)
            continue;
        std::string key(trimmed(text.substr(0, colon)));
        Value value(std::string(trimmed(text.substr(colon + 1))));
        std::optional<std::int64_t> number = numberOf(value);
        if (key == "START WITH" && number != 1)
            identity.start = number;
        else if (key == "INCREMENT BY" && number != 1)
            identity.increment = number;
        else if (key == "MIN_VALUE" && number != 1)
            identity.minValue = number;
        else if (key == "MAX_VALUE")
            identity.maxValue = number; // the default has more digits than fit
        else if (key == "CACHE_SIZE" && number != 20)
            identity.cache = number;
        else if (key == "CYCLE_FLAG")
            identity.cycle = isYes(value);
    }
    column.identity = identity;
}

Column SchemaReader::columnOf(const Row& row)
{
    Column column;
    column.name = name(row[1]);
    CatalogueType type;
    type.name = row[2].toText();
    type.owner = row[3].toText();
    type.bytes = smallNumber(row[4]).value_or(0);
    type.characters = smallNumber(row[5]).value_or(0);
    type.inCharacters = row[6].toText() == "C";
    type.precision = smallNumber(row[7]);
    type.scale = smallNumber(row[8]);
    column.type = readType(type);
    if (!type.owner.empty() && column.type.kind == TypeKind::Composite) {
        std::string schema = type.owner == m_owner ? std::string() : normalized(type.owner, m_identifiers);
        column.type.name = normalized(type.name, m_identifiers);
        column.type.schema = schema;
        column.type.native = NativeType{"oracle", m_identifiers.qualified(schema, column.type.name)};
    }
    column.nullable = isYes(row[9]);
    column.collation = row[13].toText();
    column.comment = row[16].toText();
    std::string expression(trimmed(row[17].toText()));
    if (isYes(row[10])) {
        column.computed = Computed{sqlText(expression), false};
    } else if (!row[14].isNull()) {
        readIdentity(column, row[14].toText(), row[15].toText());
        if (isYes(row[12]))
            column.options.set("oracle.on_null", "true");
    } else if (!expression.empty() && toUpperAscii(expression) != "NULL") {
        column.serverDefault = sqlText(expression);
        if (isYes(row[12]))
            column.options.set("oracle.on_null", "true");
    }
    if (isYes(row[11]))
        column.options.set("oracle.invisible", "true");
    return column;
}

void SchemaReader::readColumns()
{
    for (const Row& row : rows("columns", catalogue::columns())) {
        std::string owner = row[0].toText();
        if (Table* table = tableNamed(owner))
            table->columns.push_back(columnOf(row));
        else if (View* view = viewNamed(owner))
            view->columns.push_back(columnOf(row));
    }
}

void SchemaReader::addConstraint(
    Table& table, const std::vector<Row>& all, std::size_t first, std::size_t next)
{
    const Row& row = all[first];
    const std::string type = row[2].toText();
    const bool isGenerated = row[3].toText() == "GENERATED NAME"; // SYS_C0012345: another one each time
    const std::string given = isGenerated ? std::string() : name(row[1]);
    std::optional<bool> deferrable;
    if (row[4].toText() == "DEFERRABLE")
        deferrable = true;
    const bool deferred = row[5].toText() == "DEFERRED";
    const bool disabled = row[6].toText() == "DISABLED";
    std::vector<std::string> columns;
    for (std::size_t i = first; i < next; ++i) {
        if (!all[i][9].isNull())
            columns.push_back(name(all[i][9]));
    }
    if (type == "C") {
        std::string condition = row[10].toText();
        if (columns.size() == 1 && isNotNullCheck(condition, row[9].toText())) {
            for (Column& column : table.columns) {
                if (column.name == columns[0] && !column.identity)
                    column.notNullName = given;
            }
            return;
        }
        CheckConstraint check;
        check.name = given;
        check.expression = sqlText(condition);
        check.validated = row[7].toText() != "NOT VALIDATED" || disabled;
        if (disabled)
            check.options.set("oracle.disabled", "true");
        if (deferrable)
            check.options.set("oracle.deferrable", deferred ? "INITIALLY DEFERRED" : "INITIALLY IMMEDIATE");
        table.checkConstraints.push_back(std::move(check));
        return;
    }
    if (!row[8].isNull())
        m_constraintIndexes.insert(row[8].toText());
    DialectOptions options;
    if (disabled)
        options.set("oracle.disabled", "true");
    if (type == "P") {
        table.primaryKey.name = given;
        table.primaryKey.columns = std::move(columns);
        table.primaryKey.deferrable = deferrable;
        table.primaryKey.initiallyDeferred = deferred;
        table.primaryKey.options = options;
        return;
    }
    UniqueConstraint unique;
    unique.name = given;
    unique.columns = std::move(columns);
    unique.deferrable = deferrable;
    unique.initiallyDeferred = deferred;
    unique.options = options;
    table.uniqueConstraints.push_back(std::move(unique));
}

void SchemaReader::readConstraints()
{
    std::vector<Row> all = rows("constraints", catalogue::constraints());
    for (std::size_t first = 0, next = 0; first < all.size(); first = next) {
        for (next = first;
             next < all.size() && all[next][0] == all[first][0] && all[next][1] == all[first][1];)
            ++next;
        if (Table* table = tableNamed(all[first][0].toText()))
            addConstraint(*table, all, first, next);
    }
}

void SchemaReader::readForeignKeys()
{
    std::string current;
    for (const Row& row : rows("foreign keys", catalogue::foreignKeys())) {
        Table* table = tableNamed(row[0].toText());
        if (!table)
            continue;
        std::string identity = row[0].toText() + "\n" + row[1].toText();
        if (identity != current) {
            current = identity;
            ForeignKeyConstraint key;
            if (row[2].toText() == "GENERATED NAME")
                m_generatedKeys[{row[0].toText(), row[1].toText()}] = table->foreignKeys.size();
            else
                key.name = name(row[1]);
            key.onDelete = referentialActionFrom(row[3].toText()).value_or(ReferentialAction::NoAction);
            if (row[4].toText() == "DEFERRABLE")
                key.deferrable = true;
            key.initiallyDeferred = row[5].toText() == "DEFERRED";
            bool disabled = row[6].toText() == "DISABLED";
            key.validated = row[7].toText() != "NOT VALIDATED" || disabled;
            if (disabled)
                key.options.set("oracle.disabled", "true");
            std::string schema = schemaOf(row[8]);
            if (schema != m_modelSchema)
                key.referredSchema = schema.empty() ? m_metadata.defaultSchema : schema;
            key.referredTable = name(row[9]);
            table->foreignKeys.push_back(std::move(key));
        }
        table->foreignKeys.back().columns.push_back(name(row[10]));
        table->foreignKeys.back().referredColumns.push_back(name(row[11]));
    }
}

// An index of a column that has a collation is kept over NLSSORT("NAME",'nls_sort=''BINARY_CI'''), which the
// server makes again of the column alone.
std::string SchemaReader::unsorted(const std::string& tableName, const std::string& expression)
{
    constexpr std::string_view opening = "NLSSORT(\"";
    constexpr std::string_view middle = "\",'nls_sort=''";
    constexpr std::string_view closing = "''')";
    const std::size_t comma = expression.find(middle);
    const Table* table = tableNamed(tableName);
    if (!table || comma == std::string::npos || !expression.starts_with(opening)
        || !expression.ends_with(closing))
        return expression;
    const std::string column = expression.substr(opening.size(), comma - opening.size());
    const std::size_t begin = comma + middle.size();
    const std::string collation = expression.substr(begin, expression.size() - closing.size() - begin);
    const Column* found = table->findColumn(normalized(column, m_identifiers));
    return found && found->collation == collation ? "\"" + column + "\"" : expression;
}

void SchemaReader::readIndexes()
{
    std::vector<Row> all = rows("indexes", catalogue::indexes());
    for (std::size_t first = 0, next = 0; first < all.size(); first = next) {
        const Row& row = all[first];
        Index index;
        index.name = name(row[1]);
        index.unique = row[3].toText() == "UNIQUE";
        for (next = first; next < all.size() && all[next][0] == row[0] && all[next][1] == row[1]; ++next) {
            IndexElement element;
            element.descending = all[next][10].toText() == "DESC";
            std::string expression = unsorted(row[0].toText(), std::string(trimmed(all[next][11].toText())));
            // A descending column is kept as an expression of a hidden column: "\"NAME\"".
            bool isColumn = expression.size() > 2 && expression.front() == '"' && expression.back() == '"'
                && expression.find('"', 1) == expression.size() - 1;
            if (expression.empty())
                element.column = name(all[next][9]);
            else if (isColumn)
                element.column = name(Value(expression.substr(1, expression.size() - 2)));
            else
                element.expression = sqlText(expression);
            index.elements.push_back(std::move(element));
        }
        Table* table = tableNamed(row[0].toText());
        View* view = table ? nullptr : viewNamed(row[0].toText());
        const std::string type = row[2].toText();
        if (m_constraintIndexes.contains(row[1].toText()) || type.starts_with("IOT") || (!table && !view))
            continue;
        if (type.find("DOMAIN") != std::string::npos || type.find("CLUSTER") != std::string::npos) {
            note(row[0].toText(),
                fmt::format("The index {} is of the kind {}, which Relata does not read.", index.name, type));
            continue;
        }
        if (type.find("BITMAP") != std::string::npos)
            index.options.set("oracle.bitmap", "true");
        if (type.ends_with("/REV"))
            index.options.set("oracle.reverse", "true");
        if (row[5].toText() == "ENABLED")
            index.options.set("oracle.compress", std::to_string(numberOf(row[6]).value_or(1)));
        if (row[7].toText() == "INVISIBLE")
            index.options.set("oracle.invisible", "true");
        if (isYes(row[8]))
            index.options.set("oracle.local", "true");
        if (!row[4].isNull() && table
            && normalized(row[4].toText(), m_identifiers) != table->options.value("oracle.tablespace")
            && row[4].toText() != "USERS")
            index.options.set("oracle.tablespace", normalized(row[4].toText(), m_identifiers));
        (table ? table->indexes : view->indexes).push_back(std::move(index));
    }
}

// "VALUES LESS THAN (...)" of a partition or subpartition; nothing where the server spreads the rows.
std::string SchemaReader::boundOf(const std::string& how, const std::string& bound)
{
    return how == "RANGE" ? " VALUES LESS THAN (" + bound + ")"
        : how == "LIST"   ? " VALUES (" + bound + ")"
                          : std::string();
}

SchemaReader::Subpartitions SchemaReader::readSubpartitions()
{
    Subpartitions result;
    for (const Row& row : rows("subpartition columns", catalogue::subpartitionColumns()))
        result.columns[row[0].toText()].push_back(name(row[1]));
    for (const Row& row : rows("subpartitions", catalogue::subpartitions())) {
        const std::string how = row[1].toText();
        result.kinds[row[0].toText()] = how;
        result.parts[{row[0].toText(), row[2].toText()}].push_back(
            "SUBPARTITION " + m_identifiers.quote(name(row[3])) + boundOf(how, row[4].toText()));
    }
    return result;
}

// The foreign key whose parent's partitions a table has. It must be named, whoever gave it its name.
std::string SchemaReader::referenceKey(Table& table, const std::string& tableName, const Value& constraint)
{
    std::string given = name(constraint);
    auto place = m_generatedKeys.find({tableName, constraint.toText()});
    if (place != m_generatedKeys.end())
        table.foreignKeys[place->second].name = given;
    return given;
}

void SchemaReader::readPartitions()
{
    std::unordered_map<std::string, std::vector<std::string>> columns;
    for (const Row& row : rows("partition columns", catalogue::partitionColumns()))
        columns[row[0].toText()].push_back(name(row[1]));
    Subpartitions below = readSubpartitions();
    std::vector<Row> all = rows("partitions", catalogue::partitions());
    for (std::size_t first = 0, next = 0; first < all.size(); first = next) {
        const Row& row = all[first];
        const std::string how = row[1].toText();
        std::vector<std::string> parts;
        for (next = first; next < all.size() && all[next][0] == row[0]; ++next) {
            std::string part =
                "PARTITION " + m_identifiers.quote(name(all[next][3])) + boundOf(how, all[next][5].toText());
            auto subparts = below.parts.find({row[0].toText(), all[next][3].toText()});
            if (subparts != below.parts.end())
                part += " (" + join(subparts->second, ", ") + ")";
            parts.push_back(std::move(part));
        }
        Table* table = tableNamed(row[0].toText());
        if (!table)
            continue;
        std::string text = how;
        if (how == "REFERENCE")
            text += " (" + m_identifiers.quote(referenceKey(*table, row[0].toText(), row[6])) + ")";
        else if (how != "SYSTEM") // whose rows go where an INSERT says
            text += " (" + m_identifiers.quotedList(columns[row[0].toText()]) + ")";
        if (!row[2].isNull())
            text += " INTERVAL (" + row[2].toText() + ")";
        if (auto kind = below.kinds.find(row[0].toText()); kind != below.kinds.end())
            text += " SUBPARTITION BY " + kind->second + " ("
                + m_identifiers.quotedList(below.columns[row[0].toText()]) + ")";
        table->options.set("oracle.partition_by", text + " (" + join(parts, ", ") + ")");
    }
}

} // namespace relata::oracle
