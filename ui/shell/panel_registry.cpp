// The list of panels: the only file that names concrete ones. A panel's folder offers a function that
// registers its docks, documents and actions; here stands one line for it.
#include "ui/shell/panel_registry.h"

#include "ui/changes/changes_panel.h"
#include "ui/connections/connections_feature.h"
#include "ui/console/console.h"
#include "ui/datagrid/data_grid.h"
#include "ui/diagram/diagram_feature.h"
#include "ui/explorer/explorer_panel.h"
#include "ui/sqlpreview/sql_preview_panel.h"
#include "ui/structure/structure_document.h"
#include "ui/transfer/row_import.h"

namespace relata {

void registerPanels(PanelRegistry& registry)
{
    registerConnections(registry);
    registerExplorer(registry);
    registerDataGrid(registry);
    registerConsole(registry);
    registerDiagram(registry);
    registerStructure(registry);
    registerSqlPreview(registry);
    registerChanges(registry);
    registerTransfer(registry);
}

} // namespace relata
