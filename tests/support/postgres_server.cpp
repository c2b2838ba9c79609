#include "tests/support/postgres_server.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QThread>

#include <csignal>
#include <libpq-fe.h>

namespace relata::test {
namespace {

struct Shared
{
    std::unique_ptr<PostgresServer> server;
    QString why;
    bool tried = false;
};

Shared& sharedState()
{
    static Shared state;
    return state;
}

std::unique_ptr<PGconn, decltype(&PQfinish)> connectTo(const PostgresServer& server, const QString& database)
{
    QByteArray host = server.socketFolder().toUtf8();
    QByteArray port = QByteArray::number(server.port());
    QByteArray user = PostgresServer::user().toUtf8();
    QByteArray name = database.toUtf8();
    const char* keys[] = {"host", "port", "user", "dbname", "client_encoding", "options", nullptr};
    const char* values[] = {host.constData(), port.constData(), user.constData(), name.constData(), "UTF8",
        "-c client_min_messages=warning", nullptr};
    return {PQconnectdbParams(keys, values, 0), &PQfinish};
}

QString quoted(QString name)
{
    return '"' + name.replace('"', "\"\"") + '"';
}

} // namespace

namespace {

QString newestInstalled()
{
    QDir versions("/usr/lib/postgresql");
    QStringList found = versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    std::sort(found.begin(), found.end(),
        [](const QString& a, const QString& b) { return a.toDouble() > b.toDouble(); });
    for (const QString& version : found) {
        QString folder = versions.filePath(version + "/bin");
        if (QFile::exists(folder + "/initdb") && QFile::exists(folder + "/postgres"))
            return folder;
    }
    return {};
}

// psql and pg_dump: beside the server, else the newest installed.
QString clientProgram(const QString& name)
{
    QString beside = PostgresServer::binaryFolder() + "/" + name;
    return QFile::exists(beside) ? beside : newestInstalled() + "/" + name;
}

} // namespace

QString PostgresServer::binaryFolder()
{
    QString given = qEnvironmentVariable("RELATA_POSTGRES_BIN");
    return given.isEmpty() ? newestInstalled() : given;
}

int PostgresServer::majorVersion()
{
    return scalar("SHOW server_version_num").toInt() / 10000;
}

bool PostgresServer::canDump()
{
    QProcess dump;
    dump.start(clientProgram("pg_dump"), {"--version"});
    if (!dump.waitForFinished(10000))
        return false;
    QString version = QString::fromUtf8(dump.readAll()).section(' ', 2, 2);
    return version.section('.', 0, 0).toInt() >= majorVersion();
}

PostgresServer* PostgresServer::shared()
{
    Shared& state = sharedState();
    if (!state.tried) {
        state.tried = true;
        state.server = create();
        if (!state.server && !binaryFolder().isEmpty()) // no reason to skip a test
            qFatal("PostgreSQL is installed and does not start: %s", qUtf8Printable(state.why));
    }
    return state.server.get();
}

QString PostgresServer::whyMissing()
{
    return sharedState().why;
}

std::unique_ptr<PostgresServer> PostgresServer::create(const QStringList& settings)
{
    QString& why = sharedState().why;
    if (binaryFolder().isEmpty()) {
        why = "PostgreSQL's server programs are not installed (Debian: postgresql).";
        return nullptr;
    }
    std::unique_ptr<PostgresServer> server(new PostgresServer(settings));
    if (server->initialise(&why) && server->start(&why))
        return server;
    qWarning("%s", qUtf8Printable(why));
    return nullptr;
}

PostgresServer::PostgresServer(const QStringList& settings)
    : m_settings(settings), m_process(std::make_unique<ServerProcess>("relata-pg-XXXXXX", "postgres"))
{ }

bool PostgresServer::initialise(QString* error)
{
    QString passwordFile = m_process->writeFile("password", password().toUtf8() + "\n");
    *error = m_process->run(binaryFolder() + "/initdb",
        {"-D", m_process->folder() + "/data", "-U", user(), "-E", "UTF8", "--locale=C.UTF-8",
            "--auth-local=trust", "--auth-host=scram-sha-256", "--pwfile=" + passwordFile, "--no-sync"});
    return error->isEmpty();
}

bool PostgresServer::start(QString* error)
{
    for (int attempt = 0; attempt < 5; ++attempt) {
        if (m_port == 0)
            m_port = freePort();
        QStringList arguments{"-D", m_process->folder() + "/data", "-k", m_process->folder(), "-p",
            QString::number(m_port), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c",
            "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "shared_buffers=64MB", "-c",
            "max_connections=40", "-c", "logging_collector=off", "-c", "wal_level=logical"};
        for (const QString& setting : m_settings)
            arguments << "-c" << setting;
        // SIGINT is PostgreSQL's fast shutdown.
        if (!m_process->start(binaryFolder() + "/postgres", arguments, SIGINT)) {
            *error = "postgres did not start: " + m_process->log();
            return false;
        }
        QElapsedTimer timer;
        timer.start();
        while (m_process->isRunning() && timer.elapsed() < 30000) {
            QByteArray socket = m_process->folder().toUtf8();
            QByteArray port = QByteArray::number(m_port);
            const char* keys[] = {"host", "port", "user", "dbname", nullptr};
            const char* values[] = {socket.constData(), port.constData(), "postgres", "postgres", nullptr};
            if (PQpingParams(keys, values, 0) == PQPING_OK)
                return true;
            QThread::msleep(20);
        }
        m_process->stop();
        m_port = 0; // somebody else may have taken it in between
    }
    *error = "postgres did not become ready: " + m_process->log();
    return false;
}

bool PostgresServer::restart()
{
    m_process->stop();
    QString error;
    return start(&error);
}

void PostgresServer::killNine()
{
    // The postmaster's children notice its death by themselves, but only when they next wait: they go first.
    QFile children(QString("/proc/%1/task/%1/children").arg(m_process->processId()));
    if (children.open(QIODevice::ReadOnly)) {
        for (const QByteArray& pid : children.readAll().split(' ')) {
            if (pid.trimmed().toInt() > 1)
                ::kill(pid.trimmed().toInt(), SIGKILL);
        }
    }
    ::kill(static_cast<pid_t>(m_process->processId()), SIGKILL);
    m_process->stop();
}

QString PostgresServer::url(const QString& database) const
{
    return QString("postgresql://%1:%2@127.0.0.1:%3/%4").arg(user(), password()).arg(m_port).arg(database);
}

QString PostgresServer::execute(const QString& sql, const QString& database)
{
    auto connection = connectTo(*this, database);
    if (PQstatus(connection.get()) != CONNECTION_OK)
        return QString::fromUtf8(PQerrorMessage(connection.get()));
    PGresult* result = PQexec(connection.get(), sql.toUtf8().constData());
    ExecStatusType status = PQresultStatus(result);
    QString error = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK
        ? QString()
        : QString::fromUtf8(PQerrorMessage(connection.get()));
    PQclear(result);
    return error;
}

QString PostgresServer::scalar(const QString& sql, const QString& database)
{
    auto connection = connectTo(*this, database);
    PGresult* result = PQexec(connection.get(), sql.toUtf8().constData());
    QString text = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) > 0
        ? QString::fromUtf8(PQgetvalue(result, 0, 0))
        : QString::fromUtf8(PQerrorMessage(connection.get()));
    PQclear(result);
    return text;
}

QString PostgresServer::createDatabase(const QString& name)
{
    QString error = dropDatabase(name);
    return error.isEmpty() ? execute("CREATE DATABASE " + quoted(name) + " TEMPLATE template0") : error;
}

QString PostgresServer::dropDatabase(const QString& name)
{
    execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
        + QString(name).replace('\'', "''") + "'");
    // A database with subscriptions is not dropped.
    execute(
        "DO $$ DECLARE s text; BEGIN FOR s IN SELECT subname FROM pg_subscription WHERE subdbid = (SELECT "
        "oid FROM pg_database WHERE datname = current_database()) LOOP "
        "EXECUTE format('ALTER SUBSCRIPTION %I DISABLE', s); "
        "EXECUTE format('ALTER SUBSCRIPTION %I SET (slot_name = NONE)', s); "
        "EXECUTE format('DROP SUBSCRIPTION %I', s); END LOOP; END $$",
        name);
    return execute("DROP DATABASE IF EXISTS " + quoted(name));
}

QStringList PostgresServer::runScriptFile(const QString& path, const QString& database)
{
    QProcess psql;
    psql.setProcessChannelMode(QProcess::MergedChannels);
    psql.setStandardOutputFile(m_process->folder() + "/psql.log", QIODevice::Truncate);
    psql.start(clientProgram("psql"),
        {"-X", "-q", "-h", socketFolder(), "-p", QString::number(m_port), "-U", user(), "-d", database, "-f",
            path});
    if (!psql.waitForFinished(120000))
        return {"psql: " + psql.errorString()};
    QFile log(m_process->folder() + "/psql.log");
    QStringList errors;
    if (log.open(QIODevice::ReadOnly)) {
        for (const QString& line : QString::fromUtf8(log.readAll()).split('\n')) {
            if (line.contains("ERROR") || line.contains("FATAL"))
                errors << line;
        }
    }
    return errors;
}

QStringList PostgresServer::runScript(const QByteArray& script, const QString& database)
{
    return runScriptFile(m_process->writeFile("script.sql", script), database);
}

QString PostgresServer::dumpSchema(const QString& database)
{
    QProcess dump;
    dump.start(clientProgram("pg_dump"),
        {"-s", "--no-owner", "--no-privileges", "-h", socketFolder(), "-p", QString::number(m_port), "-U",
            user(), database});
    if (!dump.waitForFinished(120000) || dump.exitCode() != 0)
        return "ERROR: " + QString::fromUtf8(dump.readAllStandardError());
    QString result;
    for (const QString& line : QString::fromUtf8(dump.readAllStandardOutput()).split('\n')) {
        if (!line.isEmpty() && !line.startsWith("--") && !line.startsWith("\\restrict")
            && !line.startsWith("\\unrestrict"))
            result += line + '\n';
    }
    return result;
}

} // namespace relata::test
