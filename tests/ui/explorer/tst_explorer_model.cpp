#include "tests/ui/connections/fake_database.h"
#include "tests/ui/connections/memory_password_store.h"
#include "tests/ui/connections/sample_schemas.h"
#include "ui/connections/connection_manager.h"
#include "ui/explorer/explorer_model.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace relata;
using relata::test::FakeServer;
using State = DatabaseConnection::State;
using Role = ExplorerModel::Role;

class TestExplorerModel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { FakeServer::registerDialect(); }
    void init();
    void cleanup();
    void showsADatabase();
    void flattensTheOnlySchema();
    void showsTheStateOfAConnection();
    void makesRowsOnlyWhenOpened();
    void findsTheRowOfAnObject_data();
    void findsTheRowOfAnObject();
    void refreshesInPlace();
    void searches();
    void searchesWhileDatabasesComeAndGo();
    void dropsStaleSearches();
    void dragsNames();
    void staysQuickWithTenThousandTables();

private:
    OpenConnection* open(const QString& url, const MetaData& metadata);
    QModelIndex child(const QModelIndex& parent, const QString& text);
    QModelIndex at(const QStringList& path);
    QStringList children(const QModelIndex& parent);
    QString detail(const QModelIndex& index) { return index.data(Role::DetailRole).toString(); }
    void find(const QString& text);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<TaskRunner> m_runner;
    std::unique_ptr<test::MemoryPasswordStore> m_passwords;
    std::unique_ptr<ConnectionManager> m_manager;
    std::unique_ptr<ExplorerModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestExplorerModel::init()
{
    FakeServer::instance().reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_runner = std::make_unique<TaskRunner>();
    m_passwords = std::make_unique<test::MemoryPasswordStore>();
    m_manager =
        std::make_unique<ConnectionManager>(*m_runner, *m_passwords, m_folder->filePath("connections.json"));
    m_model = std::make_unique<ExplorerModel>(*m_manager, *m_runner);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_tester->setUseFetchMore(false); // it would fetch in the midst of an insertion
}

void TestExplorerModel::cleanup()
{
    FakeServer::instance().stallConnect = false;
    FakeServer::instance().stallReflect = false;
    m_tester.reset();
    m_model.reset();
    m_manager.reset();
    m_runner.reset();
}

OpenConnection* TestExplorerModel::open(const QString& url, const MetaData& metadata)
{
    FakeServer::instance().setMetaData(metadata);
    OpenConnection* connection = *m_manager->open(url);
    [&] { QTRY_COMPARE(int(connection->state()), int(State::Ready)); }();
    [&] { QTRY_VERIFY(m_model->isSettled()); }();
    return connection;
}

QModelIndex TestExplorerModel::child(const QModelIndex& parent, const QString& text)
{
    if (m_model->canFetchMore(parent))
        m_model->fetchMore(parent);
    for (int row = 0; row < m_model->rowCount(parent); ++row) {
        const QModelIndex index = m_model->index(row, 0, parent);
        if (index.data().toString() == text)
            return index;
    }
    return {};
}

QModelIndex TestExplorerModel::at(const QStringList& path)
{
    QModelIndex index;
    for (const QString& text : path) {
        index = child(index, text);
        if (!index.isValid())
            return {};
    }
    return index;
}

QStringList TestExplorerModel::children(const QModelIndex& parent)
{
    if (m_model->canFetchMore(parent))
        m_model->fetchMore(parent);
    QStringList texts;
    for (int row = 0; row < m_model->rowCount(parent); ++row)
        texts.append(m_model->index(row, 0, parent).data().toString());
    return texts;
}

void TestExplorerModel::find(const QString& text)
{
    QSignalSpy finished(m_model.get(), &ExplorerModel::searchFinished);
    m_model->setSearchText(text);
    QTRY_VERIFY(!finished.isEmpty());
}

void TestExplorerModel::showsADatabase()
{
    open("fake://db/shop", test::twoSchemas());
    const QModelIndex connection = at({"shop on db"});
    QVERIFY(connection.isValid());
    QCOMPARE(detail(connection), QString("Fake"));
    QCOMPARE(connection.data(Role::IconRole).toString(), QString("server"));
    QCOMPARE(children(connection), (QStringList{"main", "archive"}));
    const QModelIndex schema = child(connection, "main");
    QCOMPARE(children(schema), (QStringList{"Tables", "Views", "Sequences", "Types", "Routines"}));
    const QModelIndex tables = child(schema, "Tables");
    QCOMPARE(detail(tables), QString("4"));
    QCOMPARE(children(tables), (QStringList{"authors", "books", "chapters", "Readers"}));
    const QModelIndex books = child(tables, "books");
    QVERIFY(books.data(Qt::ToolTipRole).toString().contains("What the shop sells"));
    QCOMPARE(children(books),
        (QStringList{"id", "author_id", "title", "price", "published", "Keys", "Indexes", "Triggers"}));
    QCOMPARE(child(books, "id").data(Role::IconRole).toString(), QString("key-primary"));
    QCOMPARE(child(books, "author_id").data(Role::IconRole).toString(), QString("key-foreign"));
    QCOMPARE(child(books, "title").data(Role::IconRole).toString(), QString("column"));
    QVERIFY(!detail(child(books, "title")).isEmpty());
    QVERIFY(child(books, "title").data(Qt::ToolTipRole).toString().contains("As on the cover"));
    QCOMPARE(children(child(books, "Keys")),
        (QStringList{
            "pk_books", "unique (author_id, title)", "fk_books_author", "price_is_positive", "check 1"}));
    QVERIFY(detail(at({"shop on db", "main", "Tables", "books", "Keys", "fk_books_author"}))
                .contains("authors (id)"));
    QCOMPARE(children(child(books, "Indexes")), QStringList{"ix_books_title"});
    QCOMPARE(detail(at({"shop on db", "main", "Tables", "books", "Triggers", "books_touch"})),
        QString("after update"));
    QCOMPARE(children(child(schema, "Types")), (QStringList{"isbn", "mood"}));
    QCOMPARE(children(at({"shop on db", "main", "Views", "sales"})), (QStringList{"id", "title"}));
    const QModelIndex both = at({"shop on db", "main", "Tables", "chapters", "book_id"});
    QCOMPARE(both.data(Role::IconRole).toString(), QString("key-primary"));
    QCOMPARE(both.data(Role::SecondIconRole).toString(), QString("key-foreign"));
    // A table without indexes has no empty folder for them, one without anything no arrow.
    QVERIFY(!at({"shop on db", "main", "Tables", "Readers", "Indexes"}).isValid());
    QVERIFY(!m_model->hasChildren(at({"shop on db", "main", "Types", "mood"})));
}

void TestExplorerModel::flattensTheOnlySchema()
{
    open("fake://db/shop", test::bookshop());
    QCOMPARE(
        children(at({"shop on db"})), (QStringList{"Tables", "Views", "Sequences", "Types", "Routines"}));
    open("fake://db/empty", MetaData());
    QVERIFY(at({"empty on db"}).isValid());
    QVERIFY(!m_model->hasChildren(at({"empty on db"})));
}

void TestExplorerModel::showsTheStateOfAConnection()
{
    FakeServer::instance().stallConnect = true;
    OpenConnection* connection = *m_manager->open(QString("fake://db/shop"));
    const QModelIndex row = at({"shop on db"});
    QCOMPARE(row.data(Role::StateRole).toInt(), int(State::Connecting));
    QCOMPARE(detail(row), QString("connecting…"));
    connection->stop();
    QTRY_COMPARE(row.data(Role::StateRole).toInt(), int(State::Failed));
    QCOMPARE(detail(row), QString("not connected"));
    QCOMPARE(row.data(Role::SecondIconRole).toString(), QString("error"));
    FakeServer::instance().stallConnect = false;
    FakeServer::instance().stallReflect = true;
    connection->retry();
    QTRY_COMPARE(detail(row), QString("reading the schema…"));
    FakeServer::instance().stallReflect = false;
    QTRY_COMPARE(detail(row), QString("Fake"));
    m_manager->close(connection->id());
    QCOMPARE(m_model->rowCount(), 0);
}

void TestExplorerModel::makesRowsOnlyWhenOpened()
{
    open("fake://db/shop", test::manyTables(100));
    const QModelIndex tables = at({"shop on db", "Tables"});
    QCOMPARE(m_model->rowCount(tables), 0);
    QVERIFY(m_model->hasChildren(tables));
    QVERIFY(m_model->canFetchMore(tables));
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    m_model->fetchMore(tables);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(m_model->rowCount(tables), 100);
    QVERIFY(!m_model->canFetchMore(tables));
    QCOMPARE(m_model->rowCount(m_model->index(0, 0, tables)), 0);
}

void TestExplorerModel::findsTheRowOfAnObject_data()
{
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("member");
    QTest::addColumn<ObjectRef::Kind>("kind");
    QTest::addColumn<QString>("text");
    QTest::newRow("connection") << ""
                                << ""
                                << "" << ObjectRef::Kind::Connection << "shop on db";
    QTest::newRow("schema") << "archive"
                            << ""
                            << "" << ObjectRef::Kind::Schema << "archive";
    QTest::newRow("table") << "archive"
                           << "books"
                           << "" << ObjectRef::Kind::Table << "books";
    QTest::newRow("view") << ""
                          << "sales"
                          << "" << ObjectRef::Kind::View << "sales";
    QTest::newRow("column") << ""
                            << "books"
                            << "price" << ObjectRef::Kind::Column << "price";
    QTest::newRow("view's column") << ""
                                   << "sales"
                                   << "title" << ObjectRef::Kind::Column << "title";
    QTest::newRow("key") << ""
                         << "books"
                         << "pk_books" << ObjectRef::Kind::Constraint << "pk_books";
    QTest::newRow("index") << "archive"
                           << "books"
                           << "ix_books_title" << ObjectRef::Kind::Index << "ix_books_title";
    QTest::newRow("type") << ""
                          << "mood"
                          << "" << ObjectRef::Kind::Enum << "mood";
    QTest::newRow("gone column") << ""
                                 << "books"
                                 << "gone" << ObjectRef::Kind::Column << "books";
    QTest::newRow("gone table") << "archive"
                                << "gone"
                                << "" << ObjectRef::Kind::Table << "archive";
}

void TestExplorerModel::findsTheRowOfAnObject()
{
    QFETCH(QString, schema);
    QFETCH(QString, name);
    QFETCH(QString, member);
    QFETCH(ObjectRef::Kind, kind);
    OpenConnection* connection = open("fake://db/shop", test::twoSchemas());
    const QModelIndex index = m_model->indexOf({connection->id(), schema, name, member, kind});
    QTEST(index.data().toString(), "text");
    QCOMPARE(m_model->indexOfPath(index.data(Role::PathRole).toString()), index);
}

void TestExplorerModel::refreshesInPlace()
{
    OpenConnection* connection = open("fake://db/shop", test::bookshop());
    children(at({"shop on db", "Tables", "books"}));
    const QString path = at({"shop on db", "Tables", "books"}).data(Role::PathRole).toString();
    const QPersistentModelIndex row = at({"shop on db"});
    MetaData changed = test::bookshop();
    changed.removeTable("", "authors");
    FakeServer::instance().setMetaData(changed);
    QSignalSpy ready(m_model.get(), &ExplorerModel::indexReady);
    connection->refresh();
    QTRY_COMPARE(ready.size(), 1);
    QVERIFY(row.isValid());
    QCOMPARE(children(at({"shop on db", "Tables"})), (QStringList{"books", "chapters", "Readers"}));
    QVERIFY(m_model->indexOfPath(path).isValid());
}

void TestExplorerModel::searches()
{
    open("fake://db/shop", test::twoSchemas());
    find("bok");
    QCOMPARE(children(at({"shop on db", "main"})), (QStringList{"Tables", "Views"}));
    const QModelIndex books = at({"shop on db", "main", "Tables", "books"});
    QCOMPARE(books.data(Role::MatchRole).value<QList<int>>().size(), 3);
    QVERIFY(children(books).contains("price")); // can be opened as ever
    find("PRICE");
    const QModelIndex price = at({"shop on db", "archive", "Tables", "books", "price"});
    QCOMPARE(price.data(Role::MatchRole).value<QList<int>>(), (QList<int>{0, 1, 2, 3, 4}));
    QCOMPARE(children(at({"shop on db", "archive", "Tables", "books"})), QStringList{"price"});
    find("archive.auth");
    QCOMPARE(children(at({"shop on db"})), QStringList{"archive"});
    find("nothing like it");
    QCOMPARE(m_model->rowCount(), 0);
    QCOMPARE(m_model->hitCount(), qint64(0));
    find("");
    QCOMPARE(children({}), QStringList{"shop on db"});
}

void TestExplorerModel::searchesWhileDatabasesComeAndGo()
{
    OpenConnection* first = open("fake://db/one", test::bookshop());
    find("books");
    QCOMPARE(children({}), QStringList{"one on db"});
    open("fake://db/two", test::bookshop());
    QTRY_COMPARE(children({}), (QStringList{"one on db", "two on db"}));
    m_manager->close(first->id());
    QCOMPARE(children({}), QStringList{"two on db"});
    QTest::qWait(0);
    m_manager->connections().first()->refresh();
    QTRY_VERIFY(m_model->isSettled() && m_manager->connections().first()->state() == State::Ready);
    QVERIFY(at({"two on db", "Tables", "books"}).isValid());
    find("");
    QCOMPARE(children({}), QStringList{"two on db"});
}

void TestExplorerModel::dropsStaleSearches()
{
    open("fake://db/shop", test::manyTables(2000));
    QSignalSpy finished(m_model.get(), &ExplorerModel::searchFinished);
    for (const char* text : {"t", "ta", "tab", "table_19", "table_1999"})
        m_model->setSearchText(text);
    QTRY_VERIFY(!m_model->isSearching());
    QCOMPARE(finished.size(), 1);
    QCOMPARE(children(at({"shop on db", "Tables"})).first(), QString("table_1999"));
}

void TestExplorerModel::dragsNames()
{
    open("fake://db/shop", test::bookshop());
    const QModelIndex books = at({"shop on db", "Tables", "books"});
    const std::unique_ptr<QMimeData> data(m_model->mimeData({books, child(books, "title")}));
    QCOMPARE(data->text(), QString("books\ntitle"));
    QVERIFY(books.flags() & Qt::ItemIsDragEnabled);
    QVERIFY(!(at({"shop on db", "Tables"}).flags() & Qt::ItemIsDragEnabled));
}

void TestExplorerModel::staysQuickWithTenThousandTables()
{
    m_tester.reset();
    open("fake://db/big", test::manyTables(10000));
    QElapsedTimer timer;
    timer.start();
    const QModelIndex tables = at({"big on db", "Tables"});
    m_model->fetchMore(tables);
    QCOMPARE(m_model->rowCount(tables), 10000);
    QVERIFY2(timer.elapsed() < 100, qPrintable(QString::number(timer.elapsed())));
    timer.restart();
    find("column_07");
    QCOMPARE(m_model->hitCount(), qint64(10000));
    QCOMPARE(m_model->rowCount(at({"big on db", "Tables"})), int(ExplorerModel::maximumHits));
}

QTEST_GUILESS_MAIN(TestExplorerModel)
#include "tst_explorer_model.moc"
