// Forty mixed operations on the bookshop, by this Session and by SQLAlchemy's: the databases are the same
// afterwards, and no more statements were sent.
#include "core/builtin/builtin.h"
#include "core/builtin/sample_database.h"
#include "core/orm/automap.h"
#include "core/orm/session.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace relata;

namespace {

Value day(const char* text)
{
    return Value(text);
}

Value price(const char* text)
{
    return Value::tagged(ValueTag::Number, text);
}

std::size_t perform(Engine& engine)
{
    MapperRegistry models = automap(reflect(engine));
    Session s(engine, models);
    // 1-5
    Instance country = s.create("Country", {{"code", "XX"}, {"name", "Xanadu"}, {"region", "Nowhere"}});
    s.add(country);
    Instance publisher =
        s.create("Publisher", {{"name", "Dome Press"}, {"city", "Xanadu"}, {"founded_year", 1816}});
    country.collection("publishers").append(publisher);
    Instance series =
        s.create("Series", {{"title", "The Stately Pleasures"}, {"is_complete", Value::boolean(false)}});
    s.add(series);
    Instance author = s.create(
        "Author", {{"given_name", "Samuel"}, {"family_name", "Coleridge"}, {"born_on", day("1772-10-21")}});
    author.setRelated("country", country);
    s.add(author);
    author.setRelated("author_profile",
        s.create("AuthorProfile",
            {{"birthplace", "Ottery"}, {"biography", "Dreamt."}, {"updated_on", day("2020-01-01")}}));
    // 6-9
    std::vector<Instance> books;
    for (int i = 0; i < 3; ++i) {
        Instance book = s.create("Book",
            {{"title", "Canto " + std::to_string(i)}, {"published_on", "1816-05-0" + std::to_string(i + 1)},
                {"page_count", 50 + i}, {"volume_no", i + 1}});
        book.setRelated("series", series);
        publisher.collection("books").append(book);
        books.push_back(book);
    }
    for (const Instance& book : books) {
        Instance credit = s.create("BookAuthor", {{"contribution", "author"}, {"credit_no", 1}});
        credit.setRelated("author", author);
        book.collection("book_authors").append(credit);
    }
    for (int i = 0; i < 3; ++i) {
        for (int k = 0; k < 2; ++k)
            books[static_cast<std::size_t>(i)]
                .collection("editions")
                .append(s.create("Edition",
                    {{"format", k ? "ebook" : "hardcover"},
                        {"isbn", "97800000000" + std::to_string(i) + std::to_string(k)},
                        {"released_on", day("1817-01-01")}, {"list_price", price("12.50")},
                        {"is_available", Value::boolean(true)}}));
    }
    s.commit();
    // 10-14
    author = s.query("Author").filterBy({{"family_name", "Coleridge"}}).one();
    author.set("given_name", "S. T.");
    books = s.query("Book").filter(attr("title").like("Canto%")).orderBy(attr("id")).all();
    books[0].set("title", "Canto the First");
    s.query("Book")
        .filter(attr("publisher_id") == Expression(publisher.get("id")))
        .update({{"page_count", attr("page_count") + 10}});
    books[2].setRelated("series", Instance());
    books[2].set("volume_no", Value());
    Instance genre = s.create("Genre", {{"name", "Visions"}, {"slug", "visions"}});
    genre.setRelated("parent", s.get("Genre", {1}));
    s.add(genre);
    // 15-19
    Instance link = s.create("BookGenre", {{"is_main", Value::boolean(true)}});
    link.setRelated("genre", genre);
    books[0].collection("book_genres").append(link);
    s.flush();
    genre.setRelated("parent", s.get("Genre", {2}));
    books[0].collection("editions").remove(books[0].collection("editions")[1]);
    s.delete_(books[2]);
    s.commit();
    // 20-25
    {
        SessionSavepoint nested = s.beginNested();
        s.add(s.create("Series", {{"title", "Never"}, {"is_complete", Value::boolean(false)}}));
        s.flush();
    }
    {
        SessionSavepoint nested = s.beginNested();
        s.add(s.create("Series", {{"title", "Kept"}, {"is_complete", Value::boolean(true)}}));
        nested.commit();
    }
    publisher = s.query("Publisher").filterBy({{"name", "Dome Press"}}).one();
    publisher.set("website", "https://dome.example");
    s.flush();
    publisher.set("website", Value());
    std::int64_t seen =
        s.query("Book").join("publisher").filter(attr("Publisher.name") == "Dome Press").count();
    publisher.set("city", "City of " + std::to_string(seen));
    s.delete_(s.query("Series").filterBy({{"title", "Kept"}}).one());
    s.commit();
    // 26-30
    publisher.set("city", "Nowhere");
    s.flush();
    s.rollback();
    Instance shop = s.create("Shop",
        {{"name", "Cavern"}, {"kind", "shop"}, {"street", "Alph 1"}, {"postcode", "X1"}, {"city", "Xanadu"},
            {"country_code", "XX"}, {"opened_on", day("2021-02-03")}});
    s.add(shop);
    Instance chief = s.create("Employee",
        {{"given_name", "K"}, {"family_name", "Khan"}, {"email", "k@x"}, {"job_title", "Chief"},
            {"hired_on", day("2021-02-03")}, {"monthly_salary", price("9000.00")}});
    chief.setRelated("shop", shop);
    for (int i = 0; i < 2; ++i) {
        Instance clerk = s.create("Employee",
            {{"given_name", "A" + std::to_string(i)}, {"family_name", "Byss"},
                {"email", "a" + std::to_string(i) + "@x"}, {"job_title", "Clerk"},
                {"hired_on", day("2021-03-01")}, {"monthly_salary", price("2000.00")}});
        clerk.setRelated("shop", shop);
        chief.collection("employees").append(clerk);
    }
    s.add(chief);
    s.commit();
    std::vector<Instance> clerks = s.query("Employee")
                                       .filterBy({{"job_title", "Clerk"}, {"family_name", "Byss"}})
                                       .orderBy(attr("id"))
                                       .all();
    clerks[1].setRelated("manager", clerks[0]);
    s.flush();
    chief = s.query("Employee").filterBy({{"email", "k@x"}}).one();
    s.delete_(chief);
    s.commit();
    // 31-35
    s.query("PriceChange").filter(attr("edition_id") == 1).delete_();
    Instance edition = s.query("Edition").filterBy({{"isbn", "9780000000010"}}).one();
    for (int i = 0; i < 3; ++i)
        edition.collection("price_changes")
            .append(s.create("PriceChange",
                {{"changed_at", "2022-01-0" + std::to_string(i + 1) + " 12:00:00.000000"},
                    {"old_price", price(("1" + std::to_string(i) + ".00").c_str())},
                    {"new_price", price(("1" + std::to_string(i + 1) + ".00").c_str())}}));
    s.commit();
    author = s.query("Author").filterBy({{"family_name", "Coleridge"}}).one();
    author.get("country_code");
    s.expunge(author);
    author.set("died_on", day("1834-07-25"));
    author = s.merge(author);
    s.merge(Instance::make(models, "Country", {{"code", "YY"}, {"name", "Yonder"}, {"region", "Nowhere"}}));
    author.related("author_profile").set("biography", "Woke.");
    s.flush();
    // 36-40
    author.setRelated("author_profile", Instance());
    s.flush();
    s.expire(author);
    author.get("given_name");
    s.refresh(publisher);
    for (int i = 0; i < 5; ++i)
        s.add(s.create("Publisher",
            {{"name", "House " + std::to_string(i)}, {"city", "Xanadu"}, {"country_code", "XX"},
                {"founded_year", 1900 + i}}));
    s.commit();
    return s.statistics().total;
}

} // namespace

class TestOrmBookshop : public QObject
{
    Q_OBJECT

    static QByteArray python(const QStringList& arguments)
    {
        QProcess process;
        process.start("/usr/bin/python3",
            QStringList(RELATA_SOURCE_DIR "/tests/core/orm/bookshop_operations.py") + arguments);
        process.waitForFinished(60000);
        if (process.exitCode() != 0)
            qWarning("%s", process.readAllStandardError().constData());
        return process.readAllStandardOutput();
    }

private slots:
    void initTestCase() { registerBuiltins(); }

    void fortyOperations()
    {
        if (QProcess::execute("/usr/bin/python3", {"-c", "import sqlalchemy"}) != 0)
            QSKIP("python3-sqlalchemy is not installed.");
        QTemporaryDir folder;
        QString ours = folder.filePath("ours.db");
        QString theirs = folder.filePath("theirs.db");
        QVERIFY(ensureSampleDatabase(ours.toStdString()).has_value());
        QVERIFY(QFile::copy(ours, theirs));
        Engine engine = Engine::create("sqlite:///" + ours.toStdString()).value();
        std::size_t ourStatements = perform(engine);
        engine.dispose();
        QByteArray said = python({"run", theirs});
        int theirStatements = said.trimmed().toInt();
        QVERIFY(theirStatements > 40);
        QList<QByteArray> a = python({"dump", ours}).split('\n');
        QList<QByteArray> b = python({"dump", theirs}).split('\n');
        QVERIFY(a.size() > 1000);
        for (qsizetype i = 0; i < std::min(a.size(), b.size()); ++i)
            QCOMPARE(a[i], b[i]);
        QCOMPARE(a.size(), b.size());
        qInfo("statements: ours %d, SQLAlchemy's %d", int(ourStatements), theirStatements);
        QVERIFY(int(ourStatements) <= theirStatements);
    }
};

QTEST_GUILESS_MAIN(TestOrmBookshop)
#include "tst_orm_bookshop.moc"
