#include "core/transfer/csv.h"
#include "core/transfer/json.h"
#include "core/transfer/row_statements.h"
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
    void statements();
    void python_data();
    void python();
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

void RowWritersTest::statements()
{
    const auto rows = [](std::initializer_list<std::vector<Value>> values) {
        RowChunkBuilder builder(values.begin()->size());
        for (const std::vector<Value>& row : values) {
            for (const Value& value : row)
                builder.add(value.view());
        }
        return builder.take();
    };
    const auto text = [](RowWriter& writer, std::string& out, const std::vector<ResultColumn>& columns,
                          const RowChunkPtr& chunk) {
        out.clear();
        if (const Result<void> begun = writer.begin(columns); !begun)
            return begun.error().message;
        return writer.write(*chunk) && writer.end() ? out : std::string("failed");
    };
    std::string out;
    const ByteSink sink = [&out](std::string_view bytes) {
        out += bytes;
        return Result<void>();
    };
    const std::vector<ResultColumn> columns = {named("a"), named("odd \"name"), named("line")};
    const RowChunkPtr chunk = rows({{Value(1), Value("it's"), Value(7)}, {Value(2), Value(), Value(8)}});
    DialectTraits traits;
    UpdateWriter update(sink, "shop", "t", {"a", "line"}, traits);
    QCOMPARE(text(update, out, columns, chunk),
        std::string("UPDATE shop.t SET \"odd \"\"name\" = 'it''s' WHERE a = 1 AND line = 7;\n"
                    "UPDATE shop.t SET \"odd \"\"name\" = NULL WHERE a = 2 AND line = 8;\n"));
    UpdateWriter unkeyed(sink, "", "t", {}, traits);
    QCOMPARE(text(unkeyed, out, columns, chunk),
        std::string("t has no key by which an UPDATE would find its rows."));
    UpdateWriter absent(sink, "", "t", {"id"}, traits);
    QCOMPARE(text(absent, out, columns, chunk), std::string("id of the key is not among the columns."));
    UpdateWriter keyAlone(sink, "", "t", {"a", "odd \"name", "line"}, traits);
    QVERIFY(text(keyAlone, out, columns, chunk).starts_with("Only columns of the key"));

    WhereWriter where(sink, traits);
    QCOMPARE(text(where, out, columns, chunk),
        std::string("WHERE (a = 1 AND \"odd \"\"name\" = 'it''s' AND line = 7)\n"
                    "   OR (a = 2 AND \"odd \"\"name\" IS NULL AND line = 8)\n"));
    WhereWriter many(sink, traits);
    QCOMPARE(text(many, out, {named("a")}, rows({{Value(1)}, {Value()}, {Value("x")}, {Value()}})),
        std::string("WHERE a IN (1, 'x') OR a IS NULL\n"));
    WhereWriter one(sink, traits);
    QCOMPARE(text(one, out, {named("a")}, rows({{Value(1)}})), std::string("WHERE a = 1\n"));
    WhereWriter null(sink, traits);
    QCOMPARE(text(null, out, {named("a")}, rows({{Value()}})), std::string("WHERE a IS NULL\n"));

    SqlAlchemyWriter alchemy(sink, "order lines", {});
    QCOMPARE(text(alchemy, out, columns, chunk),
        std::string("insert(order_lines).values(\n    [\n"
                    "        {\"a\": 1, \"odd \\\"name\": \"it's\", \"line\": 7},\n"
                    "        {\"a\": 2, \"odd \\\"name\": None, \"line\": 8},\n    ]\n)\n"));
}

void RowWritersTest::python_data()
{
    QTest::addColumn<int>("tag");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("literal");
    const auto row = [](ValueTag tag, const QByteArray& bytes, TypeKind kind, const char* literal) {
        QTest::addRow("%s %d", bytes.toHex().constData(), int(kind))
            << int(tag) << bytes << int(kind) << QByteArray(literal);
    };
    using Kind = TypeKind;
    row(ValueTag::Number, "12.50", Kind::Numeric, "Decimal(\"12.50\")");
    row(ValueTag::Number, "0.1", Kind::Double, "0.1");
    row(ValueTag::Number, "NaN", Kind::Double, "float(\"NaN\")");
    row(ValueTag::Temporal, "2024-02-29", Kind::Date, "date(2024, 2, 29)");
    row(ValueTag::Text, "2024-02-29", Kind::Date, "date(2024, 2, 29)");
    row(ValueTag::Text, "2024-02-29", Kind::Text, "\"2024-02-29\"");
    row(ValueTag::Temporal, "2024-02-29 13:05:09.25", Kind::DateTime,
        "datetime(2024, 2, 29, 13, 5, 9, 250000)");
    row(ValueTag::Temporal, "2024-02-29 13:05:09+02", Kind::DateTime,
        "datetime.fromisoformat(\"2024-02-29 13:05:09+02:00\")");
    row(ValueTag::Temporal, "13:05:00", Kind::Time, "time(13, 5, 0)");
    row(ValueTag::Temporal, "0044-03-15 BC", Kind::Date, "\"0044-03-15 BC\"");
    row(ValueTag::Temporal, "infinity", Kind::DateTime, "\"infinity\"");
    row(ValueTag::Binary, QByteArray("\0\xff", 2), Kind::LargeBinary, "bytes.fromhex(\"00ff\")");
    row(ValueTag::Other, "{\"a\": true}", Kind::Json, "json.loads(\"{\\\"a\\\": true}\")");
    row(ValueTag::Text, "a\\b\n\x01", Kind::Text, "\"a\\\\b\\n\\x01\"");
    row(ValueTag::Text, "\xff", Kind::Text, "bytes.fromhex(\"ff\")");
}

void RowWritersTest::python()
{
    QFETCH(int, tag);
    QFETCH(QByteArray, bytes);
    QFETCH(int, kind);
    QFETCH(QByteArray, literal);
    const ValueTag valueTag = ValueTag(tag);
    const Value value = valueTag == ValueTag::Binary ? Value::binary(bytes.toStdString())
                                                     : Value::tagged(valueTag, bytes.toStdString());
    QCOMPARE(QByteArray::fromStdString(pythonLiteral(value.view(), TypeKind(kind))), literal);
    QCOMPARE(pythonLiteral(Value().view(), TypeKind::Text), std::string("None"));
    QCOMPARE(pythonLiteral(Value(1).view(), TypeKind::Boolean), std::string("True"));
    QCOMPARE(pythonLiteral(Value::real(2).view(), TypeKind::Double), std::string("2.0"));
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
