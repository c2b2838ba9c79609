#include "core/transfer/csv.h"
#include "core/transfer/json.h"
#include "core/transfer/sql_script.h"
#include "core/transfer/xlsx.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

using namespace relata;

namespace {

ResultColumn named(const char* name)
{
    ResultColumn column;
    column.name = name;
    return column;
}

RowChunkPtr sampleRows()
{
    RowChunkBuilder builder(4);
    builder.addInteger(INT64_MAX);
    builder.addBytes(ValueTag::Text, "a \"quoted\", text\nin two lines");
    builder.addBytes(ValueTag::Number, "12.50");
    builder.addNull();
    builder.addInteger(-1);
    builder.addBytes(ValueTag::Text, "");
    builder.addReal(0.1);
    builder.addBytes(ValueTag::Binary, std::string_view("\x00\xff", 2));
    return builder.take();
}

const std::vector<ResultColumn> sampleColumns = {named("id"), named("text, odd"), named("n"), named("n")};

std::string written(RowWriter& writer, std::string& text)
{
    bool good = writer.begin(sampleColumns) && writer.write(*sampleRows()) && writer.end();
    return good ? text : "failed";
}

} // namespace

class RowWritersTest : public QObject
{
    Q_OBJECT

private slots:
    void csv();
    void json();
    void emptyJson();
    void sql();
    void xlsx();
    void sinkErrorsStop();
};

void RowWritersTest::csv()
{
    std::string text;
    CsvWriter writer([&](std::string_view bytes) {
        text += bytes;
        return Result<void>();
    });
    QCOMPARE(written(writer, text),
        std::string("id,\"text, odd\",n,n\n"
                    "9223372036854775807,\"a \"\"quoted\"\", text\nin two lines\",12.50,\n"
                    "-1,\"\",0.1,\\x00ff\n"));
}

void RowWritersTest::json()
{
    std::string text;
    JsonWriter writer([&](std::string_view bytes) {
        text += bytes;
        return Result<void>();
    });
    QByteArray bytes = QByteArray::fromStdString(written(writer, text));
    QJsonParseError error;
    QJsonArray rows = QJsonDocument::fromJson(bytes, &error).array();
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE(rows.size(), 2);
    QVERIFY(bytes.contains("\"id\": 9223372036854775807"));
    QCOMPARE(rows[0].toObject()["n"].toString(), QString("12.50"));
    QVERIFY(rows[0].toObject()["n_2"].isNull());
    QCOMPARE(rows[1].toObject()["text, odd"].toString(), QString(""));
    QCOMPARE(rows[1].toObject()["n_2"].toString(), QString("\\x00ff"));
}

void RowWritersTest::emptyJson()
{
    std::string text;
    JsonWriter writer([&](std::string_view bytes) {
        text += bytes;
        return Result<void>();
    });
    QVERIFY(writer.begin(sampleColumns) && writer.end());
    QCOMPARE(text, std::string("[]\n"));
}

void RowWritersTest::sql()
{
    DialectTraits traits;
    std::string text;
    SqlScriptWriter writer(
        [&](std::string_view bytes) {
            text += bytes;
            return Result<void>();
        },
        "", "t", traits);
    QCOMPARE(written(writer, text),
        std::string("INSERT INTO t (id, \"text, odd\", n, n) VALUES\n"
                    "  (9223372036854775807, 'a \"quoted\", text\nin two lines', 12.50, NULL),\n"
                    "  (-1, '', 0.1, X'00ff');\n"));
    traits.supportsMultiRowValues = false;
    text.clear();
    SqlScriptWriter single(
        [&](std::string_view bytes) {
            text += bytes;
            return Result<void>();
        },
        "", "t", traits);
    QCOMPARE(QByteArray::fromStdString(written(single, text)).count("INSERT INTO"), 2);
}

void RowWritersTest::xlsx()
{
    QTemporaryDir folder;
    QString path = folder.filePath("rows.xlsx");
    XlsxWriter writer(path.toStdString());
    std::string unused = "done";
    QCOMPARE(written(writer, unused), std::string("done"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.read(2), QByteArray("PK"));
    QVERIFY(writer.warnings().empty());

    XlsxWriter longText(folder.filePath("long.xlsx").toStdString());
    RowChunkBuilder builder(1);
    builder.addBytes(ValueTag::Text, std::string(40000, 'x'));
    QVERIFY(longText.begin({named("a")}) && longText.write(*builder.take()) && longText.end());
    QCOMPARE(longText.warnings().size(), std::size_t(1));

    XlsxWriter nowhere("/nonexistent-folder/x.xlsx");
    QVERIFY(nowhere.begin({named("a")}).has_value());
    QVERIFY(!nowhere.end().has_value());
}

void RowWritersTest::sinkErrorsStop()
{
    auto full = [](std::string_view) -> Result<void> { return fail(ErrorKind::File, "The disk is full."); };
    CsvWriter csv(full);
    QVERIFY(csv.begin(sampleColumns).has_value());
    QVERIFY(!csv.write(*sampleRows()).has_value());
    JsonWriter json(full);
    QVERIFY(!json.begin(sampleColumns).has_value());
}

QTEST_APPLESS_MAIN(RowWritersTest)
#include "tst_row_writers.moc"
