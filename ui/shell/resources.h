#pragma once

namespace relata {

// Makes the files under :/relata known. A linker drops the resources of a static library unless something
// names them.
void initResources();

} // namespace relata
