// What people call the rows that foreign keys refer to, for showing it beside the keys: read for the keys
// that are on the screen, many at a time, on the connection's lane. GUI thread only.
#pragma once

#include "core/schema/metadata.h"
#include "core/types/value.h"
#include "ui/connections/database_connection.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <map>

namespace relata {

class ForeignLabels final : public QObject
{
    Q_OBJECT

public:
    ForeignLabels(DatabaseConnection& connection, QObject* parent);

    // The foreign keys of one column, of this table; null: none. Forgets what was read.
    void setTable(TablePtr table, std::shared_ptr<const MetaData> metadata);
    bool hasLabels(int column) const { return m_links.count(column) > 0; }
    // Empty: none, or not read yet; then it is asked for, and arrived() tells of it.
    QString label(int column, const ValueView& key);
    void forget(); // rows may be called otherwise by now
    bool isSettled() const { return m_running == 0 && !m_delay.isActive(); }

signals:
    void arrived();

private:
    struct Link
    {
        const Table* table = nullptr; // kept by m_metadata
        std::string key;
        QHash<QString, QString> known; // by the key as text; an empty label: none
        QHash<QString, Value> wanted;
    };

    void read();

    QPointer<DatabaseConnection> m_connection;
    std::shared_ptr<const MetaData> m_metadata;
    std::map<int, Link> m_links;
    QTimer m_delay;
    quint64 m_generation = 0; // what an older one asked for is dropped
    int m_running = 0;
};

} // namespace relata
