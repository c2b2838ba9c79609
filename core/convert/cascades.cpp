// SQL Server refuses a foreign key whose action makes a second path between two tables, or a ring (error
// 1785). Keys keep their actions in the order of the tables as long as the paths stay single; the others get
// NO ACTION. Source: Transact-SQL reference, "Primary and foreign key constraints", "Cascading referential
// integrity".
#include "core/convert/context.h"

#include <functional>

namespace relata::convert_internal {
namespace {

// The actions of one event (DELETE or UPDATE) as arrows from the referred table to the referring one.
class Paths
{
public:
    explicit Paths(std::size_t tables) : m_down(tables), m_up(tables) { }

    // Adds the arrow unless it would be a second way to somewhere.
    bool add(std::size_t parent, std::size_t child)
    {
        if (parent == child)
            return false;
        // A table above the parent that reaches a table below the child already would reach it twice.
        std::unordered_set<std::size_t> above = reach({parent}, m_up);
        std::unordered_set<std::size_t> below = reach({child}, m_down);
        for (std::size_t table : reach({below.begin(), below.end()}, m_up)) {
            if (above.contains(table))
                return false;
        }
        if (below.contains(parent))
            return false;
        m_down[parent].push_back(child);
        m_up[child].push_back(parent);
        return true;
    }

private:
    static std::unordered_set<std::size_t> reach(
        std::vector<std::size_t> open, const std::vector<std::vector<std::size_t>>& arrows)
    {
        std::unordered_set<std::size_t> found(open.begin(), open.end());
        while (!open.empty()) {
            std::size_t node = open.back();
            open.pop_back();
            for (std::size_t next : arrows[node]) {
                if (found.insert(next).second)
                    open.push_back(next);
            }
        }
        return found;
    }
    std::vector<std::vector<std::size_t>> m_down, m_up;
};

} // namespace

void limitCascades(Context& context)
{
    if (!context.to.singleCascadePath)
        return;
    Paths onDelete(context.drafts.size());
    Paths onUpdate(context.drafts.size());
    for (std::size_t i = 0; i < context.drafts.size(); ++i) {
        Draft& draft = context.drafts[i];
        for (ForeignKeyConstraint& key : draft.table.foreignKeys) {
            Draft* parent = context.referredDraft(draft, key);
            if (!parent)
                continue;
            auto parentIndex = static_cast<std::size_t>(parent - context.drafts.data());
            auto limit = [&](Paths& paths, ReferentialAction& action, const char* event) {
                if (action == ReferentialAction::NoAction || paths.add(parentIndex, i))
                    return;
                context.notes.changed(draft.label() + ", foreign key "
                        + (key.name.empty() ? "to " + key.referredTable : key.name),
                    std::string(event) + " " + toString(action),
                    context.to.displayName + " allows one path of actions between two tables", "NO ACTION");
                action = ReferentialAction::NoAction;
            };
            limit(onDelete, key.onDelete, "ON DELETE");
            limit(onUpdate, key.onUpdate, "ON UPDATE");
        }
    }
}

} // namespace relata::convert_internal
