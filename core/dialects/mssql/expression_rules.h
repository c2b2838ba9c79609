#pragma once

#include "core/sql/expression_rules.h"

namespace relata::mssql {

const ExpressionRules& expressionRules();

} // namespace relata::mssql
