// Generated schemas for the benchmarks of reflection: per table ten columns of varied types, a primary key,
// two foreign keys, two indexes, a unique, a check, and comments where the database has them.
#pragma once

#include <QByteArray>
#include <QString>

namespace relata::bench {

// A script of the tables [first, last) for "postgresql", "mariadb" or "sqlite"; they refer to earlier ones.
QByteArray generatedSchema(const QString& database, int first, int last);

} // namespace relata::bench
