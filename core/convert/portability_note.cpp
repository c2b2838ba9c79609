#include "core/convert/portability_note.h"

namespace relata {

const char* toString(NoteSeverity severity)
{
    switch (severity) {
    case NoteSeverity::Info:
        return "info";
    case NoteSeverity::Changed:
        return "changed";
    case NoteSeverity::Lost:
        return "lost";
    }
    return "info";
}

std::string PortabilityNote::toText() const
{
    std::string text = object.empty() ? what : object + ": " + what;
    text += substitute.empty() ? " is left out" : " becomes " + substitute;
    return why.empty() ? text : text + " (" + why + ")";
}

} // namespace relata
