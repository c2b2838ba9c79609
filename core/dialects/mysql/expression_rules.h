#pragma once

#include "core/sql/expression_rules.h"

namespace relata::mysql {

enum class Server
{
    MySql,
    MariaDb,
};

const ExpressionRules& expressionRules(Server server);

} // namespace relata::mysql
