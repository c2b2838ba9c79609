#include "core/sql/type_hooks.h"

#include "core/sql/sql_dialect.h"
#include "core/sql/statement_compiler.h"
#include "core/types/type_decorator.h"

#include <algorithm>

namespace relata {

std::shared_ptr<const ResultHooks> ResultHooks::of(const Compiled& compiled)
{
    bool possible = std::any_of(compiled.resultColumns.begin(), compiled.resultColumns.end(),
        [](const CompiledColumn& column) { return column.type && mayHaveHooks(*column.type); });
    if (!possible)
        return nullptr;
    const DialectTraits& traits = compiled.structure->dialect->traits();
    auto hooks = std::make_shared<ResultHooks>();
    hooks->m_dialect = traits.name;
    hooks->m_family = traits.family;
    bool any = false;
    for (const CompiledColumn& column : compiled.resultColumns) {
        bool changes = column.type && hasResultHook(*column.type, traits.name, traits.family);
        hooks->m_types.push_back(changes ? column.type : nullptr);
        any = any || changes;
    }
    return any ? hooks : nullptr;
}

RowChunkPtr ResultHooks::applied(const RowChunkPtr& chunk) const
{
    if (!chunk)
        return chunk;
    RowChunkBuilder builder(chunk->columnCount());
    for (std::size_t row = 0; row < chunk->rowCount(); ++row) {
        for (std::size_t column = 0; column < chunk->columnCount(); ++column) {
            ValueView value = chunk->at(row, column);
            if (column < m_types.size() && m_types[column] && !value.truncated)
                builder.add(
                    processResult(*m_types[column], Value::copyOf(value), m_dialect, m_family).view());
            else
                builder.add(value);
        }
    }
    return builder.take();
}

std::optional<std::vector<std::vector<Value>>> processedRows(
    const Compiled& compiled, std::span<const std::vector<Value>> rows)
{
    const std::vector<CompiledParameter>& parameters = compiled.parameters;
    bool possible = std::any_of(parameters.begin(), parameters.end(), [](const CompiledParameter& parameter) {
        return !parameter.name.empty() && parameter.type && mayHaveHooks(*parameter.type);
    });
    if (!possible)
        return {};
    const DialectTraits& traits = compiled.structure->dialect->traits();
    std::vector<std::vector<Value>> made(rows.begin(), rows.end());
    for (std::vector<Value>& row : made) {
        for (std::size_t i = 0; i < std::min(row.size(), parameters.size()); ++i) {
            const CompiledParameter& parameter = parameters[i];
            if (!parameter.name.empty() && parameter.type)
                row[i] = processBind(*parameter.type, std::move(row[i]), traits.name, traits.family);
        }
    }
    return made;
}

} // namespace relata
