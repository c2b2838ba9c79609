#include "ui/shell/panel_registry.h"

#include <algorithm>

namespace relata {

void PanelRegistry::addDock(DockFactory factory)
{
    m_docks.append(std::move(factory));
    std::stable_sort(m_docks.begin(), m_docks.end(), [](const DockFactory& a, const DockFactory& b) {
        return std::pair(a.area, a.order) < std::pair(b.area, b.order);
    });
}

void PanelRegistry::addDocument(DocumentFactory factory)
{
    m_documents.append(std::move(factory));
    std::stable_sort(m_documents.begin(), m_documents.end(),
        [](const DocumentFactory& a, const DocumentFactory& b) { return a.order < b.order; });
}

const DocumentFactory* PanelRegistry::document(const QString& kind) const
{
    const auto found = std::find_if(m_documents.begin(), m_documents.end(),
        [&](const DocumentFactory& factory) { return factory.kind == kind; });
    return found == m_documents.end() ? nullptr : &*found;
}

QList<const DocumentFactory*> PanelRegistry::documentsFor(const ObjectRef& object) const
{
    QList<const DocumentFactory*> fitting;
    for (const DocumentFactory& factory : m_documents) {
        if (factory.canOpen(object))
            fitting.append(&factory);
    }
    return fitting;
}

} // namespace relata
