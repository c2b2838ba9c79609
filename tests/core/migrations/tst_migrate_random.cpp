// A hundred random edits of the bookshop's model, each applied to a copy with rows: what the edits keep is
// unchanged, and the comparison is empty afterwards.
#include "core/builtin/builtin.h"
#include "core/migrations/apply.h"
#include "core/project/object_ids.h"
#include "tests/core/migrations/bookshop_copies.h"
#include "tests/core/migrations/model_builder.h"
#include "tests/core/migrations/random_edits.h"
#include "tests/support/scratch_database.h"

#include <QTemporaryDir>
#include <QTest>

using namespace relata;
using namespace relata::test;

class TestMigrateRandom final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }
    void hundredEdits_data() { onServers(); }
    void hundredEdits();

private:
    QTemporaryDir m_folder;
    BookshopCopies m_copies{m_folder.path()};
};

void TestMigrateRandom::hundredEdits()
{
    QFETCH(QString, server);
    QString why;
    std::unique_ptr<Connection> connection = m_copies.make(server, "random_edits", &why);
    if (!connection)
        QSKIP(qPrintable(why));
    const SqlDialect& dialect = connection->dialect();
    const unsigned seed = qEnvironmentVariableIntValue("RELATA_SEED") > 0
        ? unsigned(qEnvironmentVariableIntValue("RELATA_SEED"))
        : 20;
    RandomEdits edits(seed);
    int applied = 0;
    int renames = 0;
    int respelt = 0;
    MetaData model = withObjectIds(reflect(*connection));
    for (int i = 0; i < 100; ++i) {
        std::vector<std::string> words;
        MetaData target = edits.edit(model, dialect, words);
        QVERIFY(!words.empty());
        KeptRows before = keptRows(*connection, model, target);
        MigrationScript script = migrationScript(model, target, dialect);
        ApplyReport report = apply(*connection, model, target, script);
        auto explain = [&] {
            QString text = QString("seed %1, edit %2:\n").arg(seed).arg(i);
            for (const std::string& line : words)
                text += QString::fromStdString(line) + "\n";
            return text + "---\n" + QString::fromStdString(report.summary()) + "---\n"
                + QString::fromStdString(script.text(dialect, {"BEGIN", "COMMIT"}));
        };
        QVERIFY2(report.isComplete(), qPrintable(explain()));
        QVERIFY2(lines(compare(reflect(*connection), report.target)).isEmpty(), qPrintable(explain()));
        respelt += int(report.respelt.size());
        // The ids of the target, which the server does not know, tell what stayed.
        MetaData now = report.target;
        KeptRows after = keptRows(*connection, now, model);
        for (const auto& [table, rows] : before)
            QVERIFY2(after[table] == rows,
                qPrintable("rows of table " + QString::fromStdString(table) + " changed\n" + explain()));
        for (const Operation& operation : compare(model, target)) {
            renames += std::holds_alternative<RenameTable>(operation)
                || std::holds_alternative<RenameColumn>(operation);
        }
        ++applied;
        model = withObjectIds(*report.after);
    }
    QCOMPARE(applied, 100);
    QVERIFY(renames > 20);
    qInfo("%s: %d edits, %d renames, %d texts respelt by the server", qPrintable(server), applied, renames,
        respelt);
}

QTEST_GUILESS_MAIN(TestMigrateRandom)
#include "tst_migrate_random.moc"
