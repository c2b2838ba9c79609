// Files as they are found: separators, quotes, encodings, broken rows, and what their columns seem to be.
#include "core/transfer/csv_reader.h"
#include "core/transfer/detect_format.h"
#include "core/transfer/json_reader.h"
#include "core/transfer/type_inference.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace relata;

namespace {

// Rows as text: fields by '|', quoted ones in '<>', NULL and missing as '-', problems as '!'.
QStringList rowsOf(RecordReader& reader)
{
    QStringList rows;
    Record record;
    while (reader.next(record)) {
        if (!record.problem.empty()) {
            rows << QStringLiteral("!%1:%2").arg(record.line).arg(QString::fromStdString(record.raw));
            continue;
        }
        QStringList fields;
        for (const RecordField& field : record.fields) {
            const QString text = QString::fromStdString(field.text);
            using Kind = RecordField::Kind;
            fields << (field.kind == Kind::Missing || field.kind == Kind::Null ? QStringLiteral("-")
                    : field.kind == Kind::Quoted                               ? "<" + text + ">"
                                                                               : text);
        }
        rows << QStringLiteral("%1:%2").arg(record.line).arg(fields.join('|'));
    }
    return rows;
}

QStringList csvRows(const std::string& text, CsvReadFormat format = {})
{
    CsvReader reader(TextSource::ofText(text), format);
    return rowsOf(reader);
}

QStringList jsonRows(const std::string& text, JsonShape shape)
{
    JsonReader reader(TextSource::ofText(text), shape);
    return rowsOf(reader);
}

QString typeOf(const std::vector<std::string>& values)
{
    TypeInference inference;
    for (const std::string& value : values)
        inference.add({value.empty() ? RecordField::Kind::Null : RecordField::Kind::Plain, value});
    const InferredColumn column = inference.result();
    QString text = QString::fromLatin1(toString(column.type.kind));
    if (column.type.scale)
        text += QStringLiteral(" %1").arg(*column.type.scale);
    if (column.reading.decimalComma)
        text += " comma";
    if (column.reading.dates != DateOrder::YearFirst)
        text += column.reading.dates == DateOrder::DayFirst ? " day first" : " month first";
    return text + (column.nullable ? "?" : "");
}

} // namespace

class ImportReadersTest final : public QObject
{
    Q_OBJECT

private slots:
    void csvRowsAreRead()
    {
        QCOMPARE(csvRows("a,b\n1,x\r\n2,\"y, \"\"z\"\"\nnext\"\r3,\n"),
            QStringList({"2:1|x", "3:2|<y, \"z\"\nnext>", "5:3|"}));
        QCOMPARE(csvRows("a,b\n1,x"), QStringList({"2:1|x"}));
        QCOMPARE(csvRows("a,b\n\n1,\"\"\n\n"), QStringList({"3:1|<>"}));
        QCOMPARE(csvRows("a\n1\n\n2\n"), QStringList({"2:1", "3:", "4:2"}));
        QCOMPARE(csvRows("a,b\n1\n1,2,3\n"), QStringList({"2:1|-", "3:1|2|3"}));
        QCOMPARE(csvRows("a,b\n5\" disc,\"x\"y\n"), QStringList({"2:5\" disc|<xy>"}));
        QCOMPARE(csvRows(""), QStringList());
        QCOMPARE(csvRows("a,b\n"), QStringList());
        CsvReadFormat noHeader;
        noHeader.header = false;
        noHeader.separator = ';';
        QCOMPARE(csvRows("1;2\n3;4\n", noHeader), QStringList({"1:1|2", "2:3|4"}));
        CsvReadFormat trim;
        trim.trim = true;
        QCOMPARE(csvRows("a,b\n 1 , \" x \"\n", trim), QStringList({"2:1|< x >"}));
        QCOMPARE(csvRows(std::string("a,b\n1,x\0y\n2,\xff\n", 14)).size(), 2);
    }

    void headersAreMadeUnique()
    {
        CsvReader reader(TextSource::ofText("id,id,,ID,\" name \"\n"), {});
        QCOMPARE(reader.columns(), std::vector<std::string>({"id", "id_2", "column3", "ID_3", "name"}));
    }

    void anUnclosedQuoteCostsItsLine()
    {
        QCOMPARE(csvRows("a,b\n1,\"x\n2,y\n3,z\n"), QStringList({"!2:1,\"x", "3:2|y", "4:3|z"}));
    }

    void aHugeRowIsRefusedAndTheNextIsRead()
    {
        CsvReadFormat format;
        format.maxRecord = 1 << 20;
        const std::string text = "a,b\n1," + std::string(5 << 20, 'x') + "\n2,y\n";
        const QStringList rows = csvRows(text, format);
        QCOMPARE(rows.size(), 2);
        QVERIFY(rows[0].startsWith("!2:1,xxx"));
        QCOMPARE(rows[1], "3:2|y");
    }

    void jsonRowsAreRead()
    {
        const QStringList wanted{
            "1:1|<x>|-", "2:-|-|[1, {\"k\": \"]}\"}]", "2:12345678901234567890.50|<q\"\n>|true"};
        QCOMPARE(jsonRows("[{\"a\": 1, \"b\": \"x\"},\n{\"a\": null, \"c\": [1, {\"k\": \"]}\"}]}, "
                          "{\"a\": 12345678901234567890.50, \"b\": \"q\\\"\\n\", \"c\": true}]",
                     JsonShape::Array),
            wanted);
        QCOMPARE(jsonRows("[]", JsonShape::Array), QStringList());
        QCOMPARE(jsonRows("", JsonShape::Lines), QStringList());
        QCOMPARE(jsonRows("{\"a\": 1}\n\nnot json\n[1]\n{\"a\": 2, \"a\": 3}", JsonShape::Lines),
            QStringList({"1:1", "!3:not json", "!4:[1]", "5:3"}));
        QCOMPARE(jsonRows("[1, {\"a\": 2}]", JsonShape::Array), QStringList({"!1:1", "1:2"}));
    }

    void brokenArraysAreSaid_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text :
            {"{\"a\": 1}", "[{\"a\": 1}", "[{\"a\": 1} {\"a\": 2}]", "[{\"a\": \"x", "x", "["})
            QTest::newRow(text) << QByteArray(text);
    }
    void brokenArraysAreSaid()
    {
        QFETCH(QByteArray, text);
        try {
            jsonRows(text.toStdString(), JsonShape::Array);
            QFAIL("it was read");
        } catch (const DatabaseError& error) {
            QVERIFY(error.error().message.find("not JSON at line 1") != std::string::npos);
        }
    }

    void encodingsAreDecoded()
    {
        std::string out;
        std::string carry;
        // The euro and an emoji, cut within both.
        const std::string utf16("\xac\x20\x3d\xd8\x00\xde", 6);
        for (std::size_t i = 0; i < utf16.size(); ++i)
            decodeTo(out, std::string_view(utf16).substr(i, 1), InputEncoding::Utf16Le, carry,
                i + 1 == utf16.size());
        QCOMPARE(out, std::string("\xE2\x82\xAC\xF0\x9F\x98\x80"));
        out.clear();
        decodeTo(out, "\xe9\x80", InputEncoding::Latin1, carry, true);
        QCOMPARE(out, std::string("é€"));
        out.clear();
        decodeTo(out, std::string_view("\xd8\x00\x00", 3), InputEncoding::Utf16Be, carry, true);
        QCOMPARE(out, std::string("\xEF\xBF\xBD"));
    }

    void formatsAreDetected_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("format");
        QTest::addColumn<int>("encoding");
        QTest::addColumn<char>("separator");
        QTest::addColumn<bool>("header");
        const int csv = int(ImportFormat::Csv);
        const int utf8 = int(InputEncoding::Utf8);
        QTest::newRow("comma") << QByteArray("id,name\n1,x\n2,y\n") << csv << utf8 << ',' << true;
        QTest::newRow("semicolon") << QByteArray("id;price\n1;1,5\n2;2,75\n") << csv << utf8 << ';' << true;
        QTest::newRow("tab") << QByteArray("a\tb\nx, y\tz\n") << csv << utf8 << '\t' << true;
        QTest::newRow("pipe, no header") << QByteArray("1|2\n3|4\n") << csv << utf8 << '|' << false;
        QTest::newRow("words, no header")
            << QByteArray("red,big\nred,small\nblue,big\n") << csv << utf8 << ',' << false;
        QTest::newRow("mark") << QByteArray("\xef\xbb\xbfid,name\n1,x\n") << csv << utf8 << ',' << true;
        QTest::newRow("utf-16") << QByteArray("\xff\xfei\0d\0,\0n\0\n\0"
                                              "1\0,\0x\0\n\0",
            18) << csv << int(InputEncoding::Utf16Le)
                                << ',' << true;
        QTest::newRow("latin-1") << QByteArray("id,name\n1,caf\xe9\n") << csv << int(InputEncoding::Latin1)
                                 << ',' << true;
        QTest::newRow("array") << QByteArray(" [\n {\"a\": 1}]") << int(ImportFormat::JsonArray) << utf8
                               << ',' << true;
        QTest::newRow("lines") << QByteArray("{\"a\": 1}\n{\"a\": 2}\n") << int(ImportFormat::JsonLines)
                               << utf8 << ',' << true;
        QTest::newRow("empty") << QByteArray() << csv << utf8 << ',' << true;
        QTest::newRow("one column") << QByteArray("name\nx\ny\n") << csv << utf8 << ',' << true;
    }
    void formatsAreDetected()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, format);
        QFETCH(int, encoding);
        QFETCH(char, separator);
        QFETCH(bool, header);
        const FileFormat found = detectFormat(std::string_view(text.data(), text.size()), true);
        QCOMPARE(int(found.format), format);
        QCOMPARE(int(found.encoding), encoding);
        QCOMPARE(found.csv.separator, separator);
        QCOMPARE(found.csv.header, header);
    }

    void typesAreInferred()
    {
        QCOMPARE(typeOf({"1", "-2", "2147483647"}), "Integer");
        QCOMPARE(typeOf({"1", "2147483648", ""}), "BigInteger?");
        QCOMPARE(typeOf({"1", "99999999999999999999"}), "Numeric 0");
        QCOMPARE(typeOf({"1.50", "12", "-0.125"}), "Numeric 3");
        QCOMPARE(typeOf({"1,50", "1.234,5"}), "Numeric 2 comma");
        QCOMPARE(typeOf({"1e5", "2.5"}), "Double");
        QCOMPARE(typeOf({"007", "123"}), "String");
        QCOMPARE(typeOf({"true", "FALSE"}), "Boolean");
        QCOMPARE(typeOf({"2024-02-29", "1999-12-31"}), "Date");
        QCOMPARE(typeOf({"2024-02-30"}), "String");
        QCOMPARE(typeOf({"29.02.2024", "01.12.1999"}), "Date day first");
        QCOMPARE(typeOf({"12/31/1999"}), "Date month first");
        QCOMPARE(typeOf({"2024-02-29 12:34:56.789", "2024-02-29T12:34"}), "DateTime");
        QCOMPARE(typeOf({"12:34", "23:59:59"}), "Time");
        QCOMPARE(typeOf({"7f8d1f6e-0000-4000-8000-0123456789ab"}), "Uuid");
        QCOMPARE(typeOf({"{\"a\": 1}", "[1]"}), "JSON");
        QCOMPARE(typeOf({"\\x00ff"}), "LargeBinary");
        QCOMPARE(typeOf({"", ""}), "Text?");
        QCOMPARE(typeOf({std::string(300, 'x')}), "Text");
    }

    void filesThatAreNone()
    {
        QTemporaryDir folder;
        QVERIFY(!detectFileFormat(folder.path().toStdString()).has_value());
        const auto missing = detectFileFormat((folder.path() + "/none.csv").toStdString());
        QVERIFY(!missing.has_value() && missing.error().message.find("none.csv") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(ImportReadersTest)
#include "tst_import_readers.moc"
