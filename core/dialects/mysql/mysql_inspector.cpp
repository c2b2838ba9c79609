#include "core/dialects/mysql/mysql_inspector.h"

#include "core/dialects/mysql/catalogue.h"
#include "core/dialects/mysql/schema_reader.h"

#include <algorithm>

namespace relata::mysql {
namespace {

// "10.11.6-MariaDB-0+deb12u1" -> "10.11.6"
std::string bareVersion(const std::string& version)
{
    return version.substr(0, version.find_first_not_of("0123456789."));
}

} // namespace

MySqlInspector::MySqlInspector(Connection& connection) : m_connection(connection)
{ }

std::vector<std::string> MySqlInspector::schemaNames()
{
    std::vector<std::string> names;
    for (const auto& row : m_connection.execute(catalogue::schemaNames()).all())
        names.push_back(row.at(0).toText());
    return names;
}

std::string MySqlInspector::defaultSchemaName()
{
    return m_connection.execute("SELECT DATABASE()").scalar().toText();
}

MetaData MySqlInspector::reflect(const ReflectOptions& options)
{
    std::string version = m_connection.serverVersion();
    bool isMariaDb = version.find("MariaDB") != std::string::npos;
    MetaData metadata;
    metadata.dialect = isMariaDb ? "mariadb" : "mysql";
    metadata.serverVersion = bareVersion(version);
    metadata.defaultSchema = defaultSchemaName();

    // A database that is named in the URL is what the user wants to see; without one, all are.
    std::vector<std::string> databases = options.schemas;
    if (databases.empty())
        databases =
            metadata.defaultSchema.empty() ? schemaNames() : std::vector<std::string>{metadata.defaultSchema};
    std::vector<std::string> existing = schemaNames();
    for (const std::string& asked : databases) {
        std::string database = asked.empty() ? metadata.defaultSchema : asked;
        std::string schema = database == metadata.defaultSchema ? "" : database;
        if (std::find(existing.begin(), existing.end(), database) == existing.end()) {
            metadata.notes.push_back({database, "There is no such database, or you may not see it."});
            continue;
        }
        metadata.schemas.push_back(schema);
        SchemaReader(m_connection, database, schema, isMariaDb, options).readInto(metadata);
    }
    return metadata;
}

} // namespace relata::mysql
