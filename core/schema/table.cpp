#include "core/schema/table.h"

#include "core/util/error.h"

#include <algorithm>
#include <tuple>

namespace relata {

const Column* Table::findColumn(std::string_view columnName) const
{
    for (const Column& column : columns) {
        if (column.name == columnName)
            return &column;
    }
    return nullptr;
}

const Column& Table::c(std::string_view key) const
{
    for (const Column& column : columns) {
        if (column.keyOrName() == key)
            return column;
    }
    Error error;
    error.kind = ErrorKind::Argument;
    error.message = "Table " + qualifiedName() + " has no column " + std::string(key) + ".";
    raise(std::move(error));
}

bool Table::isPrimaryKey(std::string_view column) const
{
    return std::find(primaryKey.columns.begin(), primaryKey.columns.end(), column)
        != primaryKey.columns.end();
}

std::string Table::qualifiedName() const
{
    return schema.empty() ? name : schema + "." + name;
}

bool Column::operator==(const Column& other) const
{
    auto tie = [](const Column& c) {
        return std::tie(c.id, c.name, c.type, c.nullable, c.notNullName, c.serverDefault, c.identity,
            c.computed, c.autoincrement, c.collation, c.comment, c.options);
    };
    return tie(*this) == tie(other);
}

bool Table::operator==(const Table& other) const
{
    auto tie = [](const Table& t) {
        return std::tie(t.id, t.schema, t.name, t.kind, t.columns, t.primaryKey, t.uniqueConstraints,
            t.foreignKeys, t.checkConstraints, t.otherConstraints, t.indexes, t.triggers, t.comment,
            t.definition, t.options);
    };
    return tie(*this) == tie(other);
}

} // namespace relata
