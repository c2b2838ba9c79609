// Words that need quotes as names.
#pragma once

#include <string>
#include <unordered_set>

namespace relata::oracle {

const std::unordered_set<std::string>& reservedWords();

} // namespace relata::oracle
