// Values that are edited beside the grid: long text, JSON as text and as a tree, bytes, files; and one value
// for many cells. On SQLite, PostgreSQL and MariaDB.
#include "tests/ui/datagrid/editing_test.h"
#include "ui/grid/cell_viewer.h"
#include "ui/grid/json_tree.h"

#include <QFile>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>

using namespace relata;
using namespace relata::test;

namespace {

constexpr const char* tables =
    "CREATE TABLE notes (id integer PRIMARY KEY, body varchar(400), doc json, data blob, n integer NOT NULL, "
    "place point);"
    "INSERT INTO notes VALUES (1, 'one', '{\"price\": 1.10, \"tags\": [\"a\", \"b\"]}', NULL, 1, NULL),"
    " (2, NULL, NULL, NULL, 2, NULL), (3, 'three', '[]', NULL, 3, NULL), (4, 'four', NULL, NULL, 4, NULL);";

} // namespace

class ValueEditingTest final : public EditingTest
{
    Q_OBJECT

public:
    ValueEditingTest() : EditingTest(tables, "notes") { }

private:
    CellViewer* pane() const { return m_grid->valuePane(); }
    QPlainTextEdit* field() const { return pane()->findChild<QPlainTextEdit*>(); }
    void show(qint64 row, int column)
    {
        m_grid->view()->setCurrent({row, column});
        if (!m_grid->valueVisible())
            QTest::mouseClick(m_grid->findChild<QToolButton*>(QStringLiteral("value")), Qt::LeftButton);
        QTRY_VERIFY(m_grid->isSettled());
    }
    void mode(CellViewer::Mode mode)
    {
        for (QToolButton* button : pane()->findChildren<QToolButton*>()) {
            if (button->text() == QLatin1String(mode == CellViewer::Mode::Tree ? "Tree" : "Hex"))
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QVERIFY(pane()->mode() == mode);
    }
    void apply(QWidget* in) { QTest::keyClick(in, Qt::Key_Return, Qt::ControlModifier); }
    QPushButton* button(const char* name) const
    {
        return pane()->findChild<QPushButton*>(QString::fromLatin1(name));
    }

private slots:
    void textIsTypedBeside_data() { servers(); }
    void textIsTypedBeside()
    {
        show(0, 1);
        QVERIFY(!pane()->isEdited());
        field()->setFocus();
        field()->moveCursor(QTextCursor::End);
        QTest::keyClick(field(), Qt::Key_Return);
        QTest::keyClicks(field(), "second line");
        QVERIFY(pane()->isEdited());
        QVERIFY(pending().empty());
        apply(field());
        QVERIFY(!pane()->isEdited());
        QCOMPARE(shown(0, 1), "one\nsecond line");
        // NULL is typed over; Escape gives up.
        show(1, 1);
        QCOMPARE(pane()->shownText(), "NULL");
        QTest::keyClicks(field(), "no longer");
        QTest::keyClick(field(), Qt::Key_Escape);
        QVERIFY(!pane()->isEdited());
        QTest::keyClicks(field(), "not NULL");
        show(2, 1); // going on takes what was typed along
        QCOMPARE(shown(1, 1), "not NULL");
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT body FROM notes ORDER BY id"),
            (QStringList{"one\nsecond line", "not NULL", "three", "four"}));
    }

    void whatIsNoValueStays_data() { servers(); }
    void whatIsNoValueStays()
    {
        show(0, 2);
        QVERIFY(pane()->mode() == CellViewer::Mode::Json);
        field()->setFocus();
        field()->selectAll();
        QTest::keyClicks(field(), "{\"a\": ");
        QVERIFY(!pane()->problem().isEmpty());
        QVERIFY(!button("applyValue")->isEnabled());
        // The pane stays with what is typed, whatever cell is current, and nothing is pending.
        m_grid->view()->setCurrent({3, 1});
        QVERIFY(pane()->isEdited());
        QCOMPARE(field()->toPlainText(), "{\"a\": ");
        QVERIFY(pending().empty());
        field()->moveCursor(QTextCursor::End);
        QTest::keyClicks(field(), "1}");
        QVERIFY2(pane()->problem().isEmpty(), qPrintable(pane()->problem()));
        QTest::mouseClick(button("applyValue"), Qt::LeftButton);
        QCOMPARE(pending().size(), std::size_t(1));
        QCOMPARE(shown(0, 2), "{\"a\": 1}"); // of the cell that it was typed for
        QCOMPARE(shown(3, 1), "four");
        // A number is a number there too.
        show(0, 4);
        field()->selectAll();
        QTest::keyClicks(field(), "x");
        QVERIFY(!pane()->problem().isEmpty());
        QTest::mouseClick(button("revertValue"), Qt::LeftButton);
        QCOMPARE(field()->toPlainText(), "1");
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QVERIFY(stored("SELECT doc FROM notes WHERE id = 1").first().contains("\"a\""));
    }

    void jsonIsEditedAsATree_data() { servers(); }
    void jsonIsEditedAsATree()
    {
        show(0, 2);
        mode(CellViewer::Mode::Tree);
        auto* view = pane()->findChild<QTreeView*>();
        auto* tree = pane()->findChild<JsonTree*>();
        const QModelIndex root = tree->index(0, 0);
        int tagsRow =
            tree->index(0, 0, root).data().toString() == "tags" ? 0 : 1; // jsonb-like orders may differ
        const QModelIndex second = tree->index(1, JsonTree::Content, tree->index(tagsRow, 0, root));
        QCOMPARE(second.data().toString(), "\"b\"");
        view->setFocus();
        view->setCurrentIndex(second);
        QTest::keyClick(view, Qt::Key_F2);
        auto* editor = view->findChild<QLineEdit*>();
        QVERIFY(editor);
        editor->selectAll();
        QTest::keyClicks(editor, "letters \"and\" quotes");
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_VERIFY(pane()->isEdited());
        // A new element, a number that keeps its zero.
        view->setCurrentIndex(tree->index(tagsRow, 0, root));
        QTest::keyClick(view, Qt::Key_Insert);
        const QModelIndex added = tree->index(2, JsonTree::Content, tree->index(tagsRow, 0, root));
        QCOMPARE(added.data().toString(), "null");
        QVERIFY(tree->setData(added, "2.50", Qt::EditRole));
        view->setCurrentIndex(tree->index(0, 0, tree->index(tagsRow, 0, root)));
        QTest::keyClick(view, Qt::Key_Delete);
        view->setFocus();
        apply(view);
        QVERIFY(!pane()->isEdited());
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QString text = stored("SELECT doc FROM notes WHERE id = 1").first();
        text.remove(u' ').remove(u'\n');
        QCOMPARE(text, "{\"price\":1.10,\"tags\":[\"letters\\\"and\\\"quotes\",2.50]}");
    }

    void bytesAndFiles_data() { servers(); }
    void bytesAndFiles()
    {
        const QString file = m_folder.filePath(QStringLiteral("value%1.bin").arg(m_databases));
        const QByteArray bytes("\x00\xff\x01 bytes\r\n", 11);
        QFile written(file);
        QVERIFY(written.open(QIODevice::WriteOnly));
        written.write(bytes);
        written.close();
        show(0, 3);
        QVERIFY(pane()->loadFile(file).has_value());
        show(1, 3);
        show(0, 3);
        QVERIFY(pane()->mode() == CellViewer::Mode::Hex);
        QVERIFY(pane()->shownText().startsWith("00000000  00 ff 01"));
        QTest::mouseClick(button("editBytes"), Qt::LeftButton);
        QVERIFY(field()->toPlainText().startsWith("00 ff 01"));
        field()->moveCursor(QTextCursor::End);
        QTest::keyClicks(field(), " 7");
        QVERIFY(!pane()->problem().isEmpty()); // half a byte
        QTest::keyClicks(field(), "f");
        apply(field());
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QTRY_VERIFY(m_grid->isSettled());
        show(1, 3);
        show(0, 3);
        QVERIFY(pane()->saveFile(file).has_value());
        QFile again(file);
        QVERIFY(again.open(QIODevice::ReadOnly));
        QCOMPARE(again.readAll(), bytes + '\x7f');
        // Files that are not there, and what is no text.
        QVERIFY(!pane()->loadFile(m_folder.filePath("missing")));
        QVERIFY(!pane()->saveFile(m_folder.filePath("no/such/folder")));
        show(0, 1);
        QVERIFY(!pane()->loadFile(file));
        QVERIFY(pending().empty());
    }

    void shapesAreTyped_data()
    {
        QTest::addColumn<QString>("server");
        QTest::newRow("postgresql") << QString("postgresql");
        QTest::newRow("mariadb") << QString("mariadb");
    }
    void shapesAreTyped()
    {
        QFETCH(QString, server);
        const bool wellKnownText = server == "mariadb";
        const QString first = wellKnownText ? "SRID=4326;POINT(13.4 52.5)" : "(13.4,52.5)";
        const QString second = wellKnownText ? "POINT(-1 0.1)" : "(-1,0.1)";
        const int place = 5;
        type(0, place, first); // in its cell
        show(1, place);
        field()->setFocus();
        QTest::keyClicks(field(), second); // and beside it
        apply(field());
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QTRY_VERIFY(m_grid->isSettled());
        const QString query = wellKnownText ? "SELECT ST_SRID(place), ST_X(place), ST_Y(place)"
                                            : "SELECT 4326, place[0], place[1]";
        QCOMPARE(stored(query.toStdString() + " FROM notes WHERE id = 1"), QStringList("4326|13.4|52.5"));
        QCOMPARE(stored("SELECT count(*) FROM notes WHERE place IS NOT NULL"), QStringList("2"));
        show(2, place);
        show(0, place);
        QVERIFY(pane()->mode() == CellViewer::Mode::Text);
        QCOMPARE(pane()->shownText(), first);
        // A cell that is opened and left is not edited.
        key(Qt::Key_F2);
        key(Qt::Key_Return);
        QVERIFY(pending().empty());
        if (!wellKnownText)
            return; // only the server reads its own form
        show(1, place);
        field()->selectAll();
        QTest::keyClicks(field(), "POINT(1)");
        QVERIFY2(pane()->problem().contains("a number is missing"), qPrintable(pane()->problem()));
        QVERIFY(!button("applyValue")->isEnabled());
        QTest::keyClick(field(), Qt::Key_Escape);
        // As bytes, for those who know them.
        mode(CellViewer::Mode::Hex);
        QTest::mouseClick(button("editBytes"), Qt::LeftButton);
        field()->moveCursor(QTextCursor::End);
        QTest::keyClicks(field(), " 00");
        QVERIFY(!pane()->problem().isEmpty());
        QTest::keyClick(field(), Qt::Key_Escape);
        QVERIFY(pending().empty());
    }

    void oneValueForManyCells_data() { servers(); }
    void oneValueForManyCells()
    {
        m_grid->view()->setCurrent({0, 1});
        m_grid->view()->setCurrent({2, 1}, GridSelection::Mode::Extend);
        m_grid->fillSelection();
        QVERIFY(m_grid->view()->editor());
        QTest::keyClicks(m_grid->view()->editor()->focusProxy(), "same");
        key(Qt::Key_Return);
        QCOMPARE(pending().size(), std::size_t(3));
        edits().undo(); // one step
        QVERIFY(pending().empty());
        edits().redo();
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT body FROM notes ORDER BY id"), (QStringList{"same", "same", "same", "four"}));
        // What one of the columns cannot hold changes none of them.
        m_grid->view()->setCurrent({0, 1});
        m_grid->view()->setCurrent({2, 4}, GridSelection::Mode::Extend);
        m_grid->fillSelection();
        QTest::keyClicks(m_grid->view()->editor()->focusProxy(), "5x");
        key(Qt::Key_Return);
        QVERIFY(pending().empty());
    }

    void treesKeepWhatTheyShow_data()
    {
        QTest::addColumn<QString>("server");
        QTest::newRow("no matter") << QStringLiteral("sqlite");
    }
    void treesKeepWhatTheyShow()
    {
        JsonTree tree(nullptr);
        tree.setEditable(true);
        const std::string text = "{\n  \"a\": 1.10,\n  \"b\": [\n    12345678901234567890123,\n    {}\n  "
                                 "],\n  \"\": \"\\u0001é\"\n}";
        QVERIFY(tree.setText(text));
        QCOMPARE(tree.text(), text);
        QVERIFY(!tree.setText("{\"a\":"));
        QCOMPARE(tree.rowCount(), 0);
        QVERIFY(tree.setText("{\"a\": 1, \"b\": 2}"));
        const QModelIndex root = tree.index(0, 0);
        QVERIFY(!tree.setData(tree.index(1, JsonTree::Name, root), "a", Qt::EditRole)); // there is one
        QVERIFY(tree.setData(tree.index(1, JsonTree::Name, root), "c", Qt::EditRole));
        QVERIFY(tree.setData(tree.index(0, JsonTree::Content, root), "{\"x\": [true]}", Qt::EditRole));
        QVERIFY(tree.setData(tree.index(1, JsonTree::Content, root), "plain words", Qt::EditRole));
        QCOMPARE(tree.text(),
            std::string("{\n  \"a\": {\n    \"x\": [\n      true\n    ]\n  },\n  \"c\": \"plain words\"\n}"));
        tree.removeAt(tree.index(0, 0));
        QCOMPARE(tree.rowCount(), 1); // the value itself stays
    }
};

QTEST_MAIN(ValueEditingTest)
#include "tst_value_editing.moc"
