// Type decorators (type_decorator.h) at a compiled statement: what its columns' hooks make of the values that
// come back, and its parameters' hooks of rows that executeMany() sends. Values of single executions are
// changed by Compiled::bind().
#pragma once

#include "core/sql/compiler.h"
#include "core/types/row_chunk.h"

#include <memory>
#include <optional>
#include <span>

namespace relata {

class ResultHooks
{
public:
    // nullptr where no column has a hook: nearly always.
    static std::shared_ptr<const ResultHooks> of(const Compiled& compiled);
    // `chunk` with the values that the hooks return; cells of which only a prefix came stay as they are.
    RowChunkPtr applied(const RowChunkPtr& chunk) const;

private:
    std::string m_dialect;
    std::string m_family;
    std::vector<ast::TypePtr> m_types; // by column; null = no hook
};

// The rows as the database is to get them, each in the order of Compiled::parameters; nothing where no named
// parameter has a hook.
std::optional<std::vector<std::vector<Value>>> processedRows(
    const Compiled& compiled, std::span<const std::vector<Value>> rows);

} // namespace relata
