#pragma once

#include "ui/shell/panel.h"

#include <QPointer>

class QSplitter;
class QToolButton;

namespace relata {

class DatabaseConnection;
class PanelRegistry;
class PreviewPane;
class Workbench;

// The SQL of what is selected, in one dialect or in two side by side.
class SqlPreviewPanel final : public Panel
{
    Q_OBJECT

public:
    SqlPreviewPanel(Workbench& workbench, QWidget* parent);

    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;
    bool isSettled() const override;

    PreviewPane* pane(int index) const { return index == 0 ? m_first : m_second; }
    void setSideBySide(bool both);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void follow();
    void update();

    Workbench& m_workbench;
    QPointer<DatabaseConnection> m_connection;
    QToolButton* m_both = nullptr;
    QSplitter* m_splitter = nullptr;
    PreviewPane* m_first = nullptr;
    PreviewPane* m_second = nullptr;
    bool m_chosen = false; // the user, or the last session, chose the first pane's dialect
};

void registerSqlPreview(PanelRegistry& registry);

} // namespace relata
