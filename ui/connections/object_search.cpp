#include "ui/connections/object_search.h"

#include "ui/connections/connection_list.h"
#include "ui/connections/schema_text.h"
#include "ui/shell/workbench.h"
#include "ui/tasks/task_runner.h"

namespace relata {
namespace {

std::vector<OpenableObject> objectsOf(
    const MetaData& metadata, const QString& connectionId, const QString& name)
{
    std::vector<OpenableObject> objects;
    objects.reserve(metadata.tables().size() + metadata.views().size());
    const auto add = [&](const ObjectRef& ref, const char* icon) {
        objects.push_back({ref, qualifiedText(ref), name, QString::fromLatin1(icon)});
    };
    for (const TablePtr& table : metadata.tables())
        add(refOf(connectionId, *table), iconOf(table->kind));
    for (const ViewPtr& view : metadata.views())
        add(refOf(connectionId, *view), iconOf(*view));
    return objects;
}

} // namespace

ObjectSearch::ObjectSearch(Workbench& workbench, ConnectionList& connections)
    : QObject(&workbench), m_workbench(workbench)
{
    join();
    connect(&connections, &ConnectionList::connectionOpened, this, &ObjectSearch::follow);
    connect(&connections, &ConnectionList::connectionClosed, this, [this](const QString& id) {
        m_byConnection.remove(id);
        join();
    });
    for (DatabaseConnection* connection : connections.all())
        follow(connection);
    workbench.addObjectProvider(this);
}

ObjectSearch::~ObjectSearch() = default;

void ObjectSearch::follow(DatabaseConnection* connection)
{
    connect(connection, &DatabaseConnection::metadataChanged, this, [this, connection] { read(connection); });
    if (connection->metadata())
        read(connection);
}

void ObjectSearch::read(DatabaseConnection* connection)
{
    m_workbench.tasks().run(
        TaskOptions{QString(), {}, QStringLiteral("objects ") + connection->id()},
        [metadata = connection->metadata(), id = connection->id(), name = connection->name()](TaskContext&) {
            return std::make_shared<const std::vector<OpenableObject>>(objectsOf(*metadata, id, name));
        },
        this,
        [this, id = connection->id()](Result<std::shared_ptr<const std::vector<OpenableObject>>> objects) {
            if (!objects)
                return;
            m_byConnection[id] = std::move(*objects);
            join();
        });
}

void ObjectSearch::join()
{
    auto all = std::make_shared<std::vector<OpenableObject>>();
    for (const Objects& objects : std::as_const(m_byConnection))
        all->insert(all->end(), objects->begin(), objects->end());
    m_all = std::move(all);
}

std::shared_ptr<const std::vector<OpenableObject>> ObjectSearch::objects() const
{
    return m_all;
}

} // namespace relata
