#include "core/migrations/plan.h"

#include "core/migrations/apply_to_model.h"
#include "core/migrations/planner.h"
#include "core/migrations/rename_in_text.h"

namespace relata {
namespace plan_internal {

void Planner::followRenames()
{
    m_renamed = m_from;
    for (const Operation& operation : m_operations) {
        bool first = std::holds_alternative<DropTable>(operation)
            || std::holds_alternative<DropColumn>(operation) || std::holds_alternative<RenameTable>(operation)
            || std::holds_alternative<RenameColumn>(operation);
        if (first)
            applyTo(m_renamed, operation);
        if (const auto* rename = std::get_if<RenameTable>(&operation)) {
            TableName origin = oldName(rename->from);
            m_oldNames.erase(rename->from);
            m_oldNames[rename->to] = origin;
            m_newNames[origin] = rename->to;
        }
    }
}

void Planner::findChangedTables()
{
    for (const Operation& operation : m_operations) {
        std::visit(Overloaded{
                       [&](const DropTable& op) {
                           m_dropped.insert(TableName::of(op.object));
                           m_reshaped.insert(TableName::of(op.object));
                       },
                       [&](const RenameTable& op) { m_reshaped.insert(oldName(op.to)); },
                       [&](const DropColumn& op) { m_reshaped.insert(oldName(op.table)); },
                       [&](const RenameColumn& op) { m_reshaped.insert(oldName(op.table)); },
                       [&](const AlterColumn& op) {
                           bool reshapes = op.facets.has(ColumnFacet::Type)
                               || op.facets.has(ColumnFacet::Collation)
                               || op.facets.has(ColumnFacet::Computed);
                           if (reshapes && m_needs.detachViewsOfAlteredColumns)
                               m_reshaped.insert(oldName(op.table));
                       },
                       [](const auto&) {},
                   },
            operation);
    }
}

void Planner::addViews()
{
    for (const ViewPtr& view : sortedViews(m_to)) {
        TableName name{view->schema, view->name};
        if (isReplacedView(name))
            add(Phase::Views, AddView{*view}, false);
    }
}

// Keys of other tables to it, and in a circle its own, are dropped before it.
void Planner::dropTable(const DropTable& op)
{
    add(Phase::DropTables, op);
    TableName name = TableName::of(op.object);
    for (const TablePtr& table : m_from.tables()) {
        for (const ForeignKeyConstraint& key : table->foreignKeys) {
            const Table* referred = m_from.referredTable(*table, key);
            if (referred && TableName::of(*referred) == name && TableName::of(*table) != name)
                detachKey(*table, key);
        }
    }
}

// Everything over the column goes first: some servers refuse to drop it else, others would leave an index
// over the other columns.
void Planner::dropColumn(const DropColumn& op)
{
    const TableName before = oldName(op.table); // it is renamed later
    add(Phase::DropColumns, DropColumn{before, op.column, op.position});
    const std::string& name = op.column.name;
    const Table* table = m_from.findTable(before.schema, before.name);
    if (!table)
        return;
    for (const Index& index : table->indexes) {
        bool has = contains(index.includeColumns, name) || mentions(index.where, name)
            || std::any_of(index.elements.begin(), index.elements.end(), [&](const IndexElement& element) {
                   return element.column == name || mentions(element.expression, name);
               });
        if (has && m_droppedParts.insert({op.table, "index " + index.name}).second)
            add(Phase::DetachKeys, DropIndex{before, index}, true);
    }
    for (const TablePtr& other : m_from.tables()) {
        for (const ForeignKeyConstraint& key : other->foreignKeys) {
            const Table* referred = m_from.referredTable(*other, key);
            bool over = other.get() == table && contains(key.columns, name);
            bool to = referred == table && contains(key.referredColumns, name);
            if (over || to)
                detachKey(*other, key);
        }
    }
    if (m_needs.keysInline)
        return;
    auto detach = [&](const Constraint& part, bool has) {
        std::string key = nameOf(part).empty() ? "primary key" : nameOf(part);
        if (has && m_droppedParts.insert({op.table, key}).second)
            add(Phase::DetachKeys, DropConstraint{before, part}, true);
    };
    for (const UniqueConstraint& unique : table->uniqueConstraints)
        detach(unique, contains(unique.columns, name) || contains(unique.includeColumns, name));
    for (const CheckConstraint& check : table->checkConstraints)
        detach(check, !check.name.empty() && mentions(check.expression, name));
    detach(table->primaryKey, contains(table->primaryKey.columns, name));
}

// Referred tables first. Keys that need what is not there yet, and triggers, come later.
void Planner::addTables()
{
    MetaData added;
    added.defaultSchema = m_to.defaultSchema;
    for (const Table& table : m_added)
        added.addTable(table);
    std::set<TableName> changed; // tables that are there, but with changes to come
    for (const auto& [phase, step] : m_steps) {
        std::visit(Overloaded{[&](const AddConstraint& op) { changed.insert(op.table); },
                       [&](const AddColumn& op) { changed.insert(op.table); },
                       [&](const AlterColumn& op) { changed.insert(op.table); }, [](const auto&) {}},
            step.operation);
    }
    std::set<TableName> there;
    for (const TablePtr& table : sortedTables(added).tables) {
        Table made = *table;
        TableName name = TableName::of(made);
        there.insert(name);
        if (!m_needs.keysInline) {
            std::erase_if(made.foreignKeys, [&](const ForeignKeyConstraint& key) {
                const Table* referred = m_to.referredTable(*table, key);
                if (!referred)
                    return false;
                TableName target = TableName::of(*referred);
                bool later = added.findTable(target.schema, target.name) ? !there.contains(target)
                                                                         : changed.contains(target);
                if (later || key.useAlter)
                    add(Phase::ForeignKeys, AddConstraint{name, key});
                return later || key.useAlter;
            });
        }
        for (const Trigger& trigger : made.triggers)
            add(Phase::Triggers, AddTrigger{name, trigger});
        made.triggers.clear();
        add(Phase::AddTables, AddTable{std::move(made)});
    }
}

} // namespace plan_internal

Plan plan(const MetaData& from, const MetaData& to, const Operations& operations, const MigrationImpl& rules)
{
    return plan_internal::Planner(from, to, operations, rules).run();
}

} // namespace relata
