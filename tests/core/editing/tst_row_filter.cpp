#include "core/editing/row_filter.h"
#include "core/editing/value_statistics.h"
#include "core/editing/where_text.h"

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
    static const char* const names[] = {"=", "<>", "<", "<=", ">", ">=", "between", "in", "contains", "null",
        "not null", "not in", "within", "not within"};
    std::string text = names[static_cast<int>(condition.op)];
    for (const Value& value : condition.values)
        text += value.isNull() ? "|NULL" : "|" + value.toText();
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
        row("1, null, 3", TypeKind::Integer, "in|1|NULL|3");
        row("null,", TypeKind::Integer, "in|NULL");
        row("=a, null", TypeKind::Text, "in|a|NULL");
        row("=a, \"null\"", TypeKind::Text, "in|a|null");
        row("!=1, 2", TypeKind::Integer, "not in|1|2");
        row("!=a, null", TypeKind::Text, "not in|a|NULL");
        row("!=1, x", TypeKind::Integer, "!");
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

    // In the small hours of Thursday, 29 February 2024, in Berlin: still Wednesday in UTC.
    void datesInWords_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("days"); // over a date column
        QTest::addColumn<QString>("times"); // over a timestamp
        auto row = [](const char* text, const char* days, const char* times = "") {
            QTest::newRow(text) << text << days << (*times ? times : days);
        };
        row("today", "within|2024-02-29|2024-03-01");
        row("Yesterday", "within|2024-02-28|2024-02-29");
        row("tomorrow", "within|2024-03-01|2024-03-02");
        row("this week", "within|2024-02-26|2024-03-04");
        row("last  week", "within|2024-02-19|2024-02-26");
        row("next week", "within|2024-03-04|2024-03-11");
        row("this month", "within|2024-02-01|2024-03-01");
        row("last month", "within|2024-01-01|2024-02-01");
        row("next month", "within|2024-03-01|2024-04-01");
        row("this year", "within|2024-01-01|2025-01-01");
        row("last year", "within|2023-01-01|2024-01-01");
        row("last 7 days", "within|2024-02-23|2024-03-01");
        row("last 1 day", "within|2024-02-29|2024-03-01");
        row("next 2 weeks", "within|2024-02-29|2024-03-14");
        row("last 2 months", "within|2023-12-30|2024-03-01");
        row("2024", "within|2024-01-01|2025-01-01");
        row("2024-02", "within|2024-02-01|2024-03-01");
        row("2024-12", "within|2024-12-01|2025-01-01");
        row("=2024-02", "within|2024-02-01|2024-03-01");
        row("2024-02-29", "=|2024-02-29", "within|2024-02-29|2024-03-01");
        row("!=2024-02", "not within|2024-02-01|2024-03-01");
        row(">this month", ">=|2024-03-01");
        row(">=last month", ">=|2024-01-01");
        row("<2023", "<|2023-01-01");
        row("<=2023", "<|2024-01-01");
        row("2023..2024-02", "within|2023-01-01|2024-03-01");
        row("last month..today", "within|2024-01-01|2024-03-01");
        row("..yesterday", "<|2024-02-29");
        row("2024-02..", ">=|2024-02-01");
        row("2024-01-01..2024-01-31", "between|2024-01-01|2024-01-31", "within|2024-01-01|2024-02-01");
        row("last 3 hours", "!", "within|2024-02-28 21:30:15|2024-02-29 00:30:16");
        row("last 90 minutes", "!", "within|2024-02-28 23:00:15|2024-02-29 00:30:16");
        row("next 1 hour", "!", "within|2024-02-29 00:30:15|2024-02-29 01:30:15");
        row("2024-02-30", "=|2024-02-30");
        row("todya", "!");
        row("last days", "!");
        row("last 0 days", "!");
        row("today, yesterday", "!");
        row("infinity", "=|infinity");
        row("null", "null");
    }
    void datesInWords()
    {
        QFETCH(QString, text);
        QFETCH(QString, days);
        QFETCH(QString, times);
        qputenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3");
        tzset();
        const std::time_t now = 1709163015; // 2024-02-28T23:30:15Z
        for (const auto& [kind, expected] :
            {std::pair(TypeKind::Date, days), std::pair(TypeKind::DateTime, times)}) {
            const Column filtered = column(kind);
            auto parsed = parseRowFilter(text.toStdString(), 3, filtered, now);
            if (expected == "!") {
                QVERIFY2(!parsed, qPrintable(text));
                QVERIFY(!parsed.error().hint.empty());
                continue;
            }
            QVERIFY2(parsed && *parsed, parsed ? "" : parsed.error().message.c_str());
            QCOMPARE(QString::fromStdString(describe(**parsed)), expected);
            // Words stay words; what is no word is none.
            const bool inWords = (*parsed)->op == RowOperator::Within || expected.startsWith("not within")
                || !(*parsed)->words.empty();
            if (inWords)
                QCOMPARE(rowFilterText(**parsed, filtered),
                    text.simplified().toStdString() == text.toStdString() ? text.toStdString()
                                                                          : (*parsed)->words);
            auto again = parseRowFilter(rowFilterText(**parsed, filtered), 3, filtered, now);
            QVERIFY(again && *again);
            QCOMPARE(QString::fromStdString(describe(**again)), expected);
        }
    }

    void wordsMoveWithTheClock()
    {
        qputenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3");
        tzset();
        std::vector<Column> columns{column(TypeKind::DateTime)};
        columns[0].type.timezone = true;
        const std::time_t winter = 1711753200; // 2024-03-30, the day before summer time
        auto parsed = parseRowFilter("tomorrow", 0, columns[0], winter);
        QVERIFY(parsed && *parsed);
        QCOMPARE(QString::fromStdString(describe(**parsed)),
            "within|2024-03-31 00:00:00+01:00|2024-04-01 00:00:00+02:00");
        const auto later = withWordsOfNow({**parsed}, columns, winter + 86400);
        QCOMPARE(QString::fromStdString(describe(later.at(0))),
            "within|2024-04-01 00:00:00+02:00|2024-04-02 00:00:00+02:00");
        QCOMPARE(rowFilterText(later.at(0), columns[0]), std::string("tomorrow"));
    }

    void whereTexts_data()
    {
        QTest::addColumn<QString>("dialect");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<int>("position"); // of the fault; -1: none
        auto row = [](const char* dialect, const char* text, const char* expected, int position = -1) {
            QTest::addRow("%s: %s", dialect, text) << dialect << text << expected << position;
        };
        row("sqlite", "  a = 1 ", "a = 1");
        row("sqlite", "", "");
        row("sqlite", " -- nothing", "");
        row("sqlite", "where a = 1 -- why", "a = 1");
        row("sqlite", "a IN (SELECT id FROM b)", "a IN (SELECT id FROM b)");
        row("sqlite", "a = ';)' AND [;(] = 1", "a = ';)' AND [;(] = 1");
        row("sqlite", "a = 1; DROP TABLE t", "", 5);
        row("sqlite", "a = 1) OR (1 = 1", "", 5);
        row("sqlite", "(a = (1)", "", 0);
        row("sqlite", "a = 'x", "", 4);
        row("sqlite", "\"a = 1", "", 0);
        row("sqlite", "a = ?", "", 4);
        row("sqlite", "a = :name", "", 4);
        row("sqlite", "a = 1 /* open", "a = 1"); // a comment up to the end there
        row("postgresql", "a = 1 /* open", "", 6);
        row("postgresql", "a = $1", "", 4);
        row("postgresql", "a = $$;)$$ AND b ? 'key'", "a = $$;)$$ AND b ? 'key'");
        row("postgresql", "a = $x$ ; $x", "", 4);
        row("postgresql", "a = E'\\';'", "a = E'\\';'");
        row("mysql", "a = '\\';'", "a = '\\';'");
        row("mysql", "a = 1 # rest)", "a = 1");
        row("mysql", "a = 1 /*! ) OR 1=1 */", "", 6);
        row("mysql", "a = 1 /*M! UNION */ AND b", "", 6);
        row("mysql", "a = @limit", "a = @limit");
        row("mysql", "`a)` = 1", "`a)` = 1");
    }
    void whereTexts()
    {
        QFETCH(QString, dialect);
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QFETCH(int, position);
        const auto result = checkWhereText(text.toStdString(), LexicalRules::of(dialect.toStdString()));
        QCOMPARE(result.has_value(), position < 0);
        if (result) {
            QCOMPARE(QString::fromStdString(*result), expected);
            return;
        }
        QCOMPARE(result.error().position, position);
        QVERIFY(!result.error().message.empty());
        QVERIFY(!result.error().hint.empty());
    }

    void whereErrorsHavePlaces()
    {
        Error error;
        error.position = 40;
        QVERIFY(whereErrorPosition(error, "nope = 1", 36) == std::optional<std::size_t>(4));
        QVERIFY(!whereErrorPosition(error, "nope = 1", 50));
        error.position = -1;
        error.message = "no such column: nope";
        QVERIFY(whereErrorPosition(error, "a = 1 AND nope = 1", {}) == std::optional<std::size_t>(10));
        error.detail = "Unknown column 'NOPE' in 'where clause'";
        QVERIFY(whereErrorPosition(error, "a = 1 AND nope = 1", {}) == std::optional<std::size_t>(10));
        error.detail =
            "You have an error in your SQL syntax; check the manual for the right syntax to use near '= "
            "= 1\n) LIMIT 64' at line 2";
        QVERIFY(whereErrorPosition(error, "a = = 1", {}) == std::optional<std::size_t>(2));
        error.detail = "The disk is full";
        QVERIFY(!whereErrorPosition(error, "a = = 1", {}));
        const LexicalRules& rules = LexicalRules::sqlite();
        QCOMPARE(whereWordStart("a = 1 AND nam", 13, rules), std::size_t(10));
        QCOMPARE(whereWordStart("a = 1 AND nam", 12, rules), std::size_t(10));
        QCOMPARE(whereWordStart("a = 'nam", 8, rules), std::size_t(8));
        QCOMPARE(whereWordStart("a = 17", 6, rules), std::size_t(6));
        QCOMPARE(whereWordStart("a = ", 4, rules), std::size_t(4));
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
