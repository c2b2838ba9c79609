#include "core/schema/constraint.h"

#include "core/util/strings.h"

namespace relata {

const char* toString(ReferentialAction action)
{
    switch (action) {
    case ReferentialAction::NoAction:
        return "NO ACTION";
    case ReferentialAction::Restrict:
        return "RESTRICT";
    case ReferentialAction::Cascade:
        return "CASCADE";
    case ReferentialAction::SetNull:
        return "SET NULL";
    case ReferentialAction::SetDefault:
        return "SET DEFAULT";
    }
    return "NO ACTION";
}

std::optional<ReferentialAction> referentialActionFrom(std::string_view text)
{
    for (ReferentialAction action : {ReferentialAction::NoAction, ReferentialAction::Restrict,
             ReferentialAction::Cascade, ReferentialAction::SetNull, ReferentialAction::SetDefault}) {
        if (equalsIgnoreCase(text, toString(action)))
            return action;
    }
    return std::nullopt;
}

} // namespace relata
