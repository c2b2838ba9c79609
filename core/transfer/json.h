// JSON: one array of objects, a row a line, keys in the result's order. Integers and reals are numbers; exact
// decimals are strings, because JSON's readers make doubles of numbers; bytes are hexadecimal text with a
// leading \x; text that is not UTF-8 likewise. A column name that comes twice gets _2, _3 ... so that no
// value is lost.
#pragma once

#include "core/transfer/row_writer.h"

namespace relata {

class JsonWriter final : public RowWriter
{
public:
    explicit JsonWriter(ByteSink sink);
    Result<void> begin(const std::vector<ResultColumn>& columns) override;
    Result<void> write(const RowChunk& chunk) override;
    Result<void> end() override;

private:
    ByteSink m_sink;
    std::vector<std::string> m_keys; // quoted, with the colon
    bool m_first = true;
};

} // namespace relata
