// INSERT, UPDATE and DELETE:
//
//     insert(books).values({{"title", "Lavinia"}, {"author_id", 7}}).returning(books.c("id"))
//     insert(books).columns({"title", "author_id"})     // parameters of these names, for executeMany()
//     insert(books).rows({"title"}, {{"a"}, {"b"}})     // VALUES (?), (?)
//     update(books).set("price", books.c("price") * 2).where(books.c("id") == 3)
//     delete_(books).where(books.c("id").in_({1, 2}))
//     insert(books).values({...}).onConflictDoUpdate({"isbn"}, {{"price", excluded("price")}})
//
// Methods return a new value. RETURNING is SQLite's (3.35), PostgreSQL's, MariaDB's (INSERT, DELETE), SQL
// Server's OUTPUT and Oracle's RETURNING INTO; where it is missing, compiling throws NotSupported.
#pragma once

#include "core/sql/selectable.h"

namespace relata {

using ColumnValues = std::vector<std::pair<std::string, Expression>>;

class Insert : public Statement
{
public:
    explicit Insert(ast::Stmt stmt);
    Insert values(const ColumnValues& values) const; // one row; a column said again is replaced
    Insert columns(std::vector<std::string> names) const; // one row of parameters that have these names
    Insert rows(std::vector<std::string> names, const std::vector<std::vector<Expression>>& rows) const;
    Insert fromSelect(std::vector<std::string> names, const Select& query) const;
    Insert defaultValues() const; // a row of nothing but defaults
    Insert returning(const SelectColumns& columns) const;
    // Upsert. `target` names the columns of the unique key; MySQL takes whichever key is violated. Oracle and
    // SQL Server get a MERGE.
    Insert onConflictDoNothing(const std::vector<std::string>& target = {}) const;
    Insert onConflictDoUpdate(const std::vector<std::string>& target, const ColumnValues& set) const;
    Insert onConflictDoUpdate(
        const std::vector<std::string>& target, const ColumnValues& set, const Expression& where) const;
    // Of a partial unique index.
    Insert conflictTargetWhere(const Expression& where) const;
    Insert onConstraintDoUpdate(std::string constraint, const ColumnValues& set) const; // PostgreSQL
    Insert prefixWith(std::string text, std::string dialect = {}) const; // INSERT text INTO ...
    FromClause cte(std::string name = {}) const; // with RETURNING
};

class Update : public Statement
{
public:
    explicit Update(ast::Stmt stmt);
    Update set(std::string column, const Expression& value) const;
    Update values(const ColumnValues& values) const;
    Update columns(const std::vector<std::string>& names) const; // parameters that have these names
    Update where(const Expression& condition) const;
    Update from(const FromClause& other) const; // UPDATE ... FROM, or as the dialect says it
    Update returning(const SelectColumns& columns) const;
    FromClause cte(std::string name = {}) const;
};

class Delete : public Statement
{
public:
    explicit Delete(ast::Stmt stmt);
    Delete where(const Expression& condition) const;
    Delete usingFrom(const FromClause& other) const; // DELETE ... USING
    Delete returning(const SelectColumns& columns) const;
    FromClause cte(std::string name = {}) const;
};

Insert insert(const FromClause& table);
Update update(const FromClause& table);
Delete delete_(const FromClause& table);

} // namespace relata
