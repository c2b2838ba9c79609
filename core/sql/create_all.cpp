// DdlCompiler's two whole-schema journeys: the order of a script.
#include "core/sql/ddl_compiler.h"
#include "core/util/topological_sort.h"

#include <unordered_map>

namespace relata {
namespace {

// Views after the views that they read; otherwise in the order in which they were found.
std::vector<ViewPtr> sortedViews(const MetaData& metadata)
{
    const std::vector<ViewPtr>& views = metadata.views();
    std::unordered_map<std::string, std::size_t> position;
    for (std::size_t i = 0; i < views.size(); ++i)
        position[views[i]->qualifiedName()] = i;
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    for (std::size_t i = 0; i < views.size(); ++i) {
        for (const std::string& need : views[i]->dependsOn) {
            if (auto found = position.find(need); found != position.end())
                edges.push_back({i, found->second});
        }
    }
    std::vector<ViewPtr> result;
    for (std::size_t node : topologicalSort(views.size(), edges).order)
        result.push_back(views[node]);
    return result;
}

class ScriptBuilder
{
public:
    explicit ScriptBuilder(DdlScript& script) : m_script(script) { }
    void add(
        std::vector<std::string> texts, DdlObject object, const std::string& schema, const std::string& name)
    {
        for (std::string& text : texts)
            m_script.statements.push_back({std::move(text), object, schema, name});
    }

private:
    DdlScript& m_script;
};

} // namespace

DdlScript DdlCompiler::createAll(const MetaData& metadata, const CreateOptions& options) const
{
    DdlScript script;
    ScriptBuilder out(script);
    auto carried = [&](CarriedObject::Phase phase) {
        for (const CarriedObject& object : metadata.carried) {
            if (object.phase == phase && object.definition.dialect == m_traits.name)
                out.add({object.definition.text}, DdlObject::Carried, object.schema, object.name);
        }
    };
    for (const std::string& schema : metadata.schemas)
        out.add(createSchema(schema, options), DdlObject::Schema, schema, schema);
    carried(CarriedObject::Phase::BeforeTypes);
    for (const EnumType& type : metadata.enums)
        out.add(createEnum(type), DdlObject::Type, type.schema, type.name);
    for (const Domain& domain : metadata.domains)
        out.add(createDomain(domain), DdlObject::Type, domain.schema, domain.name);
    carried(CarriedObject::Phase::BeforeTables);
    for (const Sequence& sequence : metadata.sequences)
        out.add(createSequence(sequence, options), DdlObject::Sequence, sequence.schema, sequence.name);

    SortedTables sorted = sortedTables(metadata);
    std::unordered_map<const Table*, std::vector<std::size_t>> separate;
    if (m_traits.supportsAlterAddConstraint) {
        for (const auto& [table, key] : sorted.cut)
            separate[table.get()].push_back(key);
    }
    for (const TablePtr& table : sorted.tables) {
        if (table->kind == TableKind::Shadow)
            continue; // its virtual table makes it
        out.add(createTable(*table, options, separate[table.get()]), DdlObject::Table, table->schema,
            table->name);
        for (const Index& index : table->indexes)
            out.add(createIndex(*table, index, options), DdlObject::Index, table->schema, table->name);
    }
    for (const auto& [table, key] : sorted.cut) {
        if (m_traits.supportsAlterAddConstraint)
            out.add(addForeignKey(*table, table->foreignKeys[key]), DdlObject::ForeignKey, table->schema,
                table->name);
    }
    for (const Sequence& sequence : metadata.sequences)
        out.add(sequenceOwnership(sequence), DdlObject::Sequence, sequence.schema, sequence.name);
    carried(CarriedObject::Phase::AfterTables);
    std::vector<ViewPtr> views = sortedViews(metadata);
    for (const ViewPtr& view : views) {
        out.add(createView(*view, options), DdlObject::View, view->schema, view->name);
        if (!view->indexes.empty()) {
            Table host;
            host.schema = view->schema;
            host.name = view->name;
            for (const Index& index : view->indexes)
                out.add(createIndex(host, index, options), DdlObject::Index, view->schema, view->name);
        }
    }
    for (const TablePtr& table : sorted.tables) {
        for (const Trigger& trigger : table->triggers)
            out.add(createTrigger(*table, trigger), DdlObject::Trigger, table->schema, table->name);
    }
    for (const ViewPtr& view : views) {
        Table host;
        host.schema = view->schema;
        host.name = view->name;
        for (const Trigger& trigger : view->triggers)
            out.add(createTrigger(host, trigger), DdlObject::Trigger, view->schema, view->name);
    }
    carried(CarriedObject::Phase::AfterViews);
    for (const TablePtr& table : sorted.tables)
        out.add(comments(*table), DdlObject::Comment, table->schema, table->name);
    for (const ViewPtr& view : views)
        out.add(comments(*view), DdlObject::Comment, view->schema, view->name);
    return script;
}

DdlScript DdlCompiler::dropAll(const MetaData& metadata, const DropOptions& options) const
{
    DdlScript script;
    ScriptBuilder out(script);
    std::vector<ViewPtr> views = sortedViews(metadata);
    for (auto view = views.rbegin(); view != views.rend(); ++view)
        out.add(dropView(**view, options), DdlObject::View, (*view)->schema, (*view)->name);
    SortedTables sorted = sortedTables(metadata);
    for (const auto& [table, key] : sorted.cut) {
        if (m_traits.supportsAlterAddConstraint)
            out.add(dropForeignKey(*table, table->foreignKeys[key]), DdlObject::ForeignKey, table->schema,
                table->name);
    }
    for (auto table = sorted.tables.rbegin(); table != sorted.tables.rend(); ++table) {
        if ((*table)->kind != TableKind::Shadow)
            out.add(dropTable(**table, options), DdlObject::Table, (*table)->schema, (*table)->name);
    }
    for (auto object = metadata.carried.rbegin(); object != metadata.carried.rend(); ++object) {
        if (object->definition.dialect == m_traits.name && !object->dropStatement.empty())
            out.add({object->dropStatement}, DdlObject::Carried, object->schema, object->name);
    }
    for (const Sequence& sequence : metadata.sequences) {
        if (sequence.ownedByTable.empty())
            out.add(dropSequence(sequence, options), DdlObject::Sequence, sequence.schema, sequence.name);
    }
    for (auto domain = metadata.domains.rbegin(); domain != metadata.domains.rend(); ++domain)
        out.add(dropType("DOMAIN", domain->schema, domain->name, options), DdlObject::Type, domain->schema,
            domain->name);
    for (auto type = metadata.enums.rbegin(); type != metadata.enums.rend(); ++type)
        out.add(
            dropType("TYPE", type->schema, type->name, options), DdlObject::Type, type->schema, type->name);
    return script;
}

} // namespace relata
