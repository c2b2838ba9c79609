// git merges models: the driver is set up by one command, two branches come together, and what both changed
// stops the merge with both versions in the file.
#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace {

const char model[] = R"({
  "format": "relata model",
  "version": 1,
  "metadata": {
    "dialect": "sqlite",
    "tables": [
      {
        "id": 11,
        "name": "authors",
        "columns": [
          {
            "id": 12,
            "name": "id",
            "type": {
              "kind": "integer"
            }
          },
          {
            "id": 13,
            "name": "name",
            "type": {
              "kind": "string",
              "length": 40
            }
          }
        ]
      }
    ]
  },
  "mappings": {}
}
)";

QByteArray withTable(QByteArray text, const QByteArray& table)
{
    return text.replace("    \"tables\": [\n", "    \"tables\": [\n      " + table + ",\n");
}

} // namespace

class MergeDriverTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QByteArray m_said;

    int start(const QString& program, const QStringList& arguments)
    {
        QProcess process;
        process.setWorkingDirectory(m_folder.path());
        process.setProcessChannelMode(QProcess::MergedChannels);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.insert("GIT_CONFIG_NOSYSTEM", "1");
        for (const char* who : {"AUTHOR", "COMMITTER"}) {
            environment.insert(QStringLiteral("GIT_%1_NAME").arg(who), "test");
            environment.insert(QStringLiteral("GIT_%1_EMAIL").arg(who), "test@localhost");
        }
        process.setProcessEnvironment(environment);
        process.start(program, arguments);
        if (!process.waitForFinished(30000))
            return -1;
        m_said = process.readAll();
        return process.exitCode();
    }
    int git(const QStringList& arguments) { return start("git", arguments); }
    int relata(const QStringList& arguments) { return start(RELATA_CLI, arguments); }
    QByteArray content(const QString& name) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("<unreadable>");
    }
    void put(const QString& name, const QByteArray& bytes) const
    {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(bytes);
    }
    void commitTo(const QString& branch, const QByteArray& text)
    {
        QVERIFY2(git({"checkout", "-q", "-B", branch, "start"}) == 0, m_said);
        put("shop.relata", text);
        QVERIFY2(git({"commit", "-qam", branch}) == 0, m_said);
    }

private slots:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable("git").isEmpty())
            QSKIP("git is not installed");
        QVERIFY2(relata({"merge-driver", "--install"}) == 2, m_said); // no repository yet
        QVERIFY2(m_said.contains("not in a git repository"), m_said);
        QVERIFY2(git({"init", "-q", "-b", "start"}) == 0, m_said);
        put(".gitattributes", "*.png binary"); // without an end of line
        QVERIFY2(relata({"merge-driver", "--install"}) == 0, m_said);
        QVERIFY2(relata({"merge-driver", "--install"}) == 0, m_said); // again is no harm
        QCOMPARE(content(".gitattributes"), QByteArray("*.png binary\n*.relata merge=relata\n"));
        put("shop.relata", model);
        QVERIFY2(git({"add", "-A"}) == 0 && git({"commit", "-qm", "start"}) == 0, m_said);
    }
    void init()
    {
        if (QStandardPaths::findExecutable("git").isEmpty())
            QSKIP("git is not installed");
        git({"merge", "--abort"});
        QVERIFY2(git({"checkout", "-qf", "start"}) == 0, m_said);
    }

    void branchesThatAdd()
    {
        // The same lines for a merge of text.
        commitTo("left", withTable(model, R"({"id": 21, "name": "books", "columns": []})"));
        commitTo("right",
            withTable(QByteArray(model).replace("\"length\": 40", "\"length\": 60"),
                R"({"id": 31, "name": "shops", "columns": []})"));
        QVERIFY2(
            git({"checkout", "-q", "left"}) == 0 && git({"merge", "-q", "right", "-m", "both"}) == 0, m_said);
        const QByteArray text = content("shop.relata");
        for (const char* part : {"\"books\"", "\"shops\"", "\"authors\"", "\"length\": 60"})
            QVERIFY2(text.contains(part), text);
        QVERIFY(!text.contains("<<<<<<<"));
    }

    void branchesThatDisagree()
    {
        commitTo("left", QByteArray(model).replace("\"length\": 40", "\"length\": 50"));
        commitTo("right", QByteArray(model).replace("\"length\": 40", "\"length\": 60"));
        QVERIFY(git({"checkout", "-q", "left"}) == 0);
        QCOMPARE(git({"merge", "right", "-m", "both"}), 1);
        QVERIFY2(m_said.contains("both branches changed metadata.tables[authors].columns[name].type.length"),
            m_said);
        const QByteArray text = content("shop.relata");
        QVERIFY2(text.contains("<<<<<<< ours\n") && text.contains("\"length\": 50\n=======\n")
                && text.contains("\"length\": 60\n>>>>>>> theirs\n"),
            text);
    }

    void whatIsNoModel()
    {
        commitTo("left", QByteArray(model).replace("\"length\": 40", "\"length\": 50"));
        commitTo("right", QByteArray(model).left(300));
        QVERIFY(git({"checkout", "-q", "left"}) == 0);
        QVERIFY(git({"merge", "right", "-m", "both"}) != 0);
        QVERIFY2(m_said.contains("The version of the other branch cannot be merged"), m_said);
        QVERIFY(content("shop.relata").contains("\"length\": 50")); // as this branch has it
        // By hand: wrong usage and missing files.
        QCOMPARE(relata({"merge-driver", "a"}), 2);
        QCOMPARE(relata({"merge-driver", "none", "none", "none"}), 2);
        QVERIFY2(m_said.contains("Cannot read none"), m_said);
    }
};

QTEST_GUILESS_MAIN(MergeDriverTest)
#include "tst_merge_driver.moc"
