#include "ui/grid/selection_job.h"

#include "core/transfer/csv.h"
#include "core/transfer/json.h"
#include "core/transfer/markdown.h"
#include "core/transfer/row_statements.h"
#include "core/transfer/sql_script.h"
#include "core/transfer/tab_separated.h"
#include "ui/grid/cell_text.h"

#include <algorithm>

namespace relata {
namespace {

constexpr qint64 maxCellsAtOnce = 20000; // on the GUI thread: a few milliseconds

// Names of the columns by which a row is found; none for views and tables without a key.
std::vector<std::string> keyOf(const BrowseTarget& target)
{
    const bool key = target.key.kind == RowKeyKind::PrimaryKey || target.key.kind == RowKeyKind::Unique;
    return key ? target.key.columns : std::vector<std::string>();
}

// Texts name rows by their key, also where the server finds them faster by a hidden one.
BrowseTarget namedByKey(BrowseTarget target, std::vector<std::string> primaryKey)
{
    if (target.key.kind == RowKeyKind::RowIdentity && !primaryKey.empty())
        target.key = {RowKeyKind::PrimaryKey, std::move(primaryKey)};
    return target;
}

std::size_t columnNamed(const BrowseTarget& target, const std::string& name)
{
    std::size_t at = 0;
    while (at < target.columns.size() && target.columns[at].name != name)
        ++at;
    return at;
}

void addColumns(SelectedBlock& block, const BrowseTarget& target, const std::vector<std::string>& names)
{
    for (const std::string& name : names) {
        const std::size_t column = columnNamed(target, name);
        if (column < target.columns.size()
            && std::find(block.columns.begin(), block.columns.end(), column) == block.columns.end())
            block.columns.push_back(column);
    }
}

// With the columns that the format needs beside those that are selected.
std::vector<SelectedBlock> blocksFor(
    CopyFormat format, const BrowseTarget& target, std::vector<SelectedBlock> blocks)
{
    if (format == CopyFormat::Update) {
        for (SelectedBlock& block : blocks)
            addColumns(block, target, keyOf(target));
    }
    return blocks;
}

std::unique_ptr<RowWriter> writerFor(CopyFormat format, const BrowseTarget& target,
    const DialectTraits& traits, const std::vector<std::size_t>& columns, ByteSink sink)
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
    case CopyFormat::Update:
        return std::make_unique<UpdateWriter>(
            std::move(sink), target.schema, target.name, keyOf(target), traits);
    case CopyFormat::Where:
        return std::make_unique<WhereWriter>(std::move(sink), traits);
    case CopyFormat::SqlAlchemy: {
        std::vector<SqlType> types;
        for (std::size_t column : columns)
            types.push_back(target.columns[column].type);
        return std::make_unique<SqlAlchemyWriter>(std::move(sink), target.name, std::move(types));
    }
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

std::vector<std::pair<CopyFormat, QString>> copyFormats()
{
    return {{CopyFormat::TabSeparatedWithHeader, QObject::tr("Text with column names")},
        {CopyFormat::Csv, QObject::tr("CSV")}, {CopyFormat::Json, QObject::tr("JSON")},
        {CopyFormat::Markdown, QObject::tr("Markdown")},
        {CopyFormat::Insert, QObject::tr("INSERT statements")},
        {CopyFormat::Update, QObject::tr("UPDATE statements")},
        {CopyFormat::Where, QObject::tr("WHERE clause")},
        {CopyFormat::SqlAlchemy, QObject::tr("SQLAlchemy insert")}};
}

std::string copyTextOf(const BrowseTarget& target, const DialectTraits& traits,
    const std::vector<SelectedBlock>& selected, CopyFormat format, const ReadBlock& read)
{
    const std::vector<SelectedBlock> blocks = blocksFor(format, target, selected);
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
            writer = writerFor(format, target, traits, block.columns, sink);
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
    if (((single && format == CopyFormat::TabSeparated) || format == CopyFormat::Where)
        && text.ends_with('\n'))
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

namespace {

// One chunk of stored rows as the grid shows them: `read` are its columns, of which the first are the
// block's.
RowChunkPtr withEdits(const RowChunk& chunk, const BrowseTarget& target, const std::vector<std::size_t>& read,
    std::size_t shown, const ShownEdits& edits, const SqlDialect& dialect)
{
    RowChunkBuilder builder(shown);
    for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
        RowValues loaded;
        for (std::size_t i = 0; i < read.size(); ++i)
            loaded.emplace_back(target.columns[read[i]].name, Value::copyOf(chunk.at(row, i)));
        const Result<RowIdentity> identity = rowIdentity(*edits.table, dialect, loaded);
        const PendingRow* pending =
            identity ? edits.set.find(TableName::of(*edits.table), *identity) : nullptr;
        for (std::size_t i = 0; i < shown; ++i) {
            const PendingValue* change = pending ? pending->change(target.columns[read[i]].name) : nullptr;
            // What only the database will know is nothing yet.
            builder.add(!change ? chunk.at(row, i) : change->isValue() ? change->value.view() : ValueView());
        }
    }
    return builder.take();
}

} // namespace

std::string copyText(RowWindow& window, Connection& connection, const std::vector<SelectedBlock>& blocks,
    CopyFormat format, const ShownEdits& edits, std::stop_token stop)
{
    const BrowseTarget target = namedByKey(window.select().target(), edits.primaryKey);
    const Dialect& dialect = connection.dialect();
    IdentityRule rule;
    if (edits.table) {
        rule = identityRule(*edits.table, dialect);
        const bool readable = std::all_of(rule.columns.begin(), rule.columns.end(),
            [&](const std::string& name) { return columnNamed(target, name) < target.columns.size(); });
        if (rule.kind == IdentityKind::None || !readable)
            raise(fail(ErrorKind::Argument,
                "So many rows with edits among them cannot be copied: " + target.name
                    + " has no key by which the edits would find their rows.",
                "Commit or discard the edits of the table first, or copy fewer rows.")
                      .value());
    }
    return copyTextOf(target, dialect.traits(), blocks, format,
        [&](const SelectedBlock& block, const std::function<bool(const RowChunk&)>& sink) {
            if (!edits.table)
                return window.stream(connection, block.first, block.count, block.columns, sink, stop);
            const qint64 stored = std::clamp(edits.storedRows - block.first, qint64(0), block.count);
            if (stored > 0) {
                SelectedBlock whole = block;
                addColumns(whole, target, rule.columns);
                window.stream(
                    connection, block.first, stored, whole.columns,
                    [&](const RowChunk& chunk) {
                        return sink(
                            *withEdits(chunk, target, whole.columns, block.columns.size(), edits, dialect));
                    },
                    stop);
            }
            if (stored == block.count || !edits.newRows)
                return;
            RowChunkBuilder builder(block.columns.size());
            for (qint64 row = block.first + stored; row < block.first + block.count; ++row) {
                const auto index = static_cast<std::size_t>(row - edits.storedRows);
                for (std::size_t column : block.columns)
                    builder.add(edits.newRows->at(index, column));
            }
            sink(*builder.take());
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
    std::vector<std::string> primaryKey;
    for (const GridColumn& column : table.columns()) {
        if (column.primaryKey)
            primaryKey.push_back(column.name.toStdString());
    }
    return copyTextOfLoaded(namedByKey(table.target(), std::move(primaryKey)),
        table.connection().dialect().traits(), rows, blocks, format);
}

std::optional<std::string> copyTextOfLoaded(const BrowseTarget& target, const DialectTraits& traits,
    GridSource& rows, const std::vector<SelectedBlock>& blocks, CopyFormat format)
{
    if (!isLoaded(rows, blocksFor(format, target, blocks)))
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
