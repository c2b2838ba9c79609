// The tables of a schema: columns, keys, checks, indexes. schema_reader_rest.cpp has what else it holds.
#include "core/dialects/mssql/schema_reader.h"

#include "core/dialects/mssql/catalogue.h"
#include "core/dialects/mssql/mssql_type_reader.h"
#include "core/dialects/mssql/reader_values.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata::mssql {

SchemaReader::SchemaReader(Connection& connection, std::string schema, std::string modelSchema,
    std::string databaseCollation, const ReflectOptions& options, MetaData& metadata)
    : m_connection(connection)
    , m_schema(std::move(schema))
    , m_modelSchema(std::move(modelSchema))
    , m_databaseCollation(std::move(databaseCollation))
    , m_options(options)
    , m_metadata(metadata)
{ }

void SchemaReader::read()
{
    readAliasTypes();
    readTables();
    readViews();
    readColumns();
    readIndexes();
    readForeignKeys();
    readChecks();
    readNotForReplication();
    readFileGroups();
    readSequences();
    readSynonyms();
    readTriggers();
    readRoutines();
    for (Table& table : m_tables)
        m_metadata.addTable(std::move(table));
    for (View& view : m_views)
        m_metadata.addView(std::move(view));
}

std::vector<SchemaReader::Row> SchemaReader::rows(const char* what, const std::string& sql, bool ofSchema)
{
    constexpr int steps = 15;
    if (m_options.progress)
        m_options.progress(what, std::min(m_step++, steps), steps);
    ExecutionOptions execution;
    execution.stop = m_options.stop;
    std::vector<Value> parameters;
    if (ofSchema)
        parameters.emplace_back(m_schema);
    try {
        return m_connection.execute(sql, parameters, execution).all();
    } catch (const DatabaseError& error) {
        if (error.error().kind == ErrorKind::Cancelled || !error.error().connectionUsable)
            throw;
        note(m_schema, fmt::format("The {} could not be read: {}", what, error.error().message));
        return {};
    }
}

void SchemaReader::note(const std::string& object, std::string message)
{
    m_metadata.notes.push_back({object, std::move(message)});
}

std::string SchemaReader::qualified(const std::string& name) const
{
    return m_modelSchema.empty() ? name : m_modelSchema + "." + name;
}

std::string SchemaReader::modelName(const std::string& schema) const
{
    return schema == m_metadata.defaultSchema ? std::string() : schema;
}

Table* SchemaReader::tableNamed(const std::string& name)
{
    auto found = m_tableIndex.find(name);
    return found == m_tableIndex.end() ? nullptr : &m_tables[found->second];
}

View* SchemaReader::viewNamed(const std::string& name)
{
    auto found = m_viewIndex.find(name);
    return found == m_viewIndex.end() ? nullptr : &m_views[found->second];
}

void SchemaReader::readTables()
{
    for (const Row& row : rows("tables", catalogue::tables())) {
        Table table;
        table.schema = m_modelSchema;
        table.name = row[0].toText();
        switch (numberOf(row[1]).value_or(0)) {
        case 1: // the history of another table, which makes it
            table.kind = TableKind::Shadow;
            break;
        case 2:
            table.options.set("mssql.history_schema", row[2].toText());
            table.options.set("mssql.history_table", row[3].toText());
            break;
        default:
            break;
        }
        if (isTrue(row[4])) {
            table.options.set("mssql.memory_optimized", "true");
            table.options.set("mssql.durability", row[5].toText());
        }
        if (std::optional<std::int64_t> count = numberOf(row[6]))
            table.estimatedRows = *count;
        if (!row[7].isNull()) {
            table.kind = TableKind::Partitioned;
            table.options.set("mssql.partition_scheme", row[7].toText());
            table.options.set("mssql.partition_column", row[8].toText());
        }
        if (std::string compression = row[9].toText(); compression == "ROW" || compression == "PAGE")
            table.options.set("mssql.data_compression", compression);
        table.comment = row[10].toText();
        m_tableIndex[table.name] = m_tables.size();
        m_tables.push_back(std::move(table));
    }
}

Column SchemaReader::columnOf(const Row& row)
{
    Column column;
    column.name = row[1].toText();
    auto size = [&](std::size_t at) { return static_cast<int>(numberOf(row[at]).value_or(0)); };
    if (row[3].isNull()) {
        column.type = readType(row[2].toText(), size(5), size(6), size(7));
    } else {
        column.type = SqlType::of(TypeKind::Domain);
        column.type.schema = modelName(row[3].toText());
        column.type.name = row[2].toText();
        column.type.element =
            std::make_shared<const SqlType>(readType(row[4].toText(), size(5), size(6), size(7)));
        column.type.native = NativeType{
            "mssql", m_connection.dialect().identifiers().qualified(row[3].toText(), row[2].toText())};
    }
    column.nullable = isTrue(row[8]);
    if (std::string collation = row[9].toText(); collation != m_databaseCollation)
        column.collation = collation;
    if (isTrue(row[10])) {
        Identity identity;
        identity.start = numberOf(row[11]);
        identity.increment = numberOf(row[12]);
        column.identity = identity;
    }
    if (!row[13].isNull())
        column.computed = Computed{sqlText(withoutParentheses(row[13].toText())), isTrue(row[14])};
    if (!row[16].isNull()) {
        column.serverDefault = sqlText(row[16].toText());
        if (!isTrue(row[17]))
            column.options.set("mssql.default_name", row[15].toText());
    }
    if (isTrue(row[18]))
        column.options.set("mssql.sparse", "true");
    if (isTrue(row[19]))
        column.options.set("mssql.rowguidcol", "true");
    std::int64_t generated = numberOf(row[20]).value_or(0);
    if (generated == 1 || generated == 2)
        column.options.set("mssql.generated_always", generated == 1 ? "ROW START" : "ROW END");
    if (isTrue(row[21]))
        column.options.set("mssql.hidden", "true");
    if (!row[22].isNull())
        column.options.set("mssql.masked", row[22].toText());
    column.comment = row[23].toText();
    return column;
}

void SchemaReader::readColumns()
{
    for (const Row& row : rows("columns", catalogue::columns())) {
        std::string owner = row[0].toText();
        if (Table* table = tableNamed(owner)) {
            table->columns.push_back(columnOf(row));
        } else if (View* view = viewNamed(owner)) {
            view->columns.push_back(columnOf(row));
        }
    }
}

void SchemaReader::readIndexes()
{
    std::vector<Row> all = rows("indexes", catalogue::indexes());
    for (std::size_t first = 0, next = 0; first < all.size(); first = next) {
        Index index;
        index.name = all[first][1].toText();
        std::string owner = all[first][0].toText();
        bool columnstore = all[first][2].toText().find("COLUMNSTORE") != std::string::npos;
        for (next = first;
             next < all.size() && all[next][0].toText() == owner && all[next][1].toText() == index.name;
             ++next) {
            if (all[next][12].isNull())
                continue;
            std::string column = all[next][12].toText();
            if (isTrue(all[next][14]) && !columnstore) {
                index.includeColumns.push_back(column);
                continue;
            }
            IndexElement element;
            element.column = column;
            element.descending = isTrue(all[next][13]);
            index.elements.push_back(std::move(element));
        }
        Table* table = tableNamed(owner);
        View* view = table ? nullptr : viewNamed(owner);
        Table host;
        if (table || view)
            addIndex(table ? *table : host, view, std::move(index), all[first]);
    }
}

void SchemaReader::addIndex(Table& table, View* view, Index index, const Row& first)
{
    const std::string type = first[2].toText();
    const bool clustered = type.starts_with("CLUSTERED");
    const bool isPrimary = isTrue(first[4]);
    const bool isUniqueConstraint = isTrue(first[5]);
    if (type == "XML" || type == "SPATIAL" || type.ends_with("HASH") || type == "HEAP") {
        note(qualified(first[0].toText()),
            fmt::format("The index {} is of the kind {}, which Relata does not read.", index.name, type));
        return;
    }
    DialectOptions options;
    if (type.find("COLUMNSTORE") != std::string::npos)
        options.set("mssql.columnstore", "true");
    if (isPrimary ? !clustered : clustered)
        options.set("mssql.clustered", clustered ? "true" : "false");
    if (std::int64_t fill = numberOf(first[7]).value_or(0); fill > 0 && fill < 100)
        options.set("mssql.fillfactor", std::to_string(fill));
    if (isTrue(first[8]))
        options.set("mssql.pad_index", "true");
    if (isTrue(first[9]))
        options.set("mssql.ignore_dup_key", "true");
    if (std::string compression = first[15].toText(); compression == "ROW" || compression == "PAGE")
        options.set("mssql.data_compression", compression);
    std::vector<std::string> columns;
    for (const IndexElement& element : index.elements)
        columns.push_back(element.column);
    std::string comment = first[16].toText();
    if (isPrimary) {
        if (table.options.value("mssql.data_compression") == options.value("mssql.data_compression")
            && clustered)
            options.remove("mssql.data_compression"); // it is the table's own
        table.primaryKey.name = index.name;
        table.primaryKey.columns = columns;
        table.primaryKey.options = options;
        table.primaryKey.comment = comment;
        return;
    }
    if (isUniqueConstraint) {
        UniqueConstraint unique;
        unique.name = index.name;
        unique.columns = columns;
        unique.options = options;
        unique.comment = comment;
        table.uniqueConstraints.push_back(std::move(unique));
        return;
    }
    if (isTrue(first[10]))
        options.set("mssql.disabled", "true");
    index.unique = isTrue(first[3]);
    if (!first[6].isNull())
        index.where = sqlText(first[6].toText());
    index.options = options;
    index.comment = comment;
    (view ? view->indexes : table.indexes).push_back(std::move(index));
}

void SchemaReader::readForeignKeys()
{
    for (const Row& row : rows("foreign keys", catalogue::foreignKeys())) {
        Table* table = tableNamed(row[0].toText());
        if (!table)
            continue;
        std::string name = row[1].toText();
        if (table->foreignKeys.empty() || table->foreignKeys.back().name != name) {
            ForeignKeyConstraint key;
            key.name = name;
            std::string schema = row[3].toText();
            key.referredSchema = schema == m_schema ? "" : schema;
            key.referredTable = row[4].toText();
            auto action = [](const Value& text) {
                return referentialActionFrom(replaceAll(text.toText(), "_", " "))
                    .value_or(ReferentialAction::NoAction);
            };
            key.onDelete = action(row[5]);
            key.onUpdate = action(row[6]);
            key.validated = !isTrue(row[8]);
            if (isTrue(row[7]))
                key.options.set("mssql.disabled", "true");
            key.comment = row[11].toText();
            table->foreignKeys.push_back(std::move(key));
        }
        table->foreignKeys.back().columns.push_back(row[9].toText());
        table->foreignKeys.back().referredColumns.push_back(row[10].toText());
    }
}

void SchemaReader::readChecks()
{
    for (const Row& row : rows("checks", catalogue::checks())) {
        Table* table = tableNamed(row[0].toText());
        if (!table)
            continue;
        CheckConstraint check;
        check.name = row[1].toText();
        check.expression = sqlText(withoutParentheses(row[2].toText()));
        check.validated = !isTrue(row[5]);
        if (isTrue(row[4]))
            check.options.set("mssql.disabled", "true");
        check.comment = row[6].toText();
        table->checkConstraints.push_back(std::move(check));
    }
}

void SchemaReader::readNotForReplication()
{
    for (const Row& row : rows("replication", catalogue::notForReplication())) {
        Table* table = tableNamed(row[0].toText());
        if (!table)
            continue;
        const std::string kind = row[1].toText();
        const std::string name = row[2].toText();
        auto mark = [&](auto& items) {
            for (auto& item : items) {
                if (item.name == name)
                    item.options.set("mssql.not_for_replication", "true");
            }
        };
        if (kind == "identity")
            mark(table->columns);
        else if (kind == "foreign key")
            mark(table->foreignKeys);
        else
            mark(table->checkConstraints);
    }
}

// Said where it is not what the server would take: an index without ON follows its table, a table goes to the
// default file group. Partitioned ones are on a scheme, and not listed.
void SchemaReader::readFileGroups()
{
    constexpr const char* key = "mssql.filegroup";
    for (const Row& row : rows("file groups", catalogue::fileGroups())) {
        const std::string owner = row[0].toText();
        const std::int64_t number = numberOf(row[1]).value_or(0);
        const std::string name = row[2].toText();
        const std::string group = row[3].toText();
        const bool isDefault = isTrue(row[4]);
        Table* table = tableNamed(owner);
        View* view = table ? nullptr : viewNamed(owner);
        if (table && number == -1) {
            if (!isDefault)
                table->options.set("mssql.textimage_filegroup", group);
            continue;
        }
        if (table && number <= 1 && !isDefault)
            table->options.set(key, group);
        if (number == 0 || (isDefault && !(table && table->options.find(key))))
            continue;
        auto mark = [&](auto& item) {
            if (item.name == name)
                item.options.set(key, group);
        };
        if (table) {
            mark(table->primaryKey);
            for (UniqueConstraint& unique : table->uniqueConstraints)
                mark(unique);
        }
        for (Index& index : table ? table->indexes : view ? view->indexes : m_noIndexes)
            mark(index);
    }
}

} // namespace relata::mssql
