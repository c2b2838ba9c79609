// What must never happen to rows, tried with the real grid by keys and mouse: a row that nobody meant is
// written, half of a commit is stored, a value changes on the way, a name is run as SQL, a reader writes or
// locks. On SQLite, PostgreSQL and MariaDB.
#include "tests/ui/datagrid/editing_test.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QPlainTextEdit>

using namespace relata;
using namespace relata::test;

namespace {

// A name with everything in it that some server or generator takes for its own.
constexpr const char* hostile = "a\"b`c]d'e?f%g;h\\i --j\nk";

constexpr const char* tables =
    "CREATE TABLE items (id integer PRIMARY KEY, name varchar(40) NOT NULL, n integer);"
    "CREATE TABLE parts (item integer NOT NULL, no integer NOT NULL, name varchar(40), PRIMARY KEY (item, "
    "no));"
    "CREATE TABLE keyless (a integer, b varchar(20));"
    "CREATE TABLE kinds (id integer PRIMARY KEY, big bigint, exact numeric(38,10), words varchar(200), day "
    "date,"
    " at_time timestamp, bytes blob);"
    "INSERT INTO items VALUES (1, 'one', 1), (2, 'two', 2), (3, 'three', 3);"
    "INSERT INTO parts VALUES (1, 1, 'a'), (1, 2, 'b'), (2, 1, 'c'), (2, 2, 'd');"
    "INSERT INTO keyless VALUES (1, 'same'), (1, 'same'), (2, 'other');"
    "INSERT INTO kinds (id) VALUES (1);";

} // namespace

class GridReliabilityTest final : public EditingTest
{
    Q_OBJECT

public:
    GridReliabilityTest() : EditingTest(tables, "items") { }

private:
    QByteArray hashOf(const char* table, const char* except)
    {
        return QCryptographicHash::hash(
            stored(std::string("SELECT * FROM ") + table + " WHERE NOT (" + except + ") ORDER BY 1, 2")
                .join('\n')
                .toUtf8(),
            QCryptographicHash::Sha256);
    }
    // Everybody else's connections to the database end.
    void killOthers()
    {
        QFETCH(QString, server);
        if (server == "postgresql") {
            m_other
                ->execute("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = "
                          "current_database() AND pid <> pg_backend_pid()")
                .all();
            return;
        }
        for (const QString& id : stored("SELECT id FROM information_schema.processlist WHERE db = database() "
                                        "AND id <> connection_id()"))
            m_other->execute("KILL CONNECTION " + id.toStdString());
    }
    QString quoted(const QString& name) const
    {
        QFETCH(QString, server);
        const QChar quote = server == "mariadb" ? u'`' : u'"';
        return quote + QString(name).replace(quote, QString(quote) + quote) + quote;
    }

private slots:
    void onlyTheRowThatWasMeant_data() { servers(); }
    void onlyTheRowThatWasMeant()
    {
        // A key that is edited, its neighbours by number untouched.
        const QByteArray items = hashOf("items", "id IN (2, 20)");
        type(1, 0, "20");
        type(1, 1, "twenty");
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT * FROM items WHERE id = 20"), QStringList{"20|twenty|2"});
        QCOMPARE(hashOf("items", "id IN (2, 20)"), items);
        // Half of a composite key is not a key.
        open("parts");
        const QByteArray parts = hashOf("parts", "item = 2 AND no = 1");
        type(2, 2, "changed");
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT name FROM parts WHERE item = 2 AND no = 1"), QStringList{"changed"});
        QCOMPARE(hashOf("parts", "item = 2 AND no = 1"), parts);
        m_grid->view()->setCurrent({3, 0});
        m_grid->deleteRows();
        commit();
        QCOMPARE(stored("SELECT item, no FROM parts ORDER BY 1, 2"), (QStringList{"1|1", "1|2", "2|1"}));
    }

    void rowsThatLookTheSame_data() { servers(); }
    void rowsThatLookTheSame()
    {
        QFETCH(QString, server);
        open("keyless");
        // Found by which row it is, not by where it stands.
        qint64 other = 0;
        while (shown(other, 1) != "other")
            ++other;
        const qint64 same = other == 0 ? 1 : 0;
        type(other, 1, "edited");
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT b FROM keyless ORDER BY b"), (QStringList{"edited", "same", "same"}));
        type(same, 1, "one of two");
        commit();
        if (server == "sqlite") {
            QCOMPARE(
                stored("SELECT b FROM keyless ORDER BY b"), (QStringList{"edited", "one of two", "same"}));
            return;
        }
        QVERIFY(!note().isEmpty());
        QCOMPARE(pending().size(), std::size_t(1));
        QCOMPARE(stored("SELECT b FROM keyless ORDER BY b"), (QStringList{"edited", "same", "same"}));
    }

    // The server ends every connection, before anything of the commit has arrived.
    void killedBeforeTheCommit_data() { servers(); }
    void killedBeforeTheCommit()
    {
        QFETCH(QString, server);
        type(0, 1, "changed");
        m_grid->insertRow();
        type(3, 0, "9");
        type(3, 1, "new");
        QTRY_VERIFY(m_panel->isSettled());
        std::unique_ptr<Connection> holder;
        if (server == "sqlite") {
            // There is no server to kill: another program has the file.
            holder = Engine::create(m_url.toStdString()).value().connect();
            holder->execute("BEGIN EXCLUSIVE");
        } else {
            killOthers();
        }
        click("commit");
        QTRY_VERIFY_WITH_TIMEOUT(!edits().isSaving(), 60000);
        QTRY_VERIFY(!note().isEmpty());
        QCOMPARE(pending().size(), std::size_t(2));
        if (holder)
            holder->execute("ROLLBACK");
        QCOMPARE(stored("SELECT * FROM items ORDER BY id"), (QStringList{"1|one|1", "2|two|2", "3|three|3"}));
        // Again, and it is stored.
        if (server != "sqlite") {
            m_connection->retry();
            QTRY_COMPARE_WITH_TIMEOUT(
                int(m_connection->state()), int(DatabaseConnection::State::Ready), 20000);
            QTRY_VERIFY_WITH_TIMEOUT(isReady(), 20000);
        }
        QCOMPARE(pending().size(), std::size_t(2));
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT id, name FROM items ORDER BY id"),
            (QStringList{"1|changed", "2|two", "3|three", "9|new"}));
    }

    void valuesArriveAsTheyWereTyped_data() { servers(); }
    void valuesArriveAsTheyWereTyped()
    {
        QFETCH(QString, server);
        open("kinds");
        const struct
        {
            int column;
            const char* name;
            QStringList values;
        } cases[] = {
            {1, "big", {"9223372036854775807", "-9223372036854775808", "9007199254740993"}},
            {2, "exact", {"1234567890123456789012345678.0123456789", "-0.0000000001"}},
            {4, "day", {"0001-01-01", "9999-12-31", "2024-02-29"}},
            {5, "at_time", {"2024-03-31 02:30:00"}}, // a clock that springs forward has no such time
        };
        for (const auto& kind : cases) {
            for (const QString& value : kind.values) {
                // SQLite has no exact numbers: what it cannot hold is no value that it could keep.
                if (server == "sqlite" && kind.column == 2)
                    continue;
                type(0, kind.column, value);
                commit();
                QVERIFY2(note().isEmpty(), qPrintable(note()));
                QCOMPARE(shown(0, kind.column), value);
                // As text, so that no client's number comes between.
                const QString text = stored(
                    QStringLiteral("SELECT CAST(%1 AS %2) FROM kinds")
                        .arg(QString::fromLatin1(kind.name), server == "mariadb" ? "char" : "varchar(60)")
                        .toStdString())
                                         .value(0);
                QCOMPARE(text, value);
                // Looked at and left, it is no edit.
                m_grid->view()->setCurrent({0, kind.column});
                key(Qt::Key_F2);
                key(Qt::Key_Return);
                QVERIFY(pending().empty());
            }
        }
        // Empty text and NULL are two; letters of four bytes, quotes and backslashes are themselves.
        for (const QString& words : {QString::fromUtf8("\xF0\x9F\x90\x99 octopus"),
                 QStringLiteral("it's \\ 100 %"), QStringLiteral("NULL"), QString()}) {
            m_grid->view()->setCurrent({0, 3});
            m_grid->pasteText(words.isEmpty() ? QStringLiteral("x") : words);
            if (words.isEmpty()) {
                key(Qt::Key_F2);
                m_grid->view()->editor()->findChild<QPlainTextEdit*>()->clear();
                key(Qt::Key_Return);
            }
            commit();
            QVERIFY2(note().isEmpty(), qPrintable(note()));
            QCOMPARE(stored("SELECT words FROM kinds"), QStringList{words});
        }
        m_grid->view()->setCurrent({0, 3});
        key(Qt::Key_Delete);
        commit();
        QCOMPARE(stored("SELECT words FROM kinds"), QStringList{"(null)"});
    }

    void namesAreNames_data() { servers(); }
    void namesAreNames()
    {
        QFETCH(QString, server);
        QString name = QString::fromLatin1(hostile) + QString::fromUtf8("\xF0\x9F\x90\x99");
        if (server == "mariadb")
            name.remove(QString::fromUtf8("\xF0\x9F\x90\x99")); // identifiers are of the basic plane
        m_other->execute(QStringLiteral("CREATE TABLE %1 (%2 integer PRIMARY KEY, %3 varchar(40))")
                             .arg(quoted(name), quoted("select"), quoted(name))
                             .toStdString());
        m_other->execute(
            QStringLiteral("INSERT INTO %1 VALUES (1, 'first')").arg(quoted(name)).toStdString());
        m_connection->refresh();
        QTRY_VERIFY(m_connection->metadata()->findTable("", name.toStdString()));
        open(name);
        QCOMPARE(shown(0, 1), QString("first"));
        type(0, 1, "second");
        m_grid->insertRow();
        type(1, 0, "2");
        type(1, 1, "new");
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        const std::string all = QStringLiteral("SELECT * FROM %1 ORDER BY 1").arg(quoted(name)).toStdString();
        QCOMPARE(stored(all), (QStringList{"1|second", "2|new"}));
        m_grid->source()->setSort({{1, true, {}}});
        m_grid->source()->setConditions({{1, RowOperator::Contains, {Value("e")}}});
        QTRY_VERIFY(isReady() && m_grid->rows()->totals().rows == 2);
        QCOMPARE(shown(0, 1), QString("second"));
        m_grid->view()->setCurrent({0, 0});
        m_grid->deleteRows();
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored(all), QStringList{"2|new"});
    }

    // Who reads holds nothing that a writer waits for, and what was opened read only stays as it is.
    void readersLockNothing_data() { servers(); }
    void readersLockNothing()
    {
        m_grid->source()->refresh();
        QTRY_VERIFY(isReady());
        QElapsedTimer waited;
        waited.start();
        m_other->execute("UPDATE items SET n = n + 1");
        m_other->execute("ALTER TABLE items ADD COLUMN extra integer");
        QVERIFY2(waited.elapsed() < 4000, qPrintable(QString::number(waited.elapsed())));
        m_grid->refresh();
        QTRY_COMPARE(shown(0, 2), QString("2"));
    }
};

QTEST_MAIN(GridReliabilityTest)
#include "tst_grid_reliability.moc"
