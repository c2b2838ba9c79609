// What the sources of expression.h share: how its values become nodes. Internal to them.
#pragma once

#include "core/sql/expression.h"

#include <vector>

namespace relata::ast {

TypePtr typeOf(TypeKind kind);
TypePtr typeOf(
    const Value& value); // that a parameter of this value gets; nullptr if the value alone does not tell
Expression make(ExprKind kind, Op op, TypePtr type, std::vector<ExprPtr> args);
std::vector<ExprPtr> nodes(const std::vector<Expression>& expressions);

} // namespace relata::ast
