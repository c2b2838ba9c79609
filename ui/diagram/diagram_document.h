// The Diagram tab: tables of a connection, of a schema, or around one table.
#pragma once

#include "ui/connections/database_connection.h"
#include "ui/diagram/diagram_job.h"
#include "ui/diagram/export_dialog.h"
#include "ui/shell/panel.h"
#include "ui/tasks/task_runner.h"

#include <QPointer>
#include <QUndoStack>

class QStackedLayout;

namespace relata {

class DiagramToolbar;
class DiagramView;
class Minimap;
class PanelRegistry;
class StateView;
class Workbench;

class DiagramDocument final : public Document
{
    Q_OBJECT

public:
    DiagramDocument(Workbench& workbench, const DocumentRequest& request, QWidget* parent);

    DocumentRequest request() const override { return m_request; }
    QString title() const override;
    QString description() const override;
    QString iconName() const override { return QStringLiteral("diagram"); }
    QString statusText() const override;
    bool canRefresh() const override { return m_connection != nullptr; }
    void refresh() override; // reads the schema anew
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;
    bool isSettled() const override;

    DiagramView* view() const { return m_view; }
    QUndoStack* undoStack() { return &m_undo; }
    void layOutAgain(LayoutStyle style);
    void exportPicture(); // asks how and where
    void copyAsImage();
    void find();

private:
    struct Placement; // undo command

    void findConnection();
    void connectionChanged();
    enum class Places
    {
        Keep,
        Anew,
    };
    void draw(Places places);
    void show(DrawnDiagram drawn);
    void showState();
    void optionsChanged();
    void applyTheme();
    void writePicture(const DiagramExportRequest& request);
    DiagramScene partOf(bool selectionOnly) const;
    void search(const QString& text);
    void searchNext();
    void selectionChanged();
    void followSelection(const ObjectRef& object);
    void showMenu(const QPoint& position, int card);
    ObjectRef objectOf(std::size_t card, int row = -1) const;

    Workbench& m_workbench;
    DocumentRequest m_request;
    QPointer<DatabaseConnection> m_connection;
    std::shared_ptr<const MetaData> m_metadata; // of what is shown or being drawn
    DiagramQuery m_query; // what the toolbar says
    CardPlaces m_restored; // from the last session, used once
    bool m_arranged = false; // cards were moved by hand
    bool m_shown = false;
    bool m_selecting = false; // the workbench's selection is being followed
    TaskHandle m_drawing;
    QUndoStack m_undo;
    std::vector<std::size_t> m_matches;
    std::size_t m_match = 0;
    QString m_searched;

    DiagramToolbar* m_toolbar;
    DiagramView* m_view;
    Minimap* m_minimap;
    StateView* m_state;
    QStackedLayout* m_stack;
};

} // namespace relata
