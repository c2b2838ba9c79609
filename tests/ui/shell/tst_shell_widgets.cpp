#include "ui/shell/action_registry.h"
#include "ui/shell/banner.h"
#include "ui/shell/english_plurals.h"
#include "ui/shell/messages_panel.h"
#include "ui/shell/settings.h"
#include "ui/shell/settings_dialog.h"
#include "ui/shell/state_view.h"
#include "ui/shell/theme.h"
#include "ui/shell/welcome_page.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>
#include <QUrl>

using namespace relata;

namespace {

QPushButton* buttonNamed(QWidget& widget, const QString& text)
{
    for (QPushButton* button : widget.findChildren<QPushButton*>()) {
        if (button->text() == text && !button->isHidden())
            return button;
    }
    return nullptr;
}

Error brokenError()
{
    Error error;
    error.kind = ErrorKind::Operational;
    error.message = "The server at db.example.org does not answer.";
    error.hint = "Check the address, or ask whether it runs.";
    error.detail = "Connection refused";
    error.sqlState = "08001";
    error.statement = "SELECT 1";
    return error;
}

} // namespace

class TestShellWidgets final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_settings = std::make_unique<Settings>(m_folder.filePath(QStringLiteral("relata.ini")));
        m_settings->setThemeMode(ThemeMode::Light);
        m_theme = std::make_unique<Theme>(*m_settings);
        m_theme->install();
    }

    void errorsBecomeMessages()
    {
        const Message plain = Message::fromError(brokenError());
        QCOMPARE(plain.title, QString("The server at db.example.org does not answer."));
        QCOMPARE(plain.text, QString("Check the address, or ask whether it runs."));
        const Message named = Message::fromError(brokenError(), QStringLiteral("shop could not be opened."));
        QCOMPARE(named.title, QString("shop could not be opened."));
        QVERIFY(named.text.startsWith("The server at db.example.org does not answer."));
        for (const char* part : {"Connection refused", "08001", "SELECT 1", "OperationalError"})
            QVERIFY2(named.describe().contains(QLatin1String(part)), part);
        Error stopped;
        stopped.kind = ErrorKind::Cancelled;
        QCOMPARE(Message::fromError(stopped).severity, Message::Severity::Info);
    }

    void aStateViewOffersTheNextStep()
    {
        StateView view(*m_theme);
        view.show();
        int runs = 0;
        view.showEmpty(
            QStringLiteral("table"), QStringLiteral("No tables"), QStringLiteral("This schema has none."));
        view.addAction(QStringLiteral("Refresh"), QStringLiteral("refresh"), [&] { ++runs; });
        QCOMPARE(view.title(), QString("No tables"));
        QPushButton* button = buttonNamed(view, QStringLiteral("Refresh"));
        QVERIFY(button);
        QCOMPARE(buttonKind(button), ButtonKind::Primary);
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(runs, 1);

        bool stopped = false;
        view.showLoading(QStringLiteral("Reading shop"), [&] {
            stopped = true;
            view.showEmpty(
                QStringLiteral("table"), QStringLiteral("Stopped")); // deletes the button that was clicked
        });
        QVERIFY(view.isLoading());
        QVERIFY(!buttonNamed(view, QStringLiteral("Refresh")));
        auto* bar = view.findChild<QProgressBar*>();
        QVERIFY(bar->isVisible());
        QCOMPARE(bar->maximum(), 0);
        view.setProgress(3'000'000'000, 4'000'000'000, QStringLiteral("books"));
        QCOMPARE(bar->value(), 750);
        QCOMPARE(view.text(), QString("books"));
        QTest::mouseClick(buttonNamed(view, QStringLiteral("Stop")), Qt::LeftButton);
        QTRY_VERIFY(stopped);
        QVERIFY(!view.isLoading());
        QVERIFY(!bar->isVisible());
    }

    void aFailedStateCanBeRetriedAndCopied()
    {
        StateView view(*m_theme);
        view.show();
        int retries = 0;
        view.showError(brokenError(), QStringLiteral("shop could not be read."), [&] { ++retries; });
        QTest::mouseClick(buttonNamed(view, QStringLiteral("Try again")), Qt::LeftButton);
        QTRY_COMPARE(retries, 1);
        QTest::mouseClick(buttonNamed(view, QStringLiteral("Copy details")), Qt::LeftButton);
        QTRY_VERIFY(QGuiApplication::clipboard()->text().contains("Connection refused"));
        Error stopped;
        stopped.kind = ErrorKind::Cancelled;
        stopped.message = "Stopped.";
        view.showError(stopped, QStringLiteral("Reading was stopped."), [] {});
        QVERIFY(buttonNamed(view, QStringLiteral("Try again")));
        QVERIFY(!buttonNamed(view, QStringLiteral("Copy details")));
    }

    void textFromOutsideIsNotMarkup()
    {
        Banner banner(*m_theme);
        Message message;
        message.title = QStringLiteral("<img src=x> & <b>table</b>");
        message.text = QStringLiteral("<script>");
        banner.show(message);
        const QString shown = banner.findChild<QLabel*>()->text();
        QVERIFY(shown.contains("&lt;img src=x&gt; &amp;"));
        QVERIFY(shown.contains("&lt;script&gt;"));
        int runs = 0;
        banner.setAction(QStringLiteral("Try again"), [&] { ++runs; });
        for (QToolButton* button : banner.findChildren<QToolButton*>()) {
            if (button->text() == QLatin1String("Try again"))
                button->click();
        }
        QCOMPARE(runs, 1);
        QVERIFY(banner.isHidden());
    }

    void messagesAreKeptUpToALimit()
    {
        MessageModel model(*m_theme, nullptr);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        Message message;
        for (int i = 0; i < MessageModel::maxMessages + 5; ++i) {
            message.title = QString::number(i);
            model.add(message);
        }
        QCOMPARE(model.rowCount(), MessageModel::maxMessages);
        QCOMPARE(model.index(0).data().toString(), QString("5"));
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void messagesCanBeCopied()
    {
        MessagesPanel panel(*m_theme);
        panel.resize(600, 200);
        panel.show();
        auto* view = panel.findChild<QListView*>();
        QVERIFY(!view->isVisible()); // the empty state
        panel.add(Message::fromError(brokenError()));
        QVERIFY(view->isVisible());
        QTest::mouseClick(
            view->viewport(), Qt::LeftButton, {}, view->visualRect(panel.model()->index(0)).center());
        view->setFocus();
        panel.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&panel));
        QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QGuiApplication::clipboard()->text().contains("08001"));
    }

    void onlyDatabasesCanBeDropped()
    {
        const auto write = [&](const QString& name, const QByteArray& content) {
            QFile file(m_folder.filePath(name));
            return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
        };
        QVERIFY(write(QStringLiteral("real.db"), QByteArray("SQLite format 3\0 and more", 25)));
        QVERIFY(write(QStringLiteral("text.db"), QByteArray("SQLite format 2, long ago")));
        QVERIFY(write(QStringLiteral("empty.db"), {}));
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(m_folder.filePath(QStringLiteral("real.db"))),
            QUrl::fromLocalFile(m_folder.filePath(QStringLiteral("text.db"))),
            QUrl::fromLocalFile(m_folder.filePath(QStringLiteral("empty.db"))),
            QUrl::fromLocalFile(m_folder.filePath(QStringLiteral("missing.db"))),
            QUrl::fromLocalFile(m_folder.path()), QUrl(QStringLiteral("https://example.org/real.db"))});
        QCOMPARE(droppedDatabases(data),
            (QStringList{m_folder.filePath(QStringLiteral("real.db")),
                m_folder.filePath(QStringLiteral("empty.db"))}));
    }

    void numbersAgreeWithTheirNouns_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<int>("number");
        QTest::addColumn<QString>("expected");
        QTest::newRow("none") << "%n table(s)" << 0 << "0 tables";
        QTest::newRow("one") << "%n table(s), %n index(es)" << 1 << "1 table, 1 index";
        QTest::newRow("two") << "%n table(s), %n index(es)" << 2 << "2 tables, 2 indexes";
        QTest::newRow("no plural") << "and %n more" << 2 << "and 2 more";
        QTest::newRow("no number") << "Column(s)" << -1 << "Column(s)";
    }
    void numbersAgreeWithTheirNouns()
    {
        QFETCH(QString, source);
        QFETCH(int, number);
        QFETCH(QString, expected);
        EnglishPlurals plurals;
        QVERIFY(QCoreApplication::installTranslator(&plurals));
        QCOMPARE(QCoreApplication::translate("Test", source.toUtf8().constData(), nullptr, number), expected);
    }

    void shortcutsAreChangedInTheDialog()
    {
        QWidget host;
        ActionRegistry actions(*m_settings, *m_theme, &host);
        ActionSpec open;
        open.id = QStringLiteral("file.open");
        open.text = QStringLiteral("Open file");
        open.category = QStringLiteral("File");
        open.shortcuts = {QKeySequence(Qt::CTRL | Qt::Key_O)};
        ActionSpec close = open;
        close.id = QStringLiteral("file.close");
        close.text = QStringLiteral("Close file");
        close.shortcuts = {};
        actions.add(open);
        actions.add(close);
        SettingsDialog dialog(*m_settings, *m_theme, actions, &host);
        auto* list = dialog.findChild<QTreeWidget*>();
        QCOMPARE(list->topLevelItemCount(), 2);
        QTreeWidgetItem* closeItem = list->topLevelItem(0); // sorted: "File: Close file"
        QVERIFY(closeItem->text(0).contains("Close"));
        list->setCurrentItem(closeItem);
        auto* edit = dialog.findChild<QKeySequenceEdit*>();
        edit->setKeySequence(QKeySequence(Qt::CTRL | Qt::Key_O));
        bool warned = false;
        for (const QLabel* label : dialog.findChildren<QLabel*>())
            warned |= label->text().contains("Open file");
        QVERIFY(warned);
        buttonNamed(dialog, QStringLiteral("Assign"))->click();
        QCOMPARE(actions.idFor(QKeySequence(Qt::CTRL | Qt::Key_O)), QString("file.close"));
        QVERIFY(actions.shortcuts("file.open").isEmpty());
        QCOMPARE(closeItem->text(1), QKeySequence(Qt::CTRL | Qt::Key_O).toString(QKeySequence::NativeText));

        for (QLineEdit* filter : dialog.findChildren<QLineEdit*>()) {
            if (filter->placeholderText() == QLatin1String("Filter commands"))
                filter->setText(QStringLiteral("clos"));
        }
        QVERIFY(!closeItem->isHidden());
        QVERIFY(list->topLevelItem(1)->isHidden());
        buttonNamed(dialog, QStringLiteral("Reset"))->click();
        QVERIFY(actions.shortcuts("file.close").isEmpty());
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Theme> m_theme;
};

QTEST_MAIN(TestShellWidgets)
#include "tst_shell_widgets.moc"
