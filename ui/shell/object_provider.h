// Objects that "Open any object" (Ctrl+P) searches. Each open database's tables and views come from one
// provider.
#pragma once

#include "ui/shell/object_ref.h"

#include <QString>

#include <memory>
#include <vector>

namespace relata {

struct OpenableObject
{
    ObjectRef object;
    QString label; // what is matched: "public.books"
    QString detail; // where it is, in muted letters: "shop on localhost"
    QString icon; // a name of Theme::icon
};

class ObjectProvider
{
public:
    virtual ~ObjectProvider() = default;

    // A snapshot, made once per change of the schema and handed out again and again: the palette asks at
    // every opening and keeps it while it is open. Never null. GUI thread.
    virtual std::shared_ptr<const std::vector<OpenableObject>> objects() const = 0;
};

} // namespace relata
