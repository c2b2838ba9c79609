#include "core/orm/row_reader.h"

#include "core/orm/attribute_access.h"

#include <algorithm>

namespace relata {

Loader::RowReader::RowReader(
    SessionImpl& session, const EntityColumns& columns, const LoadOptions* options, bool populateExisting)
    : m_session(session)
    , m_identities(session.identities(*columns.mapper))
    , m_columns(columns)
    , m_options(options)
    , m_populateExisting(populateExisting)
    , m_key(columns.key.size())
{ }

Loader::RowReader::RowReader(
    SessionImpl& session, const BuiltEntity& entity, const LoadOptions* options, bool populateExisting)
    : RowReader(session, entity.columns, options, populateExisting)
{
    m_unionClass = entity.unionClass;
    for (const EntityColumns& columns : entity.concretes)
        m_concretes.emplace_back(session, columns, options, populateExisting);
}

const Mapper& Loader::RowReader::classOf(const RowChunk& chunk, std::size_t row)
{
    const Mapper& mapper = *m_columns.mapper;
    if (m_columns.discriminator < 0)
        return mapper;
    ValueView value = chunk.at(row, static_cast<std::size_t>(m_columns.discriminator));
    if (mapper.identity && mapper.subclasses.empty() && sameValue(mapper.identity->view(), value))
        return mapper;
    const Mapper* found = mapper.classOf(value);
    if (!found) {
        Error error;
        error.kind = ErrorKind::Data;
        error.message = "A row of class " + mapper.className + " has the discriminator “" + value.toText()
            + "”, which is no class's polymorphic identity.";
        error.hint = "Map a class with this identity, or mend the row.";
        raise(std::move(error));
    }
    return *found;
}

void Loader::RowReader::fill(InstanceState& state, const RowChunk& chunk, std::size_t row,
    const std::vector<std::pair<int, int>>& columns, bool overwrite)
{
    for (const auto& [attribute, column] : columns) {
        CompactValue& slot = state.slot(attribute);
        if (overwrite || slot.isAbsent())
            slot.assign(chunk.at(row, static_cast<std::size_t>(column)));
    }
}

InstanceState* Loader::RowReader::read(const RowChunk& chunk, std::size_t row, bool& isFresh)
{
    if (m_unionClass >= 0) {
        std::string_view name = chunk.at(row, static_cast<std::size_t>(m_unionClass)).bytes;
        for (RowReader& reader : m_concretes) {
            if (reader.m_columns.mapper->className == name)
                return reader.read(chunk, row, isFresh);
        }
    }
    for (std::size_t i = 0; i < m_key.size(); ++i) {
        m_key[i] = chunk.at(row, static_cast<std::size_t>(m_columns.key[i]));
        if (m_key[i].isNull())
            return nullptr;
    }
    std::uint32_t hash = IdentityMap::hashOf(m_key);
    if (m_last && hash == m_lastHash && m_identities.hasKey(*m_last, m_key)) {
        isFresh = false;
        return m_last;
    }
    InstanceState* state = m_identities.find(m_key, hash);
    isFresh = !state;
    bool overwrite = !state;
    if (!state) {
        state = m_session.heap().make(classOf(chunk, row));
        state->session = &m_session;
        state->lifecycle = ObjectState::Persistent;
        state->set(InstanceState::HasRow);
        state->options = m_options;
    } else if (m_populateExisting && !state->has(InstanceState::Fresh)) {
        state->expire();
        overwrite = true;
    } else if (state->changes) {
        // What was changed here stays; only gaps are filled.
        for (const auto& [attribute, column] : m_columns.common) {
            if (state->slot(attribute).isAbsent() && !state->changes->find(attribute))
                state->slot(attribute).assign(chunk.at(row, static_cast<std::size_t>(column)));
        }
        return state;
    }
    m_last = state;
    m_lastHash = hash;
    fill(*state, chunk, row, m_columns.common, overwrite);
    for (const auto& [subclass, columns] : m_columns.ofSubclasses) {
        if (state->mapper->isA(*subclass))
            fill(*state, chunk, row, columns, overwrite);
    }
    if (isFresh) {
        m_identities.insert(state, hash);
        m_session.fire(ObjectEvent::LoadedAsPersistent, *state);
    }
    return state;
}

void JoinedItems::add(InstanceState& parent, InstanceState* item)
{
    if (m_entries.empty() || m_entries[m_last].parent != &parent) {
        auto [place, isNew] = m_places.try_emplace(&parent, m_entries.size());
        if (isNew) {
            const RelatedSlot* slot = parent.findRelated(m_relationship->index);
            m_entries.push_back({&parent, slot && slot->loaded && !m_populateExisting, {}, {}});
        }
        m_last = place->second;
    }
    Entry& entry = m_entries[m_last];
    if (entry.skip || !item || (!entry.items.empty() && entry.items.back() == item))
        return;
    // Several collections in one row multiply each other.
    if (entry.items.size() < 16) {
        if (std::find(entry.items.begin(), entry.items.end(), item) != entry.items.end())
            return;
    } else {
        if (entry.seen.empty()) {
            for (InstanceState* known : entry.items)
                entry.seen[known] = true;
        }
        if (!entry.seen.try_emplace(item, true).second)
            return;
    }
    entry.items.push_back(item);
}

void JoinedItems::finish()
{
    for (Entry& entry : m_entries) {
        if (entry.skip)
            continue;
        if (m_relationship->uselist)
            attributes::fill(*entry.parent, *m_relationship, std::move(entry.items));
        else
            attributes::fill(
                *entry.parent, *m_relationship, entry.items.empty() ? nullptr : entry.items.front());
    }
}

ParentFinder::ParentFinder(SessionImpl&, const Relationship& relationship,
    const std::vector<InstanceState*>& parents, const std::vector<int>& columns)
    : m_columns(columns)
{
    if (columns.empty())
        return; // one parent
    m_isNumber = columns.size() == 1;
    for (std::size_t i = 0; m_isNumber && i < parents.size(); ++i) {
        const CompactValue& value = parents[i]->slot(relationship.local[0]);
        m_isNumber =
            value.tag() == ValueTag::Integer && m_byNumber.try_emplace(value.view().integer, i).second;
    }
    if (m_isNumber)
        return;
    m_byNumber.clear();
    for (std::size_t i = 0; i < parents.size(); ++i) {
        std::string text;
        for (int attribute : relationship.local) {
            std::string part = parents[i]->slot(attribute).view().toText();
            text += std::to_string(part.size()) + ":" + part;
        }
        m_byText[text].push_back(i);
    }
}

void ParentFinder::append(std::vector<InstanceState*>& to, InstanceState* item)
{
    // Joined collections below repeat it, in a row.
    if (to.empty() || to.back() != item)
        to.push_back(item);
}

void ParentFinder::add(const RowChunk& chunk, std::size_t row, InstanceState* item,
    std::vector<std::vector<InstanceState*>>& children)
{
    if (m_columns.empty()) {
        append(children.front(), item);
        return;
    }
    if (m_isNumber) {
        ValueView key = chunk.at(row, static_cast<std::size_t>(m_columns.front()));
        if (key.tag != ValueTag::Integer)
            return;
        if (m_lastPlace == static_cast<std::size_t>(-1) || key.integer != m_lastNumber) {
            auto found = m_byNumber.find(key.integer);
            if (found == m_byNumber.end())
                return;
            m_lastNumber = key.integer;
            m_lastPlace = found->second;
        }
        append(children[m_lastPlace], item);
        return;
    }
    std::string text;
    for (int column : m_columns) {
        std::string part = chunk.at(row, static_cast<std::size_t>(column)).toText();
        text += std::to_string(part.size()) + ":" + part;
    }
    auto found = m_byText.find(text);
    for (std::size_t i = 0; found != m_byText.end() && i < found->second.size(); ++i)
        append(children[found->second[i]], item);
}

} // namespace relata
