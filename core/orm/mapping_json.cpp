#include "core/orm/mapping_json.h"

#include "core/orm/json_reader.h"
#include "core/orm/json_writer.h"
#include "core/orm/mapping_json_tree.h"

namespace relata {
namespace json {

template <>
constexpr std::initializer_list<Word<Inheritance>> words<Inheritance> = {{Inheritance::None, "none"},
    {Inheritance::Joined, "joined"}, {Inheritance::Single, "single"}, {Inheritance::Concrete, "concrete"}};
template <>
constexpr std::initializer_list<Word<PolymorphicLoad>> words<PolymorphicLoad> = {
    {PolymorphicLoad::OnDemand, "on_demand"}, {PolymorphicLoad::Inline, "inline"},
    {PolymorphicLoad::Selectin, "selectin"}};
template <>
constexpr std::initializer_list<Word<VersionGenerator>> words<VersionGenerator> = {
    {VersionGenerator::Counter, "counter"}, {VersionGenerator::None, "none"}};
template <>
constexpr std::initializer_list<Word<PassiveDeletes>> words<PassiveDeletes> = {
    {PassiveDeletes::No, "no"}, {PassiveDeletes::Yes, "yes"}, {PassiveDeletes::All, "all"}};
template <>
constexpr std::initializer_list<Word<CollectionClass>> words<CollectionClass> = {
    {CollectionClass::List, "list"}, {CollectionClass::Set, "set"}, {CollectionClass::Keyed, "keyed"}};
template <>
constexpr std::initializer_list<Word<LazyStrategy>> words<LazyStrategy> = {{LazyStrategy::Select, "select"},
    {LazyStrategy::Immediate, "immediate"}, {LazyStrategy::Joined, "joined"},
    {LazyStrategy::Subquery, "subquery"}, {LazyStrategy::Selectin, "selectin"},
    {LazyStrategy::Raise, "raise"}, {LazyStrategy::RaiseOnSql, "raise_on_sql"},
    {LazyStrategy::NoLoad, "noload"}, {LazyStrategy::WriteOnly, "write_only"}};
template <typename F>
void describe(F& fields, ColumnMapping& column)
{
    fields.required("name", column.name);
    fields("column", column.column);
    fields("deferred", column.deferred, false);
    fields("deferred_group", column.deferredGroup);
}

template <typename F>
void describe(F& fields, ExpressionMapping& property)
{
    fields.required("name", property.name);
    fields.required("expression", property.expression);
    fields("deferred", property.deferred, false);
}

template <typename F>
void describe(F& fields, SynonymMapping& synonym)
{
    fields.required("name", synonym.name);
    fields.required("target", synonym.target);
}

template <typename F>
void describe(F& fields, CompositeMapping& composite)
{
    fields.required("name", composite.name);
    fields("type", composite.typeName);
    fields("attributes", composite.attributes);
}

template <typename F>
void describe(F& fields, AssociationProxyMapping& proxy)
{
    fields.required("name", proxy.name);
    fields.required("relationship", proxy.relationship);
    fields.required("attribute", proxy.attribute);
}

template <typename F>
void describe(F& fields, ValidatorMapping& validator)
{
    fields.required("attribute", validator.attribute);
    fields.required("expression", validator.expression);
    fields("message", validator.message);
}

template <typename F>
void describe(F& fields, ColumnPair& pair)
{
    fields.required("local", pair.local);
    fields.required("remote", pair.remote);
}

template <typename F>
void describe(F& fields, RelationshipOrder& order)
{
    fields.required("attribute", order.attribute);
    fields("descending", order.descending, false);
}

template <typename F>
void describe(F& fields, RelationshipMapping& relationship)
{
    fields.required("name", relationship.name);
    fields.required("target", relationship.target);
    fields("back_populates", relationship.backPopulates);
    fields("backref", relationship.backref);
    fields("backref_cascade", relationship.backrefCascade);
    fields("backref_lazy", relationship.backrefLazy, LazyStrategy::Select);
    fields("secondary", relationship.secondary.name);
    fields("secondary_schema", relationship.secondary.schema);
    fields("primaryjoin", relationship.primaryJoin);
    fields("secondaryjoin", relationship.secondaryJoin);
    fields("foreign_keys", relationship.foreignKeys);
    fields("remote_side", relationship.remoteSide);
    fields("uselist", relationship.uselist);
    fields("order_by", relationship.orderBy);
    fields("cascade", relationship.cascade);
    fields("passive_deletes", relationship.passiveDeletes, PassiveDeletes::No);
    fields("passive_updates", relationship.passiveUpdates, true);
    fields("collection", relationship.collection, CollectionClass::List);
    fields("collection_key", relationship.collectionKey);
    fields("lazy", relationship.lazy, LazyStrategy::Select);
    fields("innerjoin", relationship.innerJoin, false);
    fields("join_depth", relationship.joinDepth, 0);
    fields("viewonly", relationship.viewOnly, false);
    fields("post_update", relationship.postUpdate, false);
    fields("single_parent", relationship.singleParent, false);
    fields("overlaps", relationship.overlaps);
}

// What classes and mixins share.
template <typename F, typename T>
void describeAttributes(F& fields, T& mapping)
{
    fields("columns", mapping.columns);
    fields("column_properties", mapping.columnProperties);
    fields("hybrids", mapping.hybrids);
    fields("synonyms", mapping.synonyms);
    fields("composites", mapping.composites);
    fields("association_proxies", mapping.associationProxies);
    fields("validators", mapping.validators);
    fields("relationships", mapping.relationships);
    fields("version_column", mapping.versionColumn);
    fields("version_generator", mapping.versionGenerator, VersionGenerator::Counter);
}

template <typename F>
void describe(F& fields, ClassMapping& mapping)
{
    fields.required("name", mapping.className);
    fields("table", mapping.table.name);
    fields("schema", mapping.table.schema);
    fields("inherits", mapping.inherits);
    fields("inheritance", mapping.inheritance, Inheritance::None);
    fields("polymorphic_on", mapping.discriminator);
    fields("polymorphic_identity", mapping.identity);
    fields("polymorphic_load", mapping.polymorphicLoad, PolymorphicLoad::OnDemand);
    fields("polymorphic_union", mapping.polymorphicUnion, false);
    fields("mixins", mapping.mixins);
    fields("excluded_columns", mapping.excludedColumns);
    fields("primary_key", mapping.primaryKey);
    describeAttributes(fields, mapping);
    fields("confirm_deleted_rows", mapping.confirmDeletedRows, true);
}

template <typename F>
void describe(F& fields, MixinMapping& mixin)
{
    fields.required("name", mixin.name);
    describeAttributes(fields, mixin);
}

template <typename F>
void describe(F& fields, ModelMappings& mappings)
{
    fields("classes", mappings.classes);
    fields("mixins", mappings.mixins);
}

Json mappingsTree(const ModelMappings& mappings)
{
    return Writer::object(mappings);
}

ModelMappings mappingsOfTree(const Json& tree, const std::string& place)
{
    Context context{"The mappings"};
    ModelMappings mappings;
    Reader::object(tree, place, mappings, context);
    return mappings;
}

} // namespace json

Result<std::string> mappingsToJson(const ModelMappings& mappings)
{
    try {
        return json::mappingsTree(mappings).dump(2) + "\n";
    } catch (const json::Json::type_error&) {
        return fail(ErrorKind::Argument, "A name in the mappings is not valid UTF-8 and cannot be written.");
    } catch (const json::Json::exception&) {
        return fail(ErrorKind::Argument, "An unknown field of the mappings holds no JSON.");
    }
}

Result<ModelMappings> mappingsFromJson(std::string_view text)
{
    try {
        return json::mappingsOfTree(json::parsed(text), std::string());
    } catch (const json::Unreadable& failure) {
        return fail(ErrorKind::Argument, "The mappings cannot be read. " + failure.message);
    }
}

} // namespace relata
