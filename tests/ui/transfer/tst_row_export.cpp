// From the grid to a file, by keys and mouse, on SQLite, PostgreSQL and MariaDB.
#include "core/builtin/builtin.h"
#include "tests/support/scratch_database.h"
#include "tests/ui/datagrid/grid_window.h"
#include "ui/grid/grid_view.h"
#include "ui/tasks/task_model.h"
#include "ui/transfer/row_export.h"
#include "ui/transfer/row_export_dialog.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace relata;
using namespace relata::test;

namespace {

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

const char script[] = "CREATE TABLE books (id integer PRIMARY KEY, title varchar(80), price decimal(10,2));"
                      "INSERT INTO books VALUES (1, 'Lavinia', 12.50), (2, 'a, \"b\"', NULL),"
                      " (3, '', 3.00), (4, 'The Dispossessed', 9.99);";

} // namespace

class RowExportTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<TestWorkbench> m_workbench;
    std::unique_ptr<QWidget> m_window;
    DatabaseConnection* m_connection = nullptr;
    DataGrid* m_grid = nullptr;

    void openGrid()
    {
        m_grid =
            showGrid(*m_workbench, *m_connection, ObjectRef::Kind::Table, "books", m_window, QSize(900, 500));
        QTRY_VERIFY_WITH_TIMEOUT(isSettled(m_grid), 20000);
        QTRY_VERIFY(m_grid->source()->totals().exact);
    }

    RowExportDialog* openDialog()
    {
        m_grid->exportRows();
        auto* dialog = m_workbench->window()->findChild<RowExportDialog*>();
        if (dialog && !QTest::qWaitFor([&] { return dialog->isPreviewReady(); }, 10000))
            return nullptr;
        return dialog;
    }

    static void choose(RowExportDialog* dialog, ExportFormat format)
    {
        auto* box = dialog->findChild<QComboBox*>("format");
        box->setFocus();
        while (box->currentIndex() > 0)
            QTest::keyClick(box, Qt::Key_Up);
        while (box->currentData().toInt() != int(format) && box->currentIndex() + 1 < box->count())
            QTest::keyClick(box, Qt::Key_Down);
    }

    void exportTo(RowExportDialog* dialog, const QString& path)
    {
        auto* file = dialog->findChild<QLineEdit*>("file");
        file->selectAll();
        QTest::keyClicks(file, path);
        QTest::mouseClick(dialog->findChild<QPushButton*>("export"), Qt::LeftButton);
    }

    void waitForOutcome()
    {
        QTRY_VERIFY_WITH_TIMEOUT(!m_workbench->banners.isEmpty(), 20000);
        QTRY_VERIFY(!m_workbench->window()->findChild<RowExportDialog*>());
    }

    static void servers() { onServers(); }

    void open()
    {
        QFETCH(QString, server);
        const ScratchDatabase made =
            scratchDatabase(server, QStringLiteral("export"), script, m_folder.path());
        if (!made.missing.isEmpty())
            QSKIP(qPrintable(made.missing));
        QVERIFY2(made.error.isEmpty(), qPrintable(made.error));
        m_workbench = std::make_unique<TestWorkbench>();
        m_connection = m_workbench->connections().openSource(made.url).value();
        QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), DatabaseConnection::State::Ready, 20000);
        openGrid();
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
    }

    void theWholeTable_data() { servers(); }
    void theWholeTable()
    {
        open();
        if (QTest::currentTestFailed() || !m_grid)
            return;
        RowExportDialog* dialog = openDialog();
        QVERIFY(dialog);
        choose(dialog, ExportFormat::Csv);
        const QString text = "id,title,price\n1,Lavinia,12.50\n2,\"a, \"\"b\"\"\",\n3,\"\",3.00\n"
                             "4,The Dispossessed,9.99\n";
        QFETCH(QString, server);
        // SQLite keeps 12.50 as the number 12.5.
        const QString wanted =
            server == "sqlite" ? QString(text).replace("12.50", "12.5").replace("3.00", "3") : text;
        QCOMPARE(dialog->previewText(), wanted);
        const QString path = m_folder.filePath(server + ".csv");
        exportTo(dialog, path);
        waitForOutcome();
        QVERIFY2(m_workbench->banners[0].severity == Message::Severity::Success,
            qPrintable(m_workbench->banners[0].describe()));
        QCOMPARE(QString::fromUtf8(contentOf(path)), wanted);
        QVERIFY(m_workbench->banners[0].title.startsWith("Exported 4 rows of books"));
    }

    void whatIsShownAndSelected_data() { servers(); }
    void whatIsShownAndSelected()
    {
        open();
        if (QTest::currentTestFailed() || !m_grid)
            return;
        m_grid->source()->setSort({{0, true, {}}});
        m_grid->source()->setConditions({{0, RowOperator::Greater, {Value(1)}}});
        QTRY_VERIFY(
            m_grid->isSettled() && m_grid->source()->totals().exact && m_grid->source()->totals().rows == 3);
        m_grid->view()->header()->hideSection(2);
        RowExportDialog* dialog = openDialog();
        QVERIFY(dialog);
        choose(dialog, ExportFormat::TabSeparated);
        QCOMPARE(dialog->previewText(), "id\ttitle\n4\tThe Dispossessed\n3\t\"\"\n2\t\"a, \"\"b\"\"\"\n");
        QFETCH(QString, server);
        const QString path = m_folder.filePath(server + ".tsv");
        exportTo(dialog, path);
        waitForOutcome();
        QCOMPARE(
            contentOf(path), QByteArray("id\ttitle\n4\tThe Dispossessed\n3\t\"\"\n2\t\"a, \"\"b\"\"\"\n"));

        // The first two rows, whole, by keys.
        m_workbench->banners.clear();
        m_grid->view()->setFocus();
        QTest::keyClick(m_grid->view(), Qt::Key_Home, Qt::ControlModifier);
        QTest::keyClick(m_grid->view(), Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(m_grid->view(), Qt::Key_Right, Qt::ShiftModifier);
        dialog = openDialog();
        QVERIFY(dialog);
        // The format of the last time comes back.
        QCOMPARE(
            dialog->findChild<QComboBox*>("format")->currentData().toInt(), int(ExportFormat::TabSeparated));
        auto* scope = dialog->findChild<QComboBox*>("scope");
        QTest::keyClick(scope, Qt::Key_End);
        QCOMPARE(scope->currentText(), "2 rows selected");
        QTRY_COMPARE(dialog->previewText(), "id\ttitle\n4\tThe Dispossessed\n3\t\"\"\n");
        exportTo(dialog, m_folder.filePath(server + "-selected.tsv"));
        waitForOutcome();
        QCOMPARE(contentOf(m_folder.filePath(server + "-selected.tsv")),
            QByteArray("id\ttitle\n4\tThe Dispossessed\n3\t\"\"\n"));
    }

    void aScriptForAnotherDialect_data() { servers(); }
    void aScriptForAnotherDialect()
    {
        open();
        if (QTest::currentTestFailed() || !m_grid)
            return;
        RowExportDialog* dialog = openDialog();
        QVERIFY(dialog);
        choose(dialog, ExportFormat::Sql);
        auto* dialect = dialog->findChild<QComboBox*>("dialect");
        dialect->setCurrentIndex(dialect->findData("sqlite"));
        QTest::mouseClick(dialog->findChild<QCheckBox*>("createTable"), Qt::LeftButton, {}, QPoint(8, 8));
        QVERIFY2(dialog->previewText().contains("CREATE TABLE books"), qPrintable(dialog->previewText()));
        QFETCH(QString, server);
        const QString path = m_folder.filePath(server + ".sql");
        exportTo(dialog, path);
        waitForOutcome();
        auto target = Engine::create("sqlite://").value().connect();
        target->executeScript(contentOf(path).toStdString());
        QCOMPARE(target->execute("SELECT count(*) FROM books WHERE title = 'a, \"b\"' AND price IS NULL")
                     .scalar()
                     .integer(),
            1);
        QCOMPARE(target->execute("SELECT count(*) FROM books").scalar().integer(), 4);
    }

    void anExistingFileIsAskedFor_data()
    {
        QTest::addColumn<QString>("server");
        QTest::newRow("SQLite") << "sqlite";
    }
    void anExistingFileIsAskedFor()
    {
        open();
        const QString path = m_folder.filePath("there.csv");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("old");
        file.close();
        RowExportDialog* dialog = openDialog();
        QVERIFY(dialog);
        choose(dialog, ExportFormat::Csv);
        exportTo(dialog, path);
        QCOMPARE(dialog->problemText(), "there.csv exists. Press Replace to write over it.");
        QCOMPARE(contentOf(path), QByteArray("old"));
        auto* button = dialog->findChild<QPushButton*>("export");
        QCOMPARE(button->text(), "Replace");
        QTest::mouseClick(button, Qt::LeftButton);
        waitForOutcome();
        QVERIFY(contentOf(path).startsWith("id,title,price\n"));

        m_workbench->banners.clear();
        dialog = openDialog();
        QVERIFY(dialog);
        exportTo(dialog, m_folder.path());
        QVERIFY(dialog->problemText().contains("is a folder"));
        exportTo(dialog, "/nonexistent-folder/x.csv");
        QVERIFY(dialog->problemText().contains("There is no folder"));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QVERIFY(m_workbench->banners.isEmpty());
    }

    void aLongExportRunsBesideTheGridAndStops_data() { servers(); }
    void aLongExportRunsBesideTheGridAndStops()
    {
        open();
        if (QTest::currentTestFailed() || !m_grid)
            return;
        QFETCH(QString, server);
        ExportSubject subject;
        subject.connection = m_connection;
        subject.name = "numbers";
        subject.query = server == "sqlite"
            ? "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
            : server == "postgresql" ? "SELECT i FROM (SELECT generate_series(1, 1000000000) AS i) AS n"
                                     : "SELECT seq FROM seq_1_to_1000000000";
        ExportChoice choice;
        choice.scope = ExportScope::All;
        choice.fileName = m_folder.filePath("numbers.csv");
        const quint64 task = startExport(*m_workbench, subject, choice);
        QTRY_VERIFY_WITH_TIMEOUT(m_workbench->tasks().info(task).done > 10000, 30000);
        QVERIFY(m_workbench->tasks().info(task).text.contains("rows"));
        // The grid reads meanwhile.
        m_grid->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(m_grid->isSettled() && m_grid->source()->totals().rows == 4, 10000);
        QVERIFY(m_workbench->banners.isEmpty());
        m_workbench->tasks().requestStop(task);
        QTRY_COMPARE_WITH_TIMEOUT(m_workbench->banners.size(), 1, 10000);
        QCOMPARE(m_workbench->banners[0].title, "The export of numbers was stopped.");
        QVERIFY(QDir(m_folder.path()).entryList({"numbers.csv*"}).isEmpty());
        QVERIFY(m_connection->state() == DatabaseConnection::State::Ready);
    }
};

QTEST_MAIN(RowExportTest)
#include "tst_row_export.moc"
