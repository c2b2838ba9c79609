// Whatever stands in a file of separated values: it is read without harm, every byte counts to some row, and
// what is guessed about it can be used to read it.
#include "core/transfer/csv_reader.h"
#include "core/transfer/detect_format.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace relata;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const FileFormat format = detectFormat(text, true);
    CsvReadFormat small = format.csv;
    small.maxRecord = 64;
    for (const CsvReadFormat& csv : {format.csv, small}) {
        CsvReader reader(TextSource::ofText(text), csv);
        Record record;
        std::int64_t line = 0;
        std::int64_t number = 0;
        while (reader.next(record)) {
            if (record.number != ++number || record.line < line)
                std::abort();
            line = record.line;
            if (record.problem.empty() && record.fields.size() < reader.columns().size())
                std::abort();
        }
    }
    return 0;
}
