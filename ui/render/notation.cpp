#include "ui/render/notation.h"

namespace relata {

const Notation& notationOf(NotationKind kind)
{
    switch (kind) {
    case NotationKind::Uml:
        return umlNotation();
    case NotationKind::Idef1x:
        return idef1xNotation();
    case NotationKind::CrowsFoot:
        break;
    }
    return crowsFootNotation();
}

} // namespace relata
