// The explicit list of what this program is made of. Objects that register themselves from a static library
// vanish at link time, so they are named here, and nowhere else.
#pragma once

namespace relata {

// Registers every driver and dialect. Call once at the start of main(), before other threads; further calls
// do nothing.
void registerBuiltins();

} // namespace relata
