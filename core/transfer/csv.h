// CSV by RFC 4180: comma, CR LF only inside quotes as data, LF after records (as PostgreSQL's COPY and the
// sqlite3 shell write it). NULL is an empty field, the empty string is "" in quotes, so that they stay
// different; where NULL is a word, the same word as text stands in quotes. Bytes are hexadecimal with a
// leading \x, or base64.
#pragma once

#include "core/transfer/text_form.h"

#include <array>
#include <vector>

namespace relata {

struct CsvFormat
{
    char separator = ',';
    char quote = '"';
    bool header = true;
    bool quoteAll = false; // every field but NULL
    std::string nullText = {};
    std::string lineEnding = "\n";
    BytesText bytes = BytesText::Hex;
};

class CsvWriter final : public RowWriter
{
public:
    explicit CsvWriter(ByteSink sink, CsvFormat format = {});
    Result<void> begin(const std::vector<ResultColumn>& columns) override;
    Result<void> write(const RowChunk& chunk) override;
    Result<void> end() override;

private:
    char* room(std::size_t bytes); // where the next bytes go; m_used is moved by whoever writes them
    void append(std::string_view text);
    void appendField(std::string_view text);
    void appendPlain(std::string_view text); // has nothing to be quoted for by itself
    void appendValue(const ValueView& value);
    Result<void> flush();

    ByteSink m_sink;
    CsvFormat m_format;
    std::array<bool, 256> m_special{}; // characters that want quotes
    std::vector<char> m_buffer;
    std::size_t m_used = 0;
};

} // namespace relata
