// Reads pg_get_indexdef()'s text. The server alone knows which operator class is a column's default and so
// goes without saying; it says so in this text and nowhere else.
//
// CREATE [UNIQUE] INDEX name ON [ONLY] table USING method (element [COLLATE c] [class [(options)]] [DESC]
// [NULLS FIRST | LAST], ...) [INCLUDE (...)] [NULLS NOT DISTINCT] [WITH (...)] [TABLESPACE t] [WHERE (...)]
// (ruleutils.c, pg_get_indexdef_worker, versions 11 to 18)
#pragma once

#include "core/schema/index.h"

#include <string>
#include <vector>

namespace relata::postgresql {

struct IndexDefinition
{
    std::string method;
    std::vector<IndexElement> elements; // column or expression as SQL text in `expression`; column empty
    bool only = false;
    bool nullsNotDistinct = false;
    std::string storage; // inside WITH (...)
    std::string where; // with the server's parentheses
};

// False where the text is of another form; `result` then holds what was understood up to there.
bool parseIndexDefinition(std::string_view text, IndexDefinition& result);

} // namespace relata::postgresql
