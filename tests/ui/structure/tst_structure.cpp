#include "tests/ui/connections/fake_database.h"
#include "tests/ui/connections/panel_workbench.h"
#include "tests/ui/connections/sample_schemas.h"
#include "ui/shell/state_view.h"
#include "ui/sqltext/sql_view.h"
#include "ui/structure/fact_page.h"
#include "ui/structure/inspector_panel.h"
#include "ui/structure/structure_document.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

using namespace relata;
using relata::test::FakeServer;
using State = DatabaseConnection::State;

class TestStructure : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { FakeServer::registerDialect(); }
    void init();
    void cleanup();
    void showsATable();
    void showsAView();
    void sortsFiltersAndCopies();
    void followsForeignKeys();
    void selectionReachesTheInspector();
    void survivesARefresh();
    void saysWhenTheObjectIsGone();
    void waitsForItsDatabase();
    void inspectorShowsEveryKind_data();
    void inspectorShowsEveryKind();
    void inspectorLinksLead();
    void modelKeepsItsPromises();

private:
    void open(const MetaData& metadata);
    ObjectRef ref(
        const QString& name, ObjectRef::Kind kind = ObjectRef::Kind::Table, const QString& member = {})
    {
        return {m_connection->id(), {}, name, member, kind};
    }
    std::unique_ptr<StructureDocument> document(const ObjectRef& object);
    static FactPage* page(const StructureDocument& document, int index)
    {
        return qobject_cast<FactPage*>(document.tabs()->widget(index));
    }
    static QString text(const FactPage* page, int row, int column)
    {
        return page->table()->model()->index(row, column).data().toString();
    }
    static QStringList labels(const QWidget& widget);

    std::unique_ptr<test::PanelWorkbench> m_workbench;
    OpenConnection* m_connection = nullptr;
};

void TestStructure::init()
{
    FakeServer::instance().reset();
    m_workbench = std::make_unique<test::PanelWorkbench>();
    registerStructure(m_workbench->registry);
    open(test::bookshop());
}

void TestStructure::cleanup()
{
    FakeServer::instance().stallConnect = false;
    m_workbench.reset();
}

void TestStructure::open(const MetaData& metadata)
{
    FakeServer::instance().setMetaData(metadata);
    m_connection = *m_workbench->connections().open(QString("fake://db/shop"));
    QTRY_COMPARE(int(m_connection->state()), int(State::Ready));
}

std::unique_ptr<StructureDocument> TestStructure::document(const ObjectRef& object)
{
    auto document =
        std::make_unique<StructureDocument>(*m_workbench, DocumentRequest{"structure", object, {}}, nullptr);
    document->resize(800, 500);
    document->show();
    [&] { QTRY_VERIFY(document->isSettled()); }();
    return document;
}

QStringList TestStructure::labels(const QWidget& widget)
{
    QStringList texts;
    for (const QLabel* label : widget.findChildren<QLabel*>()) {
        if (label->isVisible())
            texts.append(label->text());
    }
    return texts;
}

void TestStructure::showsATable()
{
    const auto books = document(ref("books"));
    QCOMPARE(books->title(), QString("books"));
    QVERIFY(labels(*books).contains("Table  ·  about 1,204 rows  ·  What the shop sells"));
    QStringList tabs;
    for (int i = 0; i < books->tabs()->count(); ++i)
        tabs.append(books->tabs()->tabText(i));
    QCOMPARE(tabs,
        (QStringList{"Columns  5", "Keys  5", "Indexes  1", "Triggers  1", "Referred to by  1", "DDL"}));
    const FactPage* columns = page(*books, 0);
    QCOMPARE(text(columns, 0, 1), QString("id"));
    QCOMPARE(text(columns, 0, 5), QString("numbered"));
    QCOMPARE(text(columns, 1, 6), QString("→ authors"));
    QCOMPARE(text(columns, 2, 3), QString("no"));
    QCOMPARE(text(columns, 2, 8), QString("As on the cover"));
    QCOMPARE(text(columns, 3, 4), QString("0"));
    QVERIFY(columns->table()->isColumnHidden(7)); // no column has a collation
    const FactPage* keys = page(*books, 1);
    QCOMPARE(text(keys, 2, 0), QString("fk_books_author"));
    QCOMPARE(text(keys, 2, 3), QString("authors (id)"));
    QCOMPARE(text(keys, 2, 4), QString("on delete: cascade"));
    QCOMPARE(text(page(*books, 4), 0, 0), QString("chapters"));
    const auto* ddl = qobject_cast<SqlView*>(books->tabs()->widget(5));
    QVERIFY(ddl->toPlainText().contains("CREATE TABLE books"));
    QVERIFY(!ddl->sql().spans.empty());
    QCOMPARE(books->statusText(), QString("5 columns"));
}

void TestStructure::showsAView()
{
    const auto view = document(ref("cheap_books", ObjectRef::Kind::View));
    QCOMPARE(view->tabs()->count(), 4);
    QCOMPARE(view->tabs()->tabText(0), QString("Columns  2"));
    QCOMPARE(page(*view, 1)->findChild<StateView*>()->title(),
        QString("It has no indexes beside those of its keys."));
    QVERIFY(qobject_cast<SqlView*>(view->tabs()->widget(3))->toPlainText().contains("cheap_books"));
}

void TestStructure::sortsFiltersAndCopies()
{
    const auto books = document(ref("books"));
    FactPage* columns = page(*books, 0);
    columns->table()->sortByColumn(1, Qt::AscendingOrder);
    QCOMPARE(text(columns, 0, 1), QString("author_id"));
    columns->table()->sortByColumn(0, Qt::DescendingOrder);
    QCOMPARE(text(columns, 0, 1), QString("published"));
    auto* filter = books->findChild<QLineEdit*>();
    QTest::keyClicks(filter, "tit");
    QCOMPARE(columns->table()->model()->rowCount(), 1);
    columns->table()->selectRow(0);
    QTest::keySequence(columns->table(), QKeySequence::Copy);
    QVERIFY(QGuiApplication::clipboard()->text().startsWith("3\ttitle\t"));
    QTest::keyClicks(filter, "zzz");
    QCOMPARE(columns->findChild<StateView*>()->title(), QString("Nothing matches “titzzz”"));
    filter->clear();
    QCOMPARE(columns->table()->model()->rowCount(), 5);
}

void TestStructure::followsForeignKeys()
{
    const auto books = document(ref("books"));
    FactPage* keys = page(*books, 1);
    books->tabs()->setCurrentIndex(1);
    const QModelIndex link = keys->table()->model()->index(2, 3);
    QTest::mouseClick(
        keys->table()->viewport(), Qt::LeftButton, {}, keys->table()->visualRect(link).center());
    QCOMPARE(m_workbench->asked.size(), 1);
    QCOMPARE(m_workbench->asked.first().object, ref("authors"));
    QCOMPARE(m_workbench->selection(), ref("authors"));
    // Elsewhere a click only selects.
    const QModelIndex name = keys->table()->model()->index(2, 0);
    QTest::mouseClick(
        keys->table()->viewport(), Qt::LeftButton, {}, keys->table()->visualRect(name).center());
    QCOMPARE(m_workbench->asked.size(), 1);
    books->tabs()->setCurrentIndex(4);
    FactPage* incoming = page(*books, 4);
    incoming->table()->selectRow(0);
    QTest::keyClick(incoming->table(), Qt::Key_Return);
    QCOMPARE(m_workbench->asked.last().object, ref("chapters"));
}

void TestStructure::selectionReachesTheInspector()
{
    InspectorPanel inspector(*m_workbench, nullptr);
    inspector.show();
    QCOMPARE(inspector.findChild<StateView*>()->title(), QString("Nothing is selected"));
    const auto books = document(ref("books"));
    page(*books, 0)->table()->selectRow(3);
    QCOMPARE(m_workbench->selection(), ref("books", ObjectRef::Kind::Column, "price"));
    QTRY_VERIFY(labels(inspector).contains("Numeric")); // new rows show with the next turn of the loop
    QVERIFY(labels(inspector).contains("price"));
    QVERIFY(labels(inspector).contains("allowed"));
}

void TestStructure::survivesARefresh()
{
    const auto books = document(ref("books"));
    books->tabs()->setCurrentIndex(1);
    MetaData changed = test::bookshop();
    Table table = *changed.tablePtr("", "books");
    table.columns.pop_back();
    changed.addTable(table);
    FakeServer::instance().setMetaData(changed);
    books->refresh();
    QTRY_COMPARE(books->tabs()->tabText(0), QString("Columns  4"));
    QCOMPARE(books->tabs()->currentIndex(), 1);
    QCOMPARE(books->saveState()["tab"].toInt(), 1);
}

void TestStructure::saysWhenTheObjectIsGone()
{
    const auto books = document(ref("books"));
    MetaData changed = test::bookshop();
    changed.removeTable("", "books");
    FakeServer::instance().setMetaData(changed);
    m_connection->refresh();
    auto* state = books->findChild<StateView*>(QString(), Qt::FindChildrenRecursively);
    QTRY_VERIFY(labels(*books).contains("books is gone"));
    QVERIFY(state);
    FakeServer::instance().setMetaData(test::bookshop());
    m_connection->refresh();
    QTRY_VERIFY(books->tabs()->isVisible());
}

void TestStructure::waitsForItsDatabase()
{
    const ObjectRef object = ref("books");
    m_workbench->connections().close(m_connection->id());
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    const auto books = document(object);
    QVERIFY(labels(*books).contains("Its database is not open"));
    open(test::bookshop()); // the same profile, so the same id
    QTRY_VERIFY(books->tabs()->isVisible());
    QCOMPARE(books->tabs()->count(), 6);
}

void TestStructure::inspectorShowsEveryKind_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("member");
    QTest::addColumn<ObjectRef::Kind>("kind");
    QTest::addColumn<QString>("expected");
    QTest::newRow("connection") << ""
                                << "" << ObjectRef::Kind::Connection << "db/shop";
    QTest::newRow("schema") << ""
                            << "" << ObjectRef::Kind::Schema << "main";
    QTest::newRow("table") << "books"
                           << "" << ObjectRef::Kind::Table << "about 1,204";
    QTest::newRow("view") << "cheap_books"
                          << "" << ObjectRef::Kind::View << "SELECT id, title FROM books WHERE price < 10";
    QTest::newRow("primary key") << "books"
                                 << "pk_books" << ObjectRef::Kind::Constraint << "Primary key";
    QTest::newRow("unique") << "books"
                            << "unique (author_id, title)" << ObjectRef::Kind::Constraint
                            << "author_id, title";
    QTest::newRow("foreign key") << "books"
                                 << "fk_books_author" << ObjectRef::Kind::Constraint << "cascade";
    QTest::newRow("check") << "books"
                           << "check 1" << ObjectRef::Kind::Constraint << "title <> ''";
    QTest::newRow("index") << "books"
                           << "ix_books_title" << ObjectRef::Kind::Index << "title";
    QTest::newRow("trigger") << "books"
                             << "books_touch" << ObjectRef::Kind::Trigger << "after update";
    QTest::newRow("sequence") << "invoice_number"
                              << "" << ObjectRef::Kind::Sequence << "bigint";
    QTest::newRow("enum") << "mood"
                          << "" << ObjectRef::Kind::Enum << "glad\nsad";
    QTest::newRow("domain") << "isbn"
                            << "" << ObjectRef::Kind::Domain << "Domain";
    QTest::newRow("routine") << "stock(integer)"
                             << "" << ObjectRef::Kind::Routine << "function";
    QTest::newRow("gone") << "nothing"
                          << "" << ObjectRef::Kind::Table << "Nothing is selected";
    QTest::newRow("gone member") << "books"
                                 << "nothing" << ObjectRef::Kind::Column << "Nothing is selected";
}

void TestStructure::inspectorShowsEveryKind()
{
    QFETCH(QString, name);
    QFETCH(QString, member);
    QFETCH(ObjectRef::Kind, kind);
    QFETCH(QString, expected);
    InspectorPanel inspector(*m_workbench, nullptr);
    inspector.show();
    m_workbench->select(ref(name, kind, member));
    QTRY_VERIFY2(labels(inspector).contains(expected), qPrintable(labels(inspector).join(" | ")));
}

void TestStructure::inspectorLinksLead()
{
    InspectorPanel inspector(*m_workbench, nullptr);
    inspector.show();
    m_workbench->select(ref("books", ObjectRef::Kind::Column, "author_id"));
    QPushButton* link = nullptr;
    for (QPushButton* button : inspector.findChildren<QPushButton*>()) {
        if (button->text() == "authors (id)")
            link = button;
    }
    QVERIFY(link);
    QTest::mouseClick(link, Qt::LeftButton);
    QTRY_COMPARE(m_workbench->selection(), ref("authors"));
    QCOMPARE(m_workbench->asked.last().object, ref("authors"));
}

void TestStructure::modelKeepsItsPromises()
{
    FactModel model(m_workbench->theme(), nullptr);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const Table& books = *m_connection->metadata()->findTable("books");
    model.setFacts(columnFacts("x", books, m_connection->dialect()));
    QCOMPARE(model.rowCount(), 5);
    model.setFacts({});
    QCOMPARE(model.rowCount(), 0);
}

QTEST_MAIN(TestStructure)
#include "tst_structure.moc"
