// The databases that are open, and those that were. GUI thread only.
#pragma once

#include "core/util/result.h"
#include "ui/connections/database_connection.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QString>

namespace relata {

struct RecentConnection
{
    QString name;
    QString source; // a URL without password, or a path: what open() takes
    QString dialect; // "postgresql"
    Environment environment = Environment::None;
    QDateTime lastUsed;
};

class ConnectionList : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // In the order in which they were opened. Owned by the list.
    virtual QList<DatabaseConnection*> connections() const = 0;
    DatabaseConnection* find(const QString& id) const;

    // `source` is what stands on the command line: a database URL or a path. Returns at once; connecting goes
    // on in the background and its failure is the connection's state. A source that is already open is
    // returned, not opened twice. Errors: a source that cannot be understood, a file that is not there.
    virtual Result<DatabaseConnection*> open(const QString& source) = 0;
    virtual void close(const QString& id) = 0;

    // Newest first.
    virtual QList<RecentConnection> recent() const = 0;
    virtual void forgetRecent(const QString& source) = 0;

    // What brings a connection back at the next start (never a password), and the way back. nullptr if it
    // cannot be understood any more.
    virtual QJsonObject saveState(const DatabaseConnection& connection) const = 0;
    virtual DatabaseConnection* restore(const QJsonObject& state) = 0;

signals:
    void added(DatabaseConnection* connection);
    void aboutToRemove(DatabaseConnection* connection);
    void removed(const QString& id);
    // Any connection's state or metadata, so that a list need not connect to each.
    void changed(DatabaseConnection* connection);
    void recentChanged();
};

inline DatabaseConnection* ConnectionList::find(const QString& id) const
{
    for (DatabaseConnection* connection : connections()) {
        if (connection->id() == id)
            return connection;
    }
    return nullptr;
}

} // namespace relata
