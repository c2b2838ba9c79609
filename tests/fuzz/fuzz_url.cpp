// Whatever a person types as a URL: it is refused with a message, or it survives being written and read
// again.
#include "core/engine/url.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace relata;
    const std::string text(reinterpret_cast<const char*>(data), size);
    Url::fromSource(text);
    const Result<Url> url = Url::parse(text);
    if (!url) {
        if (url.error().message.empty())
            std::abort();
        return 0;
    }
    const std::string written = url->toString(Url::Password::Show);
    const Result<Url> again = Url::parse(written);
    if (!again || again->toString(Url::Password::Show) != written)
        std::abort();
    if (url->password && url->password->size() > 3 && *url->password != "***"
        && url->toString(Url::Password::Omit).size() >= written.size())
        std::abort();
    return 0;
}
