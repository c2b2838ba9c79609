#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace relata::mssql {

// What a module's text says beyond its query: CREATE VIEW name (columns) WITH attributes AS query WITH CHECK
// OPTION.
struct ViewDefinition
{
    std::string query; // trimmed, without terminator and WITH CHECK OPTION; "" if the text is no CREATE VIEW
    std::vector<std::string> columnNames; // where they are written out
    std::vector<std::string> attributes; // upper case: SCHEMABINDING, ENCRYPTION, VIEW_METADATA
};

ViewDefinition readViewDefinition(std::string_view text);

} // namespace relata::mssql
