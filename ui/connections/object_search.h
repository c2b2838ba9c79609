// Tables, views and other objects of the open databases, for "Open any object".
#pragma once

#include "ui/shell/object_provider.h"

#include <QHash>
#include <QObject>

namespace relata {

class ConnectionList;
class DatabaseConnection;
class Workbench;

class ObjectSearch final : public QObject, public ObjectProvider
{
    Q_OBJECT

public:
    ObjectSearch(Workbench& workbench, ConnectionList& connections); // owned by the workbench
    ~ObjectSearch() override;

    std::shared_ptr<const std::vector<OpenableObject>> objects() const override;

private:
    using Objects = std::shared_ptr<const std::vector<OpenableObject>>;
    void follow(DatabaseConnection* connection);
    void read(DatabaseConnection* connection);
    void join();

    Workbench& m_workbench;
    QHash<QString, Objects> m_byConnection;
    Objects m_all;
};

} // namespace relata
