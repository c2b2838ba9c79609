#include "tests/support/mariadb_server.h"

#include <QElapsedTimer>
#include <QFile>
#include <QStandardPaths>
#include <QThread>

#include <csignal>

namespace relata::test {
namespace {

struct Shared
{
    std::unique_ptr<MariaDbServer> server;
    QString why;
    bool tried = false;
};

Shared& sharedState()
{
    static Shared state;
    return state;
}

QString findProgram(const QString& name)
{
    QString found = QStandardPaths::findExecutable(name);
    return found.isEmpty() ? QStandardPaths::findExecutable(name, {"/usr/sbin", "/usr/local/sbin"}) : found;
}

bool isInstalled()
{
    return !findProgram("mariadbd").isEmpty() && !findProgram("mariadb-install-db").isEmpty()
        && !findProgram("mariadb").isEmpty();
}

QString quoted(QString name)
{
    return '`' + name.replace('`', "``") + '`';
}

} // namespace

MariaDbServer* MariaDbServer::shared()
{
    Shared& state = sharedState();
    if (!state.tried) {
        state.tried = true;
        state.server = create();
        if (!state.server && isInstalled()) // no reason to skip a test
            qFatal("MariaDB is installed and does not start: %s", qUtf8Printable(state.why));
    }
    return state.server.get();
}

QString MariaDbServer::whyMissing()
{
    return sharedState().why;
}

std::unique_ptr<MariaDbServer> MariaDbServer::create(const QStringList& settings)
{
    QString& why = sharedState().why;
    if (!isInstalled()) {
        why = "MariaDB's server programs are not installed (Debian: mariadb-server).";
        return nullptr;
    }
    std::unique_ptr<MariaDbServer> server(new MariaDbServer(settings));
    if (server->initialise(&why) && server->start(&why))
        return server;
    qWarning("%s", qUtf8Printable(why));
    return nullptr;
}

MariaDbServer::MariaDbServer(const QStringList& settings)
    : m_settings(settings), m_process(std::make_unique<ServerProcess>("relata-maria-XXXXXX", "mysql"))
{ }

bool MariaDbServer::initialise(QString* error)
{
    *error = m_process->run(findProgram("mariadb-install-db"),
        {"--no-defaults", "--datadir=" + m_process->folder() + "/data",
            "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-log-bin"});
    return error->isEmpty();
}

bool MariaDbServer::start(QString* error)
{
    for (int attempt = 0; attempt < 5; ++attempt) {
        m_port = freePort();
        QStringList arguments{"--no-defaults", "--datadir=" + m_process->folder() + "/data",
            "--socket=" + socketPath(), QString("--port=%1").arg(m_port), "--bind-address=127.0.0.1",
            "--pid-file=" + m_process->folder() + "/mariadb.pid", "--innodb-flush-log-at-trx-commit=0",
            "--skip-log-bin", "--skip-name-resolve", "--character-set-server=utf8mb4"};
        arguments << m_settings;
        if (!m_process->start(findProgram("mariadbd"), arguments, SIGTERM)) {
            *error = "mariadbd did not start: " + m_process->log();
            return false;
        }
        QElapsedTimer timer;
        timer.start();
        while (m_process->isRunning() && timer.elapsed() < 60000) {
            if (runScript("SELECT 1").isEmpty()) {
                QStringList errors =
                    runScript(QString("CREATE OR REPLACE USER '%1'@'127.0.0.1' IDENTIFIED BY '%2';"
                                      "GRANT ALL ON *.* TO '%1'@'127.0.0.1' WITH GRANT OPTION;")
                                  .arg(user(), password())
                                  .toUtf8());
                *error = errors.join('\n');
                return errors.isEmpty();
            }
            QThread::msleep(50);
        }
        m_process->stop();
    }
    *error = "mariadbd did not become ready: " + m_process->log();
    return false;
}

QString MariaDbServer::url(const QString& database) const
{
    return QString("mariadb://%1:%2@127.0.0.1:%3/%4").arg(user(), password()).arg(m_port).arg(database);
}

QStringList MariaDbServer::clientArguments(const QString& database) const
{
    QStringList arguments{
        "--no-defaults", "--socket=" + socketPath(), "--user=root", "--default-character-set=utf8mb4"};
    if (!database.isEmpty())
        arguments << "--database=" + database;
    return arguments;
}

QStringList MariaDbServer::createDatabase(const QString& name)
{
    return runScript(QString("DROP DATABASE IF EXISTS %1; CREATE DATABASE %1;").arg(quoted(name)).toUtf8());
}

QStringList MariaDbServer::dropDatabase(const QString& name)
{
    return runScript(QString("DROP DATABASE IF EXISTS %1;").arg(quoted(name)).toUtf8());
}

QStringList MariaDbServer::runScriptFile(const QString& path, const QString& database)
{
    QProcess client;
    client.setStandardInputFile(path);
    client.setStandardOutputFile(QProcess::nullDevice());
    client.setStandardErrorFile(m_process->folder() + "/client.log", QIODevice::Truncate);
    client.start(findProgram("mariadb"), clientArguments(database) << "--force");
    if (!client.waitForFinished(120000))
        return {"mariadb: " + client.errorString()};
    QStringList errors;
    QFile log(m_process->folder() + "/client.log");
    if (log.open(QIODevice::ReadOnly)) {
        // Around each error the client repeats the statement between lines of dashes.
        for (const QString& line : QString::fromUtf8(log.readAll()).split('\n')) {
            if (line.startsWith("ERROR"))
                errors << line;
        }
    }
    return errors;
}

QStringList MariaDbServer::runScript(const QByteArray& script, const QString& database)
{
    return runScriptFile(m_process->writeFile("script.sql", script), database);
}

QString MariaDbServer::query(const QString& sql, const QString& database)
{
    QProcess client;
    client.start(findProgram("mariadb"),
        clientArguments(database) << "--batch"
                                  << "--skip-column-names"
                                  << "--execute=" + sql);
    if (!client.waitForFinished(60000))
        return "ERROR: " + client.errorString();
    return QString::fromUtf8(client.readAllStandardOutput() + client.readAllStandardError());
}

} // namespace relata::test
