#include "ui/diagram/diagram_feature.h"

#include "ui/connections/connection_list.h"
#include "ui/diagram/diagram_document.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/workbench.h"

#include <QCoreApplication>

namespace relata {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Diagram", text);
}

bool canOpen(const ObjectRef& object)
{
    return !object.connectionId.isEmpty()
        && (object.kind == ObjectRef::Kind::Connection || object.kind == ObjectRef::Kind::Schema
            || object.kind == ObjectRef::Kind::Table);
}

DiagramDocument* currentDiagram(Workbench& workbench)
{
    return qobject_cast<DiagramDocument*>(workbench.currentDocument());
}

// The whole database of what is selected, else of the only one that is open.
ObjectRef databaseToDraw(Workbench& workbench)
{
    ObjectRef object;
    object.kind = ObjectRef::Kind::Connection;
    object.connectionId = workbench.selection().connectionId;
    const auto open = workbench.connections().all();
    if (object.connectionId.isEmpty() && !open.isEmpty())
        object.connectionId = open.last()->id();
    return object;
}

void addActions(Workbench& workbench)
{
    ActionRegistry& actions = workbench.actions();
    const auto onDiagram = [&actions, &workbench](
                               const QString& id, const QString& text, const QString& icon, auto run) {
        ActionSpec spec;
        spec.id = id;
        spec.text = text;
        spec.category = tr("Diagram");
        spec.icon = icon;
        spec.run = [&workbench, run] {
            if (DiagramDocument* diagram = currentDiagram(workbench))
                run(*diagram);
        };
        spec.enabled = [&workbench] { return currentDiagram(workbench) != nullptr; };
        actions.add(std::move(spec));
    };
    ActionSpec open;
    open.id = QStringLiteral("diagram.new");
    open.text = tr("Diagram of the database");
    open.category = tr("Diagram");
    open.icon = QStringLiteral("diagram");
    open.run = [&workbench] {
        workbench.openDocument({QStringLiteral("diagram"), databaseToDraw(workbench), {}});
    };
    open.enabled = [&workbench] { return !databaseToDraw(workbench).connectionId.isEmpty(); };
    actions.add(std::move(open));
    onDiagram(QStringLiteral("diagram.layout"), tr("Lay out the diagram again"), QStringLiteral("layout"),
        [](DiagramDocument& diagram) { diagram.layOutAgain(LayoutStyle::Automatic); });
    onDiagram(QStringLiteral("diagram.export"), tr("Export the diagram"), QStringLiteral("export"),
        [](DiagramDocument& diagram) { diagram.exportPicture(); });
    onDiagram(QStringLiteral("diagram.copy"), tr("Copy the diagram as an image"), QStringLiteral("copy"),
        [](DiagramDocument& diagram) { diagram.copyAsImage(); });
    onDiagram(QStringLiteral("diagram.find"), tr("Find in the diagram"), QStringLiteral("search"),
        [](DiagramDocument& diagram) { diagram.find(); });
}

} // namespace

void registerDiagram(PanelRegistry& registry)
{
    DocumentFactory factory;
    factory.kind = QStringLiteral("diagram");
    factory.title = tr("Diagram");
    factory.icon = QStringLiteral("diagram");
    factory.order = 40;
    factory.canOpen = canOpen;
    factory.create = [](Workbench& workbench, const DocumentRequest& request, QWidget* parent) -> Document* {
        return new DiagramDocument(workbench, request, parent);
    };
    registry.addDocument(std::move(factory));
    registry.addFeature(addActions);
}

} // namespace relata
