#include "core/sql/ddl_elements.h"

#include "core/sql/sql_dialect.h"
#include "core/util/error.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace relata {
namespace {

std::vector<DdlStatement> statementsOf(
    const std::vector<DdlElement>& elements, const Table* table, const SqlDialect& dialect, DdlMoment moment)
{
    std::vector<DdlStatement> statements;
    for (const DdlElement& element : elements) {
        if (!applies(element, {dialect.traits().name, moment, table}))
            continue;
        statements.push_back({ddlElementText(element, table, dialect), DdlObject::Event,
            table ? table->schema : std::string(), table ? table->name : std::string()});
    }
    return statements;
}

// Tables that are asked for, and nothing else but the named types of their columns.
MetaData onlyTables(const MetaData& metadata, const std::vector<std::string>& tables)
{
    MetaData result = metadata.withoutTablesAndViews();
    result.sequences.clear();
    result.carried.clear();
    std::set<std::pair<std::string, std::string>> types;
    std::function<void(const SqlType&)> collect = [&](const SqlType& type) {
        if (!type.name.empty())
            types.emplace(type.schema, type.name);
        if (type.element)
            collect(*type.element);
    };
    for (const std::string& name : tables) {
        const Table& table = metadata.table(name);
        for (const Column& column : table.columns)
            collect(column.type);
        result.addTable(metadata.tablePtr(table.schema, table.name));
    }
    auto unused = [&](const auto& type) { return !types.contains({type.schema, type.name}); };
    std::erase_if(result.enums, unused);
    std::erase_if(result.domains, unused);
    std::erase_if(result.schemas, [&](const std::string& schema) {
        return std::none_of(result.tables().begin(), result.tables().end(),
            [&](const TablePtr& table) { return table->schema == schema; });
    });
    return result;
}

} // namespace

MetaData preparedForDdl(const MetaData& metadata, const SqlDialect& dialect,
    const std::vector<std::string>& tables, const SchemaTranslateMap& schemaTranslateMap)
{
    MetaData prepared = metadata;
    if (!metadata.namingConvention.empty()) {
        IdentifierPreparer identifiers = dialect.identifiers();
        prepared = withConventionNames(
            metadata, [&](const std::string& name) { return identifiers.truncated(name); });
    }
    if (!tables.empty())
        prepared = onlyTables(prepared, tables);
    return schemaTranslateMap.empty() ? prepared : translated(prepared, schemaTranslateMap);
}

std::string ddlElementText(const DdlElement& element, const Table* table, const SqlDialect& dialect)
{
    IdentifierPreparer identifiers = dialect.identifiers();
    auto value = [&](std::string_view token) -> std::string {
        for (const auto& [name, text] : element.context) {
            if (name == token)
                return text;
        }
        if (table && token == "table")
            return identifiers.quote(table->name);
        if (table && token == "schema")
            return table->schema.empty() ? std::string() : identifiers.quote(table->schema);
        if (table && token == "fullname")
            return identifiers.qualified(table->schema, table->name);
        Error error;
        error.kind = ErrorKind::Argument;
        error.message = "A DDL statement has the token %(" + std::string(token) + ")s, which has no value.";
        error.statement = element.statement;
        raise(std::move(error));
    };
    std::string text;
    const std::string& from = element.statement;
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::size_t close = from.compare(i, 2, "%(") == 0 ? from.find(")s", i) : std::string::npos;
        if (close != std::string::npos) {
            text += value(std::string_view(from).substr(i + 2, close - i - 2));
            i = close + 1;
        } else {
            text += from[i];
            if (from.compare(i, 2, "%%") == 0)
                ++i;
        }
    }
    return text;
}

std::vector<TableSpan> tableSpans(const DdlScript& script, const MetaData& metadata)
{
    std::vector<TableSpan> spans;
    std::unordered_map<const Table*, std::size_t> spanOf;
    for (std::size_t i = 0; i < script.statements.size(); ++i) {
        const DdlStatement& statement = script.statements[i];
        bool isEvent = statement.object == DdlObject::Event && !statement.name.empty();
        if (statement.object != DdlObject::Table && statement.object != DdlObject::Index && !isEvent)
            continue;
        TablePtr table = metadata.tablePtr(statement.schema, statement.name);
        if (!table)
            continue; // an index of a view
        auto [position, isNew] = spanOf.try_emplace(table.get(), spans.size());
        if (isNew)
            spans.push_back({table, i, i + 1});
        else
            spans[position->second].end = i + 1;
    }
    return spans;
}

void addDdlElements(
    DdlScript& script, const MetaData& metadata, const SqlDialect& dialect, DdlMoment before, DdlMoment after)
{
    bool any = !metadata.ddl.empty()
        || std::any_of(metadata.tables().begin(), metadata.tables().end(),
            [](const TablePtr& table) { return !table->ddl.empty(); });
    if (!any)
        return;
    std::unordered_map<std::size_t, std::vector<DdlStatement>> at; // before the statement of that index
    auto insert = [&](std::size_t place, std::vector<DdlStatement> statements) {
        for (DdlStatement& statement : statements)
            at[place].push_back(std::move(statement));
    };
    std::size_t size = script.statements.size();
    insert(0, statementsOf(metadata.ddl, nullptr, dialect, before));
    std::vector<TableSpan> spans = tableSpans(script, metadata);
    for (const TableSpan& span : spans)
        insert(span.end, statementsOf(span.table->ddl, span.table.get(), dialect, after));
    for (const TableSpan& span : spans)
        insert(span.begin, statementsOf(span.table->ddl, span.table.get(), dialect, before));
    insert(size, statementsOf(metadata.ddl, nullptr, dialect, after));

    std::vector<DdlStatement> merged;
    for (std::size_t i = 0; i <= size; ++i) {
        if (auto found = at.find(i); found != at.end())
            std::move(found->second.begin(), found->second.end(), std::back_inserter(merged));
        if (i < size)
            merged.push_back(std::move(script.statements[i]));
    }
    script.statements = std::move(merged);
}

} // namespace relata
