// Tab-separated text as spreadsheets exchange it through the clipboard: a field with a tab, a line break or a
// leading quote stands in quotes. NULL and '' are both empty: no spreadsheet knows the difference. Bytes are
// hexadecimal with a leading \x. Rows end with a line feed.
#pragma once

#include "core/transfer/row_writer.h"

namespace relata {

class TabSeparatedWriter final : public RowWriter
{
public:
    TabSeparatedWriter(ByteSink sink, bool header);
    Result<void> begin(const std::vector<ResultColumn>& columns) override;
    Result<void> write(const RowChunk& chunk) override;
    Result<void> end() override;

private:
    ByteSink m_sink;
    bool m_header;
};

} // namespace relata
