#include "core/editing/row_filter.h"
#include "core/editing/value_statistics.h"

#include <QTest>

using namespace relata;

namespace {

Column column(TypeKind kind)
{
    Column result;
    result.name = "c";
    result.type = SqlType::of(kind);
    return result;
}

std::string describe(const RowCondition& condition)
{
    static const char* const names[] = {
        "=", "<>", "<", "<=", ">", ">=", "between", "in", "contains", "null", "not null"};
    std::string text = names[static_cast<int>(condition.op)];
    for (const Value& value : condition.values)
        text += "|" + value.toText();
    return text;
}

} // namespace

class RowFilterTest final : public QObject
{
    Q_OBJECT

private slots:
    void conditions_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("expected"); // "" = none, "!" = an error
        auto row = [](const char* text, TypeKind kind, const char* expected) {
            QTest::addRow("%s %s", toString(kind), text) << text << static_cast<int>(kind) << expected;
        };
        row("", TypeKind::Integer, "");
        row("   ", TypeKind::Text, "");
        row("10", TypeKind::Integer, "=|10");
        row(" > 10 ", TypeKind::Integer, ">|10");
        row(">=10", TypeKind::Integer, ">=|10");
        row("<10.5", TypeKind::Numeric, "<|10.5");
        row("<=1e3", TypeKind::Double, "<=|1e3");
        row("!=3", TypeKind::Integer, "<>|3");
        row("<>3", TypeKind::Integer, "<>|3");
        row("1..5", TypeKind::Integer, "between|1|5");
        row("1 ..", TypeKind::Integer, ">=|1");
        row("..5", TypeKind::Integer, "<=|5");
        row("1, 2,3", TypeKind::Integer, "in|1|2|3");
        row("1,", TypeKind::Integer, "=|1");
        row("abc", TypeKind::Integer, "!");
        row(">abc", TypeKind::Integer, "!");
        row("1..x", TypeKind::Integer, "!");
        row("1, x", TypeKind::Integer, "!");
        row(">", TypeKind::Integer, "!");
        row("=", TypeKind::Text, "!");
        row("~", TypeKind::Text, "!");
        row("99999999999999999999", TypeKind::BigInteger, "=|99999999999999999999");
        row("null", TypeKind::Integer, "null");
        row("!NULL", TypeKind::Text, "not null");
        row("\"null\"", TypeKind::Text, "contains|null");
        row("=\"null\"", TypeKind::Text, "=|null");
        row("red", TypeKind::Text, "contains|red");
        row("=red", TypeKind::Text, "=|red");
        row("=a, b", TypeKind::Text, "in|a|b");
        row("=\"a, b\"", TypeKind::Text, "=|a, b");
        row("a, b", TypeKind::Text, "contains|a, b");
        row("=\"\"", TypeKind::Text, "=|");
        row("~50%", TypeKind::Text, "contains|50%");
        row("~5", TypeKind::Integer, "contains|5");
        row("2020-01-01..2020-12-31", TypeKind::Date, "between|2020-01-01|2020-12-31");
        row("a..m", TypeKind::String, "between|a|m");
        row("true", TypeKind::Boolean, "=|true");
        row("0", TypeKind::Boolean, "=|false");
        row("maybe", TypeKind::Boolean, "!");
        row("7", TypeKind::Unknown, "contains|7");
        row("=7", TypeKind::Unknown, "=|7");
    }
    void conditions()
    {
        QFETCH(QString, text);
        QFETCH(int, kind);
        QFETCH(QString, expected);
        Column filtered = column(static_cast<TypeKind>(kind));
        auto parsed = parseRowFilter(text.toStdString(), 3, filtered);
        if (expected == "!") {
            QVERIFY(!parsed);
            QCOMPARE(parsed.error().kind, ErrorKind::Argument);
            QVERIFY(!parsed.error().message.empty());
            return;
        }
        QVERIFY2(parsed.has_value(), parsed ? "" : parsed.error().message.c_str());
        QCOMPARE(parsed->has_value(), !expected.isEmpty());
        if (!parsed->has_value())
            return;
        QCOMPARE((*parsed)->column, std::size_t(3));
        QCOMPARE(QString::fromStdString(describe(**parsed)), expected);
        // Written out and read again it is the same.
        auto again = parseRowFilter(rowFilterText(**parsed, filtered), 3, filtered);
        QVERIFY(again && again->has_value());
        QCOMPARE(QString::fromStdString(describe(**again)), expected);
    }

    void statistics()
    {
        ValueStatistics none;
        QCOMPARE(none.sum(), std::string());
        QCOMPARE(none.least(), std::string());
        ValueStatistics mixed;
        for (const Value& value :
            {Value(3), Value(), Value(-4), Value::tagged(ValueTag::Number, "10.25"), Value("text"), Value(3)})
            mixed.add(value.view());
        QCOMPARE(mixed.count(), 6);
        QCOMPARE(mixed.nulls(), 1);
        QCOMPARE(mixed.numbers(), 4);
        QCOMPARE(mixed.sum(), std::string("12.25"));
        QCOMPARE(mixed.average(), std::string("3.0625"));
        QCOMPARE(mixed.least(), std::string("-4"));
        QCOMPARE(mixed.greatest(), std::string("10.25"));
        QCOMPARE(mixed.distinct(), std::size_t(4));
        ValueStatistics cents;
        for (int i = 0; i < 10; ++i)
            cents.add(Value::tagged(ValueTag::Number, "0.10").view());
        QCOMPARE(cents.sum(), std::string("1.00"));
        ValueStatistics large;
        large.add(Value(std::int64_t(9007199254740993)).view());
        large.add(Value(std::int64_t(2)).view());
        QCOMPARE(large.sum(), std::string("9007199254740995"));
        ValueStatistics words;
        words.add(Value("pear").view());
        words.add(Value("apple").view());
        QCOMPARE(words.sum(), std::string());
        QCOMPARE(words.least(), std::string("apple"));
        QCOMPARE(words.greatest(), std::string("pear"));
    }
};

QTEST_GUILESS_MAIN(RowFilterTest)
#include "tst_row_filter.moc"
