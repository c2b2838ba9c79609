// The import of rows driven by keys and mouse: a database with two tables of books, the dialog and its pages.
#pragma once

#include "core/builtin/builtin.h"
#include "tests/support/scratch_database.h"
#include "tests/ui/datagrid/grid_window.h"
#include "ui/transfer/import_column_model.h"
#include "ui/transfer/import_columns_page.h"
#include "ui/transfer/import_file_page.h"
#include "ui/transfer/row_import_dialog.h"

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

namespace relata::test {

inline QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

inline constexpr char script[] =
    "CREATE TABLE books (id integer PRIMARY KEY, title varchar(80) NOT NULL, price decimal(10,2), note text);"
    "CREATE TABLE shelf (id integer PRIMARY KEY, title varchar(80) NOT NULL, price decimal(10,2), note text);"
    "INSERT INTO books VALUES (1, 'Lavinia', 12.50, NULL), (2, 'a, \"b\"', NULL, ''),"
    " (3, 'zwei\nZeilen', 3.25, 'NULL'), (4, 'The Dispossessed', 9.99, 'x');";

class RowImportFixture : public QObject
{
    Q_OBJECT

protected:
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

    static void servers() { onServers(); }

    // Makes the database and opens it in a workbench; false where there is no such server.
    bool open(const QString& server)
    {
        const ScratchDatabase made =
            scratchDatabase(server, QStringLiteral("import_rows"), script, m_folder.path());
        if (!made.missing.isEmpty())
            return false;
        if (!made.error.isEmpty())
            qFatal("%s", qPrintable(made.error));
        m_judge = Engine::create(made.url.toStdString()).value().connect();
        m_workbench = std::make_unique<TestWorkbench>();
        m_connection = m_workbench->connections().openSource(made.url).value();
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
        m_grid =
            showGrid(*m_workbench, *m_connection, ObjectRef::Kind::Table, table, m_window, QSize(900, 500));
        QTRY_VERIFY_WITH_TIMEOUT(relata::test::isSettled(m_grid), 20000);
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
        QTRY_VERIFY(!RowImportFixture::editor(dialog, row, section));
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

protected slots:
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
};

} // namespace relata::test
