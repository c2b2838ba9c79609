// A new database for one test: a file, or a database of a server that the tests start.
#pragma once

#include "core/engine/engine.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"

#include <QFile>
#include <QStringList>
#include <QTest>

namespace relata::test {

struct ScratchDatabase
{
    QString url;
    QString missing; // why there is none, for QSKIP
    QString error; // what went wrong while it was made, for QVERIFY2
};

// `server` is sqlite, postgresql or mariadb. What was there under the name is gone.
inline ScratchDatabase scratchDatabase(
    const QString& server, const QString& name, const QByteArray& script, const QString& folder)
{
    ScratchDatabase made;
    if (server == "sqlite") {
        const QString file = folder + '/' + name + ".db";
        QFile::remove(file);
        made.url = QString::fromStdString(Url::forSqliteFile(file.toStdString()).toString());
        try {
            Engine::create(made.url.toStdString() + "?mode=rwc")
                .value()
                .connect()
                ->executeScript(script.toStdString());
        } catch (const DatabaseError& error) {
            made.error = QString::fromUtf8(error.what());
        }
    } else if (server == "postgresql") {
        PostgresServer* postgres = PostgresServer::shared();
        if (!postgres) {
            made.missing = PostgresServer::whyMissing();
            return made;
        }
        made.url = postgres->url(name);
        made.error = postgres->createDatabase(name);
        if (made.error.isEmpty())
            made.error = postgres->runScript(script, name).join('\n');
    } else {
        MariaDbServer* mariadb = MariaDbServer::shared();
        if (!mariadb) {
            made.missing = MariaDbServer::whyMissing();
            return made;
        }
        made.url = mariadb->url(name);
        QStringList error = mariadb->createDatabase(name);
        if (error.isEmpty())
            error = mariadb->runScript(script, name);
        made.error = error.join('\n');
    }
    return made;
}

// The column "server" with one row for each of them.
inline void onServers(const QStringList& servers = {"sqlite", "postgresql", "mariadb"})
{
    QTest::addColumn<QString>("server");
    for (const QString& server : servers)
        QTest::newRow(server.toUtf8().constData()) << server;
}

} // namespace relata::test
