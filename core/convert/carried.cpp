// What is kept as its own database's text and has no counterpart: triggers, functions, extensions ...
#include "core/convert/context.h"

namespace relata::convert_internal {

void reportCarried(Context& context)
{
    auto triggers = [&](const std::string& owner, const std::vector<Trigger>& list) {
        for (const Trigger& trigger : list)
            context.notes.lost(owner + ", trigger " + trigger.name, "trigger",
                "its body is in " + context.from.displayName + "'s own language");
    };
    for (const Draft& draft : context.drafts)
        triggers(draft.label(), draft.source->triggers);
    for (const ViewPtr& view : context.source.views())
        triggers(view->qualifiedName(), view->triggers);
    for (const CarriedObject& object : context.source.carried) {
        std::string name = object.schema.empty() ? object.name : object.schema + "." + object.name;
        context.notes.lost(
            object.kind + " " + name, object.kind, "only " + context.from.displayName + " understands it");
    }
}

} // namespace relata::convert_internal
