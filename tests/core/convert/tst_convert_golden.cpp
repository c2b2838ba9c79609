// Whole scripts, compared with files in tests/golden/convert. RELATA_UPDATE_GOLDEN=1 writes them anew; read
// the difference before committing it.
#include "core/builtin/builtin.h"
#include "core/convert/convert.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"
#include "tests/core/convert/model.h"

#include <QFile>
#include <QTest>

using namespace relata;

class TestConvertGolden : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }
    void scripts_data();
    void scripts();
};

void TestConvertGolden::scripts_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("target");
    for (const char* model : {"postgresql", "mysql"}) {
        for (const char* target : {"sqlite", "postgresql", "mysql", "mariadb", "oracle", "mssql"})
            QTest::addRow("%s to %s", model, target) << model << target;
    }
}

void TestConvertGolden::scripts()
{
    QFETCH(QString, model);
    QFETCH(QString, target);
    const SqlDialect& dialect = relata::dialect(target.toStdString());
    Conversion conversion = convert(model == "mysql" ? test::mysqlModel() : test::postgresqlModel(), dialect);
    std::string text;
    for (const PortabilityNote& note : conversion.notes)
        text += std::string("-- ") + toString(note.severity) + ": " + note.toText() + "\n";
    text += createAll(conversion.metadata, dialect).script();
    text += "\n-- Dropping it all:\n" + dropAll(conversion.metadata, dialect).script();

    QString path = QString(RELATA_SOURCE_DIR) + "/tests/golden/convert/" + model + "_to_" + target + ".sql";
    QFile file(path);
    if (qEnvironmentVariable("RELATA_UPDATE_GOLDEN") == "1") {
        QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(path));
        file.write(QByteArray::fromStdString(text));
        return;
    }
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(path));
    const QStringList expected = QString::fromUtf8(file.readAll()).split('\n');
    const QStringList actual = QString::fromStdString(text).split('\n');
    for (int i = 0; i < std::min(expected.size(), actual.size()); ++i) {
        if (expected[i] != actual[i])
            QFAIL(qPrintable(QString("%1, line %2\n  is:     %3\n  was:    %4")
                                 .arg(path)
                                 .arg(i + 1)
                                 .arg(actual[i], expected[i])));
    }
    QCOMPARE(actual.size(), expected.size());
}

QTEST_APPLESS_MAIN(TestConvertGolden)
#include "tst_convert_golden.moc"
