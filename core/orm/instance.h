// Objects of mapped classes, and collections of them:
//
//     author.set("name", "Ursula K. Le Guin");
//     author.get("name"), author["name"]
//     author.related("country"), author.setRelated("country", country)
//     author.collection("books").append(book);
//
// An Instance is a handle: copies are the same object, and two of one session are equal exactly if they are
// the same row. Reading what is not loaded sends a statement through the object's session, after an
// autoflush; on an object without one it throws. Handles and their session belong to one thread at a time.
//
// Everything throws DatabaseError: Argument for names and classes that do not fit, DetachedInstance as
// Argument with a hint, StaleData where the row is gone.
#pragma once

#include "core/orm/instance_state.h"
#include "core/orm/mapper_registry.h"

#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

namespace relata {

class Collection;
using AttributeValues = std::vector<std::pair<std::string, Value>>;

// What happened to an attribute since the last flush, as SQLAlchemy's History.
struct ColumnHistory
{
    bool changed = false;
    Value current;
    std::optional<Value> old; // nothing = it was not loaded, or has not changed
};

class Instance
{
public:
    Instance() = default; // null
    explicit Instance(InstanceState* state);
    Instance(const Instance& other);
    Instance(Instance&& other) noexcept : m_state(std::exchange(other.m_state, nullptr)) { }
    Instance& operator=(Instance other) noexcept
    {
        std::swap(m_state, other.m_state);
        return *this;
    }
    ~Instance();
    // A transient object that no session knows; session.add() takes it in.
    static Instance make(
        const MapperRegistry& models, std::string_view className, const AttributeValues& values = {});

    explicit operator bool() const { return m_state != nullptr; }
    bool isNull() const { return m_state == nullptr; }
    bool operator==(const Instance& other) const { return m_state == other.m_state; }
    const Mapper& mapper() const;
    const std::string& className() const { return mapper().className; }
    ObjectState state() const;

    // Column attributes, column properties, synonyms of these, hybrids, and proxies to one value.
    Value get(std::string_view name) const;
    Value operator[](std::string_view name) const { return get(name); }
    // By index, without a copy; valid until the attribute changes.
    ValueView view(int attribute) const;
    Instance& set(std::string_view name, const Value& value);
    Instance& set(int attribute, const Value& value);
    bool isLoaded(std::string_view name) const; // sends nothing
    ColumnHistory history(std::string_view name) const;
    bool isModified() const; // would the next flush write something for it
    std::vector<Value> identity() const; // the key that the database knows it by; empty without a row

    std::vector<Value> composite(std::string_view name) const;
    void setComposite(std::string_view name, const std::vector<Value>& values);
    std::vector<Value> proxied(std::string_view name) const; // an association proxy's values
    // The objects that a proxy to a relationship leads to; null ones are left out.
    std::vector<Instance> proxiedObjects(std::string_view name) const;
    // Appends, through an association proxy, a new object that has this value or leads to this object, and
    // returns it; through a proxy of a proxy, one more.
    Instance appendProxied(std::string_view name, const Value& value);
    Instance appendProxied(std::string_view name, const Instance& object);
    // Takes the object away through which the value is seen; the first one, if there are several. Throws if
    // there is none.
    void removeProxied(std::string_view name, const Value& value);
    void removeProxied(std::string_view name, const Instance& object);

    // A relationship to one object; null if there is none.
    Instance related(std::string_view name) const;
    void setRelated(std::string_view name, const Instance& other);
    // A relationship to many.
    Collection collection(std::string_view name) const;

    std::string describe() const; // "Author(id=3)"; "null"
    InstanceState* internal() const { return m_state; }

private:
    InstanceState& checked() const;
    const AssociationProxy& proxy(std::string_view name) const;
    std::vector<Instance> behind(const AssociationProxy& proxy) const; // what it looks through
    Instance makeBehind(const AssociationProxy& proxy) const; // a new one of these
    template <typename T, typename F>
    Instance appendBehind(std::string_view name, const T& what, F put);
    void removeBehind(const AssociationProxy& proxy, const Instance& item) const;
    InstanceState* m_state = nullptr;
};

class Collection
{
public:
    Collection(Instance owner, const Relationship& relationship);

    std::size_t size() const;
    bool empty() const { return size() == 0; }
    Instance at(std::size_t index) const; // throws std::out_of_range
    Instance operator[](std::size_t index) const { return at(index); }
    std::vector<Instance> all() const;
    bool contains(const Instance& item) const;
    Instance find(const Value& key) const; // of a keyed collection; null if absent
    // Also set the other direction, and add the object to the session (save-update).
    void append(const Instance& item);
    void remove(const Instance& item); // throws if it is not there
    void clear();
    void replace(const std::vector<Instance>& items);
    // What was put in and taken out since the last flush; sends nothing.
    std::vector<Instance> added() const;
    std::vector<Instance> removed() const;

    class Iterator
    {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = Instance;
        using difference_type = std::ptrdiff_t;
        using pointer = const Instance*;
        using reference = Instance;
        Iterator(const Collection* collection, std::size_t index) : m_collection(collection), m_index(index)
        { }
        Instance operator*() const { return m_collection->at(m_index); }
        Iterator& operator++()
        {
            ++m_index;
            return *this;
        }
        bool operator==(const Iterator& other) const { return m_index == other.m_index; }

    private:
        const Collection* m_collection;
        std::size_t m_index;
    };
    Iterator begin() const { return {this, 0}; }
    Iterator end() const { return {this, size()}; }

private:
    const std::vector<InstanceState*>& items() const; // loaded
    Instance m_owner;
    const Relationship* m_relationship;
};

} // namespace relata
