// How bytes and characters stand in a text file.
#pragma once

#include "core/transfer/row_writer.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace relata {

enum class BytesText
{
    Hex, // \x00ff
    Base64, // RFC 4648, with padding
};

std::string toBase64(std::string_view bytes);
std::string bytesText(std::string_view bytes, BytesText form);

enum class TextEncoding
{
    Utf8,
    Utf16, // little endian; the mark is always written
    Latin1,
};

// A sink that turns UTF-8 into another encoding on its way to `inner`. A call must not end within a
// character. Characters that the encoding lacks become '?', malformed ones U+FFFD: `replaced` counts both.
// UTF-8 passes as it is, byte by byte. `byteOrderMark` is for UTF-8; it and UTF-16's come before the first
// bytes.
ByteSink encodedSink(
    ByteSink inner, TextEncoding encoding, bool byteOrderMark, std::shared_ptr<std::int64_t> replaced);

} // namespace relata
