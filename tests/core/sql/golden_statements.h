// The statements that tst_golden_sql compiles in every dialect; sqlalchemy_statements.py holds the same ones
// under the same names.
#pragma once

#include "core/sql/dml.h"

#include <string>
#include <utility>
#include <vector>

namespace relata::test {

using GoldenStatement = std::pair<std::string, Statement>;
std::vector<GoldenStatement> goldenStatements();
std::vector<GoldenStatement> goldenChanges(); // INSERT, UPDATE, DELETE

// The tables that they name.
struct GoldenTables
{
    FromClause authors;
    FromClause books;
    FromClause sales;
    FromClause odd; // names that want quotes
};
const GoldenTables& goldenTables();

} // namespace relata::test
