#include "core/editing/flush_preview.h"

#include "core/editing/flush_writer.h"

#include <fmt/format.h>

namespace relata {
namespace {

class PreviewSink final : public FlushSink
{
public:
    explicit PreviewSink(const PendingSet& pending) : m_pending(pending) { }
    WriteResult run(const SentWrite& write, const Compiled& compiled) override
    {
        m_edit = write.edit;
        WriteResult result;
        result.rowCount = 1;
        for (const CompiledColumn& column : compiled.resultColumns)
            result.returned.push_back(placeholder(column.name));
        return result;
    }
    Value lastInsertId() override { return placeholder("key"); }

private:
    Value placeholder(const std::string& column) const
    {
        return Value::tagged(ValueTag::Other,
            fmt::format("<{} of new {} {}>", column, m_pending.find(m_edit)->table.name, m_edit));
    }
    const PendingSet& m_pending;
    EditId m_edit = 0;
};

} // namespace

FlushPreview previewFlush(
    const PendingSet& pending, const MetaData& metadata, const Dialect& dialect, const FlushOptions& options)
{
    FlushPreview preview;
    PreviewSink sink(pending);
    FlushWriter writer(pending, metadata, options, dialect, sink);
    try {
        writer.run();
    } catch (const DatabaseError& failure) {
        FlushFailure why;
        why.edit = writer.current();
        if (const PendingRow* row = pending.find(why.edit))
            why.table = row->table;
        why.error = failure.error();
        why.message = failure.error().message;
        preview.failure = std::move(why);
    }
    preview.writes = writer.sent();
    auto add = [&](const std::string& statement) {
        if (!statement.empty())
            preview.script += statement + ";\n";
    };
    add(dialect.beginStatement());
    for (const SentWrite& write : preview.writes)
        add(write.literalSql);
    add(dialect.commitStatement());
    return preview;
}

} // namespace relata
