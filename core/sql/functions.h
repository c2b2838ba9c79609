// SQL functions: func::count(), func::call("date_trunc", "month", table.c("day")). Names are written as they
// are given; those that dialects spell differently (now, char_length, string_agg ...) are translated by the
// dialect's compiler.
#pragma once

#include "core/sql/expression.h"

namespace relata::func {

// Any function by its name, which may be qualified ("pg_catalog.lower").
Expression function(std::string name, std::vector<Expression> arguments, ast::TypePtr type = {});
template <typename... T>
requires(std::convertible_to<T, Expression>&&...) Expression call(std::string name, const T&... arguments)
{
    return function(std::move(name), std::vector<Expression>{Expression(arguments)...});
}

Expression count(); // count(*)
Expression count(const Expression& of);
Expression sum(const Expression& of);
Expression avg(const Expression& of);
Expression min(const Expression& of);
Expression max(const Expression& of);
Expression coalesce(std::vector<Expression> values);
Expression nullif(const Expression& a, const Expression& b);
Expression lower(const Expression& text);
Expression upper(const Expression& text);
Expression length(const Expression& text); // in characters
Expression trim(const Expression& text);
Expression substring(const Expression& text, const Expression& first, const Expression& count);
Expression replace(const Expression& text, const Expression& what, const Expression& by);
Expression abs(const Expression& number);
Expression round(const Expression& number);
Expression round(const Expression& number, const Expression& digits);
Expression now(); // CURRENT_TIMESTAMP
Expression currentDate();
Expression currentTime();
Expression currentTimestamp();
Expression random();
// With an ORDER BY inside where the dialect has it: string_agg(a, ',' ORDER BY b).
Expression stringAgg(
    const Expression& text, const Expression& separator, std::vector<Expression> orderBy = {});
Expression arrayAgg(const Expression& of, std::vector<Expression> orderBy = {});
// Ranks, for over().
Expression rowNumber();
Expression rank();
Expression denseRank();
Expression lag(const Expression& of);
Expression lead(const Expression& of);
Expression firstValue(const Expression& of);
Expression lastValue(const Expression& of);
Expression rollup(std::vector<Expression> of);
Expression cube(std::vector<Expression> of);
Expression groupingSets(std::vector<Expression> of); // tuples

} // namespace relata::func
