// The corpora (chinook, sakila, the bookshop) as MetaData of each of the six dialects.
//
// SQLite, PostgreSQL and MariaDB: reflected from a real database that holds the corpus's own script for it.
// The bookshop has a script for SQLite alone, so its PostgreSQL and MariaDB databases are made by convert()
// and then reflected. No MySQL, Oracle or SQL Server runs here: their MetaData is what convert() makes of
// MariaDB's (for MySQL) or PostgreSQL's, in the target's own types and words.
#pragma once

#include "core/schema/metadata.h"

#include <QString>
#include <QTemporaryDir>

#include <map>

namespace relata::test {

inline constexpr const char* corpora[] = {"chinook", "sakila", "bookshop"};
inline constexpr const char* sixDialects[] = {"sqlite", "postgresql", "mysql", "mariadb", "oracle", "mssql"};

class CorpusSources
{
public:
    // Why this source cannot be had (a missing corpus or server); "" if it can.
    static QString whyMissing(const QString& corpus, const QString& dialect);
    static bool hasServer(const QString& dialect); // sqlite, postgresql, mariadb
    // Made on the first call. Throws what goes wrong.
    const MetaData& get(const QString& corpus, const QString& dialect);

private:
    MetaData make(const QString& corpus, const QString& dialect);
    MetaData onSqlite(const QString& corpus);
    MetaData onPostgres(const QString& corpus);
    MetaData onMariaDb(const QString& corpus);
    QByteArray bookshopFor(const QString& dialect);

    QTemporaryDir m_folder;
    std::map<QString, MetaData> m_known;
};

// A script of a corpus without the lines that make and enter a database of its own, and without rows.
QByteArray schemaScript(const QString& corpusFile);

} // namespace relata::test
