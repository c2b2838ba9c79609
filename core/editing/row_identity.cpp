#include "core/editing/row_identity.h"

#include "core/sql/row_select.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata {
namespace {

bool hasColumn(const Table& table, const std::string& name)
{
    return table.findColumn(name) != nullptr;
}

void addKeyPart(std::string& key, std::string_view bytes)
{
    key += fmt::format("{}:", bytes.size());
    key += bytes;
}

} // namespace

const Value* findValue(const RowValues& values, std::string_view column)
{
    for (const auto& [name, value] : values) {
        if (name == column)
            return &value;
    }
    return nullptr;
}

void setValue(RowValues& values, std::string_view column, Value value)
{
    for (auto& [name, old] : values) {
        if (name == column) {
            old = std::move(value);
            return;
        }
    }
    values.emplace_back(column, std::move(value));
}

const char* toString(IdentityKind kind)
{
    switch (kind) {
    case IdentityKind::None:
        return "nothing";
    case IdentityKind::PrimaryKey:
        return "primary key";
    case IdentityKind::Unique:
        return "unique key";
    case IdentityKind::RowIdentity:
        return "row number of the database";
    case IdentityKind::AllColumns:
        return "all columns";
    }
    return "";
}

bool isComparable(const Column& column, const SqlDialect& dialect)
{
    const SqlType* type = &column.type;
    while ((type->kind == TypeKind::Domain || type->kind == TypeKind::Array) && type->element)
        type = type->element.get();
    switch (type->kind) {
    case TypeKind::Json:
        return type->binary;
    case TypeKind::Xml:
    case TypeKind::Geometry:
    case TypeKind::Composite:
        return false;
    case TypeKind::Unknown:
        return dialect.traits().supportsTypeless;
    default:
        return true;
    }
}

IdentityRule identityRule(const Table& table, const SqlDialect& dialect)
{
    if (!table.primaryKey.empty())
        return {IdentityKind::PrimaryKey, table.primaryKey.columns};
    BrowseTarget target = browseTarget(table, dialect);
    if (target.key.kind == RowKeyKind::RowIdentity) {
        // A unique key is found again after a rebuild of the table, a row number may not be.
        for (const UniqueConstraint& unique : table.uniqueConstraints) {
            bool whole = !unique.columns.empty()
                && std::all_of(unique.columns.begin(), unique.columns.end(), [&](const std::string& name) {
                       const Column* column = table.findColumn(name);
                       return column && !column->nullable;
                   });
            if (whole)
                return {IdentityKind::Unique, unique.columns};
        }
        return {IdentityKind::RowIdentity, target.key.columns};
    }
    if (target.key.kind == RowKeyKind::Unique)
        return {IdentityKind::Unique, target.key.columns};
    IdentityRule rule{IdentityKind::AllColumns, {}};
    for (const Column& column : table.columns) {
        if (isComparable(column, dialect))
            rule.columns.push_back(column.name);
    }
    if (rule.columns.empty())
        rule.kind = IdentityKind::None;
    return rule;
}

std::string RowIdentity::key() const
{
    std::string key;
    for (const auto& [column, value] : values) {
        addKeyPart(key, column);
        if (value.isNull()) {
            key += 'n';
            continue;
        }
        // An integer is the same key whether a driver gave it as a number or as a number's text.
        key += value.tag() == ValueTag::Binary ? 'b' : 'v';
        addKeyPart(key, value.toText());
    }
    return key;
}

std::string RowIdentity::text() const
{
    std::string text;
    for (const auto& [column, value] : values) {
        std::string shown = value.isNull() ? "NULL" : value.toText();
        if (shown.size() > 40)
            shown = std::string(utf8Prefix(shown, 37)) + "...";
        text += (text.empty() ? "" : ", ") + column + " = " + shown;
    }
    return text.empty() ? "unknown" : text;
}

Result<RowIdentity> rowIdentity(const Table& table, const SqlDialect& dialect, const RowValues& loaded)
{
    auto take = [&](IdentityKind kind, const std::vector<std::string>& columns) {
        RowIdentity identity{kind, {}};
        for (const std::string& name : columns) {
            const Value* value = findValue(loaded, name);
            if (!value || value->isNull())
                return RowIdentity{};
            identity.values.emplace_back(name, *value);
        }
        return identity;
    };
    IdentityRule rule = identityRule(table, dialect);
    if (rule.isCertain()) {
        RowIdentity identity = take(rule.kind, rule.columns);
        if (identity.kind != IdentityKind::None)
            return identity;
    }
    if (std::string hidden = dialect.rowIdentity(table); !hidden.empty() && !hasColumn(table, hidden)) {
        RowIdentity identity = take(IdentityKind::RowIdentity, {hidden});
        if (identity.kind != IdentityKind::None)
            return identity;
    }
    RowIdentity all{IdentityKind::AllColumns, {}};
    for (const Column& column : table.columns) {
        const Value* value = findValue(loaded, column.name);
        if (value && isComparable(column, dialect))
            all.values.emplace_back(column.name, *value);
    }
    if (all.values.empty()) {
        return fail(ErrorKind::Argument,
            fmt::format(
                "No column of {} was loaded by which this row could be found again.", table.qualifiedName()),
            "Show the key's columns, or refresh the rows.");
    }
    return all;
}

Result<void> requireOneRow(
    const TableName& table, const RowIdentity& row, const std::vector<RowIdentity>& rows)
{
    if (row.kind != IdentityKind::AllColumns)
        return {};
    std::string key = row.key();
    auto same =
        std::count_if(rows.begin(), rows.end(), [&](const RowIdentity& other) { return other.key() == key; });
    if (same <= 1)
        return {};
    return fail(ErrorKind::Argument,
        fmt::format("{} rows of {} look the same and the table has no key, so none of them can be meant.",
            same, table.text()),
        "Add a primary key to the table, or write a statement for these rows in a console.");
}

} // namespace relata
