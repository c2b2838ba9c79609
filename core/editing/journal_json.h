// Pending rows as JSON and back, for edit_journal.cpp.
#pragma once

#include "core/editing/pending_set.h"

#include <nlohmann/json.hpp>

namespace relata {

nlohmann::json journalRow(const PendingRow& row);
// Nothing for an object that is not one of journalRow()'s.
std::optional<PendingRow> journalRowFrom(const nlohmann::json& json);
// Text that is not UTF-8 becomes {"hex": ...}.
nlohmann::json journalText(const std::string& text);
std::optional<std::string> journalTextFrom(const nlohmann::json& json);

} // namespace relata
