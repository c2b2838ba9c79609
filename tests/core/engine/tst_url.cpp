// The rules are SQLAlchemy's: make_url() and URL.render_as_string().
#include "core/engine/url.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace relata;

class UrlTest : public QObject
{
    Q_OBJECT

private slots:
    void everyPart();
    void sqlitePaths_data();
    void sqlitePaths();
    void escapes();
    void hosts();
    void roundTrip_data();
    void roundTrip();
    void nonsense_data();
    void nonsense();
    void passwordsStayHidden();
    void sources();
    void randomBytesNeverCrash();
};

void UrlTest::everyPart()
{
    auto url = Url::parse(
        "postgresql+psycopg://scott:tiger@localhost:5433/test?sslmode=require&application_name=my+app");
    QVERIFY(url.has_value());
    QCOMPARE(url->dialect, std::string("postgresql"));
    QCOMPARE(url->driver, std::string("psycopg"));
    QCOMPARE(url->username, std::string("scott"));
    QCOMPARE(*url->password, std::string("tiger"));
    QCOMPARE(url->host, std::string("localhost"));
    QCOMPARE(*url->port, 5433);
    QCOMPARE(url->database, std::string("test"));
    QCOMPARE(*url->queryValue("sslmode"), std::string("require"));
    QCOMPARE(*url->queryValue("application_name"), std::string("my app"));
    QVERIFY(!url->queryValue("missing"));
    QCOMPARE(Url::parse("postgres://h/d")->dialect, std::string("postgresql"));
}

void UrlTest::sqlitePaths_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("database");
    QTest::newRow("memory") << "sqlite://"
                            << "";
    QTest::newRow("relative") << "sqlite:///shop.db"
                              << "shop.db";
    QTest::newRow("absolute") << "sqlite:////home/me/shop.db"
                              << "/home/me/shop.db";
    QTest::newRow("blanks and percent signs") << "sqlite:////a b/100%.db"
                                              << "/a b/100%.db";
    QTest::newRow("an at sign in the path") << "sqlite:////a@b/c.db"
                                            << "/a@b/c.db";
}

void UrlTest::sqlitePaths()
{
    QFETCH(QString, text);
    QFETCH(QString, database);
    auto url = Url::parse(text.toStdString());
    QVERIFY(url.has_value());
    QCOMPARE(QString::fromStdString(url->database), database);
    QCOMPARE(QString::fromStdString(Url::parse(url->toString())->database), database);
}

void UrlTest::escapes()
{
    auto url = Url::parse("postgresql://us%40er:p%3Aa%2Fs%3Fs%20w%25@host/db?x=a%26b%3Dc");
    QVERIFY(url.has_value());
    QCOMPARE(url->username, std::string("us@er"));
    QCOMPARE(*url->password, std::string("p:a/s?s w%"));
    QCOMPARE(*url->queryValue("x"), std::string("a&b=c"));
    // A user's unescaped @ and ? in the password still leave the last @ as the border to the host.
    auto careless = Url::parse("postgresql://me:p@ss?word@host/db");
    QVERIFY(careless.has_value());
    QCOMPARE(*careless->password, std::string("p@ss?word"));
    QCOMPARE(careless->host, std::string("host"));
    QCOMPARE(*Url::parse("postgresql://me:@host/db")->password, std::string(""));
    QVERIFY(!Url::parse("postgresql://me@host/db")->password);
}

void UrlTest::hosts()
{
    auto six = Url::parse("postgresql://me@[2001:db8::1]:5432/db");
    QVERIFY(six.has_value());
    QCOMPARE(six->host, std::string("2001:db8::1"));
    QCOMPARE(*six->port, 5432);
    QCOMPARE(six->toString(), std::string("postgresql://me@[2001:db8::1]:5432/db"));
    auto none = Url::parse("postgresql:///db?host=/var/run/postgresql");
    QVERIFY(none.has_value());
    QCOMPARE(none->host, std::string());
    QCOMPARE(*none->queryValue("host"), std::string("/var/run/postgresql"));
    // The folder of a socket, and whatever else would end the host.
    for (const char* text :
        {"/var/run/postgresql", "a/b?c#d", "me@home", "100%41", "[x]", "a:b c", "one,two"}) {
        Url url = *Url::parse("postgresql://h/d");
        url.host = text;
        auto again = Url::parse(url.toString());
        QVERIFY2(again.has_value(), text);
        QCOMPARE(again->host, std::string(text));
        QCOMPARE(again->database, std::string("d"));
    }
    QVERIFY(!Url::parse("postgresql://[[#]:/d"));
}

void UrlTest::roundTrip_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
        {"sqlite://", "sqlite:///a.db", "postgresql://u:p%40@h:1/d?a=1&a=2&b=x+y", "mysql+pymysql://root@h/d",
            "mssql+pyodbc://u:p@dsn", "oracle://u:p@h:1521/?service_name=x", "postgresql://:pw@h/d"})
        QTest::newRow(text) << text;
}

void UrlTest::roundTrip()
{
    QFETCH(QString, text);
    auto url = Url::parse(text.toStdString());
    QVERIFY(url.has_value());
    auto again = Url::parse(url->toString(Url::Password::Show));
    QVERIFY(again.has_value());
    QVERIFY(*again == *url);
}

void UrlTest::nonsense_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "shop.db", "://", "post gres://h/d", "postgresql://h:port/d",
             "postgresql://h:0/d", "postgresql://h:70000/d", "postgresql://h:1:2/d", "postgresql://[::1/d",
             "postgresql://[::1]x/d", "postgresql://h/d?=value", "+x://h", "postgresql+://h"})
        QTest::newRow(text) << text;
}

void UrlTest::nonsense()
{
    QFETCH(QString, text);
    auto url = Url::parse(text.toStdString());
    QVERIFY(!url.has_value());
    QCOMPARE(url.error().kind, ErrorKind::Argument);
    QVERIFY(!url.error().message.empty());
}

void UrlTest::passwordsStayHidden()
{
    auto url = Url::parse("postgresql://me:canary@host/db?password=canary&sslpassword=canary");
    QVERIFY(url.has_value());
    QVERIFY(url->toString().find("canary") == std::string::npos);
    QVERIFY(url->toString(Url::Password::Omit).find("canary") == std::string::npos);
    auto wrong = Url::parse("postgresql://me:canary@host:x/db");
    QVERIFY(!wrong.has_value());
    QVERIFY(wrong.error().describe().find("canary") == std::string::npos);
    auto slash = Url::parse("postgresql://me:canary/part@host/db");
    QVERIFY(!slash.has_value());
    QVERIFY(slash.error().describe().find("canary") == std::string::npos);
}

void UrlTest::sources()
{
    QCOMPARE(Url::fromSource("a b.db")->database, std::string("a b.db"));
    QCOMPARE(Url::fromSource("/x/y.db")->dialect, std::string("sqlite"));
    QCOMPARE(Url::fromSource("postgresql://h/d")->host, std::string("h"));
    QVERIFY(!Url::fromSource("").has_value());
}

void UrlTest::randomBytesNeverCrash()
{
    QRandomGenerator random(7);
    const QByteArray alphabet = "postgresql://@:?&=%+[]#\\ a1/\xC3\xA9\xFF";
    int parsed = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string text = random.bounded(2) ? "postgresql://" : "";
        for (int i = random.bounded(40); i > 0; --i)
            text += alphabet[random.bounded(int(alphabet.size()))];
        auto url = Url::parse(text);
        if (!url)
            continue;
        ++parsed;
        auto again = Url::parse(url->toString(Url::Password::Show));
        QVERIFY2(again.has_value(), text.c_str());
    }
    QVERIFY(parsed > 1000);
}

QTEST_APPLESS_MAIN(UrlTest)
#include "tst_url.moc"
