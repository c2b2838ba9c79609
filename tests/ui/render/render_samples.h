// A small shop whose tables show every kind of relationship.
#pragma once

#include "core/schema/metadata.h"

#include <initializer_list>

namespace relata {

inline Column sampleColumn(std::string name, SqlType type, bool nullable = false)
{
    Column column;
    column.name = std::move(name);
    column.type = std::move(type);
    column.nullable = nullable;
    return column;
}

inline ForeignKeyConstraint sampleReference(std::vector<std::string> columns, std::string table,
    std::vector<std::string> referred, ReferentialAction onDelete = ReferentialAction::NoAction)
{
    ForeignKeyConstraint key;
    key.columns = std::move(columns);
    key.referredTable = std::move(table);
    key.referredColumns = std::move(referred);
    key.onDelete = onDelete;
    return key;
}

inline MetaData sampleShop()
{
    const SqlType integer = SqlType::of(TypeKind::Integer);
    MetaData metadata;
    metadata.dialect = "postgresql";
    metadata.defaultSchema = "public";
    metadata.schemas = {""};

    Table customers;
    customers.name = "customers";
    customers.columns = {sampleColumn("id", integer),
        sampleColumn("email", SqlType::string(120).withNative("postgresql", "character varying(120)")),
        sampleColumn("referred_by", integer, true)};
    customers.primaryKey.columns = {"id"};
    customers.uniqueConstraints.push_back({});
    customers.uniqueConstraints.back().columns = {"email"};
    customers.foreignKeys = {sampleReference({"referred_by"}, "customers", {"id"})};
    metadata.addTable(customers);

    Table orders;
    orders.name = "orders";
    orders.columns = {sampleColumn("id", integer), sampleColumn("customer_id", integer),
        sampleColumn("placed_at", SqlType::dateTime(true)),
        sampleColumn("note", SqlType::of(TypeKind::Text), true)};
    orders.primaryKey.columns = {"id"};
    orders.foreignKeys = {sampleReference({"customer_id"}, "customers", {}, ReferentialAction::Cascade)};
    orders.foreignKeys.back().name = "orders_customer_fk";
    metadata.addTable(orders);

    Table lines;
    lines.name = "order_lines";
    lines.columns = {sampleColumn("order_id", integer), sampleColumn("line_no", integer),
        sampleColumn("price", SqlType::numeric(10, 2))};
    lines.primaryKey.columns = {"order_id", "line_no"};
    lines.foreignKeys = {sampleReference({"order_id"}, "orders", {"id"})};
    metadata.addTable(lines);

    Table returns;
    returns.name = "returns";
    returns.columns = {sampleColumn("id", integer), sampleColumn("order_id", integer, true),
        sampleColumn("line_no", integer, true), sampleColumn("reason", SqlType::string(40), true)};
    returns.primaryKey.columns = {"id"};
    returns.foreignKeys = {sampleReference({"order_id", "line_no"}, "order_lines", {"order_id", "line_no"})};
    metadata.addTable(returns);

    Table profiles;
    profiles.name = "profiles";
    profiles.columns = {
        sampleColumn("customer_id", integer), sampleColumn("bio", SqlType::of(TypeKind::Text))};
    profiles.primaryKey.columns = {"customer_id"};
    profiles.foreignKeys = {sampleReference({"customer_id"}, "customers", {"id"})};
    metadata.addTable(profiles);

    View recent;
    recent.name = "recent_orders";
    recent.columns = {sampleColumn("id", integer, true)};
    metadata.addView(recent);
    return metadata;
}

// Names that break what does not take care.
inline std::vector<std::string> hostileNames()
{
    return {"a\"b", "<script>&amp;</script>", "it's", "semi;colon", "new\nline", "tab\there",
        std::string("bell\x07 and \x1b[31m"), "50%s %1 %n", "]]>", "\xF0\x9F\x93\x9A books",
        "\xD7\xA2\xD7\x91\xD7\xA8\xD7\x99\xD7\xAA", "back\\slash", "n0 -> n1; }", "\xEF\xBF\xBE\xEF\xBF\xBF",
        "not utf-8 \xFF\xFE", " ", std::string(200, 'w'), "line\xE2\x80\xA8separator", "{{table}}"};
}

inline MetaData hostileSchema()
{
    MetaData metadata;
    metadata.schemas = {""};
    std::string before;
    for (const std::string& name : hostileNames()) {
        Table table;
        table.name = name;
        table.schema = before.empty() ? "" : "schema of " + name;
        table.comment = name;
        table.columns = {sampleColumn(name, SqlType::of(TypeKind::Integer).withNative("x", name)),
            sampleColumn("parent " + name, SqlType::of(TypeKind::Integer), true)};
        table.primaryKey.columns = {name};
        if (!before.empty()) {
            table.foreignKeys = {sampleReference({"parent " + name}, before, {before})};
            table.foreignKeys.back().name = name;
            const Table* referred = metadata.tables().back().get();
            table.foreignKeys.back().referredSchema = referred->schema;
        }
        metadata.addTable(table);
        before = name;
    }
    return metadata;
}

} // namespace relata
