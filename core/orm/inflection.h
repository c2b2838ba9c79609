// English plurals and singulars of identifiers, for names that automap gives. Only the last word of a name is
// inflected: "order_lines" <-> "order_line", "OrderLines" <-> "OrderLine".
#pragma once

#include <string>
#include <string_view>

namespace relata {

std::string singular(std::string_view name); // of what is singular already: the same
std::string plural(std::string_view name); // of what is plural already: the same
std::string toCamelCase(std::string_view snake); // "order_line" -> "OrderLine"; other signs separate words
std::string toSnakeCase(
    std::string_view camel); // "OrderLine", "orderLine" -> "order_line"; "HTTPHost" -> "http_host"

} // namespace relata
