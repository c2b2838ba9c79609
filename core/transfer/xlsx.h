// Excel workbooks through libxlsxwriter in its constant-memory mode. A sheet holds 1,048,576 rows: further
// rows go to further sheets, each with the header. Excel's numbers are doubles of which it keeps 15 digits:
// longer integers and decimals are written as text, so that no digit changes, and shorter decimals as numbers
// with a format that shows all of their places. A cell holds 32,767 characters: longer text is cut, and
// warnings() says in how many cells.
#pragma once

#include "core/transfer/row_writer.h"

#include <memory>

namespace relata {

class XlsxWriter final : public RowWriter
{
public:
    explicit XlsxWriter(
        std::string path, bool header = true); // written by end(); the format cannot be streamed to a pipe
    ~XlsxWriter() override;
    Result<void> begin(const std::vector<ResultColumn>& columns) override;
    Result<void> write(const RowChunk& chunk) override;
    Result<void> end() override;
    std::vector<std::string> warnings() const override;

private:
    struct Private;
    std::unique_ptr<Private> m_private;
};

} // namespace relata
