#include "tests/ui/connections/fake_database.h"
#include "ui/connections/connection_manager.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace relata;

class TestConnectionProfile : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { test::FakeServer::registerDialect(); }
    void keepsEverythingButSecrets();
    void keepsFieldsOfANewerVersion();
    void keepsPathsThatLookLikeUrls();
    void storeBeginsEmptyAndComesBack();
    void storeKeepsADamagedFile();
    void storeReportsAFolderThatCannotBeWritten();
    void understandsWhatPeopleType_data();
    void understandsWhatPeopleType();
    void refusesNonsense_data();
    void refusesNonsense();
};

void TestConnectionProfile::keepsEverythingButSecrets()
{
    const Url url =
        Url::parse("fake://reader:canary@db:4242/shop?sslmode=require&password=canary&sslpassword=canary")
            .value();
    ConnectionProfile profile = ConnectionProfile::create(url);
    profile.givenName = "Shop";
    profile.environment = Environment::Production;
    profile.colour = QColor("#aa2244");
    profile.readOnly = true;
    profile.lastUsed = QDateTime::currentDateTimeUtc();
    const QByteArray text = QJsonDocument(profile.toJson()).toJson();
    QVERIFY(!text.contains("canary"));
    const auto back = ConnectionProfile::fromJson(QJsonDocument::fromJson(text).object());
    QVERIFY(back);
    QCOMPARE(back->id, profile.id);
    QCOMPARE(back->url, profile.url);
    QCOMPARE(back->url.query.size(), std::size_t(1));
    QCOMPARE(back->name(), QString("Shop"));
    QCOMPARE(back->environment, Environment::Production);
    QCOMPARE(back->colour, profile.colour);
    QVERIFY(back->readOnly);
    QCOMPARE(back->lastUsed.toMSecsSinceEpoch(), profile.lastUsed.toMSecsSinceEpoch());

    UrlSecrets secrets;
    withoutSecrets(url, &secrets);
    QCOMPARE(secrets.password, std::optional<std::string>("canary"));
    QCOMPARE(secrets.query.size(), std::size_t(1));
    QVERIFY(!passwordKey(url).contains("canary"));
    QCOMPARE(passwordKey(url), QString("fake://reader@db:4242/shop"));
}

void TestConnectionProfile::keepsFieldsOfANewerVersion()
{
    QJsonObject object = ConnectionProfile::create(Url::parse("fake://db/shop").value()).toJson();
    object["tunnel"] = "ssh";
    QCOMPARE(ConnectionProfile::fromJson(object)->toJson()["tunnel"].toString(), QString("ssh"));
}

void TestConnectionProfile::keepsPathsThatLookLikeUrls()
{
    const std::string path = "/data/odd ? name % & = ü # .db";
    const ConnectionProfile profile = ConnectionProfile::create(Url::forSqliteFile(path));
    QCOMPARE(ConnectionProfile::fromJson(profile.toJson())->url.database, path);
}

void TestConnectionProfile::storeBeginsEmptyAndComesBack()
{
    QTemporaryDir folder;
    const ProfileStore store(folder.filePath("sub/connections.json"));
    QVERIFY(store.load());
    QVERIFY(store.load()->profiles.isEmpty());
    ProfileList list;
    list.profiles = {ConnectionProfile::create(Url::parse("fake://db/one").value()),
        ConnectionProfile::create(Url::parse("fake://db/two").value())};
    list.open = {list.profiles[1].id};
    QVERIFY(store.save(list));
    const auto back = store.load();
    QCOMPARE(back->profiles.size(), 2);
    QCOMPARE(back->profiles[0].name(), QString("one on db"));
    QCOMPARE(back->open, list.open);
    QCOMPARE(
        QFile::permissions(folder.filePath("sub/connections.json")) & (QFile::ReadOther | QFile::ReadGroup),
        QFile::Permissions());
}

void TestConnectionProfile::storeKeepsADamagedFile()
{
    QTemporaryDir folder;
    const QString path = folder.filePath("connections.json");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"connections\": [{\"id\"");
    file.close();
    const auto list = ProfileStore(path).load();
    QVERIFY(!list);
    QCOMPARE(list.error().kind, ErrorKind::File);
    QVERIFY(QFile::exists(path + ".broken"));
    QVERIFY(ProfileStore(path).load());
}

void TestConnectionProfile::storeReportsAFolderThatCannotBeWritten()
{
    const auto saved = ProfileStore("/proc/relata/connections.json").save({});
    QVERIFY(!saved);
    QVERIFY(!saved.error().hint.empty());
}

void TestConnectionProfile::understandsWhatPeopleType_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("dialect");
    QTest::addColumn<QString>("database");
    QTest::newRow("path") << "/data/shop.db"
                          << "sqlite"
                          << "/data/shop.db";
    QTest::newRow("home") << "~/shop.db"
                          << "sqlite" << QDir::homePath() + "/shop.db";
    QTest::newRow("file url") << "file:///data/a%20b.db"
                              << "sqlite"
                              << "/data/a b.db";
    QTest::newRow("blanks") << "  /data/shop.db "
                            << "sqlite"
                            << "/data/shop.db";
    QTest::newRow("url") << "fake://me@db:1/shop"
                         << "fake"
                         << "shop";
    QTest::newRow("postgres") << "postgres://db/shop"
                              << "postgresql"
                              << "shop";
}

void TestConnectionProfile::understandsWhatPeopleType()
{
    QFETCH(QString, text);
    const auto url = urlFromText(text);
    QVERIFY(url);
    QTEST(QString::fromStdString(url->dialect), "dialect");
    QTEST(QString::fromStdString(url->database), "database");
}

void TestConnectionProfile::refusesNonsense_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << "   ";
    QTest::newRow("port") << "fake://db:99999/shop";
    QTest::newRow("scheme") << "://db/shop";
    QTest::newRow("bracket") << "fake://[::1/shop";
}

void TestConnectionProfile::refusesNonsense()
{
    QFETCH(QString, text);
    const auto url = urlFromText(text);
    QVERIFY(!url);
    QVERIFY(!url.error().message.empty());
}

QTEST_GUILESS_MAIN(TestConnectionProfile)
#include "tst_connection_profile.moc"
