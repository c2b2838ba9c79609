// Generated schemas for the benchmarks of reflection: per table ten columns of varied types, a primary key,
// two foreign keys, two indexes, a unique, a check, and comments where the database has them.
#pragma once

#include <QByteArray>
#include <QString>

namespace relata::bench {

// A script of `tables` tables for "postgresql", "mariadb" or "sqlite".
QByteArray generatedSchema(const QString& database, int tables);

} // namespace relata::bench
