#include "core/sql/identifier_preparer.h"

#include <QtTest>

using namespace relata;

namespace {

const std::unordered_set<std::string> reserved = {"order", "select"};

DialectTraits traitsOf(char open, char close, CaseFolding folding)
{
    DialectTraits traits;
    traits.quoteOpen = open;
    traits.quoteClose = close;
    traits.caseFolding = folding;
    traits.reservedWords = &reserved;
    return traits;
}

} // namespace

class IdentifierPreparerTest : public QObject
{
    Q_OBJECT

private slots:
    void quotesOnlyWhereNeeded_data();
    void quotesOnlyWhereNeeded();
    void hostileNamesStayInside();
    void literals();
    void truncation();
};

void IdentifierPreparerTest::quotesOnlyWhereNeeded_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("lower"); // PostgreSQL
    QTest::addColumn<QString>("preserve"); // SQLite
    QTest::addColumn<QString>("upper"); // Oracle
    QTest::newRow("plain") << "orders"
                           << "orders"
                           << "orders"
                           << "orders";
    QTest::newRow("reserved") << "order"
                              << R"("order")"
                              << R"("order")"
                              << R"("order")";
    QTest::newRow("mixed case") << "Orders"
                                << R"("Orders")"
                                << "Orders"
                                << R"("Orders")";
    QTest::newRow("reserved, upper case") << "ORDER"
                                          << R"("ORDER")"
                                          << R"("ORDER")"
                                          << R"("ORDER")";
    QTest::newRow("digit first") << "1st"
                                 << R"("1st")"
                                 << R"("1st")"
                                 << R"("1st")";
    QTest::newRow("underscore first") << "_x"
                                      << "_x"
                                      << "_x"
                                      << R"("_x")";
    QTest::newRow("empty") << ""
                           << R"("")"
                           << R"("")"
                           << R"("")";
    QTest::newRow("letters beyond ASCII") << "naïve"
                                          << R"("naïve")"
                                          << R"("naïve")"
                                          << R"("naïve")";
}

void IdentifierPreparerTest::quotesOnlyWhereNeeded()
{
    QFETCH(QString, name);
    QFETCH(QString, lower);
    QFETCH(QString, preserve);
    QFETCH(QString, upper);
    auto quote = [&](CaseFolding folding) {
        DialectTraits traits = traitsOf('"', '"', folding);
        return QString::fromStdString(IdentifierPreparer(traits).quote(name.toStdString()));
    };
    QCOMPARE(quote(CaseFolding::Lower), lower);
    QCOMPARE(quote(CaseFolding::Preserve), preserve);
    QCOMPARE(quote(CaseFolding::Upper), upper);
}

void IdentifierPreparerTest::hostileNamesStayInside()
{
    DialectTraits standard = traitsOf('"', '"', CaseFolding::Lower);
    QCOMPARE(IdentifierPreparer(standard).quote("a\"; DROP TABLE x; --"),
        std::string("\"a\"\"; DROP TABLE x; --\""));
    DialectTraits backticks = traitsOf('`', '`', CaseFolding::Preserve);
    QCOMPARE(IdentifierPreparer(backticks).quote("a`b"), std::string("`a``b`"));
    DialectTraits brackets = traitsOf('[', ']', CaseFolding::Preserve);
    QCOMPARE(IdentifierPreparer(brackets).quote("a]b[c"), std::string("[a]]b[c]"));
    QCOMPARE(IdentifierPreparer(standard).qualified("s.x", "t"), std::string("\"s.x\".t"));
    QCOMPARE(IdentifierPreparer(standard).quotedList({"a", "order"}), std::string("a, \"order\""));
}

void IdentifierPreparerTest::literals()
{
    DialectTraits traits;
    QCOMPARE(IdentifierPreparer(traits).literal("it's \\"), std::string("'it''s \\'"));
    traits.backslashEscapes = true;
    QCOMPARE(IdentifierPreparer(traits).literal("it's \\"), std::string("'it''s \\\\'"));
}

void IdentifierPreparerTest::truncation()
{
    DialectTraits traits;
    traits.maxIdentifierLength = 20;
    IdentifierPreparer identifiers(traits);
    QCOMPARE(identifiers.truncated("short"), std::string("short"));
    std::string a = identifiers.truncated("fk_a_very_long_name_of_one_key");
    std::string b = identifiers.truncated("fk_a_very_long_name_of_another");
    QCOMPARE(a, std::string("fk_a_very_lo_43ba")); // SQLAlchemy's
    QVERIFY(a != b);
    traits.identifierLengthInBytes = true;
    QVERIFY(IdentifierPreparer(traits).truncated("ééééééééééééé").size() <= 20);
}

QTEST_APPLESS_MAIN(IdentifierPreparerTest)
#include "tst_identifier_preparer.moc"
