// Reflection of MySQL 8 and newer and MariaDB 10.6 and newer from information_schema: one query per kind of
// object and database, whatever the number of tables. Which of the two servers answers is told by its
// version.
//
// Sources: MySQL 8.4 manual 28 "INFORMATION_SCHEMA Tables", MariaDB Knowledge Base "Information Schema
// Tables".
#pragma once

#include "core/engine/connection.h"
#include "core/engine/inspector.h"

namespace relata::mysql {

class MySqlInspector final : public Inspector
{
public:
    explicit MySqlInspector(Connection& connection);
    std::vector<std::string> schemaNames() override;
    std::string defaultSchemaName() override;
    MetaData reflect(const ReflectOptions& options) override;

private:
    Connection& m_connection;
};

} // namespace relata::mysql
