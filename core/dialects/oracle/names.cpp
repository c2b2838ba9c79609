#include "core/dialects/oracle/names.h"

#include "core/util/strings.h"

namespace relata::oracle {

std::string normalized(const std::string& name, const IdentifierPreparer& identifiers)
{
    std::string lower = toLowerAscii(name);
    return toUpperAscii(name) == name && !identifiers.needsQuotes(lower) ? lower : name;
}

std::string denormalized(const std::string& name, const IdentifierPreparer& identifiers)
{
    return identifiers.needsQuotes(name) ? name : toUpperAscii(name);
}

} // namespace relata::oracle
