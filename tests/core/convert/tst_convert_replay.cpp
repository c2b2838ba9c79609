// Real schemas, converted and replayed on real servers: not one error, and the types that a second reflection
// finds are those that the script meant.
#include "core/builtin/builtin.h"
#include "core/builtin/sample_database.h"
#include "core/convert/convert.h"
#include "core/engine/engine.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"
#include "tests/core/convert/model.h"
#include "tests/support/corpora.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"

#include <QTemporaryDir>
#include <QTest>

#include <map>

using namespace relata;
using test::MariaDbServer;
using test::PostgresServer;

class TestConvertReplay : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void replays_data();
    void replays();

private:
    MetaData source(const QString& name);
    void onSqlite(const MetaData& metadata, const DdlScript& script);
    void onPostgres(const MetaData& metadata, const DdlScript& script);
    void onMariaDb(const MetaData& metadata, const DdlScript& script);
    void compareTypes(const MetaData& meant, const MetaData& found);

    QTemporaryDir m_folder;
    std::map<QString, MetaData> m_sources;
};

void TestConvertReplay::initTestCase()
{
    registerBuiltins();
    QVERIFY(m_folder.isValid());
}

void TestConvertReplay::replays_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("target");
    for (const char* source : {"model-postgresql", "model-mysql", "bookshop", "chinook-sqlite",
             "chinook-postgresql", "sakila-sqlite", "sakila-postgresql"}) {
        for (const char* target : {"sqlite", "postgresql", "mariadb"})
            if (QString(source) != QString("model-") + target) // the models' functions are not really there
                QTest::addRow("%s to %s", source, target) << source << target;
    }
}

MetaData TestConvertReplay::source(const QString& name)
{
    if (auto known = m_sources.find(name); known != m_sources.end())
        return known->second;
    MetaData metadata;
    if (name.startsWith("model-")) {
        metadata = name.endsWith("mysql") ? test::mysqlModel() : test::postgresqlModel();
    } else if (name == "bookshop") {
        auto file = ensureSampleDatabase(m_folder.filePath("bookshop.db").toStdString()).value();
        metadata = reflect(Engine::create(Url::forSqliteFile(file.string())).value());
    } else if (name == "chinook-sqlite") {
        std::string path = test::corpusPath("chinook/Chinook_Sqlite.sqlite").toStdString();
        EngineOptions options;
        options.readOnly = true;
        metadata = reflect(Engine::create(Url::forSqliteFile(path), options).value());
    } else if (name == "sakila-sqlite") {
        auto connection = Engine::create("sqlite://").value().connect();
        connection->executeScript(test::corpusText("sakila/sqlite-sakila-schema.sql").toStdString());
        metadata = connection->dialect().inspector(*connection)->reflect({});
    } else {
        PostgresServer* server = PostgresServer::shared();
        bool chinook = name.startsWith("chinook");
        QString database = chinook ? "chinook_source" : "sakila_source";
        server->createDatabase(database);
        QByteArray script = test::corpusText(
            chinook ? "chinook/Chinook_PostgreSql.sql" : "sakila/postgres-sakila-schema.sql");
        // The corpus makes and enters a database of its own.
        for (const char* line :
            {"DROP DATABASE IF EXISTS chinook;", "CREATE DATABASE chinook;", "\\c chinook;"})
            script.replace(line, "");
        server->runScript(script, database);
        metadata = reflect(Engine::create(server->url(database).toStdString()).value());
    }
    m_sources[name] = metadata;
    return metadata;
}

void TestConvertReplay::compareTypes(const MetaData& meant, const MetaData& found)
{
    QCOMPARE(found.tables().size(), meant.tables().size());
    QCOMPARE(found.views().size(), meant.views().size());
    for (const TablePtr& table : meant.tables()) {
        const Table* other = found.findTable(table->schema, table->name);
        QVERIFY2(other, table->name.c_str());
        QCOMPARE(other->columns.size(), table->columns.size());
        for (const Column& column : table->columns) {
            const Column* copy = other->findColumn(column.name);
            QString label = QString::fromStdString(table->name + "." + column.name);
            QVERIFY2(copy, qPrintable(label));
            QVERIFY2(copy->nullable == column.nullable, qPrintable(label + " may be NULL on one side"));
            bool bothText = copy->type.isText() && column.type.isText();
            // MariaDB's BOOL is TINYINT(1), its JSON is LONGTEXT.
            bool alias = found.dialect == "mariadb"
                && (column.type.kind == TypeKind::Boolean || column.type.kind == TypeKind::Json);
            QVERIFY2(alias || bothText || copy->type.kind == column.type.kind,
                qPrintable(
                    label + ": " + toString(copy->type.kind) + " instead of " + toString(column.type.kind)));
            if (!alias)
                QVERIFY2(!column.type.length || column.type.kind != TypeKind::String
                        || copy->type.length == column.type.length,
                    qPrintable(label + ": another length"));
        }
        QVERIFY2(other->primaryKey.columns == table->primaryKey.columns, table->name.c_str());
        QVERIFY2(other->foreignKeys.size() == table->foreignKeys.size(), table->name.c_str());
        QVERIFY2(
            other->uniqueConstraints.size() == table->uniqueConstraints.size() || found.dialect == "mariadb",
            table->name.c_str());
    }
}

void TestConvertReplay::onSqlite(const MetaData& metadata, const DdlScript& script)
{
    auto connection = Engine::create("sqlite://").value().connect();
    QStringList errors;
    for (const DdlStatement& statement : script.statements) {
        try {
            connection->executeScript(statement.text);
        } catch (const DatabaseError& error) {
            errors << QString::fromStdString(error.error().describe() + "\n" + statement.text);
        }
    }
    QVERIFY2(errors.isEmpty(), qPrintable(errors.join("\n\n")));
    for (const ViewPtr& view : metadata.views()) // SQLite looks into a view when it is read
        connection->execute("SELECT * FROM " + dialect("sqlite").identifiers().quote(view->name)).all();
    compareTypes(metadata, connection->dialect().inspector(*connection)->reflect({}));
}

void TestConvertReplay::onPostgres(const MetaData& metadata, const DdlScript& script)
{
    PostgresServer* server = PostgresServer::shared();
    if (!server)
        QSKIP(qPrintable(PostgresServer::whyMissing()));
    QCOMPARE(server->createDatabase("copy"), QString());
    QStringList errors = server->runScript(QByteArray::fromStdString(script.script()), "copy");
    QVERIFY2(
        errors.isEmpty(), qPrintable(errors.join("\n") + "\n" + QString::fromStdString(script.script())));
    compareTypes(metadata, reflect(Engine::create(server->url("copy").toStdString()).value()));
}

void TestConvertReplay::onMariaDb(const MetaData& metadata, const DdlScript& script)
{
    MariaDbServer* server = MariaDbServer::shared();
    if (!server)
        QSKIP(qPrintable(MariaDbServer::whyMissing()));
    QCOMPARE(server->createDatabase("copy"), QStringList());
    QStringList errors = server->runScript(QByteArray::fromStdString(script.script()), "copy");
    QVERIFY2(
        errors.isEmpty(), qPrintable(errors.join("\n") + "\n" + QString::fromStdString(script.script())));
    if (metadata.schemas.size() > 1)
        return; // its second schema is another database there
    compareTypes(metadata, reflect(Engine::create(server->url("copy").toStdString()).value()));
}

void TestConvertReplay::replays()
{
    QFETCH(QString, source);
    QFETCH(QString, target);
    if (source.startsWith("chinook"))
        RELATA_NEED_CORPUS("chinook/Chinook_Sqlite.sqlite");
    if (source.startsWith("sakila"))
        RELATA_NEED_CORPUS("sakila/sqlite-sakila-schema.sql");
    if (source.endsWith("postgresql") && !source.startsWith("model-") && !PostgresServer::shared())
        QSKIP(qPrintable(PostgresServer::whyMissing()));
    MetaData metadata = this->source(source);
    QVERIFY(metadata.tables().size() >= 2);
    const SqlDialect& dialect = relata::dialect(target.toStdString());
    Conversion conversion = convert(metadata, dialect);
    for (const PortabilityNote& note : conversion.notes) {
        QVERIFY(!note.what.empty());
        qInfo("%s", note.toText().c_str());
    }
    DdlScript script = createAll(conversion.metadata, dialect);
    if (target == "sqlite")
        onSqlite(conversion.metadata, script);
    else if (target == "postgresql")
        onPostgres(conversion.metadata, script);
    else
        onMariaDb(conversion.metadata, script);
}

QTEST_GUILESS_MAIN(TestConvertReplay)
#include "tst_convert_replay.moc"
