// Words that need quotes as names.
#pragma once

#include <string>
#include <unordered_set>

namespace relata::mssql {

const std::unordered_set<std::string>& reservedWords();

} // namespace relata::mssql
