#include "core/migrations/rename_in_model.h"

#include "core/migrations/rename_in_text.h"

#include <algorithm>

namespace relata {
namespace {

template <typename T>
void replaceName(std::vector<T>& names, const T& from, const T& to)
{
    std::replace(names.begin(), names.end(), from, to);
}

bool refersTo(
    const MetaData& metadata, const Table& table, const ForeignKeyConstraint& key, const TableName& name)
{
    const Table* referred = metadata.referredTable(table, key);
    return referred && referred->schema == name.schema && referred->name == name.name;
}

void renameInTable(Table& table, const RenameColumn& op)
{
    for (Column& column : table.columns) {
        if (column.name == op.from)
            column.name = op.to;
        if (column.computed)
            column.computed->expression = withRenamedColumn(column.computed->expression, op.from, op.to);
    }
    replaceName(table.primaryKey.columns, op.from, op.to);
    for (UniqueConstraint& key : table.uniqueConstraints) {
        replaceName(key.columns, op.from, op.to);
        replaceName(key.includeColumns, op.from, op.to);
    }
    for (ForeignKeyConstraint& key : table.foreignKeys)
        replaceName(key.columns, op.from, op.to);
    for (CheckConstraint& check : table.checkConstraints) {
        check.expression = withRenamedColumn(check.expression, op.from, op.to);
        // MariaDB's check of a column says whose it is.
        if (check.options.value("mariadb.column") == op.from)
            check.options.set("mariadb.column", op.to);
    }
    for (OtherConstraint& other : table.otherConstraints)
        other.definition = withRenamedColumn(other.definition, op.from, op.to);
    for (Index& index : table.indexes) {
        for (IndexElement& element : index.elements) {
            if (element.column == op.from)
                element.column = op.to;
            else if (element.column.empty())
                element.expression = withRenamedColumn(element.expression, op.from, op.to);
        }
        replaceName(index.includeColumns, op.from, op.to);
        index.where = withRenamedColumn(index.where, op.from, op.to);
    }
}

// Whether no other table or view that the view reads has a column of that name.
bool isOnlyColumn(const MetaData& metadata, const std::vector<std::string>& dependsOn, const TableName& table,
    const std::string& column)
{
    for (const std::string& name : dependsOn) {
        const Table* other = metadata.findTable(std::string_view(name));
        if (other && other->findColumn(column) && TableName::of(*other) != table)
            return false;
        for (const ViewPtr& view : metadata.views()) {
            if (view->qualifiedName() != name)
                continue;
            for (const Column& result : view->columns) {
                if (result.name == column)
                    return false;
            }
        }
    }
    return true;
}

// The same for the body of a trigger, which reads what it mentions. The table that the trigger belongs to is
// read as NEW and OLD.
bool isOnlyInBody(
    const MetaData& metadata, const Trigger& trigger, const TableName& owner, const RenameColumn& op)
{
    if (!mentions(trigger.definition, op.table.name))
        return false;
    for (const TablePtr& table : metadata.tables()) {
        TableName name = TableName::of(*table);
        if (name != op.table && name != owner && table->findColumn(op.from)
            && mentions(trigger.definition, name.name))
            return false;
    }
    return true;
}

bool dependsOn(const View& view, const TableName& table)
{
    return std::find(view.dependsOn.begin(), view.dependsOn.end(), table.text()) != view.dependsOn.end();
}

// Changes the triggers of every table and view.
template <typename F>
void changeTriggers(MetaData& metadata, F change)
{
    const std::vector<TablePtr> tables = metadata.tables();
    for (const TablePtr& table : tables) {
        Table copy = *table;
        bool changed = false;
        for (Trigger& trigger : copy.triggers)
            changed = change(TableName::of(copy), trigger) || changed;
        if (changed)
            metadata.addTable(std::move(copy));
    }
    const std::vector<ViewPtr> views = metadata.views();
    for (const ViewPtr& view : views) {
        View copy = *view;
        bool changed = false;
        for (Trigger& trigger : copy.triggers)
            changed = change(TableName{copy.schema, copy.name}, trigger) || changed;
        if (changed)
            metadata.addView(std::move(copy));
    }
}

} // namespace

void renameTableIn(MetaData& metadata, const RenameTable& op)
{
    const Table* old = metadata.findTable(op.from.schema, op.from.name);
    if (!old)
        return;
    const MetaData before = metadata;
    for (const TablePtr& table : before.tables()) {
        Table copy = *table;
        bool isRenamed = TableName::of(copy) == op.from;
        bool changed = isRenamed;
        for (ForeignKeyConstraint& key : copy.foreignKeys) {
            bool refers = refersTo(before, *table, key, op.from);
            if (refers) {
                key.referredTable = op.to.name;
                bool sameSchema = isRenamed || op.to.schema == copy.schema;
                key.referredSchema = sameSchema ? "" : op.to.schema;
                changed = true;
            } else if (isRenamed && key.referredSchema.empty() && op.from.schema != op.to.schema) {
                key.referredSchema = op.from.schema.empty() ? metadata.defaultSchema : op.from.schema;
            }
        }
        if (isRenamed) {
            metadata.removeTable(op.from.schema, op.from.name);
            copy.schema = op.to.schema;
            copy.name = op.to.name;
        }
        if (changed)
            metadata.addTable(std::move(copy));
    }
    for (Sequence& sequence : metadata.sequences) {
        if (sequence.ownedByTable == op.from.name && sequence.schema == op.from.schema)
            sequence.ownedByTable = op.to.name;
    }
    const std::vector<ViewPtr> views = metadata.views();
    for (const ViewPtr& view : views) {
        if (!dependsOn(*view, op.from))
            continue;
        View copy = *view;
        replaceName(copy.dependsOn, op.from.text(), op.to.text());
        copy.definition = withRenamedTable(copy.definition, op.from, op.to);
        metadata.addView(std::move(copy));
    }
    changeTriggers(metadata, [&](const TableName&, Trigger& trigger) {
        SqlText text = withRenamedTable(trigger.definition, op.from, op.to);
        bool changed = text != trigger.definition;
        trigger.definition = std::move(text);
        return changed;
    });
}

void renameColumnIn(MetaData& metadata, const RenameColumn& op)
{
    const Table* renamed = metadata.findTable(op.table.schema, op.table.name);
    if (!renamed || !renamed->findColumn(op.from))
        return;
    // Views and triggers first, as long as the tables tell whose the old name is.
    const std::vector<ViewPtr> views = metadata.views();
    for (const ViewPtr& view : views) {
        if (!dependsOn(*view, op.table))
            continue;
        View copy = *view;
        copy.definition = withRenamedColumn(copy.definition, op.table, op.from, op.to,
            isOnlyColumn(metadata, copy.dependsOn, op.table, op.from), Host::Query);
        metadata.addView(std::move(copy));
    }
    changeTriggers(metadata, [&](const TableName& owner, Trigger& trigger) {
        SqlText text = withRenamedColumn(trigger.definition, op.table, op.from, op.to,
            isOnlyInBody(metadata, trigger, owner, op),
            owner == op.table ? Host::TriggerOfTable : Host::Body);
        bool changed = text != trigger.definition;
        trigger.definition = std::move(text);
        return changed;
    });
    const std::vector<TablePtr> tables = metadata.tables();
    for (const TablePtr& table : tables) {
        Table copy = *table;
        bool changed = TableName::of(copy) == op.table;
        if (changed)
            renameInTable(copy, op);
        for (std::size_t i = 0; i < copy.foreignKeys.size(); ++i) {
            if (!refersTo(metadata, *table, table->foreignKeys[i], op.table))
                continue;
            replaceName(copy.foreignKeys[i].referredColumns, op.from, op.to);
            changed = true;
        }
        if (changed)
            metadata.addTable(std::move(copy));
    }
    for (Sequence& sequence : metadata.sequences) {
        if (sequence.ownedByTable == op.table.name && sequence.schema == op.table.schema
            && sequence.ownedByColumn == op.from)
            sequence.ownedByColumn = op.to;
    }
}

// Columns name their types.
void renameTypeIn(MetaData& metadata, const TableName& from, const TableName& to)
{
    auto renamed = [&](const SqlType& type) {
        SqlType copy = type;
        bool isType = copy.name == from.name && copy.schema == from.schema;
        if (isType) {
            copy.name = to.name;
            copy.schema = to.schema;
            copy.native.reset();
        }
        if (copy.element && copy.element->name == from.name && copy.element->schema == from.schema
            && copy.kind == TypeKind::Array) {
            SqlType element = *copy.element;
            element.name = to.name;
            element.schema = to.schema;
            element.native.reset();
            copy.element = std::make_shared<const SqlType>(std::move(element));
            copy.native.reset();
        }
        return copy;
    };
    const std::vector<TablePtr> tables = metadata.tables();
    for (const TablePtr& table : tables) {
        Table copy = *table;
        for (Column& column : copy.columns)
            column.type = renamed(column.type);
        if (!(copy == *table))
            metadata.addTable(std::move(copy));
    }
}

} // namespace relata
