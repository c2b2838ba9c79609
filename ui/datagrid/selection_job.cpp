#include "ui/datagrid/selection_job.h"

#include "core/transfer/csv.h"
#include "core/transfer/json.h"
#include "core/transfer/markdown.h"
#include "core/transfer/sql_script.h"
#include "core/transfer/tab_separated.h"
#include "ui/datagrid/cell_text.h"

namespace relata {
namespace {

constexpr qint64 maxCellsAtOnce = 20000; // on the GUI thread: a few milliseconds

std::unique_ptr<RowWriter> writerFor(
    CopyFormat format, const BrowseTarget& target, const DialectTraits& traits, ByteSink sink)
{
    switch (format) {
    case CopyFormat::TabSeparated:
        return std::make_unique<TabSeparatedWriter>(std::move(sink), false);
    case CopyFormat::TabSeparatedWithHeader:
        return std::make_unique<TabSeparatedWriter>(std::move(sink), true);
    case CopyFormat::Csv:
        return std::make_unique<CsvWriter>(std::move(sink));
    case CopyFormat::Json:
        return std::make_unique<JsonWriter>(std::move(sink));
    case CopyFormat::Markdown:
        return std::make_unique<MarkdownWriter>(std::move(sink));
    case CopyFormat::Insert:
        return std::make_unique<SqlScriptWriter>(std::move(sink), target.schema, target.name, traits);
    }
    return nullptr;
}

void check(const Result<void>& result)
{
    if (!result)
        raise(result.error());
}

QString shortened(const QString& text, qsizetype length)
{
    return text.size() <= length ? text : text.left(length - 1) + QChar(0x2026);
}

} // namespace

std::string copyTextOf(const BrowseTarget& target, const DialectTraits& traits,
    const std::vector<SelectedBlock>& blocks, CopyFormat format, const ReadBlock& read)
{
    std::string text;
    ByteSink sink = [&text](std::string_view bytes) -> Result<void> {
        if (text.size() + bytes.size() > maxCopiedBytes) {
            return fail(ErrorKind::Data, "The selection is too large for the clipboard.",
                "Copy fewer rows or columns, or export the table.");
        }
        text += bytes;
        return {};
    };
    const std::vector<std::size_t>* columns = nullptr;
    std::unique_ptr<RowWriter> writer;
    for (const SelectedBlock& block : blocks) {
        // Ranges over the same columns become one table.
        if (!columns || *columns != block.columns) {
            if (writer) {
                check(writer->end());
                text += '\n';
            }
            writer = writerFor(format, target, traits, sink);
            std::vector<ResultColumn> heads;
            for (std::size_t column : block.columns)
                heads.emplace_back().name = target.columns[column].name;
            check(writer->begin(heads));
            columns = &block.columns;
        }
        read(block, [&](const RowChunk& chunk) {
            check(writer->write(chunk));
            return true;
        });
    }
    if (writer)
        check(writer->end());
    // A single value is pasted into text more often than into a sheet.
    bool single = blocks.size() == 1 && blocks[0].count == 1;
    if (single && format == CopyFormat::TabSeparated && text.ends_with('\n'))
        text.pop_back();
    return text;
}

namespace {

qint64 cellCount(const std::vector<SelectedBlock>& blocks)
{
    qint64 cells = 0;
    for (const SelectedBlock& block : blocks)
        cells += block.count * static_cast<qint64>(block.columns.size());
    return cells;
}

bool isLoaded(GridSource& source, const std::vector<SelectedBlock>& blocks)
{
    if (cellCount(blocks) > maxCellsAtOnce)
        return false;
    for (const SelectedBlock& block : blocks) {
        for (qint64 row = block.first; row < block.first + block.count; ++row) {
            for (std::size_t column : block.columns) {
                GridSource::Cell cell = source.cell(row, static_cast<int>(column));
                if (!cell.loaded || cell.value.truncated)
                    return false;
            }
        }
    }
    return true;
}

} // namespace

std::string copyText(RowWindow& window, Connection& connection, const std::vector<SelectedBlock>& blocks,
    CopyFormat format, std::stop_token stop)
{
    return copyTextOf(window.select().target(), connection.dialect().traits(), blocks, format,
        [&](const SelectedBlock& block, const std::function<bool(const RowChunk&)>& sink) {
            window.stream(connection, block.first, block.count, block.columns, sink, stop);
        });
}

ValueStatistics statisticsOf(
    RowWindow& window, Connection& connection, const std::vector<SelectedBlock>& blocks, std::stop_token stop)
{
    ValueStatistics statistics;
    for (const SelectedBlock& block : blocks) {
        window.stream(
            connection, block.first, block.count, block.columns,
            [&](const RowChunk& chunk) {
                for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
                    for (std::size_t column = 0; column < chunk.columnCount(); ++column)
                        statistics.add(chunk.at(row, column));
                }
                return true;
            },
            stop);
    }
    return statistics;
}

std::optional<std::string> copyTextOfLoaded(
    const TableSource& table, GridSource& rows, const std::vector<SelectedBlock>& blocks, CopyFormat format)
{
    return copyTextOfLoaded(table.target(), table.connection().dialect().traits(), rows, blocks, format);
}

std::optional<std::string> copyTextOfLoaded(const BrowseTarget& target, const DialectTraits& traits,
    GridSource& rows, const std::vector<SelectedBlock>& blocks, CopyFormat format)
{
    if (!isLoaded(rows, blocks))
        return std::nullopt;
    return copyTextOf(target, traits, blocks, format,
        [&](const SelectedBlock& block, const std::function<bool(const RowChunk&)>& sink) {
            RowChunkBuilder builder(block.columns.size());
            for (qint64 row = block.first; row < block.first + block.count; ++row) {
                for (std::size_t column : block.columns)
                    builder.add(rows.cell(row, static_cast<int>(column)).value);
            }
            sink(*builder.take());
        });
}

QString statisticsText(const ValueStatistics& statistics)
{
    QStringList parts{QObject::tr("%1 cells").arg(countText(statistics.count()))};
    if (statistics.nulls() > 0)
        parts << QObject::tr("%1 NULL").arg(countText(statistics.nulls()));
    const auto add = [&](const QString& pattern, const std::string& value) {
        if (!value.empty())
            parts << pattern.arg(shortened(QString::fromStdString(value), 32));
    };
    add(QObject::tr("sum %1"), statistics.sum());
    add(QObject::tr("average %1"), statistics.average());
    add(QObject::tr("min %1"), statistics.least());
    add(QObject::tr("max %1"), statistics.greatest());
    const QString distinct = countText(static_cast<qint64>(statistics.distinct()));
    parts << QObject::tr("%1 distinct")
                 .arg(statistics.distinct() < ValueStatistics::maxDistinct ? distinct : distinct + u'+');
    return parts.join(QStringLiteral(" · "));
}

std::optional<ValueStatistics> statisticsOfLoaded(GridSource& rows, const std::vector<SelectedBlock>& blocks)
{
    if (!isLoaded(rows, blocks))
        return std::nullopt;
    ValueStatistics statistics;
    for (const SelectedBlock& block : blocks) {
        for (qint64 row = block.first; row < block.first + block.count; ++row) {
            for (std::size_t column : block.columns)
                statistics.add(rows.cell(row, static_cast<int>(column)).value);
        }
    }
    return statistics;
}

} // namespace relata
