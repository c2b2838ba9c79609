// Rows as a table for a terminal. Column widths come from the first chunk: later, wider values push their
// line.
#pragma once

#include "core/transfer/row_writer.h"

namespace relata::cli {

class TableWriter final : public RowWriter
{
public:
    explicit TableWriter(ByteSink sink);
    Result<void> begin(const std::vector<ResultColumn>& columns) override;
    Result<void> write(const RowChunk& chunk) override;
    Result<void> end() override;

private:
    std::string headerLines() const;
    ByteSink m_sink;
    std::vector<std::string> m_names;
    std::vector<std::size_t> m_widths;
    std::size_t m_rows = 0;
    bool m_headerWritten = false;
};

} // namespace relata::cli
