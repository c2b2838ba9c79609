#include "ui/sqlpreview/sql_preview_panel.h"

#include "core/engine/registry.h"
#include "ui/connections/connection_list.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"
#include "ui/sqlpreview/preview_pane.h"

#include <QHBoxLayout>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

namespace relata {

SqlPreviewPanel::SqlPreviewPanel(Workbench& workbench, QWidget* parent)
    : Panel(parent), m_workbench(workbench)
{
    const auto& dialects = allDialects();
    const auto nameAt = [&](std::size_t index) {
        return index < dialects.size() ? QString::fromStdString(dialects[index]->traits().name) : QString();
    };
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setChildrenCollapsible(false);
    m_first = new PreviewPane(workbench, nameAt(0), m_splitter);
    m_second = new PreviewPane(workbench, nameAt(1), m_splitter);
    m_splitter->addWidget(m_first);
    m_splitter->addWidget(m_second);
    m_second->hide();
    m_both = new QToolButton(this);
    m_both->setIcon(workbench.theme().icon(QStringLiteral("layout")));
    m_both->setToolTip(tr("Two dialects side by side"));
    m_both->setAccessibleName(m_both->toolTip());
    m_both->setCheckable(true);
    m_both->setAutoRaise(true);
    m_first->bar()->addWidget(m_both);
    connect(m_both, &QToolButton::toggled, this, &SqlPreviewPanel::setSideBySide);
    connect(m_first, &PreviewPane::dialectChanged, this, [this] { m_chosen = true; });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    connect(&workbench, &Workbench::selectionChanged, this, &SqlPreviewPanel::follow);
    connect(&workbench.connections(), &ConnectionList::connectionClosed, this, &SqlPreviewPanel::follow);
    follow();
}

void SqlPreviewPanel::setSideBySide(bool both)
{
    m_both->setChecked(both);
    if (both && m_second->dialectName() == m_first->dialectName()) {
        // The same twice tells nothing: the next one in the list.
        const auto& dialects = allDialects();
        for (std::size_t i = 0; i < dialects.size(); ++i) {
            if (dialects[i]->traits().name == m_first->dialectName().toStdString()) {
                m_second->setDialect(
                    QString::fromStdString(dialects[(i + 1) % dialects.size()]->traits().name));
                break;
            }
        }
    }
    m_second->setVisible(both);
    update();
}

void SqlPreviewPanel::follow()
{
    DatabaseConnection* connection = m_workbench.connections().find(m_workbench.selection().connectionId);
    if (connection != m_connection) {
        if (m_connection)
            m_connection->disconnect(this);
        m_connection = connection;
        if (connection)
            connect(connection, &DatabaseConnection::metadataChanged, this, &SqlPreviewPanel::update);
    }
    if (connection && !m_chosen) {
        // Until somebody chooses, a database is shown in its own words.
        m_first->setDialect(QString::fromStdString(connection->dialect().traits().name));
        m_chosen = false;
    }
    update();
}

void SqlPreviewPanel::update()
{
    if (!isVisible())
        return; // nothing is computed that nobody sees; showEvent catches up
    const auto metadata = m_connection ? m_connection->metadata() : nullptr;
    m_first->show(metadata, m_workbench.selection());
    if (m_second->isVisibleTo(m_splitter))
        m_second->show(metadata, m_workbench.selection());
}

void SqlPreviewPanel::showEvent(QShowEvent* event)
{
    Panel::showEvent(event);
    update();
}

QJsonObject SqlPreviewPanel::saveState() const
{
    return {{"dialect", m_chosen ? m_first->dialectName() : QString()}, {"second", m_second->dialectName()},
        {"both", m_both->isChecked()}};
}

void SqlPreviewPanel::restoreState(const QJsonObject& state)
{
    if (const QString dialect = state["dialect"].toString(); findDialect(dialect.toStdString())) {
        m_first->setDialect(dialect);
        m_chosen = true;
    }
    if (const QString second = state["second"].toString(); findDialect(second.toStdString()))
        m_second->setDialect(second);
    setSideBySide(state["both"].toBool());
}

bool SqlPreviewPanel::isSettled() const
{
    return m_first->isSettled() && m_second->isSettled();
}

void registerSqlPreview(PanelRegistry& registry)
{
    DockFactory factory;
    factory.id = QStringLiteral("sqlpreview");
    factory.title = QObject::tr("SQL preview");
    factory.icon = QStringLiteral("sql");
    factory.area = DockFactory::Area::Bottom;
    factory.create = [](Workbench& workbench, QWidget* parent) {
        return new SqlPreviewPanel(workbench, parent);
    };
    registry.addDock(std::move(factory));
}

} // namespace relata
