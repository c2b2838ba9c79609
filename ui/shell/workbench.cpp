#include "ui/shell/workbench.h"

#include "ui/shell/panel_registry.h"

namespace relata {

Document* Workbench::openObject(const ObjectRef& object)
{
    const QList<const DocumentFactory*> fitting = panels().documentsFor(object);
    if (fitting.isEmpty())
        return nullptr;
    return openDocument({fitting.first()->kind, object, {}});
}

} // namespace relata
