// The list of panels: the only file that names concrete ones. A panel's folder offers a function that
// registers its docks, documents and actions; here stands one line for it.
#include "ui/shell/panel_registry.h"

#include "ui/connections/connection_manager.h"
#include "ui/connections/keychain_password_store.h"
#include "ui/diagram/diagram_feature.h"
#include "ui/shell/settings.h"
#include "ui/shell/workbench.h"

#include <QFileInfo>

namespace relata {

void registerPanels(PanelRegistry& registry)
{
    registry.setConnections([](Workbench& workbench, QObject* parent) -> ConnectionList* {
        auto* passwords = new KeychainPasswordStore;
        const QString profiles =
            QFileInfo(workbench.settings().file()).absolutePath() + QStringLiteral("/connections.json");
        auto* manager = new ConnectionManager(workbench.tasks(), *passwords, profiles, parent);
        passwords->setParent(manager);
        return manager;
    });
    registerDiagram(registry);
}

} // namespace relata
