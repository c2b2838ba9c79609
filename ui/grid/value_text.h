// A whole value written for reading: JSON with line breaks, bytes as a hex dump.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relata {

// JSON with two blanks of indentation a level; nothing if it is none. Only white space between the tokens
// changes: numbers keep every digit, keys their order and their duplicates.
std::optional<std::string> indentedJson(std::string_view text);

// "00000010  89 50 4e 47 ...  |.PNG...|", 16 bytes a line, at most `maxBytes` of them.
std::string hexDump(std::string_view bytes, std::size_t maxBytes);

} // namespace relata
