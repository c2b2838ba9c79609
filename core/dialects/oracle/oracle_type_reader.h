#pragma once

#include "core/types/sql_type.h"

#include <optional>
#include <string>

namespace relata::oracle {

// A type as ALL_TAB_COLS tells it. The native spelling is what DDL writes.
struct CatalogueType
{
    std::string name; // "VARCHAR2", "TIMESTAMP(6) WITH TIME ZONE"
    std::string owner; // of an object type; "" otherwise
    int bytes = 0;
    int characters = 0;
    bool inCharacters = false; // CHAR_USED = 'C'
    std::optional<int> precision;
    std::optional<int> scale;
};

SqlType readType(const CatalogueType& type);

} // namespace relata::oracle
