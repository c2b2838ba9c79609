#include "ui/explorer/explorer_panel.h"

#include "ui/connections/connection_list.h"
#include "ui/explorer/connection_strip.h"
#include "ui/explorer/explorer_delegate.h"
#include "ui/explorer/explorer_menu.h"
#include "ui/explorer/explorer_model.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/state_view.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"

#include <QAction>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QJsonArray>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QRubberBand>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace relata {
namespace {

constexpr int filterDelayMs = 80;
// More would be more than a person reads, and laying them out would be felt.
constexpr int expandedHits = 400;

} // namespace

ExplorerPanel::ExplorerPanel(Workbench& workbench, QWidget* parent) : Panel(parent), m_workbench(workbench)
{
    m_model = new ExplorerModel(workbench.connections(), workbench.tasks(), this);
    m_filter = new QLineEdit(this);
    m_filter->setPlaceholderText(tr("Filter everything"));
    m_filter->setAccessibleName(tr("Filter of the explorer"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(workbench.theme().icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_filter->installEventFilter(this);
    buildTree();
    m_emptyState = new StateView(workbench.theme(), this);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_tree);
    m_pages->addWidget(m_emptyState);
    m_strip = new ConnectionStrip(workbench, this);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(8, 8, 8, 8);
    top->addWidget(m_filter);
    layout->addLayout(top);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_strip);

    m_filterDelay.setSingleShot(true);
    m_filterDelay.setInterval(filterDelayMs);
    connect(&m_filterDelay, &QTimer::timeout, this, [this] { m_model->setSearchText(m_filter->text()); });
    connect(m_filter, &QLineEdit::textChanged, &m_filterDelay, qOverload<>(&QTimer::start));
    connect(m_model, &ExplorerModel::indexReady, this, &ExplorerPanel::restoreRows);
    connect(m_model, &ExplorerModel::searchFinished, this, &ExplorerPanel::afterSearch);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &ExplorerPanel::updateState);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &ExplorerPanel::updateState);
    connect(&workbench.connections(), &ConnectionList::connectionChanged, this, &ExplorerPanel::updateState);
    connect(&workbench.connections(), &ConnectionList::connectionClosed, this, &ExplorerPanel::updateState);
    connect(&workbench, &Workbench::selectionChanged, this, &ExplorerPanel::followSelection);
    updateState();
}

void ExplorerPanel::buildTree()
{
    m_tree = new QTreeView(this);
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new ExplorerDelegate(m_workbench.theme(), m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(16);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setDragEnabled(true);
    m_tree->setDragDropMode(QAbstractItemView::DragOnly);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setAccessibleName(tr("Databases"));
    m_tree->setTextElideMode(Qt::ElideMiddle);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->installEventFilter(this);
    m_tree->viewport()->setAcceptDrops(true);
    m_tree->viewport()->installEventFilter(this);
    m_dropMark = new QRubberBand(QRubberBand::Rectangle, m_tree->viewport());
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &ExplorerPanel::showMenu);
    connect(m_tree, &QTreeView::doubleClicked, this, &ExplorerPanel::openCurrent);
    connect(m_tree, &QTreeView::expanded, this, [this](const QModelIndex& index) {
        if (!m_restoring && m_model->searchText().isEmpty())
            m_expanded.insert(index.data(ExplorerModel::PathRole).toString());
    });
    connect(m_tree, &QTreeView::collapsed, this, [this](const QModelIndex& index) {
        if (!m_restoring && m_model->searchText().isEmpty())
            m_expanded.remove(index.data(ExplorerModel::PathRole).toString());
    });
    connect(
        m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &ExplorerPanel::selectionMoved);
}

std::optional<ImportTarget> ExplorerPanel::dropTarget(const QPoint& at) const
{
    const QModelIndex index = m_tree->indexAt(at);
    if (!index.isValid())
        return std::nullopt;
    ObjectRef object = m_model->ref(index);
    const ExplorerNode::Kind kind = m_model->node(index)->kind;
    // Below a table everything stands for it, above tables the place for a new one.
    if (kind == ExplorerNode::Kind::Column || kind == ExplorerNode::Kind::Member
        || kind == ExplorerNode::Kind::MemberGroup) {
        object.kind = ObjectRef::Kind::Table;
        object.member.clear();
    } else if (kind == ExplorerNode::Kind::Group) {
        object.kind = ObjectRef::Kind::Schema;
    }
    return importTargetOf(m_workbench, object);
}

// Files of rows are imported into what they are dropped on; other files are the window's to open.
bool ExplorerPanel::handleDrop(QDropEvent& event)
{
    const QString file = droppedRowsFile(*event.mimeData());
    if (file.isEmpty())
        return false;
    const QPoint at = event.position().toPoint();
    const std::optional<ImportTarget> target = dropTarget(at);
    const bool dropped = event.type() == QEvent::Drop;
    m_dropMark->setVisible(target && !dropped);
    if (target && !dropped) {
        QRect row = m_tree->visualRect(m_tree->indexAt(at));
        row.setLeft(0);
        row.setRight(m_tree->viewport()->width() - 1);
        m_dropMark->setGeometry(row);
    }
    // The way to a row may begin beside of one.
    if (target || event.type() == QEvent::DragEnter) {
        event.setDropAction(Qt::CopyAction);
        event.accept();
    } else {
        event.ignore();
    }
    if (target && dropped)
        openImport(m_workbench, *target, file);
    return true;
}

bool ExplorerPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (m_tree && watched == m_tree->viewport()) {
        switch (event->type()) {
        case QEvent::DragEnter:
        case QEvent::DragMove:
        case QEvent::Drop:
            return handleDrop(static_cast<QDropEvent&>(*event));
        case QEvent::DragLeave:
            m_dropMark->hide();
            return false;
        default:
            return false;
        }
    }
    if (event->type() != QEvent::KeyPress)
        return Panel::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (watched == m_filter) {
        if (key->key() == Qt::Key_Down || key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            m_tree->setFocus();
            if (!m_tree->currentIndex().isValid() && m_model->rowCount() > 0)
                m_tree->setCurrentIndex(m_model->index(0, 0));
            return true;
        }
        if (key->key() == Qt::Key_Escape && !m_filter->text().isEmpty()) {
            m_filter->clear();
            return true;
        }
        return false;
    }
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        openCurrent();
        return true;
    }
    if (key->matches(QKeySequence::Copy)) {
        copySelection();
        return true;
    }
    if (key->key() == Qt::Key_Escape && !m_filter->text().isEmpty()) {
        m_filter->clear();
        return true;
    }
    if (key->key() == Qt::Key_Menu) {
        showMenu(m_tree->visualRect(m_tree->currentIndex()).center());
        return true;
    }
    // Letters filter: the tree's own search would only find what is opened.
    const QString text = key->text();
    if (!text.isEmpty() && text[0].isPrint() && !text[0].isSpace()
        && !(key->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        && text != QLatin1String("+") && text != QLatin1String("-") && text != QLatin1String("*")) {
        m_filter->setFocus();
        m_filter->setText(m_filter->text() + text);
        return true;
    }
    return false;
}

void ExplorerPanel::copySelection()
{
    QStringList names;
    for (const QModelIndex& index : m_tree->selectionModel()->selectedIndexes())
        names.append(index.data().toString());
    QGuiApplication::clipboard()->setText(names.join('\n'));
}

void ExplorerPanel::openCurrent()
{
    const QModelIndex index = m_tree->currentIndex();
    if (!index.isValid())
        return;
    const ExplorerNode& node = *m_model->node(index);
    if (node.kind == ExplorerNode::Kind::Connection) {
        DatabaseConnection* connection = m_workbench.connections().find(node.ref.connectionId);
        if (connection && connection->state() == DatabaseConnection::State::Failed) {
            connection->retry();
            return;
        }
    }
    const bool opens = node.kind == ExplorerNode::Kind::Object || node.kind == ExplorerNode::Kind::Column
        || node.kind == ExplorerNode::Kind::Member;
    if (opens && m_workbench.openObject(node.ref))
        return;
    m_tree->setExpanded(index, !m_tree->isExpanded(index));
}

void ExplorerPanel::showMenu(const QPoint& position)
{
    const QModelIndex index = m_tree->indexAt(position);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (index.isValid()) {
        m_tree->setCurrentIndex(index);
        fillExplorerMenu(*menu, m_workbench, *m_model->node(index), this);
    } else {
        for (const char* id : {"connection.new", "file.open"}) {
            if (QAction* action = m_workbench.actions().find(QString::fromLatin1(id)))
                menu->addAction(action);
        }
    }
    if (menu->isEmpty())
        delete menu;
    else
        menu->popup(m_tree->viewport()->mapToGlobal(position));
}

void ExplorerPanel::selectionMoved()
{
    const QModelIndex index = m_tree->currentIndex();
    if (m_restoring || !index.isValid())
        return;
    m_currentPath = index.data(ExplorerModel::PathRole).toString();
    m_workbench.select(m_model->ref(index));
    updateState();
}

void ExplorerPanel::followSelection()
{
    // Only where the object is already in sight: the tree does not jump about behind the user's back.
    const ObjectRef wanted = m_workbench.selection();
    if (wanted.kind == ObjectRef::Kind::None || m_model->ref(m_tree->currentIndex()) == wanted
        || !m_model->searchText().isEmpty() || m_tree->hasFocus())
        return;
    ObjectRef object = wanted;
    object.member.clear();
    if (!wanted.member.isEmpty())
        return;
    const QModelIndex index = m_model->indexOf(object);
    if (!index.isValid() || !(m_model->ref(index) == object) || !m_tree->isExpanded(index.parent()))
        return;
    m_restoring = true;
    m_tree->setCurrentIndex(index);
    m_restoring = false;
}

void ExplorerPanel::expandTo(const QString& path)
{
    const QModelIndex index = m_model->indexOfPath(path);
    if (!index.isValid())
        return;
    if (m_model->canFetchMore(index))
        m_model->fetchMore(index);
    m_tree->expand(index);
}

void ExplorerPanel::restoreRows(const QString& connectionId)
{
    if (!m_model->searchText().isEmpty())
        return;
    m_restoring = true;
    QStringList paths;
    for (const QString& path : std::as_const(m_expanded)) {
        if (path == connectionId || path.startsWith(connectionId + '\x1e'))
            paths.append(path);
    }
    if (paths.isEmpty()) {
        // A database opens with its tables in sight.
        const QModelIndex connection =
            m_model->indexOf({connectionId, {}, {}, {}, ObjectRef::Kind::Connection});
        m_tree->expand(connection);
        m_expanded.insert(connection.data(ExplorerModel::PathRole).toString());
        for (int row = 0; row < m_model->rowCount(connection); ++row) {
            const QModelIndex child = m_model->index(row, 0, connection);
            const ExplorerNode* node = m_model->node(child);
            if (node->group && node->group->kind == ExplorerGroup::Kind::Tables) {
                m_tree->expand(child);
                m_expanded.insert(child.data(ExplorerModel::PathRole).toString());
            }
        }
    }
    // Shorter paths are above longer ones.
    std::sort(paths.begin(), paths.end(), [](const QString& a, const QString& b) {
        return std::pair(a.count('\x1e'), a) < std::pair(b.count('\x1e'), b);
    });
    for (const QString& path : std::as_const(paths))
        expandTo(path);
    if (m_currentPath.startsWith(connectionId)) {
        if (const QModelIndex current = m_model->indexOfPath(m_currentPath); current.isValid())
            m_tree->setCurrentIndex(current);
    }
    m_restoring = false;
    updateState();
}

void ExplorerPanel::afterSearch()
{
    m_restoring = true;
    if (m_model->searchText().isEmpty()) {
        m_restoring = false;
        for (const DatabaseConnection* connection : m_workbench.connections().all())
            restoreRows(connection->id());
    } else {
        m_tree->expandToDepth(m_model->hitCount() <= expandedHits ? 4 : 2);
        for (QModelIndex index = m_model->index(0, 0); index.isValid(); index = m_model->index(0, 0, index)) {
            if (m_model->node(index)->kind == ExplorerNode::Kind::Object) {
                m_tree->setCurrentIndex(index); // the best, so that Enter opens it
                m_currentPath = index.data(ExplorerModel::PathRole).toString();
                break;
            }
        }
        m_restoring = false;
    }
    updateState();
}

DatabaseConnection* ExplorerPanel::connectionToTellOf() const
{
    // The current row's, if there is something to tell; else the newest that is not ready.
    const ConnectionList& connections = m_workbench.connections();
    const ObjectRef current = m_model->ref(m_tree->currentIndex());
    if (DatabaseConnection* connection = connections.find(current.connectionId);
        connection && connection->state() != DatabaseConnection::State::Ready)
        return connection;
    const QList<DatabaseConnection*> all = connections.all();
    for (auto connection = all.rbegin(); connection != all.rend(); ++connection) {
        if ((*connection)->state() != DatabaseConnection::State::Ready)
            return *connection;
    }
    return nullptr;
}

void ExplorerPanel::updateState()
{
    m_strip->follow(connectionToTellOf());
    const bool nothing = m_model->rowCount() == 0;
    m_pages->setCurrentWidget(nothing ? static_cast<QWidget*>(m_emptyState) : m_tree);
    m_filter->setEnabled(!nothing || !m_model->searchText().isEmpty());
    if (!nothing)
        return;
    if (!m_model->searchText().isEmpty()) {
        m_emptyState->showEmpty(QStringLiteral("search"),
            tr("Nothing is called “%1”").arg(m_model->searchText()),
            tr("Names of tables, views, columns and other objects are searched."));
        m_emptyState->addAction(
            tr("Clear the filter"), QStringLiteral("close"), [this] { m_filter->clear(); });
        return;
    }
    m_emptyState->showEmpty(QStringLiteral("database"), tr("No database is open"),
        tr("Open a SQLite file, or connect to a server."));
    for (const char* id : {"connection.new", "file.open"}) {
        if (QAction* action = m_workbench.actions().find(QString::fromLatin1(id)))
            m_emptyState->addAction(action->text(), QString(), [action] { action->trigger(); });
    }
}

QJsonObject ExplorerPanel::saveState() const
{
    return {{"expanded", QJsonArray::fromStringList(QStringList(m_expanded.begin(), m_expanded.end()))},
        {"current", m_currentPath}};
}

void ExplorerPanel::restoreState(const QJsonObject& state)
{
    for (const QJsonValue& path : state["expanded"].toArray())
        m_expanded.insert(path.toString());
    m_currentPath = state["current"].toString();
    for (const DatabaseConnection* connection : m_workbench.connections().all())
        restoreRows(connection->id());
}

bool ExplorerPanel::isSettled() const
{
    if (!m_model->isSettled() || m_filterDelay.isActive())
        return false;
    for (const DatabaseConnection* connection : m_workbench.connections().all()) {
        if (connection->state() == DatabaseConnection::State::Connecting
            || connection->state() == DatabaseConnection::State::Reflecting)
            return false;
    }
    return true;
}

void registerExplorer(PanelRegistry& registry)
{
    DockFactory factory;
    factory.id = QStringLiteral("explorer");
    factory.title = QObject::tr("Explorer");
    factory.icon = QStringLiteral("database");
    factory.area = DockFactory::Area::Left;
    factory.create = [](Workbench& workbench, QWidget* parent) {
        return new ExplorerPanel(workbench, parent);
    };
    registry.addDock(std::move(factory));
}

} // namespace relata
