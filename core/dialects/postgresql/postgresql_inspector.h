#pragma once

#include "core/engine/connection.h"
#include "core/engine/inspector.h"

namespace relata::postgresql {

// Reads everything in one REPEATABLE READ snapshot, by a fixed number of queries for all schemas together.
// search_path is empty meanwhile, as in pg_dump, so that the server's own definitions name every object with
// its schema. Objects of extensions are left out: CREATE EXTENSION makes them.
class PostgresqlInspector final : public Inspector
{
public:
    explicit PostgresqlInspector(Connection& connection) : m_connection(connection) { }
    std::vector<std::string> schemaNames() override; // in order of their names
    std::string defaultSchemaName() override; // current_schema(); "" if search_path leads nowhere
    MetaData reflect(const ReflectOptions& options) override;

private:
    Connection& m_connection;
};

} // namespace relata::postgresql
