// What rows come from, and SELECT:
//
//     auto books = table(metadata, "books"), authors = table(metadata, "authors");
//     auto a = authors.alias("a");
//     auto query = select(books.c("title"), a.c("name"))
//                      .join(a, books.c("author_id") == a.c("id"))   // without ON: by the foreign key
//                      .where(a.c("name").ilike("le guin%"))
//                      .orderBy(books.c("title").desc())
//                      .limit(10);
//     auto dear = select(books).where(books.c("price") > 100).cte("dear");
//     select(func::count()).selectFrom(dear);
//
// Every method returns a new value; the one it is called on stays as it is (SQLAlchemy's generative style).
// FROM holds what the columns and conditions name, in that order, less what joins already hold and what an
// enclosing SELECT offers (correlation).
#pragma once

#include "core/schema/metadata.h"
#include "core/sql/expression.h"
#include "core/sql/statement.h"

namespace relata {

class FromClause
{
public:
    explicit FromClause(ast::FromPtr node) : m_node(std::move(node)) { }
    FromClause(TablePtr table);
    const ast::FromPtr& node() const { return m_node; }

    // Throws DatabaseError (Argument) if there is no such column.
    Expression c(std::string_view name) const;
    Expression c(std::size_t index) const; // also of a subquery's expression without a name
    std::vector<Expression> columns() const;
    Expression star() const; // name.*
    FromClause alias(std::string name = {}) const; // "" = numbered when compiled: books_1
    FromClause join(const FromClause& right) const; // ON by the foreign key
    FromClause join(const FromClause& right, const Expression& on) const;
    FromClause outerJoin(const FromClause& right) const; // LEFT OUTER
    FromClause outerJoin(const FromClause& right, const Expression& on) const;
    FromClause fullJoin(const FromClause& right, const Expression& on) const;
    FromClause crossJoin(const FromClause& right) const;
    FromClause lateral(std::string name = {}) const; // of a subquery or a function

    // Of a recursive common table expression.
    FromClause unionAll(const Select& more) const;
    FromClause union_(const Select& more) const;

private:
    friend class Select;
    ast::FromPtr m_node;
};

FromClause table(TablePtr table);
// "schema.name", or "name" in the default schema. Throws DatabaseError (NoSuchTable).
FromClause table(const MetaData& metadata, std::string_view qualifiedName);
// A table that no MetaData knows: names and, where they matter, types.
FromClause lightTable(std::string name, std::vector<Column> columns, std::string schema = {});
Expression col(const FromClause& table, std::string_view name);
Expression col(const TablePtr& table, std::string_view name);
FromClause textFrom(std::string sql); // FROM as it stands
// VALUES (...), (...) AS name (columns)
FromClause values(
    std::string name, std::vector<Column> columns, const std::vector<std::vector<Expression>>& rows);
// A set-returning function: generate_series(...) AS name (columns)
FromClause tableFunction(const Expression& call, std::string name = {}, std::vector<Column> columns = {},
    bool withOrdinality = false);

// A column of a SELECT: an expression, or every column of a FROM element.
class SelectColumns
{
public:
    template <typename T>
    requires std::convertible_to<T, Expression> SelectColumns(const T& expression)
        : m_items{Expression(expression)}
    { }
    SelectColumns(const FromClause& from) : m_items(from.columns()) { }
    SelectColumns(TablePtr table) : SelectColumns(FromClause(std::move(table))) { }
    SelectColumns(std::vector<Expression> items) : m_items(std::move(items)) { }
    const std::vector<Expression>& items() const { return m_items; }

private:
    std::vector<Expression> m_items;
};

struct ForUpdate
{
    bool read = false; // FOR SHARE
    bool keyShare = false; // FOR KEY SHARE with `read`, else FOR NO KEY UPDATE
    bool noWait = false;
    bool skipLocked = false;
    std::vector<FromClause> of = {};
};

enum class CteKind
{
    Plain,
    Recursive,
};

class Select : public Statement
{
public:
    explicit Select(ast::Stmt stmt);
    explicit Select(ast::StmtPtr stmt) : Statement(std::move(stmt)) { }

    Select addColumns(const SelectColumns& columns) const;
    Select withOnlyColumns(const SelectColumns& columns) const;
    Select selectFrom(const FromClause& from) const; // select_from()
    Select join(const FromClause& right) const;
    Select join(const FromClause& right, const Expression& on) const;
    Select outerJoin(const FromClause& right) const;
    Select outerJoin(const FromClause& right, const Expression& on) const;
    Select fullJoin(const FromClause& right, const Expression& on) const;
    Select where(const Expression& condition) const; // AND with what is there
    Select filterBy(const std::vector<std::pair<std::string, Expression>>& equal) const; // of the first FROM
    template <typename... T>
    requires(sizeof...(T) > 0 && (std::convertible_to<T, Expression> && ...)) Select groupBy(const T&... by)
    const { return groupBy(std::vector<Expression>{Expression(by)...}); }
    Select groupBy(const std::vector<Expression>& by) const;
    Select having(const Expression& condition) const;
    template <typename... T>
    requires(sizeof...(T) > 0 && (std::convertible_to<T, Expression> && ...)) Select orderBy(const T&... by)
    const { return orderBy(std::vector<Expression>{Expression(by)...}); }
    Select orderBy(const std::vector<Expression>& by) const; // added to what is there
    Select unordered() const; // order_by(None)
    Select distinct() const;
    Select distinctOn(const std::vector<Expression>& by) const; // PostgreSQL
    Select limit(const Expression& rows) const;
    Select offset(const Expression& rows) const;
    Select withoutLimit() const;
    Select fetchWithTies(const Expression& rows) const; // FETCH FIRST n ROWS WITH TIES
    Select withForUpdate(const ForUpdate& lock = {}) const;
    Select correlate(const std::vector<FromClause>& to) const; // exactly these; {} = none
    Select correlateExcept(const std::vector<FromClause>& notTo) const;
    Select labelStyle(ast::LabelStyle style) const; // set_label_style()
    Select prefixWith(std::string text, std::string dialect = {}) const; // SELECT text ...
    Select suffixWith(std::string text, std::string dialect = {}) const;
    Select addCte(const FromClause& cte) const; // one that nothing else in it names

    FromClause subquery(std::string name = {}) const; // (SELECT ...) AS name
    FromClause lateral(std::string name = {}) const;
    FromClause cte(std::string name = {}, CteKind kind = CteKind::Plain,
        ast::Materialized materialized = ast::Materialized::Unsaid) const;
    Expression scalar() const; // scalar_subquery()
    Expression exists() const;

    Select union_(const Select& other) const;
    Select unionAll(const Select& other) const;
    Select intersect(const Select& other) const;
    Select intersectAll(const Select& other) const;
    Select except(const Select& other) const;
    Select exceptAll(const Select& other) const;

    // Names of what it returns; "" for an expression without one.
    std::vector<std::string> columnNames() const;

private:
    template <typename F>
    Select changed(F change) const
    {
        ast::Stmt copy = stmt();
        change(copy);
        return Select(std::move(copy));
    }
    Select combined(ast::SetOperation operation, const Select& other) const;
};

Select select(const std::vector<Expression>& columns);
template <typename... T>
requires(sizeof...(T) > 0 && (std::convertible_to<T, SelectColumns> && ...)) Select
    select(const T&... columns)
{
    std::vector<Expression> items;
    (
        [&] {
            SelectColumns part(columns);
            items.insert(items.end(), part.items().begin(), part.items().end());
        }(),
        ...);
    return select(items);
}
// Set operations over several: union_({a, b, c}).
Select compound(ast::SetOperation operation, const std::vector<Select>& parts);
Select union_(const std::vector<Select>& parts);
Select unionAll(const std::vector<Select>& parts);
Select intersect(const std::vector<Select>& parts);
Select except(const std::vector<Select>& parts);

// A whole statement of your own, with :name parameters as in text(). With columns, it can be a subquery.
Select textStatement(std::string sql, const std::vector<std::pair<std::string, Value>>& parameters = {},
    std::vector<Column> columns = {});

} // namespace relata
