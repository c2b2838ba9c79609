// Bytes and texts of shapes from anywhere: they are refused with a message, or text becomes bytes and the
// same text again. The first byte of the input chooses.
#include "core/types/geometry_text.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace relata;
    if (size == 0)
        return 0;
    const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
    const GeometryLayout layout = data[0] & 1 ? GeometryLayout::MySql : GeometryLayout::Wkb;
    std::string text(input);
    if (data[0] & 2) {
        const Result<std::string> read = geometryText(input, layout);
        const Result<std::string> begun = geometryText(input, layout, 20);
        if (read && !begun)
            std::abort();
        if (!read)
            return read.error().message.empty() ? std::abort(), 0 : 0;
        text = *read;
    }
    const Result<std::string> bytes = geometryBytes(text, layout);
    if (!bytes) // text of bytes with infinite coordinates is not taken back
        return bytes.error().message.empty() ? std::abort(), 0 : 0;
    const Result<std::string> written = geometryText(*bytes, layout);
    if (!written || geometryBytes(*written, layout) != *bytes)
        std::abort();
    return 0;
}
