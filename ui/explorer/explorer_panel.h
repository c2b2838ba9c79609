// The panel at the left: every open database as a tree, with a filter over everything in them.
#pragma once

#include "ui/shell/panel.h"
#include "ui/transfer/row_import.h"

#include <QSet>
#include <QTimer>

class QDropEvent;
class QLineEdit;
class QRubberBand;
class QStackedWidget;
class QTreeView;

namespace relata {

class ConnectionStrip;
class DatabaseConnection;
class ExplorerModel;
class PanelRegistry;
class StateView;
class Workbench;

class ExplorerPanel final : public Panel
{
    Q_OBJECT

public:
    ExplorerPanel(Workbench& workbench, QWidget* parent);

    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;
    bool isSettled() const override;

    QTreeView* tree() const { return m_tree; }
    QLineEdit* filterBox() const { return m_filter; }
    ExplorerModel& model() const { return *m_model; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildTree();
    void openCurrent();
    void showMenu(const QPoint& position);
    void selectionMoved();
    void followSelection();
    void restoreRows(const QString& connectionId);
    void expandTo(const QString& path);
    void afterSearch();
    void updateState();
    DatabaseConnection* connectionToTellOf() const;
    void copySelection();
    bool handleDrop(QDropEvent& event);
    std::optional<ImportTarget> dropTarget(const QPoint& at) const;

    Workbench& m_workbench;
    ExplorerModel* m_model = nullptr;
    QLineEdit* m_filter = nullptr;
    QTreeView* m_tree = nullptr;
    QRubberBand* m_dropMark = nullptr;
    QStackedWidget* m_pages = nullptr;
    StateView* m_emptyState = nullptr;
    ConnectionStrip* m_strip = nullptr;
    QTimer m_filterDelay;
    QSet<QString> m_expanded; // paths of rows that the user opened, while nothing is searched for
    QString m_currentPath; // of the current row
    bool m_restoring = false;
};

void registerExplorer(PanelRegistry& registry);

} // namespace relata
