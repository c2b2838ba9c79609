#include "ui/shell/settings.h"

#include <QFile>
#include <QJsonArray>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace relata;

class TestSettings final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = m_folder->filePath(QStringLiteral("deep/er/relata.ini"));
    }

    void startsWithDefaults()
    {
        const Settings settings(m_file);
        QCOMPARE(settings.themeMode(), ThemeMode::System);
        QVERIFY(settings.restoreSession());
        QVERIFY(!settings.shortcuts(QStringLiteral("file.open")));
        QVERIFY(settings.session().isEmpty());
        QCOMPARE(settings.uiFont(), Settings::FontChoice{});
    }

    void everythingComesBack()
    {
        const QJsonObject session{
            {QStringLiteral("documents"), QStringLiteral("Grüße, \"x\"; [y]")}, {QStringLiteral("n"), 3}};
        {
            Settings settings(m_file);
            settings.setThemeMode(ThemeMode::Dark);
            settings.setMonospaceFont({QStringLiteral("DejaVu Sans Mono"), 11});
            settings.setRestoreSession(false);
            settings.setLastSystemDark(true);
            settings.setWindow("geometry\0bytes", "state");
            settings.setSession(session);
            settings.setValue(
                QStringLiteral("datagrid"), QStringLiteral("columns"), QJsonArray{1, QStringLiteral("two")});
            QVERIFY(settings.flush());
        }
        const Settings settings(m_file);
        QCOMPARE(settings.themeMode(), ThemeMode::Dark);
        QCOMPARE(settings.monospaceFont(), (Settings::FontChoice{QStringLiteral("DejaVu Sans Mono"), 11}));
        QVERIFY(!settings.restoreSession());
        QVERIFY(settings.lastSystemDark());
        QCOMPARE(settings.windowGeometry(), QByteArray("geometry\0bytes"));
        QCOMPARE(settings.windowState(), QByteArray("state"));
        QCOMPARE(settings.session(), session);
        QCOMPARE(settings.value(QStringLiteral("datagrid"), QStringLiteral("columns")).toArray(),
            (QJsonArray{1, QStringLiteral("two")}));
        QCOMPARE(settings.value(QStringLiteral("datagrid"), QStringLiteral("none"), 7).toInt(), 7);
    }

    void shortcutsDistinguishNoneFromUnchanged()
    {
        const QString id = QStringLiteral("file.open");
        const QList<QKeySequence> keys{QKeySequence(Qt::CTRL | Qt::Key_Semicolon), QKeySequence(Qt::Key_F7)};
        {
            Settings settings(m_file);
            settings.setShortcuts(id, keys);
            settings.setShortcuts(QStringLiteral("none"), QList<QKeySequence>());
        }
        Settings settings(m_file);
        QCOMPARE(settings.shortcuts(id), std::optional(keys));
        QCOMPARE(settings.shortcuts(QStringLiteral("none")), std::optional(QList<QKeySequence>()));
        settings.setShortcuts(id, std::nullopt);
        QVERIFY(!settings.shortcuts(id));
    }

    void changesAreAnnouncedOnce()
    {
        Settings settings(m_file);
        QSignalSpy themes(&settings, &Settings::themeModeChanged);
        QSignalSpy values(&settings, &Settings::valueChanged);
        settings.setThemeMode(ThemeMode::Light);
        settings.setThemeMode(ThemeMode::Light);
        settings.setValue(QStringLiteral("a"), QStringLiteral("b"), 1);
        settings.setValue(QStringLiteral("a"), QStringLiteral("b"), 1);
        QCOMPARE(themes.count(), 1);
        QCOMPARE(values.count(), 1);
    }

    void aDamagedFileIsNoObstacle_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("garbage") << QByteArray("\x00\xff\x13 not an ini [[[ = =\n\n[theme\nmode=purple", 40);
        QTest::newRow("wrong values") << QByteArray(
            "[theme]\nmode=purple\n[font.ui]\nsize=4000\n[session]\ncontent={broken\n[window]\ngeometry=x\n");
        QTest::newRow("empty") << QByteArray();
    }
    void aDamagedFileIsNoObstacle()
    {
        QFETCH(QByteArray, content);
        const QString path = m_folder->filePath(QStringLiteral("damaged.ini"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        Settings settings(path);
        QCOMPARE(settings.themeMode(), ThemeMode::System);
        QCOMPARE(settings.uiFont().pointSize, 0);
        QVERIFY(settings.session().isEmpty());
        settings.setThemeMode(ThemeMode::Dark);
        QCOMPARE(settings.themeMode(), ThemeMode::Dark);
    }

    void aFolderThatCannotBeWrittenIsReported()
    {
        const QString blocker = m_folder->filePath(QStringLiteral("blocker"));
        QFile file(blocker);
        QVERIFY(file.open(QIODevice::WriteOnly));
        Settings settings(blocker + QStringLiteral("/relata.ini")); // its folder is a file
        settings.setThemeMode(ThemeMode::Dark);
        QVERIFY(!settings.flush());
        QCOMPARE(settings.themeMode(), ThemeMode::Dark); // for this run
    }

    void theConfigurationFolderCanBeMoved()
    {
        qputenv("RELATA_CONFIG_DIR", m_folder->path().toLocal8Bit());
        QCOMPARE(Settings::defaultFile(), m_folder->filePath(QStringLiteral("relata.ini")));
        qunsetenv("RELATA_CONFIG_DIR");
        QVERIFY(Settings::defaultFile().endsWith(QStringLiteral("/relata/relata.ini")));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
