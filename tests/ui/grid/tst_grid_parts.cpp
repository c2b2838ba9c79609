// The parts of the grid that need no database: how values look, what is selected, the header's model.
#include "ui/grid/cell_text.h"
#include "ui/grid/cell_viewer.h"
#include "ui/grid/grid_header.h"
#include "ui/grid/grid_selection.h"
#include "ui/grid/value_text.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace relata;

namespace {

class FixedSource final : public GridSource
{
    Q_OBJECT

public:
    const QList<GridColumn>& columns() const override { return m_columns; }
    RowTotals totals() const override { return {}; }
    const std::vector<RowSort>& sort() const override { return m_sort; }
    Cell cell(qint64, int) override { return {}; }
    bool isExact(qint64) override { return true; }
    void want(qint64, qint64) override { }
    void setColumns(QList<GridColumn> columns)
    {
        m_columns = std::move(columns);
        emit columnsChanged();
    }

private:
    QList<GridColumn> m_columns;
    std::vector<RowSort> m_sort;
};

} // namespace

class GridPartsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void valuesInCells()
    {
        auto text = [](const Value& value, TypeKind kind = TypeKind::Text) {
            return cellText(value.view(), SqlType::of(kind));
        };
        CellText null = text(Value());
        CellText empty = text(Value(""));
        QCOMPARE(null.text, "NULL");
        QVERIFY(null.italic && null.color == &Palette::nullText);
        QCOMPARE(empty.text, "");
        QVERIFY(!empty.italic);
        QCOMPARE(text(Value("NULL")).color, &Palette::text);
        QCOMPARE(text(Value(42)).alignment, Qt::AlignRight);
        QCOMPARE(text(Value::tagged(ValueTag::Number, "1.50")).text, "1.50");
        QCOMPARE(text(Value(1), TypeKind::Boolean).text, "true");
        QCOMPARE(text(Value(7), TypeKind::Boolean).text, "7");
        QCOMPARE(text(Value::boolean(false)).text, "false");
        QCOMPARE(text(Value("a\nb\tc\x01")).text, QString::fromUtf8("a↵b→c␁"));
        QCOMPARE(text(Value("\xff\xfe broken")).color, &Palette::binaryText);
        QVERIFY(text(Value("\xff\xfe broken")).text.contains("ff fe 20"));
        QCOMPARE(text(Value::binary(std::string(2048, '\x07'))).text.left(13), "2.0 kB  07 07");
        QCOMPARE(text(Value::binary("")).text, "0 bytes");
        QString cut = text(Value(std::string(5000, 'x'))).text;
        QVERIFY(cut.endsWith(QChar(0x2026)) && cut.size() < 400);
        // A prefix that ends inside a character is still text.
        Value euro("price: 5 €");
        ValueView half = euro.view();
        half.bytes.remove_suffix(1);
        half.truncated = true;
        half.fullSize = 1000;
        QCOMPARE(cellText(half, SqlType::of(TypeKind::Text)).text, QString::fromUtf8("price: 5 …"));
    }

    void jsonKeepsItsDigits()
    {
        QCOMPARE(indentedJson("{\"b\":1.10,\"a\":[1,{}, []],\"b\":12345678901234567890123}").value(),
            std::string("{\n  \"b\": 1.10,\n  \"a\": [\n    1,\n    {},\n    []\n  ],\n  \"b\": "
                        "12345678901234567890123\n}"));
        QCOMPARE(indentedJson("\"a \\\" b\"").value(), std::string("\"a \\\" b\""));
        QVERIFY(!indentedJson("{a: 1}"));
        QVERIFY(!indentedJson(""));
        QVERIFY(!indentedJson("[1,"));
    }

    void bytesAsHex()
    {
        QCOMPARE(hexDump("ABCDEFGHIJKLMNOP\x01", 100),
            std::string("00000000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  |ABCDEFGHIJKLMNOP|\n"
                        "00000010  01                                                |.|\n"));
        QCOMPARE(hexDump("", 100), std::string());
    }

    void picturesByTheirFirstBytes()
    {
        QVERIFY(looksLikeImage("\x89PNG\r\n\x1a\n..."));
        QVERIFY(looksLikeImage("  <?xml version=\"1.0\"?><svg xmlns=\"x\">"));
        QVERIFY(!looksLikeImage("<html>"));
        QVERIFY(!looksLikeImage(""));
    }

    void selection()
    {
        GridSelection selection;
        QVERIFY(selection.isEmpty());
        selection.select({5, 2}, GridSelection::Mode::Replace);
        selection.select({3, 4}, GridSelection::Mode::Extend);
        QCOMPARE(selection.ranges(), (QList<GridRange>{{3, 5, 2, 4}}));
        QCOMPARE(selection.current(), (GridCell{3, 4}));
        selection.select({9000000000, 0}, GridSelection::Mode::Add);
        QCOMPARE(selection.ranges().size(), 2);
        QCOMPARE(selection.cellCount(), 10);
        QVERIFY(selection.contains(4, 3));
        QVERIFY(!selection.contains(4, 1));
        QVERIFY(selection.touchesRow(9000000000));
        selection.clip(100, 3);
        QCOMPARE(selection.ranges(), (QList<GridRange>{{3, 5, 2, 2}}));
        selection.selectRows(10, 2, GridSelection::Mode::Replace);
        selection.selectRows(8, 2, GridSelection::Mode::Extend);
        QCOMPARE(selection.ranges(), (QList<GridRange>{{8, 10, 0, 2}}));
        selection.shiftRows(-9);
        QCOMPARE(selection.ranges(), (QList<GridRange>{{0, 1, 0, 2}}));
        selection.selectColumns(1, 99, GridSelection::Mode::Replace);
        QCOMPARE(selection.ranges(), (QList<GridRange>{{0, 99, 1, 1}}));
        selection.clip(0, 0);
        QVERIFY(selection.isEmpty());
    }

    void headerModel()
    {
        FixedSource source;
        GridColumnModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setSource(&source);
        GridColumn id;
        id.name = "id";
        id.typeName = "INTEGER";
        id.primaryKey = true;
        id.nullable = false;
        GridColumn author;
        author.name = "author_id";
        author.references = "authors.id";
        source.setColumns({id, author});
        QCOMPARE(model.columnCount(), 2);
        QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), "id");
        QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::ToolTipRole).toString(),
            "id\nINTEGER, primary key, not NULL");
        QVERIFY(
            model.headerData(1, Qt::Horizontal, Qt::ToolTipRole).toString().contains("refers to authors.id"));
        QVERIFY(!model.headerData(2, Qt::Horizontal, Qt::DisplayRole).isValid());
        source.setColumns({});
        QCOMPARE(model.columnCount(), 0);
    }
};

QTEST_MAIN(GridPartsTest)
#include "tst_grid_parts.moc"
