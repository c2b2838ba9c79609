// The tree of the Explorer: connections > schemas > groups > objects > columns, keys, indexes, triggers.
//
// Rows are made when their parent is opened. While a search text is set, the same model shows what was found
// instead of the whole; the search itself runs on a worker.
#pragma once

#include "ui/connections/database_connection.h"
#include "ui/explorer/explorer_node.h"

#include <QAbstractItemModel>
#include <QPersistentModelIndex>

#include <unordered_map>

namespace relata {

class ConnectionList;
class TaskRunner;

class ExplorerModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role
    {
        DetailRole = Qt::UserRole + 1, // QString, muted
        IconRole, // QString: a name of Theme::icon
        SecondIconRole, // the same, or ""
        MatchRole, // QList<int>: letters of the text to be marked
        StateRole, // int: DatabaseConnection::State, of connections; else -1
        PathRole, // QString: names the row across refreshes
        ColourRole, // QColor: that the user gave the connection; invalid for other rows
    };

    static constexpr std::size_t maximumHits = 500; // rows of objects that one search shows per connection

    ExplorerModel(ConnectionList& connections, TaskRunner& runner, QObject* parent = nullptr);
    ~ExplorerModel() override;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex&) const override { return 1; }
    bool hasChildren(const QModelIndex& parent = {}) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override; // names as text, one a line

    const ExplorerNode* node(const QModelIndex& index) const; // the root's for an invalid index
    ObjectRef ref(const QModelIndex& index) const;
    // The row of an object, made if need be; of the nearest thing above it that exists otherwise.
    QModelIndex indexOf(const ObjectRef& object);
    QModelIndex indexOfPath(const QString& path) const; // only among the rows that are made

    QString searchText() const { return m_searchText; }
    void setSearchText(const QString& text);
    bool isSearching() const { return m_pendingSearches > 0; } // results are on their way
    qint64 hitCount() const; // of the shown search, before the limit

    // Nothing is being prepared: what is shown is what there is.
    bool isSettled() const { return m_pendingSearches == 0 && m_pendingIndexes == 0; }

signals:
    void searchFinished();
    void indexReady(const QString& connectionId); // a connection's rows are there, or anew

private:
    struct Database; // a connection, its index, its found things

    void addConnection(DatabaseConnection* connection);
    void removeConnection(DatabaseConnection* connection);
    void updateConnection(DatabaseConnection* connection);
    void updateLabel(ExplorerNode& node, const DatabaseConnection& connection) const;
    void indexConnection(Database& database);
    void takeIndex(const QString& id, std::shared_ptr<const ExplorerIndex> index);
    void search();
    void showFound();
    Database* database(const QString& id) const;
    QModelIndex indexOfNode(const ExplorerNode* node) const;
    const SqlDialect* dialectOf(const ExplorerNode& node) const;
    QString toolTip(const ExplorerNode& node) const;

    ConnectionList& m_connections;
    TaskRunner& m_runner;
    std::vector<std::unique_ptr<Database>> m_databases; // in the order of the rows
    std::unique_ptr<ExplorerNode> m_root; // everything
    std::unique_ptr<ExplorerNode> m_found; // what the search found
    ExplorerNode* m_shown = nullptr; // one of these
    QString m_searchText;
    quint64 m_searchGeneration = 0;
    int m_pendingSearches = 0;
    int m_pendingIndexes = 0;
};

} // namespace relata
