// Statements of the expression language as SQL:
//
//     Compiled compiled = compile(select(books.c("title")).where(books.c("id") == 3), dialect("oracle"));
//     compiled.sql            // SELECT books.title FROM books WHERE books.id = :p1
//     compiled.parameters     // in the order of their placeholders: { "", 3 }
//     compiled.literalSql()   // ... WHERE books.id = 3, for previews; never executed by us
//
// Compiling is cached by the statement's structure: its values do not count, so a statement that is built
// anew with other values costs a traversal and not a compilation. Thread-safe.
#pragma once

#include "core/sql/row_select.h"
#include "core/sql/statement.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace relata {

class CompiledTemplate; // statement_compiler.h

// A value for a named parameter; several for one that expands (bindParam(name, Expand::Yes)).
struct NamedValue
{
    NamedValue(std::string name, Value value) : name(std::move(name)), values{std::move(value)} { }
    NamedValue(std::string name, std::vector<Value> values)
        : name(std::move(name)), values(std::move(values)), isList(true)
    { }
    std::string name;
    std::vector<Value> values;
    bool isList = false;
};
using NamedValues = std::vector<NamedValue>;

struct CompiledParameter
{
    std::string name; // "" for a value that stood in the statement
    Value value;
    bool hasValue = false; // false: a named parameter that waits for its value
    ast::TypePtr type; // null = not known
};

struct CompiledColumn
{
    std::string name; // as the server names it
    ast::TypePtr type; // null = not known
    TablePtr table; // where it is a table's column as it stands (through aliases); null otherwise
    std::string column; // of that table
};

// A parameter that a function of the program fills with each row that is sent (client_defaults.h).
struct SuppliedParameter
{
    std::string name;
    TablePtr table;
    std::string column;
    std::size_t row = 0; // of an INSERT of several rows
    bool ofUpdate = false; // onupdate= rather than default=
};

struct Compiled
{
    std::string sql;
    std::vector<CompiledParameter> parameters; // one per placeholder, in order
    std::vector<SuppliedParameter> supplied; // those among them that bind() fills by itself
    std::vector<CompiledColumn> resultColumns; // empty where it returns no rows
    ast::StmtKind kind = ast::StmtKind::Select;
    std::shared_ptr<const CompiledTemplate> structure;
    std::vector<const ast::Expr*> literals; // of the statement, for bind(); they live as long as `statement`
    ast::StmtPtr statement;

    bool returnsRows() const { return !resultColumns.empty() || kind == ast::StmtKind::Text; }
    // With values for its named parameters, ready to be executed. Throws DatabaseError (Argument) for a
    // parameter that has none, a name that there is not, or a default whose function nobody registered.
    SqlStatement bind(const NamedValues& values = {}) const;
    // With every value written into the text as a literal. Named parameters without a value stay :name.
    std::string literalSql(const NamedValues& values = {}) const;
};

struct CompileOptions
{
    // Schemas to be replaced by others ("" is the default one): SQLAlchemy's schema_translate_map.
    std::vector<std::pair<std::string, std::string>> schemaTranslate = {};
};

// Throws DatabaseError (NotSupported) for a construct that the dialect does not have, and (Argument) for a
// statement that says nothing sensible.
Compiled compile(const Statement& statement, const SqlDialect& dialect, const CompileOptions& options = {});
// An expression alone, as it would stand in WHERE; for messages and previews.
std::string literalText(const class Expression& expression, const SqlDialect& dialect);

struct CompileCacheStatistics
{
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
    std::size_t entries = 0;
};
CompileCacheStatistics compileCacheStatistics();

} // namespace relata
