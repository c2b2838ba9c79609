// Statements that are made under an sql_mode of their own. MySQL has no words for it in one statement, as
// MariaDB's SET STATEMENT: the mode is set before and set back behind.
#pragma once

#include <string>
#include <vector>

namespace relata::mysql {

// Three statements in one text, each but the last with its terminator.
std::string underMode(const std::string& mode, const std::string& statement);
// Such a text's three statements; any other text as it is.
std::vector<std::string> withoutTerminators(const std::string& text);

} // namespace relata::mysql
