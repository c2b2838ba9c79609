// One unit of work over five tabs: an order of a new customer with its lines, foreign keys that move, a
// deleted author with what the database deletes with her, a many-to-many change and a renamed tag. One commit
// stores it, in the order that was shown; whichever statement fails, the database is as it was and every edit
// stays. On SQLite, PostgreSQL and MariaDB, by keys and mouse.
#include "tests/ui/datagrid/related_test.h"
#include "ui/changes/change_model.h"
#include "ui/tasks/task_context.h"

#include <QPushButton>
#include <QTabWidget>

#include <mutex>

using namespace relata;
using namespace relata::test;

namespace {

constexpr const char* tables =
    "CREATE TABLE customers (id serial, name varchar(40) NOT NULL);"
    "CREATE TABLE orders (id serial, customer_id integer NOT NULL, note varchar(40),"
    " CONSTRAINT fk_customer FOREIGN KEY (customer_id) REFERENCES customers (id));"
    "CREATE TABLE authors (id serial, name varchar(40) NOT NULL);"
    "CREATE TABLE books (id serial, title varchar(40) NOT NULL, author_id integer,"
    " CONSTRAINT fk_author FOREIGN KEY (author_id) REFERENCES authors (id) ON DELETE CASCADE);"
    "CREATE TABLE order_lines (order_id integer NOT NULL, line_no integer NOT NULL, book_id integer NOT NULL,"
    " PRIMARY KEY (order_id, line_no), CONSTRAINT fk_order FOREIGN KEY (order_id) REFERENCES orders (id),"
    " CONSTRAINT fk_book FOREIGN KEY (book_id) REFERENCES books (id));"
    "CREATE TABLE tags (id serial, name varchar(40) NOT NULL);"
    "CREATE TABLE book_tags (book_id integer NOT NULL, tag_id integer NOT NULL, PRIMARY KEY (book_id, "
    "tag_id),"
    " CONSTRAINT fk_tagged FOREIGN KEY (book_id) REFERENCES books (id) ON DELETE CASCADE,"
    " CONSTRAINT fk_tag FOREIGN KEY (tag_id) REFERENCES tags (id));"
    "INSERT INTO customers (name) VALUES ('Ada');"
    "INSERT INTO customers (name) VALUES ('Bob');"
    "INSERT INTO orders (customer_id, note) VALUES (1, 'first');"
    "INSERT INTO authors (name) VALUES ('Austen');"
    "INSERT INTO authors (name) VALUES ('Borges');"
    "INSERT INTO books (title, author_id) VALUES ('Emma', 1);"
    "INSERT INTO books (title, author_id) VALUES ('Ficciones', 2);"
    "INSERT INTO books (title, author_id) VALUES ('Persuasion', 1);"
    "INSERT INTO order_lines VALUES (1, 1, 2);"
    "INSERT INTO tags (name) VALUES ('classic');"
    "INSERT INTO tags (name) VALUES ('short');"
    "INSERT INTO book_tags VALUES (1, 1);"
    "INSERT INTO book_tags VALUES (2, 2);"
    "INSERT INTO book_tags VALUES (3, 1);";

constexpr const char* tableNames[] = {
    "customers", "orders", "authors", "books", "order_lines", "tags", "book_tags"};

bool isWrite(const std::string& sql)
{
    return sql.starts_with("INSERT") || sql.starts_with("UPDATE") || sql.starts_with("DELETE");
}

} // namespace

class UnitOfWorkTest final : public RelatedTest
{
    Q_OBJECT

public:
    UnitOfWorkTest() : RelatedTest(tables, "customers") { }

private:
    QTabWidget* m_tabs = nullptr; // of m_window, which owns it
    std::shared_ptr<EventHub> m_hub;
    std::mutex m_mutex; // listeners are called on the connection's thread
    QStringList m_sent; // statements that write
    int m_failAt = -1; // which of them fails; -1: none

    void goTo(const QString& table)
    {
        for (int i = 0; i < m_tabs->count(); ++i) {
            if (m_tabs->tabText(i) == table) {
                QTest::mouseClick(
                    m_tabs->tabBar(), Qt::LeftButton, Qt::NoModifier, m_tabs->tabBar()->tabRect(i).center());
            }
        }
        QCOMPARE(m_tabs->tabText(m_tabs->currentIndex()), table);
        m_grid = qobject_cast<DataGrid*>(m_tabs->currentWidget());
        m_workbench->current = m_grid;
        emit m_workbench->currentDocumentChanged(m_grid);
        QTRY_VERIFY_WITH_TIMEOUT(isReady() && m_grid->canEdit(), 20000);
        m_grid->view()->setFocus();
    }
    void openTabs()
    {
        m_window = std::make_unique<QWidget>();
        m_window->resize(1000, 600);
        m_tabs = new QTabWidget(m_window.get());
        m_tabs->resize(m_window->size());
        for (const char* table : {"customers", "orders", "books", "authors", "tags"}) {
            DocumentRequest request;
            request.kind = "data";
            request.object = {m_connection->id(), {}, QString::fromLatin1(table), {}, ObjectRef::Kind::Table};
            m_tabs->addTab(new DataGrid(*m_workbench, request, m_tabs), QString::fromLatin1(table));
        }
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void listen()
    {
        bool got = false;
        m_connection->run<std::shared_ptr<EventHub>>(
            QStringLiteral("Listening"),
            [](Connection& connection, TaskContext&) { return connection.events(); }, this,
            [&](Result<std::shared_ptr<EventHub>> hub) {
                m_hub = hub.value();
                got = true;
            });
        QTRY_VERIFY(got);
        m_hub->listen([this](const EngineEvent& event) {
            if (event.kind != EventKind::BeforeExecute || !isWrite(event.sql))
                return;
            const std::lock_guard lock(m_mutex);
            m_sent << QString::fromStdString(event.sql);
            if (m_sent.size() - 1 == m_failAt) {
                Error error;
                error.kind = ErrorKind::Operational;
                error.message = "The disk of the server is full.";
                raise(error);
            }
        });
    }
    QStringList takeSent()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_sent, {});
    }
    QStringList everything()
    {
        QStringList all;
        for (const char* table : tableNames) {
            all << QString::fromLatin1(table);
            all << stored("SELECT * FROM " + std::string(table) + " ORDER BY 1, 2");
        }
        return all;
    }
    QStringList shownStatements() const
    {
        QStringList statements;
        const auto* model = qobject_cast<const ChangeModel*>(list()->model());
        for (const SentWrite& write : model->preview().writes)
            statements << QString::fromStdString(write.statement.sql);
        return statements;
    }
    void edit()
    {
        goTo("customers");
        m_grid->insertRow();
        type(2, 1, "Cleo");
        show("orders");
        inner()->view()->setFocus();
        inner()->insertRow();
        typeBelow(0, 2, "urgent");

        goTo("orders");
        type(0, 1, "2"); // the first order is Bob's
        m_grid->view()->setCurrent({1, 0}); // the new one
        settle();
        show("order_lines");
        for (int line = 0; line < 3; ++line) {
            inner()->view()->setFocus();
            inner()->insertRow();
            QTRY_COMPARE(rowsBelow(), line + 1);
            typeBelow(line, 1, QString::number(line + 1));
            typeBelow(line, 2, QString::number(line < 2 ? 2 : 1));
        }

        goTo("books");
        type(0, 2, "2"); // Emma finds another author before hers goes
        m_grid->view()->setCurrent({1, 0});
        settle();
        show("tags");
        QTRY_COMPARE(ticks(), QStringList{"short"});
        tick("short");
        tick("classic");

        goTo("authors");
        m_grid->view()->setCurrent({0, 0});
        m_grid->deleteRows();

        goTo("tags");
        type(1, 1, "brief");
    }
    void commitAll()
    {
        QTRY_VERIFY(m_panel->isSettled());
        click("commit");
        QPushButton* deletions = nullptr;
        QTRY_VERIFY((deletions = m_workbench->window()->findChild<QPushButton*>("commitDeletions")));
        QTest::mouseClick(deletions, Qt::LeftButton);
        QTRY_VERIFY(!edits().isSaving());
        QTRY_VERIFY_WITH_TIMEOUT(isReady(), 20000);
        QTRY_VERIFY(!m_workbench->window()->findChild<QPushButton*>("commitDeletions"));
    }

private slots:
    void oneCommitOrNothing_data() { servers(); }
    void oneCommitOrNothing()
    {
        openTabs();
        listen();
        edit();
        QTRY_VERIFY(m_panel->isSettled());
        const QStringList before = everything();
        const QStringList statements = shownStatements();
        const std::size_t count = pending().size();
        // Customer, order, three lines, the moved order and book, two links, the author and the tag.
        QCOMPARE(count, std::size_t(11));
        QCOMPARE(statements.size(), 11);

        for (m_failAt = 0; m_failAt < statements.size(); ++m_failAt) {
            takeSent();
            commitAll();
            QCOMPARE(takeSent(), statements.mid(0, m_failAt + 1));
            QVERIFY2(note().contains("disk of the server is full"), qPrintable(note()));
            QCOMPARE(pending().size(), count);
            QCOMPARE(everything(), before);
            QCOMPARE(shownStatements(), statements);
        }
        m_failAt = -1;
        takeSent();
        commitAll();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(takeSent(), statements);
        QVERIFY(pending().empty());

        QCOMPARE(stored("SELECT name FROM customers ORDER BY id"), (QStringList{"Ada", "Bob", "Cleo"}));
        QCOMPARE(stored("SELECT c.name, o.note FROM orders o JOIN customers c ON c.id = o.customer_id"
                        " ORDER BY o.id"),
            (QStringList{"Bob|first", "Cleo|urgent"}));
        QCOMPARE(stored("SELECT l.line_no, b.title FROM order_lines l JOIN orders o ON o.id = l.order_id"
                        " JOIN books b ON b.id = l.book_id WHERE o.note = 'urgent' ORDER BY l.line_no"),
            (QStringList{"1|Ficciones", "2|Ficciones", "3|Emma"}));
        QCOMPARE(stored("SELECT name FROM authors"), QStringList{"Borges"});
        QCOMPARE(stored("SELECT title, author_id FROM books ORDER BY id"),
            (QStringList{"Emma|2", "Ficciones|2"})); // Persuasion went with its author
        QCOMPARE(stored("SELECT book_id, tag_id FROM book_tags ORDER BY 1, 2"), (QStringList{"1|1", "2|1"}));
        QCOMPARE(stored("SELECT name FROM tags ORDER BY id"), (QStringList{"classic", "brief"}));
        // What every tab shows is what is stored.
        goTo("customers");
        QCOMPARE(shown(2, 1), QString("Cleo"));
        QCOMPARE(m_grid->rows()->totals().rows, 3);
        goTo("authors");
        QTRY_COMPARE(m_grid->rows()->totals().rows, 1);
    }

    // What is being typed belongs to a commit; but where it is to stay, or cannot be a value.
    void whatIsTypedIsCommitted_data() { servers(); }
    void whatIsTypedIsCommitted()
    {
        openTabs();
        goTo("customers");
        type(0, 1, "Ada L.");
        m_grid->view()->setCurrent({1, 1});
        key(Qt::Key_F2);
        QTest::keyClicks(m_grid->view()->editor()->focusProxy(), "Bobby");
        click("commitAndKeep");
        QTRY_VERIFY_WITH_TIMEOUT(isReady() && pending().empty(), 20000);
        QCOMPARE(stored("SELECT name FROM customers ORDER BY id"), (QStringList{"Ada L.", "Bob"}));
        QVERIFY(m_grid->view()->editor());
        QCOMPARE(m_grid->view()->editor()->text().value(), QString("Bobby"));
        // Nothing but what is typed: the panel has nothing to commit yet, Ctrl+S has.
        QVERIFY(edits().isTyping());
        commitEdits(*m_workbench, edits(), WhatIsTyped::IsCommitted);
        QTRY_VERIFY_WITH_TIMEOUT(isReady() && pending().empty(), 20000);
        QCOMPARE(stored("SELECT name FROM customers ORDER BY id"), (QStringList{"Ada L.", "Bobby"}));
        QVERIFY(!edits().isTyping());

        goTo("orders");
        type(0, 2, "second");
        m_grid->view()->setCurrent({0, 1});
        key(Qt::Key_F2);
        QTest::keyClicks(m_grid->view()->editor()->focusProxy(), "nobody");
        click("commit");
        QVERIFY(!m_grid->view()->editor()->problem().isEmpty());
        QCOMPARE(pending().size(), std::size_t(1));
        QCOMPARE(stored("SELECT note FROM orders"), QStringList{"first"});
        key(Qt::Key_Escape);
        commit();
        QCOMPARE(stored("SELECT note FROM orders"), QStringList{"second"});
    }

    // The same edits, taken back one by one and made again, lead to the same statements.
    void undoGoesThroughEveryTab_data() { servers(); }
    void undoGoesThroughEveryTab()
    {
        openTabs();
        edit();
        QTRY_VERIFY(m_panel->isSettled());
        const QStringList statements = shownStatements();
        int steps = 0;
        for (; !pending().empty() && steps < 100; ++steps)
            edits().undo();
        QVERIFY(pending().empty());
        for (int step = 0; step < steps; ++step)
            edits().redo();
        QTRY_VERIFY(m_panel->isSettled());
        QCOMPARE(shownStatements(), statements);
    }
};

QTEST_MAIN(UnitOfWorkTest)
#include "tst_unit_of_work.moc"
