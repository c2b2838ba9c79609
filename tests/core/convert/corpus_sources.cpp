#include "tests/core/convert/corpus_sources.h"

#include "core/builtin/sample_database.h"
#include "core/convert/convert.h"
#include "core/engine/engine.h"
#include "core/engine/inspector.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"
#include "tests/support/corpora.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"

#include <stdexcept>

namespace relata::test {
namespace {

QString scriptOf(const QString& corpus, const QString& dialect)
{
    bool chinook = corpus == "chinook";
    if (dialect == "sqlite")
        return chinook ? "chinook/Chinook_Sqlite.sqlite" : "sakila/sqlite-sakila-schema.sql";
    if (dialect == "postgresql")
        return chinook ? "chinook/Chinook_PostgreSql.sql" : "sakila/postgres-sakila-schema.sql";
    return chinook ? "chinook/Chinook_MySql.sql" : "sakila/mysql-sakila-schema.sql";
}

// The dialect from which convert() makes a source that no server here can give.
QString nearest(const QString& dialect)
{
    if (CorpusSources::hasServer(dialect))
        return dialect;
    return dialect == "mysql" ? "mariadb" : "postgresql";
}

void require(const QStringList& errors)
{
    if (!errors.isEmpty())
        throw std::runtime_error(errors.join('\n').toStdString());
}

} // namespace

QByteArray schemaScript(const QString& corpusFile)
{
    QByteArray result;
    for (const QByteArray& line : corpusText(corpusFile).split('\n')) {
        if (corpusFile.startsWith("chinook") && line.startsWith("INSERT INTO"))
            break;
        bool own = false;
        for (const char* word :
            {"CREATE SCHEMA", "DROP SCHEMA", "CREATE DATABASE", "DROP DATABASE", "USE ", "\\c "})
            own = own || line.startsWith(word);
        if (!own)
            result += line + '\n';
    }
    return result.replace("sakila.", "");
}

bool CorpusSources::hasServer(const QString& dialect)
{
    return dialect == "sqlite" || dialect == "postgresql" || dialect == "mariadb";
}

QString CorpusSources::whyMissing(const QString& corpus, const QString& dialect)
{
    QString real = nearest(dialect);
    if (corpus != "bookshop" && !QFile::exists(corpusPath(scriptOf(corpus, real))))
        return "The corpus is absent: " + corpusPath(scriptOf(corpus, real));
    if (real == "postgresql" && !PostgresServer::shared())
        return PostgresServer::whyMissing();
    if (real == "mariadb" && !MariaDbServer::shared())
        return MariaDbServer::whyMissing();
    return {};
}

const MetaData& CorpusSources::get(const QString& corpus, const QString& dialect)
{
    QString key = corpus + " " + dialect;
    auto known = m_known.find(key);
    if (known == m_known.end())
        known = m_known.emplace(key, make(corpus, dialect)).first;
    return known->second;
}

MetaData CorpusSources::make(const QString& corpus, const QString& dialect)
{
    if (!hasServer(dialect))
        return convert(get(corpus, nearest(dialect)), relata::dialect(dialect.toStdString())).metadata;
    if (dialect == "sqlite")
        return onSqlite(corpus);
    return dialect == "postgresql" ? onPostgres(corpus) : onMariaDb(corpus);
}

MetaData CorpusSources::onSqlite(const QString& corpus)
{
    if (corpus == "bookshop") {
        auto file = ensureSampleDatabase(m_folder.filePath("bookshop.db").toStdString()).value();
        return reflect(Engine::create(Url::forSqliteFile(file.string())).value());
    }
    QString source = scriptOf(corpus, "sqlite");
    if (source.endsWith(".sqlite")) {
        EngineOptions options;
        options.readOnly = true;
        return reflect(Engine::create(Url::forSqliteFile(corpusPath(source).toStdString()), options).value());
    }
    auto connection = Engine::create("sqlite://").value().connect();
    connection->executeScript(corpusText(source).toStdString());
    return connection->dialect().inspector(*connection)->reflect({});
}

QByteArray CorpusSources::bookshopFor(const QString& dialect)
{
    const SqlDialect& target = relata::dialect(dialect.toStdString());
    Conversion conversion = convert(get("bookshop", "sqlite"), target);
    return QByteArray::fromStdString(createAll(conversion.metadata, target).script());
}

MetaData CorpusSources::onPostgres(const QString& corpus)
{
    PostgresServer* server = PostgresServer::shared();
    QString database = corpus + "_source";
    require({server->createDatabase(database).split('\n', Qt::SkipEmptyParts)});
    QByteArray script =
        corpus == "bookshop" ? bookshopFor("postgresql") : schemaScript(scriptOf(corpus, "postgresql"));
    require(server->runScript(script, database));
    return reflect(Engine::create(server->url(database).toStdString()).value());
}

MetaData CorpusSources::onMariaDb(const QString& corpus)
{
    MariaDbServer* server = MariaDbServer::shared();
    QString database = corpus + "_source";
    require(server->createDatabase(database));
    QByteArray script =
        corpus == "bookshop" ? bookshopFor("mariadb") : schemaScript(scriptOf(corpus, "mariadb"));
    require(server->runScript(script, database));
    return reflect(Engine::create(server->url(database).toStdString()).value());
}

} // namespace relata::test
