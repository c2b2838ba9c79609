#include "core/builtin/builtin.h"
#include "core/engine/registry.h"
#include "tests/ui/connections/fake_database.h"
#include "tests/ui/connections/panel_workbench.h"
#include "tests/ui/connections/sample_schemas.h"
#include "ui/shell/state_view.h"
#include "ui/sqlpreview/note_model.h"
#include "ui/sqlpreview/preview_pane.h"
#include "ui/sqlpreview/sql_preview_panel.h"
#include "ui/sqltext/sql_view.h"
#include "ui/tasks/event_loop_watchdog.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace relata;
using relata::test::FakeServer;
using State = DatabaseConnection::State;

class TestSqlPreview : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void preparesWords();
    void cutsLongTexts();
    void takesOnlyWhatIsSelected();
    void previewsEveryDialect_data();
    void previewsEveryDialect();
    void keepsWhatRefersElsewhere();
    void followsTheSelection();
    void showsTwoSideBySide();
    void remembersItsDialects();
    void noteShowsItsStatement();
    void copiesTheWholeScript();
    void followsARefresh();
    void keepsTheWindowAliveWithAThousandTables();
    void noteModelKeepsItsPromises();

private:
    void open(const MetaData& metadata);
    ObjectRef ref(const QString& name, ObjectRef::Kind kind = ObjectRef::Kind::Table)
    {
        return {m_connection->id(), {}, name, {}, kind};
    }
    QString shown(int pane = 0) { return m_panel->pane(pane)->view()->toPlainText(); }

    std::unique_ptr<test::PanelWorkbench> m_workbench;
    std::unique_ptr<SqlPreviewPanel> m_panel;
    OpenConnection* m_connection = nullptr;
};

void TestSqlPreview::initTestCase()
{
    registerBuiltins();
    FakeServer::registerDialect();
}

void TestSqlPreview::init()
{
    FakeServer::instance().reset();
    m_workbench = std::make_unique<test::PanelWorkbench>();
    m_panel = std::make_unique<SqlPreviewPanel>(*m_workbench, nullptr);
    m_panel->resize(1200, 400);
    m_panel->show();
    open(test::bookshop());
}

void TestSqlPreview::cleanup()
{
    m_panel.reset();
    m_workbench.reset();
}

void TestSqlPreview::open(const MetaData& metadata)
{
    FakeServer::instance().setMetaData(metadata);
    m_connection = *m_workbench->connections().open(QString("fake://db/shop"));
    QTRY_COMPARE(int(m_connection->state()), int(State::Ready));
}

void TestSqlPreview::preparesWords()
{
    const std::string text =
        "CREATE TABLE \"Bücher\" (\n  x INTEGER DEFAULT 12 -- wie 'viele'\n, y TEXT DEFAULT 'a\nb')";
    const PreparedSql sql = prepareSql(text, "sqlite");
    const auto kindAt = [&](const char* word) {
        const int at = int(sql.text.indexOf(QString::fromUtf8(word)));
        for (const SqlSpan& span : sql.spans) {
            if (at >= span.start && at < span.start + span.length)
                return int(span.kind);
        }
        return -1;
    };
    QCOMPARE(kindAt("CREATE"), int(SqlSpan::Kind::Keyword));
    QCOMPARE(kindAt("Bücher"), int(SqlSpan::Kind::Identifier));
    QCOMPARE(kindAt("x INTEGER"), -1);
    QCOMPARE(kindAt("12"), int(SqlSpan::Kind::Number));
    QCOMPARE(kindAt("viele"), int(SqlSpan::Kind::Comment));
    QCOMPARE(kindAt("a\nb"), int(SqlSpan::Kind::String)); // after a two-byte letter and a line break
    QCOMPARE(sql.lines, 4);
    QVERIFY(!sql.isCut());
    QVERIFY(prepareSql("", "sqlite").text.isEmpty());
    QVERIFY(!prepareSql("'open", "no dialect").spans.empty());
}

void TestSqlPreview::cutsLongTexts()
{
    std::string text;
    for (int i = 0; i < 100; ++i)
        text += "SELECT 1;\n";
    const PreparedSql sql = prepareSql(text, "sqlite", 10);
    QCOMPARE(sql.lines, 10);
    QCOMPARE(sql.allLines, 100);
    QCOMPARE(sql.text.count('\n'), 10);
}

void TestSqlPreview::takesOnlyWhatIsSelected()
{
    const MetaData all = test::twoSchemas();
    ObjectRef object{"x", "", "books", "", ObjectRef::Kind::Table};
    QCOMPARE(selectedPart(all, object).tables().size(), std::size_t(1));
    object.kind = ObjectRef::Kind::Column;
    object.member = "price";
    QCOMPARE(selectedPart(all, object).tables().front()->name, std::string("books"));
    object = {"x", "archive", "", "", ObjectRef::Kind::Schema};
    QCOMPARE(selectedPart(all, object).tables().size(), std::size_t(4));
    QCOMPARE(selectedPart(all, object).views().size(), std::size_t(0));
    object = {"x", "", "", "", ObjectRef::Kind::Connection};
    QCOMPARE(selectedPart(all, object).tables().size(), std::size_t(8));
    object = {"x", "", "mood", "", ObjectRef::Kind::Enum};
    QCOMPARE(selectedPart(all, object).enums.size(), std::size_t(1));
    QCOMPARE(selectedPart(all, object).tables().size(), std::size_t(0));
    object = {"x", "", "gone", "", ObjectRef::Kind::Table};
    QVERIFY(!makePreview(all, object, dialect("sqlite"), {}).found);
}

void TestSqlPreview::previewsEveryDialect_data()
{
    QTest::addColumn<QString>("name");
    for (const auto& dialect : allDialects())
        QTest::newRow(dialect->traits().name.c_str()) << QString::fromStdString(dialect->traits().name);
}

void TestSqlPreview::previewsEveryDialect()
{
    QFETCH(QString, name);
    MetaData metadata = test::bookshop();
    metadata.dialect = "fake";
    const Preview preview = makePreview(
        metadata, {"x", "", "", "", ObjectRef::Kind::Connection}, dialect(name.toStdString()), {});
    QVERIFY(preview.found);
    QVERIFY(preview.script.find("books") != std::string::npos);
    QVERIFY(!preview.statements.empty());
    for (const Preview::Statement& statement : preview.statements) {
        QVERIFY(statement.start >= 0 && statement.length > 0);
        QVERIFY(statement.start + statement.length <= preview.sql.text.size());
    }
}

// A table alone is converted as a part of its database: its foreign keys stay, and so do new names.
void TestSqlPreview::keepsWhatRefersElsewhere()
{
    MetaData metadata;
    metadata.dialect = "sqlite";
    Table orders;
    orders.name = "orders";
    const auto column = [](const char* name, TypeKind kind) {
        Column result;
        result.name = name;
        result.type = SqlType::of(kind);
        return result;
    };
    orders.columns.push_back(column("id", TypeKind::Integer));
    orders.primaryKey.columns = {"id"};
    Table lines = orders;
    lines.name = "lines";
    lines.columns.push_back(column("order_id", TypeKind::Integer));
    ForeignKeyConstraint key;
    key.name = "fk_lines_order";
    key.columns = {"order_id"};
    key.referredTable = "orders";
    key.referredColumns = {"id"};
    lines.foreignKeys.push_back(key);
    lines.columns.push_back(column("note", TypeKind::Text));
    lines.columns.back().collation = "UTF16CI"; // PostgreSQL has none of that name
    metadata.addTable(orders);
    metadata.addTable(lines);

    const ObjectRef object{"x", "", "lines", "", ObjectRef::Kind::Table};
    const Preview first = makePreview(metadata, object, dialect("postgresql"), {});
    QVERIFY2(first.script.find("REFERENCES orders (id)") != std::string::npos, first.script.c_str());
    QVERIFY(first.script.find("CREATE TABLE orders") == std::string::npos);
    QVERIFY(!first.notes.empty()); // the collation is lost
    for (const PortabilityNote& note : first.notes) {
        QVERIFY2(note.object.starts_with("lines."), note.object.c_str()); // none on orders or on the key
        QVERIFY2(note.what != "foreign key", note.toText().c_str());
    }
    const Preview again = makePreview(metadata, object, dialect("postgresql"), {}, first.conversion);
    QCOMPARE(again.script, first.script);
    QVERIFY(again.conversion == first.conversion);
}

void TestSqlPreview::followsTheSelection()
{
    QCOMPARE(m_panel->pane(0)->findChild<StateView*>()->title(), QString("Nothing is selected"));
    m_workbench->select(ref("books"));
    QTRY_VERIFY(shown().contains("books"));
    QVERIFY(!shown().contains("CREATE TABLE authors"));
    QCOMPARE(m_panel->pane(0)->dialectName(), QString("fake")); // the database's own, until one is chosen
    m_workbench->select(ref("authors"));
    QTRY_VERIFY(shown().contains("authors"));
    QTest::mouseClick(m_panel->pane(0)->findChild<QToolButton*>("mssql"), Qt::LeftButton);
    QTRY_VERIFY(m_panel->isSettled());
    QCOMPARE(m_panel->pane(0)->dialectName(), QString("mssql"));
    m_workbench->select(ref("chapters"));
    QTRY_VERIFY(shown().contains("chapters"));
    QCOMPARE(m_panel->pane(0)->dialectName(), QString("mssql"));
    // Quick changes: only the last one counts.
    for (const char* name : {"books", "authors", "chapters", "Readers"})
        m_workbench->select(ref(name));
    QTRY_VERIFY(m_panel->isSettled());
    QTRY_VERIFY(shown().contains("Readers"));
}

void TestSqlPreview::showsTwoSideBySide()
{
    m_workbench->select(ref("books"));
    QVERIFY(!m_panel->pane(1)->isVisible());
    m_panel->setSideBySide(true);
    m_panel->pane(1)->setDialect("oracle");
    QTRY_VERIFY(m_panel->pane(1)->isVisible() && m_panel->isSettled());
    QTRY_VERIFY(shown(1).contains("books", Qt::CaseInsensitive));
    QVERIFY(shown(0) != shown(1));
}

void TestSqlPreview::remembersItsDialects()
{
    m_panel->pane(0)->setDialect("mysql");
    m_panel->pane(1)->setDialect("oracle");
    m_panel->setSideBySide(true);
    const QJsonObject state = m_panel->saveState();
    m_panel = std::make_unique<SqlPreviewPanel>(*m_workbench, nullptr);
    m_panel->restoreState(state);
    m_panel->show();
    QCOMPARE(m_panel->pane(0)->dialectName(), QString("mysql"));
    QCOMPARE(m_panel->pane(1)->dialectName(), QString("oracle"));
    QVERIFY(m_panel->pane(1)->isVisible());
}

void TestSqlPreview::noteShowsItsStatement()
{
    Preview preview;
    preview.sql.text = "CREATE TABLE a\nCREATE INDEX ix_b ON b";
    preview.statements = {{"a", 0, 14}, {"b", 15, 22}};
    QCOMPARE(preview.statementOf("a.x"), &preview.statements[0]);
    QCOMPARE(preview.statementOf("b"), &preview.statements[1]);
    QCOMPARE(preview.statementOf("index ix_b"), &preview.statements[1]);
    QVERIFY(!preview.statementOf("ab.x"));
    QVERIFY(!preview.statementOf("index unknown"));

    // A trigger of a database that nobody else speaks is left out, and said to be.
    m_workbench->select(ref("books"));
    m_panel->pane(0)->setDialect("sqlite");
    QTRY_VERIFY(m_panel->isSettled() && shown().contains("books"));
    QTableView* notes = m_panel->pane(0)->notes();
    QVERIFY(notes->model()->rowCount() > 0);
    QVERIFY(notes->isVisible());
    notes->setFocus();
    notes->setCurrentIndex({});
    notes->setCurrentIndex(notes->model()->index(0, 0));
    QCOMPARE(m_panel->pane(0)->view()->extraSelections().size(), 1);
}

void TestSqlPreview::copiesTheWholeScript()
{
    m_workbench->select(ref("books"));
    QTRY_VERIFY(shown().contains("books"));
    for (QToolButton* button : m_panel->pane(0)->findChildren<QToolButton*>()) {
        if (button->accessibleName() == "Copy the whole script")
            QTest::mouseClick(button, Qt::LeftButton);
    }
    QCOMPARE(
        QGuiApplication::clipboard()->text(), QString::fromStdString(m_panel->pane(0)->preview().script));
}

void TestSqlPreview::followsARefresh()
{
    m_workbench->select(ref("books"));
    QTRY_VERIFY(shown().contains("published"));
    MetaData changed = test::bookshop();
    Table table = *changed.tablePtr("", "books");
    table.columns.pop_back();
    changed.addTable(table);
    FakeServer::instance().setMetaData(changed);
    m_connection->refresh();
    QTRY_VERIFY(!shown().contains("published"));
    m_workbench->connections().close(m_connection->id());
    QTRY_COMPARE(m_panel->pane(0)->findChild<StateView*>()->title(), QString("Nothing is selected"));
}

void TestSqlPreview::keepsTheWindowAliveWithAThousandTables()
{
    m_workbench->connections().close(m_connection->id());
    open(test::manyTables(1000));
    m_panel->setSideBySide(true);
    m_panel->pane(1)->setDialect("mssql");
    EventLoopWatchdog watchdog;
    watchdog.start();
    m_workbench->select({m_connection->id(), {}, {}, {}, ObjectRef::Kind::Connection});
    QTRY_VERIFY_WITH_TIMEOUT(m_panel->isSettled() && shown(1).contains("table_0001"), 30000);
    QTest::qWait(100); // painted
    watchdog.stop();
    QVERIFY(m_panel->pane(0)->preview().sql.isCut());
    QVERIFY2(watchdog.longestGap().count() < 100, qPrintable(QString::number(watchdog.longestGap().count())));
    qInfo("longest gap of the event loop: %.1f ms", watchdog.longestGap().count());
}

void TestSqlPreview::noteModelKeepsItsPromises()
{
    NoteModel model(m_workbench->theme(), nullptr);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setNotes({{NoteSeverity::Lost, "books", "trigger", "It is written in another language.", ""}});
    QCOMPARE(model.index(0, 2).data().toString(), QString("left out"));
    model.setNotes({});
    QCOMPARE(model.rowCount(), 0);
}

QTEST_MAIN(TestSqlPreview)
#include "tst_sql_preview.moc"
