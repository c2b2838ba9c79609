// Imports that cannot be: bad files, what vanishes, stops, and servers that die.
#include "tests/ui/transfer/row_import_test.h"
#include "ui/grid/grid_view.h"
#include "ui/tasks/task_runner.h"
#include "ui/transfer/record_model.h"

#include <QLabel>
#include <QPlainTextEdit>

using namespace relata;
using namespace relata::test;

class RowImportFailuresTest final : public RowImportFixture
{
    Q_OBJECT

private slots:
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
};

QTEST_MAIN(RowImportFailuresTest)
#include "tst_row_import_failures.moc"
