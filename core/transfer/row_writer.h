// Rows out, as they stream by: nothing is kept but what the format itself needs.
#pragma once

#include "core/engine/driver.h"
#include "core/types/row_chunk.h"
#include "core/util/result.h"

#include <functional>
#include <string_view>
#include <vector>

namespace relata {

// Where the bytes go; an error (full disk, closed pipe) stops the writer.
using ByteSink = std::function<Result<void>(std::string_view bytes)>;

// begin() once, write() per chunk, end() once. The first error ends the journey: call nothing more.
class RowWriter
{
public:
    virtual ~RowWriter() = default;
    virtual Result<void> begin(const std::vector<ResultColumn>& columns) = 0;
    virtual Result<void> write(const RowChunk& chunk) = 0;
    virtual Result<void> end() = 0;
    // What the format could not hold, in words, once the rows are written; usually empty.
    virtual std::vector<std::string> warnings() const { return {}; }
};

} // namespace relata
