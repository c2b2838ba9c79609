#include "ui/explorer/connection_strip.h"

#include "ui/connections/open_connection.h"
#include "ui/connections/schema_text.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/icon_label.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace relata {

using State = DatabaseConnection::State;

ConnectionStrip::ConnectionStrip(Workbench& workbench, QWidget* parent)
    : QFrame(parent), m_workbench(workbench)
{
    setObjectName("connectionStrip");
    setAutoFillBackground(true);
    setGround(this, &Palette::raised);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(4);
    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    m_icon = new IconLabel(16, this);
    m_title = new QLabel(this);
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    top->addWidget(m_icon, 0, Qt::AlignTop);
    top->addWidget(m_title, 1);
    layout->addLayout(top);
    m_text = new QLabel(this);
    m_text->setWordWrap(true);
    workbench.theme().bindFont(m_text, Theme::FontRole::Small);
    layout->addWidget(m_text);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    const auto addButton = [&](const QString& text, auto run) {
        auto* button = new QPushButton(text, this);
        setButtonKind(button, ButtonKind::Quiet);
        connect(button, &QPushButton::clicked, this, run);
        buttons->addWidget(button);
        return button;
    };
    m_retry = addButton(tr("Try again"), [this] {
        if (m_connection)
            m_connection->retry();
    });
    m_edit = addButton(tr("Edit…"), [this] {
        if (!m_connection)
            return;
        m_workbench.select({m_connection->id(), {}, {}, {}, ObjectRef::Kind::Connection});
        if (QAction* edit = m_workbench.actions().find(QStringLiteral("connection.edit")))
            edit->trigger();
    });
    m_copy = addButton(tr("Copy details"), [this] { copyDetails(); });
    m_stop = addButton(tr("Stop"), [this] {
        if (auto* open = qobject_cast<OpenConnection*>(m_connection.data()))
            open->stop();
    });
    buttons->addStretch();
    layout->addLayout(buttons);
    hide();
}

void ConnectionStrip::follow(DatabaseConnection* connection)
{
    if (connection != m_connection) {
        if (m_connection)
            m_connection->disconnect(this);
        m_connection = connection;
        if (connection) {
            connect(connection, &DatabaseConnection::stateChanged, this, &ConnectionStrip::update);
            if (auto* open = qobject_cast<OpenConnection*>(connection))
                connect(open, &OpenConnection::progressChanged, this, &ConnectionStrip::update);
        }
    }
    update();
}

void ConnectionStrip::update()
{
    const State state = m_connection ? m_connection->state() : State::Closed;
    const bool busy = state == State::Connecting || state == State::Reflecting;
    const bool failed = state == State::Failed;
    setVisible(busy || failed);
    if (!isVisibleTo(parentWidget()))
        return;
    m_retry->setVisible(failed);
    m_edit->setVisible(failed && m_workbench.actions().find(QStringLiteral("connection.edit")));
    m_copy->setVisible(failed);
    m_stop->setVisible(busy);
    QString text;
    if (failed) {
        const Error& error = m_connection->error();
        m_title->setText(fromUtf8(error.message));
        text = fromUtf8(error.hint);
        m_icon->setIcon(m_workbench.theme().icon(
            error.kind == ErrorKind::Cancelled ? QStringLiteral("info") : QStringLiteral("error")));
    } else {
        m_icon->setIcon(m_workbench.theme().icon(QStringLiteral("clock")));
        m_title->setText(state == State::Connecting
                ? tr("Connecting to %1…").arg(m_connection->name())
                : tr("Reading the schema of %1…").arg(m_connection->name()));
        if (const auto* open = qobject_cast<OpenConnection*>(m_connection.data())) {
            text = open->isWaitingForPassword() ? tr("Waiting for the password.") : open->progressText();
        }
    }
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
}

void ConnectionStrip::copyDetails()
{
    if (m_connection)
        QGuiApplication::clipboard()->setText(fromUtf8(m_connection->error().describe()));
}

} // namespace relata
