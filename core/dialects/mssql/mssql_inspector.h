// Reflection of SQL Server 2016 and newer from the sys views: one query per kind of object and schema,
// whatever the number of tables.
#pragma once

#include "core/engine/connection.h"
#include "core/engine/inspector.h"

namespace relata::mssql {

class MsSqlInspector final : public Inspector
{
public:
    explicit MsSqlInspector(Connection& connection);
    std::vector<std::string> schemaNames() override;
    std::string defaultSchemaName() override;
    MetaData reflect(const ReflectOptions& options) override;

private:
    Connection& m_connection;
};

} // namespace relata::mssql
