// SQLAlchemy's MetaData.create_all() and drop_all() on a connection: what is there already (or not any more)
// is left alone.
#pragma once

#include "core/engine/connection.h"
#include "core/engine/inspector.h"
#include "core/sql/ddl.h"

namespace relata {

struct RunDdlOptions
{
    bool checkFirst = true; // look what is there, and make or drop only what is (not)
    std::vector<std::string> tables = {}; // only these; empty = everything
    SchemaTranslateMap schemaTranslateMap = {};
    // SQLAlchemy's before_create, after_create, before_drop, after_drop: called on the calling thread, for
    // the whole (table == nullptr) and for each table that is made or dropped. May use the connection. What
    // it throws ends the run.
    std::function<void(DdlMoment moment, const Table* table, Connection& connection)> listener = {};
    std::stop_token stop = {};
};

struct DdlReport
{
    std::vector<DdlStatement> executed;
    std::vector<std::string> skipped; // qualified names of what was there already, or not there
};

// In one transaction where the dialect's DDL is transactional and none is open; else a failure leaves what
// was made before it. A statement that fails throws what the driver does, with the statement in it.
DdlReport createAll(Connection& connection, const MetaData& metadata, const RunDdlOptions& options = {});
// Throws DatabaseError (Argument), as SQLAlchemy does, where tables refer to each other by foreign keys
// without names: these cannot be dropped before their tables.
DdlReport dropAll(Connection& connection, const MetaData& metadata, const RunDdlOptions& options = {});

// Connects nothing: reflects over an open connection and takes what options.filter lets through.
MetaData reflect(Connection& connection, const ReflectOptions& options = {});

} // namespace relata
