// Tables that came, went and were renamed; schemas.
#include "core/migrations/compare/comparison.h"

#include <algorithm>
#include <set>

namespace relata::compare_internal {
namespace {

std::vector<const Table*> comparable(const MetaData& metadata)
{
    std::vector<const Table*> tables;
    for (const TablePtr& table : metadata.tables()) {
        if (table->kind != TableKind::Shadow) // comes and goes with its virtual table
            tables.push_back(table.get());
    }
    return tables;
}

// Another kind of table, or other words for one that is carried, is another table.
bool isReplaced(const Comparison& comparison, const Table& from, const Table& to)
{
    return from.kind != to.kind
        || (from.kind == TableKind::Virtual && !comparison.sameText(from.definition, to.definition));
}

} // namespace

void dropAndRenameTables(Comparison& comparison)
{
    const MetaData from = comparison.from; // keeps alive what is compared
    auto matches = matched(
        comparable(from), comparable(comparison.to), [](const Table& table) { return TableName::of(table); });
    for (const Table* table : matches.dropped)
        comparison.addAndApply(DropTable{*table});
    std::vector<std::pair<TableName, TableName>> renames;
    for (const auto& [before, after] : matches.kept) {
        if (isReplaced(comparison, *before, *after))
            comparison.addAndApply(DropTable{*before});
        else if (TableName::of(*before) != TableName::of(*after))
            renames.emplace_back(TableName::of(*before), TableName::of(*after));
    }
    std::vector<TableName> taken;
    for (const TablePtr& table : comparison.from.tables())
        taken.push_back(TableName::of(*table));
    for (const auto& [before, after] : orderedRenames(std::move(renames), std::move(taken)))
        comparison.addAndApply(RenameTable{before, after});
}

void addTables(Comparison& comparison)
{
    for (const Table* table : comparable(comparison.to)) {
        if (!comparison.from.findTable(table->schema, table->name))
            comparison.add(AddTable{*table});
    }
}

void compareSchemas(Comparison& comparison)
{
    auto namesOf = [](const MetaData& metadata) {
        std::set<std::string> names(metadata.schemas.begin(), metadata.schemas.end());
        for (const TablePtr& table : metadata.tables())
            names.insert(table->schema);
        for (const ViewPtr& view : metadata.views())
            names.insert(view->schema);
        names.erase("");
        return names;
    };
    // Schemas of databases that are attached, or are databases, are not ours to make.
    if (comparison.dialect && !comparison.dialect->traits().supportsSchemas)
        return;
    std::set<std::string> before(comparison.from.schemas.begin(), comparison.from.schemas.end());
    std::set<std::string> after = namesOf(comparison.to);
    for (const std::string& name : after) {
        if (!before.contains(name))
            comparison.add(AddSchema{{name}});
    }
    before.erase("");
    for (const std::string& name : before) {
        if (!after.contains(name))
            comparison.add(DropSchema{{name}});
    }
}

} // namespace relata::compare_internal
