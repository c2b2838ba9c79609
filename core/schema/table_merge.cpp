#include "core/schema/table_merge.h"

#include "core/util/argument_error.h"
#include "core/util/error.h"

#include <algorithm>

namespace relata {
namespace {

bool holds(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Items over the same columns are replaced where they stand, others appended.
template <typename Item, typename Same>
void overlay(std::vector<Item>& items, const std::vector<Item>& over, const Same& same)
{
    for (const Item& item : over) {
        auto found =
            std::find_if(items.begin(), items.end(), [&](const Item& old) { return same(old, item); });
        if (found == items.end())
            items.push_back(item);
        else
            *found = item;
    }
}

void overlayColumns(Table& table, const Table& overrides)
{
    for (const Column& column : overrides.columns) {
        auto found = std::find_if(table.columns.begin(), table.columns.end(),
            [&](const Column& old) { return old.name == column.name; });
        if (found == table.columns.end()) {
            table.columns.push_back(column);
            continue;
        }
        if (holds(table.primaryKey.columns, column.name) && !holds(overrides.primaryKey.columns, column.name))
            raiseArgument("The column " + column.name + " of " + table.qualifiedName()
                    + " belongs to the primary key, and its new definition does not say so.",
                "Name it in the primary key of the definition too.");
        *found = column;
        std::erase_if(table.foreignKeys,
            [&](const ForeignKeyConstraint& key) { return holds(key.columns, column.name); });
    }
}

} // namespace

Table withOverrides(const Table& reflected, const Table& overrides)
{
    Table table = reflected;
    overlayColumns(table, overrides);
    if (!overrides.primaryKey.empty()) {
        std::string name = table.primaryKey.name;
        bool sameColumns = table.primaryKey.columns == overrides.primaryKey.columns;
        std::vector<std::string> columns = table.primaryKey.columns;
        for (const std::string& column : overrides.primaryKey.columns) {
            if (!holds(columns, column))
                columns.push_back(column);
        }
        PrimaryKeyConstraint key = overrides.primaryKey;
        key.columns = std::move(columns);
        if (key.name.empty())
            key.name = name;
        if (sameColumns && key.options.empty())
            key.options = table.primaryKey.options;
        table.primaryKey = std::move(key);
    }
    auto sameColumns = [](const auto& a, const auto& b) { return a.columns == b.columns; };
    overlay(table.uniqueConstraints, overrides.uniqueConstraints, sameColumns);
    overlay(table.foreignKeys, overrides.foreignKeys,
        [](const ForeignKeyConstraint& a, const ForeignKeyConstraint& b) {
            return a.columns == b.columns && a.referredTable == b.referredTable;
        });
    auto sameName = [](const auto& a, const auto& b) { return !a.name.empty() && a.name == b.name; };
    overlay(table.checkConstraints, overrides.checkConstraints, sameName);
    overlay(table.otherConstraints, overrides.otherConstraints, sameName);
    overlay(table.indexes, overrides.indexes, sameName);
    overlay(table.triggers, overrides.triggers, sameName);
    if (!overrides.comment.empty())
        table.comment = overrides.comment;
    for (const auto& [key, value] : overrides.options.entries())
        table.options.set(key, value);
    for (const auto& [key, value] : overrides.info.entries())
        table.info.set(key, value);
    table.ddl.insert(table.ddl.end(), overrides.ddl.begin(), overrides.ddl.end());
    return table;
}

void defineTable(MetaData& metadata, Table table, ExistingTable existing)
{
    const Table* old = metadata.findTable(table.schema, table.name);
    if (!old) {
        metadata.addTable(std::move(table));
        return;
    }
    switch (existing) {
    case ExistingTable::Refuse:
        raiseArgument("The table " + table.qualifiedName() + " is defined already.",
            "Extend the existing one, or keep it.");
    case ExistingTable::Keep:
        return;
    case ExistingTable::Extend:
        metadata.addTable(withOverrides(*old, table));
    }
}

void copyTable(const Table& table, MetaData& target, const CopyOptions& options)
{
    Table copy = table;
    copy.id = {};
    copy.schema = options.schema.value_or(table.schema);
    if (!options.name.empty())
        copy.name = options.name;
    for (Column& column : copy.columns)
        column.id = {};
    auto fresh = [](auto& item) { item.id = {}; };
    fresh(copy.primaryKey);
    for (UniqueConstraint& unique : copy.uniqueConstraints)
        fresh(unique);
    for (CheckConstraint& check : copy.checkConstraints)
        fresh(check);
    for (OtherConstraint& other : copy.otherConstraints)
        fresh(other);
    for (Index& index : copy.indexes)
        fresh(index);
    for (Trigger& trigger : copy.triggers)
        fresh(trigger);
    for (ForeignKeyConstraint& key : copy.foreignKeys) {
        fresh(key);
        bool own = key.referredSchema.empty() || key.referredSchema == table.schema;
        std::string byRule = own ? copy.schema : key.referredSchema;
        std::string schema = options.referredSchema ? options.referredSchema(key, byRule) : byRule;
        key.referredSchema = schema == copy.schema ? "" : schema;
        if (key.referredTable == table.name && own && !options.name.empty())
            key.referredTable = copy.name; // of itself
    }
    target.addTable(std::move(copy));
}

} // namespace relata
