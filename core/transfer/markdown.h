// A table in GitHub's Markdown. NULL is *null*; pipes and backslashes are escaped,
// line breaks become <br>; numbers stand at the right. Bytes are hexadecimal with a leading \x.
#pragma once

#include "core/transfer/row_writer.h"

namespace relata {

class MarkdownWriter final : public RowWriter
{
public:
    explicit MarkdownWriter(ByteSink sink);
    Result<void> begin(const std::vector<ResultColumn>& columns) override;
    // The first chunk decides which columns are numbers.
    Result<void> write(const RowChunk& chunk) override;
    Result<void> end() override;

private:
    Result<void> writeHeader(const RowChunk* chunk);

    ByteSink m_sink;
    std::vector<std::string> m_names;
    bool m_headerWritten = false;
};

} // namespace relata
