// Shapes as text and as bytes: values that servers keep, what they refuse, and text that becomes the same
// bytes.
#include "core/types/geometry_text.h"

#include <QTest>

#include <cstring>

using namespace relata;

namespace {

std::string bytesOf(const char* hex)
{
    return QByteArray::fromHex(hex).toStdString();
}

SqlType mySqlType()
{
    return SqlType::of(TypeKind::Geometry).withNative("mysql", "geometry");
}

} // namespace

class TestGeometryText : public QObject
{
    Q_OBJECT

private slots:
    // As MariaDB 10.11 and PostGIS keep them.
    void readsWhatServersKeep_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<bool>("mysql");
        QTest::addColumn<QString>("text");
        QTest::newRow("mysql point") << QByteArray("000000000101000000000000000000f03f0000000000000040")
                                     << true << "POINT(1 2)";
        QTest::newRow("mysql srid") << QByteArray("e61000000101000000cdcccccccccc2a400000000000404a40")
                                    << true << "SRID=4326;POINT(13.4 52.5)";
        QTest::newRow("highest byte first")
            << QByteArray("000000000000000001bff0000000000000400199999999999a") << true << "POINT(-1 2.2)";
        QTest::newRow("line") << QByteArray(
            "00000000010200000002000000000000000000000000000000000000000000000000"
            "00f03f000000000000f03f")
                              << true << "LINESTRING(0 0,1 1)";
        QTest::newRow("empty collection")
            << QByteArray("00000000010700000000000000") << true << "GEOMETRYCOLLECTION EMPTY";
        QTest::newRow("postgis point") << QByteArray("0101000020e6100000cdcccccccccc2a400000000000404a40")
                                       << false << "SRID=4326;POINT(13.4 52.5)";
        QTest::newRow("postgis z") << QByteArray("0101000080000000000000f03f00000000000000400000000000000840")
                                   << false << "POINT Z (1 2 3)";
        QTest::newRow("iso z") << QByteArray("01e9030000000000000000f03f00000000000000400000000000000840")
                               << false << "POINT Z (1 2 3)";
        QTest::newRow("empty point") << QByteArray("0101000000000000000000f87f000000000000f87f") << false
                                     << "POINT EMPTY";
    }
    void readsWhatServersKeep()
    {
        QFETCH(QByteArray, hex);
        QFETCH(bool, mysql);
        QFETCH(QString, text);
        const GeometryLayout layout = mysql ? GeometryLayout::MySql : GeometryLayout::Wkb;
        const Result<std::string> read = geometryText(bytesOf(hex), layout);
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        QCOMPARE(QString::fromStdString(*read), text);
    }

    void textBecomesTheSameText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("flat"); // MySQL has it too
        for (const char* text : {"POINT(1 2)", "SRID=25833;POINT(391000.25 5820000.125)", "POINT(-0 1e-300)",
                 "POINT(0.1 1.7976931348623157e+308)", "LINESTRING EMPTY",
                 "POLYGON((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))", "MULTIPOINT((1 1),(2 2))",
                 "MULTILINESTRING((0 0,1 1),(2 2,3 3))",
                 "MULTIPOLYGON(((0 0,4 0,4 4,0 0)),((9 9,8 9,8 8,9 9)))",
                 "SRID=4326;GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1 1),GEOMETRYCOLLECTION(POINT(3 "
                 "4)))"})
            QTest::newRow(text) << QString(text) << true;
        for (const char* text : {"POINT Z (1 2 3)", "POINT M (1 2 3)", "LINESTRING ZM (1 2 3 4,5 6 7 8)",
                 "SRID=4326;POLYGON Z ((0 0 1,4 0 1,4 4 1,0 0 1))", "POINT EMPTY", "POINT Z EMPTY",
                 "MULTIPOINT(EMPTY,(1 1))"})
            QTest::newRow(text) << QString(text) << false;
    }
    void textBecomesTheSameText()
    {
        QFETCH(QString, text);
        QFETCH(bool, flat);
        for (GeometryLayout layout : {GeometryLayout::Wkb, GeometryLayout::MySql}) {
            const Result<std::string> bytes = geometryBytes(text.toStdString(), layout);
            if (layout == GeometryLayout::MySql && !flat) {
                QVERIFY(!bytes);
                continue;
            }
            QVERIFY2(bytes, bytes ? "" : bytes.error().message.c_str());
            const Result<std::string> again = geometryText(*bytes, layout);
            QVERIFY2(again, again ? "" : again.error().message.c_str());
            QCOMPARE(QString::fromStdString(*again), text);
            QVERIFY(geometryBytes(*again, layout).value() == *bytes);
        }
    }

    void looseText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("same");
        QTest::newRow("case") << " point ( 1   +2 ) "
                              << "POINT(1 2)";
        QTest::newRow("lines") << "linestring(0 0,\n 1 1)"
                               << "LINESTRING(0 0,1 1)";
        QTest::newRow("bare points") << "MULTIPOINT(1 1,2 2)"
                                     << "MULTIPOINT((1 1),(2 2))";
        QTest::newRow("srid") << "srid=4326; POINT(1 2)"
                              << "SRID=4326;POINT(1 2)";
    }
    void looseText()
    {
        QFETCH(QString, text);
        QFETCH(QString, same);
        const Result<std::string> bytes = geometryBytes(text.toStdString(), GeometryLayout::MySql);
        QVERIFY2(bytes, bytes ? "" : bytes.error().message.c_str());
        QVERIFY(*bytes == geometryBytes(same.toStdString(), GeometryLayout::MySql).value());
    }

    void wrongText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << ""
                               << "the name of a shape is missing at character 1";
        QTest::newRow("unknown") << "CIRCLE(1 2)"
                                 << "the name of a shape is missing at character 1";
        QTest::newRow("one number") << "POINT(1)"
                                    << "a number is missing at character 8";
        QTest::newRow("comma") << "POINT(1,2)"
                               << "a number is missing at character 8";
        QTest::newRow("open") << "POINT(1 2"
                              << ") is missing at character 10";
        QTest::newRow("more") << "POINT(1 2) x"
                              << "the end is missing at character 12";
        QTest::newRow("words") << "POINT(nan 2)"
                               << "a number is missing at character 7";
        QTest::newRow("three") << "POINT Z (1 2 3)"
                               << "two dimensions";
        QTest::newRow("empty point") << "POINT EMPTY"
                                     << "has a place";
        QTest::newRow("srid") << "SRID=x;POINT(1 2)"
                              << "a reference system";
        QTest::newRow("mixed") << "MULTIPOINT((1 1),LINESTRING(0 0))"
                               << "( is missing";
        QTest::newRow("deep") << QString("GEOMETRYCOLLECTION(").repeated(40) << "collections in collections";
    }
    void wrongText()
    {
        QFETCH(QString, text);
        QFETCH(QString, says);
        const Result<std::string> bytes = geometryBytes(text.toStdString(), GeometryLayout::MySql);
        QVERIFY(!bytes);
        QVERIFY2(QString::fromStdString(bytes.error().message).contains(says), bytes.error().message.c_str());
    }

    void brokenBytes()
    {
        const std::string whole = geometryBytes(
            "SRID=1;GEOMETRYCOLLECTION(POINT(1 2),POLYGON((0 0,4 0,4 4,0 0)))", GeometryLayout::MySql)
                                      .value();
        for (std::size_t length = 0; length < whole.size(); ++length)
            QVERIFY(!geometryText(std::string_view(whole).substr(0, length), GeometryLayout::MySql));
        QVERIFY(!geometryText(whole + "x", GeometryLayout::MySql));
        std::string huge = whole;
        huge[9] = huge[10] = huge[11] = huge[12] = '\xff'; // parts
        QVERIFY(!geometryText(huge, GeometryLayout::MySql));
        std::string mixed = geometryBytes("MULTIPOINT(1 2)", GeometryLayout::Wkb).value();
        mixed[10] = 2; // a line among the points
        QVERIFY(!geometryText(mixed, GeometryLayout::Wkb));
    }

    void ofColumns()
    {
        const std::string bytes = geometryBytes("LINESTRING(0 0,1 1,2 2)", GeometryLayout::MySql).value();
        const Value value = Value::binary(bytes);
        QCOMPARE(*geometryText(value.view(), mySqlType()), std::string("LINESTRING(0 0,1 1,2 2)"));
        QVERIFY(!geometryText(value.view(), SqlType::of(TypeKind::LargeBinary)));
        const std::string begun = geometryText(value.view(), mySqlType(), 14).value();
        QVERIFY2(begun.starts_with("LINESTRING(0 0") && begun.size() < 23, begun.c_str());
        ValueView cut = value.view();
        cut.bytes = cut.bytes.substr(0, 40);
        QVERIFY(!geometryText(cut, mySqlType()));
        cut.truncated = true;
        QVERIFY(geometryText(cut, mySqlType())->starts_with("LINESTRING(0 0"));

        const Value hex = Value(std::string("0101000020E6100000CDCCCCCCCCCC2A400000000000404A40"));
        for (const char* name : {"geometry(Point,4326)", "public.geography", "geometry"}) {
            const SqlType type = SqlType::of(TypeKind::Unknown).withNative("postgresql", name);
            QCOMPARE(*geometryText(hex.view(), type), std::string("SRID=4326;POINT(13.4 52.5)"));
        }
        QVERIFY(!geometryText(hex.view(), SqlType::of(TypeKind::Geometry).withNative("postgresql", "point")));
        QVERIFY(!geometryText(Value(std::string("zz")).view(),
            SqlType::of(TypeKind::Unknown).withNative("postgresql", "geometry")));
    }
};

QTEST_APPLESS_MAIN(TestGeometryText)
#include "tst_geometry_text.moc"
