#include "core/dialects/postgresql/catalogue.h"
#include "core/dialects/postgresql/index_definition.h"

#include <QTest>

using namespace relata;
using namespace relata::postgresql;

class IndexDefinitionTest : public QObject
{
    Q_OBJECT

private slots:
    void whole();
    void hostileNames();
    void damaged_data();
    void damaged();
    void arrays();
    void parentheses_data();
    void parentheses();
    void storage();
};

namespace {

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

} // namespace

void IndexDefinitionTest::whole()
{
    IndexDefinition definition;
    QVERIFY(parseIndexDefinition(
        "CREATE UNIQUE INDEX i ON ONLY public.t USING btree (a DESC, lower((b)::text) COLLATE "
        "\"POSIX\" text_pattern_ops DESC NULLS LAST, c COLLATE app.german, ((d || ') ,'::text)), "
        "e tsvector_ops (siglen='100') NULLS FIRST) INCLUDE (f, \"g,)\") NULLS NOT DISTINCT "
        "WITH (fillfactor='50', x='a)') TABLESPACE fast WHERE ((a > 1) AND (b <> 'x)'::text))",
        definition));
    QVERIFY(definition.only);
    QVERIFY(definition.nullsNotDistinct);
    QCOMPARE(text(definition.method), QString("btree"));
    QCOMPARE(text(definition.storage), QString("fillfactor='50', x='a)'"));
    QCOMPARE(text(definition.where), QString("((a > 1) AND (b <> 'x)'::text))"));
    QCOMPARE(definition.elements.size(), std::size_t(5));
    QCOMPARE(text(definition.elements[0].expression.text), QString("a"));
    QVERIFY(definition.elements[0].descending);
    QVERIFY(!definition.elements[0].nullsFirst);
    QCOMPARE(text(definition.elements[1].expression.text), QString("lower((b)::text)"));
    QCOMPARE(text(definition.elements[1].collation), QString("POSIX"));
    QCOMPARE(text(definition.elements[1].operatorClass), QString("text_pattern_ops"));
    QCOMPARE(definition.elements[1].nullsFirst, std::optional(false));
    QCOMPARE(text(definition.elements[2].collation), QString("\"app\".\"german\""));
    QCOMPARE(text(definition.elements[3].expression.text), QString("((d || ') ,'::text))"));
    QCOMPARE(text(definition.elements[4].operatorClass), QString("tsvector_ops (siglen='100')"));
    QCOMPARE(definition.elements[4].nullsFirst, std::optional(true));
}

void IndexDefinitionTest::hostileNames()
{
    IndexDefinition definition;
    QVERIFY(parseIndexDefinition("CREATE INDEX \" ON x USING btree (\"\"\" ON \"a b\".\"USING btree (x)\" "
                                 "USING gin (\" DESC\", \"a\"\"b,c\")",
        definition));
    QCOMPARE(text(definition.method), QString("gin"));
    QCOMPARE(definition.elements.size(), std::size_t(2));
    QCOMPARE(text(definition.elements[0].expression.text), QString("\" DESC\""));
    QVERIFY(!definition.elements[0].descending);
    QCOMPARE(text(definition.elements[1].expression.text), QString("\"a\"\"b,c\""));
}

void IndexDefinitionTest::damaged_data()
{
    QTest::addColumn<QString>("sql");
    for (const char* sql : {"", "CREATE", "CREATE INDEX", "CREATE INDEX i ON t",
             "CREATE INDEX i ON t USING btree", "CREATE INDEX i ON t USING btree (",
             "CREATE INDEX i ON t USING btree ()", "CREATE INDEX i ON t USING btree (a",
             "CREATE INDEX i ON t USING btree (a,", "CREATE INDEX i ON t USING btree (a) SOMETHING NEW",
             "CREATE INDEX \"i ON t USING btree (a)", "CREATE INDEX i ON t USING btree ((a)"})
        QTest::newRow(sql) << QString(sql);
}

void IndexDefinitionTest::damaged()
{
    QFETCH(QString, sql);
    IndexDefinition definition;
    QVERIFY(!parseIndexDefinition(sql.toStdString(), definition));
}

void IndexDefinitionTest::arrays()
{
    QCOMPARE(parseArray("{}").size(), std::size_t(0));
    QCOMPARE(parseArray("").size(), std::size_t(0));
    std::vector<std::string> expected{"a", "b, c", "d\"e\\f", "", "", "NULL", "{x}"};
    QVERIFY(parseArray("{a,\"b, c\",\"d\\\"e\\\\f\",\"\",NULL,\"NULL\",\"{x}\"}") == expected);
    QVERIFY(parseNumbers("1 -2 3") == (std::vector<int>{1, -2, 3}));
    QVERIFY(parseNumbers("10,20") == (std::vector<int>{10, 20}));
    QVERIFY(parseNumbers("").empty());
}

void IndexDefinitionTest::parentheses_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("expected");
    QTest::newRow("one pair") << "(a > 0)"
                              << "a > 0";
    QTest::newRow("nested") << "((a) > (b))"
                            << "(a) > (b)";
    QTest::newRow("two groups") << "(a) OR (b)"
                                << "(a) OR (b)";
    QTest::newRow("in a string") << "(a <> ')(')"
                                 << "a <> ')('";
    QTest::newRow("in a name") << "(\")(\" > 0)"
                               << "\")(\" > 0";
    QTest::newRow("doubled quote") << "(a <> 'it''s )')"
                                   << "a <> 'it''s )'";
    QTest::newRow("none") << "true"
                          << "true";
    QTest::newRow("empty") << ""
                           << "";
    QTest::newRow("call") << "f(a)"
                          << "f(a)";
}

void IndexDefinitionTest::parentheses()
{
    QFETCH(QString, expression);
    QFETCH(QString, expected);
    QCOMPARE(text(withoutParentheses(expression.toStdString())), expected);
}

void IndexDefinitionTest::storage()
{
    QCOMPARE(text(storageText("{fillfactor=70,\"x=it's\"}")), QString("fillfactor='70', x='it''s'"));
    QCOMPARE(text(storageText("{autovacuum_enabled=false}", "toast.")),
        QString("toast.autovacuum_enabled='false'"));
    QCOMPARE(text(storageText("{pg_attver=12,n_distinct=5}")), QString("n_distinct='5'"));
    QVERIFY(storageText("").empty());
}

QTEST_GUILESS_MAIN(IndexDefinitionTest)
#include "tst_index_definition.moc"
