#include "core/project/schema_json.h"

#include "core/orm/json_reader.h"
#include "core/orm/json_writer.h"
#include "core/project/object_ids.h"
#include "core/project/schema_fields.h"

namespace relata::json {

// Words of enumerations.
// ---------------------------------------------------------------------------------------

template <>
constexpr std::initializer_list<Word<TypeKind>> words<TypeKind> = {{TypeKind::Unknown, "unknown"},
    {TypeKind::Boolean, "boolean"}, {TypeKind::SmallInteger, "small_integer"}, {TypeKind::Integer, "integer"},
    {TypeKind::BigInteger, "big_integer"}, {TypeKind::Numeric, "numeric"}, {TypeKind::Float, "float"},
    {TypeKind::Double, "double"}, {TypeKind::String, "string"}, {TypeKind::Text, "text"},
    {TypeKind::Date, "date"}, {TypeKind::Time, "time"}, {TypeKind::DateTime, "datetime"},
    {TypeKind::Interval, "interval"}, {TypeKind::LargeBinary, "large_binary"}, {TypeKind::Enum, "enum"},
    {TypeKind::Set, "set"}, {TypeKind::Json, "json"}, {TypeKind::Uuid, "uuid"}, {TypeKind::Xml, "xml"},
    {TypeKind::Array, "array"}, {TypeKind::Bit, "bit"}, {TypeKind::Money, "money"},
    {TypeKind::Network, "network"}, {TypeKind::Geometry, "geometry"}, {TypeKind::Range, "range"},
    {TypeKind::TextSearch, "text_search"}, {TypeKind::Domain, "domain"}, {TypeKind::Composite, "composite"}};
template <>
constexpr std::initializer_list<Word<Autoincrement>> words<Autoincrement> = {
    {Autoincrement::No, "no"}, {Autoincrement::Auto, "auto"}, {Autoincrement::Yes, "yes"}};
template <>
constexpr std::initializer_list<Word<ReferentialAction>> words<ReferentialAction> = {
    {ReferentialAction::NoAction, "no_action"}, {ReferentialAction::Restrict, "restrict"},
    {ReferentialAction::Cascade, "cascade"}, {ReferentialAction::SetNull, "set_null"},
    {ReferentialAction::SetDefault, "set_default"}};
template <>
constexpr std::initializer_list<Word<MatchType>> words<MatchType> = {
    {MatchType::Simple, "simple"}, {MatchType::Full, "full"}, {MatchType::Partial, "partial"}};
template <>
constexpr std::initializer_list<Word<TableKind>> words<TableKind> = {{TableKind::Base, "base"},
    {TableKind::Partitioned, "partitioned"}, {TableKind::Partition, "partition"},
    {TableKind::Foreign, "foreign"}, {TableKind::Virtual, "virtual"}, {TableKind::Shadow, "shadow"}};
template <>
constexpr std::initializer_list<Word<DdlMoment>> words<DdlMoment> = {
    {DdlMoment::BeforeCreate, "before_create"}, {DdlMoment::AfterCreate, "after_create"},
    {DdlMoment::BeforeDrop, "before_drop"}, {DdlMoment::AfterDrop, "after_drop"}};
template <>
constexpr std::initializer_list<Word<CarriedObject::Phase>> words<CarriedObject::Phase> = {
    {CarriedObject::Phase::BeforeTypes, "before_types"},
    {CarriedObject::Phase::BeforeTables, "before_tables"},
    {CarriedObject::Phase::AfterTables, "after_tables"}, {CarriedObject::Phase::AfterViews, "after_views"}};
template <>
constexpr std::initializer_list<Word<ColumnDefault::Kind>> words<ColumnDefault::Kind> = {
    {ColumnDefault::Kind::Constant, "constant"}, {ColumnDefault::Kind::Expression, "expression"},
    {ColumnDefault::Kind::Callable, "callable"}, {ColumnDefault::Kind::Sequence, "sequence"}};

namespace {

// Every id in the file, so that none of them is given to an object that has none.
void reserveIds(const Json& tree, ObjectIds& ids)
{
    if (tree.is_object() && tree.contains("id") && tree["id"].is_number_unsigned())
        ids.reserve({tree["id"].get<std::uint64_t>()});
    if (tree.is_structured()) {
        for (const Json& below : tree)
            reserveIds(below, ids);
    }
}

} // namespace

Json metadataTree(const MetaData& metadata, const KeptFields& kept)
{
    Context context;
    KeptFields copy = kept;
    context.kept = &copy;
    return Writer::object(SchemaParts::of(metadata), context, "schema");
}

MetaData metadataOfTree(const Json& tree, const std::string& place, KeptFields& kept)
{
    ObjectIds ids;
    reserveIds(tree, ids);
    Context context;
    context.root = place;
    context.kept = &kept;
    context.settleId = [&](ObjectId& id, const std::string& key) {
        if (id)
            return ids.claim(id);
        id = ids.allot(key);
        return true;
    };
    SchemaParts parts;
    Reader::object(tree, place, parts, context, "schema");
    MetaData metadata = std::move(parts.rest);
    // A MetaData holds one of a name; a second one would replace the first.
    for (std::size_t i = 0; i < parts.tables.size(); ++i) {
        Table& table = parts.tables[i];
        if (metadata.findTable(table.schema, table.name))
            wrong(place + ".tables[" + std::to_string(i) + "]",
                "there is another table named “" + table.qualifiedName() + "”");
        metadata.addTable(std::move(table));
    }
    for (std::size_t i = 0; i < parts.views.size(); ++i) {
        View& view = parts.views[i];
        if (metadata.findView(view.schema, view.name))
            wrong(place + ".views[" + std::to_string(i) + "]",
                "there is another view named “" + view.qualifiedName() + "”");
        metadata.addView(std::move(view));
    }
    return metadata;
}

} // namespace relata::json
