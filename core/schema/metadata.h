// MetaData: everything known of a database's schemas. A value; copying it is cheap, because tables and views
// are immutable and shared, and changing one replaces it (copy on write). A snapshot may be read by many
// threads at once.
#pragma once

#include "core/schema/naming_convention.h"
#include "core/schema/schema_objects.h"
#include "core/schema/table.h"

#include <functional>
#include <unordered_map>

namespace relata {

using ViewPtr = std::shared_ptr<const View>;

// A part of the database that could not be read, and why. Reflection shows what it can and reports the rest.
struct ReflectionNote
{
    std::string object; // "shop.orders", or the schema, or "" for the database
    std::string message;

    bool operator==(const ReflectionNote&) const = default;
};

class MetaData
{
public:
    std::string
        dialect; // of the database it was reflected from ("postgresql"), or "" for a model from nothing
    std::string serverVersion; // "15.4"; "" if unknown
    std::string
        defaultSchema; // the schema whose tables have schema == "" ("public", "main"); "" if there is none
    std::vector<std::string> schemas; // names in order; "" stands for the default schema
    std::vector<Sequence> sequences; // those that no identity column owns
    std::vector<EnumType> enums;
    std::vector<Domain> domains;
    std::vector<CarriedObject> carried;
    std::vector<ReflectionNote> notes;
    DialectOptions options;
    NamingConvention namingConvention = {}; // for what has no name when DDL is written
    Info info = {};
    std::vector<DdlElement> ddl = {}; // statements of the program's own around createAll and dropAll

    const std::vector<TablePtr>& tables() const { return m_tables; } // in the order of their adding
    const std::vector<ViewPtr>& views() const { return m_views; }

    void addTable(Table table); // replaces one of the same schema and name, in place
    void addTable(TablePtr table); // shares it; never null
    void addView(View view);
    void removeTable(std::string_view schema, std::string_view name);
    void removeView(std::string_view schema, std::string_view name);

    const Table* findTable(std::string_view schema, std::string_view name) const; // nullptr if absent; O(1)
    const Table* findTable(
        std::string_view qualifiedName) const; // "schema.name", else "name" in the default schema
    TablePtr tablePtr(std::string_view schema, std::string_view name) const;
    const Table& table(std::string_view qualifiedName) const; // throws DatabaseError (NoSuchTable)
    const View* findView(std::string_view schema, std::string_view name) const;
    const EnumType* findEnum(std::string_view schema, std::string_view name) const;
    // The table that a foreign key of `table` refers to; nullptr if it is not in this MetaData.
    const Table* referredTable(const Table& table, const ForeignKeyConstraint& key) const;

    // Only what `keep` accepts (schema, name); sequences, enums and the like stay.
    MetaData filtered(
        const std::function<bool(const std::string& schema, const std::string& name)>& keep) const;

    MetaData withoutTablesAndViews() const; // all the rest

    // Structure alone: notes, server version, naming convention, info and DDL elements do not count.
    bool operator==(const MetaData& other) const;

private:
    std::vector<TablePtr> m_tables;
    std::vector<ViewPtr> m_views;
    std::unordered_map<std::string, std::size_t> m_tableIndex;
    std::unordered_map<std::string, std::size_t> m_viewIndex;
};

// SQLAlchemy's sorted_tables: referred tables before those that refer to them, otherwise by name. `cut` holds
// the foreign keys that a script must add afterwards (cycles, and those that say useAlter): pairs of a table
// and the index of the key in table.foreignKeys.
struct SortedTables
{
    std::vector<TablePtr> tables;
    std::vector<std::pair<TablePtr, std::size_t>> cut;
    // Groups of tables that refer to each other, without the keys that say useAlter; each by name.
    std::vector<std::vector<TablePtr>> cycles;
};
SortedTables sortedTables(const MetaData& metadata);

// Views after the views that they read, as far as dependsOn tells; otherwise in the order of their adding.
std::vector<ViewPtr> sortedViews(const MetaData& metadata);

} // namespace relata
