// The program from outside: its command line and the pictures that it takes of itself.
#include "tests/support/postgres_server.h"

#include <QDirIterator>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace relata::test;

class TestProgram final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }

    void saysItsVersionAndHelp()
    {
        QCOMPARE(run({"--version"}), 0);
        QVERIFY2(m_out.startsWith("relata "), m_out.constData());
        QCOMPARE(run({"--help"}), 0);
        for (const char* option : {"--screenshot", "--theme", "--view", "SOURCE"})
            QVERIFY2(m_out.contains(option), option);
    }

    void badUsageIsRefused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("unknown option") << QStringList{"--nonsense"};
        QTest::newRow("unknown view") << QStringList{"--view", "cinema"};
        QTest::newRow("unknown theme") << QStringList{"--theme", "purple"};
        QTest::newRow("size without height") << QStringList{"--size", "1440"};
        QTest::newRow("size of nothing") << QStringList{"--size", "0x0"};
        QTest::newRow("size in words") << QStringList{"--size", "bigxsmall"};
        QTest::newRow("timeout without screenshot") << QStringList{"--timeout", "5"};
    }
    void badUsageIsRefused()
    {
        QFETCH(QStringList, arguments);
        QCOMPARE(run(arguments), 2);
        QVERIFY(!m_err.isEmpty());
    }

    void takesAPictureOfItself_data()
    {
        QTest::addColumn<QString>("theme");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QString>("scale");
        QTest::addColumn<bool>("bright");
        QTest::newRow("light") << "light" << QSize(1100, 700) << "1" << true;
        QTest::newRow("dark") << "dark" << QSize(1440, 900) << "1" << false;
        QTest::newRow("high density") << "light" << QSize(1100, 700) << "2" << true;
    }
    void takesAPictureOfItself()
    {
        QFETCH(QString, theme);
        QFETCH(QSize, size);
        QFETCH(QString, scale);
        QFETCH(bool, bright);
        const QString file = m_folder->filePath("picture.png");
        const QString sizeText = QStringLiteral("%1x%2").arg(size.width()).arg(size.height());
        QCOMPARE(run({"--screenshot", file, "--theme", theme, "--size", sizeText, "--view", "welcome"},
                     {"QT_SCALE_FACTOR=" + scale}),
            0);
        const QImage picture(file);
        QCOMPARE(picture.size(), size * scale.toInt());
        const int lightness =
            picture.pixelColor(picture.width() / 2, picture.height() - 80 * scale.toInt()).lightness();
        QVERIFY2(bright == (lightness > 128), qPrintable(QString::number(lightness)));
    }

    void showsADatabase()
    {
        const QString database = m_folder->filePath("empty.db");
        QVERIFY(QFile(database).open(QIODevice::WriteOnly)); // an empty file is an empty database
        const QString file = m_folder->filePath("picture.png");
        QCOMPARE(run({"--screenshot", file, "--view", "explorer", database}), 0);
        QVERIFY(!QImage(file).isNull());
    }

    void failuresAreSaidAndLeaveNoPicture_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("missing file") << QStringList{"@/missing.db"} << QByteArray("missing.db");
        QTest::newRow("no database") << QStringList{"@/text.db"} << QByteArray("text.db");
        QTest::newRow("nonsense") << QStringList{"postgresql://host:port:port/"} << QByteArray();
        QTest::newRow("unknown dialect") << QStringList{"cobol://host/db"} << QByteArray("cobol");
        QTest::newRow("a view without a database")
            << QStringList{"--view", "diagram"} << QByteArray("diagram");
        QTest::newRow("no such object") << QStringList{"--view", "structure", "--object", "unicorns",
            "@/empty.db"} << QByteArray("unicorns");
    }
    void failuresAreSaidAndLeaveNoPicture()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, says);
        QFile text(m_folder->filePath("text.db"));
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write(QByteArray("This is not a database. ").repeated(200));
        text.close();
        QVERIFY(QFile(m_folder->filePath("empty.db")).open(QIODevice::WriteOnly));
        arguments.replaceInStrings("@", m_folder->path());
        const QString file = m_folder->filePath("picture.png");
        QCOMPARE(run(QStringList{"--screenshot", file} + arguments), 1);
        QVERIFY2(m_err.contains("relata: ") && m_err.contains(says), m_err.constData());
        QVERIFY(!QFile::exists(file));
    }

    void aPictureThatCannotBeWrittenIsSaid()
    {
        QCOMPARE(run({"--screenshot", m_folder->filePath("no/such/folder/picture.png")}), 1);
        QVERIFY2(m_err.contains("picture.png"), m_err.constData());
    }

    void aPictureLeavesTheUsersSettingsAlone()
    {
        QCOMPARE(run({"--screenshot", m_folder->filePath("picture.png"), "--theme", "dark"}), 0);
        QVERIFY(!QFile::exists(m_folder->filePath("config/relata.ini")));
    }

    // The password of a URL reaches the server and nothing else: no file below any folder that the program
    // may write to, and neither stream.
    void leavesNoPasswordBehind()
    {
        PostgresServer* server = PostgresServer::shared();
        if (!server)
            QSKIP(qPrintable(PostgresServer::whyMissing()));
        const QByteArray canary = PostgresServer::password().toUtf8();
        const QString picture = m_folder->filePath("picture.png");
        QStringList environment;
        for (const char* name :
            {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"}) {
            const QString folder = m_folder->filePath(QString(name).toLower());
            QVERIFY(QDir().mkpath(folder));
            environment << name + ("=" + folder);
        }
        QCOMPARE(run({"--screenshot", picture, "--view", "explorer", server->url()}, environment), 0);
        QVERIFY2(!m_out.contains(canary) && !m_err.contains(canary), m_err.constData());
        QString wrong = server->url();
        wrong.replace("@", "-wrong@");
        QCOMPARE(
            run({"--screenshot", m_folder->filePath("other.png"), wrong, "--timeout", "5"}, environment), 1);
        QVERIFY2(!m_out.contains(canary) && !m_err.contains(canary), m_err.constData());
        int files = 0;
        QDirIterator all(m_folder->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (all.hasNext()) {
            QFile file(all.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains(canary), qPrintable(file.fileName()));
            ++files;
        }
        QVERIFY(files > 0);
    }

private:
    int run(const QStringList& arguments, const QStringList& environment = {})
    {
        QProcess process;
        QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
        variables.insert("QT_QPA_PLATFORM", "offscreen");
        variables.insert("RELATA_CONFIG_DIR", m_folder->filePath("config"));
        variables.remove("DBUS_SESSION_BUS_ADDRESS");
        for (const QString& entry : environment)
            variables.insert(entry.section('=', 0, 0), entry.section('=', 1));
        process.setProcessEnvironment(variables);
        process.start(QStringLiteral(RELATA_PROGRAM), arguments);
        if (!process.waitForFinished(60'000)) {
            process.kill();
            process.waitForFinished();
            return -1;
        }
        m_out = process.readAllStandardOutput();
        m_err = process.readAllStandardError();
        return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_out;
    QByteArray m_err;
};

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
