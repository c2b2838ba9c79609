// Many-to-many by association tables, and what rows are called. Reading runs on each database.
#include "core/builtin/builtin.h"
#include "core/editing/association.h"
#include "core/editing/flush.h"
#include "core/editing/row_label.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"

#include <QTemporaryDir>
#include <QTest>

using namespace relata;
using namespace relata::test;

namespace {

const char* const schemaScript = R"(
CREATE TABLE books (id INTEGER NOT NULL PRIMARY KEY, title VARCHAR(40) NOT NULL);
CREATE TABLE genres (id INTEGER NOT NULL PRIMARY KEY, slug VARCHAR(20) NOT NULL UNIQUE, name VARCHAR(40));
CREATE TABLE book_genres (book_id INTEGER NOT NULL, genre_id INTEGER NOT NULL, is_main INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (book_id, genre_id), FOREIGN KEY (book_id) REFERENCES books (id),
  FOREIGN KEY (genre_id) REFERENCES genres (id));
CREATE TABLE sequels (first_id INTEGER NOT NULL, then_id INTEGER NOT NULL, PRIMARY KEY (first_id, then_id),
  FOREIGN KEY (first_id) REFERENCES books (id), FOREIGN KEY (then_id) REFERENCES books (id));
CREATE TABLE reviews (book_id INTEGER NOT NULL, genre_id INTEGER NOT NULL, words VARCHAR(40) NOT NULL,
  PRIMARY KEY (book_id, genre_id), FOREIGN KEY (book_id) REFERENCES books (id),
  FOREIGN KEY (genre_id) REFERENCES genres (id));
INSERT INTO books (id, title) VALUES (1, 'Lavinia'), (2, 'Emma'), (3, 'Ulysses');
INSERT INTO genres (id, slug, name) VALUES (1, 'n', 'Novel'), (2, 'p', 'Poem'), (3, 'x', '100% Ödipus_'), (4, 'y', NULL);
INSERT INTO book_genres (book_id, genre_id, is_main) VALUES (1, 2, 1);
INSERT INTO sequels (first_id, then_id) VALUES (1, 3);
)";

Table tableWith(std::initializer_list<std::pair<const char*, SqlType>> columns)
{
    Table table;
    table.name = "t";
    for (const auto& [name, type] : columns) {
        Column column;
        column.name = name;
        column.type = type;
        table.columns.push_back(std::move(column));
    }
    return table;
}

} // namespace

class AssociationTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_number = 0;
    std::optional<Engine> m_engine;
    MetaData m_metadata;

    bool open()
    {
        QFETCH_GLOBAL(QString, backend);
        const QString database = QStringLiteral("association_%1").arg(++m_number);
        QString url = "sqlite:///" + m_folder.filePath(database) + ".db?mode=rwc";
        if (backend == "postgresql") {
            PostgresServer* server = PostgresServer::shared();
            if (!server || !server->createDatabase(database).isEmpty())
                return false;
            url = server->url(database);
        } else if (backend == "mariadb") {
            MariaDbServer* server = MariaDbServer::shared();
            if (!server || !server->createDatabase(database).isEmpty())
                return false;
            url = server->url(database);
        }
        m_engine = Engine::create(url.toStdString()).value();
        std::unique_ptr<Connection> connection = m_engine->connect();
        for (const QString& statement : QString::fromUtf8(schemaScript).split(";\n", Qt::SkipEmptyParts)) {
            if (!statement.trimmed().isEmpty())
                connection->execute(statement.trimmed().toStdString());
        }
        m_metadata = reflect(*m_engine);
        return true;
    }

    AssociationLink link(const char* association)
    {
        for (const AssociationLink& link : associationLinks(m_metadata.table("books"), m_metadata)) {
            if (link.association->name == association)
                return link;
        }
        return {};
    }

    QStringList read(const AssociationLink& link, int book, const AssociationOptions& options = {})
    {
        RowValues key;
        if (book > 0)
            key.emplace_back("id", Value(book));
        AssociationRows rows = readAssociation(*m_engine->connect(), link, key, options);
        QStringList texts;
        for (const AssociationChoice& choice : rows.choices) {
            texts << QString::fromStdString(choice.label) + (choice.links.empty() ? "" : " *");
        }
        if (rows.more)
            texts << "...";
        return texts;
    }

private slots:
    void initTestCase_data()
    {
        QTest::addColumn<QString>("backend");
        for (const char* name : {"sqlite", "postgresql", "mariadb"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

    void initTestCase() { registerBuiltins(); }

    void labelsArePickedAsAPersonWould()
    {
        const SqlType text = SqlType::string(40);
        const SqlType number = SqlType::of(TypeKind::Integer);
        using Names = std::vector<std::string>;
        QVERIFY(labelColumns(tableWith({{"id", number}, {"title", text}, {"Full_Name", text}}))
            == Names{"Full_Name"});
        QVERIFY((labelColumns(tableWith({{"email", text}, {"last_name", text}, {"first_name", text}}))
            == Names{"first_name", "last_name"}));
        QVERIFY(labelColumns(tableWith({{"code", text}, {"title", text}})) == Names{"title"});
        QVERIFY(labelColumns(tableWith({{"street", text}, {"track_name", text}})) == Names{"track_name"});
        QVERIFY(labelColumns(tableWith({{"id", number}, {"street", text}})) == Names{"street"});
        QVERIFY(labelColumns(tableWith({{"id", number}, {"body", SqlType::of(TypeKind::Text)}})).empty());
        Table unique = tableWith({{"street", text}, {"isbn", text}});
        unique.uniqueConstraints.push_back({});
        unique.uniqueConstraints.back().columns = {"isbn"};
        QVERIFY(labelColumns(unique) == Names{"isbn"});
        // A row without a label is called by its key.
        Table keyed = tableWith({{"a", number}, {"b", number}, {"name", text}});
        keyed.primaryKey.columns = {"a", "b"};
        QCOMPARE(rowLabel(keyed, {{"a", Value(1)}, {"b", Value(2)}, {"name", Value()}}), std::string("1, 2"));
        QCOMPARE(rowLabel(keyed, {{"a", Value(1)}, {"b", Value(2)}, {"name", Value("x")}}), std::string("x"));
    }

    void onlyTablesThatLinkAreAssociations()
    {
        if (!open())
            QSKIP("the server is not installed");
        QStringList found;
        for (const AssociationLink& link : associationLinks(m_metadata.table("books"), m_metadata)) {
            found << QString::fromStdString(
                link.association->name + ":" + link.nearColumns.front() + ">" + link.far->name);
        }
        found.sort();
        // reviews has a column that must be given; sequels links books with books, in both directions.
        QCOMPARE(found,
            QStringList({"book_genres:book_id>genres", "sequels:first_id>books", "sequels:then_id>books"}));
    }

    void linkedRowsComeFirst()
    {
        if (!open())
            QSKIP("the server is not installed");
        const AssociationLink genres = link("book_genres");
        QVERIFY(genres.far);
        QStringList rows = read(genres, 1);
        QCOMPARE(rows.size(), 4);
        QCOMPARE(rows.first(), QString("Poem *"));
        QVERIFY(rows.contains("4")); // no name: its key
        QVERIFY(!read(genres, 2).join('|').contains('*'));
        QVERIFY(!read(genres, 0).join('|').contains('*')); // a row that is not stored yet
        // What LIKE would take for wildcards is text; linked rows are there whatever is looked for.
        QCOMPARE(read(genres, 1, {"0% Ö"}), QStringList({"Poem *", "100% Ödipus_"}));
        QCOMPARE(read(genres, 1, {"nOv"}), QStringList({"Poem *", "Novel"}));
        QCOMPARE(read(genres, 1, {"_"}), QStringList({"Poem *", "100% Ödipus_"}));
        QCOMPARE(read(genres, 1, {{}, 1}).size(), 3);
        QCOMPARE(read(genres, 1, {{}, 1}).last(), QString("..."));
        QCOMPARE(read(link("sequels"), 1).first(), QString("Ulysses *"));
    }

    void ticksAreStored()
    {
        if (!open())
            QSKIP("the server is not installed");
        const AssociationLink genres = link("book_genres");
        AssociationRows rows = readAssociation(*m_engine->connect(), genres, {{"id", Value(1)}});
        const AssociationChoice& poem = rows.choices.front();
        PendingSet set;
        QVERIFY(set.unlink(poem.links.front()).has_value());
        set.link(TableName::of(*genres.association),
            linkCells(genres, {{"id", PendingValue(Value(1))}}, {{"id", Value(3)}}));
        QCOMPARE(set.size(), std::size_t(2));
        std::unique_ptr<Connection> connection = m_engine->connect();
        FlushReport report = flush(*connection, set, m_metadata);
        QVERIFY(!report.failure);
        QCOMPARE(read(genres, 1).first(), QString("100% Ödipus_ *"));
        QVERIFY(!read(genres, 1).contains("Poem *"));
    }
};

QTEST_GUILESS_MAIN(AssociationTest)
#include "tst_association.moc"
