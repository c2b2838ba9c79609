#include "core/util/atomic_file.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace relata;

class AtomicFileTest : public QObject
{
    Q_OBJECT

private slots:
    void committedContentReplaces();
    void withoutCommitTheOldFileStays();
    void keepsTheMode();
    void missingFolder();
    void fullDiskLeavesTheOldFile();

private:
    static QByteArray content(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("<unreadable>");
    }
    static void put(const QString& path, const QByteArray& bytes)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
};

void AtomicFileTest::committedContentReplaces()
{
    QTemporaryDir folder;
    QString path = folder.filePath("a.txt");
    put(path, "old");
    auto file = AtomicFile::create(path.toStdString());
    QVERIFY(file.has_value());
    QVERIFY(file->write("new ").has_value());
    QVERIFY(file->write("content").has_value());
    QCOMPARE(content(path), QByteArray("old"));
    QVERIFY(file->commit().has_value());
    QCOMPARE(content(path), QByteArray("new content"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList({"a.txt"}));
}

void AtomicFileTest::withoutCommitTheOldFileStays()
{
    QTemporaryDir folder;
    QString path = folder.filePath("a.txt");
    put(path, "old");
    {
        auto file = AtomicFile::create(path.toStdString());
        QVERIFY(file.has_value());
        QVERIFY(file->write("half").has_value());
    }
    QCOMPARE(content(path), QByteArray("old"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList({"a.txt"}));
}

void AtomicFileTest::keepsTheMode()
{
    QTemporaryDir folder;
    QString path = folder.filePath("a.txt");
    put(path, "old");
    QVERIFY(::chmod(path.toLocal8Bit().constData(), 0640) == 0);
    auto file = AtomicFile::create(path.toStdString());
    QVERIFY(file.has_value());
    QVERIFY(file->commit().has_value());
    struct stat info
    { };
    QVERIFY(::stat(path.toLocal8Bit().constData(), &info) == 0);
    QCOMPARE(int(info.st_mode & 0777), 0640);
}

void AtomicFileTest::missingFolder()
{
    auto file = AtomicFile::create("/nonexistent-folder/a.txt");
    QVERIFY(!file.has_value());
    QCOMPARE(file.error().kind, ErrorKind::File);
    QVERIFY(file.error().message.find("/nonexistent-folder/a.txt") != std::string::npos);
    QVERIFY(!file.error().hint.empty());
}

// A limit on the size of files stands for a full disk: write() fails with EFBIG in the same way.
void AtomicFileTest::fullDiskLeavesTheOldFile()
{
    QTemporaryDir folder;
    QString path = folder.filePath("a.txt");
    put(path, "old");
    auto file = AtomicFile::create(path.toStdString());
    QVERIFY(file.has_value());
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    rlimit small = before;
    small.rlim_cur = 4096;
    QVERIFY(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    Result<void> written = file->write(std::string(100000, 'x'));
    ::setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY(!written.has_value());
    QCOMPARE(written.error().kind, ErrorKind::File);
    QCOMPARE(content(path), QByteArray("old"));
}

QTEST_APPLESS_MAIN(AtomicFileTest)
#include "tst_atomic_file.moc"
