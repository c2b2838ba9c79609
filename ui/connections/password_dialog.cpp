#include "ui/connections/password_dialog.h"

#include "ui/connections/open_connection.h"
#include "ui/shell/theme.h"

#include <QAction>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace relata {

PasswordDialog::PasswordDialog(OpenConnection& connection, Theme& theme, QWidget* parent)
    : QDialog(parent), m_connection(&connection)
{
    setWindowTitle(tr("Password"));
    setModal(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 20, 20, 16);
    layout->setSpacing(12);
    auto* title = new QLabel(connection.passwordWasRefused()
            ? tr("%1 did not accept that password").arg(connection.name())
            : tr("%1 needs a password").arg(connection.name()),
        this);
    title->setWordWrap(true);
    theme.bindFont(title, Theme::FontRole::Heading);
    layout->addWidget(title);
    auto* place = new QLabel(displayPlace(connection.url()), this);
    place->setWordWrap(true);
    layout->addWidget(place);

    m_password = new QLineEdit(this);
    m_password->setObjectName("password");
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setAccessibleName(tr("Password"));
    m_password->setMinimumWidth(320);
    QAction* show = m_password->addAction(theme.icon(QStringLiteral("eye")), QLineEdit::TrailingPosition);
    show->setToolTip(tr("Show the password"));
    show->setCheckable(true);
    connect(show, &QAction::toggled, this, [this, &theme, show](bool shown) {
        m_password->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
        show->setIcon(theme.icon(shown ? QStringLiteral("eye-off") : QStringLiteral("eye")));
    });
    layout->addWidget(m_password);

    m_remember = new QCheckBox(tr("Keep it in the system's keyring"), this);
    m_remember->setObjectName("remember");
    m_remember->setChecked(connection.keyringAvailable() && connection.profile().rememberPassword);
    m_remember->setVisible(connection.keyringAvailable());
    layout->addWidget(m_remember);
    if (!connection.keyringAvailable()) {
        auto* note = new QLabel(tr("This system has no open keyring, so the password is asked for each time. "
                                   "It is never written to a file."),
            this);
        note->setWordWrap(true);
        theme.bindFont(note, Theme::FontRole::Small);
        layout->addWidget(note);
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton* connectButton = buttons->addButton(tr("Connect"), QDialogButtonBox::AcceptRole);
    setButtonKind(connectButton, ButtonKind::Primary);
    connectButton->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &PasswordDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &PasswordDialog::reject);
    layout->addWidget(buttons);

    connect(&connection, &DatabaseConnection::stateChanged, this, [this] {
        if (m_connection && !m_connection->isWaitingForPassword())
            close();
    });
    connect(&connection, &QObject::destroyed, this, [this] { QDialog::reject(); });
    m_password->setFocus();
}

void PasswordDialog::accept()
{
    QDialog::accept();
    if (m_connection)
        m_connection->providePassword(m_password->text(), m_remember->isChecked());
    m_password->clear();
}

void PasswordDialog::reject()
{
    QDialog::reject();
    if (m_connection && m_connection->isWaitingForPassword())
        m_connection->declinePassword();
}

} // namespace relata
