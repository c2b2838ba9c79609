// Asks for the password of a connection. Shown with open(); what is typed goes to the connection and to
// nobody else.
#pragma once

#include <QDialog>
#include <QPointer>

class QCheckBox;
class QLineEdit;

namespace relata {

class OpenConnection;
class Theme;

class PasswordDialog final : public QDialog
{
    Q_OBJECT

public:
    // Closes itself when the connection stops waiting.
    PasswordDialog(OpenConnection& connection, Theme& theme, QWidget* parent);

    void accept() override;
    void reject() override;

private:
    QPointer<OpenConnection> m_connection;
    QLineEdit* m_password = nullptr;
    QCheckBox* m_remember = nullptr;
};

} // namespace relata
