#pragma once

namespace relata {

class PanelRegistry;

// The list of connections, its commands (connect, edit, refresh, close) and the question for passwords.
void registerConnections(PanelRegistry& registry);

} // namespace relata
