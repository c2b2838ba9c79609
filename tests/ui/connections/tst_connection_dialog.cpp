#include "core/engine/registry.h"
#include "tests/ui/connections/fake_database.h"
#include "tests/ui/connections/panel_workbench.h"
#include "ui/connections/connection_dialog.h"
#include "ui/connections/connection_form.h"
#include "ui/connections/connections_feature.h"
#include "ui/connections/password_dialog.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

using namespace relata;
using relata::test::FakeServer;
using State = DatabaseConnection::State;

class TestConnectionDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { FakeServer::registerDialect(); }
    void init();
    void cleanup();
    void fieldsAndUrlFollowEachOther();
    void explainsAWrongUrl_data();
    void explainsAWrongUrl();
    void testsAndTells();
    void testSaysWhatFailed();
    void stopsATestAtOnce();
    void connectsAndRemembers();
    void editsAnOpenConnection();
    void asksForThePassword();
    void givesUpThePassword();
    void closesTheQuestionWithItsConnection();

private:
    template <typename T>
    T* field(const char* name)
    {
        return m_dialog->findChild<T*>(QString::fromLatin1(name));
    }
    QString result() { return field<QLabel>("resultTitle")->text(); }
    void typeUrl(const QString& url);
    template <typename Dialog>
    Dialog* shownDialog()
    {
        for (QWidget* widget : QApplication::topLevelWidgets()) {
            if (auto* dialog = qobject_cast<Dialog*>(widget); dialog && dialog->isVisible())
                return dialog;
        }
        return nullptr;
    }

    std::unique_ptr<test::PanelWorkbench> m_workbench;
    std::unique_ptr<ConnectionDialog> m_dialog;
};

void TestConnectionDialog::init()
{
    FakeServer::instance().reset();
    m_workbench = std::make_unique<test::PanelWorkbench>();
    registerConnections(m_workbench->registry);
    for (const auto& feature : m_workbench->registry.features())
        feature(*m_workbench);
    m_dialog = std::make_unique<ConnectionDialog>(m_workbench->connections(), m_workbench->theme(), nullptr);
    m_dialog->open();
}

void TestConnectionDialog::cleanup()
{
    FakeServer::instance().stallConnect = false;
    m_dialog.reset();
    m_workbench.reset();
}

void TestConnectionDialog::typeUrl(const QString& url)
{
    auto* edit = field<QLineEdit>("url");
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, url);
}

void TestConnectionDialog::fieldsAndUrlFollowEachOther()
{
    typeUrl("fake://reader:s3cret@db.example.org:4243/shop?application=x");
    QCOMPARE(field<QLineEdit>("host")->text(), QString("db.example.org"));
    QCOMPARE(field<QSpinBox>("port")->value(), 4243);
    QCOMPARE(field<QLineEdit>("database")->text(), QString("shop"));
    QCOMPARE(field<QLineEdit>("user")->text(), QString("reader"));
    QCOMPARE(field<QLineEdit>("password")->text(), QString("s3cret"));
    QCOMPARE(field<QLineEdit>("password")->echoMode(), QLineEdit::Password);
    // The password leaves the sight of the URL's field.
    QTest::keyClick(field<QLineEdit>("url"), Qt::Key_Tab);
    emit field<QLineEdit>("url")->editingFinished();
    QVERIFY(!field<QLineEdit>("url")->text().contains("s3cret"));

    field<QLineEdit>("database")->selectAll();
    QTest::keyClicks(field<QLineEdit>("database"), "archive");
    const Url url = Url::parse(field<QLineEdit>("url")->text().toStdString()).value();
    QCOMPARE(url.database, std::string("archive"));
    QCOMPARE(url.query.size(), std::size_t(1)); // what has no field of its own is kept
    QCOMPARE(field<QLineEdit>("name")->placeholderText(), QString("archive on db.example.org"));
    QCOMPARE(m_dialog->form().secrets().password, std::optional<std::string>("s3cret"));
    QVERIFY(!m_dialog->form().profile().url.password);
}

void TestConnectionDialog::explainsAWrongUrl_data()
{
    QTest::addColumn<QString>("url");
    QTest::newRow("nonsense") << "what is this";
    QTest::newRow("port") << "fake://host:99999/x";
    QTest::newRow("unknown system") << "dbase://host/x";
    QTest::newRow("bracket") << "fake://[::1/x";
}

void TestConnectionDialog::explainsAWrongUrl()
{
    QFETCH(QString, url);
    typeUrl(url);
    auto* problem = field<QLabel>("urlProblem");
    QVERIFY(problem->isVisible());
    QVERIFY(!problem->text().isEmpty());
    QTest::mouseClick(field<QPushButton>("connect"), Qt::LeftButton);
    QVERIFY(m_dialog->isVisible());
    QCOMPARE(result(), problem->text());
    QVERIFY(m_workbench->connections().connections().isEmpty());
    typeUrl("fake://host/x");
    QVERIFY(!problem->isVisible());
}

void TestConnectionDialog::testsAndTells()
{
    typeUrl("fake://db/shop");
    QTest::mouseClick(field<QPushButton>("test"), Qt::LeftButton);
    QTRY_COMPARE(result(), QString("Fake 4.2 answered."));
    QVERIFY(!m_dialog->isTesting());
    QTRY_COMPARE(FakeServer::instance().openConnections.load(), 0); // it is not kept
    QTest::keyClicks(field<QLineEdit>("database"), "x"); // the answer was about another address
    QVERIFY(result().isEmpty());
}

void TestConnectionDialog::testSaysWhatFailed()
{
    Error error;
    error.kind = ErrorKind::Operational;
    error.message = "Nobody listens on db:4242.";
    error.hint = "Is the server running?";
    FakeServer::instance().connectError = error;
    typeUrl("fake://db/shop");
    QTest::mouseClick(field<QPushButton>("test"), Qt::LeftButton);
    QTRY_COMPARE(result(), QString("Nobody listens on db:4242."));
    QCOMPARE(field<QLabel>("resultText")->text(), QString("Is the server running?"));
    FakeServer::instance().connectError.reset();
    FakeServer::instance().password = "secret";
    QTest::mouseClick(field<QPushButton>("test"), Qt::LeftButton);
    QTRY_COMPARE(result(), QString("Fake answered and wants a password."));
    QTest::keyClicks(field<QLineEdit>("password"), "secret");
    QTest::mouseClick(field<QPushButton>("test"), Qt::LeftButton);
    QTRY_COMPARE(result(), QString("Fake 4.2 answered."));
}

void TestConnectionDialog::stopsATestAtOnce()
{
    FakeServer::instance().stallConnect = true;
    typeUrl("fake://db/shop");
    QTest::mouseClick(field<QPushButton>("test"), Qt::LeftButton);
    QTRY_COMPARE(FakeServer::instance().connects.load(), 1);
    QCOMPARE(field<QPushButton>("test")->text(), QString("Stop"));
    QElapsedTimer timer;
    timer.start();
    QTest::mouseClick(field<QPushButton>("test"), Qt::LeftButton);
    QCOMPARE(result(), QString("The test was stopped."));
    QTRY_VERIFY(m_workbench->tasks().isIdle());
    QVERIFY(timer.elapsed() < 1000);
}

void TestConnectionDialog::connectsAndRemembers()
{
    typeUrl("fake://db/shop");
    QTest::keyClicks(field<QLineEdit>("name"), "The shop");
    field<QComboBox>("environment")->setCurrentIndex(3);
    field<QCheckBox>("readOnly")->setChecked(true);
    QTest::keyClick(field<QLineEdit>("name"), Qt::Key_Return);
    QVERIFY(!m_dialog->isVisible());
    OpenConnection* connection = m_workbench->connections().connections().value(0);
    QVERIFY(connection);
    QCOMPARE(connection->name(), QString("The shop"));
    QCOMPARE(connection->environment(), Environment::Production);
    QVERIFY(connection->profile().readOnly);
    m_dialog->open();
    QCOMPARE(m_dialog->findChild<QListWidget*>()->item(1)->text(), QString("The shop"));
    m_dialog->findChild<QListWidget*>()->setCurrentRow(1);
    QCOMPARE(field<QLineEdit>("database")->text(), QString("shop"));
}

void TestConnectionDialog::editsAnOpenConnection()
{
    OpenConnection* connection = *m_workbench->connections().open(QString("fake://db/shop"));
    QTRY_COMPARE(int(connection->state()), int(State::Ready));
    const QString id = connection->id();
    m_dialog->edit(connection->profile());
    QTest::keyClicks(field<QLineEdit>("name"), "Renamed");
    m_dialog->accept();
    QCOMPARE(m_workbench->connections().find(id), connection); // not opened anew
    QCOMPARE(connection->name(), QString("Renamed"));
    m_dialog->edit(connection->profile());
    field<QLineEdit>("database")->selectAll();
    QTest::keyClicks(field<QLineEdit>("database"), "other");
    m_dialog->accept();
    QCOMPARE(m_workbench->connections().connections().size(), 1);
    QCOMPARE(m_workbench->connections().find(id)->url().database, std::string("other"));
}

void TestConnectionDialog::asksForThePassword()
{
    m_dialog->close();
    FakeServer::instance().password = "secret";
    OpenConnection* connection = *m_workbench->connections().open(QString("fake://me@db/shop"));
    QTRY_VERIFY(shownDialog<PasswordDialog>());
    auto* dialog = shownDialog<PasswordDialog>();
    QTest::keyClicks(dialog->findChild<QLineEdit*>("password"), "wrong");
    QTest::keyClick(dialog->findChild<QLineEdit*>("password"), Qt::Key_Return);
    QTRY_VERIFY(shownDialog<PasswordDialog>() && shownDialog<PasswordDialog>() != dialog);
    auto* again = shownDialog<PasswordDialog>();
    QVERIFY(again->findChild<QLabel*>()->text().contains("did not accept"));
    QTest::keyClicks(again->findChild<QLineEdit*>("password"), "secret");
    again->findChild<QCheckBox*>("remember")->setChecked(true);
    QTest::keyClick(again->findChild<QLineEdit*>("password"), Qt::Key_Return);
    QTRY_COMPARE(int(connection->state()), int(State::Ready));
    QTRY_COMPARE(m_workbench->passwords().entries.value("fake://me@db/shop"), QString("secret"));
}

void TestConnectionDialog::givesUpThePassword()
{
    m_dialog->close();
    FakeServer::instance().password = "secret";
    m_workbench->passwords().available = false;
    OpenConnection* connection = *m_workbench->connections().open(QString("fake://me@db/shop"));
    QTRY_VERIFY(shownDialog<PasswordDialog>());
    auto* dialog = shownDialog<PasswordDialog>();
    QVERIFY(!dialog->findChild<QCheckBox*>("remember")->isVisible());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QCOMPARE(int(connection->state()), int(State::Failed));
}

void TestConnectionDialog::closesTheQuestionWithItsConnection()
{
    m_dialog->close();
    FakeServer::instance().password = "secret";
    OpenConnection* connection = *m_workbench->connections().open(QString("fake://me@db/shop"));
    QTRY_VERIFY(shownDialog<PasswordDialog>());
    m_workbench->connections().close(connection->id());
    QTRY_VERIFY(!shownDialog<PasswordDialog>());
}

QTEST_MAIN(TestConnectionDialog)
#include "tst_connection_dialog.moc"
