// From a file to a table, by keys and mouse, on SQLite, PostgreSQL and MariaDB.
#include "core/transfer/export_rows.h"
#include "tests/ui/transfer/row_import_test.h"
#include "ui/explorer/explorer_model.h"
#include "ui/explorer/explorer_panel.h"
#include "ui/grid/grid_view.h"
#include "ui/tasks/task_runner.h"
#include "ui/transfer/import_column_model.h"
#include "ui/transfer/import_columns_page.h"
#include "ui/transfer/import_file_page.h"
#include "ui/transfer/record_model.h"
#include "ui/transfer/row_import_dialog.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>
#include <QUrl>

using namespace relata;
using namespace relata::test;

class RowImportTest final : public RowImportFixture
{
    Q_OBJECT

private slots:
    void whatWasExportedComesBack_data() { servers(); }
    void whatWasExportedComesBack()
    {
        if (!open())
            QSKIP("no server");
        for (const ExportFormat format :
            {ExportFormat::Csv, ExportFormat::TabSeparated, ExportFormat::Json, ExportFormat::JsonLines}) {
            m_judge->executeScript("DELETE FROM shelf");
            ExportOptions options;
            options.format = format;
            const QString file = path(QStringLiteral("books.") + QLatin1String(info(format).suffix));
            exportToFile(*m_judge, querySource(*m_judge, "SELECT * FROM books", {}), options,
                file.toStdString(), {}, {});
            RowImportDialog* import = toColumns("shelf", file);
            QVERIFY(import);
            QCOMPARE(import->columnsPage()->problemText(), QString());
            QVERIFY2(import->columnsPage()->findingText().startsWith("All of the first 4 rows fit"),
                qPrintable(import->columnsPage()->findingText()));
            QVERIFY(run(import));
            QCOMPARE(import->outcome()->title, "Imported 4 rows into shelf.");
            QCOMPARE(rows("SELECT * FROM shelf ORDER BY id"), rows("SELECT * FROM books ORDER BY id"));
            QVERIFY(import->outcome()->rejectedFile.isEmpty());
            press(import, "next"); // which says Close
            QTRY_VERIFY(!dialog());
        }
        QVERIFY(m_workbench->banners.isEmpty());
        QVERIFY(QDir(m_folder.path()).entryList({"*.refused*"}).isEmpty());
    }

    void aMappingByHand_data() { servers(); }
    void aMappingByHand()
    {
        if (!open())
            QSKIP("no server");
        RowImportDialog* import = toColumns(
            "shelf", write("other.csv", "No;Name;Preis;Rest\n7;Seven;1.234,50;r\n8;Eight;0,25;s\n"));
        QVERIFY(import);
        auto* columns = import->columnsPage()->columns();
        const QAbstractItemModelTester tester(columns);
        using Model = ImportColumnModel;
        // Nothing is called alike: the first thing to do is said.
        QFETCH(QString, server);
        // SQLite numbers an integer key by itself.
        const QString first = server == "sqlite" ? "title may not be NULL" : "id may not be NULL";
        QVERIFY2(import->problemText().contains(first), qPrintable(import->problemText()));
        QVERIFY(!part<QPushButton>(import, "next")->isEnabled());
        choose(import, 0, Model::SourceSection, 0);
        QVERIFY2(import->problemText().contains("title may not be NULL"), qPrintable(import->problemText()));
        choose(import, 1, Model::SourceSection, 1);
        choose(import, 2, Model::SourceSection, 2);
        choose(import, 3, Model::SourceSection, Model::ConstantSource);
        type(import, 3, Model::ValueSection, "from a file");
        QCOMPARE(text(import, 1, Model::ValueSection), QString::fromUtf8("Seven · Eight"));
        QVERIFY(settled(import));
        QCOMPARE(text(import, 2, Model::FindingSection), QString());
        // What does not fit is found before anything is sent.
        choose(import, 2, Model::SourceSection, 1);
        QVERIFY(settled(import));
        QVERIFY2(text(import, 2, Model::FindingSection).startsWith("2 rows of them, as in line 2"),
            qPrintable(text(import, 2, Model::FindingSection)));
        QVERIFY2(import->columnsPage()->findingText().startsWith(
                     "2 of the first 2 rows would be refused; the first by line 2: price: "),
            qPrintable(import->columnsPage()->findingText()));
        QVERIFY2(import->columnsPage()->findingText().endsWith(" Nothing takes Preis, Rest of the file."),
            qPrintable(import->columnsPage()->findingText()));
        choose(import, 2, Model::SourceSection, 2);
        QVERIFY(settled(import));
        QVERIFY2(import->columnsPage()->findingText().endsWith(" Nothing takes Rest of the file."),
            qPrintable(import->columnsPage()->findingText()));
        QVERIFY(run(import));
        const QString stored = rows("SELECT id, title, price, note FROM shelf ORDER BY id");
        QVERIFY2(stored.startsWith("7|Seven|1234.5") && stored.contains("8|Eight|0.25|from a file"),
            qPrintable(stored));
    }

    void aNewTable_data() { servers(); }
    void aNewTable()
    {
        if (!open())
            QSKIP("no server");
        RowImportDialog* import =
            toColumns({}, write("people.csv", "id,born,name,drop me\n1,2000-02-29,Ada,x\n2,,Grace,y\n"));
        QVERIFY(import);
        using Model = ImportColumnModel;
        QCOMPARE(part<QComboBox>(import, "into")->currentIndex(), 1);
        QCOMPARE(part<QLineEdit>(import, "name")->text(), "people");
        type(import, 2, Model::NameSection, "full name");
        type(import, 2, Model::TypeSection, "varchar(12)");
        QVERIFY2(text(import, 2, Model::TypeSection).contains("(12)"),
            qPrintable(text(import, 2, Model::TypeSection)));
        type(import, 1, Model::TypeSection, "nonsense");
        QVERIFY2(import->problemText().contains("\"nonsense\" is none of the types"),
            qPrintable(import->problemText()));
        auto* columns = import->columnsPage()->columns();
        QVERIFY(columns->setData(columns->index(0, Model::KeySection), Qt::Checked, Qt::CheckStateRole));
        QVERIFY(columns->setData(columns->index(3, Model::NameSection), Qt::Unchecked, Qt::CheckStateRole));
        QCOMPARE(import->problemText(), QString());
        auto* name = part<QLineEdit>(import, "name");
        name->selectAll();
        QTest::keyClicks(name, "books");
        QVERIFY2(import->problemText().startsWith("books exists already"), qPrintable(import->problemText()));
        name->selectAll();
        QTest::keyClicks(name, "people");
        QVERIFY(run(import));
        QCOMPARE(import->outcome()->title, "Imported 2 rows into the new table people.");
        QTRY_VERIFY_WITH_TIMEOUT(m_connection->metadata()->findTable("", "people"), 20000);
        const Table& made = *m_connection->metadata()->findTable("", "people");
        QCOMPARE(made.columns.size(), std::size_t(3));
        QCOMPARE(made.columns[2].name, std::string("full name"));
        QCOMPARE(made.columns[2].type.length.value_or(0), 12);
        QVERIFY(made.columns[1].type.kind == TypeKind::Date);
        QVERIFY(made.primaryKey.columns == std::vector<std::string>{"id"});
        QCOMPARE(rows("SELECT * FROM people ORDER BY id"), "1|2000-02-29|Ada\n2|NULL|Grace");
    }

    void refusedRowsAreKept_data() { servers(); }
    void refusedRowsAreKept()
    {
        if (!open())
            QSKIP("no server");
        openGrid("books");
        const QString file = write("more.csv",
            "id,title,price,note\n5,Five,1,\n1,again,2,\n6,Six,much,\n7,Seven\n8,,3,\n9,Nine,4,n\n");
        QTest::keyClick(m_grid->view(), Qt::Key_Home, Qt::ControlModifier);
        m_grid->importRows(file);
        RowImportDialog* import = dialog();
        QVERIFY(import && settled(import));
        QCOMPARE(import->filePage()->rows()->problemCount(), 1); // the short one
        press(import, "next");
        QVERIFY(settled(import));
        QVERIFY2(import->columnsPage()->findingText().startsWith(
                     "3 of the first 6 rows would be refused; the first by line 4: price: "),
            qPrintable(import->columnsPage()->findingText()));
        QVERIFY(run(import));
        QCOMPARE(import->outcome()->title, "Imported 2 rows into books.");
        QVERIFY(!import->outcome()->failed);
        const QString refused = import->outcome()->rejectedFile;
        QCOMPARE(refused, path("more.refused.csv"));
        const QByteArray kept = contentOf(refused);
        for (const char* row : {"1,again,2,\n", "6,Six,much,\n", "7,Seven\n", "8,,3,\n"})
            QVERIFY2(kept.contains(row), kept.constData());
        QVERIFY(part<QPushButton>(import, "openRefused")->isVisible());
        const QString reasons = part<QPlainTextEdit>(import, "reasons")->toPlainText();
        QVERIFY2(reasons.contains("line 4: price: ") && reasons.contains("line 3: "), qPrintable(reasons));
        QCOMPARE(rows("SELECT id FROM books ORDER BY id"), "1\n2\n3\n4\n5\n9");
        // The grid shows them.
        QTRY_VERIFY_WITH_TIMEOUT(
            m_grid->isSettled() && m_grid->source()->totals().exact && m_grid->source()->totals().rows == 6,
            20000);
        close(import);

        // The first one ends it, and nothing stays.
        import = toColumns("books", write("most.csv", "id,title\n10,Ten\n1,again\n"));
        QVERIFY(import);
        pick(import, "onRefused", 2);
        QVERIFY(run(import));
        QVERIFY(import->outcome()->failed);
        QCOMPARE(import->outcome()->title, "Nothing was imported into books.");
        QVERIFY2(import->outcome()->text.contains("Line 3 was refused")
                && import->outcome()->text.contains("Everything was rolled back"),
            qPrintable(import->outcome()->text));
        QCOMPARE(rows("SELECT count(*) FROM books"), "6");
        // Back, and another way.
        press(import, "back");
        QVERIFY(import->step() == RowImportDialog::Step::Columns);
        pick(import, "onRefused", 1);
        pick(import, "mode", 2); // updated by the primary key
        QVERIFY(run(import));
        QVERIFY2(!import->outcome()->failed, qPrintable(import->outcome()->text));
        QCOMPARE(rows("SELECT id, title FROM books WHERE id IN (1, 10) ORDER BY id"), "1|again\n10|Ten");
    }

    void filesAreDropped()
    {
        QVERIFY(open("sqlite"));
        openGrid("shelf");
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(write("drop.csv", "id,title\n1,dropped\n"))});
        const auto drop = [&data](QWidget* widget, const QPoint& at) {
            QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(widget, &enter);
            if (!enter.isAccepted())
                return false;
            QDragMoveEvent move(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            move.accept(); // what the last answer was
            QApplication::sendEvent(widget, &move);
            if (!move.isAccepted())
                return false;
            QDropEvent dropped(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(widget, &dropped);
            return dropped.isAccepted();
        };
        QVERIFY(drop(m_grid, {50, 50}));
        QVERIFY(dialog() && settled(dialog()));
        QCOMPARE(dialog()->filePage()->fileName(), path("drop.csv"));
        QCOMPARE(dialog()->windowTitle(), "Import rows into shelf");
        close(dialog());

        ExplorerPanel explorer(*m_workbench, nullptr);
        explorer.resize(300, 500);
        explorer.show();
        QTRY_VERIFY(explorer.isSettled());
        const QModelIndex table =
            explorer.model().indexOf({m_connection->id(), {}, "shelf", {}, ObjectRef::Kind::Table});
        QVERIFY(table.isValid());
        explorer.tree()->scrollTo(table);
        QVERIFY(drop(explorer.tree()->viewport(), explorer.tree()->visualRect(table).center()));
        QVERIFY(dialog() && settled(dialog()));
        QCOMPARE(dialog()->windowTitle(), "Import rows into shelf");
        close(dialog());
        // Beside of everything there is no place for them, and a database is the window's.
        QVERIFY(!drop(explorer.tree()->viewport(), {5, 480}));
        data.setUrls({QUrl::fromLocalFile(path("books.db"))});
        QVERIFY(!drop(explorer.tree()->viewport(), explorer.tree()->visualRect(table).center()));
        QVERIFY(!drop(m_grid, {50, 50}));
        QVERIFY(!dialog());
    }

    void nothingIsOfferedWhereNothingCanBeWritten()
    {
        QVERIFY(open("sqlite"));
        m_judge->executeScript("CREATE VIEW cheap AS SELECT * FROM books");
        m_connection->refresh();
        QTRY_VERIFY(m_connection->metadata()->findView("", "cheap"));
        const auto offered = [this](const QString& name, ObjectRef::Kind kind) {
            return importTargetOf(*m_workbench, {m_connection->id(), {}, name, {}, kind}).has_value();
        };
        QVERIFY(offered("books", ObjectRef::Kind::Table));
        QVERIFY(offered({}, ObjectRef::Kind::Connection));
        QVERIFY(!offered("cheap", ObjectRef::Kind::View));
        QVERIFY(!offered("nosuch", ObjectRef::Kind::Table));
    }
};

QTEST_MAIN(RowImportTest)
#include "tst_row_import.moc"
