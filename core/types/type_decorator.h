// SQLAlchemy's TypeDecorator: a type of the program's own, kept in the database as another one. The hooks
// change values on their way in and out.
//
// A decorated SqlType says all about its implementation itself (kind, length ...) and names its decorator, so
// that code which knows nothing of decorators treats it as what the database holds.
#pragma once

#include "core/types/sql_type.h"
#include "core/types/value.h"

#include <functional>
#include <string_view>

namespace relata {

struct TypeDecorator
{
    std::string name;
    SqlType impl;
    // load_dialect_impl(): what it is in one dialect; nothing = `impl`. May be empty.
    std::function<std::optional<SqlType>(std::string_view dialect)> dialectImpl = {};
    // process_bind_param() and process_result_value(): NULL is handed over too. Either may be empty. Called
    // from any thread.
    std::function<Value(const Value&, std::string_view dialect)> processBind = {};
    std::function<Value(const Value&, std::string_view dialect)> processResult = {};
};

// Before other threads start; replaces one of the same name.
void registerTypeDecorator(TypeDecorator decorator);
const TypeDecorator* findTypeDecorator(std::string_view name); // nullptr if there is none

// A type with that decorator, as a Column has it. Throws DatabaseError (Argument) for an unknown name.
SqlType decoratedType(std::string_view name);

// What a dialect makes of a type: its variant (SqlType::withVariant), then the decorator's implementation.
// `family` matches as well ("mysql" for MariaDB). The result has neither.
SqlType dialectType(const SqlType& type, std::string_view dialect, std::string_view family = {});

// Whether the type may have hooks; false for nearly every type, and quick.
inline bool mayHaveHooks(const SqlType& type)
{
    return !type.decorator.empty() || !type.variants.empty()
        || (type.kind == TypeKind::Array && type.element && mayHaveHooks(*type.element));
}
// The type's decorator, or its variant's for that dialect; nullptr if it has none.
const TypeDecorator* decoratorOf(const SqlType& type, std::string_view dialect, std::string_view family = {});
// Whether processResult() may change a value of that type.
bool hasResultHook(const SqlType& type, std::string_view dialect, std::string_view family = {});

// The hooks of that decorator, or those of an array's elements for each of them (as SQLAlchemy's ARRAY does;
// NULL for the whole array stays NULL). Values of plain types come back as they are, and so does what should
// be an array and is none.
Value processBind(const SqlType& type, Value value, std::string_view dialect, std::string_view family = {});
Value processResult(const SqlType& type, Value value, std::string_view dialect, std::string_view family = {});

} // namespace relata
