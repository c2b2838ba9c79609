#include "core/dialects/postgresql/postgresql_inspector.h"

#include "core/dialects/postgresql/option_keys.h"
#include "core/dialects/postgresql/reflection.h"
#include "core/util/strings.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace relata::postgresql {
namespace {

constexpr char isUserSchema[] = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";
constexpr int stepCount = 43;
constexpr int attempts = 5;

template <typename T>
void sortByName(std::vector<T>& items)
{
    std::sort(items.begin(), items.end(), [](const T& a, const T& b) { return a.name < b.name; });
}

template <typename T>
void sortBySchemaAndName(std::vector<T>& items)
{
    std::sort(items.begin(), items.end(),
        [](const T& a, const T& b) { return std::tie(a.schema, a.name) < std::tie(b.schema, b.name); });
}

} // namespace

std::vector<std::string> PostgresqlInspector::schemaNames()
{
    std::vector<std::string> names;
    for (const auto& row :
        m_connection
            .execute(std::string("SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE ") + isUserSchema)
            .all())
        names.push_back(row.front().bytes());
    std::sort(names.begin(), names.end());
    return names;
}

std::string PostgresqlInspector::defaultSchemaName()
{
    return m_connection.execute("SELECT pg_catalog.current_schema()").scalar().bytes();
}

MetaData PostgresqlInspector::reflect(const ReflectOptions& options)
{
    for (int attempt = 1;; ++attempt) {
        try {
            return Reflection(m_connection, options).run();
        } catch (const DatabaseError& failure) {
            if (attempt == attempts || !isRace(failure.error())
                || m_connection.driverConnection().inTransaction())
                throw;
        }
    }
}

Column* Relation::column(int attribute)
{
    auto index = static_cast<std::size_t>(attribute);
    if (attribute <= 0 || index >= columnOfAttribute.size()
        || columnOfAttribute[index] >= table.columns.size())
        return nullptr;
    return &table.columns[columnOfAttribute[index]];
}

std::string Relation::columnName(int attribute) const
{
    Column* found = const_cast<Relation*>(this)->column(attribute);
    return found ? found->name : std::string();
}

std::vector<std::string> Relation::columnNames(const std::vector<int>& attributes) const
{
    std::vector<std::string> names;
    for (int attribute : attributes)
        names.push_back(columnName(attribute));
    return names;
}

Reflection::Reflection(Connection& connection, const ReflectOptions& options)
    : m_connection(connection), m_options(options), m_identifiers(traits())
{ }

void Reflection::step(const char* what)
{
    if (m_options.progress)
        m_options.progress(what, m_step, stepCount);
    ++m_step;
}

std::string Reflection::schemaName(Oid schema) const
{
    auto found = m_schemas.find(schema);
    return found == m_schemas.end() ? std::string() : found->second;
}

Relation* Reflection::relation(Oid oid)
{
    auto found = m_byOid.find(oid);
    return found == m_byOid.end() ? nullptr : found->second;
}

std::string Reflection::collationName(std::string_view schema, std::string_view name) const
{
    if (name.empty() || schema == "pg_catalog")
        return std::string(name);
    return m_identifiers.alwaysQuote(schema) + "." + m_identifiers.alwaysQuote(name);
}

void Reflection::note(std::string object, std::string message)
{
    m_metadata.notes.push_back({std::move(object), std::move(message)});
}

void Reflection::carry(CarriedObject::Phase phase, const char* kind, const std::string& schema,
    const std::string& name, std::string definition, std::string drop, std::string comment)
{
    CarriedObject object;
    object.schema = schema;
    object.name = name;
    object.kind = kind;
    object.phase = phase;
    object.definition = sql(std::move(definition));
    object.dropStatement = std::move(drop);
    object.comment = std::move(comment);
    m_metadata.carried.push_back(std::move(object));
}

MetaData Reflection::run()
{
    bool ownTransaction = !m_connection.driverConnection().inTransaction();
    ExecutionOptions options;
    options.stop = m_options.stop;
    // Names are told in full under an empty search_path. In somebody's transaction the way back to theirs is
    // a savepoint, from a failure too.
    m_connection.executeScript(ownTransaction ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                              : "SAVEPOINT relata_before_reflection",
        options);
    auto leave = [&] {
        if (ownTransaction)
            m_connection.rollback();
        else
            m_connection.executeScript("ROLLBACK TO SAVEPOINT relata_before_reflection; "
                                       "RELEASE SAVEPOINT relata_before_reflection");
    };
    try {
        query("SELECT current_setting('server_version_num')::int / 10000, current_schema()::text",
            [&](const CatalogueRow& row) {
                m_major = static_cast<int>(row.integer(0));
                m_currentSchema = row.text(1);
            });
        m_connection.executeScript(
            "SET LOCAL search_path = ''; SAVEPOINT " + std::string(savepoint), options);
        begin();
        finish();
    } catch (...) {
        if (m_connection.isUsable() && m_connection.driverConnection().inTransaction())
            leave();
        throw;
    }
    leave();
    if (m_options.progress)
        m_options.progress("done", stepCount, stepCount);
    return std::move(m_metadata);
}

void Reflection::begin()
{
    m_metadata.dialect = traits().name;
    m_metadata.serverVersion = m_connection.serverVersion();
    m_metadata.defaultSchema = m_currentSchema;
    reflectSchemas();
    reflectExtensions();
    reflectLanguages();
    reflectAccessMethods();
    reflectCollations();
    reflectConversions();
    reflectTypes();
    reflectEnums();
    reflectDomains();
    reflectComposites();
    reflectRanges();
    reflectBaseTypes();
    reflectRelations();
    reflectViewDefinitions();
    reflectColumns();
    reflectForeignTables();
    reflectInheritance();
    reflectSequences();
    reflectConstraints();
    reflectIndexes();
    reflectViewDependencies();
    reflectTriggers();
    reflectRules();
    reflectPolicies();
    reflectRoutines();
    reflectAggregates();
    reflectOperators();
    reflectOperatorFamilies();
    reflectOperatorClasses();
    reflectCasts();
    reflectTransforms();
    reflectTextSearchParsers();
    reflectTextSearchTemplates();
    reflectTextSearchDictionaries();
    reflectTextSearchConfigurations();
    reflectForeignDataWrappers();
    reflectForeignServers();
    reflectUserMappings();
    reflectStatistics();
    reflectPublications();
    reflectSubscriptions();
    reflectEventTriggers();
    orderCarried();
}

void Reflection::reflectSchemas()
{
    step("schemas");
    std::unordered_set<std::string> wanted;
    for (const std::string& name : m_options.schemas)
        wanted.insert(name.empty() ? m_currentSchema : name);
    std::unordered_set<std::string> found;
    std::string list;
    std::map<std::string, std::string> comments;
    query(std::string("SELECT n.oid, n.nspname, d.description, has_schema_privilege(n.oid, 'USAGE') FROM "
                      "pg_namespace n")
            + comment("pg_namespace", "n.oid") + "WHERE " + isUserSchema,
        [&](const CatalogueRow& row) {
            std::string name = row.text(1);
            if (!wanted.empty() && !wanted.contains(name))
                return;
            found.insert(name);
            list += (list.empty() ? "" : ",") + std::to_string(row.oid(0));
            m_schemas[row.oid(0)] = name == m_currentSchema ? std::string() : name;
            if (!row.flag(3))
                note(name,
                    "You have no USAGE privilege on this schema: its structure is shown, its rows cannot be "
                    "read.");
            // Every database is born with this one.
            const bool isBornWith = name == "public";
            if (isBornWith ? row.view(2) != "standard public schema" : !row.isNull(2))
                comments[name] = row.text(2);
        });
    for (const auto& [name, text] : comments)
        carry(CarriedObject::Phase::BeforeTypes, "schema comment", "", name,
            fmt::format("COMMENT ON SCHEMA {} IS {}", m_identifiers.quote(name),
                text.empty() ? "NULL" : m_identifiers.literal(text)),
            "");
    for (const std::string& name : wanted) {
        if (!found.contains(name))
            note(name, "There is no such schema in this database.");
    }
    for (const auto& [oid, name] : m_schemas)
        m_metadata.schemas.push_back(name);
    std::sort(m_metadata.schemas.begin(), m_metadata.schemas.end());
    m_schemaList = "'{" + list + "}'::oid[]";
}

// The server's order is that of creation or of nothing at all; ours is that of names, so that two databases
// with the same content give the same MetaData.
void Reflection::finish()
{
    std::vector<Relation*> ordered;
    for (Relation& relation : m_relations) {
        if (!relation.isGone)
            ordered.push_back(&relation);
    }
    std::sort(ordered.begin(), ordered.end(), [](const Relation* a, const Relation* b) {
        return std::tie(a->table.schema, a->table.name) < std::tie(b->table.schema, b->table.name);
    });
    for (Relation* relation : ordered) {
        Table& table = relation->table;
        sortByName(table.uniqueConstraints);
        sortByName(table.foreignKeys);
        sortByName(table.checkConstraints);
        sortByName(table.otherConstraints);
        sortByName(table.indexes);
        sortByName(table.triggers);
        if (!relation->isView()) {
            m_metadata.addTable(std::move(table));
            continue;
        }
        View& view = relation->view;
        view.schema = table.schema;
        view.name = table.name;
        view.columns = std::move(table.columns);
        view.indexes = std::move(table.indexes);
        view.triggers = std::move(table.triggers);
        view.comment = std::move(table.comment);
        view.options = std::move(table.options);
        std::sort(view.dependsOn.begin(), view.dependsOn.end());
        m_metadata.addView(std::move(view));
    }
    sortBySchemaAndName(m_metadata.sequences);
    sortBySchemaAndName(m_metadata.enums);
    std::stable_sort(m_metadata.carried.begin(), m_metadata.carried.end(),
        [](const CarriedObject& a, const CarriedObject& b) { return a.phase < b.phase; });
    std::sort(m_metadata.notes.begin(), m_metadata.notes.end(),
        [](const ReflectionNote& a, const ReflectionNote& b) { return a.object < b.object; });
}

} // namespace relata::postgresql
