// Rows of mapped tables: INSERT with the keys that come back, UPDATE of what changed, DELETE, each for many
// objects at a time. What was written into objects is kept, so that a failed flush can take it back.
#pragma once

#include "core/orm/session_impl.h"

#include <deque>
#include <span>

namespace relata {

class Persistence
{
public:
    explicit Persistence(SessionImpl& session) : m_session(session) { }

    // Of one hierarchy, in this order; consecutive objects with the same columns share statements.
    void insert(std::span<InstanceState* const> states);
    void update(std::span<InstanceState* const> states);
    void remove(std::span<InstanceState* const> states);
    // UPDATE of these attributes alone.
    void updateAttributes(InstanceState& state, const std::vector<int>& attributes);
    struct SecondaryValues
    {
        std::vector<Value> values; // secondaryLocal's, then secondaryRemote's
    };
    void insertSecondary(const Relationship& relationship, const std::vector<SecondaryValues>& rows);
    void deleteSecondary(const Relationship& relationship, const std::vector<SecondaryValues>& rows);
    // All rows of one parent from its old key to its new one.
    void moveSecondary(
        const Relationship& relationship, const std::vector<Value>& before, const std::vector<Value>& after);

    // Told of every attribute that an INSERT fills.
    std::function<void(InstanceState&, int attribute)> onGenerated;
    // What an UPDATE sets besides the changes of an object, as it was: version counters, onupdate=.
    struct Supplied
    {
        InstanceState* state;
        int attribute;
        CompactValue old;
    };
    std::vector<Supplied> supplied;

private:
    [[noreturn]] static void throwStale(
        const std::string& what, const std::string& table, std::size_t expected, std::int64_t found);
    struct InsertShape // the columns of one INSERT
    {
        const Mapper* mapper = nullptr;
        std::size_t table = 0;
        std::vector<int> attributes;
        std::vector<std::string> columns;
        std::vector<int> returning;
        bool operator==(const InsertShape&) const = default;
    };
    InsertShape shapeOf(const InstanceState& state, std::size_t table) const;
    void insertRows(const InsertShape& shape, std::span<InstanceState* const> states);
    // By one prepared statement without RETURNING, where the driver tells the keys. The number of objects
    // that were stored: the others want another way.
    std::size_t insertByKeys(const InsertShape& shape, std::span<InstanceState* const> states);
    void insertOneByOne(const InsertShape& shape, std::span<InstanceState* const> states);
    const std::string& insertSql(const InsertShape& shape, std::size_t rows);
    void prepareNew(InstanceState& state);
    void updateTable(
        std::span<InstanceState* const> states, std::size_t table, const std::vector<int>& changed);
    std::vector<int> changedOf(const InstanceState& state, std::size_t table) const;
    // Gives the objects the values of onupdate= for columns of the table that are not among `attributes`;
    // returns the attributes with them.
    std::vector<int> supplyOnUpdate(
        std::span<InstanceState* const> states, std::size_t table, const std::vector<int>& attributes);
    void supply(InstanceState& state, int attribute, const Value& value);
    // Of the object, by columns of the table: for functions that give defaults. Values stay in `kept`.
    static std::function<const Value*(std::string_view)> valuesOf(
        const InstanceState& state, const MappedTable& table, std::deque<Value>& kept);
    void removeFromTable(std::span<InstanceState* const> states, std::size_t table);
    void noteGenerated(InstanceState& state, int attribute, const ValueView& value);
    // As noteGenerated(), of a value that the database sent.
    void noteReturned(InstanceState& state, int attribute, const ValueView& value);
    // As the database is to get it: through the hook of its column's type.
    Value bound(const Column& column, Value value) const;
    Value bound(const Mapper& mapper, int attribute, const CompactValue& value) const;
    void fillPlaceholders(const InsertShape& shape, std::span<InstanceState* const> states);

    SessionImpl& m_session;
    std::map<std::string, std::string> m_sql; // by shape, number of rows
    std::unordered_map<const Mapper*, int> m_placeholders;
};

} // namespace relata
