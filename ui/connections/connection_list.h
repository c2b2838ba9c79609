// The open databases as the window sees them, and those that were open before. Implemented by
// ConnectionManager; the names here keep out of the way of its own. GUI thread only.
#pragma once

#include "core/util/result.h"
#include "ui/connections/database_connection.h"

#include <QDateTime>
#include <QList>
#include <QObject>
#include <QString>

namespace relata {

struct RecentConnection
{
    QString name;
    QString place; // where it is, for people: "reader@db.example.org:5432/shop", "~/data/shop.db"
    QString source; // what openSource() takes: a URL without password, or a path
    QString icon; // a name of Theme::icon: "database" for a file, "server"
    Environment environment = Environment::None;
    QDateTime lastUsed;
};

class ConnectionList : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // In the order in which they were opened. Owned by the list.
    virtual QList<DatabaseConnection*> all() const = 0;
    virtual DatabaseConnection* find(const QString& id) const = 0; // nullptr if it is not open

    // `source` is what stands on the command line: a database URL or a path. Returns at once; connecting goes
    // on in the background and its failure is the connection's state. What is already open is returned, not
    // opened twice. Errors: a source that cannot be understood.
    virtual Result<DatabaseConnection*> openSource(const QString& source) = 0;
    virtual void close(const QString& id) = 0;
    // What was open when the program ended last, under the same ids. Nothing is waited for.
    virtual void reopenLast() = 0;

    virtual QList<RecentConnection> recent() const = 0; // newest first
    virtual void forgetRecent(const QString& source) = 0;

signals:
    void connectionOpened(relata::DatabaseConnection* connection);
    void connectionClosing(relata::DatabaseConnection* connection);
    void connectionClosed(const QString& id);
    // Any connection's state or metadata, so that a list need not listen to each.
    void connectionChanged(relata::DatabaseConnection* connection);
    void recentChanged();
};

} // namespace relata
