// What the tests of convert() build their schemas from.
#pragma once

#include "core/convert/convert.h"
#include "core/engine/registry.h"

namespace relata::test {

inline MetaData empty(const std::string& dialect)
{
    MetaData metadata;
    metadata.dialect = dialect;
    metadata.schemas = {""};
    return metadata;
}

inline Table tableOf(std::string name, std::vector<Column> columns, std::vector<std::string> key = {})
{
    Table table;
    table.name = std::move(name);
    table.columns = std::move(columns);
    table.primaryKey.columns = std::move(key);
    return table;
}

inline SqlType integer()
{
    return SqlType::of(TypeKind::Integer);
}

inline Conversion to(const std::string& target, const MetaData& metadata)
{
    return convert(metadata, dialect(target));
}

inline const PortabilityNote* noteAbout(const Conversion& conversion, const std::string& object)
{
    for (const PortabilityNote& note : conversion.notes) {
        if (note.object == object)
            return &note;
    }
    return nullptr;
}

inline ForeignKeyConstraint keyTo(
    std::string column, std::string table, ReferentialAction onDelete = ReferentialAction::NoAction)
{
    ForeignKeyConstraint key;
    key.columns = {std::move(column)};
    key.referredTable = std::move(table);
    key.referredColumns = {"id"};
    key.onDelete = onDelete;
    return key;
}

inline constexpr const char* allTargets[] = {"sqlite", "postgresql", "mysql", "mariadb", "oracle", "mssql"};

} // namespace relata::test
