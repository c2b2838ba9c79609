#pragma once

#include "core/sql/expression_rules.h"

namespace relata::sqlite {

const ExpressionRules& expressionRules();

} // namespace relata::sqlite
