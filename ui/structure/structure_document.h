// The Structure tab of a table or a view.
#pragma once

#include "ui/shell/panel.h"
#include "ui/tasks/task_runner.h"

#include <QPointer>

class QLabel;
class QLineEdit;
class QStackedWidget;
class QTabWidget;

namespace relata {

class DatabaseConnection;
class FactPage;
class IconLabel;
class PanelRegistry;
class SqlView;
class StateView;
class Workbench;
struct FactTable;

class StructureDocument final : public Document
{
    Q_OBJECT

public:
    StructureDocument(Workbench& workbench, const DocumentRequest& request, QWidget* parent);

    DocumentRequest request() const override { return {QStringLiteral("structure"), m_object, {}}; }
    QString title() const override { return m_object.name; }
    QString description() const override;
    QString iconName() const override { return QStringLiteral("structure"); }
    QString statusText() const override { return m_status; }
    bool canRefresh() const override { return true; }
    void refresh() override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;
    bool isSettled() const override;

    QTabWidget* tabs() const { return m_tabs; }

private:
    void buildHeader(QLayout* layout);
    void follow(DatabaseConnection* connection);
    void update();
    void setPages(QList<FactTable> tables);
    void writeDdl();

    Workbench& m_workbench;
    ObjectRef m_object;
    QPointer<DatabaseConnection> m_connection;
    std::shared_ptr<const class MetaData> m_shown;
    IconLabel* m_icon = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_subtitle = nullptr;
    QLineEdit* m_filter = nullptr;
    QStackedWidget* m_stack = nullptr;
    StateView* m_state = nullptr;
    QTabWidget* m_tabs = nullptr;
    QList<FactPage*> m_pages;
    SqlView* m_ddl = nullptr;
    QString m_status;
    TaskHandle m_ddlTask;
    int m_wantedTab = 0;
};

// The Structure tab and the Inspector.
void registerStructure(PanelRegistry& registry);

} // namespace relata
