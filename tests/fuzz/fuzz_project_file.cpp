// Model files: refused with a message, or they survive being written and read again.
#include "core/project/project_file.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace relata;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const Result<Project> project = projectFromJson(text);
    if (!project) {
        if (project.error().message.empty())
            std::abort();
        return 0;
    }
    const Result<std::string> written = projectToJson(*project);
    if (!written)
        std::abort();
    const Result<Project> again = projectFromJson(*written);
    if (!again || projectToJson(*again) != *written)
        std::abort();
    return 0;
}
