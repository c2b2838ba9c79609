#include "core/sql/value_literal.h"

#include <QtTest>

using namespace relata;

class ValueLiteralTest : public QObject
{
    Q_OBJECT

private slots:
    void values();
    void prefix();
};

void ValueLiteralTest::values()
{
    DialectTraits plain;
    DialectTraits postgres;
    postgres.supportsBoolean = true;
    postgres.binaryLiteral = BinaryLiteral::ByteaHex;
    auto literal = [](const Value& value, const DialectTraits& traits) {
        return valueLiteral(value.view(), traits);
    };
    QCOMPARE(literal(Value(), plain), std::string("NULL"));
    QCOMPARE(literal(Value(""), plain), std::string("''"));
    QCOMPARE(literal(Value(std::int64_t(-5)), plain), std::string("-5"));
    QCOMPARE(literal(Value(INT64_MIN), plain), std::string("(-9223372036854775807 - 1)"));
    QCOMPARE(literal(Value::real(0.1), plain), std::string("0.1"));
    QCOMPARE(literal(Value::real(3), plain), std::string("3.0"));
    QCOMPARE(literal(Value::boolean(true), plain), std::string("1"));
    QCOMPARE(literal(Value::boolean(true), postgres), std::string("true"));
    QCOMPARE(literal(Value::tagged(ValueTag::Number, "12.50"), plain), std::string("12.50"));
    QCOMPARE(literal(Value::tagged(ValueTag::Number, "NaN"), plain), std::string("'NaN'"));
    QCOMPARE(literal(Value::binary(std::string("\0\xff", 2)), plain), std::string("X'00ff'"));
    QCOMPARE(literal(Value::binary(std::string("\0\xff", 2)), postgres), std::string("'\\x00ff'::bytea"));
    QCOMPARE(literal(Value(std::string("a\0b", 3)), plain), std::string("CAST(X'610062' AS TEXT)"));
    QCOMPARE(literal(Value("O'Neil"), plain), std::string("'O''Neil'"));
}

void ValueLiteralTest::prefix()
{
    DialectTraits traits;
    QCOMPARE(insertPrefix("s", "my table", {"a", "b c"}, traits),
        std::string("INSERT INTO s.\"my table\" (a, \"b c\") VALUES"));
}

QTEST_APPLESS_MAIN(ValueLiteralTest)
#include "tst_value_literal.moc"
