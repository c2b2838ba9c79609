// Rows edited with keys and mouse in the real grid: a database of a server, a window with a grid, the panel
// of pending changes, and another client that reads what is stored.
#pragma once

#include "core/builtin/builtin.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"
#include "tests/ui/datagrid/test_workbench.h"
#include "ui/changes/changes_panel.h"
#include "ui/datagrid/data_grid.h"
#include "ui/datagrid/grid_view.h"
#include "ui/editing/pending_edits.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QTest>
#include <QTreeView>

namespace relata::test {

class EditingTest : public QObject
{
    Q_OBJECT

protected:
    // A script that every server takes, and the table whose rows are shown first.
    EditingTest(const char* tables, const char* first) : m_tables(tables), m_first(QString::fromLatin1(first))
    { }

    const char* m_tables;
    QString m_first;
    QTemporaryDir m_folder;
    std::unique_ptr<TestWorkbench> m_workbench;
    std::unique_ptr<QWidget> m_window;
    std::unique_ptr<ChangesPanel> m_panel;
    std::unique_ptr<Connection> m_other; // another client of the same database
    DatabaseConnection* m_connection = nullptr;
    DataGrid* m_grid = nullptr;
    int m_databases = 0;
    QString m_url;
    QString m_edits; // where edits are kept

    // A new database with the script; "" or why there is none.
    QString makeDatabase(const QString& server, QString* url)
    {
        const QString name = QStringLiteral("editing%1").arg(++m_databases);
        if (server == "sqlite") {
            const QString file = m_folder.filePath(name + ".db");
            *url = QString::fromStdString(Url::forSqliteFile(file.toStdString()).toString());
            Engine::create(url->toStdString() + "?mode=rwc").value().connect()->executeScript(m_tables);
            return {};
        }
        if (server == "postgresql") {
            PostgresServer* postgres = PostgresServer::shared();
            if (!postgres)
                return PostgresServer::whyMissing();
            *url = postgres->url(name);
            const QString error = postgres->createDatabase(name);
            const QByteArray script = QByteArray(m_tables).replace(" blob", " bytea");
            return error.isEmpty() ? postgres->runScript(script, name).join('\n') : error;
        }
        MariaDbServer* mariadb = MariaDbServer::shared();
        if (!mariadb)
            return MariaDbServer::whyMissing();
        *url = mariadb->url(name);
        const QStringList error = mariadb->createDatabase(name);
        return (error.isEmpty() ? mariadb->runScript(m_tables, name) : error).join('\n');
    }

    // What another client reads: rows of a query, cells with '|' between, NULL as "(null)".
    QStringList stored(const std::string& query)
    {
        QStringList rows;
        CursorResult result = m_other->execute(query);
        while (RowChunkPtr chunk = result.fetch()) {
            for (std::size_t row = 0; row < chunk->rowCount(); ++row) {
                QStringList cells;
                for (std::size_t column = 0; column < chunk->columnCount(); ++column) {
                    const ValueView value = chunk->at(row, column);
                    cells << (value.isNull() ? QStringLiteral("(null)")
                                             : QString::fromStdString(value.toText()));
                }
                rows << cells.join('|');
            }
        }
        return rows;
    }

    static void servers()
    {
        QTest::addColumn<QString>("server");
        for (const char* server : {"sqlite", "postgresql", "mariadb"})
            QTest::newRow(server) << server;
    }
    bool isReady() const
    {
        return m_grid->source() && m_grid->source()->state() == TableSource::State::Ready
            && m_grid->isSettled() && m_panel->isSettled();
    }
    void open(const QString& table)
    {
        DocumentRequest request;
        request.kind = "data";
        request.object = {m_connection->id(), {}, table, {}, ObjectRef::Kind::Table};
        m_window = std::make_unique<QWidget>();
        m_window->resize(1000, 500);
        m_grid = new DataGrid(*m_workbench, request, m_window.get());
        m_grid->resize(m_window->size());
        m_workbench->current = m_grid;
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        emit m_workbench->currentDocumentChanged(m_grid);
        QTRY_VERIFY_WITH_TIMEOUT(isReady() && m_grid->canEdit(), 20000);
        m_grid->view()->setFocus();
    }
    void key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        CellEditor* editor = m_grid->view()->editor();
        QTest::keyClick(editor ? editor->focusProxy() : m_grid->view(), Qt::Key(key), modifiers);
    }
    // Goes to a cell and types a value over it.
    void type(qint64 row, int column, const QString& text)
    {
        m_grid->view()->setCurrent({row, column});
        key(Qt::Key_F2);
        QVERIFY(m_grid->view()->editor());
        QTest::keyClicks(m_grid->view()->editor()->focusProxy(), text);
        key(Qt::Key_Return);
        QVERIFY(!m_grid->view()->editor());
    }
    QString shown(qint64 row, int column) const
    {
        const GridSource::Cell cell = m_grid->rows()->cell(row, column);
        if (!cell.words.isEmpty())
            return cell.words;
        return cell.value.isNull() ? QStringLiteral("(null)") : QString::fromStdString(cell.value.toText());
    }
    PendingEdits& edits() const { return PendingEdits::of(*m_connection, m_workbench->tasks()); }
    const PendingSet& pending() const { return edits().set(); }
    QTreeView* list() const { return m_panel->findChild<QTreeView*>(QStringLiteral("changes")); }
    void click(const char* button)
    {
        auto* found = m_panel->findChild<QAbstractButton*>(QString::fromLatin1(button));
        QVERIFY(found && found->isEnabled());
        QTest::mouseClick(found, Qt::LeftButton);
    }
    void commit()
    {
        QTRY_VERIFY(m_panel->isSettled());
        click("commit");
        QTRY_VERIFY_WITH_TIMEOUT(isReady(), 20000);
    }
    QString note() const
    {
        auto* note = m_panel->findChild<QWidget*>(QStringLiteral("note"));
        return note->isHidden() ? QString() : note->findChild<QLabel*>()->text();
    }

protected slots:
    void initTestCase()
    {
        registerBuiltins();
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QVERIFY(m_folder.isValid());
    }
    void init()
    {
        QFETCH(QString, server);
        QString url;
        const QString missing = makeDatabase(server, &url);
        if (!missing.isEmpty())
            QSKIP(qPrintable(missing));
        m_url = url;
        m_edits = m_folder.filePath(QStringLiteral("edits%1").arg(m_databases));
        PendingEdits::setFolder(m_edits);
        m_other = Engine::create(url.toStdString()).value().connect();
        m_workbench = std::make_unique<TestWorkbench>();
        m_connection = m_workbench->connections().open(url).value();
        QTRY_COMPARE_WITH_TIMEOUT(int(m_connection->state()), int(DatabaseConnection::State::Ready), 20000);
        m_panel = std::make_unique<ChangesPanel>(*m_workbench, nullptr);
        m_panel->resize(1000, 240);
        m_panel->show();
        open(m_first);
    }
    void cleanup()
    {
        m_panel.reset();
        m_window.reset();
        m_other.reset();
        m_workbench.reset();
    }
};

} // namespace relata::test
