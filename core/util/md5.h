// MD5 (RFC 1321), for names that must equal those of other tools. Not for anything that has to be secure.
#pragma once

#include <string>
#include <string_view>

namespace relata {

std::string md5Hex(std::string_view bytes); // 32 lower-case hexadecimal digits

} // namespace relata
