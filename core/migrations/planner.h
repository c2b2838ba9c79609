// Puts operations in order. Internal to plan().
#pragma once

#include "core/migrations/plan.h"

#include <algorithm>
#include <map>
#include <set>

namespace relata::plan_internal {

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

inline bool contains(const std::vector<std::string>& names, const std::string& name)
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

} // namespace relata::plan_internal
