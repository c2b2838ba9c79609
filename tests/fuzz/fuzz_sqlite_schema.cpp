// SQLite's stored CREATE statements: whatever the parser takes, our DDL for it means the same.
#include "tests/core/parse/sqlite_schema_property.h"

#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    std::string broken =
        relata::test::brokenProperty(std::string_view(reinterpret_cast<const char*>(data), size));
    if (!broken.empty()) {
        std::fprintf(stderr, "%s\n", broken.c_str());
        std::abort();
    }
    return 0;
}
