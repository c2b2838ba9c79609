// What can stand at a place in a statement, from a MetaData: tables, views, columns, schemas, routines, types
// and keywords, best first. Any thread; a MetaData of 20,000 tables takes a few milliseconds.
#pragma once

#include "core/parse/completion_context.h"
#include "core/schema/metadata.h"
#include "core/sql/sql_dialect.h"

namespace relata {

struct Completion
{
    enum class Kind
    {
        Column,
        Table,
        View,
        Alias,
        Schema,
        Routine,
        Keyword,
    };

    Kind kind = Kind::Keyword;
    std::string label; // the name as it is
    std::string insert; // what is to be written: quoted where the dialect asks for it
    std::string detail; // "integer · books", for people
    int score = 0; // higher is better; only their order means something
};

// At most `most` of them. Matching is by letters in order, regardless of case; a prefix beats the beginning
// of a word inside the name, which beats letters anywhere.
std::vector<Completion> completions(const CompletionContext& context, const MetaData& metadata,
    const SqlDialect& dialect, std::size_t most = 200);

// 0: the letters of `pattern` do not appear in `text` in this order.
int completionScore(std::string_view pattern, std::string_view text);

// Words that a query is made of, in capitals, for dialects in common; reserved words of a dialect come from
// its traits.
const std::vector<std::string_view>& commonKeywords();
const std::vector<std::string_view>& commonFunctions(); // in lower case

} // namespace relata
