// Small schemas that hold one of everything that a conversion has to think about.
#pragma once

#include "core/schema/metadata.h"

namespace relata::test {

// As PostgreSQL's inspector would tell it.
MetaData postgresqlModel();
// As MySQL's would.
MetaData mysqlModel();

Column makeColumn(std::string name, SqlType type, bool nullable = true);

} // namespace relata::test
