// Words that need quotes as names.
#pragma once

#include <string>
#include <unordered_set>

namespace relata::mysql {

const std::unordered_set<std::string>& mysqlReservedWords();
const std::unordered_set<std::string>& mariadbReservedWords();

} // namespace relata::mysql
