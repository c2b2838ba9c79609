// Elements of arrays in their text form.
#include "core/types/array_text.h"

#include <QTest>

using namespace relata;

class TestArrayText : public QObject
{
    Q_OBJECT

private slots:
    void changes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("expected"); // each element's tag and text between < and >
        auto row = [](const char* text, TypeKind kind, const char* expected) {
            QTest::newRow(text) << QString(text) << int(kind) << QString(expected);
        };
        row("{}", TypeKind::Text, "{}");
        row("{a,b}", TypeKind::Text, "{<a>,<b>}");
        row(" { a , b c } ", TypeKind::Text, "{<a>,\"<b c>\"}");
        row("{\"a,b\",\"\",\"NULL\",null,NULL}", TypeKind::Text, "{\"<a,b>\",<>,<NULL>,NULL,NULL}");
        row("{\"a\\\"b\\\\\",c\\,d}", TypeKind::Text, "{\"<a\\\"b\\\\>\",\"<c,d>\"}");
        row("{{1,2},{3,NULL}}", TypeKind::Integer, "{{<i1>,<i2>},{<i3>,NULL}}");
        row("[0:1]={1,2}", TypeKind::BigInteger, "[0:1]={<i1>,<i2>}");
        row("[0:0][2:2]={{x}}", TypeKind::Text, "[0:0][2:2]={{<x>}}");
        row("{t,f}", TypeKind::Boolean, "{<btrue>,<bfalse>}");
        row("{1.50,NaN}", TypeKind::Numeric, "{<n1.50>,<nNaN>}");
        row("{\"2024-05-01 10:00:00\"}", TypeKind::DateTime, "{\"<d2024-05-01 10:00:00>\"}");
        row("{\"\\\\x00ff\"}", TypeKind::LargeBinary, "{<x00ff>}");
        row("{(1,2)}", TypeKind::Composite, "{<o(1>,<o2)>}");
        for (const char* broken : {"", "a", "{", "{a", "{a,", "{,a}", "{a,}", "{a}}", "{a}b", "{\"a}",
                 "{a\"b\"}", "{{a}b}", "[0:1]{a}", "{a{b}}", "{\\", "{\"\\"})
            row(broken, TypeKind::Text, "nothing");
    }
    void changes()
    {
        QFETCH(QString, text);
        QFETCH(int, kind);
        QFETCH(QString, expected);
        auto changed = withChangedElements(
            text.toStdString(), SqlType::of(static_cast<TypeKind>(kind)), [](const Value& value) {
                if (value.isNull())
                    return Value();
                const char* tag = "";
                switch (value.tag()) {
                case ValueTag::Boolean:
                    tag = "b";
                    break;
                case ValueTag::Integer:
                    tag = "i";
                    break;
                case ValueTag::Number:
                    tag = "n";
                    break;
                case ValueTag::Temporal:
                    tag = "d";
                    break;
                case ValueTag::Binary:
                    tag = "x";
                    break;
                case ValueTag::Other:
                    tag = "o";
                    break;
                default:
                    break;
                }
                return Value("<" + std::string(tag) + value.toText() + ">");
            });
        QCOMPARE(changed ? QString::fromStdString(*changed) : QString("nothing"), expected);
    }

    // Whatever is written is read as what it was.
    void quoting()
    {
        SqlType type = SqlType::of(TypeKind::Text);
        for (const char* awkward : {"", "null", "a\"b", "a\\", "{", "}", ",", " ", "\t", "x y", "'", "€"}) {
            auto written = withChangedElements("{z}", type, [&](const Value&) { return Value(awkward); });
            QString read;
            auto again = withChangedElements(*written, type, [&](const Value& value) {
                read = value.isNull() ? "NULL" : QString::fromStdString(value.bytes());
                return value;
            });
            QCOMPARE(read, QString(awkward));
            QVERIFY(again == written);
        }
        auto bytes = withChangedElements("{z}", SqlType::of(TypeKind::LargeBinary),
            [](const Value&) { return Value::binary("\xff\x01"); });
        QCOMPARE(QString::fromStdString(*bytes), QString("{\"\\\\xff01\"}"));
    }
};

QTEST_APPLESS_MAIN(TestArrayText)
#include "tst_array_text.moc"
