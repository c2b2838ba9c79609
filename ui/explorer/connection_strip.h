// A strip below the Explorer's tree that tells of a connection which is not ready: what it is doing, with
// Stop; or why it failed, with the ways on.
#pragma once

#include "ui/connections/database_connection.h"

#include <QFrame>
#include <QPointer>

class QLabel;
class QPushButton;

namespace relata {

class IconLabel;
class Workbench;

class ConnectionStrip final : public QFrame
{
    Q_OBJECT

public:
    explicit ConnectionStrip(Workbench& workbench, QWidget* parent);

    // Shows the state of this connection; hides itself where there is nothing to tell. nullptr = none.
    void follow(DatabaseConnection* connection);
    DatabaseConnection* followed() const { return m_connection; }

private:
    void update();
    void copyDetails();

    Workbench& m_workbench;
    QPointer<DatabaseConnection> m_connection;
    IconLabel* m_icon = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_text = nullptr;
    QPushButton* m_retry = nullptr;
    QPushButton* m_edit = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_stop = nullptr;
};

} // namespace relata
