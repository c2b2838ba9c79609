// Expressions over attributes, evaluated on objects in memory: hybrids, validators, and the conditions of
// bulk statements. Three-valued like SQL: NULL where SQL says unknown.
#pragma once

#include "core/orm/attribute_expression.h"

namespace relata {

// The value of an attribute by its name; nothing = not known here.
using AttributeReader = std::function<std::optional<Value>(const std::string& name)>;

// Nothing where the expression has a part that cannot be evaluated here.
std::optional<Value> evaluate(const ast::Expr& expression, const AttributeReader& read);
// Reads the object's loaded attributes, sending nothing; hybrids are evaluated.
AttributeReader loadedAttributes(const InstanceState& state);

// The expression of a hybrid, a column property or a validator: portable SQL over attribute names. Errors
// (Argument) say where it does not parse.
Result<Expression> parseFormula(std::string_view text);

// Throws DatabaseError (Data) if a validator of the class refuses the value.
void checkValidators(InstanceState& state, int attribute, const Value& value);

} // namespace relata
