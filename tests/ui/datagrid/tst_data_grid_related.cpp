// What belongs to a row: its lines in a grid below it, and many-to-many as ticks, stored together with it. On
// SQLite, PostgreSQL and MariaDB, by keys and mouse.
#include "tests/ui/datagrid/related_test.h"

#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>

using namespace relata;
using namespace relata::test;

namespace {

constexpr const char* tables =
    "CREATE TABLE customers (id integer PRIMARY KEY, name varchar(40) NOT NULL);"
    "CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer, note varchar(40),"
    " CONSTRAINT fk_customer FOREIGN KEY (customer_id) REFERENCES customers (id));"
    "CREATE TABLE order_lines (order_id integer NOT NULL, line_no integer NOT NULL, item varchar(40),"
    " PRIMARY KEY (order_id, line_no), CONSTRAINT fk_order FOREIGN KEY (order_id) REFERENCES orders (id));"
    "CREATE TABLE tags (id integer PRIMARY KEY, name varchar(40) NOT NULL);"
    "CREATE TABLE order_tags (order_id integer NOT NULL, tag_id integer NOT NULL, PRIMARY KEY (order_id, "
    "tag_id),"
    " CONSTRAINT fk_tag_order FOREIGN KEY (order_id) REFERENCES orders (id),"
    " CONSTRAINT fk_tag FOREIGN KEY (tag_id) REFERENCES tags (id));"
    "CREATE TABLE shelves (id integer PRIMARY KEY, name varchar(40));"
    "CREATE TABLE boxes (id integer PRIMARY KEY, shelf_id integer,"
    " CONSTRAINT fk_shelf FOREIGN KEY (shelf_id) REFERENCES shelves (id) ON DELETE CASCADE);"
    "CREATE TABLE notes (id integer PRIMARY KEY, box_id integer,"
    " CONSTRAINT fk_box FOREIGN KEY (box_id) REFERENCES boxes (id) ON DELETE SET NULL);"
    "INSERT INTO shelves VALUES (1, 'upper'), (2, 'lower');"
    "INSERT INTO boxes VALUES (1, 1), (2, 1), (3, 2);"
    "INSERT INTO notes VALUES (1, 2), (2, 3);"
    "INSERT INTO customers VALUES (1, 'Ada'), (2, 'Bob');"
    "INSERT INTO orders VALUES (1, 1, 'first'), (2, 1, NULL), (3, NULL, NULL);"
    "INSERT INTO order_lines VALUES (1, 1, 'book'), (1, 2, 'pen'), (2, 1, 'ink');"
    "INSERT INTO tags VALUES (1, 'gift'), (2, 'rush'), (3, 'quiet');"
    "INSERT INTO order_tags VALUES (1, 2);";

} // namespace

class DataGridRelatedTest final : public RelatedTest
{
    Q_OBJECT

public:
    DataGridRelatedTest() : RelatedTest(tables, "orders") { }

private slots:
    void whatDeletionsReachIsAskedAbout_data() { servers(); }
    void whatDeletionsReachIsAskedAbout()
    {
        open("shelves");
        m_grid->view()->setCurrent({0, 0});
        m_grid->deleteRows();
        QTRY_VERIFY(m_panel->isSettled());
        auto* effects = m_panel->findChild<QWidget*>(QStringLiteral("effects"));
        QVERIFY(!effects->isHidden());
        const QString said = effects->findChild<QLabel*>()->text();
        QVERIFY2(said.contains("2 rows of boxes are deleted"), qPrintable(said));
        QVERIFY2(said.contains("1 row of notes loses its box_id"), qPrintable(said));
        // The question is on its way before anything is stored.
        click("commit");
        click("commit"); // asked for twice, it is one question
        const auto questions = m_workbench->window()->findChildren<QMessageBox*>(QStringLiteral("deletions"));
        QCOMPARE(questions.size(), 1);
        QMessageBox* question = questions.first();
        QVERIFY(question->informativeText().contains("2 rows of boxes are deleted"));
        QTest::keyClick(question, Qt::Key_Escape);
        QCOMPARE(stored("SELECT count(*) FROM boxes"), QStringList{"3"});
        QCOMPARE(pending().size(), std::size_t(1));
        // Taken back, nothing is said.
        edits().undo();
        QTRY_VERIFY(m_panel->isSettled());
        QVERIFY(!effects->isVisible());
        edits().redo();
        QTRY_VERIFY(m_panel->isSettled());
        click("commit");
        QTRY_VERIFY(m_workbench->window()->findChild<QPushButton*>(QStringLiteral("commitDeletions")));
        QTest::mouseClick(m_workbench->window()->findChild<QPushButton*>(QStringLiteral("commitDeletions")),
            Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(isReady() && pending().empty(), 20000);
        QCOMPARE(stored("SELECT id FROM boxes"), QStringList{"3"});
        QCOMPARE(stored("SELECT id, box_id FROM notes ORDER BY id"), (QStringList{"1|(null)", "2|3"}));
    }

    void rowsFollowTheCurrentOne_data() { servers(); }
    void rowsFollowTheCurrentOne()
    {
        show("order_lines");
        QTRY_COMPARE(rowsBelow(), 2);
        QCOMPARE(below(1, 2), "pen");
        m_grid->view()->setFocus();
        key(Qt::Key_Down);
        settle();
        QTRY_COMPARE(rowsBelow(), 1);
        QCOMPARE(below(0, 2), "ink");
        key(Qt::Key_Down);
        settle();
        QTRY_COMPARE(rowsBelow(), 0);
        // The other way round: a customer's orders.
        open("customers");
        show("orders");
        QTRY_COMPARE(rowsBelow(), 2);
        QVERIFY(pending().empty());
    }

    void linesAreEditedBelowTheirOrder_data() { servers(); }
    void linesAreEditedBelowTheirOrder()
    {
        show("order_lines");
        QTRY_COMPARE(rowsBelow(), 2);
        typeBelow(1, 2, "pencil");
        inner()->view()->setFocus();
        QCOMPARE(m_grid->focusedGrid(), inner());
        inner()->insertRow(); // knows its order
        QCOMPARE(below(2, 0), "1");
        typeBelow(2, 1, "3");
        typeBelow(2, 2, "ruler");
        QCOMPARE(pending().size(), std::size_t(2));
        // Another order does not show the first one's new line.
        m_grid->view()->setCurrent({1, 0});
        settle();
        QTRY_COMPARE(rowsBelow(), 1);
        m_grid->view()->setCurrent({0, 0});
        settle();
        QTRY_COMPARE(rowsBelow(), 3);
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT order_id, line_no, item FROM order_lines ORDER BY order_id, line_no"),
            (QStringList{"1|1|book", "1|2|pencil", "1|3|ruler", "2|1|ink"}));
        settle();
        QTRY_COMPARE(rowsBelow(), 3);
    }

    void aNewOrderIsStoredWithItsLines_data() { servers(); }
    void aNewOrderIsStoredWithItsLines()
    {
        show("order_lines");
        m_grid->view()->setFocus();
        m_grid->insertRow();
        type(3, 0, "9");
        settle();
        QTRY_COMPARE(rowsBelow(), 0);
        for (int line = 0; line < 3; ++line) {
            inner()->view()->setFocus();
            inner()->insertRow();
            QTRY_COMPARE(rowsBelow(), line + 1);
            typeBelow(line, 1, QString::number(line + 1));
            typeBelow(line, 2, QStringLiteral("item %1").arg(line + 1));
        }
        QVERIFY(below(0, 0).contains("new row")); // the key of the order above
        show("tags");
        QTRY_COMPARE(ticks(), QStringList());
        tick("rush");
        tick("gift");
        QTRY_COMPARE(ticks(), (QStringList{"gift", "rush"}));
        QCOMPARE(pending().size(), std::size_t(6));
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT line_no, item FROM order_lines WHERE order_id = 9 ORDER BY line_no"),
            (QStringList{"1|item 1", "2|item 2", "3|item 3"}));
        QCOMPARE(stored("SELECT tag_id FROM order_tags WHERE order_id = 9 ORDER BY tag_id"),
            (QStringList{"1", "2"}));
    }

    void ticksLinkAndUnlink_data() { servers(); }
    void ticksLinkAndUnlink()
    {
        show("tags");
        QTRY_COMPARE(ticks(), QStringList{"rush"});
        tick("rush");
        tick("quiet");
        QTRY_COMPARE(ticks(), QStringList{"quiet"});
        QCOMPARE(pending().size(), std::size_t(2));
        tick("quiet"); // nothing is left of a tick that is taken back
        QCOMPARE(pending().size(), std::size_t(1));
        tick("rush");
        QVERIFY(pending().empty());
        tick("quiet");
        edits().undo();
        QTRY_COMPARE(ticks(), QStringList{"rush"});
        edits().redo();
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT tag_id FROM order_tags ORDER BY tag_id"), (QStringList{"2", "3"}));
        settle();
        QTRY_COMPARE(ticks(), (QStringList{"quiet", "rush"}));
        // What is looked for, and what is linked.
        QTest::keyClicks(m_grid->related()->ticks()->searchField(), "GIF");
        settle();
        QTRY_COMPARE(m_grid->related()->ticks()->model()->rowCount(), 3);
    }

    void aFailureLeavesOrderAndLines_data() { servers(); }
    void aFailureLeavesOrderAndLines()
    {
        show("order_lines");
        m_grid->insertRow();
        type(3, 0, "1"); // there is one already
        settle();
        inner()->view()->setFocus();
        inner()->insertRow();
        typeBelow(0, 1, "1");
        commit();
        QVERIFY(!note().isEmpty());
        QCOMPARE(pending().size(), std::size_t(2));
        QCOMPARE(stored("SELECT count(*) FROM order_lines"), QStringList{"3"});
        // The order cannot go while its line waits for its key; said, and nothing lost.
        m_grid->view()->setCurrent({3, 0});
        m_grid->deleteRows();
        QCOMPARE(pending().size(), std::size_t(2));
        QCOMPARE(m_workbench->banners.size(), 1);
        type(3, 0, "4");
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT order_id FROM order_lines WHERE order_id > 2"), QStringList{"4"});
    }
};

QTEST_MAIN(DataGridRelatedTest)
#include "tst_data_grid_related.moc"
