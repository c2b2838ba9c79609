// Small text helpers that the standard library lacks. ASCII only where case matters: SQL's keywords are
// ASCII, and identifiers beyond it are never folded by us.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace relata {

std::string toLowerAscii(std::string_view text);
std::string toUpperAscii(std::string_view text);
bool equalsIgnoreCase(std::string_view a, std::string_view b);
bool startsWithIgnoreCase(std::string_view text, std::string_view prefix);
std::string_view trimmed(std::string_view text);
std::string replaceAll(std::string text, std::string_view from, std::string_view to);
std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);

// True if every byte sequence is well-formed UTF-8 (no overlong forms, no surrogates, nothing above
// U+10FFFF).
bool isValidUtf8(std::string_view bytes);
// Number of code points; malformed bytes count as one each.
std::size_t codePointCount(std::string_view utf8);
// The longest prefix of at most `bytes` bytes that does not cut a code point.
std::string_view utf8Prefix(std::string_view text, std::size_t bytes);
// Lower-case hexadecimal, two digits a byte.
std::string toHex(std::string_view bytes);

} // namespace relata
