// One run of reflection: what the catalogue queries have told so far. Each reflect*() is one aspect and one
// or two queries, whatever the number of tables; they run in this order in one snapshot.
#pragma once

#include "core/dialects/postgresql/catalogue.h"
#include "core/dialects/postgresql/postgresql_traits.h"
#include "core/engine/inspector.h"
#include "core/sql/identifier_preparer.h"

#include <fmt/format.h>

#include <deque>
#include <optional>
#include <span>
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

// Whether a failed catalogue query says something of what it reads: an object that vanished or is damaged, a
// library of an extension that is missing, a catalogue that one may not read. The rest can still be shown.
bool concernsObjects(const Error& error);

// Object identifiers of the catalogues themselves (pg_class.oid of pg_proc ...), fixed for all servers.
enum Catalogue : Oid
{
    ShellTypes = 1, // no catalogue: a type's announcement before its functions
    FamilyMembers = 2, // no catalogue: what is added to an operator family after its making
    PgType = 1247,
    PgProc = 1255,
    PgClass = 1259,
    PgForeignServer = 1417,
    PgUserMapping = 1418,
    PgForeignDataWrapper = 2328,
    PgAm = 2601,
    PgCast = 2605,
    PgConstraint = 2606,
    PgConversion = 2607,
    PgLanguage = 2612,
    PgOpclass = 2616,
    PgOperator = 2617,
    PgRewrite = 2618,
    PgOpfamily = 2753,
    PgExtension = 3079,
    PgPolicy = 3256,
    PgStatisticExt = 3381,
    PgCollation = 3456,
    PgEventTrigger = 3466,
    PgTransform = 3576,
    PgTsDict = 3600,
    PgTsParser = 3601,
    PgTsConfig = 3602,
    PgTsTemplate = 3764,
    PgSubscription = 6100,
    PgPublication = 6104,
};

// Nothing is written between it and a failure, so that it can be gone back to any number of times.
inline constexpr std::string_view savepoint = "relata_reflection";

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
    using Phase = CarriedObject::Phase;
    using Address = std::uint64_t; // catalogue and object
    static Address address(Oid catalogue, Oid object)
    {
        return static_cast<Address>(catalogue) << 32U | object;
    }
    // An object that is carried: its phase is the earliest that its kind allows until orderCarried().
    struct Making
    {
        CarriedObject object;
        std::vector<Address> needs;
        std::vector<Oid> views; // that it needs
        // Here for its place among what is carried: a table, or a domain (by its place in
        // m_metadata.domains).
        Relation* table = nullptr;
        std::optional<std::size_t> domain;

        // A domain is carried beside being modelled where its place is not the usual one.
        bool isCarried() const { return !table && (!domain || isDelayed()); }
        // Where such an object usually comes.
        Phase usual() const { return table ? Phase::BeforeTables : Phase::BeforeTypes; }
        bool isDelayed() const { return (table || domain) && object.phase > usual(); }
    };
    // A query over one aspect. Where it fails, it is asked again for ever fewer owners, until those that
    // spoil it are known: they get `withoutText` (what the catalogue tells without the server's functions;
    // "" if that is nothing) and a note each.
    struct Aspect
    {
        const char* what; // "The columns", for notes
        std::string select;
        std::string from; // FROM ... WHERE ...
        std::string owner; // an oid
        std::string order = {};
        std::string withoutText = {};
        std::string name = {}; // of owners that are not tables: text
    };

    void query(const std::string& sql, const std::function<void(const CatalogueRow&)>& each);
    void query(const Aspect& aspect, const std::function<void(const CatalogueRow&)>& each);
    // Runs whole or not at all; the error, if it is one that leaves the rest to be shown.
    std::optional<Error> tryQuery(
        const std::string& sql, const std::function<void(const CatalogueRow&)>& each);
    void queryParts(const Aspect& aspect, std::span<const Oid> owners, const Error& failure,
        const std::function<void(const CatalogueRow&)>& each);
    std::string describeOwner(const Aspect& aspect, Oid owner);
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
    void carry(Phase phase, const char* kind, const std::string& schema, const std::string& name,
        std::string definition, std::string drop, std::string comment = {});
    // Carried in the order of dependencies.
    Making& make(Address at, Phase earliest, const char* kind, const std::string& schema,
        const std::string& name, std::string definition, std::string drop, std::string comment = {});
    // One more statement that belongs to a carried object.
    void addPart(Address at, const std::string& statement);
    bool isWholeDatabase() const { return m_options.schemas.empty(); }
    // FROM ... WHERE over objects that came with no extension, with their comments as d.description: those of
    // no schema, and those of the schemas that are read.
    std::string ownOfDatabase(const char* catalogue, const char* alias, const std::string& joins = {}) const;
    std::string ofSchemas(const char* catalogue, const char* alias, const char* schemaColumn,
        const std::string& joins = {}) const;
    // "=" or app."=" for CREATE and DROP OPERATOR.
    std::string operatorName(const std::string& schema, std::string_view name) const;
    // Any schema's object by its full name.
    std::string fullName(std::string_view schema, std::string_view name) const
    {
        return m_identifiers.quote(schema) + "." + m_identifiers.quote(name);
    }
    // '{user=me,"host=a b"}' as "host 'a b', \"user\" 'me'". A password is left out and noted.
    std::string foreignOptions(std::string_view array, const std::string& object);

    // schemas and settings: postgresql_inspector.cpp
    void begin();
    void reflectSchemas();
    void finish();
    // reflect_types.cpp
    void reflectTypes();
    void reflectEnums();
    void reflectDomains();
    void nameNotNull(const Domain& domain, const std::string& name, const std::string& comment);
    void reflectComposites();
    void reflectRanges();
    // reflect_base_types.cpp
    void reflectBaseTypes();
    void addShell(Oid type, const std::string& schema, const std::string& name);
    void partOfType(Oid function, Oid type);
    SqlType builtinType(const std::string& name) const;
    SqlType typeFor(Oid type, int modifier, const std::string& text) const;
    std::string inDefaultSchema(const std::string& text) const;
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
    // reflect_carried.cpp
    void orderCarried();
    void readNeeds();
    void readNeedsOfTables();
    void readNeedsOfDomainChecks();
    void joinTypesAndCode();
    void delay(const Making& making);
    bool reaches(Address from, Address to) const;
    void addNeedsOfViews(const std::vector<Making*>& inOrder);
    void markLateExpressions();
    std::optional<Phase> phaseOf(Oid catalogue, Oid object, char relationKind) const;
    Address madeBy(Oid catalogue, Oid object) const;
    // reflect_languages.cpp
    void reflectLanguages();
    void reflectAccessMethods();
    void reflectCasts();
    void reflectTransforms();
    void reflectConversions();
    // reflect_operators.cpp
    void reflectOperators();
    void reflectOperatorFamilies();
    void reflectOperatorClasses();
    // reflect_text_search.cpp
    void reflectTextSearchParsers();
    void reflectTextSearchTemplates();
    void reflectTextSearchDictionaries();
    void reflectTextSearchConfigurations();
    // reflect_foreign.cpp
    void reflectForeignDataWrappers();
    void reflectForeignServers();
    void reflectUserMappings();
    void reflectForeignTables();
    // reflect_replication.cpp
    void reflectStatistics();
    void reflectPublications();
    void reflectPublishedTables();
    void reflectSubscriptions();
    void reflectEventTriggers();
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
    std::unordered_map<Address, Making> m_making;
    std::vector<std::pair<Relation*, Address>> m_needsOfViews; // code that views call
    std::unordered_map<Oid, std::size_t> m_domainAt; // in m_metadata.domains
    std::unordered_map<Oid, Oid> m_rangeOfMultirange;
    std::unordered_map<Oid, Oid> m_codeOfTypes; // functions that base and range types consist of
};

} // namespace relata::postgresql
