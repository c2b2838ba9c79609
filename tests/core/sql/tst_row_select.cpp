// The text of browsing statements: no database. Whether the rows are right is tested in tests/core/editing.
#include "core/sql/ddl_compiler.h"
#include "core/sql/row_select.h"

#include <QTest>

using namespace relata;

namespace {

class PlainTypes final : public TypeCompiler
{
public:
    using TypeCompiler::TypeCompiler;

protected:
    std::string compileGeneric(const SqlType&) const override { return "TEXT"; }
};

class TestDialect final : public SqlDialect
{
public:
    explicit TestDialect(DialectTraits traits)
        : m_traits(std::move(traits)), m_types(m_traits), m_ddl(m_traits, m_types)
    { }
    const DialectTraits& traits() const override { return m_traits; }
    const TypeCompiler& typeCompiler() const override { return m_types; }
    const DdlCompiler& ddlCompiler() const override { return m_ddl; }
    std::string rowIdentity(const Table&) const override { return m_identity; }
    CellPrefix cellPrefix(const Column& column, std::size_t length) const override
    {
        if (!m_prefixes || column.type.kind != TypeKind::Text)
            return {};
        std::string name = identifiers().quote(column.name);
        return {"left(" + name + ", " + std::to_string(length) + ")", "octet_length(" + name + ")"};
    }

    std::string m_identity;
    bool m_prefixes = false;

private:
    DialectTraits m_traits;
    PlainTypes m_types;
    DdlCompiler m_ddl;
};

DialectTraits questionMarks()
{
    DialectTraits traits;
    traits.supportsRowValues = true;
    return traits;
}

DialectTraits numbered()
{
    DialectTraits traits;
    traits.paramStyle = ParamStyle::Numbered;
    traits.supportsRowValues = true;
    traits.supportsNullsOrder = true;
    traits.nullsSortHigh = true;
    traits.caseFolding = CaseFolding::Lower;
    return traits;
}

Column column(std::string name, TypeKind kind, bool nullable)
{
    Column result;
    result.name = std::move(name);
    result.type = SqlType::of(kind);
    result.nullable = nullable;
    return result;
}

// id, a, b are NOT NULL; note and price may be NULL.
Table sampleTable(std::vector<std::string> key)
{
    Table table;
    table.name = "t";
    table.columns = {column("id", TypeKind::Integer, false), column("a", TypeKind::Integer, false),
        column("b", TypeKind::String, false), column("note", TypeKind::Text, true),
        column("price", TypeKind::Numeric, true)};
    table.primaryKey.columns = std::move(key);
    return table;
}

IndexElement element(std::string name)
{
    IndexElement result;
    result.column = std::move(name);
    return result;
}

RowRange after(RowPlace place, std::int64_t limit)
{
    RowRange range;
    range.place = std::move(place);
    range.limit = limit;
    return range;
}

QString text(const SqlStatement& statement)
{
    return QString::fromStdString(statement.sql);
}

} // namespace

class RowSelectTest final : public QObject
{
    Q_OBJECT

private slots:
    void firstWindow()
    {
        TestDialect dialect(questionMarks());
        BrowseSelect select(browseTarget(sampleTable({"id"}), dialect), {}, dialect);
        RowRange range;
        range.limit = 100;
        QCOMPARE(text(select.rows(range)), "SELECT id, a, b, note, price FROM t ORDER BY id LIMIT 100");
        range.backward = true;
        range.offset = 5;
        QCOMPARE(text(select.rows(range)),
            "SELECT id, a, b, note, price FROM t ORDER BY id DESC LIMIT 100 OFFSET 5");
        QVERIFY(select.followsKey());
    }

    void windowsByKey()
    {
        TestDialect dialect(questionMarks());
        BrowseSelect select(browseTarget(sampleTable({"id"}), dialect), {}, dialect);
        SqlStatement statement = select.places(after({Value(7)}, 10));
        QCOMPARE(text(statement), "SELECT id FROM t WHERE id > ? ORDER BY id LIMIT 10");
        QCOMPARE(statement.parameters, std::vector<Value>{Value(7)});
        RowRange range = after({Value(7)}, 10);
        range.bound = RowRange::Bound::At;
        QCOMPARE(text(select.places(range)), "SELECT id FROM t WHERE id >= ? ORDER BY id LIMIT 10");
        range.bound = RowRange::Bound::Before;
        range.backward = true;
        QCOMPARE(text(select.places(range)), "SELECT id FROM t WHERE id < ? ORDER BY id DESC LIMIT 10");
        QCOMPARE(
            text(select.count({Value(1)}, {Value(9)})), "SELECT count(*) FROM t WHERE id >= ? AND id < ?");
        QCOMPARE(text(select.count()), "SELECT count(*) FROM t");
    }

    void compositeKeysAsRowValues()
    {
        TestDialect dialect(numbered());
        BrowseSelect select(browseTarget(sampleTable({"a", "b"}), dialect), {}, dialect);
        SqlStatement statement = select.places(after({Value(1), Value("x")}, 3));
        QCOMPARE(text(statement), "SELECT a, b FROM t WHERE (a, b) > ($1, $2) ORDER BY a, b LIMIT 3");
        QCOMPARE(statement.parameters.size(), std::size_t(2));
    }

    void compositeKeysExpanded()
    {
        DialectTraits traits = questionMarks();
        traits.supportsRowValues = false;
        TestDialect dialect(traits);
        BrowseSelect select(browseTarget(sampleTable({"a", "b"}), dialect), {}, dialect);
        SqlStatement statement = select.places(after({Value(1), Value("x")}, 3));
        QCOMPARE(text(statement),
            "SELECT a, b FROM t WHERE a >= ? AND (a > ? OR (a = ? AND (b > ?))) ORDER BY a, b LIMIT 3");
        QCOMPARE(statement.parameters, (std::vector<Value>{Value(1), Value(1), Value(1), Value("x")}));
    }

    void mixedDirectionsAreExpanded()
    {
        TestDialect dialect(numbered());
        BrowseSelect select(
            browseTarget(sampleTable({"id"}), dialect), {{{1, true, {}}, {2, false, {}}}, {}, 0}, dialect);
        QCOMPARE(text(select.places(after({Value(5), Value("m"), Value(9)}, 3))),
            "SELECT a, b, id FROM t WHERE a <= $1 AND (a < $2 OR (a = $3 AND (b > $4 OR (b = $5 AND (id > $6"
            "))))) ORDER BY a DESC, b, id LIMIT 3");
        QVERIFY(!select.followsKey());
    }

    void nullsInSortColumns()
    {
        TestDialect high(numbered()); // NULL behind every value
        BrowseSelect last(browseTarget(sampleTable({"id"}), high), {{{4, false, {}}}, {}, 0}, high);
        QCOMPARE(text(last.places(after({Value(5), Value(1)}, 2))),
            "SELECT price, id FROM t WHERE (price >= $1 OR price IS NULL) AND ((price > $2 OR price IS NULL)"
            " OR (price = $3 AND (id > $4))) ORDER BY price, id LIMIT 2");
        QCOMPARE(text(last.places(after({Value(), Value(1)}, 2))),
            "SELECT price, id FROM t WHERE price IS NULL AND (1 = 0 OR (price IS NULL AND (id > $1)))"
            " ORDER BY price, id LIMIT 2");
        TestDialect low(questionMarks());
        BrowseSelect first(browseTarget(sampleTable({"id"}), low), {{{4, false, {}}}, {}, 0}, low);
        QCOMPARE(text(first.places(after({Value(), Value(1)}, 2))),
            "SELECT price, id FROM t WHERE 1 = 1 AND (price IS NOT NULL OR (price IS NULL AND (id > ?)))"
            " ORDER BY price, id LIMIT 2");
    }

    void nullsWhereTheServerWouldNotPutThem()
    {
        TestDialect words(numbered());
        BrowseSelect one(browseTarget(sampleTable({"id"}), words), {{{4, false, true}}, {}, 0}, words);
        RowRange range;
        range.limit = 1;
        QCOMPARE(text(one.places(range)), "SELECT price, id FROM t ORDER BY price NULLS FIRST, id LIMIT 1");
        range.backward = true;
        QCOMPARE(text(one.places(range)),
            "SELECT price, id FROM t ORDER BY price DESC NULLS LAST, id DESC LIMIT 1");
        TestDialect cases(questionMarks());
        BrowseSelect two(browseTarget(sampleTable({"id"}), cases), {{{4, false, false}}, {}, 0}, cases);
        range.backward = false;
        QCOMPARE(text(two.places(range)),
            "SELECT price, id FROM t ORDER BY CASE WHEN price IS NULL THEN 1 ELSE 0 END, price, id LIMIT 1");
    }

    void sortByTheKeyItself()
    {
        TestDialect dialect(questionMarks());
        BrowseSelect select(browseTarget(sampleTable({"id"}), dialect), {{{0, true, {}}}, {}, 0}, dialect);
        QVERIFY(select.followsKey());
        QCOMPARE(select.order().size(), std::size_t(1));
        QCOMPARE(text(select.places(after({Value(5)}, 2))),
            "SELECT id FROM t WHERE id < ? ORDER BY id DESC LIMIT 2");
    }

    void choiceOfKey()
    {
        TestDialect dialect(questionMarks());
        Table table = sampleTable({});
        QCOMPARE(browseTarget(table, dialect).key.kind, RowKeyKind::None);
        UniqueConstraint nullable;
        nullable.columns = {"note"};
        table.uniqueConstraints.push_back(nullable);
        QCOMPARE(browseTarget(table, dialect).key.kind, RowKeyKind::None);
        Index partial;
        partial.unique = true;
        partial.elements = {element("a")};
        partial.where.text = "a > 5";
        table.indexes.push_back(partial);
        QCOMPARE(browseTarget(table, dialect).key.kind, RowKeyKind::None);
        Index otherCollation;
        otherCollation.unique = true;
        otherCollation.elements = {element("b")};
        otherCollation.elements[0].collation = "BINARY";
        table.indexes.push_back(otherCollation);
        QCOMPARE(browseTarget(table, dialect).key.kind, RowKeyKind::None);
        Index wide;
        wide.unique = true;
        wide.elements = {element("a"), element("b")};
        table.indexes.push_back(wide);
        QCOMPARE(browseTarget(table, dialect).key, (RowKey{RowKeyKind::Unique, {"a", "b"}}));
        UniqueConstraint narrow;
        narrow.columns = {"id"};
        table.uniqueConstraints.push_back(narrow);
        QCOMPARE(browseTarget(table, dialect).key, (RowKey{RowKeyKind::Unique, {"id"}}));
        table.primaryKey.columns = {"a", "b"};
        QCOMPARE(browseTarget(table, dialect).key, (RowKey{RowKeyKind::PrimaryKey, {"a", "b"}}));
        dialect.m_identity = "rowid";
        QCOMPARE(browseTarget(table, dialect).key, (RowKey{RowKeyKind::RowIdentity, {"rowid"}}));
    }

    void hiddenIdentityAndPrefixes()
    {
        TestDialect dialect(questionMarks());
        dialect.m_identity = "rowid";
        dialect.m_prefixes = true;
        BrowseSelect select(browseTarget(sampleTable({"id"}), dialect), {{{3, false, {}}}, {}, 64}, dialect);
        RowRange range;
        range.limit = 9;
        QCOMPARE(text(select.rows(range)),
            "SELECT id, a, b, left(note, 64) AS prefix_3, price, octet_length(note) AS size_3, note, rowid "
            "FROM t"
            " ORDER BY note, rowid LIMIT 9");
        QCOMPARE(select.sizeColumn(3), std::size_t(5));
        QCOMPARE(select.sizeColumn(0), BrowseSelect::none);
        QCOMPARE(select.orderColumn(0), std::size_t(6));
        QCOMPARE(select.orderColumn(1), std::size_t(7));
        QCOMPARE(select.resultColumnCount(), std::size_t(8));
        SqlStatement cell = select.cell(3, {Value("x"), Value(4)});
        QCOMPARE(text(cell), "SELECT note FROM t WHERE rowid = ?");
        QCOMPARE(cell.parameters, std::vector<Value>{Value(4)});
        QCOMPARE(
            text(select.values({4, 3}, range)), "SELECT price, note FROM t ORDER BY note, rowid LIMIT 9");
    }

    void conditionsAreBound()
    {
        TestDialect dialect(numbered());
        BrowseOptions options;
        options.conditions = {{0, RowOperator::Greater, {Value("10")}}, {3, RowOperator::IsNull, {}},
            {2, RowOperator::Contains, {Value("50%_!'")}}, {4, RowOperator::Between, {Value(1), Value(2)}},
            {1, RowOperator::In, {Value(1), Value(2)}}, {1, RowOperator::In, {}}};
        BrowseSelect select(browseTarget(sampleTable({"id"}), dialect), options, dialect);
        SqlStatement statement = select.count();
        QCOMPARE(text(statement),
            "SELECT count(*) FROM t WHERE id > $1 AND note IS NULL AND LOWER(b) LIKE LOWER($2) ESCAPE '!'"
            " AND price BETWEEN $3 AND $4 AND a IN ($5, $6) AND 1 = 0");
        QCOMPARE(statement.parameters[1], Value("%50!%!_!!'%"));
    }

    void nullInListsIsSaid()
    {
        TestDialect dialect(questionMarks());
        const auto where = [&](RowOperator op, std::vector<Value> values) {
            BrowseOptions options;
            options.conditions = {{1, op, std::move(values)}};
            const QString sql =
                text(BrowseSelect(browseTarget(sampleTable({"id"}), dialect), options, dialect).count());
            return sql.section("WHERE ", 1);
        };
        QCOMPARE(where(RowOperator::In, {Value(1), Value()}), "(a IN (?) OR a IS NULL)");
        QCOMPARE(where(RowOperator::In, {Value()}), "a IS NULL");
        QCOMPARE(where(RowOperator::NotIn, {Value(1), Value(2)}), "(a NOT IN (?, ?) OR a IS NULL)");
        QCOMPARE(where(RowOperator::NotIn, {Value(1), Value()}), "a NOT IN (?)");
        QCOMPARE(where(RowOperator::NotIn, {Value()}), "a IS NOT NULL");
        QCOMPARE(where(RowOperator::NotIn, {}), "1 = 1");
        QCOMPARE(where(RowOperator::Within, {Value(1), Value(2)}), "a >= ? AND a < ?");
        QCOMPARE(where(RowOperator::NotWithin, {Value(1), Value(2)}), "(a < ? OR a >= ?)");
    }

    // A written condition and a search hold wherever rows are read: windows, places, counts, values.
    void whereAndSearch()
    {
        TestDialect dialect(numbered());
        BrowseOptions options;
        options.conditions = {{1, RowOperator::Equal, {Value(7)}}};
        options.where = "a = 1 OR b = 'x'";
        QVERIFY(options.isFiltered());
        BrowseSelect written(browseTarget(sampleTable({"id"}), dialect), options, dialect);
        RowRange range;
        range.place = {Value(5)};
        range.limit = 2;
        const QString filter = "WHERE a = $1 AND (\na = 1 OR b = 'x'\n) AND id > $2 ORDER BY id LIMIT 2";
        QCOMPARE(text(written.places(range)), "SELECT id FROM t " + filter);
        QVERIFY(text(written.rows(range)).endsWith(filter));
        QVERIFY(text(written.values({3}, range)).endsWith(filter));
        const SqlStatement count = written.count();
        QCOMPARE(text(count), "SELECT count(*) FROM t WHERE a = $1 AND (\na = 1 OR b = 'x'\n)");
        QCOMPARE(written.whereOffset(count.sql).value_or(0), count.sql.find("a = 1 OR"));
        options.where.clear();
        options.search = "50%";
        BrowseSelect searched(browseTarget(sampleTable({"id"}), dialect), options, dialect);
        const SqlStatement found = searched.count();
        QVERIFY(!searched.whereOffset(found.sql));
        QVERIFY2(
            text(found).startsWith("SELECT count(*) FROM t WHERE a = $1 AND (LOWER(CAST(id AS TEXT)) LIKE "
                                   "LOWER($2) ESCAPE '!' OR "),
            qPrintable(text(found)));
        QCOMPARE(found.parameters.at(1), Value("%50!%%"));
        // The values to choose from know all filters but the column's own.
        QCOMPARE(text(written.distinctValues(1, 11)),
            "SELECT a, count(*) FROM t WHERE (\na = 1 OR b = 'x'\n) GROUP BY a ORDER BY 2 DESC, 1 LIMIT 11");
        QVERIFY(text(searched.distinctValues(3, 11)).contains("WHERE a = $1 AND (LOWER("));
    }

    void withoutKeyByOffset()
    {
        TestDialect dialect(questionMarks());
        BrowseSelect select(browseTarget(sampleTable({}), dialect), {{{1, true, {}}}, {}, 0}, dialect);
        QVERIFY(!select.hasPlaces());
        RowRange range;
        range.limit = 10;
        range.offset = 90;
        QCOMPARE(text(select.rows(range)),
            "SELECT id, a, b, note, price FROM t ORDER BY a DESC LIMIT 10 OFFSET 90");
        DialectTraits fetch;
        fetch.limitStyle = LimitStyle::OffsetFetch;
        TestDialect oracle(fetch);
        BrowseSelect other(browseTarget(sampleTable({}), oracle), {}, oracle);
        QCOMPARE(text(other.rows(range)),
            "SELECT id, a, b, note, price FROM t ORDER BY 1 OFFSET 90 ROWS FETCH NEXT 10 ROWS ONLY");
    }

    void hostileNames()
    {
        TestDialect dialect(numbered());
        Table table = sampleTable({"x\"; DROP TABLE t; --"});
        table.schema = "s.p";
        table.name = "a\"b";
        table.columns[0].name = "x\"; DROP TABLE t; --";
        BrowseSelect select(browseTarget(table, dialect), {}, dialect);
        QCOMPARE(text(select.places(after({Value(1)}, 1))),
            "SELECT \"x\"\"; DROP TABLE t; --\" FROM \"s.p\".\"a\"\"b\" WHERE \"x\"\"; DROP TABLE t; --\" > "
            "$1"
            " ORDER BY \"x\"\"; DROP TABLE t; --\" LIMIT 1");
    }

    void unsortableTypes()
    {
        Column json = column("j", TypeKind::Json, true);
        QVERIFY(!isSortable(json));
        json.type.binary = true;
        QVERIFY(isSortable(json));
        QVERIFY(!isSortable(column("x", TypeKind::Xml, true)));
        QVERIFY(isSortable(column("d", TypeKind::Date, true)));
    }

    void textsForTheClipboard()
    {
        TestDialect dialect(questionMarks());
        QCOMPARE(QString::fromStdString(selectText("", "Order Lines", {"id", "unit price"}, dialect)),
            "SELECT id, \"unit price\"\nFROM \"Order Lines\"");
        std::vector<std::string> many(30, "quite_a_long_column_name");
        QVERIFY(selectText("", "t", many, dialect).find("\n    quite_a_long_column_name,\n")
            != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(RowSelectTest)
#include "tst_row_select.moc"
