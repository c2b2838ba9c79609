// The journal gives back what was kept, whatever byte it was cut at, and says what is damaged.
#include "core/editing/edit_journal.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace relata;

namespace {

// Rows of every kind, values of every kind.
PendingSet manyEdits()
{
    PendingSet set;
    std::string bytes;
    for (int i = 0; i < 256; ++i)
        bytes += static_cast<char>(i);
    EditId parent = set.insertRow({"", "orders"},
        {{"a", Value(INT64_MIN)}, {"b", Value(INT64_MAX)}, {"c", Value("")}, {"d", Value()},
            {"e", Value::binary(bytes)}, {"f", Value::real(0.1)}, {"g", Value::real(-1e308 * 10)},
            {"h", Value::boolean(true)}, {"i", Value::tagged(ValueTag::Number, "1.10")},
            {"j", Value::tagged(ValueTag::Temporal, "infinity")}, {"k", Value(std::string("bad \xff utf-8"))},
            {"l", Value("𝄞\n\"\\")}, {"m", PendingValue::byDefault()}});
    set.insertRow({"s", "lines"}, {{"order_id", PendingValue::keyOf(parent, "id")}});
    for (int i = 0; i < 20; ++i) {
        LoadedRow row{{"", "t"}, {IdentityKind::PrimaryKey, {{"id", Value(i)}}},
            {{"id", Value(i)}, {"n", Value("old")}}, {"xmin", Value::tagged(ValueTag::Other, "77")}};
        if (i % 5 == 0)
            (void)set.deleteRow(row).has_value();
        else
            (void)set.setCell(row, "n", Value(i)).has_value();
    }
    return set;
}

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class EditJournalTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString path(const char* name) const { return m_folder.filePath(name); }

private slots:
    void everythingComesBack()
    {
        std::string file = path("all.journal").toStdString();
        PendingSet set = manyEdits();
        {
            EditJournal journal = std::move(*EditJournal::open(file, "shop"));
            QVERIFY(!EditJournal::open(file, "shop")); // another one has it
            QVERIFY(journal.record(set));
        }
        Result<EditJournal> again = EditJournal::open(file, "shop");
        QVERIFY(again);
        QVERIFY(again->found().pending.sameRows(set));
        QCOMPARE(again->found().connection, std::string("shop"));
        QCOMPARE(again->found().pending.nextId(), set.nextId());
        QVERIFY(!again->found().cutAtEnd);
        QVERIFY(again->found().damagedLines.empty());
        QVERIFY(QFile::permissions(QString::fromStdString(file)).testFlag(QFile::ReadOwner));
        QVERIFY(!QFile::permissions(QString::fromStdString(file)).testFlag(QFile::ReadOther));
        // A missing file is an empty journal, a missing folder an error.
        QVERIFY(readJournal(path("none").toStdString())->pending.empty());
        QVERIFY(!EditJournal::open(path("no/folder").toStdString(), "x"));
    }

    void undoAndCommitsAreKept()
    {
        std::string file = path("steps.journal").toStdString();
        EditJournal journal = std::move(*EditJournal::open(file, "shop"));
        PendingSet set = manyEdits();
        QVERIFY(journal.record(set));
        set.undo();
        set.undo();
        set.insertRow({"", "x"});
        QVERIFY(journal.record(set));
        QVERIFY(readJournal(file)->pending.sameRows(set));
        QByteArray before = contents(QString::fromStdString(file));
        QVERIFY(journal.record(set)); // nothing new
        QCOMPARE(contents(QString::fromStdString(file)), before);
        QVERIFY(journal.compact(PendingSet()));
        QVERIFY(readJournal(file)->pending.empty());
        QVERIFY(contents(QString::fromStdString(file)).size() < 400);
        QVERIFY(journal.record(set));
        QVERIFY(readJournal(file)->pending.sameRows(set));
    }

    // Cut at every byte: what was kept in whole lines is there.
    void aJournalThatIsCutAnywhereGivesWhatWasKept()
    {
        QString file = path("cut.journal");
        std::vector<std::pair<qint64, PendingSet>> kept; // sizes of the file, and what it holds then
        {
            EditJournal journal = std::move(*EditJournal::open(file.toStdString(), "shop"));
            PendingSet set;
            for (int i = 0; i < 6; ++i) {
                kept.emplace_back(contents(file).size(), set);
                set.insertRow({"", "t"}, {{"n", Value(i)}});
                if (i == 4)
                    (void)set.drop(2).has_value();
                QVERIFY(journal.record(set));
            }
            kept.emplace_back(contents(file).size(), set);
        }
        QByteArray whole = contents(file);
        for (qint64 size = kept.front().first; size <= whole.size(); ++size) {
            JournalContent content =
                parseJournal(std::string_view(whole.constData(), static_cast<std::size_t>(size)));
            std::size_t last = 0;
            while (last + 1 < kept.size() && kept[last + 1].first <= size)
                ++last;
            QVERIFY2(content.pending.sameRows(kept[last].second), qPrintable(QString::number(size)));
            QCOMPARE(content.cutAtEnd, size != kept[last].first);
            QVERIFY(content.damagedLines.empty());
        }
    }

    void damageInTheMiddleIsToldAndKeptAside()
    {
        QString file = path("damaged.journal");
        PendingSet set;
        {
            EditJournal journal = std::move(*EditJournal::open(file.toStdString(), "shop"));
            for (int i = 0; i < 4; ++i) {
                set.insertRow({"", "t"}, {{"n", Value(i)}});
                QVERIFY(journal.record(set));
            }
        }
        QByteArray whole = contents(file);
        QList<QByteArray> lines = whole.split('\n');
        QByteArray bad = whole;
        bad[bad.indexOf(lines[3]) + 40] ^= 1;
        JournalContent content = parseJournal(bad.toStdString());
        QCOMPARE(content.damagedLines, std::vector<std::size_t>{4});
        QCOMPARE(content.pending.size(), std::size_t(3));
        // A line that is gone altogether.
        QByteArray less = whole;
        less.remove(less.indexOf(lines[3]), lines[3].size() + 1);
        QCOMPARE(parseJournal(less.toStdString()).damagedLines.size(), std::size_t(1));
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(bad);
        out.close();
        Result<EditJournal> again = EditJournal::open(file.toStdString(), "shop");
        QVERIFY(again);
        QCOMPARE(contents(file + ".damaged"), bad);
        QCOMPARE(again->found().damagedLines.size(), std::size_t(1));
        QVERIFY(parseJournal("no journal\nat all\n").pending.empty());
        QCOMPARE(parseJournal("no journal\nat all\n").damagedLines.size(), std::size_t(1));
    }

    // kill -9 while it writes: what record() has confirmed is there.
    void aKilledProgramLosesNothingThatWasKept()
    {
        for (int round = 0; round < 5; ++round) {
            std::string file = path("killed.journal").toStdString() + std::to_string(round);
            int pipe[2];
            QVERIFY(::pipe(pipe) == 0);
            pid_t child = ::fork();
            if (child == 0) {
                ::close(pipe[0]);
                Result<EditJournal> journal = EditJournal::open(file, "shop");
                PendingSet set;
                for (std::int64_t i = 0; journal; ++i) {
                    set.insertRow({"", "t"}, {{"n", Value(i)}, {"text", Value(std::string(500, 'x'))}});
                    if (!journal->record(set) || ::write(pipe[1], "k", 1) != 1)
                        break;
                }
                ::_exit(1);
            }
            ::close(pipe[1]);
            char byte = 0;
            std::size_t confirmed = 0;
            while (confirmed < std::size_t(3 + round * 7) && ::read(pipe[0], &byte, 1) == 1)
                ++confirmed;
            ::kill(child, SIGKILL);
            while (::read(pipe[0], &byte, 1) == 1)
                ++confirmed;
            ::close(pipe[0]);
            ::waitpid(child, nullptr, 0);
            Result<EditJournal> again = EditJournal::open(file, "shop");
            QVERIFY(again);
            QVERIFY(confirmed > 2);
            QVERIFY(again->found().pending.size() >= confirmed);
            QVERIFY(again->found().damagedLines.empty());
            for (const auto& [id, row] : again->found().pending.rows())
                QCOMPARE(row->change("n")->value.integer() + 1, static_cast<std::int64_t>(id));
        }
    }

    // A limit of the file's size stands for a full disk: the same failed write in the middle of a line.
    void aFullDiskLosesNothing()
    {
        std::string file = path("full.journal").toStdString();
        EditJournal journal = std::move(*EditJournal::open(file, "shop"));
        PendingSet set;
        set.insertRow({"", "t"}, {{"n", Value(1)}});
        QVERIFY(journal.record(set));
        PendingSet kept = set;
        set.insertRow({"", "t"}, {{"n", Value(std::string(100000, 'x'))}});
        rlimit old{};
        ::getrlimit(RLIMIT_FSIZE, &old);
        rlimit tight = old;
        tight.rlim_cur = static_cast<rlim_t>(contents(QString::fromStdString(file)).size()) + 1000;
        ::signal(SIGXFSZ, SIG_IGN);
        ::setrlimit(RLIMIT_FSIZE, &tight);
        Result<void> full = journal.record(set);
        ::setrlimit(RLIMIT_FSIZE, &old);
        QVERIFY(!full);
        QVERIFY2(
            full.error().message.starts_with("Cannot keep the pending edits"), full.error().message.c_str());
        QVERIFY(readJournal(file)->pending.sameRows(kept));
        QVERIFY(!readJournal(file)->cutAtEnd);
        QVERIFY(journal.record(set)); // there is room again
        QVERIFY(readJournal(file)->pending.sameRows(set));
    }
};

QTEST_GUILESS_MAIN(EditJournalTest)
#include "tst_edit_journal.moc"
