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
constexpr int stepCount = 22;
constexpr int attempts = 3;

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

bool isRace(const Error& error)
{
    return error.connectionUsable
        && (error.sqlState == "XX000" || error.sqlState == "42P01" || error.sqlState == "42704"
            || error.sqlState == "42883" || error.sqlState == "42703" || error.sqlState == "40001");
}

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

void Reflection::query(const std::string& sql, const std::function<void(const CatalogueRow&)>& each)
{
    ExecutionOptions options;
    options.stop = m_options.stop;
    options.buffered = true;
    CursorResult result = m_connection.execute(sql, {}, options);
    while (RowChunkPtr chunk = result.fetch(4096)) {
        for (std::size_t row = 0; row < chunk->rowCount(); ++row)
            each(CatalogueRow(*chunk, row));
    }
}

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

std::string Reflection::notOfExtension(const char* catalogue, const std::string& oid) const
{
    return fmt::format(
        "NOT EXISTS (SELECT 1 FROM pg_depend x WHERE x.classid = '{}'::regclass AND x.objid = {} "
        "AND x.deptype = 'e')",
        catalogue, oid);
}

std::string Reflection::comment(const char* catalogue, const std::string& oid) const
{
    return fmt::format(" LEFT JOIN pg_description d ON d.objoid = {} AND d.classoid = '{}'::regclass AND "
                       "d.objsubid = 0 ",
        oid, catalogue);
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
    if (ownTransaction)
        m_connection.executeScript("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", options);
    std::string searchPath;
    try {
        query("SELECT current_setting('search_path'), current_setting('server_version_num')::int / 10000, "
              "current_schema()::text",
            [&](const CatalogueRow& row) {
                searchPath = row.text(0);
                m_major = static_cast<int>(row.integer(1));
                m_currentSchema = row.text(2);
            });
        m_connection.executeScript("SET LOCAL search_path = ''", options);
        begin();
        finish();
    } catch (...) {
        if (ownTransaction && m_connection.isUsable() && m_connection.driverConnection().inTransaction())
            m_connection.rollback();
        throw;
    }
    if (ownTransaction) {
        m_connection.rollback();
    } else {
        Value path(searchPath);
        m_connection.execute("SELECT pg_catalog.set_config('search_path', $1, true)", {&path, 1}).all();
    }
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
    reflectCollations();
    reflectTypes();
    reflectEnums();
    reflectDomains();
    reflectComposites();
    reflectRanges();
    reflectRelations();
    reflectViewDefinitions();
    reflectColumns();
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
    orderRoutines();
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
            if (!row.isNull(2) && !(name == "public" && row.view(2) == "standard public schema"))
                comments[name] = row.text(2);
        });
    for (const auto& [name, text] : comments)
        carry(CarriedObject::Phase::BeforeTypes, "schema comment", "", name,
            fmt::format("COMMENT ON SCHEMA {} IS {}", m_identifiers.quote(name), m_identifiers.literal(text)),
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
