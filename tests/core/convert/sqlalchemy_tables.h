// Tables as JSON for sqlalchemy_ddl.py.
#pragma once

#include "core/schema/metadata.h"

#include <QJsonArray>

namespace relata::test {

// The base tables of `source` with generic types and MySQL's native ones; names, defaults, checks, generated
// columns and index expressions as they stand in `converted`, which convert() made of it.
QJsonArray sqlAlchemyTables(const MetaData& source, const MetaData& converted);

} // namespace relata::test
