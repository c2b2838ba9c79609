// Rows of JSON: an array of objects, or objects one a line (JSON lines). The columns are the keys of the
// first rows, in the order of their first coming; numbers keep every digit, nested values their text. A line
// that is no JSON, or an element that is no object, is a row with a problem; an array that breaks off ends
// the reading with an error.
#pragma once

#include "core/transfer/record_reader.h"
#include "core/transfer/text_source.h"

#include <deque>
#include <unordered_map>

namespace relata {

enum class JsonShape
{
    Array,
    Lines,
};

class JsonReader final : public RecordReader
{
public:
    static constexpr std::size_t rowsForColumns = 1000;

    // Reads the first rows. Throws DatabaseError (File) for a file that is no array where one is expected.
    JsonReader(std::unique_ptr<TextSource> source, JsonShape shape, std::size_t maxRecord = 64u << 20);

    const std::vector<std::string>& columns() const override { return m_columns; }
    bool next(Record& record) override;
    std::int64_t position() const override { return m_source->position(); }
    std::int64_t size() const override { return m_source->size(); }
    std::vector<std::string> warnings() const override;

private:
    struct Member
    {
        std::string key;
        RecordField value;
    };
    struct Row
    {
        std::int64_t line = 0;
        std::vector<Member> members;
        std::string problem;
        std::string raw;
    };

    bool readRow(Row& row);
    bool readLine(std::string_view& text);
    bool readElement(std::string_view& text);
    bool refill(std::size_t& at);
    bool skipBlanks(); // false at the end of the file
    [[noreturn]] void broken(const char* what) const;
    static bool split(std::string_view object, std::vector<Member>& members);

    std::unique_ptr<TextSource> m_source;
    JsonShape m_shape;
    std::size_t m_maxRecord;
    std::vector<std::string> m_columns;
    std::unordered_map<std::string, std::size_t> m_places;
    std::deque<Row> m_ahead;
    std::string m_unknownKey; // the first that no column has
    std::int64_t m_unknownRow = 0;
    std::int64_t m_unknownRows = 0;
    std::string m_buffer;
    std::size_t m_at = 0;
    std::int64_t m_line = 1;
    std::int64_t m_number = 0;
    bool m_ended = false; // nothing is left in the source
    bool m_inArray = false;
    bool m_arrayEnded = false;
};

} // namespace relata
