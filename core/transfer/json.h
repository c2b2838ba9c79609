// JSON: one array of objects, a row a line, keys in the result's order; or the objects alone, one a line
// (JSON lines). Integers and reals are numbers; exact decimals are strings, because JSON's readers make
// doubles of numbers; bytes are hexadecimal text with a leading \x, or base64; text that is not UTF-8 is
// hexadecimal. A column name that comes twice gets _2, _3 ... so that no value is lost.
#pragma once

#include "core/transfer/text_form.h"

namespace relata {

struct JsonFormat
{
    bool lines = false;
    BytesText bytes = BytesText::Hex;
};

class JsonWriter final : public RowWriter
{
public:
    explicit JsonWriter(ByteSink sink, JsonFormat format = {});
    Result<void> begin(const std::vector<ResultColumn>& columns) override;
    Result<void> write(const RowChunk& chunk) override;
    Result<void> end() override;

private:
    ByteSink m_sink;
    JsonFormat m_format;
    std::vector<std::string> m_keys; // quoted, with the colon
    bool m_first = true;
};

} // namespace relata
