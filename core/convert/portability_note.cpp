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
    // "books, index ix_books: index" would say it twice.
    bool named = object.starts_with(what + " ") || object.find(", " + what + " ") != std::string::npos;
    std::string text = object.empty() ? what : named ? object : object + ": " + what;
    text += substitute.empty() ? " is left out" : " becomes " + substitute;
    return why.empty() ? text : text + " (" + why + ")";
}

} // namespace relata
