// The kinds of panels and documents that the window can hold. Adding one is a folder, a function that
// registers it here, and a line in panel_registry.cpp, the only file that names concrete panels.
#pragma once

#include "ui/shell/panel.h"

#include <QKeySequence>
#include <QList>
#include <QString>

#include <functional>

namespace relata {

class ConnectionList;
class Workbench;

struct DockFactory
{
    enum class Area
    {
        Left,
        Right,
        Bottom,
    };

    QString id; // "explorer"; also the name under which the window remembers its place
    QString title;
    QString icon;
    Area area = Area::Left;
    int order = 0; // among the panels of the area
    bool visible = true; // at the first start
    QKeySequence shortcut; // brings it to the front
    std::function<Panel*(Workbench&, QWidget* parent)> create;
};

struct DocumentFactory
{
    QString kind; // "data"
    QString title; // what a menu says: "Data"
    QString icon;
    int order = 0; // among the ways to open one object; the lowest is what a double click does
    // Whether it can show this object (by its kind alone: cheap, no connection is asked).
    std::function<bool(const ObjectRef&)> canOpen;
    std::function<Document*(Workbench&, const DocumentRequest&, QWidget* parent)> create;
};

class PanelRegistry final
{
public:
    // Runs before the window is built: makes the list of connections and owns it through `parent`.
    using ConnectionsFactory = std::function<ConnectionList*(Workbench&, QObject* parent)>;
    // Runs once the window stands: registers actions, adds object providers.
    using Feature = std::function<void(Workbench&)>;

    void addDock(DockFactory factory);
    void addDocument(DocumentFactory factory);
    void addFeature(Feature feature) { m_features.append(std::move(feature)); }
    void setConnections(ConnectionsFactory factory) { m_connections = std::move(factory); }

    const QList<DockFactory>& docks() const { return m_docks; } // by area, then order
    const QList<DocumentFactory>& documents() const { return m_documents; } // by order
    const QList<Feature>& features() const { return m_features; }
    const ConnectionsFactory& connections() const { return m_connections; }

    const DocumentFactory* document(const QString& kind) const; // nullptr if there is none
    QList<const DocumentFactory*> documentsFor(const ObjectRef& object) const;

private:
    QList<DockFactory> m_docks;
    QList<DocumentFactory> m_documents;
    QList<Feature> m_features;
    ConnectionsFactory m_connections;
};

// Everything that this program has (panel_registry.cpp).
void registerPanels(PanelRegistry& registry);

} // namespace relata
