// MainWindow: what is kept from one start to the next.
#include "ui/shell/main_window.h"

#include "ui/connections/connection_list.h"
#include "ui/shell/settings.h"

#include <QApplication>
#include <QDockWidget>
#include <QGuiApplication>
#include <QJsonArray>
#include <QScreen>

namespace relata {

namespace {

// Of the docks' arrangement: raised when panels change so much that an old one would look broken.
constexpr int layoutVersion = 1;

QJsonObject toJson(const ObjectRef& object)
{
    return {{QStringLiteral("connection"), object.connectionId}, {QStringLiteral("schema"), object.schema},
        {QStringLiteral("name"), object.name}, {QStringLiteral("member"), object.member},
        {QStringLiteral("kind"), int(object.kind)}};
}

ObjectRef objectFromJson(const QJsonObject& json)
{
    ObjectRef object;
    object.connectionId = json.value(QStringLiteral("connection")).toString();
    object.schema = json.value(QStringLiteral("schema")).toString();
    object.name = json.value(QStringLiteral("name")).toString();
    object.member = json.value(QStringLiteral("member")).toString();
    const int kind = json.value(QStringLiteral("kind")).toInt();
    if (kind >= 0 && kind <= int(ObjectRef::Kind::Routine))
        object.kind = ObjectRef::Kind(kind);
    return object;
}

} // namespace

void MainWindow::restoreWindow()
{
    if (!restoreGeometry(m_settings.windowGeometry())) {
        const QRect available = screen()->availableGeometry();
        resize(qMin(1440, available.width() - 40), qMin(900, available.height() - 40));
    }
    restoreState(m_settings.windowState(), layoutVersion);
    const QJsonObject panels = m_settings.session().value(QStringLiteral("panels")).toObject();
    for (const Dock& dock : std::as_const(m_docks)) {
        const QJsonObject state = panels.value(dock.id).toObject();
        if (!state.isEmpty())
            dock.panel->restoreState(state);
    }
    updateDockTitles();
}

void MainWindow::restoreSession()
{
    if (!m_settings.restoreSession())
        return;
    m_workbench->connections().reopenLast();
    const QJsonObject session = m_settings.session();
    const int current = session.value(QStringLiteral("current")).toInt(-1);
    Document* wanted = nullptr;
    int index = 0;
    for (const QJsonValue value : session.value(QStringLiteral("documents")).toArray()) {
        const QJsonObject json = value.toObject();
        const DocumentRequest request{json.value(QStringLiteral("kind")).toString(),
            objectFromJson(json.value(QStringLiteral("object")).toObject()),
            json.value(QStringLiteral("state")).toObject()};
        // A database that was forgotten, or a kind of document that is no more, leaves its tab out.
        const bool known = request.object.connectionId.isEmpty()
            || m_workbench->connections().find(request.object.connectionId);
        Document* document = known ? openDocument(request) : nullptr;
        if (index++ == current)
            wanted = document;
    }
    if (current < 0)
        m_documents->setCurrent(nullptr);
    else if (wanted)
        m_documents->setCurrent(wanted);
}

void MainWindow::saveSession()
{
    m_settings.setWindow(saveGeometry(), saveState(layoutVersion));
    QJsonArray documents;
    for (const Document* document : m_documents->documents()) {
        const DocumentRequest request = document->request();
        documents.append(QJsonObject{{QStringLiteral("kind"), request.kind},
            {QStringLiteral("object"), toJson(request.object)},
            {QStringLiteral("state"), document->saveState()}});
    }
    QJsonObject panels;
    for (const Dock& dock : std::as_const(m_docks)) {
        const QJsonObject state = dock.panel->saveState();
        if (!state.isEmpty())
            panels.insert(dock.id, state);
    }
    m_settings.setSession({{QStringLiteral("documents"), documents},
        {QStringLiteral("current"), int(m_documents->documents().indexOf(m_documents->current()))},
        {QStringLiteral("panels"), panels}});
    m_settings.flush();
}

void MainWindow::resetLayout()
{
    restoreState(m_defaultState);
    updateDockTitles();
}

} // namespace relata
