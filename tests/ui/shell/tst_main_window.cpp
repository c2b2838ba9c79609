#include "fake_workbench.h"

#include "ui/shell/banner.h"
#include "ui/shell/environment_bar.h"
#include "ui/shell/messages_panel.h"
#include "ui/shell/status_strip.h"
#include "ui/tasks/event_loop_watchdog.h"

#include <QClipboard>
#include <QDialog>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <QToolBar>
#include <QToolButton>

#include <thread>

using namespace relata;
using namespace std::chrono_literals;

namespace {

class ManyObjects final : public ObjectProvider
{
public:
    explicit ManyObjects(int count) : m_objects(std::make_shared<std::vector<OpenableObject>>())
    {
        for (int i = 0; i < count; ++i) {
            const QString name = QStringLiteral("table_%1").arg(i);
            m_objects->push_back({tableRef(QStringLiteral("c"), name), QStringLiteral("public.") + name,
                QStringLiteral("shop"), QStringLiteral("table")});
        }
    }
    std::shared_ptr<const std::vector<OpenableObject>> objects() const override { return m_objects; }

private:
    std::shared_ptr<std::vector<OpenableObject>> m_objects;
};

QMenu* menuNamed(MainWindow& window, const QString& title)
{
    for (QMenu* menu : window.findChildren<QMenu*>()) {
        if (QString(menu->title()).remove(u'&') == title)
            return menu;
    }
    return nullptr;
}

} // namespace

class TestMainWindow final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_program = std::make_unique<FakeProgram>(m_folder->filePath(QStringLiteral("relata.ini")));
        m_window = m_program->window.get();
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window));
    }
    void cleanup()
    {
        m_program.reset();
        m_folder.reset();
    }

    void startsOnTheWelcomePage()
    {
        QCOMPARE(m_window->documents().current(), nullptr);
        QVERIFY(m_window->documents().home()->isVisible());
        QVERIFY(!m_window->documents().tabBar()->isVisible());
        QVERIFY(m_window->isSettled());
        QCOMPARE(m_window->statusStrip().connectionText(), QString("No database open"));
    }

    void menusHoldEveryActionOnce()
    {
        QHash<QString, int> seen;
        for (const QMenu* menu : m_window->findChildren<QMenu*>()) {
            for (const QAction* action : menu->actions()) {
                if (!action->objectName().isEmpty())
                    ++seen[action->objectName()];
            }
        }
        for (const QString& id : m_window->actions().ids())
            QVERIFY2(seen.value(id) == 1, qPrintable(QStringLiteral("%1: %2").arg(id).arg(seen.value(id))));
        QVERIFY(menuNamed(*m_window, QStringLiteral("Theme")));
    }

    void actionsThatComeLaterReachMenuAndToolBar()
    {
        ActionSpec spec;
        spec.id = QStringLiteral("connection.new");
        spec.text = QStringLiteral("Connect");
        spec.category = QStringLiteral("Database");
        spec.icon = QStringLiteral("connect");
        QAction* action = m_window->actions().add(spec);
        QTRY_VERIFY(menuNamed(*m_window, QStringLiteral("Database")));
        QTRY_VERIFY(m_window->findChild<QToolBar*>()->actions().contains(action));
        m_window->actions().remove(spec.id);
        QTRY_VERIFY(menuNamed(*m_window, QStringLiteral("Database"))->isEmpty());
    }

    void documentsOpenInTabsAndOnlyOnce()
    {
        m_program->openConnection(QStringLiteral("c"));
        FakeDocument* books = m_program->open("data", "c", "books");
        FakeDocument* authors = m_program->open("data", "c", "authors");
        QVERIFY(books && authors);
        QCOMPARE(m_window->documents().documents(), (QList<Document*>{books, authors}));
        QCOMPARE(m_window->documents().current(), authors);
        QCOMPARE(m_program->open("data", "c", "books"), books);
        QCOMPARE(m_window->documents().current(), books);
        QVERIFY(m_program->open("structure", "c", "books") != books); // another kind is another document
        QVERIFY(!m_program->open("diagram", "c", "books")); // nobody can
        QCOMPARE(m_window->documents().documents().size(), 3);
        QVERIFY(m_window->windowTitle().startsWith("books"));
        QCOMPARE(m_window->workbench().selection(), tableRef("c", "books"));
    }

    void openingAnObjectTakesTheFirstWay()
    {
        m_program->openConnection(QStringLiteral("c"));
        Document* document = m_window->workbench().openObject(tableRef("c", "books"));
        QVERIFY(document);
        QCOMPARE(document->request().kind, QString("data"));
        ObjectRef schema;
        schema.kind = ObjectRef::Kind::Schema;
        QVERIFY(!m_window->workbench().openObject(schema));
    }

    void tabsCloseByMiddleClickAndByKeysAndComeBack()
    {
        m_program->openConnection(QStringLiteral("c"));
        FakeDocument* books = m_program->open("data", "c", "books");
        books->m_scroll = 17;
        m_program->open("data", "c", "authors");
        QTabBar* tabs = m_window->documents().tabBar();
        QTest::mouseClick(tabs, Qt::MiddleButton, {}, tabs->tabRect(0).center());
        QCOMPARE(m_window->documents().documents().size(), 1);
        QTest::keyClick(m_window, Qt::Key_W, Qt::ControlModifier);
        QCOMPARE(m_window->documents().documents().size(), 0);
        QVERIFY(m_window->documents().home()->isVisible());
        QTRY_VERIFY(!m_window->actions().find("document.close")->isEnabled());

        QTest::keyClick(m_window, Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(m_window->documents().current()->title(), QString("authors"));
        QTest::keyClick(m_window, Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(m_window->documents().current()->title(), QString("books"));
        QCOMPARE(static_cast<FakeDocument*>(m_window->documents().current())->m_scroll, 17);
        QTRY_VERIFY(!m_window->actions().find("document.reopen")->isEnabled());
    }

    void theCloseButtonOfATabWorks()
    {
        m_program->openConnection(QStringLiteral("c"));
        m_program->open("data", "c", "books");
        QTabBar* tabs = m_window->documents().tabBar();
        QWidget* button = tabs->tabButton(0, QTabBar::RightSide);
        QVERIFY(button);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(m_window->documents().documents().size(), 0);
    }

    void controlTabGoesAround()
    {
        m_program->openConnection(QStringLiteral("c"));
        for (const char* name : {"a", "b", "c"})
            m_program->open("data", "c", QString::fromLatin1(name));
        m_window->actions().updateEnablementNow();
        const auto title = [this] { return m_window->documents().current()->title(); };
        QTest::keyClick(m_window, Qt::Key_Tab, Qt::ControlModifier);
        QCOMPARE(title(), QString("a"));
        QTest::keyClick(m_window, Qt::Key_Backtab, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(title(), QString("c"));
    }

    void tabsCanBeMoved()
    {
        m_program->openConnection(QStringLiteral("c"));
        m_program->open("data", "c", "a");
        m_program->open("data", "c", "b");
        m_window->documents().tabBar()->moveTab(0, 1);
        QCOMPARE(m_window->documents().documents().first()->title(), QString("b"));
        QCOMPARE(m_window->documents().current()->title(), QString("b"));
    }

    void theWelcomePageCanBeVisitedAndLeft()
    {
        m_program->openConnection(QStringLiteral("c"));
        m_program->open("data", "c", "books");
        m_window->actions().updateEnablementNow();
        m_window->actions().find("view.home")->trigger();
        QVERIFY(m_window->documents().home()->isVisible());
        QTabBar* tabs = m_window->documents().tabBar();
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(0).center());
        QCOMPARE(m_window->documents().current()->title(), QString("books"));
    }

    void closingAConnectionClosesItsTabs()
    {
        m_program->openConnection(QStringLiteral("c"));
        m_program->openConnection(QStringLiteral("d"));
        m_program->open("data", "c", "books");
        m_program->open("data", "d", "films");
        m_program->connections().close(QStringLiteral("c"));
        QCOMPARE(m_window->documents().documents().size(), 1);
        QCOMPARE(m_window->documents().current()->title(), QString("films"));
        QVERIFY(!m_window->documents().canReopen());
    }

    void refreshGoesToTheDocumentElseToTheConnection()
    {
        FakeConnection* connection = m_program->openConnection(QStringLiteral("c"));
        m_window->actions().updateEnablementNow();
        QTest::keyClick(m_window, Qt::Key_F5);
        QCOMPARE(connection->m_refreshes, 1);
        FakeDocument* data = m_program->open("data", "c", "books");
        QTest::keyClick(m_window, Qt::Key_F5);
        QCOMPARE(data->m_refreshes, 1);
        QCOMPARE(connection->m_refreshes, 1);
        m_program->open("structure", "c", "books"); // cannot refresh itself
        QTest::keyClick(m_window, Qt::Key_F5);
        QCOMPARE(connection->m_refreshes, 2);
    }

    void whatCannotBeOpenedIsSaidInABanner()
    {
        QVERIFY(!m_window->openSource(QStringLiteral("bad:address")));
        Banner* banner = m_window->documents().banner();
        QVERIFY(banner->isVisible());
        QCOMPARE(banner->message().severity, Message::Severity::Error);
        QVERIFY(banner->message().title.contains("bad:address"));
        QVERIFY(banner->message().text.contains("The address has no database."));
        QVERIFY(banner->message().text.contains("Check what follows the host."));
        QCOMPARE(m_window->messages().model()->rowCount(), 1);
        for (QToolButton* button : banner->findChildren<QToolButton*>()) {
            if (button->text() == QLatin1String("Copy details"))
                button->click();
        }
        QVERIFY(QGuiApplication::clipboard()->text().contains("ArgumentError"));
    }

    void statusAndEnvironmentFollowTheConnectionInView()
    {
        FakeConnection* first = m_program->openConnection(QStringLiteral("c"));
        QVERIFY(m_window->statusStrip().connectionText().contains("db.example.org"));
        QVERIFY(!m_window->environmentBar().isVisible());
        first->set(DatabaseConnection::State::Reflecting, Environment::Production);
        QVERIFY(m_window->environmentBar().isVisible());
        QCOMPARE(m_window->environmentBar().environment(), Environment::Production);
        QVERIFY(m_window->statusStrip().connectionText().contains("reading the schema"));
        QVERIFY(!m_window->isSettled());
        m_program->openConnection(QStringLiteral("d"));
        QVERIFY(!m_window->environmentBar().isVisible());
        m_program->open("data", "c", "books");
        QVERIFY(m_window->environmentBar().isVisible());

        FakeDocument* document = m_program->open("data", "c", "books");
        document->setStatus(QStringLiteral("1,204 rows"));
        QVERIFY(m_window->statusStrip().findChildren<QLabel*>().size() > 0);
        bool shown = false;
        for (const QLabel* label : m_window->statusStrip().findChildren<QLabel*>())
            shown |= label->isVisible() && label->text() == QLatin1String("1,204 rows");
        QVERIFY(shown);
        m_window->documents().setCurrent(nullptr);
        for (const QLabel* label : m_window->statusStrip().findChildren<QLabel*>())
            QVERIFY(!label->isVisible() || label->text() != QLatin1String("1,204 rows"));
    }

    void aRunningTaskIsShownAndCanBeStopped()
    {
        std::optional<ErrorKind> kind;
        m_program->tasks.run(
            QStringLiteral("Counting rows"),
            [](TaskContext& task) {
                while (!task.stopRequested())
                    std::this_thread::sleep_for(1ms);
                task.throwIfStopped();
            },
            this, [&](Result<void> result) { kind = result.error().kind; });
        QVERIFY(m_window->statusStrip().taskText().isEmpty());
        QVERIFY(!m_window->isSettled());
        QTRY_VERIFY(m_window->statusStrip().taskText().startsWith("Counting rows  0:00"));
        QTRY_VERIFY(m_window->actions().find("task.stop")->isEnabled());
        QToolButton* stop = nullptr;
        for (QToolButton* button : m_window->statusStrip().findChildren<QToolButton*>()) {
            if (button->text() == QLatin1String("Stop"))
                stop = button;
        }
        QVERIFY(stop && stop->isVisible());
        QTest::mouseClick(stop, Qt::LeftButton);
        QTRY_VERIFY(kind);
        QCOMPARE(*kind, ErrorKind::Cancelled);
        QVERIFY(m_window->statusStrip().taskText().isEmpty());
    }

    void docksHideAndShowThroughTheirActions()
    {
        QAction* toggle = m_window->actions().find("panel.explorer");
        Panel* explorer = m_window->panel("explorer");
        QVERIFY(explorer->isVisible());
        QVERIFY(toggle->isChecked());
        toggle->trigger();
        QVERIFY(!explorer->isVisible());
        QTRY_VERIFY(!toggle->isChecked());
        QTest::keyClick(m_window, Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(explorer->isVisible());
        m_window->workbench().revealPanel("messages");
        QTRY_VERIFY(m_window->messages().isVisible());
    }

    void theLayoutCanBeReset()
    {
        m_window->actions().find("panel.explorer")->trigger();
        auto* dock = m_window->findChild<QDockWidget*>("dock.sqlpreview");
        m_window->addDockWidget(Qt::RightDockWidgetArea, dock);
        m_window->actions().find("view.resetLayout")->trigger();
        QVERIFY(m_window->panel("explorer")->isVisible());
        QCOMPARE(m_window->dockWidgetArea(dock), Qt::BottomDockWidgetArea);
    }

    void thePaletteOpensObjects()
    {
        m_program->openConnection(QStringLiteral("c"));
        ManyObjects objects(10'000);
        m_window->workbench().addObjectProvider(&objects);
        EventLoopWatchdog watchdog;
        watchdog.start();
        QTest::keyClick(m_window, Qt::Key_P, Qt::ControlModifier);
        CommandPalette& palette = m_window->commandPalette();
        QVERIFY(palette.isVisible());
        QTRY_VERIFY(palette.input()->hasFocus());
        QCOMPARE(palette.model()->matchCount(), 10'000);
        QCOMPARE(palette.model()->rowCount(), PaletteModel::maxRows);
        for (const char key : std::string("tab4711")) {
            QTest::keyClick(palette.input(), key);
            QTest::qWait(1); // a person's next key comes after the loop has turned
        }
        QCOMPARE(palette.model()->at(0).label, QString("public.table_4711"));
        QTest::qWait(20); // let the loop paint what was typed
        watchdog.stop();
        QVERIFY2(watchdog.longestGap() < 100ms, qPrintable(QString::number(watchdog.longestGap().count())));
        QTest::keyClick(palette.input(), Qt::Key_Return);
        QVERIFY(!palette.isVisible());
        QCOMPARE(m_window->documents().current()->title(), QString("table_4711"));
        m_window->workbench().removeObjectProvider(&objects);
    }

    void thePaletteRunsCommands()
    {
        QTest::keyClick(m_window, Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        CommandPalette& palette = m_window->commandPalette();
        QCOMPARE(palette.input()->text(), QString(">"));
        QTest::keyClicks(palette.input(), QStringLiteral("theme dark"));
        QVERIFY(palette.model()->rowCount() > 0);
        QCOMPARE(palette.model()->at(0).actionId, QString("theme.dark"));
        QTest::keyClick(palette.input(), Qt::Key_Return);
        QVERIFY(m_program->theme.isDark());
        QVERIFY(m_window->actions().find("theme.dark")->isChecked());
        QVERIFY(!m_window->actions().find("theme.light")->isChecked());
    }

    void thePaletteGivesTheKeyboardBack()
    {
        m_program->openConnection(QStringLiteral("c"));
        FakeDocument* document = m_program->open("data", "c", "books");
        document->setFocus();
        QVERIFY(document->hasFocus());
        CommandPalette& palette = m_window->commandPalette();
        QTest::keyClick(m_window, Qt::Key_P, Qt::ControlModifier);
        QTest::keyClick(palette.input(), Qt::Key_Escape);
        QVERIFY(!palette.isVisible());
        QVERIFY(document->hasFocus());

        QTest::keyClick(m_window, Qt::Key_P, Qt::ControlModifier);
        QTest::mouseClick(document, Qt::LeftButton);
        QVERIFY(!palette.isVisible()); // a click beside it closes it
    }

    void thePaletteOffersOnlyWhatIsPossible()
    {
        m_window->commandPalette().open(CommandPalette::Mode::Commands);
        const auto offers = [this](const QString& id) {
            const PaletteModel* model = m_window->commandPalette().model();
            for (int row = 0; row < model->rowCount(); ++row) {
                if (model->at(row).actionId == id)
                    return true;
            }
            return false;
        };
        QVERIFY(offers("app.settings"));
        QVERIFY(!offers("document.close"));
        m_window->commandPalette().dismiss();
    }

    void settingsAndAboutOpenWithoutBlocking()
    {
        for (const QString& id : {QStringLiteral("app.settings"), QStringLiteral("app.about")}) {
            m_window->actions().find(id)->trigger();
            QDialog* dialog = nullptr;
            for (QDialog* one : m_window->findChildren<QDialog*>()) {
                if (one->isVisible())
                    dialog = one;
            }
            QVERIFY2(dialog, qPrintable(id));
            QTest::keyClick(dialog, Qt::Key_Escape);
            QTRY_VERIFY(!m_window->isHidden());
            QTRY_VERIFY(std::none_of(m_window->findChildren<QDialog*>().begin(),
                m_window->findChildren<QDialog*>().end(), [](QDialog* one) { return one->isVisible(); }));
        }
    }

    void theThemeSwitchesAtRunTime()
    {
        m_program->openConnection(QStringLiteral("c"));
        m_program->open("data", "c", "books");
        const QPoint content = m_window->documents().mapTo(m_window, m_window->documents().rect().center());
        QCOMPARE(m_window->grab().toImage().pixelColor(content), lightPalette().surface);
        m_window->actions().find("theme.dark")->trigger();
        QCOMPARE(m_window->grab().toImage().pixelColor(content), darkPalette().surface);
        QCOMPARE(m_program->settings.themeMode(), ThemeMode::Dark);
    }

    void unsettledDocumentsAreWaitedFor()
    {
        m_program->openConnection(QStringLiteral("c"));
        FakeDocument* document = m_program->open("data", "c", "books");
        QVERIFY(m_window->isSettled());
        document->m_settled = false;
        QVERIFY(!m_window->isSettled());
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeProgram> m_program;
    MainWindow* m_window = nullptr;
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
