#include "ui/connections/connection_dialog.h"

#include "core/engine/engine.h"
#include "core/engine/registry.h"
#include "ui/connections/connection_form.h"
#include "ui/connections/connection_manager.h"
#include "ui/connections/schema_text.h"
#include "ui/shell/icon_label.h"
#include "ui/shell/theme.h"

#include <QDialogButtonBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QVBoxLayout>

namespace relata {
namespace {

struct TestOutcome
{
    QString version;
    qint64 milliseconds = 0;
};

Url newUrl()
{
    Url url;
    for (const auto& dialect : allDialects()) {
        if (dialect->connectionForm().supported) {
            url.dialect = dialect->traits().name;
            break;
        }
    }
    return url;
}

} // namespace

ConnectionDialog::ConnectionDialog(ConnectionManager& manager, Theme& theme, QWidget* parent)
    : QDialog(parent), m_manager(manager), m_theme(theme)
{
    setWindowTitle(tr("Connect to a database"));
    setModal(true);
    resize(820, 560);
    auto* columns = new QHBoxLayout(this);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    m_list = new QListWidget(this);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFixedWidth(220);
    m_list->setAccessibleName(tr("Known databases"));
    m_list->setTextElideMode(Qt::ElideMiddle);
    columns->addWidget(m_list);

    auto* right = new QVBoxLayout;
    right->setContentsMargins(24, 20, 24, 16);
    right->setSpacing(12);
    m_form = new ConnectionFormWidget(theme, this);
    right->addWidget(m_form);
    right->addStretch();
    right->addWidget(buildResult());
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_testButton = buttons->addButton(tr("Test"), QDialogButtonBox::ActionRole);
    m_testButton->setObjectName("test");
    m_forget = buttons->addButton(tr("Forget"), QDialogButtonBox::ResetRole);
    m_forget->setToolTip(tr("Removes it from the list, and its password from the keyring"));
    QPushButton* connectButton = buttons->addButton(tr("Connect"), QDialogButtonBox::AcceptRole);
    connectButton->setObjectName("connect");
    setButtonKind(connectButton, ButtonKind::Primary);
    connectButton->setDefault(true);
    right->addWidget(buttons);
    columns->addLayout(right, 1);

    connect(buttons, &QDialogButtonBox::accepted, this, &ConnectionDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &ConnectionDialog::reject);
    connect(m_testButton, &QPushButton::clicked, this, [this] { m_test.isActive() ? stopTest() : test(); });
    connect(m_forget, &QPushButton::clicked, this, [this] {
        m_manager.forgetProfile(m_form->profile().id);
        startNew();
    });
    connect(m_form, &ConnectionFormWidget::edited, this, &ConnectionDialog::clearResult);
    connect(m_list, &QListWidget::currentRowChanged, this, [this](int row) {
        if (m_filling || row < 0)
            return;
        const ConnectionProfile* profile =
            m_manager.findProfile(m_list->item(row)->data(Qt::UserRole).toString());
        clearResult();
        m_form->setProfile(profile ? *profile : ConnectionProfile::create(newUrl()));
        m_forget->setVisible(profile);
    });
    connect(&manager, &ConnectionList::recentChanged, this, &ConnectionDialog::fillList);
    startNew();
}

ConnectionDialog::~ConnectionDialog()
{
    m_test.drop();
}

QWidget* ConnectionDialog::buildResult()
{
    m_result = new QWidget(this);
    auto* layout = new QHBoxLayout(m_result);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_resultIcon = new IconLabel(16, m_result);
    layout->addWidget(m_resultIcon, 0, Qt::AlignTop);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    m_resultTitle = new QLabel(m_result);
    m_resultTitle->setObjectName("resultTitle");
    m_resultTitle->setWordWrap(true);
    m_resultTitle->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_resultText = new QLabel(m_result);
    m_resultText->setObjectName("resultText");
    m_resultText->setWordWrap(true);
    m_resultText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_theme.bindFont(m_resultText, Theme::FontRole::Small);
    m_progress = new QProgressBar(m_result);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(4);
    texts->addWidget(m_resultTitle);
    texts->addWidget(m_resultText);
    texts->addWidget(m_progress);
    layout->addLayout(texts, 1);
    m_result->hide();
    return m_result;
}

void ConnectionDialog::fillList()
{
    const QScopedValueRollback filling(m_filling, true);
    const QString current = m_form->profile().id;
    m_list->clear();
    auto* item = new QListWidgetItem(m_theme.icon(QStringLiteral("plus")), tr("New connection"), m_list);
    m_list->setCurrentItem(item);
    for (const ConnectionProfile& profile : m_manager.profiles()) {
        item = new QListWidgetItem(
            m_theme.icon(isFileUrl(profile.url) ? QStringLiteral("database") : QStringLiteral("server")),
            profile.name(), m_list);
        item->setData(Qt::UserRole, profile.id);
        item->setToolTip(displayPlace(profile.url));
        if (profile.id == current)
            m_list->setCurrentItem(item);
    }
}

void ConnectionDialog::startNew()
{
    clearResult();
    m_form->setProfile(ConnectionProfile::create(newUrl()));
    m_forget->hide();
    fillList();
}

void ConnectionDialog::edit(const ConnectionProfile& profile)
{
    clearResult();
    m_form->setProfile(profile);
    m_forget->setVisible(m_manager.findProfile(profile.id));
    fillList();
}

void ConnectionDialog::test()
{
    if (const QString problem = m_form->problem(true); !problem.isEmpty()) {
        showResult(QStringLiteral("error"), problem, {});
        return;
    }
    const ConnectionProfile profile = m_form->profile();
    showResult(QStringLiteral("clock"), tr("Connecting to %1…").arg(displayPlace(profile.url)), {});
    m_progress->show();
    m_testButton->setText(tr("Stop"));
    auto work = [url = withSecrets(profile.url, m_form->secrets()), readOnly = profile.readOnly](
                    TaskContext& task) -> Result<TestOutcome> {
        QElapsedTimer timer;
        timer.start();
        Result<Engine> engine = Engine::create(url, EngineOptions{readOnly});
        if (!engine)
            return fail(engine.error());
        const std::unique_ptr<Connection> connection = engine->connect(task.stopToken());
        ExecutionOptions options;
        options.stop = task.stopToken();
        connection->execute(connection->dialect().pingStatement(), {}, options).all();
        return TestOutcome{QString::fromStdString(connection->serverVersion()), timer.elapsed()};
    };
    const QString system = fromUtf8(dialect(profile.url.dialect).traits().displayName);
    m_test = m_manager.taskRunner().run(
        TaskOptions{tr("Testing %1").arg(profile.name()), {}, QStringLiteral("test")}, std::move(work), this,
        [this, system](Result<TestOutcome> outcome) {
            m_testButton->setText(tr("Test"));
            if (outcome) {
                showResult(QStringLiteral("success"), tr("%1 %2 answered.").arg(system, outcome->version),
                    tr("It took %1 ms.").arg(outcome->milliseconds));
            } else if (outcome.error().kind == ErrorKind::Cancelled) {
                showResult(QStringLiteral("info"), tr("The test was stopped."), {});
            } else if (asksForPassword(outcome.error()) && !m_form->secrets().password) {
                showResult(QStringLiteral("info"), tr("%1 answered and wants a password.").arg(system),
                    tr("Type it above to test it too."));
            } else {
                showResult(QStringLiteral("error"), fromUtf8(outcome.error().message),
                    fromUtf8(outcome.error().hint));
            }
        });
}

void ConnectionDialog::stopTest()
{
    // The user is free at once; the attempt ends on its own soon after.
    m_test.drop();
    m_testButton->setText(tr("Test"));
    showResult(QStringLiteral("info"), tr("The test was stopped."), {});
}

void ConnectionDialog::showResult(const QString& icon, const QString& title, const QString& text)
{
    m_resultIcon->setIcon(m_theme.icon(icon));
    m_resultTitle->setText(title);
    m_resultText->setText(text);
    m_resultText->setVisible(!text.isEmpty());
    m_progress->hide();
    m_result->show();
}

void ConnectionDialog::clearResult()
{
    m_test.drop();
    m_testButton->setText(tr("Test"));
    m_resultTitle->clear();
    m_result->hide();
}

void ConnectionDialog::accept()
{
    if (const QString problem = m_form->problem(true); !problem.isEmpty()) {
        showResult(QStringLiteral("error"), problem, {});
        return;
    }
    const ConnectionProfile profile = m_form->profile();
    const UrlSecrets secrets = m_form->secrets();
    if (OpenConnection* open = m_manager.findByProfile(profile.id)) {
        const bool sameAddress =
            open->url() == profile.url && secrets.empty() && open->profile().readOnly == profile.readOnly;
        if (sameAddress) {
            m_manager.saveProfile(profile);
            open->retry();
            QDialog::accept();
            return;
        }
        m_manager.close(open->id());
    }
    if (const auto opened = m_manager.open(profile, secrets); !opened) {
        showResult(QStringLiteral("error"), fromUtf8(opened.error().message), fromUtf8(opened.error().hint));
        return;
    }
    QDialog::accept();
}

void ConnectionDialog::done(int result)
{
    m_test.drop();
    QDialog::done(result);
}

} // namespace relata
