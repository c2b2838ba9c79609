#pragma once

#include "core/sql/expression_rules.h"

namespace relata::postgresql {

const ExpressionRules& expressionRules();

} // namespace relata::postgresql
