#include "core/dialects/mssql/mssql_inspector.h"

#include "core/dialects/mssql/catalogue.h"
#include "core/dialects/mssql/schema_reader.h"

#include <algorithm>

namespace relata::mssql {

MsSqlInspector::MsSqlInspector(Connection& connection) : m_connection(connection)
{ }

std::vector<std::string> MsSqlInspector::schemaNames()
{
    std::vector<std::string> names;
    for (const auto& row : m_connection.execute(catalogue::schemaNames()).all())
        names.push_back(row.at(0).toText());
    return names;
}

std::string MsSqlInspector::defaultSchemaName()
{
    auto rows = m_connection.execute(catalogue::session()).all();
    return rows.empty() ? "dbo" : rows[0].at(1).toText();
}

MetaData MsSqlInspector::reflect(const ReflectOptions& options)
{
    MetaData metadata;
    metadata.dialect = "mssql";
    std::string collation;
    for (const auto& row : m_connection.execute(catalogue::session()).all()) {
        metadata.serverVersion = row.at(0).toText();
        metadata.defaultSchema = row.at(1).toText();
        collation = row.at(2).toText();
    }
    const std::vector<std::string> existing = schemaNames();
    for (const std::string& asked : options.schemas.empty() ? existing : options.schemas) {
        std::string schema = asked.empty() ? metadata.defaultSchema : asked;
        if (std::find(existing.begin(), existing.end(), schema) == existing.end()) {
            metadata.notes.push_back({schema, "There is no such schema, or you may not see it."});
            continue;
        }
        std::string modelSchema = schema == metadata.defaultSchema ? "" : schema;
        metadata.schemas.push_back(modelSchema);
        SchemaReader reader(m_connection, schema, modelSchema, collation, options, metadata);
        if (metadata.schemas.size() == 1)
            reader.readPartitioning();
        reader.read();
    }
    return metadata;
}

} // namespace relata::mssql
