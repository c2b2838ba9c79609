// The order of a whole script, and the comments in it.
#include "core/dialects/postgresql/carried_name.h"
#include "core/dialects/postgresql/option_keys.h"
#include "core/dialects/postgresql/postgresql_ddl_compiler.h"
#include "core/dialects/postgresql/postgresql_traits.h"
#include "core/parse/script_splitter.h"
#include "core/util/topological_sort.h"

#include <fmt/format.h>

#include <unordered_map>
#include <unordered_set>

namespace relata::postgresql {
namespace {

// A table that lives by itself: its foreign keys can stand in its CREATE TABLE.
bool isPlain(const Table& table)
{
    return table.kind == TableKind::Base && !table.options.find(option::inherits)
        && !table.options.find(option::partitionOf);
}

// "a, public.\"b, c\"" at its commas outside quotes.
std::vector<std::string> splitNames(const std::string& list)
{
    std::vector<std::string> names;
    bool quoted = false;
    std::string name;
    for (char c : list) {
        if (c == '"')
            quoted = !quoted;
        if (c == ',' && !quoted) {
            names.push_back(std::exchange(name, {}));
            continue;
        }
        if (c != ' ' || quoted)
            name += c;
    }
    if (!name.empty())
        names.push_back(name);
    return names;
}

struct OrderedTables
{
    std::vector<TablePtr> tables;
    std::unordered_map<const Table*, std::vector<std::size_t>> separateKeys;
};

// Parents before children, referred tables before those that refer to them; keys that cannot keep that order
// are added when all tables are there.
OrderedTables orderedTables(const MetaData& metadata, const IdentifierPreparer& identifiers)
{
    OrderedTables result;
    SortedTables sorted = sortedTables(metadata);
    std::unordered_set<const Table*> parents;
    std::unordered_map<std::string, std::size_t> byName;
    for (std::size_t i = 0; i < sorted.tables.size(); ++i)
        byName[identifiers.qualified(sorted.tables[i]->schema, sorted.tables[i]->name)] = i;
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    for (std::size_t i = 0; i < sorted.tables.size(); ++i) {
        const DialectOptions& options = sorted.tables[i]->options;
        bool isPartition = options.find(option::partitionOf) != nullptr;
        for (const std::string& name :
            splitNames(options.value(isPartition ? option::partitionOf : option::inherits))) {
            if (auto found = byName.find(name); found != byName.end()) {
                edges.push_back({i, found->second});
                parents.insert(sorted.tables[found->second].get());
            }
        }
    }
    // A column may hold rows of another table.
    for (std::size_t i = 0; i < sorted.tables.size(); ++i) {
        for (const Column& column : sorted.tables[i]->columns) {
            const SqlType* type = column.type.element ? column.type.element.get() : &column.type;
            if (type->kind != TypeKind::Composite || !type->native)
                continue;
            if (auto found = byName.find(type->native->text); found != byName.end() && found->second != i)
                edges.push_back({i, found->second});
        }
    }
    for (std::size_t node : topologicalSort(sorted.tables.size(), edges).order)
        result.tables.push_back(sorted.tables[node]);

    std::unordered_set<const Table*> made;
    for (const TablePtr& table : result.tables) {
        made.insert(table.get());
        for (std::size_t k = 0; k < table->foreignKeys.size(); ++k) {
            const ForeignKeyConstraint& key = table->foreignKeys[k];
            const Table* referred = metadata.referredTable(*table, key);
            bool inOrder = !referred || (made.contains(referred) && isPlain(*referred));
            if (!isPlain(*table) || parents.contains(table.get()) || !inOrder || !key.validated
                || key.useAlter)
                result.separateKeys[table.get()].push_back(k);
        }
    }
    return result;
}

Table hostOf(const View& view)
{
    Table host;
    host.schema = view.schema;
    host.name = view.name;
    return host;
}

// An event trigger would run at every later statement of the script.
bool firesOnDdl(const CarriedObject& object)
{
    return object.kind == "event trigger";
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

// A view, or code over views that the next view calls.
struct ViewStep
{
    ViewPtr view;
    const CarriedObject* code = nullptr;
};

std::vector<ViewStep> viewsAndCode(const MetaData& metadata)
{
    std::unordered_map<std::string, const CarriedObject*> waiting;
    for (const CarriedObject& object : metadata.carried) {
        if (object.phase == CarriedObject::Phase::AfterViews && object.definition.dialect == traits().name
            && !firesOnDdl(object))
            waiting[carriedName(object)] = &object;
    }
    std::vector<ViewStep> steps;
    for (const ViewPtr& view : sortedViews(metadata)) {
        std::vector<const CarriedObject*> first;
        for (const std::string& need : view->dependsOn) {
            if (auto code = waiting.find(need); code != waiting.end()) {
                first.push_back(code->second);
                waiting.erase(code);
            }
        }
        std::sort(first.begin(), first.end()); // as in metadata.carried: what each needs is before it
        for (const CarriedObject* code : first)
            steps.push_back({nullptr, code});
        steps.push_back({view, nullptr});
    }
    return steps;
}

bool holdsCode(const MetaData& metadata)
{
    for (const CarriedObject& object : metadata.carried) {
        if (object.kind == "function" || object.kind == "procedure")
            return true;
    }
    return false;
}

} // namespace

DdlScript PostgresqlDdlCompiler::createAll(const MetaData& metadata, const CreateOptions& options) const
{
    DdlScript script;
    std::unordered_set<const CarriedObject*> made;
    auto addCarried = [&](const CarriedObject& object) {
        if (made.insert(&object).second)
            script.add(statementsOf(object), DdlObject::Carried, object.schema, object.name);
    };
    auto carried = [&](CarriedObject::Phase phase) {
        for (const CarriedObject& object : metadata.carried) {
            if (object.phase == phase && object.definition.dialect == m_traits.name && !firesOnDdl(object))
                addCarried(object);
        }
    };
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
    carried(CarriedObject::Phase::BeforeTypes);
    for (const Domain& domain : metadata.domains)
        script.add(createDomain(domain), DdlObject::Type, domain.schema, domain.name);
    carried(CarriedObject::Phase::BeforeTables);
    for (const Sequence& sequence : metadata.sequences)
        script.add(createSequence(sequence, options), DdlObject::Sequence, sequence.schema, sequence.name);

    OrderedTables ordered = orderedTables(metadata, m_identifiers);
    for (const TablePtr& table : ordered.tables)
        script.add(createBareTable(*table, options, ordered.separateKeys[table.get()]), DdlObject::Table,
            table->schema, table->name);
    for (const TablePtr& table : ordered.tables)
        script.add(attachPartition(*table), DdlObject::Table, table->schema, table->name);
    for (const Sequence& sequence : metadata.sequences)
        script.add(sequenceOwnership(sequence), DdlObject::Sequence, sequence.schema, sequence.name);
    carried(CarriedObject::Phase::AfterTables);
    for (const TablePtr& table : ordered.tables)
        script.add(lateExpressions(*table), DdlObject::Table, table->schema, table->name);
    // A partitioned table's keys and indexes come before those of its partitions, which are attached to them.
    for (const TablePtr& table : ordered.tables) {
        script.add(partitionKeys(*table), DdlObject::Index, table->schema, table->name);
        for (const Index& index : table->indexes)
            script.add(createIndex(*table, index, options), DdlObject::Index, table->schema, table->name);
    }
    for (const TablePtr& table : ordered.tables) {
        for (std::size_t key : ordered.separateKeys[table.get()]) {
            if (!table->foreignKeys[key].options.flag(option::inherited))
                script.add(addForeignKey(*table, table->foreignKeys[key]), DdlObject::ForeignKey,
                    table->schema, table->name);
        }
    }
    std::vector<ViewStep> views = viewsAndCode(metadata);
    for (const auto& [view, code] : views) {
        if (code) {
            addCarried(*code);
            continue;
        }
        script.add(createView(*view, options), DdlObject::View, view->schema, view->name);
        for (const Index& index : view->indexes)
            script.add(
                createIndex(hostOf(*view), index, options), DdlObject::Index, view->schema, view->name);
        script.add(indexSettings(*view), DdlObject::View, view->schema, view->name);
    }
    for (const TablePtr& table : ordered.tables)
        script.add(indexSettings(*table), DdlObject::Table, table->schema, table->name);
    for (const TablePtr& table : ordered.tables) {
        for (const Trigger& trigger : table->triggers)
            script.add(createTrigger(*table, trigger), DdlObject::Trigger, table->schema, table->name);
    }
    for (const auto& [view, code] : views) {
        if (code)
            continue;
        for (const Trigger& trigger : view->triggers)
            script.add(createTrigger(hostOf(*view), trigger), DdlObject::Trigger, view->schema, view->name);
    }
    carried(CarriedObject::Phase::AfterViews);
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
    std::vector<ViewStep> views = viewsAndCode(metadata);
    std::unordered_set<const CarriedObject*> amongViews;
    for (const ViewStep& step : views)
        amongViews.insert(step.code);
    auto drop = [&](const CarriedObject& object) {
        if (object.definition.dialect == m_traits.name && !object.dropStatement.empty())
            script.add({object.dropStatement}, DdlObject::Carried, object.schema, object.name);
    };
    auto dropCarried = [&](CarriedObject::Phase phase) {
        for (auto object = metadata.carried.rbegin(); object != metadata.carried.rend(); ++object) {
            if (object->phase == phase && !amongViews.contains(&*object))
                drop(*object);
        }
    };
    dropCarried(CarriedObject::Phase::AfterViews);
    for (auto step = views.rbegin(); step != views.rend(); ++step) {
        if (step->code)
            drop(*step->code);
        else
            script.add(dropView(*step->view, options), DdlObject::View, step->view->schema, step->view->name);
    }
    for (const TablePtr& table : metadata.tables())
        script.add(dropLateExpressions(*table), DdlObject::Table, table->schema, table->name);
    dropCarried(CarriedObject::Phase::AfterTables);
    OrderedTables ordered = orderedTables(metadata, m_identifiers);
    for (const TablePtr& table : ordered.tables) {
        for (std::size_t key : ordered.separateKeys[table.get()]) {
            if (!table->foreignKeys[key].options.flag(option::inherited))
                script.add(dropForeignKey(*table, table->foreignKeys[key]), DdlObject::ForeignKey,
                    table->schema, table->name);
        }
    }
    // Children before their parents: a partition is dropped with its parent.
    for (auto table = ordered.tables.rbegin(); table != ordered.tables.rend(); ++table)
        script.add(dropTable(**table, options), DdlObject::Table, (*table)->schema, (*table)->name);
    for (const Sequence& sequence : metadata.sequences) {
        if (sequence.ownedByTable.empty())
            script.add(dropSequence(sequence, options), DdlObject::Sequence, sequence.schema, sequence.name);
    }
    dropCarried(CarriedObject::Phase::BeforeTables);
    for (auto domain = metadata.domains.rbegin(); domain != metadata.domains.rend(); ++domain)
        script.add(dropType("DOMAIN", domain->schema, domain->name, options), DdlObject::Type, domain->schema,
            domain->name);
    dropCarried(CarriedObject::Phase::BeforeTypes);
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
