#include "core/editing/result_edit.h"

#include "core/engine/session_statements.h"
#include "core/parse/statement_facts.h"
#include "core/util/strings.h"

#include <algorithm>
#include <map>

namespace relata {

void nameSources(Connection& connection, std::vector<ResultColumn>& columns)
{
    const auto* session = dynamic_cast<const SessionStatements*>(&connection.dialect());
    const std::string query = session ? session->tableOfIdQuery() : std::string();
    if (query.empty())
        return;
    std::map<std::uint32_t, std::vector<std::vector<Value>>> known;
    for (ResultColumn& column : columns) {
        if (column.sourceTableId == 0 || !column.sourceTable.empty())
            continue;
        auto found = known.find(column.sourceTableId);
        if (found == known.end()) {
            const Value id(static_cast<std::int64_t>(column.sourceTableId));
            found =
                known.emplace(column.sourceTableId, connection.execute(query, std::span(&id, 1)).all()).first;
        }
        for (const std::vector<Value>& row : found->second) {
            if (row.size() < 4 || row[3].toText() != std::to_string(column.sourceColumnNumber))
                continue;
            column.sourceSchema = row[0].toText();
            column.sourceTable = row[1].toText();
            column.sourceColumn = row[2].toText();
        }
    }
}

ResultTarget resultTarget(std::string_view statement, const SqlDialect& dialect, const MetaData& metadata,
    const std::vector<ResultColumn>& columns)
{
    const auto no = [](std::string why) { return ResultTarget{nullptr, {}, std::move(why)}; };
    const SingleSource source = singleSource(statement, dialect.traits().name);
    if (!source.why.empty())
        return no(source.why);
    ResultTarget target;
    std::string schema;
    const ResultColumn* first = nullptr;
    for (const ResultColumn& column : columns) {
        if (column.sourceTable.empty())
            continue;
        if (!first)
            first = &column;
        if (column.sourceTable != first->sourceTable || column.sourceSchema != first->sourceSchema)
            return no("The rows come from several tables.");
    }
    if (!first)
        return no("No column comes from a table as it is.");
    schema = first->sourceSchema == metadata.defaultSchema ? std::string() : first->sourceSchema;
    // A view's columns come from a table that the statement does not name.
    if (!equalsIgnoreCase(source.name, first->sourceTable))
        return no("The rows come from a view.");
    target.table = metadata.tablePtr(schema, first->sourceTable);
    if (!target.table) {
        return no(metadata.findView(schema, first->sourceTable)
                ? "The rows come from a view."
                : "The table is not in the schema as it was read: a temporary one, or a new one.");
    }
    for (const ResultColumn& column : columns) {
        int index = -1;
        for (std::size_t i = 0; i < target.table->columns.size() && !column.sourceColumn.empty(); ++i) {
            if (target.table->columns[i].name == column.sourceColumn)
                index = static_cast<int>(i);
        }
        // The same column twice would have two values for one edit.
        if (index >= 0
            && std::find(target.columns.begin(), target.columns.end(), index) != target.columns.end())
            index = -1;
        target.columns.push_back(index);
    }
    const IdentityRule rule = identityRule(*target.table, dialect);
    if (!rule.isCertain())
        return no("The table has no primary key and no unique key without NULL.");
    for (const std::string& key : rule.columns) {
        const auto& all = target.table->columns;
        const auto at = std::find_if(all.begin(), all.end(), [&](const Column& c) { return c.name == key; });
        const int index = at == all.end() ? -1 : static_cast<int>(at - all.begin());
        if (index < 0
            || std::find(target.columns.begin(), target.columns.end(), index) == target.columns.end())
            return no(
                "The key of " + target.table->name + " is not among the columns: select " + key + " too.");
    }
    return target;
}

Result<RowValues> loadedValues(const ResultTarget& target, const std::vector<std::optional<Value>>& values)
{
    RowValues row;
    for (std::size_t i = 0; i < values.size() && i < target.columns.size(); ++i) {
        if (target.columns[i] >= 0 && values[i])
            row.emplace_back(
                target.table->columns[static_cast<std::size_t>(target.columns[i])].name, *values[i]);
    }
    if (row.empty())
        return fail(ErrorKind::Argument, "Nothing of the row is known.", "Run the statement again.");
    return row;
}

} // namespace relata
