// The order of a whole script, and the comments in it.
#include "core/dialects/postgresql/creation_steps.h"
#include "core/dialects/postgresql/option_keys.h"
#include "core/dialects/postgresql/postgresql_ddl_compiler.h"
#include "core/dialects/postgresql/postgresql_traits.h"
#include "core/dialects/postgresql/sequence_uses.h"
#include "core/parse/script_splitter.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace relata::postgresql {
namespace {

Table hostOf(const View& view)
{
    Table host;
    host.schema = view.schema;
    host.name = view.name;
    return host;
}

std::vector<std::string> statementsOf(const CarriedObject& object)
{
    const std::string& text = object.definition.text;
    if (!text.ends_with(';'))
        return {text};
    std::vector<std::string> statements;
    ScriptSplitter splitter(text, traits().name);
    while (std::optional<ScriptPiece> piece = splitter.next())
        statements.emplace_back(piece->text);
    return statements;
}

bool holdsCode(const MetaData& metadata)
{
    for (const CarriedObject& object : metadata.carried) {
        if (object.kind == "function" || object.kind == "procedure")
            return true;
    }
    return false;
}

bool isLate(const Index& index)
{
    return index.options.value(option::late) == "views"; // else it is made after that code anyway
}

bool hasLateIndex(const std::vector<Index>& indexes)
{
    return std::any_of(indexes.begin(), indexes.end(), isLate);
}

// Walks through the steps. What belongs to tables and needs others of them (keys, indexes, triggers) is added
// for all that are there at once, and by itself for those that came later.
class ScriptOfSteps
{
public:
    ScriptOfSteps(const PostgresqlDdlCompiler& compiler, const MetaData& metadata,
        const CreateOptions& options, const OrderedTables& tables, DdlScript& script)
        : m_compiler(compiler), m_metadata(metadata), m_options(options), m_tables(tables), m_script(script)
    { }

    void add(const CreationStep& step);

private:
    using Mark = CreationStep::Mark;

    void addTable(const Table& table);
    void addView(const View& view);
    void reach(Mark mark);
    void addParts(
        const Table& table, const std::vector<std::string>& statements, DdlObject kind = DdlObject::Table)
    {
        m_script.add(statements, kind, table.schema, table.name);
    }
    void addOwnership(const std::unordered_set<const Table*>& tables);
    void addIndexes(const Table& table);
    void addLateIndexes(const Table& table);
    void addForeignKeys(bool late);
    void addSettingsAndTriggers(const Table& table);

    const PostgresqlDdlCompiler& m_compiler;
    const MetaData& m_metadata;
    const CreateOptions& m_options;
    const OrderedTables& m_tables;
    DdlScript& m_script;
    Mark m_reached = Mark::None;
    std::unordered_set<const Table*> m_made;
    std::unordered_set<const Table*> m_before; // made when the settings were added
    std::vector<const Table*> m_late; // made after CodeMade
    std::vector<const View*> m_views;
};

void ScriptOfSteps::add(const CreationStep& step)
{
    if (step.mark != Mark::None)
        reach(step.mark);
    else if (step.code)
        m_script.add(statementsOf(*step.code), DdlObject::Carried, step.code->schema, step.code->name);
    else if (step.check)
        m_script.add(m_compiler.addDomainCheck(*step.domain, *step.check), DdlObject::Type,
            step.domain->schema, step.domain->name);
    else if (step.domain)
        m_script.add(
            m_compiler.createDomain(*step.domain), DdlObject::Type, step.domain->schema, step.domain->name);
    else if (step.table)
        addTable(*step.table);
    else
        addView(*step.view);
}

void ScriptOfSteps::addTable(const Table& table)
{
    auto separate = m_tables.separateKeys.find(&table);
    addParts(table,
        m_compiler.createBareTable(table, m_options,
            separate == m_tables.separateKeys.end() ? std::vector<std::size_t>() : separate->second));
    m_made.insert(&table);
    if (m_reached == Mark::None)
        return;
    addParts(table, m_compiler.attachPartition(table));
    if (m_reached == Mark::TablesMade)
        return;
    m_late.push_back(&table);
    addParts(table, m_compiler.lateExpressions(table, "true"));
    addIndexes(table);
}

void ScriptOfSteps::addView(const View& view)
{
    auto add = [&](const std::vector<std::string>& statements, DdlObject kind) {
        m_script.add(statements, kind, view.schema, view.name);
    };
    add(m_compiler.createView(view, m_options), DdlObject::View);
    for (const Index& index : view.indexes) {
        if (!isLate(index))
            add(m_compiler.createIndex(hostOf(view), index, m_options), DdlObject::Index);
    }
    if (!hasLateIndex(view.indexes))
        add(m_compiler.indexSettings(view), DdlObject::View);
    m_views.push_back(&view);
}

void ScriptOfSteps::addOwnership(const std::unordered_set<const Table*>& tables)
{
    for (const Sequence& sequence : m_metadata.sequences) {
        const Table* owner = m_metadata.findTable(sequence.schema, sequence.ownedByTable);
        if (!owner || tables.contains(owner))
            m_script.add(
                m_compiler.sequenceOwnership(sequence), DdlObject::Sequence, sequence.schema, sequence.name);
    }
}

void ScriptOfSteps::addIndexes(const Table& table)
{
    addParts(table, m_compiler.partitionKeys(table), DdlObject::Index);
    for (const Index& index : table.indexes) {
        if (!isLate(index))
            addParts(table, m_compiler.createIndex(table, index, m_options), DdlObject::Index);
    }
}

// Indexes over code over views, which stands after all views.
void ScriptOfSteps::addLateIndexes(const Table& table)
{
    for (const Index& index : table.indexes) {
        if (isLate(index))
            addParts(table, m_compiler.createIndex(table, index, m_options), DdlObject::Index);
    }
}

// Those of and to late tables, or all others.
void ScriptOfSteps::addForeignKeys(bool late)
{
    auto isLateTable = [&](const Table* table) {
        return table && std::find(m_late.begin(), m_late.end(), table) != m_late.end();
    };
    for (const TablePtr& table : m_tables.tables) {
        auto separate = m_tables.separateKeys.find(table.get());
        if (separate == m_tables.separateKeys.end())
            continue;
        for (std::size_t i : separate->second) {
            const ForeignKeyConstraint& key = table->foreignKeys[i];
            const Table* referred = m_metadata.referredTable(*table, key);
            bool waits = late ? !isLateTable(table.get()) && !isLateTable(referred)
                              : !m_made.contains(table.get()) || (referred && !m_made.contains(referred));
            if (!waits && !key.options.flag(option::inherited))
                addParts(*table, m_compiler.addForeignKey(*table, key), DdlObject::ForeignKey);
        }
    }
}

void ScriptOfSteps::addSettingsAndTriggers(const Table& table)
{
    addParts(table, m_compiler.indexSettings(table));
    for (const Trigger& trigger : table.triggers)
        addParts(table, m_compiler.createTrigger(table, trigger), DdlObject::Trigger);
}

void ScriptOfSteps::reach(Mark mark)
{
    m_reached = mark;
    auto forMade = [&](const auto& act) {
        for (const TablePtr& table : m_tables.tables) {
            if (m_made.contains(table.get()))
                act(*table);
        }
    };
    switch (mark) {
    case Mark::None:
        break;
    case Mark::TablesMade:
        forMade([&](const Table& table) { addParts(table, m_compiler.attachPartition(table)); });
        break;
    case Mark::CodeMade:
        addOwnership(m_made);
        forMade([&](const Table& table) { addParts(table, m_compiler.lateExpressions(table, "true")); });
        // A partitioned table's keys and indexes come before those of its partitions, which are attached to
        // them.
        forMade([&](const Table& table) { addIndexes(table); });
        addForeignKeys(false);
        break;
    case Mark::ViewsMade:
        forMade([&](const Table& table) {
            if (!hasLateIndex(table.indexes))
                addParts(table, m_compiler.indexSettings(table));
        });
        forMade([&](const Table& table) {
            for (const Trigger& trigger : table.triggers)
                addParts(table, m_compiler.createTrigger(table, trigger), DdlObject::Trigger);
        });
        for (const View* view : m_views) {
            for (const Trigger& trigger : view->triggers)
                m_script.add(m_compiler.createTrigger(hostOf(*view), trigger), DdlObject::Trigger,
                    view->schema, view->name);
        }
        m_before = m_made;
        break;
    case Mark::AllMade:
        addOwnership({m_late.begin(), m_late.end()});
        addForeignKeys(true);
        forMade([&](const Table& table) { addParts(table, m_compiler.lateExpressions(table, "views")); });
        forMade([&](const Table& table) {
            addLateIndexes(table);
            if (m_before.contains(&table) && hasLateIndex(table.indexes))
                addParts(table, m_compiler.indexSettings(table));
        });
        for (const View* view : m_views) {
            Table host = hostOf(*view);
            host.indexes = view->indexes;
            addLateIndexes(host);
            if (hasLateIndex(view->indexes))
                m_script.add(m_compiler.indexSettings(*view), DdlObject::View, view->schema, view->name);
        }
        for (const Table* table : m_late) {
            if (!m_before.contains(table))
                addSettingsAndTriggers(*table);
        }
        break;
    }
}

} // namespace

DdlScript PostgresqlDdlCompiler::createAll(const MetaData& metadata, const CreateOptions& options) const
{
    DdlScript script;
    // Bodies of functions may name tables that come later.
    bool hasCode = holdsCode(metadata);
    if (hasCode)
        script.add({"SET check_function_bodies = false"}, DdlObject::Carried, "", "");
    if (metadata.dialect == m_traits.name && !metadata.defaultSchema.empty()
        && metadata.defaultSchema != m_traits.defaultSchema) {
        CreateOptions always;
        always.ifNotExists = true;
        script.add(
            createSchema(metadata.defaultSchema, always), DdlObject::Schema, "", metadata.defaultSchema);
        script.add({"SET search_path = " + m_identifiers.quote(metadata.defaultSchema)}, DdlObject::Schema,
            "", metadata.defaultSchema);
    }
    for (const std::string& schema : metadata.schemas)
        script.add(createSchema(schema, options), DdlObject::Schema, schema, schema);
    for (const EnumType& type : metadata.enums)
        script.add(createEnum(type), DdlObject::Type, type.schema, type.name);
    for (const Sequence& sequence : metadata.sequences)
        script.add(createSequence(sequence, options), DdlObject::Sequence, sequence.schema, sequence.name);

    OrderedTables ordered = orderedTables(metadata, m_identifiers);
    ScriptOfSteps walk(*this, metadata, options, ordered, script);
    for (const CreationStep& step : creationSteps(metadata, ordered))
        walk.add(step);
    addComments(script, metadata);
    for (const CarriedObject& object : metadata.carried) {
        if (object.definition.dialect == m_traits.name && firesOnDdl(object)) {
            script.add(statementsOf(object), DdlObject::Carried, object.schema, object.name);
            addComment(script, object);
        }
    }
    if (hasCode)
        script.add({"RESET check_function_bodies"}, DdlObject::Carried, "", "");
    return script;
}

DdlScript PostgresqlDdlCompiler::dropAll(const MetaData& metadata, const DropOptions& options) const
{
    // The reverse of createAll(). Nothing cascades: what is not in this MetaData stays, or is in the way.
    DdlScript script;
    auto drop = [&](const CarriedObject& object) {
        if (object.definition.dialect == m_traits.name && !object.dropStatement.empty())
            script.add({object.dropStatement}, DdlObject::Carried, object.schema, object.name);
    };
    for (auto object = metadata.carried.rbegin(); object != metadata.carried.rend(); ++object) {
        if (firesOnDdl(*object))
            drop(*object);
    }
    // A sequence goes with its table; one that others use must outlive them.
    const std::vector<const Sequence*> shared = sequencesUsedElsewhere(metadata);
    for (const Sequence* sequence : shared)
        script.add({std::string("ALTER SEQUENCE ") + (options.ifExists ? "IF EXISTS " : "")
                       + m_identifiers.qualified(sequence->schema, sequence->name) + " OWNED BY NONE"},
            DdlObject::Sequence, sequence->schema, sequence->name);
    for (const TablePtr& table : metadata.tables())
        script.add(dropLateExpressions(*table), DdlObject::Table, table->schema, table->name);
    auto dropIndexesOverCode = [&](const std::vector<Index>& indexes, const std::string& schema,
                                   const std::string& owner) {
        for (const Index& index : indexes) {
            if (index.options.find(option::late))
                script.add({std::string("DROP INDEX ") + (options.ifExists ? "IF EXISTS " : "")
                               + m_identifiers.qualified(schema, index.name)},
                    DdlObject::Index, schema, owner);
        }
    };
    for (const TablePtr& table : metadata.tables())
        dropIndexesOverCode(table->indexes, table->schema, table->name);
    for (const ViewPtr& view : metadata.views())
        dropIndexesOverCode(view->indexes, view->schema, view->name);
    OrderedTables ordered = orderedTables(metadata, m_identifiers);
    for (const TablePtr& table : ordered.tables) {
        for (std::size_t key : ordered.separateKeys[table.get()]) {
            if (!table->foreignKeys[key].options.flag(option::inherited))
                script.add(dropForeignKey(*table, table->foreignKeys[key]), DdlObject::ForeignKey,
                    table->schema, table->name);
        }
    }
    // Children before their parents: a partition is dropped with its parent.
    const std::vector<CreationStep> steps = creationSteps(metadata, ordered);
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        if (step->code)
            drop(*step->code);
        else if (step->check)
            script.add(dropDomainCheck(*step->domain, *step->check), DdlObject::Type, step->domain->schema,
                step->domain->name);
        else if (step->domain)
            script.add(dropType("DOMAIN", step->domain->schema, step->domain->name, options), DdlObject::Type,
                step->domain->schema, step->domain->name);
        else if (step->table)
            script.add(
                dropTable(*step->table, options), DdlObject::Table, step->table->schema, step->table->name);
        else if (step->view)
            script.add(dropView(*step->view, options), DdlObject::View, step->view->schema, step->view->name);
    }
    for (const Sequence& sequence : metadata.sequences) {
        bool isShared = std::find(shared.begin(), shared.end(), &sequence) != shared.end();
        if (sequence.ownedByTable.empty() || isShared)
            script.add(dropSequence(sequence, options), DdlObject::Sequence, sequence.schema, sequence.name);
    }
    for (auto type = metadata.enums.rbegin(); type != metadata.enums.rend(); ++type)
        script.add(
            dropType("TYPE", type->schema, type->name, options), DdlObject::Type, type->schema, type->name);
    return script;
}

std::string PostgresqlDdlCompiler::commentOn(const std::string& object, const std::string& comment) const
{
    return "COMMENT ON " + object + " IS " + m_identifiers.literal(comment);
}

std::vector<std::string> PostgresqlDdlCompiler::comments(const Table& table) const
{
    std::vector<std::string> result;
    std::string name = tableName(table);
    auto add = [&](const std::string& object, const std::string& comment) {
        if (!comment.empty())
            result.push_back(commentOn(object, comment));
    };
    auto constraint = [&](const std::string& constraintName, const std::string& comment) {
        add("CONSTRAINT " + m_identifiers.quote(constraintName) + " ON " + name, comment);
    };
    add((table.kind == TableKind::Foreign ? "FOREIGN TABLE " : "TABLE ") + name, table.comment);
    for (const Column& column : table.columns)
        add("COLUMN " + name + "." + m_identifiers.quote(column.name), column.comment);
    constraint(table.primaryKey.name, table.primaryKey.comment);
    for (const UniqueConstraint& unique : table.uniqueConstraints)
        constraint(unique.name, unique.comment);
    for (const ForeignKeyConstraint& key : table.foreignKeys)
        constraint(key.name, key.comment);
    for (const CheckConstraint& check : table.checkConstraints)
        constraint(check.name, check.comment);
    for (const OtherConstraint& other : table.otherConstraints)
        constraint(other.name, other.comment);
    for (const Index& index : table.indexes)
        add("INDEX " + m_identifiers.qualified(table.schema, index.name), index.comment);
    for (const Trigger& trigger : table.triggers)
        add("TRIGGER " + m_identifiers.quote(trigger.name) + " ON " + name, trigger.comment);
    return result;
}

std::vector<std::string> PostgresqlDdlCompiler::comments(const View& view) const
{
    std::vector<std::string> result;
    std::string name = m_identifiers.qualified(view.schema, view.name);
    auto add = [&](const std::string& object, const std::string& comment) {
        if (!comment.empty())
            result.push_back(commentOn(object, comment));
    };
    add((view.materialized ? "MATERIALIZED VIEW " : "VIEW ") + name, view.comment);
    for (const Column& column : view.columns)
        add("COLUMN " + name + "." + m_identifiers.quote(column.name), column.comment);
    for (const Index& index : view.indexes)
        add("INDEX " + m_identifiers.qualified(view.schema, index.name), index.comment);
    for (const Trigger& trigger : view.triggers)
        add("TRIGGER " + m_identifiers.quote(trigger.name) + " ON " + name, trigger.comment);
    return result;
}

void PostgresqlDdlCompiler::addComments(DdlScript& script, const MetaData& metadata) const
{
    auto add = [&](const std::string& object, const std::string& comment, const std::string& schema,
                   const std::string& name) {
        if (!comment.empty())
            script.add({commentOn(object, comment)}, DdlObject::Comment, schema, name);
    };
    for (const EnumType& type : metadata.enums)
        add("TYPE " + m_identifiers.qualified(type.schema, type.name), type.comment, type.schema, type.name);
    for (const Domain& domain : metadata.domains) {
        std::string name = m_identifiers.qualified(domain.schema, domain.name);
        add("DOMAIN " + name, domain.comment, domain.schema, domain.name);
        for (const CheckConstraint& check : domain.checkConstraints)
            add("CONSTRAINT " + m_identifiers.quote(check.name) + " ON DOMAIN " + name, check.comment,
                domain.schema, domain.name);
    }
    for (const Sequence& sequence : metadata.sequences)
        add("SEQUENCE " + m_identifiers.qualified(sequence.schema, sequence.name), sequence.comment,
            sequence.schema, sequence.name);
    for (const TablePtr& table : metadata.tables())
        script.add(comments(*table), DdlObject::Comment, table->schema, table->name);
    for (const ViewPtr& view : metadata.views())
        script.add(comments(*view), DdlObject::Comment, view->schema, view->name);
    for (const CarriedObject& object : metadata.carried) {
        if (object.definition.dialect == m_traits.name && !firesOnDdl(object))
            addComment(script, object);
    }
}

// An object is dropped by the name under which it is commented on.
void PostgresqlDdlCompiler::addComment(DdlScript& script, const CarriedObject& object) const
{
    constexpr std::string_view drop = "DROP ";
    if (!object.comment.empty() && object.dropStatement.starts_with(drop))
        script.add({commentOn(object.dropStatement.substr(drop.size()), object.comment)}, DdlObject::Comment,
            object.schema, object.name);
}

} // namespace relata::postgresql
