#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

// relata-cli sample: prints the path of the sample database and makes it on first use.
class TestCliSample final : public QObject
{
    Q_OBJECT

private slots:
    void makesItOnceAndPrintsItsPath();
    void saysWhyItCannot();

private:
    struct Outcome
    {
        int exitCode;
        QByteArray out;
        QByteArray err;
    };
    static Outcome run(const QString& dataHome)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("XDG_DATA_HOME", dataHome);
        process.setProcessEnvironment(environment);
        process.start(RELATA_CLI, {"sample"});
        if (!process.waitForFinished(60000))
            return {-1, {}, process.errorString().toUtf8()};
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
};

void TestCliSample::makesItOnceAndPrintsItsPath()
{
    QTemporaryDir folder;
    const Outcome first = run(folder.path());
    QVERIFY2(first.exitCode == 0, first.err);
    const QString path = folder.filePath("relata/samples/bookshop.db");
    QCOMPARE(QString::fromUtf8(first.out), path + '\n');
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.read(15), QByteArray("SQLite format 3"));

    const QDateTime made = QFileInfo(path).fileTime(QFileDevice::FileModificationTime);
    const Outcome second = run(folder.path());
    QCOMPARE(second.exitCode, 0);
    QCOMPARE(second.out, first.out);
    QCOMPARE(QFileInfo(path).fileTime(QFileDevice::FileModificationTime), made);
}

void TestCliSample::saysWhyItCannot()
{
    QTemporaryDir folder;
    QFile obstacle(folder.filePath("file"));
    QVERIFY(obstacle.open(QIODevice::WriteOnly));
    const Outcome outcome = run(obstacle.fileName());
    QCOMPARE(outcome.exitCode, 2);
    QVERIFY(outcome.out.isEmpty());
    QVERIFY2(outcome.err.contains(obstacle.fileName().toUtf8()), outcome.err);
}

QTEST_GUILESS_MAIN(TestCliSample)
#include "tst_cli_sample.moc"
