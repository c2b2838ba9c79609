// Small models for tests, and operations as lines.
#pragma once

#include "core/migrations/compare/compare.h"
#include "core/sql/dialect_registry.h"

#include <QStringList>

namespace relata::test {

inline Column column(
    const std::string& name, SqlType type = SqlType::of(TypeKind::Integer), bool nullable = true)
{
    Column made;
    made.name = name;
    made.type = std::move(type);
    made.nullable = nullable;
    return made;
}

inline Table tableOf(const std::string& name, std::vector<Column> columns)
{
    Table table;
    table.name = name;
    table.columns = std::move(columns);
    return table;
}

inline CheckConstraint check(const std::string& name, const std::string& text, const std::string& dialect)
{
    CheckConstraint made;
    made.name = name;
    made.expression = {text, dialect};
    return made;
}

inline ForeignKeyConstraint foreignKey(
    const std::string& name, const std::string& column, const std::string& table, const std::string& referred)
{
    ForeignKeyConstraint key;
    key.name = name;
    key.columns = {column};
    key.referredTable = table;
    key.referredColumns = {referred};
    return key;
}

inline Index indexOf(const std::string& name, const std::string& column)
{
    Index index;
    index.name = name;
    index.elements.resize(1);
    index.elements[0].column = column;
    return index;
}

// A shop of two tables, as a PostgreSQL server would tell it unless said otherwise.
inline MetaData shop(const std::string& dialect = "postgresql")
{
    MetaData metadata;
    metadata.dialect = dialect;
    metadata.schemas = {""};
    Table authors = tableOf("authors",
        {column("id", SqlType::of(TypeKind::Integer), false), column("name", SqlType::string(60), false)});
    authors.primaryKey.name = "pk_authors";
    authors.primaryKey.columns = {"id"};
    Table books = tableOf("books",
        {column("id", SqlType::of(TypeKind::Integer), false), column("title", SqlType::string(120), false),
            column("author_id"), column("price", SqlType::numeric(10, 2))});
    books.primaryKey.name = "pk_books";
    books.primaryKey.columns = {"id"};
    books.foreignKeys.push_back(foreignKey("fk_books_author", "author_id", "authors", "id"));
    books.checkConstraints.push_back(check("ck_books_price", "price >= 0", dialect));
    books.indexes.push_back(indexOf("ix_books_title", "title"));
    metadata.addTable(authors);
    metadata.addTable(books);
    return metadata;
}

// A copy of the model in which one table is changed.
template <typename F>
MetaData with(const MetaData& metadata, const std::string& table, F change)
{
    MetaData copy = metadata;
    Table changed = metadata.table(table);
    std::string name = changed.name;
    change(changed);
    if (changed.name != name)
        copy.removeTable(changed.schema, name);
    copy.addTable(std::move(changed));
    return copy;
}

inline Column& columnOf(Table& table, const std::string& name)
{
    for (Column& column : table.columns) {
        if (column.name == name)
            return column;
    }
    qFatal("no column %s", name.c_str());
}

inline QStringList lines(const Operations& operations)
{
    QStringList result;
    for (const Operation& operation : operations)
        result << QString::fromStdString(describe(operation));
    return result;
}

inline QStringList differencesOf(const MetaData& from, const MetaData& to)
{
    return lines(compare(from, to));
}

} // namespace relata::test
