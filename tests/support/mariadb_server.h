// A throw-away MariaDB server for tests. Used like PostgresServer.
#pragma once

#include "tests/support/server_process.h"

namespace relata::test {

class MariaDbServer
{
public:
    // The one server of this test program; nullptr where MariaDB is not installed. One that is and does not
    // start ends the program: that is no reason to skip. Call it from the main thread.
    static MariaDbServer* shared();
    static QString whyMissing();
    static std::unique_ptr<MariaDbServer> create(const QStringList& settings = {}); // "--name=value"

    quint16 port() const { return m_port; }
    static QString user() { return "relata"; } // has every privilege, over TCP
    static QString password() { return "s3cret-canary"; }
    QString url(const QString& database = {}) const; // mariadb://, with user and password
    QString socketPath() const { return m_process->folder() + "/mariadb.sock"; } // root without a password

    // Each returns an empty list, or the client's error lines.
    QStringList createDatabase(const QString& name); // utf8mb4; drops one of that name first
    QStringList dropDatabase(const QString& name);
    // Runs a script through the `mariadb` client, which goes on after an error and so reports them all.
    QStringList runScript(const QByteArray& script, const QString& database = {});
    QStringList runScriptFile(const QString& path, const QString& database = {});
    // What the client prints for a query: tab-separated lines without a header.
    QString query(const QString& sql, const QString& database = {});

    void stop() { m_process->stop(); }
    bool isRunning() const { return m_process->isRunning(); }
    QString log() const { return m_process->log(); }

private:
    explicit MariaDbServer(const QStringList& settings);
    bool initialise(QString* error);
    bool start(QString* error);
    QStringList clientArguments(const QString& database) const;

    QStringList m_settings;
    quint16 m_port = 0;
    std::unique_ptr<ServerProcess> m_process;
};

} // namespace relata::test
