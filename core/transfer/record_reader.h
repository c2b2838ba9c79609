// The rows of a file, one after the other, as text: what it means is decided by the column that it goes to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace relata {

struct RecordField
{
    enum class Kind : std::uint8_t
    {
        Missing, // the row ends before it
        Null, // JSON's null
        Plain, // CSV without quotes: empty or a word may stand for NULL
        Quoted, // text and nothing else: CSV in quotes, a JSON string
        Literal, // JSON's numbers, true and false, digit by digit
        Json, // a nested array or object, as it stands in the file
    };
    Kind kind = Kind::Missing;
    std::string text; // UTF-8, but for what the file has wrong

    bool operator==(const RecordField&) const = default;
};

struct Record
{
    std::int64_t number = 0; // from 1, the header not counted
    std::int64_t line = 0; // of the file, from 1, where it begins
    std::vector<RecordField> fields; // by RecordReader::columns(); more where the row has more
    std::string problem; // why the row cannot be read, in words; then `raw` is what stands there
    std::string raw;

    void clear();
    bool operator==(const Record&) const = default;
};

class RecordReader
{
public:
    virtual ~RecordReader() = default;
    // Names, each once: what the file says, else "column1" ...
    virtual const std::vector<std::string>& columns() const = 0;
    // False at the end. Throws DatabaseError (File) where the file cannot be read any further.
    virtual bool next(Record& record) = 0;
    virtual std::int64_t position() const = 0; // bytes of the file that were read
    virtual std::int64_t size() const = 0; // 0 = not known
    // What was left out, in words.
    virtual std::vector<std::string> warnings() const { return {}; }
};

// Empty ones get "column3", ones that come again "name_2".
std::vector<std::string> uniqueColumnNames(std::vector<std::string> names);

} // namespace relata
