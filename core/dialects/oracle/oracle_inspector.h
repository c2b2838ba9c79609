// Reflection of Oracle Database 12.2 and newer from the ALL_ views: one query per kind of object and owner,
// whatever the number of tables.
//
// Names: as in SQLAlchemy, a name that Oracle folded to upper case is lower case in the model, and others are
// as they are. A name that really is lower case cannot be told apart from these and becomes a note.
#pragma once

#include "core/engine/connection.h"
#include "core/engine/inspector.h"

namespace relata::oracle {

class OracleInspector final : public Inspector
{
public:
    explicit OracleInspector(Connection& connection);
    std::vector<std::string> schemaNames() override; // users that own tables, views or sequences
    std::string defaultSchemaName() override;
    MetaData reflect(const ReflectOptions& options) override;

private:
    Connection& m_connection;
};

} // namespace relata::oracle
