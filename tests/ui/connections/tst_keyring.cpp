// The real keyring: GNOME's Secret Service on a message bus of its own.
#include "ui/connections/keychain_password_store.h"

#include <QDir>
#include <QDirIterator>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace relata;

class TestKeyring final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void keepsAPassword();
    void saysWhatIsNotThere();
    void cleanupTestCase();

private:
    using Outcome = PasswordStore::Outcome;
    static PasswordStore::Answer wait(const std::function<void(PasswordStore::Done)>& ask)
    {
        PasswordStore::Answer answer;
        bool done = false;
        ask([&](const PasswordStore::Answer& given) {
            answer = given;
            done = true;
        });
        if (!QTest::qWaitFor([&] { return done; }, 20000))
            answer.message = "no answer";
        return answer;
    }
    PasswordStore::Answer read(const QString& key)
    {
        return wait([&](PasswordStore::Done done) { m_store.read(key, this, std::move(done)); });
    }

    QTemporaryDir m_folder;
    QProcess m_bus;
    QProcess m_keyring;
    KeychainPasswordStore m_store;
};

void TestKeyring::initTestCase()
{
    const QString daemon = QStandardPaths::findExecutable("gnome-keyring-daemon");
    const QString bus = QStandardPaths::findExecutable("dbus-daemon");
    if (daemon.isEmpty() || bus.isEmpty())
        QSKIP("gnome-keyring and dbus are not installed.");
    for (const char* name :
        {"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"}) {
        const QString folder = m_folder.filePath(QString(name).toLower());
        QVERIFY(QDir().mkpath(folder));
        QVERIFY(QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        qputenv(name, folder.toUtf8());
    }
    // Without a bus there is no keyring, and that is said.
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + m_folder.filePath("no-bus").toUtf8());
    const PasswordStore::Answer none = read("shop");
    QVERIFY(none.outcome == Outcome::Unavailable || none.outcome == Outcome::Failed);
    QVERIFY(!none.message.isEmpty());
    // A bus that starts nothing by itself: the system's own service files would let the first question start
    // a second, locked keyring beside ours.
    QFile configuration(m_folder.filePath("bus.conf"));
    QVERIFY(configuration.open(QIODevice::WriteOnly));
    configuration.write(
        "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\""
        " \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
        "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>"
        "<policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>"
        "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>\n");
    configuration.close();
    m_bus.start(bus, {"--config-file=" + configuration.fileName(), "--nofork", "--print-address"});
    QVERIFY(m_bus.waitForStarted());
    QVERIFY(m_bus.waitForReadyRead(10000));
    qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus.readAllStandardOutput().trimmed());
    m_keyring.setProcessChannelMode(QProcess::MergedChannels);
    m_keyring.start(daemon, {"--foreground", "--components=secrets", "--unlock"});
    QVERIFY(m_keyring.waitForStarted());
    m_keyring.write("the keyring's own password");
    m_keyring.closeWriteChannel();
    // It is there when it answers.
    QVERIFY2(QTest::qWaitFor([this] { return read("nothing").outcome == Outcome::NotFound; }, 20000),
        qPrintable(read("nothing").message + m_keyring.readAll()));
}

void TestKeyring::keepsAPassword()
{
    const QString secret = QStringLiteral("p4ss \u00e4\u2603 'word\"\n;");
    const auto written =
        wait([&](PasswordStore::Done done) { m_store.write("shop", secret, this, std::move(done)); });
    QVERIFY2(written.outcome == Outcome::Done, qPrintable(written.message));
    PasswordStore::Answer answer = read("shop");
    QVERIFY2(answer.outcome == Outcome::Done, qPrintable(answer.message));
    QCOMPARE(answer.password, secret);
    QVERIFY(read("another").outcome == Outcome::NotFound);

    // The keyring keeps it encrypted, and nobody else wrote it anywhere.
    int files = 0;
    QDirIterator all(m_folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        QFile file(all.next());
        if (!file.open(QIODevice::ReadOnly))
            continue; // a socket
        QVERIFY2(!file.readAll().contains("p4ss "), qPrintable(file.fileName()));
        ++files;
    }
    QVERIFY(files > 0);

    const auto removed =
        wait([&](PasswordStore::Done done) { m_store.remove("shop", this, std::move(done)); });
    QVERIFY2(removed.outcome == Outcome::Done, qPrintable(removed.message));
    QVERIFY(read("shop").outcome == Outcome::NotFound);
}

void TestKeyring::saysWhatIsNotThere()
{
    const auto removed =
        wait([&](PasswordStore::Done done) { m_store.remove("never", this, std::move(done)); });
    QVERIFY(removed.outcome == Outcome::NotFound || removed.outcome == Outcome::Done);
}

void TestKeyring::cleanupTestCase()
{
    for (QProcess* process : {&m_keyring, &m_bus}) {
        process->kill();
        process->waitForFinished();
    }
}

QTEST_GUILESS_MAIN(TestKeyring)
#include "tst_keyring.moc"
