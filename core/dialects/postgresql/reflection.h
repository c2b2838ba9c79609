// One run of reflection: what the catalogue queries have told so far. Each reflect*() is one aspect and one
// or two queries, whatever the number of tables; they run in this order in one snapshot.
#pragma once

#include "core/dialects/postgresql/catalogue.h"
#include "core/dialects/postgresql/postgresql_traits.h"
#include "core/engine/inspector.h"
#include "core/sql/identifier_preparer.h"

#include <fmt/format.h>

#include <deque>
#include <unordered_map>
#include <unordered_set>

namespace relata::postgresql {

// A table or view in the making.
struct Relation
{
    Oid oid = 0;
    char kind = 'r'; // pg_class.relkind
    Table table; // columns, keys, indexes and triggers of views stand here too until the end
    View view;
    std::vector<std::size_t> columnOfAttribute; // attnum -> index into table.columns, or npos
    std::vector<Oid> parents;
    bool isGone = false; // it cannot be described any more, and is left out

    bool isView() const { return kind == 'v' || kind == 'm'; }
    Column* column(int attribute);
    std::string columnName(int attribute) const; // "" if there is none
    std::vector<std::string> columnNames(const std::vector<int>& attributes) const;
};

// An object that vanished between the snapshot and the call of a function that describes it.
bool isRace(const Error& error);

class Reflection
{
public:
    Reflection(Connection& connection, const ReflectOptions& options);

    // Throws as Inspector::reflect().
    MetaData run();

private:
    struct TypeInfo
    {
        SqlType type; // without modifiers and native spelling
        std::string name;
        Oid schema = 0;
        char kind = 'b'; // pg_type.typtype
        Oid element = 0; // of arrays
        Oid base = 0; // of domains
        int baseModifier = -1;
        std::string baseText; // of domains: the base type's spelling
        bool ofExtension = false;
    };
    struct Routine
    {
        CarriedObject object;
        std::vector<Oid> needs; // other routines
        CarriedObject::Phase phase = CarriedObject::Phase::BeforeTypes;
    };

    void query(const std::string& sql, const std::function<void(const CatalogueRow&)>& each);
    void step(const char* what);
    std::string schemaName(Oid schema) const; // "" for the default schema
    bool isReflected(Oid schema) const { return m_schemas.contains(schema); }
    Relation* relation(Oid oid);
    std::string qualified(const std::string& schema, const std::string& name) const
    {
        return m_identifiers.qualified(schema, name);
    }
    SqlText sql(std::string text) const { return {std::move(text), traits().name}; }
    bool atLeast(int major) const { return m_major >= major; }
    // A column of the select list that older servers lack: NULL there.
    std::string since(int major, const std::string& column) const
    {
        return m_major >= major ? column : "NULL";
    }
    std::string notOfExtension(const char* catalogue, const std::string& oid) const;
    std::string comment(const char* catalogue, const std::string& oid) const; // a LEFT JOIN, alias d
    // As the column and domain `collation` wants it (PostgresqlDdlCompiler).
    std::string collationName(std::string_view schema, std::string_view name) const;
    void note(std::string object, std::string message);
    void carry(CarriedObject::Phase phase, const char* kind, const std::string& schema,
        const std::string& name, std::string definition, std::string drop, std::string comment = {});

    // schemas and settings: postgresql_inspector.cpp
    void begin();
    void reflectSchemas();
    void finish();
    // reflect_types.cpp
    void reflectTypes();
    void reflectEnums();
    void reflectDomains();
    void reflectComposites();
    void reflectRanges();
    SqlType builtinType(const std::string& name) const;
    SqlType typeFor(Oid type, int modifier, const std::string& text) const;
    // reflect_relations.cpp
    void reflectRelations();
    void reflectViewDefinitions();
    void reflectColumns();
    void reflectInheritance();
    void reflectViewDependencies();
    void reflectSequences();
    // reflect_constraints.cpp
    void reflectConstraints();
    void addKey(Relation& owner, const CatalogueRow& row, char kind);
    void addForeignKey(Relation& owner, const CatalogueRow& row);
    void addCheck(Relation& owner, const CatalogueRow& row);
    // reflect_indexes.cpp
    void reflectIndexes();
    void addIndex(Relation& owner, const CatalogueRow& row);
    void completeKey(Relation& owner, const CatalogueRow& row);
    // reflect_routines.cpp
    void reflectRoutines();
    void reflectAggregates();
    void orderRoutines();
    // reflect_rest.cpp
    void reflectExtensions();
    void reflectCollations();
    void reflectTriggers();
    void reflectRules();
    void reflectPolicies();

    Connection& m_connection;
    const ReflectOptions& m_options;
    IdentifierPreparer m_identifiers;
    MetaData m_metadata;
    int m_major = 15;
    int m_step = 0;
    std::string m_currentSchema;
    std::string m_schemaList; // "{2200,16385}" for = ANY(...)
    std::unordered_map<Oid, std::string> m_schemas; // reflected ones, by our name
    std::unordered_map<Oid, TypeInfo> m_types;
    std::unordered_set<std::string> m_systemTypes; // names that hide a type of the default schema
    std::deque<Relation> m_relations; // stable addresses
    std::unordered_map<Oid, Relation*> m_byOid;
    std::unordered_map<Oid, std::pair<Relation*, std::string>> m_keyByIndex; // constraint names
    std::unordered_map<Oid, Routine> m_routines;
};

} // namespace relata::postgresql
