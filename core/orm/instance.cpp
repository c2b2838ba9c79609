#include "core/orm/instance.h"

#include "core/orm/attribute_access.h"
#include "core/orm/evaluator.h"
#include "core/orm/session_impl.h"
#include "core/util/argument_error.h"

#include <algorithm>

namespace relata {
namespace {

const AttributeName& named(const Mapper& mapper, std::string_view name)
{
    const AttributeName* found = mapper.find(name);
    if (!found)
        mapper.columnIndex(name); // throws, with the names that there are
    return *found;
}

std::size_t index(int number)
{
    return static_cast<std::size_t>(number);
}

} // namespace

Instance::Instance(InstanceState* state) : m_state(state)
{
    if (m_state)
        m_state->heap->addHandle(*m_state);
}

Instance::Instance(const Instance& other) : Instance(other.m_state)
{ }

Instance::~Instance()
{
    if (m_state)
        m_state->heap->dropHandle(*m_state);
}

Instance Instance::make(
    const MapperRegistry& models, std::string_view className, const AttributeValues& values)
{
    Instance object(ObjectHeap::create()->make(models.mapper(className)));
    for (const auto& [name, value] : values)
        object.set(name, value);
    return object;
}

InstanceState& Instance::checked() const
{
    if (!m_state)
        raiseArgument("There is no object here: the Instance is null.");
    return *m_state;
}

const Mapper& Instance::mapper() const
{
    return *checked().mapper;
}

ObjectState Instance::state() const
{
    return checked().lifecycle;
}

Value Instance::get(std::string_view name) const
{
    InstanceState& state = checked();
    const Mapper& mapper = *state.mapper;
    const AttributeName& found = named(mapper, name);
    switch (found.kind) {
    case AttributeKind::Column:
        return attributes::read(state, found.index).value();
    case AttributeKind::Hybrid: {
        const ExpressionMapping& hybrid = mapper.hybrids[index(found.index)];
        auto parsed = parseFormula(hybrid.expression);
        if (!parsed)
            raise(parsed.error());
        // Evaluating must not stop at what is expired.
        std::optional<Value> value =
            evaluate(*parsed->node(), [&](const std::string& asked) -> std::optional<Value> {
                return mapper.find(asked) ? std::optional<Value>(get(asked)) : std::nullopt;
            });
        if (!value)
            raiseArgument("Hybrid " + mapper.className + "." + hybrid.name + " (" + hybrid.expression
                + ") can be used in queries, but not be computed here.");
        return *value;
    }
    case AttributeKind::AssociationProxy: {
        const AssociationProxy& proxy = mapper.proxies[index(found.index)];
        const Relationship& relationship = *mapper.relationships[index(proxy.relationship)];
        if (relationship.uselist)
            raiseArgument(
                "“" + std::string(name) + "” stands for several values.", "Read them with proxied().");
        Instance other = related(relationship.name);
        return other ? other.get(proxy.attribute) : Value();
    }
    default:
        raiseArgument("“" + std::string(name) + "” of class " + mapper.className + " is not a single value.",
            found.kind == AttributeKind::Composite ? "Read it with composite()."
                                                   : "Read it with related() or collection().");
    }
}

ValueView Instance::view(int attribute) const
{
    return attributes::read(checked(), attribute).view();
}

Instance& Instance::set(std::string_view name, const Value& value)
{
    const AttributeName& found = named(mapper(), name);
    if (found.kind != AttributeKind::Column)
        raiseArgument(
            "“" + std::string(name) + "” of class " + mapper().className + " is no column that can be set.");
    return set(found.index, value);
}

Instance& Instance::set(int attribute, const Value& value)
{
    attributes::write(checked(), attribute, value);
    return *this;
}

bool Instance::isLoaded(std::string_view name) const
{
    const InstanceState& state = checked();
    const AttributeName& found = named(*state.mapper, name);
    if (found.kind == AttributeKind::Column)
        return !state.slot(found.index).isAbsent();
    if (found.kind == AttributeKind::Relationship) {
        const RelatedSlot* slot = state.findRelated(found.index);
        return slot && slot->loaded;
    }
    return true;
}

ColumnHistory Instance::history(std::string_view name) const
{
    InstanceState& state = checked();
    int attribute = state.mapper->columnIndex(name);
    ColumnHistory history;
    history.current = state.slot(attribute).value();
    if (state.changes) {
        if (const CompactValue* old = state.changes->find(attribute)) {
            history.changed = true;
            if (!old->isAbsent())
                history.old = old->value();
        }
    }
    return history;
}

bool Instance::isModified() const
{
    return checked().isModified();
}

std::vector<Value> Instance::identity() const
{
    const InstanceState& state = checked();
    std::vector<Value> key;
    if (state.has(InstanceState::HasRow)) {
        for (int attribute : state.mapper->primaryKey)
            key.push_back(state.committed(attribute).value());
    }
    return key;
}

std::vector<Value> Instance::composite(std::string_view name) const
{
    const AttributeName& found = named(mapper(), name);
    if (found.kind != AttributeKind::Composite)
        raiseArgument("“" + std::string(name) + "” of class " + mapper().className + " is no composite.");
    std::vector<Value> values;
    for (int attribute : mapper().composites[index(found.index)].attributes)
        values.push_back(attributes::read(checked(), attribute).value());
    return values;
}

void Instance::setComposite(std::string_view name, const std::vector<Value>& values)
{
    const AttributeName& found = named(mapper(), name);
    if (found.kind != AttributeKind::Composite)
        raiseArgument("“" + std::string(name) + "” of class " + mapper().className + " is no composite.");
    const CompositeAttribute& composite = mapper().composites[index(found.index)];
    if (!values.empty() && values.size() != composite.attributes.size())
        raiseArgument("Composite " + mapper().className + "." + composite.name + " has "
            + std::to_string(composite.attributes.size()) + " parts, not " + std::to_string(values.size())
            + ".");
    for (std::size_t i = 0; i < composite.attributes.size(); ++i)
        set(composite.attributes[i], values.empty() ? Value() : values[i]);
}

const AssociationProxy& Instance::proxy(std::string_view name) const
{
    const AttributeName& found = named(mapper(), name);
    if (found.kind != AttributeKind::AssociationProxy)
        raiseArgument(
            "“" + std::string(name) + "” of class " + mapper().className + " is no association proxy.");
    return mapper().proxies[index(found.index)];
}

std::vector<Instance> Instance::behind(const AssociationProxy& proxy) const
{
    const Relationship& relationship = *mapper().relationships[index(proxy.relationship)];
    if (relationship.uselist)
        return collection(relationship.name).all();
    Instance other = related(relationship.name);
    return other ? std::vector<Instance>{other} : std::vector<Instance>();
}

Instance Instance::makeBehind(const AssociationProxy& proxy) const
{
    const Relationship& relationship = *mapper().relationships[index(proxy.relationship)];
    return Instance(checked().heap->make(*relationship.target));
}

void Instance::removeBehind(const AssociationProxy& proxy, const Instance& item) const
{
    const Relationship& relationship = *mapper().relationships[index(proxy.relationship)];
    if (!item)
        raiseArgument("What is to be taken away is not in " + mapper().className + "." + proxy.name + " of "
            + describe() + ".");
    if (relationship.uselist)
        collection(relationship.name).remove(item);
    else
        Instance(*this).setRelated(relationship.name, Instance());
}

std::vector<Value> Instance::proxied(std::string_view name) const
{
    const AssociationProxy& found = proxy(name);
    std::vector<Value> values;
    for (const Instance& item : behind(found)) {
        const AttributeName& attribute = named(item.mapper(), found.attribute);
        if (attribute.kind == AttributeKind::AssociationProxy) {
            std::vector<Value> more = item.proxied(found.attribute);
            values.insert(values.end(), more.begin(), more.end());
        } else {
            values.push_back(item.get(found.attribute));
        }
    }
    return values;
}

std::vector<Instance> Instance::proxiedObjects(std::string_view name) const
{
    const AssociationProxy& found = proxy(name);
    std::vector<Instance> objects;
    for (const Instance& item : behind(found)) {
        const AttributeName& attribute = named(item.mapper(), found.attribute);
        std::vector<Instance> more;
        if (attribute.kind == AttributeKind::AssociationProxy)
            more = item.proxiedObjects(found.attribute);
        else if (item.mapper().relationship(found.attribute).uselist)
            more = item.collection(found.attribute).all();
        else if (Instance one = item.related(found.attribute))
            more = {one};
        objects.insert(objects.end(), more.begin(), more.end());
    }
    return objects;
}

template <typename T, typename F>
Instance Instance::appendBehind(std::string_view name, const T& what, F put)
{
    const AssociationProxy& found = proxy(name);
    const Relationship& relationship = *mapper().relationships[index(found.relationship)];
    Instance made = makeBehind(found);
    if (named(made.mapper(), found.attribute).kind == AttributeKind::AssociationProxy)
        made.appendProxied(found.attribute, what);
    else
        put(made, found.attribute);
    if (relationship.uselist)
        collection(relationship.name).append(made);
    else
        setRelated(relationship.name, made);
    return made;
}

Instance Instance::appendProxied(std::string_view name, const Value& value)
{
    return appendBehind(
        name, value, [&](Instance& made, const std::string& attribute) { made.set(attribute, value); });
}

Instance Instance::appendProxied(std::string_view name, const Instance& object)
{
    return appendBehind(name, object, [&](Instance& made, const std::string& attribute) {
        if (made.mapper().relationship(attribute).uselist)
            made.collection(attribute).append(object);
        else
            made.setRelated(attribute, object);
    });
}

void Instance::removeProxied(std::string_view name, const Value& value)
{
    const AssociationProxy& found = proxy(name);
    for (const Instance& item : behind(found)) {
        bool nested = named(item.mapper(), found.attribute).kind == AttributeKind::AssociationProxy;
        std::vector<Value> values =
            nested ? item.proxied(found.attribute) : std::vector<Value>{item.get(found.attribute)};
        for (const Value& one : values) {
            if (sameValue(one.view(), value.view()))
                return removeBehind(found, item);
        }
    }
    removeBehind(found, Instance()); // throws
}

void Instance::removeProxied(std::string_view name, const Instance& object)
{
    const AssociationProxy& found = proxy(name);
    for (const Instance& item : behind(found)) {
        bool nested = named(item.mapper(), found.attribute).kind == AttributeKind::AssociationProxy;
        std::vector<Instance> objects;
        if (nested)
            objects = item.proxiedObjects(found.attribute);
        else if (item.mapper().relationship(found.attribute).uselist)
            objects = item.collection(found.attribute).all();
        else
            objects = {item.related(found.attribute)};
        if (std::find(objects.begin(), objects.end(), object) != objects.end())
            return removeBehind(found, item);
    }
    removeBehind(found, Instance()); // throws
}

Instance Instance::related(std::string_view name) const
{
    InstanceState& state = checked();
    const Relationship& relationship = state.mapper->relationship(name);
    if (relationship.uselist)
        raiseArgument("Relationship " + relationship.qualifiedName() + " leads to many objects.",
            "Read it with collection().");
    return Instance(attributes::one(state, relationship));
}

void Instance::setRelated(std::string_view name, const Instance& other)
{
    InstanceState& state = checked();
    const Relationship& relationship = state.mapper->relationship(name);
    if (relationship.uselist)
        raiseArgument("Relationship " + relationship.qualifiedName() + " leads to many objects.",
            "Change it with collection().");
    attributes::setOne(state, relationship, other.m_state, attributes::Origin::Direct);
}

Collection Instance::collection(std::string_view name) const
{
    const Relationship& relationship = checked().mapper->relationship(name);
    if (!relationship.uselist)
        raiseArgument("Relationship " + relationship.qualifiedName() + " leads to one object.",
            "Read it with related().");
    return Collection(*this, relationship);
}

std::string Instance::describe() const
{
    return m_state ? m_state->describe() : "null";
}

Collection::Collection(Instance owner, const Relationship& relationship)
    : m_owner(std::move(owner)), m_relationship(&relationship)
{ }

const std::vector<InstanceState*>& Collection::items() const
{
    static const std::vector<InstanceState*> none;
    RelatedSlot& slot = attributes::loaded(*m_owner.internal(), *m_relationship);
    return slot.many ? *slot.many : none;
}

std::size_t Collection::size() const
{
    return items().size();
}

Instance Collection::at(std::size_t position) const
{
    return Instance(items().at(position));
}

std::vector<Instance> Collection::all() const
{
    std::vector<Instance> objects;
    for (InstanceState* item : items())
        objects.emplace_back(item);
    return objects;
}

bool Collection::contains(const Instance& item) const
{
    const std::vector<InstanceState*>& all = items();
    return std::find(all.begin(), all.end(), item.internal()) != all.end();
}

Instance Collection::find(const Value& key) const
{
    if (m_relationship->collectionKey < 0)
        raiseArgument("The collection of " + m_relationship->qualifiedName() + " is not keyed.",
            "Give the relationship a collectionKey.");
    for (InstanceState* item : std::vector<InstanceState*>(items())) {
        if (sameValue(attributes::read(*item, m_relationship->collectionKey).view(), key.view()))
            return Instance(item);
    }
    return Instance();
}

void Collection::append(const Instance& item)
{
    if (!item)
        raiseArgument("A null Instance cannot be put into " + m_relationship->qualifiedName() + ".");
    // Under a key stands one object: another one takes its place.
    if (m_relationship->collectionKey >= 0) {
        Instance other = find(Value::copyOf(item.view(m_relationship->collectionKey)));
        if (other && other != item)
            remove(other);
    }
    attributes::append(*m_owner.internal(), *m_relationship, *item.internal(), attributes::Origin::Direct);
}

void Collection::remove(const Instance& item)
{
    if (!item
        || !attributes::remove(
            *m_owner.internal(), *m_relationship, *item.internal(), attributes::Origin::Direct))
        raiseArgument(item.describe() + " is not in " + m_relationship->qualifiedName() + " of "
            + m_owner.describe() + ".");
}

void Collection::clear()
{
    for (const Instance& item : all())
        remove(item);
}

void Collection::replace(const std::vector<Instance>& wanted)
{
    for (const Instance& item : all()) {
        if (std::find(wanted.begin(), wanted.end(), item) == wanted.end())
            remove(item);
    }
    for (const Instance& item : wanted) {
        if (!contains(item))
            append(item);
    }
}

std::vector<Instance> Collection::added() const
{
    std::vector<Instance> objects;
    const RelatedSlot* slot = m_owner.internal()->findRelated(m_relationship->index);
    for (std::size_t i = 0; slot && slot->changes && i < slot->changes->added.size(); ++i)
        objects.emplace_back(slot->changes->added[i]);
    return objects;
}

std::vector<Instance> Collection::removed() const
{
    std::vector<Instance> objects;
    const RelatedSlot* slot = m_owner.internal()->findRelated(m_relationship->index);
    for (std::size_t i = 0; slot && slot->changes && i < slot->changes->removed.size(); ++i)
        objects.emplace_back(slot->changes->removed[i]);
    return objects;
}

} // namespace relata
