// Which rows the Data tab shows: chosen values, dates in words, conditions in SQL, searches, saved filters,
// frozen columns, labels of foreign keys. The same gestures on SQLite, PostgreSQL and MariaDB.
#include "core/builtin/builtin.h"
#include "tests/support/scratch_database.h"
#include "tests/ui/datagrid/grid_window.h"
#include "ui/datagrid/filter_row.h"
#include "ui/datagrid/value_picker.h"
#include "ui/grid/grid_view.h"
#include "ui/shell/state_view.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace relata;
using namespace relata::test;

namespace {

// 3,000 orders, of which 4 of 6 kinds and none are common; `many` has 1,500 values.
QByteArray script(const QString& server)
{
    const bool postgres = server == "postgresql";
    const QByteArray text = server == "mariadb" ? "varchar(80)" : "text";
    const QByteArray stamp = postgres ? "timestamptz" : "datetime";
    QByteArray series =
        "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 3000) SELECT n "
        "FROM s) AS s";
    if (server == "mariadb")
        series = "(SELECT seq AS n FROM seq_1_to_3000) AS s";
    const QByteArray concatenated = server == "mariadb" ? "CONCAT('Order ', n)" : "'Order ' || n";
    return "CREATE TABLE customers (id integer PRIMARY KEY, full_name " + text
        + " NOT NULL, email varchar(80) UNIQUE);"
          "INSERT INTO customers VALUES (1, 'Ursula Vernon', 'u@example.org'), (2, 'Octavia Butler', NULL),"
          " (3, 'Joanna Russ', 'j@example.org');"
          "CREATE TABLE orders (id integer PRIMARY KEY, title "
        + text + ", state " + text
        + ", many integer, customer_id integer REFERENCES customers(id), placed date, seen " + stamp
        + (server == "mariadb" ? ", FOREIGN KEY (customer_id) REFERENCES customers(id)" : "")
        + ");"
          "INSERT INTO orders SELECT n, "
        + concatenated
        + ", CASE WHEN n % 10 = 0 THEN NULL WHEN n % 10 < 5 THEN 'open' WHEN n % 10 < 8 THEN 'sent' WHEN n % "
          "10 = "
          "8 THEN '' ELSE 'a, \"b\" null' END, n % 1500, n % 3 + 1, NULL, NULL FROM "
        + series
        + ";"
          "UPDATE orders SET placed = CURRENT_DATE, seen = CURRENT_TIMESTAMP WHERE id <= 3;"
          "UPDATE orders SET placed = '2020-05-31', seen = '2020-05-31 23:59:59' WHERE id = 4;"
          "UPDATE orders SET placed = '2020-06-01', seen = '2020-06-01 00:00:00' WHERE id = 5;";
}

} // namespace

class DataGridBrowseTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<TestWorkbench> m_workbench;
    std::unique_ptr<QWidget> m_window;
    DatabaseConnection* m_connection = nullptr;
    DataGrid* m_grid = nullptr;
    QString m_server;
    QString m_url;
    QHash<QString, QString> m_made; // by server: no test changes it

    void open(const QString& table, const QJsonObject& state = {})
    {
        m_grid = showGrid(
            *m_workbench, *m_connection, ObjectRef::Kind::Table, table, m_window, QSize(1000, 600), state);
        QTRY_VERIFY_WITH_TIMEOUT(isSettled(m_grid), 20000);
    }

    int column(const QString& name) const
    {
        const QList<GridColumn>& columns = m_grid->source()->columns();
        for (int i = 0; i < columns.size(); ++i) {
            if (columns[i].name == name)
                return i;
        }
        return -1;
    }

    QString cellText(qint64 row, const QString& name) const
    {
        const GridSource::Cell cell = m_grid->source()->cell(row, column(name));
        if (!cell.loaded)
            return QStringLiteral("(loading)");
        return cell.value.isNull() ? QStringLiteral("(null)") : QString::fromStdString(cell.value.toText());
    }

    QLineEdit* fieldOf(const QString& name) const
    {
        if (!m_grid->filtersVisible())
            m_grid->setFiltersVisible(true);
        return m_grid->filterRow()->field(column(name));
    }

    void filter(const QString& name, const QString& text)
    {
        QLineEdit* field = fieldOf(name);
        field->selectAll();
        if (text.isEmpty())
            QTest::keyClick(field, Qt::Key_Delete);
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(!m_grid->view()->editor()); // Return is the field's own
        QVERIFY(m_workbench->banners.isEmpty());
    }

    // The popup of a column, with its values.
    ValuePicker* pick(const QString& name)
    {
        QTest::keyClick(fieldOf(name), Qt::Key_Down, Qt::AltModifier);
        auto* picker = m_grid->findChild<ValuePicker*>();
        if (!picker || !QTest::qWaitFor([&] { return picker->list()->isVisible(); }, 10000))
            return nullptr;
        return picker;
    }

    static QStringList words(const ValueList* list)
    {
        QStringList words;
        for (int row = 0; row < list->rowCount() && row < 8; ++row) {
            const QModelIndex index = list->index(row);
            words << QStringLiteral("%1%2 %3").arg(list->isTicked(row) ? "+" : "-", index.data().toString(),
                index.data(ValueList::RowsRole).toString());
        }
        words.sort();
        return words;
    }

    // A click on the tick box of a value.
    static void clickTick(ValuePicker* picker, const QString& text)
    {
        QListView* view = picker->list();
        for (int row = 0; row < view->model()->rowCount(); ++row) {
            const QModelIndex index = view->model()->index(row, 0);
            if (index.data().toString() != text)
                continue;
            view->scrollTo(index);
            view->setFocus();
            view->setCurrentIndex(index);
            QTest::keyClick(view, Qt::Key_Space);
            return;
        }
        QFAIL(qPrintable(text + " is not in the list"));
    }

    static void servers() { onServers(); }

private slots:
    void initTestCase()
    {
        registerBuiltins();
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QVERIFY(m_folder.isValid());
    }

    void init()
    {
        QFETCH(QString, server);
        m_server = server;
        m_url = m_made.value(server);
        if (m_url.isEmpty()) {
            const ScratchDatabase made =
                scratchDatabase(server, QStringLiteral("browse"), script(server), m_folder.path());
            if (!made.missing.isEmpty())
                QSKIP(qPrintable(made.missing));
            QVERIFY2(made.error.isEmpty(), qPrintable(made.error));
            m_url = made.url;
            m_made.insert(server, m_url);
        }
        m_workbench = std::make_unique<TestWorkbench>();
        m_connection = m_workbench->connections().openSource(m_url).value();
        QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), DatabaseConnection::State::Ready, 20000);
    }

    void cleanup()
    {
        m_window.reset();
        m_grid = nullptr;
        m_workbench.reset();
    }

    void valuesAreChosen_data() { servers(); }
    void valuesAreChosen()
    {
        open("orders");
        filter("id", "<=1000");
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->statusText(), "1,000 rows, filtered", 20000);
        ValuePicker* picker = pick("state");
        QVERIFY(picker);
        QAbstractItemModelTester tester(
            picker->values(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        // Under the other filters, all ticked.
        QCOMPARE(words(picker->values()),
            QStringList({"+NULL 100", "+a, \"b\" null 100", "+empty text 100", "+open 400", "+sent 300"}));
        QVERIFY(picker->otherValues()->isHidden());
        QTest::mouseClick(picker->findChild<QPushButton*>(), Qt::LeftButton);
        QCOMPARE(picker->applyButton()->text(), "Show all");
        // None, then three of them by keys.
        for (QPushButton* button : picker->findChildren<QPushButton*>()) {
            if (button->text() == "None")
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QVERIFY(!picker->applyButton()->isEnabled());
        for (const char* text : {"NULL", "a, \"b\" null", "empty text"})
            clickTick(picker, QString::fromLatin1(text));
        QCOMPARE(picker->applyButton()->text(), "Show 3");
        QTest::keyClick(picker->list(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->statusText(), "300 rows, filtered", 20000);
        QTRY_COMPARE(cellText(0, "id"), "8");
        QCOMPARE(cellText(1, "id"), "9");
        QCOMPARE(cellText(2, "state"), "(null)");
        QTRY_VERIFY(!m_grid->findChild<ValuePicker*>());
        // Its field says it in words that mean the same.
        const QString text = fieldOf("state")->text();
        QVERIFY2(text.startsWith("=") && text.contains("null"), qPrintable(text));
        const auto parsed =
            parseRowFilter(text.toStdString(), 0, m_grid->source()->target().columns[2]).value().value();
        QCOMPARE(parsed.values.size(), std::size_t(3));
        // Opened again, what is shown is ticked; the search finds, and Return shows what it found.
        picker = pick("state");
        QVERIFY(picker);
        QCOMPARE(words(picker->values()),
            QStringList({"+NULL 100", "+a, \"b\" null 100", "+empty text 100", "-open 400", "-sent 300"}));
        QTest::keyClicks(picker->searchField(), "SEN");
        QCOMPARE(picker->list()->model()->rowCount(), 1);
        clickTick(picker, "sent");
        QTest::keyClick(picker->list(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->statusText(), "300 rows, filtered", 20000);
        QTRY_COMPARE(cellText(0, "id"), "5");
        // All of them again: no filter on this column.
        picker = pick("state");
        QVERIFY(picker);
        for (QPushButton* button : picker->findChildren<QPushButton*>()) {
            if (button->text() == "All")
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QTest::mouseClick(picker->applyButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->statusText(), "1,000 rows, filtered", 20000);
        QVERIFY(fieldOf("state")->text().isEmpty());
    }

    void moreValuesThanAreListed_data() { servers(); }
    void moreValuesThanAreListed()
    {
        open("orders");
        ValuePicker* picker = pick("many");
        QVERIFY(picker);
        QCOMPARE(picker->values()->rowCount(), ValuePicker::mostValues);
        QVERIFY(picker->otherValues()->isVisible());
        // All but one, those that are not listed too.
        const QString gone = picker->values()->index(0).data().toString();
        clickTick(picker, gone);
        QCOMPARE(picker->applyButton()->text(), "Hide 1");
        QTest::mouseClick(picker->applyButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->statusText(), "2,998 rows, filtered", 20000);
        // Escape leaves everything as it is, also while the values are on their way.
        QTest::keyClick(fieldOf("many"), Qt::Key_Down, Qt::AltModifier);
        auto* closing = m_grid->findChild<ValuePicker*>();
        QVERIFY(closing);
        QTest::keyClick(closing, Qt::Key_Escape);
        QTRY_VERIFY(!m_grid->findChild<ValuePicker*>());
        QTRY_VERIFY(isSettled(m_grid));
        QCOMPARE(m_grid->statusText(), "2,998 rows, filtered");
        QVERIFY(m_workbench->banners.isEmpty());
    }

    void noValuesAndNoServerAreSaid_data() { servers(); }
    void noValuesAndNoServerAreSaid()
    {
        open("orders");
        filter("id", "<0");
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->statusText(), "0 rows, filtered", 20000);
        QTest::keyClick(fieldOf("state"), Qt::Key_Down, Qt::AltModifier);
        auto* picker = m_grid->findChild<ValuePicker*>();
        QVERIFY(picker);
        QTRY_COMPARE(picker->stateView()->title(), "No values");
        picker->close();
    }

    void datesInWords_data() { servers(); }
    void datesInWords()
    {
        open("orders");
        filter("placed", "2020-05");
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->statusText(), "1 row, filtered", 20000);
        QTRY_COMPARE(cellText(0, "id"), "4");
        filter("placed", "2020");
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->statusText(), "2 rows, filtered", 20000);
        filter("placed", "last 3 days..tomorrow");
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->statusText(), "3 rows, filtered", 20000);
        filter("placed", "");
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->statusText(), "3,000 rows", 20000);
        filter("seen", "2020-05-31");
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->statusText(), "1 row, filtered", 20000);
        QTRY_COMPARE(cellText(0, "id"), "4");
        filter("seen", "2020-05..2020-06");
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->statusText(), "2 rows, filtered", 20000);
        filter("seen", "last 2 days");
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->statusText(), "3 rows, filtered", 20000);
        // Kept as words: another day, other rows.
        const QJsonObject state = m_grid->saveState();
        open("orders", state);
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->statusText(), "3 rows, filtered", 20000);
        QCOMPARE(fieldOf("seen")->text(), "last 2 days");
        // What is no date is said at the field, and the rows stay.
        filter("seen", "sometime");
        QVERIFY(fieldOf("seen")->property("invalid").toBool());
        QCOMPARE(m_grid->statusText(), "3 rows, filtered");
    }
};

QTEST_MAIN(DataGridBrowseTest)
#include "tst_data_grid_browse.moc"
