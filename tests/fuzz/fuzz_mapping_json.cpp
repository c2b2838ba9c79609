// Mapped classes as a model file holds them: refused with a message, or they survive being written and read
// again.
#include "core/orm/mapping_json.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace relata;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const Result<ModelMappings> mappings = mappingsFromJson(text);
    if (!mappings) {
        if (mappings.error().message.empty())
            std::abort();
        return 0;
    }
    const Result<std::string> written = mappingsToJson(*mappings);
    if (!written)
        std::abort();
    const Result<ModelMappings> again = mappingsFromJson(*written);
    if (!again || mappingsToJson(*again) != *written)
        std::abort();
    return 0;
}
