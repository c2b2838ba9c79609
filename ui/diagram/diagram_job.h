// What a worker does for a diagram: from MetaData to a scene that is laid out and routed.
#pragma once

#include "core/layout/auto_layout.h"
#include "core/layout/edge_routing.h"
#include "ui/render/diagram_scene.h"
#include "ui/shell/object_ref.h"

#include <map>
#include <memory>

namespace relata {

using CardPlaces = std::map<std::pair<std::string, std::string>, ScenePoint>; // by schema and table

struct DiagramQuery
{
    std::shared_ptr<const MetaData> metadata;
    ObjectRef subject; // a connection: all; a schema: its tables; a table: what is within `distance` of it
    int distance = 1; // references
    DetailLevel detail = DetailLevel::AllColumns;
    NotationKind notation = NotationKind::CrowsFoot;
    bool views = false;
    LayoutStyle layout = LayoutStyle::Automatic;
    DiagramStyle style;
    // Cards that have a place keep it as far as they can; others are laid out below them. Empty: all are laid
    // out.
    CardPlaces places;
};

struct DrawnDiagram
{
    DiagramScene scene;
    EdgeRouter router;
    QString note; // of the layout, for the user; may be empty
};

// Blocks; any thread. Errors: Cancelled.
Result<DrawnDiagram> drawDiagram(const DiagramQuery& query, std::stop_token stop);

CardPlaces placesOf(const DiagramScene& scene);

} // namespace relata
