// CSV by RFC 4180: comma, CR LF only inside quotes as data, LF after records (as PostgreSQL's COPY and the
// sqlite3 shell write it). NULL is an empty field, the empty string is "" in quotes, so that they stay
// different. Bytes are hexadecimal with a leading \x.
#pragma once

#include "core/transfer/row_writer.h"

namespace relata {

class CsvWriter final : public RowWriter
{
public:
    explicit CsvWriter(ByteSink sink, char separator = ',', bool header = true);
    Result<void> begin(const std::vector<ResultColumn>& columns) override;
    Result<void> write(const RowChunk& chunk) override;
    Result<void> end() override;

private:
    void appendField(std::string_view text);
    ByteSink m_sink;
    char m_separator;
    bool m_header;
    std::string m_buffer;
};

} // namespace relata
