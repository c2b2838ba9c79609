// Real schemas in each of the six dialects, converted and replayed on real servers: not one error, and the
// types that a second reflection finds are those that the script meant. What a source is where no server of
// its dialect runs here is told in corpus_sources.h.
#include "core/builtin/builtin.h"
#include "core/convert/convert.h"
#include "core/engine/engine.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"
#include "tests/core/convert/corpus_sources.h"
#include "tests/core/convert/model.h"
#include "tests/support/corpora.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"

#include <QTest>

using namespace relata;
using test::MariaDbServer;
using test::PostgresServer;

namespace {

bool isNumbered(const Column& column)
{
    return column.identity || column.autoincrement != Autoincrement::No;
}

} // namespace

class TestConvertReplay : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void replays_data();
    void replays();

private:
    void onSqlite(const MetaData& metadata, const DdlScript& script);
    void onPostgres(const MetaData& metadata, const DdlScript& script);
    void onMariaDb(const MetaData& metadata, const DdlScript& script);
    void compareTypes(const MetaData& meant, const MetaData& found);

    test::CorpusSources m_sources;
};

void TestConvertReplay::initTestCase()
{
    registerBuiltins();
}

void TestConvertReplay::replays_data()
{
    QTest::addColumn<QString>("corpus");
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("target");
    for (const char* target : test::sixDialects) {
        if (!test::CorpusSources::hasServer(target))
            continue;
        for (const char* source : {"postgresql", "mysql"})
            if (QString(source) != target) // the model's functions are not really there
                QTest::addRow("model: %s to %s", source, target) << "model" << source << target;
        for (const char* corpus : test::corpora)
            for (const char* source : test::sixDialects)
                QTest::addRow("%s: %s to %s", corpus, source, target) << corpus << source << target;
    }
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
            if (!alias) {
                QVERIFY2(!column.type.length || column.type.kind != TypeKind::String
                        || copy->type.length == column.type.length,
                    qPrintable(label + ": another length"));
                QVERIFY2(
                    copy->type.timezone == column.type.timezone, qPrintable(label + ": another time zone"));
                QVERIFY2(
                    copy->type.isUnsigned == column.type.isUnsigned, qPrintable(label + ": another sign"));
            }
            if (column.type.kind == TypeKind::Numeric && column.type.precision) {
                QVERIFY2(copy->type.precision == column.type.precision
                        && copy->type.scale.value_or(0) == column.type.scale.value_or(0),
                    qPrintable(label + ": other digits"));
            }
            QVERIFY2(copy->computed.has_value() == column.computed.has_value(),
                qPrintable(label + ": generated on one side"));
            // SQLite numbers every INTEGER PRIMARY KEY, asked or not.
            bool mayNumber = found.dialect == "sqlite" && table->primaryKey.columns.size() == 1
                && table->isPrimaryKey(column.name);
            QVERIFY2(isNumbered(*copy) == isNumbered(column) || (mayNumber && isNumbered(*copy)),
                qPrintable(label + ": numbered on one side"));
            QVERIFY2(copy->serverDefault.has_value() == column.serverDefault.has_value(),
                qPrintable(label + ": a default on one side"));
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
    QFETCH(QString, corpus);
    QFETCH(QString, source);
    QFETCH(QString, target);
    MetaData metadata;
    if (corpus == "model") {
        metadata = source == "mysql" ? test::mysqlModel() : test::postgresqlModel();
    } else {
        QString why = test::CorpusSources::whyMissing(corpus, source);
        if (!why.isEmpty() && test::corporaRequired())
            QFAIL(qPrintable(why));
        if (!why.isEmpty())
            QSKIP(qPrintable(why));
        metadata = m_sources.get(corpus, source);
    }
    QVERIFY(metadata.dialect == source.toStdString());
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
