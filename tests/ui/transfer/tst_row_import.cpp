// From a file to a table, by keys and mouse, on SQLite, PostgreSQL and MariaDB.
#include "core/builtin/builtin.h"
#include "core/transfer/export_rows.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"
#include "tests/ui/datagrid/test_workbench.h"
#include "ui/datagrid/data_grid.h"
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

namespace {

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

const char script[] =
    "CREATE TABLE books (id integer PRIMARY KEY, title varchar(80) NOT NULL, price decimal(10,2), note text);"
    "CREATE TABLE shelf (id integer PRIMARY KEY, title varchar(80) NOT NULL, price decimal(10,2), note text);"
    "INSERT INTO books VALUES (1, 'Lavinia', 12.50, NULL), (2, 'a, \"b\"', NULL, ''),"
    " (3, 'zwei\nZeilen', 3.25, 'NULL'), (4, 'The Dispossessed', 9.99, 'x');";

} // namespace

class RowImportTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<TestWorkbench> m_workbench;
    std::unique_ptr<QWidget> m_window;
    std::unique_ptr<Connection> m_judge; // sees what is committed
    DatabaseConnection* m_connection = nullptr;
    DataGrid* m_grid = nullptr;

    QString path(const QString& name) const { return m_folder.filePath(name); }

    QString write(const QString& name, const QByteArray& content) const
    {
        QFile file(path(name));
        return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(content) == content.size()
            ? file.fileName()
            : QString();
    }

    static void servers()
    {
        QTest::addColumn<QString>("server");
        QTest::newRow("SQLite") << "sqlite";
        QTest::newRow("PostgreSQL") << "postgresql";
        QTest::newRow("MariaDB") << "mariadb";
    }

    // Makes the database and opens it in a workbench; false where there is no such server.
    bool open(const QString& server)
    {
        QString url;
        if (server == "sqlite") {
            url = "sqlite:///" + write("books.db", {});
        } else if (server == "postgresql") {
            PostgresServer* postgres = PostgresServer::shared();
            if (!postgres || !postgres->createDatabase("import_rows").isEmpty())
                return false;
            url = postgres->url("import_rows");
        } else {
            MariaDbServer* mariadb = MariaDbServer::shared();
            if (!mariadb || !mariadb->createDatabase("import_rows").isEmpty())
                return false;
            url = mariadb->url("import_rows");
        }
        m_judge = Engine::create(url.toStdString()).value().connect();
        m_judge->executeScript(script);
        m_workbench = std::make_unique<TestWorkbench>();
        m_connection = m_workbench->connections().openSource(url).value();
        return QTest::qWaitFor(
            [this] { return m_connection->state() == DatabaseConnection::State::Ready; }, 20000);
    }
    bool open()
    {
        QFETCH(QString, server);
        return open(server);
    }

    void openGrid(const QString& table)
    {
        DocumentRequest request;
        request.kind = "data";
        request.object = {m_connection->id(), {}, table, {}, ObjectRef::Kind::Table};
        m_window = std::make_unique<QWidget>();
        m_window->resize(900, 500);
        m_grid = new DataGrid(*m_workbench, request, m_window.get());
        m_grid->resize(m_window->size());
        m_workbench->current = m_grid;
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QTRY_VERIFY_WITH_TIMEOUT(
            m_grid->source() && m_grid->source()->state() == TableSource::State::Ready && m_grid->isSettled(),
            20000);
        QTRY_VERIFY(m_grid->source()->totals().exact);
    }

    QString rows(const std::string& sql)
    {
        QStringList lines;
        for (const std::vector<Value>& row : m_judge->execute(sql).all()) {
            QStringList cells;
            for (const Value& value : row)
                cells << (value.isNull() ? QStringLiteral("NULL") : QString::fromStdString(value.toText()));
            lines << cells.join('|');
        }
        return lines.join('\n');
    }

    RowImportDialog* dialog() const { return m_workbench->window()->findChild<RowImportDialog*>(); }
    template <typename Widget>
    static Widget* part(RowImportDialog* dialog, const char* name)
    {
        return dialog->findChild<Widget*>(QLatin1String(name));
    }
    static bool settled(RowImportDialog* dialog)
    {
        return QTest::qWaitFor([dialog] { return dialog->isSettled(); }, 10000);
    }

    RowImportDialog* openDialog(const QString& table, const QString& file = {})
    {
        openImport(*m_workbench, {m_connection, {}, table}, file);
        return dialog() && settled(dialog()) ? dialog() : nullptr;
    }
    static void press(RowImportDialog* dialog, const char* name)
    {
        QTest::mouseClick(part<QPushButton>(dialog, name), Qt::LeftButton);
    }
    // The same step as a person takes it: type the file, look, go on.
    RowImportDialog* toColumns(const QString& table, const QString& file)
    {
        RowImportDialog* opened = openDialog(table);
        if (!opened)
            return nullptr;
        QTest::keyClicks(part<QLineEdit>(opened, "file"), file);
        if (!settled(opened) || !part<QPushButton>(opened, "next")->isEnabled())
            return nullptr;
        press(opened, "next");
        return settled(opened) && opened->step() == RowImportDialog::Step::Columns ? opened : nullptr;
    }
    static void pick(RowImportDialog* dialog, const char* name, int index)
    {
        auto* box = part<QComboBox>(dialog, name);
        box->setFocus();
        while (box->currentIndex() > index)
            QTest::keyClick(box, Qt::Key_Up);
        while (box->currentIndex() < index && box->currentIndex() + 1 < box->count())
            QTest::keyClick(box, Qt::Key_Down);
    }
    // Opens a cell of the columns with the mouse and gives its editor.
    static QWidget* edit(RowImportDialog* dialog, int row, int section)
    {
        auto* view = part<QTableView>(dialog, "columns");
        const QModelIndex index = view->model()->index(row, section);
        view->scrollTo(index);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(index).center());
        if (section == ImportColumnModel::NameSection)
            QTest::mouseDClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(index).center());
        return view->indexWidget(index);
    }
    static QWidget* editor(RowImportDialog* dialog, int row, int section)
    {
        auto* view = part<QTableView>(dialog, "columns");
        return view->indexWidget(view->model()->index(row, section));
    }
    static void choose(RowImportDialog* dialog, int row, int section, int data)
    {
        auto* box = qobject_cast<QComboBox*>(edit(dialog, row, section));
        QVERIFY(box);
        const int wanted = box->findData(data);
        QVERIFY(wanted >= 0);
        box->setCurrentIndex(wanted);
        QTest::keyClick(box, Qt::Key_Return);
        QTRY_VERIFY(!editor(dialog, row, section));
    }
    static void type(RowImportDialog* dialog, int row, int section, const QString& text)
    {
        QWidget* editor = edit(dialog, row, section);
        QVERIFY(editor);
        auto* line = editor->findChild<QLineEdit*>();
        if (!line)
            line = qobject_cast<QLineEdit*>(editor);
        QVERIFY(line);
        line->selectAll();
        QTest::keyClicks(line, text);
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY(!RowImportTest::editor(dialog, row, section));
    }
    static QString text(RowImportDialog* dialog, int row, int section)
    {
        return part<QTableView>(dialog, "columns")->model()->index(row, section).data().toString();
    }
    // Presses Import and waits for the last page.
    bool run(RowImportDialog* dialog)
    {
        if (!settled(dialog) || !part<QPushButton>(dialog, "next")->isEnabled())
            return false;
        press(dialog, "next");
        return dialog->step() == RowImportDialog::Step::Run
            && QTest::qWaitFor([dialog] { return dialog->outcome().has_value(); }, 30000);
    }
    void close(RowImportDialog* dialog)
    {
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!this->dialog());
    }

private slots:
    void initTestCase()
    {
        registerBuiltins();
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QVERIFY(m_folder.isValid());
    }

    void cleanup()
    {
        m_window.reset();
        m_grid = nullptr;
        m_workbench.reset();
        m_connection = nullptr;
        m_judge.reset();
        for (const QString& name : QDir(m_folder.path()).entryList({"*.refused*"}))
            QFile::remove(path(name));
    }

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

    void badFiles_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("said");
        QTest::addColumn<bool>("readable");
        QTest::newRow("empty") << QByteArray() << "bad.csv is empty." << false;
        QTest::newRow("a workbook") << QByteArray("PK\x03\x04\0\0\x08\0\x12\x34", 10).repeated(40)
                                    << "an Excel workbook" << true;
        QTest::newRow("binary") << QByteArray("\x7f"
                                              "ELF\0\0\0\x01\x02\0\n\0\0\0\x03",
            15)
                                       .repeated(50)
                                << "looks like a binary file" << true;
        QTest::newRow("ragged") << QByteArray("a,b\n1,2\n3\n4,5,6\n") << "2 rows cannot be read" << true;
        QTest::newRow("bytes that are no UTF-8")
            << "a,b\n" + QByteArray("x\xc3\xa4,y\n").repeated(99) + "x\xe4,z\n"
            << "Line 101 has bytes that are not UTF-8" << true;
        QTest::newRow("only names") << QByteArray("a,b\n") << "column names and no rows" << true;
        QTest::newRow("a long line") << "a,b\n1," + QByteArray(3'000'000, 'x') + "\n2,y\n"
                                     << QString() << true;
        QTest::newRow("broken JSON") << QByteArray("[{\"a\": 1}, {\"a\": ") << "not JSON at line 1" << false;
    }
    void badFiles()
    {
        QVERIFY(open("sqlite"));
        QFETCH(QByteArray, content);
        QFETCH(QString, said);
        QFETCH(bool, readable);
        RowImportDialog* import = openDialog("books", write("bad.csv", content));
        QVERIFY(import);
        const QString warning = part<QLabel>(import, "warning")->text();
        QVERIFY2(said.isEmpty() ? warning.isEmpty() : warning.contains(said), qPrintable(warning));
        QCOMPARE(part<QPushButton>(import, "next")->isEnabled(), readable);
        close(import);
        QVERIFY(m_workbench->banners.isEmpty());
    }

    void theEncodingCanBeChosen()
    {
        QVERIFY(open("sqlite"));
        const QString file = write("latin.csv", "id,title\n1,M\xfcller\n2,Gr\xfc\xdf\n");
        RowImportDialog* import = openDialog("shelf", file);
        QVERIFY(import);
        auto* encoding = part<QComboBox>(import, "encoding");
        QCOMPARE(encoding->currentText(), "Latin-1");
        QCOMPARE(import->filePage()->rows()->index(0, 1).data().toString(), QString::fromUtf8("Müller"));
        pick(import, "encoding", 0);
        QVERIFY(settled(import));
        QVERIFY(part<QLabel>(import, "warning")->text().contains("not UTF-8"));
        pick(import, "encoding", 3);
        QVERIFY(settled(import));
        pick(import, "separator", 1);
        QVERIFY(settled(import));
        QCOMPARE(import->filePage()->rows()->columnCount(), 1);
        pick(import, "separator", 0);
        QVERIFY(settled(import));
        QCOMPARE(import->filePage()->rows()->columnCount(), 2);
        press(import, "next");
        QVERIFY(run(import));
        QCOMPARE(rows("SELECT title FROM shelf ORDER BY id"), QString::fromUtf8("Müller\nGrüß"));
    }

    void whatVanishesIsSaid()
    {
        QVERIFY(open("sqlite"));
        const QString file = write("gone.csv", "id,title\n1,x\n");
        RowImportDialog* import = toColumns("shelf", file);
        QVERIFY(import);
        QVERIFY(QFile::remove(file));
        QVERIFY(run(import));
        QVERIFY(import->outcome()->failed);
        QVERIFY2(import->outcome()->text.contains("gone.csv"), qPrintable(import->outcome()->text));
        QCOMPARE(rows("SELECT count(*) FROM shelf"), "0");
        close(import);

        import = openDialog("shelf", path("never.csv"));
        QVERIFY(import);
        QVERIFY(part<QLabel>(import, "warning")->text().contains("never.csv"));
        QVERIFY(!part<QPushButton>(import, "next")->isEnabled());
        close(import);

        // Refused rows that cannot be kept end the import, and nothing is stored.
        import = toColumns("shelf", write("full.csv", "id,title\n1,x\nz,y\n"));
        QVERIFY(import);
        auto* refused = part<QLineEdit>(import, "rejected");
        refused->selectAll();
        QTest::keyClicks(refused, "/dev/full/x.csv");
        QVERIFY2(import->problemText().contains("cannot be kept"), qPrintable(import->problemText()));
        refused->selectAll();
        QTest::keyClicks(refused, path("full.csv"));
        QVERIFY2(import->problemText().contains("exists already"), qPrintable(import->problemText()));
        refused->selectAll();
        QTest::keyClicks(refused, path("kept.refused.csv"));
        QCOMPARE(import->problemText(), QString());
        QVERIFY(run(import));
        QVERIFY(contentOf(path("kept.refused.csv")).contains("z,y"));
    }

    void stopLeavesTheTableAsItWas_data() { servers(); }
    void stopLeavesTheTableAsItWas()
    {
        if (!open())
            QSKIP("no server");
        QByteArray content = "id,title\n";
        for (int i = 1; i <= 900000; ++i)
            content += QByteArray::number(i) + ",title " + QByteArray::number(i) + "\n";
        RowImportDialog* import = toColumns("shelf", write("many.csv", content));
        QVERIFY(import);
        press(import, "next");
        QTRY_VERIFY_WITH_TIMEOUT(m_workbench->tasks().info(import->task()).done > 100000, 30000);
        QVERIFY(part<QLabel>(import, "outcomeText")->text().contains("rows"));
        QVERIFY(import->isVisible());
        press(import, "cancel"); // which says Stop
        QTRY_VERIFY_WITH_TIMEOUT(import->outcome().has_value(), 30000);
        QVERIFY(import->outcome()->stopped);
        QCOMPARE(import->outcome()->title, "The import into shelf was stopped.");
        QVERIFY2(import->outcome()->text.startsWith("Everything was rolled back"),
            qPrintable(import->outcome()->text));
        QCOMPARE(rows("SELECT count(*) FROM shelf"), "0");

        // In portions, what is committed stays and is said; and it goes on without the dialog.
        press(import, "back");
        pick(import, "commit", 1);
        QVERIFY(settled(import));
        press(import, "next");
        const quint64 task = import->task();
        QTRY_VERIFY_WITH_TIMEOUT(m_workbench->tasks().info(task).done > 1000000, 30000);
        press(import, "back"); // which says Go on in the background
        QTRY_VERIFY(!dialog());
        QVERIFY(m_workbench->banners.isEmpty());
        m_workbench->tasks().requestStop(task);
        QTRY_COMPARE_WITH_TIMEOUT(m_workbench->banners.size(), 1, 30000);
        QCOMPARE(m_workbench->banners[0].title, "The import into shelf was stopped.");
        const QString stored = rows("SELECT count(*) FROM shelf");
        QVERIFY(stored.toInt() > 0);
        QVERIFY2(m_workbench->banners[0].text.startsWith(
                     QLocale().toString(stored.toInt()) + " rows were committed"),
            qPrintable(m_workbench->banners[0].text + stored));
    }

    void aDeadServerIsSaid_data()
    {
        QTest::addColumn<QString>("server");
        QTest::newRow("PostgreSQL") << "postgresql";
        QTest::newRow("MariaDB") << "mariadb";
    }
    void aDeadServerIsSaid()
    {
        if (!open())
            QSKIP("no server");
        QFETCH(QString, server);
        const bool postgres = server == "postgresql";
        RowImportDialog* import = toColumns("shelf", write("few.csv", "id,title\n1,one\n2,two\n"));
        QVERIFY(import);
        // Somebody has the table, so that the import waits for it when its server goes.
        m_judge->executeScript(
            postgres ? "BEGIN; LOCK TABLE shelf IN EXCLUSIVE MODE" : "LOCK TABLES shelf WRITE");
        press(import, "next");
        const std::string waiting = postgres
            ? "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = "
              "current_database()"
            : "SELECT id FROM information_schema.processlist WHERE state LIKE 'Waiting for%lock'";
        // A transaction sees who is there as it saw it first.
        const auto isWaiting = [&] {
            if (postgres)
                rows("SELECT pg_stat_clear_snapshot()");
            return !rows(waiting).isEmpty();
        };
        QTRY_VERIFY_WITH_TIMEOUT(isWaiting(), 30000);
        QVERIFY(!import->outcome());
        for (const QString& id : rows(waiting).split('\n')) {
            if (postgres)
                rows("SELECT pg_terminate_backend(" + id.toStdString() + ")");
            else
                m_judge->executeScript("KILL " + id.toStdString());
        }
        QTRY_VERIFY_WITH_TIMEOUT(import->outcome().has_value(), 30000);
        QVERIFY(import->outcome()->failed && !import->outcome()->stopped);
        QCOMPARE(import->outcome()->title, "Nothing was imported into shelf.");
        m_judge->executeScript(postgres ? "ROLLBACK" : "UNLOCK TABLES");
        QCOMPARE(rows("SELECT count(*) FROM shelf"), "0");
        QVERIFY(m_connection->state() == DatabaseConnection::State::Ready);
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
