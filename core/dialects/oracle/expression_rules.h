#pragma once

#include "core/sql/expression_rules.h"

namespace relata::oracle {

const ExpressionRules& expressionRules();

} // namespace relata::oracle
