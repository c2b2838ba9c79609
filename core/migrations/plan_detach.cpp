// What is in the way of changes: dropped before them, made again after them.
#include "core/migrations/planner.h"
#include "core/migrations/rename_in_text.h"

namespace relata::plan_internal {

bool Planner::reads(const View& view, const TableName& table) const
{
    return view.dependsOn.empty() ? mentions(view.definition, table.name)
                                  : contains(view.dependsOn, table.text());
}

void Planner::detachViews()
{
    std::map<TableName, TableName> renamed; // views
    for (const Operation& operation : m_operations) {
        if (const auto* drop = std::get_if<DropView>(&operation))
            m_detachedViews.insert({drop->object.schema, drop->object.name});
        if (const auto* add = std::get_if<AddView>(&operation))
            m_viewsAgain.insert({add->object.schema, add->object.name});
        if (const auto* alter = std::get_if<AlterView>(&operation)) {
            m_detachedViews.insert({alter->from.schema, alter->from.name});
            renamed[{alter->from.schema, alter->from.name}] = {alter->to.schema, alter->to.name};
        }
    }
    std::set<TableName> meant = m_detachedViews; // the rest is in the way
    std::vector<ViewPtr> views = sortedViews(m_from); // what they read comes before them
    for (const ViewPtr& view : views) {
        auto isRead = [&](const TableName& name) { return reads(*view, name); };
        if (std::any_of(m_reshaped.begin(), m_reshaped.end(), isRead)
            || std::any_of(m_detachedViews.begin(), m_detachedViews.end(), isRead))
            m_detachedViews.insert({view->schema, view->name});
    }
    for (auto view = views.rbegin(); view != views.rend(); ++view) {
        TableName name{(*view)->schema, (*view)->name};
        if (!m_detachedViews.contains(name))
            continue;
        add(Phase::DetachViews, DropView{**view}, !meant.contains(name));
        auto after = renamed.find(name);
        const TableName& then = after == renamed.end() ? name : after->second;
        if (m_to.findView(then.schema, then.name))
            m_viewsAgain.insert(then);
    }
}

void Planner::detachTriggers()
{
    std::set<PartKey> meant; // dropped or altered; the table by its old name
    for (const Operation& operation : m_operations) {
        if (const auto* drop = std::get_if<DropTrigger>(&operation))
            meant.insert({oldName(drop->table), drop->part.name});
        if (const auto* alter = std::get_if<AlterTrigger>(&operation))
            meant.insert({oldName(alter->table), alter->from.name});
    }
    std::set<PartKey> altered; // which come again by their own operations
    for (const Operation& operation : m_operations) {
        if (const auto* alter = std::get_if<AlterTrigger>(&operation))
            altered.insert({alter->table, alter->to.name});
    }
    auto detach = [&](const TableName& owner, const Trigger& trigger, const std::vector<Trigger>* then) {
        bool isMeant = meant.contains({owner, trigger.name});
        bool inTheWay = std::any_of(m_reshaped.begin(), m_reshaped.end(), [&](const TableName& table) {
            return table == owner || mentions(trigger.definition, table.name);
        });
        if (!isMeant && !inTheWay)
            return;
        add(Phase::DetachTriggers, DropTrigger{owner, trigger}, !isMeant);
        if (isMeant || !then)
            return;
        for (const Trigger& again : *then) {
            if (again.name == trigger.name && !altered.contains({newName(owner), again.name}))
                add(Phase::Triggers, AddTrigger{newName(owner), again}, true);
        }
    };
    for (const TablePtr& table : m_from.tables()) {
        TableName name = TableName::of(*table);
        if (m_dropped.contains(name))
            continue; // they go with it
        const TableName& then = newName(name);
        const Table* target = m_to.findTable(then.schema, then.name);
        for (const Trigger& trigger : table->triggers)
            detach(name, trigger, target ? &target->triggers : nullptr);
    }
    for (const ViewPtr& view : m_from.views()) {
        TableName name{view->schema, view->name};
        if (m_detachedViews.contains(name))
            continue;
        const View* target = m_to.findView(name.schema, name.name);
        for (const Trigger& trigger : view->triggers)
            detach(name, trigger, target ? &target->triggers : nullptr);
    }
}

void Planner::detachKey(const Table& table, const ForeignKeyConstraint& key)
{
    if (m_needs.keysInline || key.name.empty())
        return;
    if (m_droppedKeys.insert({newName(TableName::of(table)), key.name}).second)
        add(Phase::DetachKeys, DropConstraint{TableName::of(table), key}, true);
}

void Planner::reattach(const Table& table, const ForeignKeyConstraint& key)
{
    TableName name = TableName::of(table);
    if (key.name.empty() || !m_droppedKeys.insert({name, key.name}).second)
        return;
    const Table* target = m_to.findTable(name.schema, name.name);
    add(Phase::DropForeignKeys, DropConstraint{name, key}, true);
    if (!target)
        return;
    for (const ForeignKeyConstraint& again : target->foreignKeys) {
        if (again.name == key.name)
            add(Phase::ForeignKeys, AddConstraint{name, again}, true);
    }
}

// Servers that do not rewrite checks refuse to rename what they name.
void Planner::detachAroundRenames()
{
    if (!m_needs.detachChecksOfRenamedColumns)
        return;
    std::map<PartKey, std::string> namesAfter; // of checks; "" = dropped, or added by its own operation
    std::map<TableName, std::set<std::string>> renamed; // columns by their old names, with names in between
    for (const Operation& operation : m_operations) {
        std::visit(Overloaded{
                       [&](const RenameColumn& op) { renamed[op.table].insert(op.from); },
                       [&](const DropConstraint& op) {
                           namesAfter[{op.table, nameOf(op.part)}] = "";
                       },
                       [&](const AlterConstraint& op) {
                           namesAfter[{op.table, nameOf(op.from)}] = "";
                       },
                       [&](const RenameConstraint& op) {
                           namesAfter[{op.table, nameOf(op.part)}] = op.to;
                       },
                       [](const auto&) {},
                   },
            operation);
    }
    for (const auto& [name, columns] : renamed) {
        const TableName& before = oldName(name);
        const Table* table = m_from.findTable(before.schema, before.name);
        const Table* target = m_to.findTable(name.schema, name.name);
        for (const CheckConstraint& check :
            table ? table->checkConstraints : std::vector<CheckConstraint>()) {
            bool over = std::any_of(columns.begin(), columns.end(),
                [&](const std::string& column) { return mentions(check.expression, column); });
            if (!over || check.name.empty() || !m_droppedParts.insert({name, check.name}).second)
                continue;
            add(Phase::DetachKeys, DropConstraint{before, check}, true);
            auto after = namesAfter.find({name, check.name});
            const std::string& then = after == namesAfter.end() ? check.name : after->second;
            for (const CheckConstraint& again :
                target ? target->checkConstraints : std::vector<CheckConstraint>()) {
                if (!then.empty() && again.name == then)
                    add(Phase::Constraints, AddConstraint{name, again}, true);
            }
        }
    }
}

// Foreign keys that refer to a key which is dropped or made anew.
void Planner::detachAroundKeys()
{
    if (!m_needs.detachReferringKeys)
        return;
    const auto steps = m_steps; // which grow
    for (const auto& [phase, step] : steps) {
        const auto* drop = std::get_if<DropConstraint>(&step.operation);
        if (!drop || phase != Phase::DropConstraints)
            continue;
        const std::vector<std::string>* columns = nullptr;
        if (const auto* key = std::get_if<PrimaryKeyConstraint>(&drop->part))
            columns = &key->columns;
        if (const auto* key = std::get_if<UniqueConstraint>(&drop->part))
            columns = &key->columns;
        if (!columns)
            continue;
        for (const TablePtr& table : m_renamed.tables()) {
            for (const ForeignKeyConstraint& key : table->foreignKeys) {
                const Table* referred = m_renamed.referredTable(*table, key);
                bool same = referred && TableName::of(*referred) == drop->table
                    && (key.referredColumns.empty() || key.referredColumns == *columns);
                if (same)
                    reattach(*table, key);
            }
        }
    }
}

void Planner::reattachPart(const TableName& table, const Constraint& part)
{
    std::string key = nameOf(part).empty() ? "primary key" : nameOf(part);
    if (!m_droppedParts.insert({table, key}).second)
        return;
    const Table* target = m_to.findTable(table.schema, table.name);
    add(Phase::DropConstraints, DropConstraint{table, part}, true);
    if (!target)
        return;
    auto again = [&](const auto& list) {
        for (const auto& constraint : list) {
            if (constraint.name == nameOf(part))
                add(phaseOfAdding(part), AddConstraint{table, constraint}, true);
        }
    };
    std::visit(Overloaded{[&](const PrimaryKeyConstraint&) {
                              add(Phase::Keys, AddConstraint{table, target->primaryKey}, true);
                          },
                   [&](const UniqueConstraint&) { again(target->uniqueConstraints); },
                   [&](const CheckConstraint&) { again(target->checkConstraints); }, [](const auto&) {}},
        part);
}

void Planner::detachAroundColumns()
{
    for (const Operation& operation : m_operations) {
        const auto* alter = std::get_if<AlterColumn>(&operation);
        if (!alter)
            continue;
        bool reshapes = alter->facets.has(ColumnFacet::Type) || alter->facets.has(ColumnFacet::Collation)
            || alter->facets.has(ColumnFacet::Computed);
        bool touches = reshapes || alter->facets.has(ColumnFacet::Nullable);
        const Table* table = m_renamed.findTable(alter->table.schema, alter->table.name);
        if (!table || !touches)
            continue;
        const std::string& name = alter->to.name;
        if (m_needs.detachKeysOfAlteredColumns) {
            for (const TablePtr& other : m_renamed.tables()) {
                for (const ForeignKeyConstraint& key : other->foreignKeys) {
                    bool over = other.get() == table && contains(key.columns, name);
                    bool to =
                        m_renamed.referredTable(*other, key) == table && contains(key.referredColumns, name);
                    if (over || to)
                        reattach(*other, key);
                }
            }
        }
        if (m_needs.detachReadersOfAlteredColumns && reshapes) {
            const Table* target = m_to.findTable(alter->table.schema, alter->table.name);
            for (const Column& reader : table->columns) {
                const Column* again = target ? target->findColumn(reader.name) : nullptr;
                bool readsIt = reader.computed && mentions(reader.computed->expression, name);
                if (!readsIt || !again
                    || !m_droppedParts.insert({alter->table, "column " + reader.name}).second)
                    continue;
                add(Phase::DropConstraints, DropColumn{alter->table, reader}, true);
                add(Phase::TableOptions, AddColumn{alter->table, *again}, true); // after the columns
            }
        }
        if (!m_needs.detachPartsOfAlteredColumns)
            continue;
        const Table* target = m_to.findTable(alter->table.schema, alter->table.name);
        for (const UniqueConstraint& unique : table->uniqueConstraints) {
            if (contains(unique.columns, name))
                reattachPart(alter->table, unique);
        }
        for (const CheckConstraint& check : table->checkConstraints) {
            if (mentions(check.expression, name))
                reattachPart(alter->table, check);
        }
        if (contains(table->primaryKey.columns, name))
            reattachPart(alter->table, table->primaryKey);
        for (const Index& index : table->indexes) {
            bool has = contains(index.includeColumns, name) || mentions(index.where, name)
                || std::any_of(index.elements.begin(), index.elements.end(),
                    [&](const IndexElement& element) { return element.column == name; });
            if (!has || !m_droppedParts.insert({alter->table, "index " + index.name}).second)
                continue;
            add(Phase::DropIndexes, DropIndex{alter->table, index}, true);
            for (const Index& again : target ? target->indexes : std::vector<Index>()) {
                if (again.name == index.name)
                    add(Phase::Indexes, AddIndex{alter->table, again}, true);
            }
        }
    }
}

} // namespace relata::plan_internal
