#include "core/builtin/builtin.h"

#include "core/engine/registry.h"

namespace relata {

void registerBuiltins()
{ }

} // namespace relata
