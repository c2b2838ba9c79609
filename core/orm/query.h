// Queries for objects:
//
//     session.query("Author")
//         .join("books")                                   // INNER JOIN along Author.books
//         .filter(attr("name") == "Ursula", attr("Book.title").like("L%"))
//         .orderBy(attr("name"))
//         .options(selectinload("books").joinedload("publisher"))
//         .limit(10)
//         .all();
//
// Every method returns a new query. Names without a prefix are attributes of the class that is asked for;
// "Book.title" is the joined class's, "b.title" that of a join under the alias b. Values are bound.
#pragma once

#include "core/orm/attribute_expression.h"
#include "core/orm/load_options.h"
#include "core/sql/compiler.h"
#include "core/sql/selectable.h"

namespace relata {

class SessionImpl;

// How a bulk UPDATE or DELETE keeps the session's objects true.
enum class Synchronize
{
    Auto, // evaluate if the condition can be evaluated here, else fetch
    Evaluate, // the condition is evaluated on the objects in memory; throws where it cannot be
    Fetch, // the keys of the rows are selected first
    No, // objects keep what they have until they are expired
};

struct QueryJoin
{
    std::string path; // "books", "Book.publisher", "b.publisher"
    std::string alias; // "" = the target's class name
    bool outer = false;
    std::string ofType;
    std::vector<Expression> on; // more conditions
};

struct QuerySpec
{
    const Mapper* mapper = nullptr;
    std::vector<QueryJoin> joins;
    std::vector<Expression> where;
    std::vector<Expression> orderBy;
    std::vector<Expression> groupBy;
    std::vector<Expression> having;
    std::vector<Expression> columns; // of rows(); empty for objects
    std::optional<std::int64_t> limit;
    std::optional<std::int64_t> offset;
    bool distinct = false;
    bool populateExisting = false;
    std::optional<ForUpdate> forUpdate;
    std::optional<std::vector<std::string>> polymorphic; // classes whose columns come along; {"*"} = all
    bool ownTable = false; // no polymorphic union
    LoadOptions options;
};

class Query
{
public:
    Query(SessionImpl* session, const Mapper& mapper);

    template <typename... T>
    requires(std::convertible_to<T, Expression>&&...) Query filter(const T&... conditions)
    const { return filterAll({Expression(conditions)...}); }
    Query filterAll(const std::vector<Expression>& conditions) const;
    Query filterBy(const AttributeValues& equal) const; // NULL: IS NULL
    template <typename... T>
    requires(std::convertible_to<T, Expression>&&...) Query orderBy(const T&... by)
    const { return orderByAll({Expression(by)...}); }
    Query orderByAll(const std::vector<Expression>& by) const;
    Query groupByAll(const std::vector<Expression>& by) const;
    Query having(const Expression& condition) const;
    Query limit(std::int64_t rows) const;
    Query offset(std::int64_t rows) const;
    Query distinct() const;
    Query join(std::string path, std::string alias = {}) const;
    Query outerJoin(std::string path, std::string alias = {}) const;
    Query joinOn(QueryJoin join) const;
    template <typename... T>
    Query options(const T&... options) const
    {
        return optionsAll({options...});
    }
    Query optionsAll(const std::vector<LoaderOption>& options) const;
    Query withPolymorphic(std::vector<std::string> classes) const;
    Query withForUpdate(const ForUpdate& lock = {}) const;
    Query populateExisting() const; // what is in memory is overwritten, changes included
    Query columns(const std::vector<Expression>& columns) const; // for rows()

    std::vector<Instance> all() const;
    Instance first() const; // null if there is none
    Instance one() const; // throws unless there is exactly one
    Instance oneOrNone() const; // throws if there are several
    Instance get(const std::vector<Value>& key) const;
    std::vector<std::vector<Value>> rows() const; // of columns(); of all attributes without
    Value scalar(const Expression& expression) const; // an aggregate: func::count(), func::max(attr("price"))
    std::int64_t count() const;
    bool exists() const;
    // Objects in portions, for results that do not fit into memory at once. Collections that are loaded by
    // joins are not possible here.
    void inPortions(std::size_t size, const std::function<void(const std::vector<Instance>&)>& portion) const;

    // Rows changed.
    std::int64_t update(const std::vector<std::pair<std::string, Expression>>& values,
        Synchronize how = Synchronize::Auto) const;
    std::int64_t delete_(Synchronize how = Synchronize::Auto) const;

    Select statement() const; // what all() would send, without what eager loaders add afterwards
    Compiled compiled() const;
    const QuerySpec& spec() const { return *m_spec; }

private:
    template <typename F>
    Query changed(F change) const
    {
        Query copy = *this;
        auto spec = std::make_shared<QuerySpec>(*m_spec);
        change(*spec);
        copy.m_spec = std::move(spec);
        return copy;
    }
    std::vector<Instance> loadAtMost(std::optional<std::int64_t> rows) const;

    SessionImpl* m_session;
    std::shared_ptr<const QuerySpec> m_spec;
};

} // namespace relata
