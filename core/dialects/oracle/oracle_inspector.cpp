#include "core/dialects/oracle/oracle_inspector.h"

#include "core/dialects/oracle/catalogue.h"
#include "core/dialects/oracle/names.h"
#include "core/dialects/oracle/schema_reader.h"

#include <algorithm>

namespace relata::oracle {

OracleInspector::OracleInspector(Connection& connection) : m_connection(connection)
{ }

std::vector<std::string> OracleInspector::schemaNames()
{
    std::vector<std::string> names;
    for (const auto& row : m_connection.execute(catalogue::schemaNames()).all())
        names.push_back(normalized(row.at(0).toText(), m_connection.dialect().identifiers()));
    return names;
}

std::string OracleInspector::defaultSchemaName()
{
    return normalized(
        m_connection.execute(catalogue::session()).scalar().toText(), m_connection.dialect().identifiers());
}

MetaData OracleInspector::reflect(const ReflectOptions& options)
{
    MetaData metadata;
    metadata.dialect = "oracle";
    metadata.serverVersion = m_connection.serverVersion();
    metadata.defaultSchema = defaultSchemaName();
    std::vector<std::string> existing = schemaNames();
    if (std::find(existing.begin(), existing.end(), metadata.defaultSchema) == existing.end())
        existing.insert(existing.begin(), metadata.defaultSchema); // an empty schema is one too
    for (const std::string& asked : options.schemas.empty() ? existing : options.schemas) {
        std::string schema = asked.empty() ? metadata.defaultSchema : asked;
        if (std::find(existing.begin(), existing.end(), schema) == existing.end()) {
            metadata.notes.push_back({schema, "There is no such schema, or you may not see it."});
            continue;
        }
        std::string modelSchema = schema == metadata.defaultSchema ? "" : schema;
        metadata.schemas.push_back(modelSchema);
        SchemaReader(m_connection, denormalized(schema, m_connection.dialect().identifiers()), modelSchema,
            options, metadata)
            .read();
    }
    return metadata;
}

} // namespace relata::oracle
