// CSV as it is found: RFC 4180, with other separators and quotes, LF, CR LF or CR at the ends of lines, rows
// too short or too long (the caller decides), quotes inside of plain values, text behind a closing quote. A
// quote that is never closed costs its own line, not the rest of the file. Memory is bounded by the longest
// row, and a row by `maxRecord`.
#pragma once

#include "core/transfer/record_reader.h"
#include "core/transfer/text_source.h"

namespace relata {

struct CsvReadFormat
{
    char separator = ',';
    char quote = '"'; // '\0' = none
    bool header = true;
    bool trim = false; // blanks around plain values
    std::size_t maxRecord = 64u << 20; // bytes of text

    bool operator==(const CsvReadFormat&) const = default;
};

class CsvReader final : public RecordReader
{
public:
    CsvReader(std::unique_ptr<TextSource> source, CsvReadFormat format);

    const std::vector<std::string>& columns() const override { return m_columns; }
    bool next(Record& record) override;
    std::int64_t position() const override { return m_source->position(); }
    std::int64_t size() const override { return m_source->size(); }

private:
    enum class Outcome
    {
        Row,
        End,
        NeedMore, // the row does not end in what is here
        Unclosed,
        TooLong,
    };
    bool parse(Record& record);
    Outcome scan(Record& record, std::size_t& end);
    bool refill(); // false at the end of the file
    void takeLine(Record& record, const char* problem);
    void skipLongLine(Record& record);
    void refuseLong(Record& record) const; // keeps the beginning alone

    std::unique_ptr<TextSource> m_source;
    CsvReadFormat m_format;
    std::vector<std::string> m_columns;
    std::string m_buffer;
    std::size_t m_at = 0; // where the next row begins in m_buffer
    std::int64_t m_line = 1;
    std::int64_t m_number = 0;
    std::size_t m_quotedLimit; // how far a quoted value is followed
    bool m_ended = false; // nothing is left in the source
    Record m_first; // a first row that is data
    bool m_hasFirst = false;
};

} // namespace relata
