// How the parts of a schema are named, described and pictured wherever the window shows them.
#pragma once

#include "core/schema/metadata.h"
#include "core/sql/sql_dialect.h"
#include "ui/shell/object_ref.h"

#include <QString>

#include <optional>

namespace relata {

inline QString fromUtf8(const std::string& text)
{
    return QString::fromStdString(text);
}

QString nameList(const std::vector<std::string>& names); // "a, b"
QString typeText(const SqlType& type, const SqlDialect& dialect); // as its own DDL writes it

// Labels by which a key or check is shown and found again. Unnamed ones (SQLite) are called after what they
// are about: "foreign key (author_id)".
QString labelOf(const PrimaryKeyConstraint& key);
QString labelOf(const UniqueConstraint& key);
QString labelOf(const ForeignKeyConstraint& key);
QString labelOf(const Table& table, const CheckConstraint& check); // unnamed ones are numbered

// "books (author_id)" where the columns are known, else "books".
QString referredText(const ForeignKeyConstraint& key);
// The columns that the key refers to; its referred table's primary key where the key does not name them.
std::vector<std::string> referredColumns(
    const MetaData& metadata, const Table& table, const ForeignKeyConstraint& key);
QString columnsOf(const Index& index); // "a, lower(b), c ↓"
QString defaultText(const Column& column); // "" if there is none

QString kindText(TableKind kind); // "Table", "Partitioned table" ...
QString kindText(const View& view); // "View", "Materialized view"
QString kindText(ObjectRef::Kind kind);
const char* iconOf(TableKind kind); // names of the theme's icons
const char* iconOf(const View& view);
const char* iconOf(ObjectRef::Kind kind);
const char* columnIcon(const Table& table, const Column& column);
bool isForeignKeyColumn(const Table& table, const std::string& column);

// "1,204", in the language of the program.
QString numberText(qint64 number);
// "1 column", "1,204 columns".
QString countText(qint64 count, const QString& one, const QString& many);

// "main" for the default schema of a SQLite file, else the schema's own name.
QString schemaTitle(const MetaData& metadata, const std::string& schema);
// "shop.books", without the default schema.
QString qualifiedText(const ObjectRef& object);

// The table or view that an object is or belongs to; nullptr if it is gone.
const Table* tableOf(const MetaData& metadata, const ObjectRef& object);
const View* viewOf(const MetaData& metadata, const ObjectRef& object);
ObjectRef refOf(const QString& connectionId, const Table& table);
ObjectRef refOf(const QString& connectionId, const View& view);

// The foreign keys of other tables (and of its own) that refer to `table`. O(all foreign keys).
struct IncomingKey
{
    const Table* table = nullptr;
    const ForeignKeyConstraint* key = nullptr;
};
std::vector<IncomingKey> incomingKeys(const MetaData& metadata, const Table& table);

} // namespace relata
