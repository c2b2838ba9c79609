#include "core/project/object_ids.h"

#include "core/project/schema_fields.h"

#include <type_traits>

namespace relata {

bool ObjectIds::claim(ObjectId id)
{
    return m_taken.insert(id).second;
}

ObjectId ObjectIds::allot(std::string_view key)
{
    constexpr std::uint64_t most = (std::uint64_t(1) << 53) - 1;
    std::uint64_t hash = 14695981039346656037u; // FNV-1a
    for (char c : key)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    ObjectId id{(hash ^ hash >> 53) & most};
    while (!id || m_reserved.contains(id) || !claim(id))
        id.value = (id.value + 1) & most;
    return id;
}

namespace json {
namespace {

// Visits every object with an id. Keys are those of json::Reader.
class IdVisitor
{
public:
    using Visit = std::function<void(ObjectId& id, const std::string& key)>;

    template <typename T>
    static void object(T& described, const std::string& key, const Visit& visit)
    {
        IdVisitor fields(key, visit);
        describe(fields, described);
    }
    template <typename... T>
    void required(const char*, T&&...)
    { }
    template <typename... T>
    void operator()(const char*, T&&...)
    { }
    void operator()(const char*, ObjectId& id) { m_visit(id, m_key); }
    template <typename T>
    void operator()(const char* name, std::vector<T>& list)
    {
        if constexpr (HasId<T>) {
            for (std::size_t i = 0; i < list.size(); ++i) {
                std::string last = std::to_string(i);
                if constexpr (requires { list[i].schema; })
                    last = list[i].name.empty() ? last : list[i].schema + "." + list[i].name;
                else
                    last = list[i].name.empty() ? last : "." + list[i].name;
                object(list[i], m_key + "/" + name + "/" + last, m_visit);
            }
        }
    }
    template <typename T>
    void inner(const char* name, T& described)
    {
        if constexpr (HasId<T>) {
            if (!described.empty()) // a table without a primary key
                object(described, m_key + "/" + name, m_visit);
        }
    }

private:
    IdVisitor(const std::string& key, const Visit& visit) : m_key(key), m_visit(visit) { }
    const std::string& m_key;
    const Visit& m_visit;
};

} // namespace
} // namespace json

MetaData withObjectIds(const MetaData& metadata)
{
    auto parts = json::SchemaParts::of(metadata);
    ObjectIds ids;
    json::IdVisitor::object(parts, {}, [&](ObjectId& id, const std::string&) {
        if (id)
            ids.reserve(id);
    });
    json::IdVisitor::object(parts, {}, [&](ObjectId& id, const std::string& key) {
        if (!id)
            id = ids.allot(key);
    });
    MetaData adopted = std::move(parts.rest);
    for (Table& table : parts.tables)
        adopted.addTable(std::move(table));
    for (View& view : parts.views)
        adopted.addView(std::move(view));
    return adopted;
}

} // namespace relata
