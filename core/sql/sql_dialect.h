// The half of a dialect that needs no connection: traits and compilers. engine/dialect.h adds the other half.
#pragma once

#include "core/sql/dialect_traits.h"
#include "core/sql/identifier_preparer.h"
#include "core/types/value.h"

#include <memory>

namespace relata {

class DdlCompiler;
class StatementCompiler;
class TypeCompiler;
struct CompileOptions;
struct SqlType;
struct StructureKey;
struct Column;
struct Table;

// Expressions for the beginning of a long value and for the size of the whole in bytes, so that a browsed
// row costs what is shown of it. Both empty: the column is selected as it is, because its values are small,
// or because the driver cuts them at no cost (ExecutionOptions::maxCellBytes).
struct CellPrefix
{
    std::string prefix;
    std::string size;
};

// Thread-safe: a dialect has no state of a connection.
class SqlDialect
{
public:
    virtual ~SqlDialect() = default;
    virtual const DialectTraits& traits() const = 0;
    virtual const TypeCompiler& typeCompiler() const = 0;
    virtual const DdlCompiler& ddlCompiler() const = 0;
    // For one statement; statement_compiler.h.
    virtual std::unique_ptr<StatementCompiler> statementCompiler(
        const StructureKey& key, const CompileOptions& options) const;
    // What stands behind a placeholder so that the server knows the type of the value ("::INTEGER"), or "".
    // `own` is a type that was said for it; `context` what the server takes it for by itself, where that is
    // known. `inferred`: it stands where the server can tell (beside a column, in LIMIT).
    virtual std::string parameterCast(
        const Value& value, const SqlType* own, const SqlType* context, bool inferred) const;
    IdentifierPreparer identifiers() const { return IdentifierPreparer(traits()); }

    // The name of a hidden column that is unique, not NULL and ordered for this table's rows, and by which
    // the server finds rows fastest (SQLite's rowid); "" if there is none. Not quoted.
    virtual std::string rowIdentity(const Table& table) const;
    // The name of a hidden column that is another one after each change of a row (PostgreSQL's xmin); "" if
    // there is none. Not quoted.
    virtual std::string rowVersion(const Table& table) const;
    // `length` counts characters of text and bytes of binary values.
    virtual CellPrefix cellPrefix(const Column& column, std::size_t length) const;
    // A literal of any value for scripts that people read and run: INSERT, WHERE. Statements of our own bind.
    std::string valueLiteral(const ValueView& value) const;
};

} // namespace relata
