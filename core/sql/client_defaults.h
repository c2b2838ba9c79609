// default= and onupdate= of columns that an INSERT or UPDATE does not name, as SQLAlchemy supplies them
// ("Column INSERT/UPDATE Defaults"): expressions and sequences stand in the statement, constants are bound,
// and what a function gives is asked for with every row that is sent.
//
// compile() does this to every statement. What an upsert sets when it finds a row gets no onupdate=, as in
// SQLAlchemy.
#pragma once

#include "core/schema/column_default.h"
#include "core/sql/compiler.h"

namespace relata {

// The statement with them; the same one where there are none. Adds the parameters that functions fill to
// `supplied`; without it, their values are bound now.
ast::StmtPtr withClientDefaults(const ast::StmtPtr& statement, std::vector<SuppliedParameter>* supplied);

// The values for them. `given`: a value of the row by its column, or nullptr. Throws DatabaseError
// (Argument) for a function that nobody registered.
using RowValues = std::function<const Value*(std::size_t row, std::string_view column)>;
NamedValues suppliedValues(const std::vector<SuppliedParameter>& supplied, const RowValues& given);

// As literals and parameters of the statement say them, with these values for its parameters. Looks at both
// when it is called.
RowValues valuesOf(const ast::Stmt& statement, const NamedValues& values);

// The statement writes it and the database computes it: an expression, a sequence.
bool isMadeByDatabase(const std::optional<ColumnDefault>& value);

} // namespace relata
