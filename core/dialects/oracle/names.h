#pragma once

#include "core/sql/identifier_preparer.h"

#include <string>

namespace relata::oracle {

// The dictionary's name as the model has it ("ORDERS" -> "orders", "Orders" stays), and back.
std::string normalized(const std::string& name, const IdentifierPreparer& identifiers);
std::string denormalized(const std::string& name, const IdentifierPreparer& identifiers);

} // namespace relata::oracle
