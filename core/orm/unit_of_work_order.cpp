// In which order rows are written and deleted: by the mappers' dependencies, then by the rows' own.
#include "core/orm/unit_of_work.h"

#include "core/orm/attribute_access.h"
#include "core/util/argument_error.h"

#include <algorithm>
#include <numeric>

namespace relata {

void UnitOfWork::order(std::vector<std::uint32_t>& saves, std::vector<std::uint32_t>& deletes)
{
    const std::vector<int>& saveOrder = m_session.models.saveOrder();
    m_place.assign(saveOrder.size(), 0);
    for (std::size_t i = 0; i < saveOrder.size(); ++i)
        m_place[static_cast<std::size_t>(saveOrder[i])] = static_cast<int>(i);
    auto place = [&](std::uint32_t number) {
        return m_place[static_cast<std::size_t>(m_records[number].state->mapper->root->number)];
    };
    for (std::uint32_t i = 0; i < m_records.size(); ++i) {
        if (m_records[i].action == Action::Insert || m_records[i].action == Action::Update)
            saves.push_back(i);
        else if (m_records[i].action == Action::Delete)
            deletes.push_back(i);
    }
    bool byRows = false;
    for (const Dependency& dependency : m_dependencies) {
        Record* parent = dependency.parent ? recordOf(*dependency.parent) : nullptr;
        if (!parent || parent->action != Action::Insert || dependency.post)
            continue;
        byRows = byRows || place(parent->state->scratch) >= place(dependency.child);
    }
    if (byRows)
        orderByRows(saves);
    // Objects of one class stand in their order already.
    auto sort = [](std::vector<std::uint32_t>& numbers, auto before) {
        if (!std::is_sorted(numbers.begin(), numbers.end(), before))
            std::stable_sort(numbers.begin(), numbers.end(), before);
    };
    sort(saves, [&](std::uint32_t a, std::uint32_t b) {
        return std::pair(m_records[a].level, place(a)) < std::pair(m_records[b].level, place(b));
    });
    orderDeletesByRows(deletes);
    sort(deletes, [&](std::uint32_t a, std::uint32_t b) {
        return std::pair(m_records[a].level, -place(a)) < std::pair(m_records[b].level, -place(b));
    });
}

void UnitOfWork::orderByRows(std::vector<std::uint32_t>& saves)
{
    // Kahn's algorithm over the rows, level by level, so that rows that wait for the same thing stay
    // together.
    std::vector<std::uint32_t> waiting(m_records.size(), 0);
    std::vector<std::vector<std::uint32_t>> dependants(m_records.size());
    for (const Dependency& dependency : m_dependencies) {
        Record* parent = dependency.parent ? recordOf(*dependency.parent) : nullptr;
        if (!parent || parent->action != Action::Insert || dependency.post)
            continue;
        if (m_records[dependency.child].state == dependency.parent)
            raiseArgument(dependency.parent->describe() + " refers to itself through "
                    + dependency.relationship->qualifiedName() + " before it has a key.",
                "Set postUpdate on the relationship.");
        ++waiting[dependency.child];
        dependants[dependency.parent->scratch].push_back(dependency.child);
    }
    std::vector<std::uint32_t> ready;
    for (std::uint32_t number : saves) {
        if (waiting[number] == 0)
            ready.push_back(number);
    }
    std::size_t done = 0;
    for (int level = 0; !ready.empty(); ++level) {
        std::vector<std::uint32_t> next;
        for (std::uint32_t number : ready) {
            ++done;
            m_records[number].level = level;
            for (std::uint32_t dependant : dependants[number]) {
                if (--waiting[dependant] == 0)
                    next.push_back(dependant);
            }
        }
        ready = std::move(next);
    }
    if (done < saves.size()) {
        std::string names;
        for (std::uint32_t number : saves) {
            if (waiting[number] > 0 && names.size() < 200)
                names += (names.empty() ? "" : ", ") + m_records[number].state->describe();
        }
        raiseArgument("The rows of these objects refer to each other in a circle: " + names + ".",
            "Set postUpdate on one of the relationships, so that its foreign key is written by an UPDATE "
            "afterwards.");
    }
}

void UnitOfWork::orderDeletesByRows(std::vector<std::uint32_t>& deletes)
{
    for (std::uint32_t number : deletes)
        m_records[number].level = 0;
    if (deletes.size() < 2)
        return;
    // Who refers to whom among them, where the order of the classes does not tell.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> edges; // (referring, referred)
    for (std::uint32_t number : deletes) {
        InstanceState& state = *m_records[number].state;
        int own = m_place[static_cast<std::size_t>(state.mapper->root->number)];
        for (const auto& shared : state.mapper->relationships) {
            const Relationship& relationship = *shared;
            if (relationship.secondary || relationship.viewOnly || relationship.postUpdate)
                continue;
            int other = m_place[static_cast<std::size_t>(relationship.target->root->number)];
            bool manyToOne = relationship.direction == Direction::ManyToOne;
            if (manyToOne ? own > other : own < other)
                continue;
            if (manyToOne && relationship.byPrimaryKey) {
                std::vector<ValueView> key(relationship.remote.size());
                bool whole = true;
                for (std::size_t i = 0; i < relationship.remote.size(); ++i) {
                    auto position = std::find(relationship.target->primaryKey.begin(),
                        relationship.target->primaryKey.end(), relationship.remote[i]);
                    attributes::read(state, relationship.local[i]);
                    const CompactValue& value = state.committed(relationship.local[i]);
                    whole = whole && !value.isNull();
                    key[static_cast<std::size_t>(position - relationship.target->primaryKey.begin())] =
                        value.view();
                }
                InstanceState* parent = whole ? m_session.find(*relationship.target, key) : nullptr;
                Record* known = parent ? recordOf(*parent) : nullptr;
                if (known && known->action == Action::Delete && parent != &state)
                    edges.push_back({number, parent->scratch});
            } else if (!manyToOne) {
                const RelatedSlot* slot = state.findRelated(relationship.index);
                for (std::size_t i = 0; slot && slot->many && i < slot->many->size(); ++i) {
                    InstanceState* item = (*slot->many)[i];
                    Record* known = recordOf(*item);
                    if (known && known->action == Action::Delete && item != &state)
                        edges.push_back({item->scratch, number});
                }
            }
        }
    }
    if (edges.empty())
        return;
    std::vector<std::uint32_t> waiting(m_records.size(), 0);
    std::vector<std::vector<std::uint32_t>> referredBy(m_records.size());
    for (const auto& [referring, referred] : edges) {
        ++waiting[referred];
        referredBy[referring].push_back(referred);
    }
    std::vector<std::uint32_t> ready;
    for (std::uint32_t number : deletes) {
        if (waiting[number] == 0)
            ready.push_back(number);
    }
    for (int level = 0; !ready.empty(); ++level) {
        std::vector<std::uint32_t> next;
        for (std::uint32_t number : ready) {
            m_records[number].level = level;
            for (std::uint32_t referred : referredBy[number]) {
                if (--waiting[referred] == 0)
                    next.push_back(referred);
            }
        }
        ready = std::move(next);
    }
}

} // namespace relata
