// Says where two MetaData differ, part by part, for tests that expect none.
#pragma once

#include "core/schema/metadata.h"

#include <QStringList>

namespace relata::test {

// Empty if a == b. At most 30 lines.
QStringList differences(const MetaData& a, const MetaData& b);

} // namespace relata::test
