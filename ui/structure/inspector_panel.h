#pragma once

#include "ui/shell/panel.h"

#include <QPointer>

class QFormLayout;
class QLabel;
class QStackedWidget;

namespace relata {

class DatabaseConnection;
class IconLabel;
class StateView;
class Workbench;

// The properties of what is selected.
class InspectorPanel final : public Panel
{
    Q_OBJECT

public:
    InspectorPanel(Workbench& workbench, QWidget* parent);

private:
    void follow();
    void update();

    Workbench& m_workbench;
    QPointer<DatabaseConnection> m_connection;
    QStackedWidget* m_pages = nullptr;
    StateView* m_state = nullptr;
    IconLabel* m_icon = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_kind = nullptr;
    QWidget* m_content = nullptr;
    QFormLayout* m_form = nullptr;
};

} // namespace relata
