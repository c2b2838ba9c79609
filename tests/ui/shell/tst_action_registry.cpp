#include "ui/shell/action_registry.h"

#include "ui/shell/settings.h"
#include "ui/shell/theme.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWidget>

using namespace relata;

class TestActionRegistry final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings = std::make_unique<Settings>(m_folder->filePath(QStringLiteral("relata.ini")));
        m_theme = std::make_unique<Theme>(*m_settings);
        m_window = std::make_unique<QWidget>();
        m_actions = std::make_unique<ActionRegistry>(*m_settings, *m_theme, m_window.get());
        m_runs = 0;
    }
    void cleanup()
    {
        m_actions.reset();
        m_window.reset();
    }

    void anActionRunsByTriggerAndByKeys()
    {
        add("a.one", {QKeySequence(Qt::CTRL | Qt::Key_1)});
        m_actions->find("a.one")->trigger();
        QCOMPARE(m_runs, 1);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(m_runs, 2);
    }

    void enablementIsAskedInOnePlace()
    {
        bool possible = false;
        int asked = 0;
        ActionSpec spec;
        spec.id = "a.maybe";
        spec.text = "Maybe";
        spec.run = [this] { ++m_runs; };
        spec.enabled = [&] {
            ++asked;
            return possible;
        };
        QAction* action = m_actions->add(spec);
        QVERIFY(!action->isEnabled());
        action->trigger();
        QCOMPARE(m_runs, 0);
        possible = true;
        asked = 0;
        for (int i = 0; i < 10; ++i)
            m_actions->updateEnablement();
        QTRY_VERIFY(action->isEnabled());
        QCOMPARE(asked, 1); // ten requests in one turn of the loop are one
        possible = false;
        m_actions->updateEnablementNow();
        QVERIFY(!action->isEnabled());
    }

    void shortcutsCanBeChangedAndAreRemembered()
    {
        add("a.one", {QKeySequence(Qt::CTRL | Qt::Key_1)});
        QSignalSpy changed(m_actions.get(), &ActionRegistry::shortcutsChanged);
        m_actions->setShortcuts("a.one", {QKeySequence(Qt::Key_F7)});
        QCOMPARE(m_actions->find("a.one")->shortcut(), QKeySequence(Qt::Key_F7));
        QVERIFY(m_actions->find("a.one")->toolTip().contains("F7"));
        QVERIFY(m_actions->hasOwnShortcuts("a.one"));
        QCOMPARE(changed.count(), 1);

        m_actions = std::make_unique<ActionRegistry>(*m_settings, *m_theme, m_window.get());
        add("a.one", {QKeySequence(Qt::CTRL | Qt::Key_1)});
        QCOMPARE(m_actions->find("a.one")->shortcut(), QKeySequence(Qt::Key_F7));
        m_actions->resetShortcuts("a.one");
        QCOMPARE(m_actions->find("a.one")->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_1));
        QVERIFY(!m_actions->hasOwnShortcuts("a.one"));
    }

    void aShortcutBelongsToOneAction()
    {
        const QKeySequence keys(Qt::CTRL | Qt::Key_1);
        add("a.one", {keys, QKeySequence(Qt::Key_F8)});
        add("a.two", {});
        QCOMPARE(m_actions->idFor(keys), QString("a.one"));
        m_actions->setShortcuts("a.two", {keys});
        QCOMPARE(m_actions->idFor(keys), QString("a.two"));
        QCOMPARE(m_actions->shortcuts("a.one"), QList{QKeySequence(Qt::Key_F8)});
        m_actions->resetShortcuts("a.one"); // takes it back
        QCOMPARE(m_actions->idFor(keys), QString("a.one"));
        QVERIFY(m_actions->shortcuts("a.two").isEmpty());
    }

    void aShortcutCanBeTakenAway()
    {
        add("a.one", {QKeySequence(Qt::CTRL | Qt::Key_1)});
        m_actions->setShortcuts("a.one", {});
        QVERIFY(m_actions->find("a.one")->shortcuts().isEmpty());
        QVERIFY(m_actions->hasOwnShortcuts("a.one"));
    }

    void removedActionsAreGone()
    {
        add("a.one", {QKeySequence(Qt::CTRL | Qt::Key_1)});
        add("a.two", {});
        m_actions->remove("a.one");
        m_actions->remove("a.one");
        QCOMPARE(m_actions->find("a.one"), nullptr);
        QCOMPARE(m_actions->spec("a.one"), nullptr);
        QCOMPARE(m_actions->ids(), QList<QString>{"a.two"});
        QVERIFY(m_actions->idFor(QKeySequence(Qt::CTRL | Qt::Key_1)).isEmpty());
    }

    void unknownIdsAreHarmless()
    {
        m_actions->setShortcuts("nobody", {QKeySequence(Qt::Key_F7)});
        m_actions->resetShortcuts("nobody");
        QVERIFY(m_actions->shortcuts("nobody").isEmpty());
        QVERIFY(!m_settings->shortcuts("nobody"));
    }

private:
    void add(const QString& id, const QList<QKeySequence>& keys)
    {
        ActionSpec spec;
        spec.id = id;
        spec.text = "Do " + id;
        spec.category = "File";
        spec.shortcuts = keys;
        spec.run = [this] { ++m_runs; };
        m_actions->add(spec);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QWidget> m_window;
    std::unique_ptr<ActionRegistry> m_actions;
    int m_runs = 0;
};

QTEST_MAIN(TestActionRegistry)
#include "tst_action_registry.moc"
