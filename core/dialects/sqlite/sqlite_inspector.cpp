#include "core/dialects/sqlite/sqlite_inspector.h"

#include "core/dialects/sqlite/sqlite_schema_reader.h"
#include "core/util/strings.h"

#include <algorithm>

namespace relata::sqlite {
namespace {

// One state of the schema for all queries of a reflection. Inside somebody's transaction that is so already.
class ReadTransaction
{
public:
    explicit ReadTransaction(Connection& connection)
        : m_connection(connection), m_own(!connection.driverConnection().inTransaction())
    {
        if (m_own)
            m_connection.execute("BEGIN");
    }
    ~ReadTransaction()
    {
        try {
            if (m_own && m_connection.driverConnection().inTransaction())
                m_connection.execute("ROLLBACK");
        } catch (const DatabaseError&) {
            // Nothing was written; the lock ends with the connection at the latest.
        }
    }
    ReadTransaction(const ReadTransaction&) = delete;
    ReadTransaction& operator=(const ReadTransaction&) = delete;

private:
    Connection& m_connection;
    bool m_own;
};

} // namespace

std::vector<std::string> SqliteInspector::schemaNames()
{
    std::vector<std::string> names;
    for (const std::vector<Value>& row : m_connection.execute("PRAGMA database_list").all()) {
        if (!equalsIgnoreCase(row[1].bytes(), "temp"))
            names.push_back(row[1].bytes());
    }
    return names;
}

MetaData SqliteInspector::reflect(const ReflectOptions& options)
{
    MetaData result;
    result.dialect = "sqlite";
    result.serverVersion = m_connection.serverVersion();
    result.defaultSchema = "main";
    std::vector<std::string> present = schemaNames();
    std::vector<std::string> wanted;
    if (options.schemas.empty()) {
        wanted = present;
    } else {
        for (const std::string& name : options.schemas) {
            std::string database = name.empty() ? "main" : name;
            auto found = std::find_if(present.begin(), present.end(),
                [&](const std::string& other) { return equalsIgnoreCase(other, database); });
            if (found == present.end())
                result.notes.push_back({database, "No database is attached under this name."});
            else
                wanted.push_back(*found);
        }
    }
    ReadTransaction transaction(m_connection);
    int total = static_cast<int>(wanted.size());
    for (int i = 0; i < total; ++i) {
        const std::string& database = wanted[static_cast<std::size_t>(i)];
        if (options.progress)
            options.progress(database, i, total);
        std::string schema = equalsIgnoreCase(database, "main") ? "" : database;
        result.schemas.push_back(schema);
        SchemaReader(m_connection, database, schema, options.stop, result).read();
    }
    if (options.progress)
        options.progress("", total, total);
    return result;
}

} // namespace relata::sqlite
