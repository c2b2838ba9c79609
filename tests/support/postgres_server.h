// A throw-away PostgreSQL server for tests.
//
//     PostgresServer* server = PostgresServer::shared();
//     if (!server)
//         QSKIP(qPrintable(PostgresServer::whyMissing()));
//     Engine engine = Engine::create(server->url("shop").toStdString()).value();
#pragma once

#include "tests/support/server_process.h"

namespace relata::test {

class PostgresServer
{
public:
    // The one server of this test program, started on the first call and stopped at the program's end.
    // nullptr where PostgreSQL is not installed. One that is and does not start ends the program: that is no
    // reason to skip. Call it from the main thread.
    static PostgresServer* shared();
    static QString whyMissing();

    // A server apart, for tests that kill it. `settings` are further "-c name=value" arguments.
    static std::unique_ptr<PostgresServer> create(const QStringList& settings = {});
    // Folder of initdb and postgres: RELATA_POSTGRES_BIN, else the newest of Debian's; "" if there is none.
    static QString binaryFolder();
    int majorVersion(); // 15
    // Whether a pg_dump is here that takes this server's version.
    bool canDump();

    quint16 port() const { return m_port; }
    static QString user() { return "postgres"; } // a superuser
    static QString password() { return "s3cret-canary"; } // scram-sha-256 over TCP
    QString url(const QString& database = "postgres") const; // with user and password
    QString socketFolder() const { return m_process->folder(); } // trust: no password needed there

    // Each returns an empty string, or the errors. Names are quoted here.
    QString execute(const QString& sql, const QString& database = "postgres");
    QString createDatabase(const QString& name); // drops one of that name first
    QString dropDatabase(const QString& name);
    // One cell; a failed statement gives "ERROR: ...".
    QString scalar(const QString& sql, const QString& database = "postgres");
    // Through psql, statement by statement. Returns the lines with ERROR in them.
    QStringList runScriptFile(const QString& path, const QString& database);
    QStringList runScript(const QByteArray& script, const QString& database);
    // pg_dump -s --no-owner --no-privileges without comment lines, blank lines and \restrict lines.
    QString dumpSchema(const QString& database);

    void stop() { m_process->stop(); }
    bool restart(); // with the same port and data
    // Stops the whole server without a word to anybody, as a power cut does.
    void killNine();
    bool isRunning() const { return m_process->isRunning(); }
    QString log() const { return m_process->log(); }

private:
    explicit PostgresServer(const QStringList& settings);
    bool initialise(QString* error);
    bool start(QString* error);

    QStringList m_settings;
    quint16 m_port = 0;
    std::unique_ptr<ServerProcess> m_process;
};

} // namespace relata::test
