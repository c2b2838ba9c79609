#include "ui/explorer/explorer_model.h"

#include "ui/connections/connection_list.h"
#include "ui/connections/connection_profile.h"
#include "ui/connections/open_connection.h"
#include "ui/connections/schema_text.h"
#include "ui/tasks/task_runner.h"

#include <QMimeData>

#include <algorithm>

namespace relata {

using Kind = ExplorerNode::Kind;

struct ExplorerModel::Database
{
    DatabaseConnection* connection = nullptr;
    QString id;
    std::shared_ptr<const ExplorerIndex> index; // what m_root's rows point at; null before the first
    std::shared_ptr<const ExplorerIndex> foundIndex; // what m_found's rows point at
    std::shared_ptr<const ExplorerIndex> searchedIndex; // what `hits` are of
    ExplorerHits hits;
};

namespace {

// A node like `node`, without parent and children, in which children are made before views hear of them.
ExplorerNode scratchOf(const ExplorerNode& node)
{
    ExplorerNode scratch;
    scratch.kind = node.kind;
    scratch.ref = node.ref;
    scratch.schema = node.schema;
    scratch.group = node.group;
    scratch.object = node.object;
    scratch.members = node.members;
    return scratch;
}

void adopt(ExplorerNode& node, ExplorerNode& scratch)
{
    node.children = std::move(scratch.children);
    for (const auto& child : node.children)
        child->parent = &node;
    node.populated = true;
}

QString stateText(const DatabaseConnection& connection)
{
    switch (connection.state()) {
    case DatabaseConnection::State::Connecting:
        return QObject::tr("connecting…");
    case DatabaseConnection::State::Reflecting:
        return QObject::tr("reading the schema…");
    case DatabaseConnection::State::Failed:
        return QObject::tr("not connected");
    case DatabaseConnection::State::Closed:
        return QObject::tr("closed");
    case DatabaseConnection::State::Ready:
        break;
    }
    QString text = fromUtf8(connection.dialect().traits().displayName);
    if (const auto metadata = connection.metadata(); metadata && !metadata->serverVersion.empty())
        text += ' ' + fromUtf8(metadata->serverVersion);
    return text;
}

QString columnToolTip(const ExplorerNode& node)
{
    QStringList lines{node.text + QStringLiteral("  ") + node.detail};
    const Column& column = *node.column;
    if (!column.nullable)
        lines.append(QObject::tr("Never NULL"));
    if (column.serverDefault)
        lines.append(QObject::tr("Default: %1").arg(defaultText(column)));
    if (column.computed)
        lines.append(QObject::tr("Computed: %1").arg(fromUtf8(column.computed->expression.text)));
    if (column.identity)
        lines.append(QObject::tr("Numbered by the database"));
    if (!column.comment.empty())
        lines.append(fromUtf8(column.comment));
    return lines.join('\n');
}

} // namespace

ExplorerModel::ExplorerModel(ConnectionList& connections, TaskRunner& runner, QObject* parent)
    : QAbstractItemModel(parent)
    , m_connections(connections)
    , m_runner(runner)
    , m_root(std::make_unique<ExplorerNode>())
    , m_found(std::make_unique<ExplorerNode>())
    , m_shown(m_root.get())
{
    m_root->populated = true;
    m_found->populated = true;
    connect(&connections, &ConnectionList::connectionOpened, this, &ExplorerModel::addConnection);
    connect(&connections, &ConnectionList::connectionClosing, this, &ExplorerModel::removeConnection);
    for (DatabaseConnection* connection : connections.all())
        addConnection(connection);
}

ExplorerModel::~ExplorerModel() = default;

ExplorerModel::Database* ExplorerModel::database(const QString& id) const
{
    const auto found = std::find_if(
        m_databases.begin(), m_databases.end(), [&](const auto& database) { return database->id == id; });
    return found == m_databases.end() ? nullptr : found->get();
}

void ExplorerModel::addConnection(DatabaseConnection* connection)
{
    auto database = std::make_unique<Database>();
    database->connection = connection;
    database->id = connection->id();
    const bool shown = m_shown == m_root.get();
    const int row = int(m_root->children.size());
    if (shown)
        beginInsertRows({}, row, row);
    ObjectRef ref;
    ref.connectionId = connection->id();
    ref.kind = ObjectRef::Kind::Connection;
    ExplorerNode* node = m_root->add(
        Kind::Connection, ref, connection->name(), isFileUrl(connection->url()) ? "database" : "server");
    updateLabel(*node, *connection);
    m_databases.push_back(std::move(database));
    if (shown)
        endInsertRows();
    connect(connection, &DatabaseConnection::stateChanged, this,
        [this, connection] { updateConnection(connection); });
    connect(connection, &DatabaseConnection::metadataChanged, this, [this, connection] {
        if (Database* known = this->database(connection->id()))
            indexConnection(*known);
    });
    if (connection->metadata())
        indexConnection(*m_databases.back());
    if (!m_searchText.isEmpty())
        search();
}

void ExplorerModel::removeConnection(DatabaseConnection* connection)
{
    disconnect(connection, nullptr, this, nullptr);
    const auto found = std::find_if(m_databases.begin(), m_databases.end(),
        [&](const auto& database) { return database->connection == connection; });
    if (found == m_databases.end())
        return;
    // Its found rows go with it: they point at what it knew.
    const QString id = (*found)->id;
    for (ExplorerNode* tree : {m_root.get(), m_found.get()}) {
        const auto node = std::find_if(tree->children.begin(), tree->children.end(),
            [&](const auto& child) { return child->ref.connectionId == id; });
        if (node == tree->children.end())
            continue;
        const int row = (*node)->row;
        if (tree == m_shown)
            beginRemoveRows({}, row, row);
        tree->children.erase(node);
        for (int i = row; i < int(tree->children.size()); ++i)
            tree->children[std::size_t(i)]->row = i;
        if (tree == m_shown)
            endRemoveRows();
    }
    m_databases.erase(found);
}

void ExplorerModel::updateLabel(ExplorerNode& node, const DatabaseConnection& connection) const
{
    node.text = connection.name();
    node.detail = stateText(connection);
    node.secondIcon = connection.state() == DatabaseConnection::State::Failed ? "error" : "";
}

void ExplorerModel::updateConnection(DatabaseConnection* connection)
{
    for (ExplorerNode* tree : {m_root.get(), m_found.get()}) {
        for (const auto& child : tree->children) {
            if (child->ref.connectionId != connection->id())
                continue;
            updateLabel(*child, *connection);
            if (tree == m_shown) {
                const QModelIndex changed = indexOfNode(child.get());
                emit dataChanged(changed, changed);
            }
        }
    }
}

void ExplorerModel::indexConnection(Database& database)
{
    ++m_pendingIndexes;
    // Not in a channel: each delivers, so that the count comes back to 0. A late one is told by its metadata.
    m_runner.run(
        QString(),
        [metadata = database.connection->metadata()](
            TaskContext&) mutable { return buildExplorerIndex(std::move(metadata)); },
        this,
        [this, id = database.id](Result<std::shared_ptr<const ExplorerIndex>> index) {
            --m_pendingIndexes;
            if (index)
                takeIndex(id, std::move(*index));
        });
}

void ExplorerModel::takeIndex(const QString& id, std::shared_ptr<const ExplorerIndex> index)
{
    Database* database = this->database(id);
    if (!database || database->connection->metadata() != index->metadata)
        return;
    const auto node = std::find_if(m_root->children.begin(), m_root->children.end(),
        [&](const auto& child) { return child->ref.connectionId == id; });
    ExplorerNode& connection = **node;
    const bool shown = m_shown == m_root.get();
    const QModelIndex parent = shown ? indexOfNode(&connection) : QModelIndex();
    if (!connection.children.empty()) {
        if (shown)
            beginRemoveRows(parent, 0, int(connection.children.size()) - 1);
        connection.children.clear();
        if (shown)
            endRemoveRows();
    }
    database->index = std::move(index);
    ExplorerNode scratch = scratchOf(connection);
    populateConnection(scratch, *database->index);
    if (!scratch.children.empty()) {
        if (shown)
            beginInsertRows(parent, 0, int(scratch.children.size()) - 1);
        adopt(connection, scratch);
        if (shown)
            endInsertRows();
    }
    updateConnection(database->connection);
    emit indexReady(id);
    if (!m_searchText.isEmpty())
        search();
}

QModelIndex ExplorerModel::index(int row, int column, const QModelIndex& parent) const
{
    if (column != 0 || row < 0)
        return {};
    const ExplorerNode* node = this->node(parent);
    if (row >= int(node->children.size()))
        return {};
    return createIndex(row, 0, node->children[std::size_t(row)].get());
}

QModelIndex ExplorerModel::indexOfNode(const ExplorerNode* node) const
{
    if (!node || node == m_shown || node->kind == Kind::Root)
        return {};
    return createIndex(node->row, 0, const_cast<ExplorerNode*>(node));
}

QModelIndex ExplorerModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? indexOfNode(node(child)->parent) : QModelIndex();
}

int ExplorerModel::rowCount(const QModelIndex& parent) const
{
    return int(node(parent)->children.size());
}

bool ExplorerModel::hasChildren(const QModelIndex& parent) const
{
    return node(parent)->mayHaveChildren();
}

const ExplorerNode* ExplorerModel::node(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<const ExplorerNode*>(index.internalPointer()) : m_shown;
}

ObjectRef ExplorerModel::ref(const QModelIndex& index) const
{
    return node(index)->ref;
}

const SqlDialect* ExplorerModel::dialectOf(const ExplorerNode& node) const
{
    const ExplorerNode* connection = node.connectionNode();
    const Database* known = connection ? database(connection->ref.connectionId) : nullptr;
    return known ? &known->connection->dialect() : nullptr;
}

bool ExplorerModel::canFetchMore(const QModelIndex& parent) const
{
    const ExplorerNode* node = this->node(parent);
    return node->kind != Kind::Connection && !node->populated && node->mayHaveChildren();
}

void ExplorerModel::fetchMore(const QModelIndex& parent)
{
    if (!canFetchMore(parent))
        return;
    auto* node = const_cast<ExplorerNode*>(this->node(parent));
    const SqlDialect* dialect = dialectOf(*node);
    if (!dialect)
        return;
    ExplorerNode scratch = scratchOf(*node);
    populate(scratch, *dialect);
    if (scratch.children.empty()) {
        node->populated = true;
        return;
    }
    beginInsertRows(parent, 0, int(scratch.children.size()) - 1);
    adopt(*node, scratch);
    endInsertRows();
}

QString ExplorerModel::toolTip(const ExplorerNode& node) const
{
    switch (node.kind) {
    case Kind::Connection: {
        const Database* known = database(node.ref.connectionId);
        if (!known)
            return {};
        QString text = node.text + '\n' + displayPlace(known->connection->url()) + '\n' + node.detail;
        if (known->connection->state() == DatabaseConnection::State::Failed)
            text += '\n' + fromUtf8(known->connection->error().message);
        return text;
    }
    case Kind::Object:
        return node.object->comment ? node.text + '\n' + fromUtf8(*node.object->comment) : node.text;
    case Kind::Column:
        return columnToolTip(node);
    case Kind::Member:
        return node.detail.isEmpty() ? node.text : node.text + '\n' + node.detail;
    default:
        return {};
    }
}

QVariant ExplorerModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const ExplorerNode& node = *this->node(index);
    switch (role) {
    case Qt::DisplayRole:
        return node.text;
    case Qt::ToolTipRole:
        return toolTip(node);
    case Qt::AccessibleTextRole:
        return node.detail.isEmpty() ? node.text : node.text + QStringLiteral(", ") + node.detail;
    case DetailRole:
        return node.detail;
    case IconRole:
        return QString::fromLatin1(node.icon);
    case SecondIconRole:
        return QString::fromLatin1(node.secondIcon);
    case MatchRole:
        return QVariant::fromValue(node.matched);
    case StateRole: {
        const Database* known = node.kind == Kind::Connection ? database(node.ref.connectionId) : nullptr;
        return known ? int(known->connection->state()) : -1;
    }
    case PathRole:
        return node.path();
    case ColourRole: {
        const Database* known = node.kind == Kind::Connection ? database(node.ref.connectionId) : nullptr;
        const auto* open = known ? qobject_cast<const OpenConnection*>(known->connection) : nullptr;
        return open ? QVariant(open->profile().colour) : QVariant();
    }
    default:
        return {};
    }
}

Qt::ItemFlags ExplorerModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    const ExplorerNode& node = *this->node(index);
    if (node.kind != Kind::Group && node.kind != Kind::MemberGroup)
        flags |= Qt::ItemIsDragEnabled;
    if (node.kind == Kind::Member || node.kind == Kind::Column)
        flags |= Qt::ItemNeverHasChildren;
    return flags;
}

QStringList ExplorerModel::mimeTypes() const
{
    return {QStringLiteral("text/plain")};
}

QMimeData* ExplorerModel::mimeData(const QModelIndexList& indexes) const
{
    QStringList names;
    for (const QModelIndex& index : indexes)
        names.append(node(index)->text);
    auto* data = new QMimeData;
    data->setText(names.join('\n'));
    return data;
}

QModelIndex ExplorerModel::indexOf(const ObjectRef& object)
{
    const auto childWhere = [this](const QModelIndex& parent, auto&& fits) {
        if (canFetchMore(parent))
            fetchMore(parent);
        for (const auto& child : node(parent)->children) {
            if (fits(*child))
                return indexOfNode(child.get());
        }
        return QModelIndex();
    };
    QModelIndex found = childWhere(
        {}, [&](const ExplorerNode& child) { return child.ref.connectionId == object.connectionId; });
    if (!found.isValid() || object.kind == ObjectRef::Kind::Connection)
        return found;
    const QModelIndex schema = childWhere(found, [&](const ExplorerNode& child) {
        return child.kind == Kind::Schema && child.ref.schema == object.schema;
    });
    if (schema.isValid())
        found = schema;
    if (object.kind == ObjectRef::Kind::Schema)
        return found;
    const bool isPart = !object.member.isEmpty();
    const auto fitsObject = [&](const ExplorerObject& candidate) {
        return candidate.name == object.name
            && (isPart ? candidate.table || candidate.view : candidate.kind == object.kind);
    };
    const QModelIndex group = childWhere(found, [&](const ExplorerNode& child) {
        return child.group
            && std::any_of(child.group->objects.begin(), child.group->objects.end(), fitsObject);
    });
    if (!group.isValid())
        return found;
    found = childWhere(
        group, [&](const ExplorerNode& child) { return child.object && fitsObject(*child.object); });
    if (!isPart)
        return found;
    const auto fitsPart = [&](const ExplorerNode& child) { return child.ref == object; };
    if (const QModelIndex column = childWhere(found, fitsPart); column.isValid())
        return column;
    for (const auto& child : node(found)->children) {
        if (child->kind != Kind::MemberGroup)
            continue;
        if (const QModelIndex member = childWhere(indexOfNode(child.get()), fitsPart); member.isValid())
            return member;
    }
    return found;
}

QModelIndex ExplorerModel::indexOfPath(const QString& path) const
{
    const ExplorerNode* node = m_shown;
    for (;;) {
        const ExplorerNode* next = nullptr;
        for (const auto& child : node->children) {
            const QString own = child->path();
            if (own == path)
                return indexOfNode(child.get());
            if (path.startsWith(own + '\x1e')) {
                next = child.get();
                break;
            }
        }
        if (!next)
            return {};
        node = next;
    }
}

void ExplorerModel::setSearchText(const QString& text)
{
    const QString wanted = text.trimmed();
    if (wanted == m_searchText)
        return;
    m_searchText = wanted;
    if (!wanted.isEmpty()) {
        search();
        return;
    }
    ++m_searchGeneration;
    m_pendingSearches = 0;
    if (m_shown == m_root.get())
        return;
    beginResetModel();
    m_shown = m_root.get();
    m_found->children.clear();
    for (const auto& database : m_databases) {
        database->foundIndex.reset();
        database->searchedIndex.reset();
        database->hits = {};
    }
    endResetModel();
    emit searchFinished();
}

void ExplorerModel::search()
{
    const quint64 generation = ++m_searchGeneration;
    m_pendingSearches = 0;
    for (const auto& database : m_databases) {
        database->hits = {};
        database->searchedIndex = database->index;
        if (!database->index)
            continue;
        ++m_pendingSearches;
        m_runner.run(
            TaskOptions{QString(), {}, QStringLiteral("search ") + database->id},
            [index = database->index, text = m_searchText](
                TaskContext& task) { return searchExplorer(*index, text, maximumHits, task.stopToken()); },
            this,
            [this, generation, id = database->id](Result<ExplorerHits> hits) {
                if (generation != m_searchGeneration)
                    return;
                if (Database* known = this->database(id); known && hits)
                    known->hits = std::move(*hits);
                if (--m_pendingSearches == 0)
                    showFound();
            });
    }
    if (m_pendingSearches == 0)
        showFound();
}

void ExplorerModel::showFound()
{
    beginResetModel();
    m_found->children.clear();
    for (const auto& database : m_databases) {
        database->foundIndex = database->searchedIndex;
        if (database->hits.hits.empty())
            continue;
        ObjectRef ref;
        ref.connectionId = database->id;
        ref.kind = ObjectRef::Kind::Connection;
        ExplorerNode* node = m_found->add(Kind::Connection, ref, database->connection->name(),
            isFileUrl(database->connection->url()) ? "database" : "server");
        updateLabel(*node, *database->connection);
        populateConnection(*node, *database->foundIndex, database->hits, database->connection->dialect());
    }
    m_shown = m_found.get();
    endResetModel();
    emit searchFinished();
}

qint64 ExplorerModel::hitCount() const
{
    qint64 count = 0;
    for (const auto& database : m_databases)
        count += database->hits.total;
    return count;
}

} // namespace relata
