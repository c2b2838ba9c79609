// What a person types becomes exactly that value or is refused in words, and checks are told before the
// server where that is sure.
#include "core/builtin/builtin.h"
#include "core/editing/cell_text.h"
#include "core/editing/check_evaluator.h"
#include "core/editing/edit_validation.h"
#include "core/engine/registry.h"

#include <QTest>

using namespace relata;

namespace {

Column columnOf(TypeKind kind)
{
    Column column;
    column.name = "c";
    column.type = SqlType::of(kind);
    return column;
}

Column numeric(int precision, int scale)
{
    Column column = columnOf(TypeKind::Numeric);
    column.type = SqlType::numeric(precision, scale);
    return column;
}

} // namespace

Q_DECLARE_METATYPE(relata::TypeKind)

class EditValidationTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }

    void truthsAreWords()
    {
        Column column;
        column.type = SqlType::of(TypeKind::Boolean);
        QCOMPARE(cellText(Value(1), column), std::string("true"));
        QCOMPARE(cellText(Value(0), column), std::string("false"));
        QCOMPARE(cellText(Value(2), column), std::string("2")); // as it is
        column.type = SqlType::of(TypeKind::Integer);
        QCOMPARE(cellText(Value(1), column), std::string("1"));
    }

    void typedTextIsTheValue_data()
    {
        QTest::addColumn<TypeKind>("kind");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("value"); // "" = refused
        auto row = [](TypeKind kind, const char* text, const char* value) {
            QTest::addRow("%s %s", toString(kind), text) << kind << text << value;
        };
        row(TypeKind::Integer, " 12 ", "12");
        row(TypeKind::BigInteger, "9223372036854775807", "9223372036854775807");
        row(TypeKind::BigInteger, "-9223372036854775808", "-9223372036854775808");
        row(TypeKind::BigInteger, "9223372036854775808", "");
        row(TypeKind::Integer, "1.5", "");
        row(TypeKind::Integer, "", "");
        row(TypeKind::Integer, "0x10", "");
        row(TypeKind::Numeric, "-1234567890123456789012345678.0123456789",
            "-1234567890123456789012345678.0123456789");
        row(TypeKind::Numeric, "1,5", "");
        row(TypeKind::Numeric, ".5", ".5");
        row(TypeKind::Numeric, "-", "");
        row(TypeKind::Double, "1e308", "1e308");
        row(TypeKind::Double, "NaN", "NaN");
        row(TypeKind::Double, "one", "");
        row(TypeKind::Boolean, "Yes", "true");
        row(TypeKind::Boolean, "0", "false");
        row(TypeKind::Boolean, "2", "");
        row(TypeKind::Date, "0001-01-01", "0001-01-01");
        row(TypeKind::Date, "9999-12-31", "9999-12-31");
        row(TypeKind::Date, "2024-02-29", "2024-02-29");
        row(TypeKind::Date, "2023-02-29", "");
        row(TypeKind::Date, "1900-02-29", "");
        row(TypeKind::Date, "2023-13-01", "");
        row(TypeKind::Date, "29.2.2024", "");
        row(TypeKind::Date, "infinity", "infinity");
        row(TypeKind::Date, "0044-03-15 BC", "0044-03-15 BC");
        row(TypeKind::Time, "23:59:59.999999", "23:59:59.999999");
        row(TypeKind::Time, "24:30", "");
        row(TypeKind::DateTime, "2024-02-29T13:05:09.25+02:00", "2024-02-29T13:05:09.25+02:00");
        row(TypeKind::DateTime, "2024-02-30 13:05", "");
        row(TypeKind::DateTime, "2024-02-29 25:00", "");
        row(TypeKind::LargeBinary, "0x00fF", "00ff");
        row(TypeKind::LargeBinary, "\\x00", "00");
        row(TypeKind::LargeBinary, "base64:AP8=", "00ff");
        row(TypeKind::LargeBinary, "base64:AP8", "00ff");
        row(TypeKind::LargeBinary, "base64:A", "");
        row(TypeKind::LargeBinary, "0x0", "");
        row(TypeKind::LargeBinary, "zz", "");
        row(TypeKind::Json, "{\"a\": [1, 1.50]}", "{\"a\": [1, 1.50]}");
        row(TypeKind::Json, "{'a': 1}", "");
        row(TypeKind::Json, "123456789012345678901234567890", "123456789012345678901234567890");
        row(TypeKind::Uuid, "123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000");
        row(TypeKind::Uuid, "123e4567", "");
        row(TypeKind::Bit, "0101", "0101");
        row(TypeKind::Bit, "012", "");
        row(TypeKind::Text, "  as it is ", "  as it is ");
        row(TypeKind::Unknown, "007", "007");
    }
    void typedTextIsTheValue()
    {
        QFETCH(TypeKind, kind);
        QFETCH(QString, text);
        QFETCH(QString, value);
        Column column = columnOf(kind);
        Result<Value> parsed = parseCell(text.toStdString(), column);
        QCOMPARE(parsed.has_value(), !value.isEmpty());
        if (!parsed) {
            QVERIFY(!parsed.error().message.empty());
            QVERIFY(!parsed.error().hint.empty());
            return;
        }
        QCOMPARE(parsed->toText(), value.toStdString());
        // And back: what a cell shows is read as the same value.
        QCOMPARE(parseCell(cellText(*parsed, column), column)->toText(), value.toStdString());
    }

    void valuesThatAreNotTheColumnsAreToldBefore()
    {
        const SqlDialect& postgres = *findDialect("postgresql");
        const SqlDialect& sqlite = *findDialect("sqlite");
        auto says = [&](const Column& column, const PendingValue& value, const SqlDialect& dialect) {
            std::optional<EditProblem> problem = validateCell(column, value, false, dialect);
            return problem ? problem->message : std::string();
        };
        Column text = columnOf(TypeKind::String);
        text.type.length = 3;
        QCOMPARE(says(text, Value("äöü"), postgres), std::string());
        QCOMPARE(says(text, Value("äöü!"), postgres), std::string("c takes 3 characters; these are 4."));
        QCOMPARE(says(text, Value("long enough"), sqlite), std::string()); // SQLite does not mind
        auto number = [](const char* digits) { return Value::tagged(ValueTag::Number, digits); };
        QCOMPARE(says(numeric(5, 2), number("999.99"), postgres), std::string());
        QCOMPARE(says(numeric(5, 2), number("-000999.9900"), postgres), std::string());
        QCOMPARE(
            says(numeric(5, 2), number("1000"), postgres), std::string("c takes 3 digits before the point."));
        QCOMPARE(says(numeric(5, 2), number("1.005"), postgres),
            std::string("c takes 2 decimals; the rest would be rounded."));
        // SQLite has doubles where others have exact numbers: digits that it would drop are not taken.
        for (const char* kept : {"999.995", "-0.000000000012345", "123456789012345e9", "9223372036854775807",
                 "1000000000000000000000000"})
            QCOMPARE(says(numeric(38, 10), number(kept), sqlite), std::string());
        QCOMPARE(says(numeric(38, 10), number("1234567890123456.5"), sqlite),
            std::string(
                "c keeps 15 digits of such a number here, and these are 17: the rest would be lost. A "
                "column of type TEXT keeps them."));
        QVERIFY(!says(numeric(38, 10), number("9223372036854775807000001"), sqlite).empty());
        QVERIFY(!says(columnOf(TypeKind::Integer), number("12345678901234567891"), sqlite).empty());
        QVERIFY(says(columnOf(TypeKind::Integer), number("9223372036854775807"), sqlite).empty());
        QVERIFY(!says(columnOf(TypeKind::SmallInteger), Value(32768), postgres).empty());
        QVERIFY(says(columnOf(TypeKind::SmallInteger), Value(-32768), postgres).empty());
        QVERIFY(says(columnOf(TypeKind::BigInteger), Value(INT64_MIN), postgres).empty());
        Column required = columnOf(TypeKind::Text);
        required.nullable = false;
        QCOMPARE(says(required, PendingValue::null(), postgres), std::string("c may not be NULL."));
        QVERIFY(says(required, Value(""), postgres).empty());
        QVERIFY(!says(required, PendingValue::byDefault(), postgres).empty());
        Column computed = columnOf(TypeKind::Integer);
        computed.computed = Computed{};
        QCOMPARE(says(computed, Value(1), postgres), std::string("c is computed by the database."));
        Column always = columnOf(TypeKind::Integer);
        always.identity = Identity{true, {}, {}, {}, {}, {}, false, {}};
        QVERIFY(!whyNotEditable(always, true).empty());
        always.identity->always = false;
        QVERIFY(whyNotEditable(always, true).empty());
        Column mood = columnOf(TypeKind::Enum);
        mood.type.values = {"sad", "ok"};
        QCOMPARE(says(mood, Value("OK"), postgres), std::string("c takes one of sad, ok."));
    }

    void aNewRowNeedsItsValuesAndChecks()
    {
        Table table;
        table.name = "t";
        table.columns = {columnOf(TypeKind::Integer), columnOf(TypeKind::Integer), columnOf(TypeKind::Text)};
        table.columns[0].name = "id";
        table.columns[0].nullable = false;
        table.columns[0].autoincrement = Autoincrement::Auto;
        table.columns[1].name = "n";
        table.columns[1].nullable = false;
        table.columns[2].name = "note";
        CheckConstraint check;
        check.name = "ck_n";
        check.expression = {"n > 0 AND length(note) <= 3", ""};
        table.checkConstraints.push_back(check);
        PendingRow row;
        row.op = PendingOp::Insert;
        std::vector<EditProblem> problems = validateRow(table, row, *findDialect("sqlite"));
        QCOMPARE(problems.size(), std::size_t(1));
        QCOMPARE(problems[0].message, std::string("n needs a value."));
        row.changes = {{"n", Value(0)}, {"note", Value("abc")}};
        problems = validateRow(table, row, *findDialect("sqlite"));
        QCOMPARE(problems.size(), std::size_t(1));
        QCOMPARE(problems[0].constraint, std::string("ck_n"));
        QCOMPARE(problems[0].columns.front(), std::string("n"));
        row.changes[0].second = Value(5);
        QVERIFY(validateRow(table, row, *findDialect("sqlite")).empty());
        row.changes[1].second = Value("abcd");
        QCOMPARE(validateRow(table, row, *findDialect("sqlite")).size(), std::size_t(1));
        row.op = PendingOp::Delete;
        QVERIFY(validateRow(table, row, *findDialect("sqlite")).empty());
    }

    void checksAreToldWhereThatIsSure_data()
    {
        QTest::addColumn<QString>("check");
        QTest::addColumn<QString>("dialect");
        QTest::addColumn<QString>("outcome"); // of n = 5, t = 'abc', d = 2024-02-29, b = true, x = NULL
        auto row = [](const char* check, const char* outcome, const char* dialect = "") {
            QTest::addRow("%s", check) << check << dialect << outcome;
        };
        row("n > 0", "holds");
        row("n > 5.0", "violated");
        row("n >= 5.000", "holds");
        row("-1 < n", "holds");
        row("n < 99999999999999999999.5", "holds");
        row("n BETWEEN 1 AND 5 AND t = 'abc'", "holds");
        row("n NOT BETWEEN 1 AND 5", "violated");
        row("n IN (1, 2, 3)", "violated");
        row("t IN ('x', 'abc')", "holds");
        row("t NOT IN ('x', 'y')", "holds");
        row("t = 'ABC'", "unknown"); // a collation may ignore case
        row("t <> 'abd'", "holds");
        row("t < 'abd'", "unknown");
        row("x > 3", "holds"); // NULL passes
        row("x IS NOT NULL", "violated");
        row("NOT (n > 0)", "violated");
        row("NOT x = 1 OR n = 6", "holds");
        row("length(t) = 3 AND t = lower(t)", "holds");
        row("length(t) < 3", "violated");
        row("d > '2024-01-01'", "holds");
        row("b", "holds");
        row("n + 1 > 3", "unknown");
        row("n > 0 AND t LIKE 'a%'", "unknown");
        row("n < 0 AND unknown_function(t)", "unknown");
        row("missing > 3", "unknown");
        row("n = 6 AND missing > 3", "violated");
        row("((n > (0)::numeric) AND ((t)::text = ANY ((ARRAY['x'::character varying, 'y'::character "
            "varying])::text[])))",
            "violated", "postgresql");
        row("(length((t)::text) = 3)", "holds", "postgresql");
        row("n::boolean", "unknown", "postgresql");
        row("`n` > 5", "violated", "mysql");
        row("\"n\" > 5", "violated");
        row("n > ", "unknown");
        row("", "unknown");
        row("n > 0)", "unknown");
    }
    void checksAreToldWhereThatIsSure()
    {
        QFETCH(QString, check);
        QFETCH(QString, dialect);
        QFETCH(QString, outcome);
        CheckOutcome told = evaluateCheck(
            {check.toStdString(), dialect.toStdString()}, [](std::string_view name) -> std::optional<Value> {
                if (name == "n")
                    return Value(5);
                if (name == "t")
                    return Value("abc");
                if (name == "d")
                    return Value::tagged(ValueTag::Temporal, "2024-02-29");
                if (name == "b")
                    return Value::boolean(true);
                if (name == "x")
                    return Value();
                return std::nullopt;
            });
        const char* text = told == CheckOutcome::Holds ? "holds"
            : told == CheckOutcome::Violated           ? "violated"
                                                       : "unknown";
        QCOMPARE(QString(text), outcome);
        // Depth is bounded.
        std::string deep(5000, '(');
        QVERIFY(evaluateCheck({deep, ""}, [](std::string_view) { return std::optional<Value>(); })
            == CheckOutcome::Unknown);
    }
};

QTEST_GUILESS_MAIN(EditValidationTest)
#include "tst_edit_validation.moc"
