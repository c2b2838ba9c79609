#include "app/relata-cli/inspect_json.h"

#include "core/sql/ddl_compiler.h"
#include "core/sql/type_compiler.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>

namespace relata::cli {
namespace {

using Json = nlohmann::ordered_json;

Json orNull(const std::string& text)
{
    return text.empty() ? Json() : Json(text);
}

template <typename T>
Json orNull(const std::optional<T>& value)
{
    return value ? Json(*value) : Json();
}

// SQLAlchemy's spelling: "postgresql_using" for "postgresql.using".
std::string optionName(std::string key)
{
    if (std::size_t dot = key.find('.'); dot != std::string::npos)
        key[dot] = '_';
    return key;
}

Json optionsJson(const DialectOptions& options)
{
    Json result = Json::object();
    for (const auto& [key, value] : options.entries())
        result[optionName(key)] = value;
    return result;
}

// Whether the database numbers the column by itself: by an identity, by a word of the dialect's, or by a
// default that takes the next value of a sequence (PostgreSQL's serial), as SQLAlchemy counts it.
bool isNumbered(const Column& column, const SqlDialect& dialect)
{
    if (column.autoincrement != Autoincrement::No || column.identity)
        return true;
    const std::string& nextValue = dialect.traits().nextValue;
    return column.serverDefault && !nextValue.empty()
        && column.serverDefault->text.starts_with(nextValue.substr(0, nextValue.find("{0}")));
}

// The least and the greatest value of an integer column; nothing for other types.
std::optional<std::pair<std::int64_t, std::int64_t>> rangeOf(const SqlType& type)
{
    switch (type.kind) {
    case TypeKind::SmallInteger:
        return std::pair<std::int64_t, std::int64_t>(INT16_MIN, INT16_MAX);
    case TypeKind::Integer:
        return std::pair<std::int64_t, std::int64_t>(INT32_MIN, INT32_MAX);
    case TypeKind::BigInteger:
        return std::pair<std::int64_t, std::int64_t>(INT64_MIN, INT64_MAX);
    default:
        return std::nullopt;
    }
}

// Whether the numbers of an identity end with the column's type: where a sequence has a type at all. Oracle's
// have none, and count to 28 digits.
bool identitiesHaveTypes(const SqlDialect& dialect)
{
    if (!dialect.traits().supportsIdentity)
        return false;
    Sequence typed;
    typed.name = "s";
    typed.dataType = "smallint";
    return dialect.ddlCompiler().createSequence(typed, {}).front().find(typed.dataType) != std::string::npos;
}

// A MetaData holds what was asked for; Inspector tells what holds. The numbers of an integer column go, where
// nothing else was said, from 1 to the end of its type, downwards from -1 (PostgreSQL's manual, CREATE
// SEQUENCE).
Identity withDefaults(Identity identity, const SqlType& type)
{
    auto range = rangeOf(type);
    if (!range)
        return identity;
    auto fill = [](std::optional<std::int64_t>& value, std::int64_t standard) {
        value = value.value_or(standard);
    };
    fill(identity.increment, 1);
    bool upwards = *identity.increment > 0;
    fill(identity.minValue, upwards ? 1 : range->first);
    fill(identity.maxValue, upwards ? range->second : -1);
    fill(identity.start, upwards ? *identity.minValue : *identity.maxValue);
    fill(identity.cache, 1);
    return identity;
}

Json identityJson(const Column& column, const SqlDialect& dialect)
{
    if (!column.identity)
        return {};
    Identity identity =
        identitiesHaveTypes(dialect) ? withDefaults(*column.identity, column.type) : *column.identity;
    return {{"always", identity.always}, {"start", orNull(identity.start)},
        {"increment", orNull(identity.increment)}, {"minvalue", orNull(identity.minValue)},
        {"maxvalue", orNull(identity.maxValue)}, {"cycle", identity.cycle},
        {"cache", orNull(identity.cache)}};
}

Json computedJson(const std::optional<Computed>& computed)
{
    if (!computed)
        return {};
    return {{"sqltext", computed->expression.text}, {"persisted", computed->persisted}};
}

Json infoJson(const Info& info)
{
    Json result = Json::object();
    for (const auto& [key, value] : info.entries())
        result[key] = value;
    return result;
}

Json clientDefaultJson(const ColumnDefault& value)
{
    switch (value.kind) {
    case ColumnDefault::Kind::Constant:
        return {{"constant", value.constant.isNull() ? Json() : Json(value.constant.toText())}};
    case ColumnDefault::Kind::Expression:
        return {{"sqltext", value.expression.text}};
    case ColumnDefault::Kind::Callable:
        return {{"callable", value.callable}};
    case ColumnDefault::Kind::Sequence:
        return {{"sequence", value.schema.empty() ? value.name : value.schema + "." + value.name}};
    }
    return {};
}

// What a model has and no database: left out where there is none, so that what a database has looks the same
// with and without a model.
void addModelParts(Json& json, const Column& column)
{
    if (!column.key.empty())
        json["key"] = column.key;
    if (column.clientDefault)
        json["client_default"] = clientDefaultJson(*column.clientDefault);
    if (column.onUpdate)
        json["onupdate"] = clientDefaultJson(*column.onUpdate);
    if (column.serverDefaultFetched)
        json["server_default_fetched"] = true;
    if (column.serverOnUpdateFetched)
        json["server_onupdate_fetched"] = true;
    if (!column.info.empty())
        json["info"] = infoJson(column.info);
}

Json columnJson(const Column& column, const SqlDialect& dialect)
{
    Json result = {{"name", column.name}, {"type", dialect.typeCompiler().compile(column.type)},
        {"nullable", column.nullable},
        {"default", column.serverDefault ? Json(column.serverDefault->text) : Json()},
        {"autoincrement", isNumbered(column, dialect)}, {"comment", orNull(column.comment)},
        {"collation", orNull(column.collation)}, {"identity", identityJson(column, dialect)},
        {"computed", computedJson(column.computed)}, {"dialect_options", optionsJson(column.options)}};
    addModelParts(result, column);
    return result;
}

Json columnsJson(const std::vector<Column>& columns, const SqlDialect& dialect)
{
    Json result = Json::array();
    for (const Column& column : columns)
        result.push_back(columnJson(column, dialect));
    return result;
}

Json foreignKeyJson(const ForeignKeyConstraint& key)
{
    Json options = Json::object();
    if (key.onUpdate != ReferentialAction::NoAction)
        options["onupdate"] = toString(key.onUpdate);
    if (key.onDelete != ReferentialAction::NoAction)
        options["ondelete"] = toString(key.onDelete);
    if (key.deferrable)
        options["deferrable"] = *key.deferrable;
    if (key.initiallyDeferred)
        options["initially"] = "DEFERRED";
    if (key.match != MatchType::Simple)
        options["match"] = key.match == MatchType::Full ? "FULL" : "PARTIAL";
    return {{"name", orNull(key.name)}, {"constrained_columns", key.columns},
        {"referred_schema", orNull(key.referredSchema)}, {"referred_table", key.referredTable},
        {"referred_columns", key.referredColumns}, {"options", options}, {"comment", orNull(key.comment)}};
}

Json indexJson(const Index& index)
{
    Json names = Json::array();
    Json expressions = Json::array();
    Json sorting = Json::object();
    for (const IndexElement& element : index.elements) {
        names.push_back(orNull(element.column));
        expressions.push_back(element.column.empty() ? element.expression.text : element.column);
        Json order = Json::array();
        if (element.descending)
            order.push_back("desc");
        if (element.nullsFirst)
            order.push_back(*element.nullsFirst ? "nulls_first" : "nulls_last");
        if (!order.empty() && !element.column.empty())
            sorting[element.column] = order;
    }
    bool hasExpressions = std::any_of(index.elements.begin(), index.elements.end(),
        [](const IndexElement& element) { return element.column.empty(); });
    Json options = optionsJson(index.options);
    if (!index.where.empty())
        options[index.where.dialect + "_where"] = index.where.text;
    return {{"name", orNull(index.name)}, {"column_names", names},
        {"expressions", hasExpressions ? expressions : Json()}, {"unique", index.unique},
        {"include_columns", index.includeColumns}, {"column_sorting", sorting}, {"dialect_options", options},
        {"comment", orNull(index.comment)}};
}

Json tableJson(const Table& table, const SqlDialect& dialect)
{
    Json result = {{"name", table.name}, {"comment", orNull(table.comment)},
        {"options", optionsJson(table.options)}, {"columns", columnsJson(table.columns, dialect)},
        {"pk_constraint",
            {{"name", orNull(table.primaryKey.name)}, {"constrained_columns", table.primaryKey.columns},
                {"comment", orNull(table.primaryKey.comment)}}}};
    Json& keys = result["foreign_keys"] = Json::array();
    for (const ForeignKeyConstraint& key : table.foreignKeys)
        keys.push_back(foreignKeyJson(key));
    Json& uniques = result["unique_constraints"] = Json::array();
    for (const UniqueConstraint& unique : table.uniqueConstraints)
        uniques.push_back({{"name", orNull(unique.name)}, {"column_names", unique.columns},
            {"comment", orNull(unique.comment)}, {"dialect_options", optionsJson(unique.options)}});
    Json& checks = result["check_constraints"] = Json::array();
    for (const CheckConstraint& check : table.checkConstraints)
        checks.push_back({{"name", orNull(check.name)}, {"sqltext", check.expression.text},
            {"comment", orNull(check.comment)}});
    Json& indexes = result["indexes"] = Json::array();
    for (const Index& index : table.indexes)
        indexes.push_back(indexJson(index));
    Json& triggers = result["triggers"] = Json::array();
    for (const Trigger& trigger : table.triggers)
        triggers.push_back({{"name", trigger.name}, {"timing", orNull(trigger.timing)},
            {"events", orNull(trigger.events)}, {"definition", trigger.definition.text}});
    if (!table.info.empty())
        result["info"] = infoJson(table.info);
    return result;
}

Json schemaJson(const MetaData& metadata, const std::string& schema, const SqlDialect& dialect)
{
    Json result = {{"name", orNull(schema.empty() ? metadata.defaultSchema : schema)},
        {"tables", Json::array()}, {"views", Json::array()}, {"sequences", Json::array()},
        {"enums", Json::array()}, {"domains", Json::array()}};
    for (const TablePtr& table : metadata.tables()) {
        if (table->schema == schema)
            result["tables"].push_back(tableJson(*table, dialect));
    }
    for (const ViewPtr& view : metadata.views()) {
        if (view->schema == schema)
            result["views"].push_back({{"name", view->name}, {"definition", view->definition.text},
                {"columns", columnsJson(view->columns, dialect)}, {"materialized", view->materialized},
                {"comment", orNull(view->comment)}});
    }
    for (const Sequence& sequence : metadata.sequences) {
        if (sequence.schema == schema)
            result["sequences"].push_back({{"name", sequence.name}, {"data_type", orNull(sequence.dataType)},
                {"start", orNull(sequence.start)}, {"increment", orNull(sequence.increment)},
                {"minvalue", orNull(sequence.minValue)}, {"maxvalue", orNull(sequence.maxValue)},
                {"cycle", sequence.cycle}, {"comment", orNull(sequence.comment)}});
    }
    for (const EnumType& type : metadata.enums) {
        if (type.schema == schema)
            result["enums"].push_back(
                {{"name", type.name}, {"labels", type.values}, {"comment", orNull(type.comment)}});
    }
    for (const Domain& domain : metadata.domains) {
        if (domain.schema != schema)
            continue;
        Json checks = Json::array();
        for (const CheckConstraint& check : domain.checkConstraints)
            checks.push_back({{"name", orNull(check.name)}, {"check", check.expression.text}});
        result["domains"].push_back({{"name", domain.name},
            {"type", dialect.typeCompiler().compile(domain.type)}, {"nullable", domain.nullable},
            {"default", domain.serverDefault ? Json(domain.serverDefault->text) : Json()},
            {"constraints", checks}, {"comment", orNull(domain.comment)}});
    }
    return result;
}

} // namespace

std::string inspectJson(const MetaData& metadata, const SqlDialect& dialect)
{
    Json result = {{"dialect", metadata.dialect}, {"server_version", orNull(metadata.serverVersion)},
        {"schemas", Json::array()}};
    std::vector<std::string> schemas = metadata.schemas;
    if (schemas.empty())
        schemas.emplace_back();
    for (const std::string& schema : schemas)
        result["schemas"].push_back(schemaJson(metadata, schema, dialect));
    return result.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace relata::cli
