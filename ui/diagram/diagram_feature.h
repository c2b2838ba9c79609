#pragma once

namespace relata {

class PanelRegistry;

// The Diagram tab and its actions.
void registerDiagram(PanelRegistry& registry);

} // namespace relata
