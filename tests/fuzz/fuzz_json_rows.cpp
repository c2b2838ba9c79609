// Whatever stands in a file of JSON rows: it is read without harm, or refused in words; each row has a field
// for each column.
#include "core/transfer/json_reader.h"
#include "core/util/error.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace relata;
    const std::string text(reinterpret_cast<const char*>(data), size);
    for (const JsonShape shape : {JsonShape::Array, JsonShape::Lines}) {
        try {
            JsonReader reader(TextSource::ofText(text), shape, 4096);
            Record record;
            while (reader.next(record)) {
                if (record.problem.empty() && record.fields.size() != reader.columns().size())
                    std::abort();
            }
        } catch (const DatabaseError& error) {
            if (error.error().kind != ErrorKind::File)
                std::abort();
        }
    }
    return 0;
}
