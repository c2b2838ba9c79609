// What the objects of a schema are in a model file, field by field (core/orm/json_fields.h). Internal.
//
// Not in a file: estimatedRows (the server's statistics) and NamingConvention::tokens (functions of the
// program).
#pragma once

#include "core/orm/json_fields.h"
#include "core/schema/metadata.h"

namespace relata::json {

// A MetaData whose tables and views can be changed in place.
struct SchemaParts
{
    MetaData rest; // without tables and views
    std::vector<Table> tables;
    std::vector<View> views;

    static SchemaParts of(const MetaData& metadata)
    {
        SchemaParts parts{metadata.withoutTablesAndViews(), {}, {}};
        for (const TablePtr& table : metadata.tables())
            parts.tables.push_back(*table);
        for (const ViewPtr& view : metadata.views())
            parts.views.push_back(*view);
        return parts;
    }
};

template <typename F>
void describe(F& fields, NativeType& native)
{
    fields.required("dialect", native.dialect);
    fields.required("text", native.text);
}

template <typename F>
void describe(F& fields, SqlType& type);

template <typename F>
void describe(F& fields, TypeVariant& variant)
{
    fields.required("dialect", variant.dialect);
    fields.inner("type", variant.type);
    if (!variant.type)
        variant.type = std::make_shared<const SqlType>();
}

template <typename F>
void describe(F& fields, SqlType& type)
{
    fields("kind", type.kind, TypeKind::Unknown);
    fields("length", type.length);
    fields("precision", type.precision);
    fields("scale", type.scale);
    fields("timezone", type.timezone, false);
    fields("fixed_length", type.fixedLength, false);
    fields("national", type.national, false);
    fields("unsigned", type.isUnsigned, false);
    fields("binary", type.binary, false);
    fields("name", type.name);
    fields("schema", type.schema);
    fields("values", type.values);
    fields.inner("element", type.element);
    fields("dimensions", type.dimensions, 0);
    fields.inner("native", type.native);
    fields("variants", type.variants);
    fields("decorator", type.decorator);
}

template <typename F>
void describe(F& fields, Identity& identity)
{
    fields("always", identity.always, false);
    fields("start", identity.start);
    fields("increment", identity.increment);
    fields("min_value", identity.minValue);
    fields("max_value", identity.maxValue);
    fields("cache", identity.cache);
    fields("cycle", identity.cycle, false);
    fields("sequence_name", identity.sequenceName);
}

template <typename F>
void describe(F& fields, Computed& computed)
{
    fields("expression", computed.expression);
    fields("persisted", computed.persisted, false);
}

template <typename F>
void describe(F& fields, ColumnDefault& value)
{
    fields.required("kind", value.kind);
    std::optional<Value> constant;
    if (value.kind == ColumnDefault::Kind::Constant)
        constant = value.constant;
    fields("constant", constant);
    if (constant)
        value.constant = *constant;
    fields("expression", value.expression);
    fields("callable", value.callable);
    fields("schema", value.schema);
    fields("name", value.name);
}

template <typename F>
void describe(F& fields, Column& column)
{
    fields("id", column.id);
    fields.required("name", column.name);
    fields.inner("type", column.type);
    fields("nullable", column.nullable, true);
    fields("not_null_name", column.notNullName);
    fields("server_default", column.serverDefault);
    fields.inner("identity", column.identity);
    fields.inner("computed", column.computed);
    fields("autoincrement", column.autoincrement, Autoincrement::No);
    fields("collation", column.collation);
    fields("comment", column.comment);
    fields("options", column.options);
    fields("key", column.key);
    fields.inner("default", column.clientDefault);
    fields.inner("onupdate", column.onUpdate);
    fields("server_default_fetched", column.serverDefaultFetched, false);
    fields("server_onupdate_fetched", column.serverOnUpdateFetched, false);
    fields("info", column.info);
}

// What all constraints end with.
template <typename F, typename T>
void describeEnd(F& fields, T& constraint)
{
    fields("comment", constraint.comment);
    fields("options", constraint.options);
    fields("info", constraint.info);
    if constexpr (requires { constraint.nameIsFinal; })
        fields("name_is_final", constraint.nameIsFinal.value(), false);
}

template <typename F>
void describe(F& fields, PrimaryKeyConstraint& key)
{
    fields("id", key.id);
    fields("name", key.name);
    fields("columns", key.columns);
    fields("deferrable", key.deferrable);
    fields("initially_deferred", key.initiallyDeferred, false);
    describeEnd(fields, key);
}

template <typename F>
void describe(F& fields, UniqueConstraint& unique)
{
    fields("id", unique.id);
    fields("name", unique.name);
    fields("columns", unique.columns);
    fields("include", unique.includeColumns);
    fields("nulls_not_distinct", unique.nullsNotDistinct, false);
    fields("deferrable", unique.deferrable);
    fields("initially_deferred", unique.initiallyDeferred, false);
    describeEnd(fields, unique);
}

template <typename F>
void describe(F& fields, ForeignKeyConstraint& key)
{
    fields("id", key.id);
    fields("name", key.name);
    fields("columns", key.columns);
    fields("referred_schema", key.referredSchema);
    fields("referred_table", key.referredTable);
    fields("referred_columns", key.referredColumns);
    fields("onupdate", key.onUpdate, ReferentialAction::NoAction);
    fields("ondelete", key.onDelete, ReferentialAction::NoAction);
    fields("match", key.match, MatchType::Simple);
    fields("deferrable", key.deferrable);
    fields("initially_deferred", key.initiallyDeferred, false);
    fields("validated", key.validated, true);
    fields("use_alter", key.useAlter.value(), false);
    describeEnd(fields, key);
}

template <typename F>
void describe(F& fields, CheckConstraint& check)
{
    fields("id", check.id);
    fields("name", check.name);
    fields("expression", check.expression);
    fields("validated", check.validated, true);
    describeEnd(fields, check);
}

template <typename F>
void describe(F& fields, OtherConstraint& constraint)
{
    fields("id", constraint.id);
    fields("name", constraint.name);
    fields("kind", constraint.kind);
    fields("definition", constraint.definition);
    describeEnd(fields, constraint);
}

template <typename F>
void describe(F& fields, IndexElement& element)
{
    fields("column", element.column);
    fields("expression", element.expression);
    fields("descending", element.descending, false);
    fields("nulls_first", element.nullsFirst);
    fields("collation", element.collation);
    fields("operator_class", element.operatorClass);
    fields("prefix_length", element.prefixLength);
}

template <typename F>
void describe(F& fields, Index& index)
{
    fields("id", index.id);
    fields("name", index.name);
    fields("elements", index.elements);
    fields("include", index.includeColumns);
    fields("unique", index.unique, false);
    fields("where", index.where);
    describeEnd(fields, index);
}

template <typename F>
void describe(F& fields, Trigger& trigger)
{
    fields("id", trigger.id);
    fields("name", trigger.name);
    fields("timing", trigger.timing);
    fields("events", trigger.events);
    fields("definition", trigger.definition);
    fields("comment", trigger.comment);
    fields("enabled", trigger.enabled, true);
}

template <typename F>
void describe(F& fields, DdlElement& element)
{
    fields("moment", element.moment, DdlMoment::AfterCreate);
    fields("statement", element.statement);
    fields("dialects", element.dialects);
    fields("condition", element.condition);
    fields("context", element.context);
}

template <typename F>
void describe(F& fields, Table& table)
{
    fields("id", table.id);
    fields("schema", table.schema);
    fields.required("name", table.name);
    fields("kind", table.kind, TableKind::Base);
    fields("comment", table.comment);
    fields("columns", table.columns);
    fields.inner("primary_key", table.primaryKey);
    fields("unique_constraints", table.uniqueConstraints);
    fields("foreign_keys", table.foreignKeys);
    fields("check_constraints", table.checkConstraints);
    fields("other_constraints", table.otherConstraints);
    fields("indexes", table.indexes);
    fields("triggers", table.triggers);
    fields("definition", table.definition);
    fields("options", table.options);
    fields("info", table.info);
    fields("ddl", table.ddl);
}

template <typename F>
void describe(F& fields, View& view)
{
    fields("id", view.id);
    fields("schema", view.schema);
    fields.required("name", view.name);
    fields("materialized", view.materialized, false);
    fields("comment", view.comment);
    fields("definition", view.definition);
    fields("columns", view.columns);
    fields("named_columns", view.namedColumns, false);
    fields("indexes", view.indexes);
    fields("triggers", view.triggers);
    fields("options", view.options);
    fields("depends_on", view.dependsOn);
    fields("info", view.info);
}

template <typename F>
void describe(F& fields, Sequence& sequence)
{
    fields("id", sequence.id);
    fields("schema", sequence.schema);
    fields.required("name", sequence.name);
    fields("data_type", sequence.dataType);
    fields("start", sequence.start);
    fields("increment", sequence.increment);
    fields("min_value", sequence.minValue);
    fields("max_value", sequence.maxValue);
    fields("cache", sequence.cache);
    fields("cycle", sequence.cycle, false);
    fields("owned_by_table", sequence.ownedByTable);
    fields("owned_by_column", sequence.ownedByColumn);
    fields("comment", sequence.comment);
    fields("options", sequence.options);
    fields("info", sequence.info);
}

template <typename F>
void describe(F& fields, EnumType& type)
{
    fields("id", type.id);
    fields("schema", type.schema);
    fields.required("name", type.name);
    fields("values", type.values);
    fields("comment", type.comment);
    fields("info", type.info);
}

template <typename F>
void describe(F& fields, Domain& domain)
{
    fields("id", domain.id);
    fields("schema", domain.schema);
    fields.required("name", domain.name);
    fields.inner("type", domain.type);
    fields("nullable", domain.nullable, true);
    fields("server_default", domain.serverDefault);
    fields("collation", domain.collation);
    fields("check_constraints", domain.checkConstraints);
    fields("comment", domain.comment);
    fields("info", domain.info);
}

template <typename F>
void describe(F& fields, CarriedObject& object)
{
    fields("id", object.id);
    fields("schema", object.schema);
    fields.required("name", object.name);
    fields("kind", object.kind);
    fields("phase", object.phase, CarriedObject::Phase::AfterTables);
    fields("definition", object.definition);
    fields("drop_statement", object.dropStatement);
    fields("comment", object.comment);
}

template <typename F>
void describe(F& fields, ReflectionNote& note)
{
    fields("object", note.object);
    fields("message", note.message);
}

template <typename F>
void describe(F& fields, SchemaParts& parts)
{
    fields("dialect", parts.rest.dialect);
    fields("server_version", parts.rest.serverVersion);
    fields("default_schema", parts.rest.defaultSchema);
    fields("schemas", parts.rest.schemas);
    fields("naming_convention", parts.rest.namingConvention.templates);
    fields("options", parts.rest.options);
    fields("info", parts.rest.info);
    fields("enums", parts.rest.enums);
    fields("domains", parts.rest.domains);
    fields("sequences", parts.rest.sequences);
    fields("tables", parts.tables);
    fields("views", parts.views);
    fields("carried", parts.rest.carried);
    fields("ddl", parts.rest.ddl);
    fields("notes", parts.rest.notes);
}

} // namespace relata::json
