#include "core/migrations/compare/compare.h"

#include "core/migrations/apply_to_model.h"
#include "core/migrations/compare/comparison.h"
#include "core/sql/dialect_registry.h"
#include "core/util/argument_error.h"

#include <algorithm>
#include <set>

namespace relata {
namespace compare_internal {
namespace {

// Options count where the dialect reads them.
bool isOf(const SqlDialect* dialect, std::string_view key)
{
    if (!dialect)
        return true;
    std::string_view prefix = key.substr(0, key.find('.'));
    return prefix == dialect->traits().name || prefix == dialect->traits().family;
}

} // namespace

void Comparison::addAndApply(Operation operation)
{
    applyTo(from, operation);
    add(std::move(operation));
}

std::string Comparison::schemaOf(const std::string& schema) const
{
    return schema == from.defaultSchema || schema == to.defaultSchema ? std::string() : schema;
}

bool Comparison::sameType(const SqlType& a, const SqlType& b) const
{
    if (a == b)
        return true;
    if (!rules) {
        SqlType plainA = a.withoutNative();
        SqlType plainB = b.withoutNative();
        return plainA == plainB;
    }
    return rules->canonicalType(a) == rules->canonicalType(b);
}

bool Comparison::sameOptions(const DialectOptions& a, const DialectOptions& b) const
{
    std::set<std::string> keys;
    for (const DialectOptions* options : {&a, &b}) {
        for (const auto& [key, value] : options->entries())
            keys.insert(key);
    }
    return std::all_of(keys.begin(), keys.end(), [&](const std::string& key) {
        const std::string* inA = a.find(key);
        const std::string* inB = b.find(key);
        if (!isOf(dialect, key) || (inA && inB ? *inA == *inB : inA == inB))
            return true;
        return rules && (rules->isState(key) || (!(inA && inB) && rules->isLeftToServer(key)));
    });
}

std::vector<std::pair<const Table*, const Table*>> Comparison::tables() const
{
    std::vector<std::pair<const Table*, const Table*>> pairs;
    for (const TablePtr& table : from.tables()) {
        if (const Table* other = to.findTable(table->schema, table->name))
            pairs.emplace_back(table.get(), other);
    }
    return pairs;
}

std::vector<std::pair<TableName, TableName>> orderedRenames(
    std::vector<std::pair<TableName, TableName>> renames, std::vector<TableName> taken)
{
    std::set<TableName> names(taken.begin(), taken.end());
    std::vector<std::pair<TableName, TableName>> ordered;
    int number = 0;
    while (!renames.empty()) {
        auto free = std::find_if(renames.begin(), renames.end(),
            [&](const auto& rename) { return !names.contains(rename.second); });
        if (free != renames.end()) {
            names.erase(free->first);
            names.insert(free->second);
            ordered.push_back(*free);
            renames.erase(free);
            continue;
        }
        TableName between = renames.front().first;
        do
            between.name = "relata_renamed_" + std::to_string(++number);
        while (names.contains(between));
        ordered.emplace_back(renames.front().first, between);
        names.erase(renames.front().first);
        names.insert(between);
        renames.front().first = between;
    }
    return ordered;
}

namespace {

const SqlDialect* dialectOf(const MetaData& from, const MetaData& to, const CompareOptions& options)
{
    if (options.dialect)
        return options.dialect;
    const std::string& name = from.dialect.empty() ? to.dialect : from.dialect;
    const SqlDialect* dialect = findSqlDialect(name);
    const SqlDialect* other = findSqlDialect(to.dialect);
    if (dialect && other && dialect->traits().family != other->traits().family)
        raiseArgument(
            "The two schemas are of different dialects: " + from.dialect + " and " + to.dialect + ".",
            "Convert one of them first.");
    return dialect;
}

// Objects in the default schema have no schema, whatever they were given.
MetaData withPlainSchemas(const MetaData& metadata, const std::string& otherDefault)
{
    auto isDefault = [&](const std::string& schema) {
        return !schema.empty() && (schema == metadata.defaultSchema || schema == otherDefault);
    };
    bool any = std::any_of(metadata.tables().begin(), metadata.tables().end(), [&](const TablePtr& table) {
        return isDefault(table->schema)
            || std::any_of(table->foreignKeys.begin(), table->foreignKeys.end(),
                [&](const ForeignKeyConstraint& key) { return isDefault(key.referredSchema); });
    }) || std::any_of(metadata.views().begin(), metadata.views().end(), [&](const ViewPtr& view) {
        return isDefault(view->schema);
    }) || std::any_of(metadata.sequences.begin(), metadata.sequences.end(), [&](const Sequence& sequence) {
        return isDefault(sequence.schema);
    }) || std::any_of(metadata.enums.begin(), metadata.enums.end(), [&](const EnumType& type) {
        return isDefault(type.schema);
    }) || std::any_of(metadata.domains.begin(), metadata.domains.end(), [&](const Domain& domain) {
        return isDefault(domain.schema);
    }) || std::any_of(metadata.schemas.begin(), metadata.schemas.end(), isDefault);
    if (!any)
        return metadata;
    MetaData plain = metadata.withoutTablesAndViews();
    auto clear = [&](std::string& schema) {
        if (isDefault(schema))
            schema.clear();
    };
    for (std::string& schema : plain.schemas)
        clear(schema);
    for (Sequence& sequence : plain.sequences)
        clear(sequence.schema);
    for (EnumType& type : plain.enums)
        clear(type.schema);
    for (Domain& domain : plain.domains)
        clear(domain.schema);
    for (const TablePtr& original : metadata.tables()) {
        Table table = *original;
        clear(table.schema);
        for (ForeignKeyConstraint& key : table.foreignKeys) {
            if (key.referredSchema == original->schema)
                key.referredSchema.clear(); // its own
            else if (table.schema.empty())
                clear(key.referredSchema);
        }
        plain.addTable(std::move(table));
    }
    for (const ViewPtr& original : metadata.views()) {
        View view = *original;
        clear(view.schema);
        plain.addView(std::move(view));
    }
    return plain;
}

} // namespace
} // namespace compare_internal

Operations compare(const MetaData& from, const MetaData& to, const CompareOptions& options)
{
    using namespace compare_internal;
    const SqlDialect* dialect = dialectOf(from, to, options);
    const MetaData target = withPlainSchemas(to, from.defaultSchema);
    Comparison comparison{withPlainSchemas(from, to.defaultSchema), target, options, dialect,
        dialect ? findMigrationImpl(*dialect) : nullptr, {}};
    dropAndRenameTables(comparison);
    dropAndRenameColumns(comparison);
    renameTypesAndSequences(comparison);
    compareSchemas(comparison);
    compareTypes(comparison);
    compareSequences(comparison);
    compareRoutines(comparison);
    addTables(comparison);
    compareColumns(comparison);
    compareOptions(comparison);
    compareConstraints(comparison);
    compareIndexes(comparison);
    compareViews(comparison);
    compareTriggers(comparison);
    compareComments(comparison);
    return std::move(comparison.operations);
}

} // namespace relata
