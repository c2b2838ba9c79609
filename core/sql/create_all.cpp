// DdlCompiler's two whole-schema journeys: the order of a script.
#include "core/sql/ddl_compiler.h"

#include <unordered_map>

namespace relata {

DdlScript DdlCompiler::createAll(const MetaData& metadata, const CreateOptions& options) const
{
    DdlScript script;
    auto carried = [&](CarriedObject::Phase phase) {
        for (const CarriedObject& object : metadata.carried) {
            if (object.phase == phase && object.definition.dialect == m_traits.name)
                script.add({object.definition.text}, DdlObject::Carried, object.schema, object.name);
        }
    };
    for (const std::string& schema : metadata.schemas)
        script.add(createSchema(schema, options), DdlObject::Schema, schema, schema);
    carried(CarriedObject::Phase::BeforeTypes);
    for (const EnumType& type : metadata.enums)
        script.add(createEnum(type), DdlObject::Type, type.schema, type.name);
    for (const Domain& domain : metadata.domains)
        script.add(createDomain(domain), DdlObject::Type, domain.schema, domain.name);
    carried(CarriedObject::Phase::BeforeTables);
    for (const Sequence& sequence : metadata.sequences)
        script.add(createSequence(sequence, options), DdlObject::Sequence, sequence.schema, sequence.name);

    SortedTables sorted = sortedTables(metadata);
    std::unordered_map<const Table*, std::vector<std::size_t>> separate;
    if (m_traits.supportsAlterAddConstraint) {
        for (const auto& [table, key] : sorted.cut)
            separate[table.get()].push_back(key);
    }
    for (const TablePtr& table : sorted.tables) {
        if (table->kind == TableKind::Shadow)
            continue; // its virtual table makes it
        script.add(createTable(*table, options, separate[table.get()]), DdlObject::Table, table->schema,
            table->name);
        for (const Index& index : table->indexes)
            script.add(createIndex(*table, index, options), DdlObject::Index, table->schema, table->name);
    }
    for (const auto& [table, key] : sorted.cut) {
        if (m_traits.supportsAlterAddConstraint)
            script.add(addForeignKey(*table, table->foreignKeys[key]), DdlObject::ForeignKey, table->schema,
                table->name);
    }
    for (const Sequence& sequence : metadata.sequences)
        script.add(sequenceOwnership(sequence), DdlObject::Sequence, sequence.schema, sequence.name);
    carried(CarriedObject::Phase::AfterTables);
    std::vector<ViewPtr> views = sortedViews(metadata);
    for (const ViewPtr& view : views) {
        script.add(createView(*view, options), DdlObject::View, view->schema, view->name);
        if (!view->indexes.empty()) {
            Table host;
            host.schema = view->schema;
            host.name = view->name;
            for (const Index& index : view->indexes)
                script.add(createIndex(host, index, options), DdlObject::Index, view->schema, view->name);
        }
    }
    for (const TablePtr& table : sorted.tables) {
        for (const Trigger& trigger : table->triggers)
            script.add(createTrigger(*table, trigger), DdlObject::Trigger, table->schema, table->name);
    }
    for (const ViewPtr& view : views) {
        Table host;
        host.schema = view->schema;
        host.name = view->name;
        for (const Trigger& trigger : view->triggers)
            script.add(createTrigger(host, trigger), DdlObject::Trigger, view->schema, view->name);
    }
    carried(CarriedObject::Phase::AfterViews);
    for (const TablePtr& table : sorted.tables)
        script.add(comments(*table), DdlObject::Comment, table->schema, table->name);
    for (const ViewPtr& view : views)
        script.add(comments(*view), DdlObject::Comment, view->schema, view->name);
    for (const Sequence& sequence : metadata.sequences)
        script.add(sequenceComments(sequence), DdlObject::Comment, sequence.schema, sequence.name);
    for (const CarriedObject& object : metadata.carried) {
        if (object.definition.dialect == m_traits.name)
            script.add(carriedComments(object), DdlObject::Comment, object.schema, object.name);
    }
    return script;
}

DdlScript DdlCompiler::dropAll(const MetaData& metadata, const DropOptions& options) const
{
    DdlScript script;
    std::vector<ViewPtr> views = sortedViews(metadata);
    for (auto view = views.rbegin(); view != views.rend(); ++view)
        script.add(dropView(**view, options), DdlObject::View, (*view)->schema, (*view)->name);
    SortedTables sorted = sortedTables(metadata);
    for (const auto& [table, key] : sorted.cut) {
        if (m_traits.supportsAlterAddConstraint)
            script.add(dropForeignKey(*table, table->foreignKeys[key]), DdlObject::ForeignKey, table->schema,
                table->name);
    }
    for (auto table = sorted.tables.rbegin(); table != sorted.tables.rend(); ++table) {
        if ((*table)->kind != TableKind::Shadow)
            script.add(dropTable(**table, options), DdlObject::Table, (*table)->schema, (*table)->name);
    }
    for (auto object = metadata.carried.rbegin(); object != metadata.carried.rend(); ++object) {
        if (object->definition.dialect == m_traits.name && !object->dropStatement.empty())
            script.add({object->dropStatement}, DdlObject::Carried, object->schema, object->name);
    }
    for (const Sequence& sequence : metadata.sequences) {
        if (sequence.ownedByTable.empty())
            script.add(dropSequence(sequence, options), DdlObject::Sequence, sequence.schema, sequence.name);
    }
    for (auto domain = metadata.domains.rbegin(); domain != metadata.domains.rend(); ++domain)
        script.add(dropType("DOMAIN", domain->schema, domain->name, options), DdlObject::Type, domain->schema,
            domain->name);
    for (auto type = metadata.enums.rbegin(); type != metadata.enums.rend(); ++type)
        script.add(
            dropType("TYPE", type->schema, type->name, options), DdlObject::Type, type->schema, type->name);
    return script;
}

} // namespace relata
