// What a flush would send, without a database: the same code with another sink, so that what is shown is what
// is sent, in that order. Keys that the database will make are shown as texts like <id of new orders 3>.
#pragma once

#include "core/editing/flush.h"

namespace relata {

struct FlushPreview
{
    std::vector<SentWrite> writes; // each with its edit
    std::optional<FlushFailure> failure; // why it would not get further
    // As a script to be read and edited: BEGIN and COMMIT around it, each statement with its terminator.
    std::string script;
};

// Any thread; needs no connection. Does not throw for what stands in the set.
FlushPreview previewFlush(const PendingSet& pending, const MetaData& metadata, const Dialect& dialect,
    const FlushOptions& options = {});

} // namespace relata
