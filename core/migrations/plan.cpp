#include "core/migrations/plan.h"

#include "core/migrations/apply_to_model.h"
#include "core/migrations/rename_in_text.h"

#include <algorithm>
#include <map>
#include <set>

namespace relata {
namespace {

// In the order of running. Until the renames, names are the old ones.
enum class Phase
{
    AddSchemas,
    DetachTriggers,
    DetachViews,
    DetachKeys,
    DropTables,
    DropColumns,
    Renames,
    DropNumbering, // before the key that it needs
    DropIndexes,
    DropForeignKeys,
    DropConstraints,
    EarlyRoutines,
    Types,
    Sequences,
    RoutinesOfTables,
    AddTables,
    Columns,
    TableOptions,
    Keys,
    AddNumbering, // after the key that it needs
    Constraints,
    Indexes,
    ForeignKeys,
    Ownership,
    DropSequences,
    DropTypes,
    DropRoutines,
    Routines,
    Views,
    LateRoutines,
    Triggers,
    Comments,
    DropSchemas,
};

using PartKey = std::pair<TableName, std::string>;

bool contains(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

class Planner
{
public:
    Planner(
        const MetaData& from, const MetaData& to, const Operations& operations, const MigrationImpl& rules)
        : m_from(from), m_to(to), m_operations(operations), m_needs(rules.needs())
    { }

    Plan run()
    {
        followRenames();
        findChangedTables();
        detachViews();
        detachTriggers();
        detachAroundRenames();
        for (const Operation& operation : m_operations)
            std::visit([&](const auto& op) { place(op); }, operation);
        detachAroundKeys();
        detachAroundColumns();
        addTables();
        addViews();
        std::stable_sort(
            m_steps.begin(), m_steps.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        Plan plan;
        for (auto& [phase, step] : m_steps)
            plan.steps.push_back(std::move(step));
        return plan;
    }

private:
    void add(Phase phase, Operation operation, bool implied = false)
    {
        m_steps.push_back({phase, {std::move(operation), implied}});
    }

    // Names. -------------------------------------------------------------------------------------------

    void followRenames();
    const TableName& oldName(const TableName& name) const
    {
        auto found = m_oldNames.find(name);
        return found == m_oldNames.end() ? name : found->second;
    }
    const TableName& newName(const TableName& name) const
    {
        auto found = m_newNames.find(name);
        return found == m_newNames.end() ? name : found->second;
    }

    void findChangedTables();
    bool reads(const View& view, const TableName& table) const;
    void detachViews();
    void detachTriggers();
    void detachAroundRenames();
    void detachAroundKeys();
    void detachAroundColumns();
    void addTables();
    void addViews();

    void dropTable(const DropTable& op);
    void dropColumn(const DropColumn& op);
    void detachKey(const Table& table, const ForeignKeyConstraint& key); // old names
    void reattach(const Table& table, const ForeignKeyConstraint& key); // after the renames
    void reattachPart(const TableName& table, const Constraint& part);

    bool isReplacedView(const TableName& name) const { return m_viewsAgain.contains(name); }

    // Where each operation goes. -------------------------------------------------------------------------

    void place(const AddSchema& op) { add(Phase::AddSchemas, op); }
    void place(const DropSchema& op) { add(Phase::DropSchemas, op); }
    void place(const AddTable& op) { m_added.push_back(op.object); }
    void place(const DropTable& op) { dropTable(op); }
    void place(const RenameTable& op) { add(Phase::Renames, op); }
    void place(const AlterTableOptions& op) { add(Phase::TableOptions, op); }
    void place(const AddColumn& op) { add(Phase::Columns, op); }
    void place(const DropColumn& op) { dropColumn(op); }
    void place(const RenameColumn& op) { add(Phase::Renames, op); }
    void place(const AlterColumn& op)
    {
        bool numbering = op.facets.has(ColumnFacet::Autoincrement);
        bool starts = op.to.autoincrement == Autoincrement::Yes;
        add(!numbering ? Phase::Columns : starts ? Phase::AddNumbering : Phase::DropNumbering, op);
    }
    void place(const AddConstraint& op) { add(phaseOfAdding(op.part), op); }
    void place(const DropConstraint& op) { dropConstraint(op); }
    void place(const AlterConstraint& op)
    {
        dropConstraint({op.table, op.from});
        add(phaseOfAdding(op.to), AddConstraint{op.table, op.to});
    }
    void place(const RenameConstraint& op)
    {
        if (!m_droppedParts.contains({op.table, nameOf(op.part)}))
            add(Phase::Renames, op); // else it is made again under its new name
    }
    void place(const AddIndex& op)
    {
        if (!isReplacedView(op.table))
            add(Phase::Indexes, op);
    }
    void place(const DropIndex& op)
    {
        if (!isReplacedView(op.table))
            add(Phase::DropIndexes, op);
    }
    void place(const AlterIndex& op)
    {
        place(DropIndex{op.table, op.from});
        place(AddIndex{op.table, op.to});
    }
    void place(const RenameIndex& op)
    {
        if (!isReplacedView(op.table))
            add(Phase::Renames, op);
    }
    // Triggers that go have gone with detachTriggers().
    void place(const AddTrigger& op)
    {
        if (!isReplacedView(op.table))
            add(Phase::Triggers, op);
    }
    void place(const DropTrigger&) { }
    void place(const AlterTrigger& op) { place(AddTrigger{op.table, op.to}); }
    // As have views; what comes is added by addViews().
    void place(const AddView&) { }
    void place(const DropView&) { }
    void place(const AlterView&) { }
    void place(const AddSequence& op)
    {
        add(Phase::Sequences, op);
        if (op.object.ownedByTable.empty())
            return;
        Sequence free = op.object;
        free.ownedByTable.clear();
        free.ownedByColumn.clear();
        add(Phase::Ownership, AlterSequence{free, op.object}, true);
    }
    void place(const DropSequence& op) { add(Phase::DropSequences, op); }
    void place(const AlterSequence& op)
    {
        bool owner =
            op.from.ownedByTable != op.to.ownedByTable || op.from.ownedByColumn != op.to.ownedByColumn;
        add(owner ? Phase::Ownership : Phase::Sequences, op);
    }
    void place(const AddEnum& op) { add(Phase::Types, op); }
    void place(const AddDomain& op) { add(Phase::Types, op); }
    void place(const AlterEnum& op) { add(Phase::Types, op); }
    void place(const AlterDomain& op) { add(Phase::Types, op); }
    void place(const DropEnum& op) { add(Phase::DropTypes, op); }
    void place(const DropDomain& op) { add(Phase::DropTypes, op); }
    template <typename T>
    void place(const Rename<T>& op)
    {
        add(Phase::Renames, op);
    }
    void place(const AddRoutine& op) { add(phaseOf(op.object), op); }
    void place(const AlterRoutine& op) { add(phaseOf(op.to), op); }
    void place(const DropRoutine& op) { add(Phase::DropRoutines, op); }
    void place(const AlterComment& op)
    {
        if (!isReplacedView(op.object))
            add(Phase::Comments, op);
    }

    void dropConstraint(const DropConstraint& op)
    {
        bool isKey = std::holds_alternative<ForeignKeyConstraint>(op.part);
        PartKey name{op.table, nameOf(op.part)};
        if (isKey && !name.second.empty() && !m_droppedKeys.insert(name).second)
            return; // was in the way before
        if (!isKey && !name.second.empty() && !m_droppedParts.insert(name).second)
            return; // likewise
        add(isKey ? Phase::DropForeignKeys : Phase::DropConstraints, op);
    }

    static Phase phaseOfAdding(const Constraint& constraint)
    {
        return std::visit(Overloaded{[](const PrimaryKeyConstraint&) { return Phase::Keys; },
                              [](const UniqueConstraint&) { return Phase::Keys; },
                              [](const ForeignKeyConstraint&) { return Phase::ForeignKeys; },
                              [](const auto&) { return Phase::Constraints; }},
            constraint);
    }
    static Phase phaseOf(const CarriedObject& object)
    {
        switch (object.phase) {
        case CarriedObject::Phase::BeforeTypes:
            return Phase::EarlyRoutines;
        case CarriedObject::Phase::BeforeTables:
            return Phase::RoutinesOfTables;
        case CarriedObject::Phase::AfterTables:
            return Phase::Routines;
        case CarriedObject::Phase::AfterViews:
            return Phase::LateRoutines;
        }
        return Phase::Routines;
    }

    const MetaData& m_from;
    const MetaData& m_to;
    const Operations& m_operations;
    const PlanNeeds m_needs;
    MetaData m_renamed; // `from` after what is dropped and renamed first
    std::map<TableName, TableName> m_oldNames; // of renamed tables, by the new ones
    std::map<TableName, TableName> m_newNames;
    std::set<TableName> m_dropped; // tables
    std::set<TableName> m_reshaped; // tables whose name or columns change under views and triggers; old names
    std::set<TableName> m_detachedViews; // old names
    std::set<TableName> m_viewsAgain; // new names of views that are made (again)
    std::vector<Table> m_added;
    std::set<PartKey> m_droppedKeys; // foreign keys that are dropped; new names of tables
    std::set<PartKey> m_droppedParts; // other constraints and indexes
    std::vector<std::pair<Phase, PlannedOperation>> m_steps;
};

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
                       [&](const DropColumn& op) { m_reshaped.insert(op.table); }, // the old name
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

void Planner::addViews()
{
    for (const ViewPtr& view : sortedViews(m_to)) {
        TableName name{view->schema, view->name};
        if (isReplacedView(name))
            add(Phase::Views, AddView{*view}, false);
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
    add(Phase::DropColumns, op);
    const std::string& name = op.column.name;
    const Table* table = m_from.findTable(op.table.schema, op.table.name);
    if (!table)
        return;
    for (const Index& index : table->indexes) {
        bool has = contains(index.includeColumns, name) || mentions(index.where, name)
            || std::any_of(index.elements.begin(), index.elements.end(), [&](const IndexElement& element) {
                   return element.column == name || mentions(element.expression, name);
               });
        if (has && m_droppedParts.insert({op.table, "index " + index.name}).second)
            add(Phase::DetachKeys, DropIndex{op.table, index}, true);
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
            add(Phase::DetachKeys, DropConstraint{op.table, part}, true);
    };
    for (const UniqueConstraint& unique : table->uniqueConstraints)
        detach(unique, contains(unique.columns, name) || contains(unique.includeColumns, name));
    for (const CheckConstraint& check : table->checkConstraints)
        detach(check, !check.name.empty() && mentions(check.expression, name));
    detach(table->primaryKey, contains(table->primaryKey.columns, name));
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

} // namespace

Plan plan(const MetaData& from, const MetaData& to, const Operations& operations, const MigrationImpl& rules)
{
    return Planner(from, to, operations, rules).run();
}

} // namespace relata
