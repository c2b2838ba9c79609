// Foreign keys: what they refer to must be there and be a key, and their actions must be known.
#include "core/convert/context.h"

#include <algorithm>

namespace relata::convert_internal {
namespace {

std::string label(const Table& table, const ForeignKeyConstraint& key)
{
    return table.qualifiedName() + ", foreign key "
        + (key.name.empty() ? "to " + key.referredTable : key.name);
}

// A key to a table of another schema that is not part of the script is kept: who runs the script has that
// schema, or makes it first.
bool leavesTheScript(const Table& table, const ForeignKeyConstraint& key)
{
    return !key.referredSchema.empty() && key.referredSchema != table.schema;
}

void noteMissing(Notes& notes, const Table& table, const ForeignKeyConstraint& key)
{
    notes.info(label(table, key), "foreign key",
        "the table " + key.referredSchema + "." + key.referredTable + " is not part of the script",
        "a key to a table that must be there before");
}

bool sameColumns(std::vector<std::string> a, std::vector<std::string> b)
{
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b;
}

bool leads(const std::vector<std::string>& index, const std::vector<std::string>& columns)
{
    return index.size() >= columns.size() && std::equal(columns.begin(), columns.end(), index.begin());
}

std::vector<std::string> plainColumns(const Index& index)
{
    std::vector<std::string> columns;
    for (const IndexElement& element : index.elements) {
        if (element.column.empty() || element.prefixLength)
            break;
        columns.push_back(element.column);
    }
    return columns;
}

// What stands in the way of referring to these columns; "" if nothing does. A unique index without a
// condition is made a unique constraint where it is needed, because scripts make indexes after the tables.
std::string obstacle(Context& context, Draft& parent, const std::vector<std::string>& columns)
{
    for (const std::string& name : columns) {
        if (!parent.column(name))
            return "the column " + name + " is not there";
    }
    Table& table = parent.table;
    if (sameColumns(table.primaryKey.columns, columns))
        return {};
    for (const UniqueConstraint& unique : table.uniqueConstraints) {
        if (sameColumns(unique.columns, columns))
            return {};
    }
    for (auto index = table.indexes.begin(); index != table.indexes.end(); ++index) {
        bool whole = plainColumns(*index).size() == index->elements.size();
        if (!index->unique || !index->where.empty() || !whole || !sameColumns(plainColumns(*index), columns))
            continue;
        if (context.to.foreignKeyTypes == ForeignKeyTypes::Any)
            return {};
        UniqueConstraint unique;
        unique.name = index->name;
        unique.columns = columns;
        context.notes.info(parent.label() + ", index " + index->name, "unique index",
            "a foreign key refers to it", "a unique constraint");
        table.uniqueConstraints.push_back(std::move(unique));
        table.indexes.erase(index);
        return {};
    }
    if (!context.to.foreignKeysNeedUnique) {
        if (leads(table.primaryKey.columns, columns))
            return {};
        for (const UniqueConstraint& unique : table.uniqueConstraints) {
            if (leads(unique.columns, columns))
                return {};
        }
    }
    return "what it refers to is no key";
}

void convertAction(Context& context, const Draft& draft, const std::string& where, ReferentialAction& action,
    const char* event, const std::vector<std::string>& columns)
{
    const DialectTraits& to = context.to;
    std::string what = std::string(event) + " " + toString(action);
    if (action == ReferentialAction::Restrict && !to.supportsRestrict) {
        action = ReferentialAction::NoAction;
        context.notes.info(where, what, lacks(to, "RESTRICT"), "NO ACTION");
    } else if (action == ReferentialAction::SetDefault && !to.supportsSetDefault) {
        action = ReferentialAction::NoAction;
        context.notes.changed(where, what, lacks(to, "SET DEFAULT"), "NO ACTION");
    } else if (action == ReferentialAction::SetNull && to.setNullNeedsNullable) {
        bool nullable = std::all_of(columns.begin(), columns.end(), [&](const std::string& name) {
            const Column* column = draft.table.findColumn(name);
            return column && column->nullable;
        });
        if (!nullable) {
            action = ReferentialAction::NoAction;
            context.notes.changed(where, what, "a column in it is NOT NULL", "NO ACTION");
        }
    }
}

// Its actions and its options, as the target has them.
void convertProperties(
    Context& context, const Draft& draft, ForeignKeyConstraint& key, const std::string& where)
{
    const DialectTraits& to = context.to;
    convertAction(context, draft, where, key.onDelete, "ON DELETE", key.columns);
    if (key.onUpdate != ReferentialAction::NoAction && !to.supportsOnUpdateAction) {
        context.notes.changed(where, std::string("ON UPDATE ") + toString(key.onUpdate),
            lacks(to, "ON UPDATE in foreign keys"), "NO ACTION");
        key.onUpdate = ReferentialAction::NoAction;
    }
    convertAction(context, draft, where, key.onUpdate, "ON UPDATE", key.columns);
    if (key.match != MatchType::Simple && !to.supportsMatchFull) {
        if (key.columns.size() > 1)
            context.notes.changed(where, "MATCH FULL", lacks(to, "MATCH FULL"), "MATCH SIMPLE");
        key.match = MatchType::Simple;
    }
    if (!to.supportsDeferrable) {
        if (key.deferrable.value_or(false))
            context.notes.changed(
                where, "DEFERRABLE", lacks(to, "deferrable keys"), "a key that is checked at once");
        key.deferrable.reset();
        key.initiallyDeferred = false;
    }
    key.validated = true;
    key.options = context.targetOptions(key.options);
}

// False if the key cannot be.
bool convertKey(Context& context, Draft& draft, ForeignKeyConstraint& key)
{
    const DialectTraits& to = context.to;
    const std::string where = label(*draft.source, key);
    Draft* parent = context.referredDraft(draft, key);
    bool known = std::all_of(key.columns.begin(), key.columns.end(),
        [&](const std::string& name) { return draft.column(name) != nullptr; });
    if (!parent && known && leavesTheScript(*draft.source, key) && !key.referredColumns.empty()) {
        noteMissing(context.notes, *draft.source, key);
        if (!to.supportsSchemas) { // as that schema's tables are called there
            key.referredTable = context.identifiers.truncated(key.referredSchema + "_" + key.referredTable);
            key.referredSchema.clear();
        }
        convertProperties(context, draft, key, where);
        return true;
    }
    if (!parent) {
        context.notes.lost(where, "foreign key", "the table " + key.referredTable + " is not in the script");
        return false;
    }
    if (key.referredColumns.empty())
        key.referredColumns = parent->table.primaryKey.columns;
    std::string reason = key.referredColumns.size() != key.columns.size()
        ? "its ends have different numbers of columns"
        : obstacle(context, *parent, key.referredColumns);
    for (const std::string& name : key.columns) {
        if (!draft.column(name))
            reason = "the column " + name + " is not there";
    }
    if (!reason.empty() && to.foreignKeyTypes != ForeignKeyTypes::Any) {
        context.notes.lost(where, "foreign key", reason);
        return false;
    }
    convertProperties(context, draft, key, where);
    return true;
}

} // namespace

void noteMissingTables(const MetaData& metadata, Notes& notes)
{
    for (const TablePtr& table : metadata.tables()) {
        for (const ForeignKeyConstraint& key : table->foreignKeys) {
            if (leavesTheScript(*table, key) && !metadata.referredTable(*table, key))
                noteMissing(notes, *table, key);
        }
    }
}

void convertForeignKeys(Context& context)
{
    for (Draft& draft : context.drafts) {
        std::vector<ForeignKeyConstraint> kept;
        for (ForeignKeyConstraint& key : draft.table.foreignKeys) {
            if (convertKey(context, draft, key))
                kept.push_back(std::move(key));
        }
        draft.table.foreignKeys = std::move(kept);
    }
}

} // namespace relata::convert_internal
