// Columns that came, went, were renamed or became something else.
#include "core/migrations/apply_to_model.h"
#include "core/migrations/compare/comparison.h"

#include <algorithm>

namespace relata::compare_internal {
namespace {

bool sameIdentity(const std::optional<Identity>& from, const std::optional<Identity>& to)
{
    if (!from || !to)
        return from.has_value() == to.has_value();
    // What the model leaves open is the server's choice.
    auto same = [](const auto& a, const auto& b) { return !b || a == b; };
    return from->always == to->always && same(from->start.value_or(1), to->start)
        && same(from->increment.value_or(1), to->increment) && same(from->minValue, to->minValue)
        && same(from->maxValue, to->maxValue) && same(from->cache.value_or(1), to->cache)
        && from->cycle == to->cycle
        && (to->sequenceName.empty() || from->sequenceName.empty() || from->sequenceName == to->sequenceName);
}

bool sameComputed(const Comparison& comparison, const Column& from, const Column& to)
{
    if (!from.computed || !to.computed)
        return from.computed.has_value() == to.computed.has_value();
    return from.computed->persisted == to.computed->persisted
        && comparison.sameText(from.computed->expression, to.computed->expression);
}

bool sameDefaults(const Comparison& comparison, const Column& from, const Column& to)
{
    if (!from.serverDefault || !to.serverDefault) {
        // DEFAULT NULL says what silence says.
        auto isNothing = [](const std::optional<SqlText>& text) {
            return !text || canonicalExpression(*text, nullptr) == canonicalExpression({"NULL", ""}, nullptr);
        };
        return isNothing(from.serverDefault) && isNothing(to.serverDefault);
    }
    return sameDefault(*from.serverDefault, *to.serverDefault, comparison.dialect);
}

bool numbered(const Column& column)
{
    return column.autoincrement == Autoincrement::Yes; // what is numbered because it is a key is no choice
}

ColumnFacets facetsOf(const Comparison& comparison, const std::pair<const Table*, const Table*>& tables,
    const Column& from, const Column& to)
{
    const MigrationImpl* rules = comparison.rules;
    ColumnFacets facets;
    if (!comparison.sameType(from.type, to.type))
        facets.add(ColumnFacet::Type);
    bool nullableBefore = rules ? rules->isNullable(*tables.first, from) : from.nullable;
    bool nullableAfter = rules ? rules->isNullable(*tables.second, to) : to.nullable;
    if (nullableBefore != nullableAfter
        || (!to.notNullName.empty() && !nullableAfter && from.notNullName != to.notNullName))
        facets.add(ColumnFacet::Nullable);
    if (!sameDefaults(comparison, from, to))
        facets.add(ColumnFacet::Default);
    if (!sameIdentity(from.identity, to.identity))
        facets.add(ColumnFacet::Identity);
    if (!sameComputed(comparison, from, to))
        facets.add(ColumnFacet::Computed);
    if (numbered(from) != numbered(to))
        facets.add(ColumnFacet::Autoincrement);
    if (from.collation != to.collation)
        facets.add(ColumnFacet::Collation);
    if (!comparison.sameOptions(from.options, to.options))
        facets.add(ColumnFacet::Options);
    return facets;
}

std::string nameOfColumn(const Column& column)
{
    return column.name;
}

} // namespace

void dropAndRenameColumns(Comparison& comparison)
{
    const MetaData from = comparison.from;
    for (const TablePtr& table : from.tables()) {
        const Table* target = comparison.to.findTable(table->schema, table->name);
        if (!target || table->kind == TableKind::Virtual || table->kind == TableKind::Shadow)
            continue;
        auto matches = matched(pointers(table->columns), pointers(target->columns), nameOfColumn);
        TableName name = TableName::of(*table);
        // Generated columns first: they read others.
        std::stable_partition(matches.dropped.begin(), matches.dropped.end(),
            [](const Column* column) { return column->computed.has_value(); });
        for (const Column* column : matches.dropped) {
            auto position = static_cast<std::size_t>(column - table->columns.data());
            comparison.addAndApply(DropColumn{name, *column, position});
        }
        std::vector<std::pair<TableName, TableName>> renames;
        for (const auto& [before, after] : matches.kept) {
            if (before->name != after->name)
                renames.push_back({{"", before->name}, {"", after->name}});
        }
        if (renames.empty())
            continue;
        std::vector<TableName> taken;
        for (const Column& column : comparison.from.findTable(name.schema, name.name)->columns)
            taken.push_back({"", column.name});
        for (const auto& [before, after] : orderedRenames(std::move(renames), std::move(taken)))
            comparison.addAndApply(RenameColumn{name, before.name, after.name});
    }
}

void compareColumns(Comparison& comparison)
{
    for (const auto& tables : comparison.tables()) {
        const auto& [from, to] = tables;
        if (from->kind == TableKind::Virtual || from->kind == TableKind::Shadow)
            continue;
        TableName name = TableName::of(*to);
        for (std::size_t i = 0; i < to->columns.size(); ++i) {
            const Column& column = to->columns[i];
            const Column* before = from->findColumn(column.name);
            if (!before) {
                comparison.add(AddColumn{name, column, i});
                continue;
            }
            ColumnFacets facets = facetsOf(comparison, tables, *before, column);
            if (facets.bits == 0)
                continue;
            AlterColumn alter{name, *before, column, facets};
            if (comparison.rules) { // what a key implies is said, as statements must
                alter.from.nullable = comparison.rules->isNullable(*from, *before);
                alter.to.nullable = comparison.rules->isNullable(*to, column);
            }
            comparison.add(std::move(alter));
        }
    }
}

} // namespace relata::compare_internal
