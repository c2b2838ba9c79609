// Values that the program supplies, not the database: SQLAlchemy's Column(default=..., onupdate=...).
#pragma once

#include "core/schema/sql_text.h"
#include "core/types/value.h"

#include <functional>
#include <optional>
#include <string_view>

namespace relata {

struct Column;
struct Table;

struct ColumnDefault
{
    enum class Kind
    {
        Constant, // `constant` is bound
        Expression, // `expression` stands in the statement; the database evaluates it
        Callable, // the function that was registered as `callable` gives a value to bind
        Sequence, // the next value of the sequence `name` in `schema`
    };
    Kind kind = Kind::Constant;
    Value constant;
    SqlText expression;
    std::string callable;
    std::string schema; // of the sequence; "" = the default schema
    std::string name;

    static ColumnDefault of(Value constant);
    static ColumnDefault sql(SqlText expression);
    static ColumnDefault call(std::string callable);
    static ColumnDefault sequence(std::string name, std::string schema = {});

    bool operator==(const ColumnDefault&) const = default;
};

// What a callable may look at. Both live as long as the call.
struct DefaultContext
{
    const Table& table;
    const Column& column;
    // The other values of the row by column name, where the statement gives one; nullptr otherwise.
    std::function<const Value*(std::string_view column)> parameter = {};
};

using DefaultFunction = std::function<Value(const DefaultContext&)>;

// Before other threads start; replaces one of the same name. The function may be called from any thread.
void registerDefault(std::string name, DefaultFunction function);

// The value to bind: the constant, or what the callable gives. Nothing for expressions and sequences, which
// the statement writes. Throws DatabaseError (Argument) for a callable that nobody registered.
std::optional<Value> evaluateDefault(const ColumnDefault& value, const DefaultContext& context);

} // namespace relata
