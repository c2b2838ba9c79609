// What is done with all values of a selection, on the connection's lane and with whole values: text for the
// clipboard, and statistics. A selection may be longer than what the grid holds.
#pragma once

#include "core/editing/pending_set.h"
#include "core/editing/value_statistics.h"
#include "ui/grid/grid_selection.h"
#include "ui/grid/table_source.h"

namespace relata {

struct SelectedBlock
{
    qint64 first = 0; // rows [first, first + count)
    qint64 count = 0;
    std::vector<std::size_t> columns; // of the target, in the order of the screen
};

enum class CopyFormat
{
    TabSeparated,
    TabSeparatedWithHeader,
    Csv,
    Json,
    Markdown,
    Insert,
    Update, // by the table's key, which comes along where it is not selected
    Where,
    SqlAlchemy, // insert().values()
};
// Those beside plain text, with what menus call them, in their order.
std::vector<std::pair<CopyFormat, QString>> copyFormats();

constexpr std::size_t maxCopiedBytes = 64u << 20;

// The edits of a table that are not stored yet, as the grid shows them over its rows.
struct ShownEdits
{
    TablePtr table; // null: there are none
    std::vector<std::string> primaryKey; // of what is shown, with edits or without; empty: none
    PendingSet set;
    qint64 storedRows = 0; // from here on rows are new:
    RowChunkPtr newRows; // by the target's columns; null: none
};

// The text of the blocks, one after the other; each with a header of its own where the format has one. With
// the edits over the rows. Throws DataError if it would be longer than maxCopiedBytes, and DatabaseError
// (Argument) where a format needs a key that there is not.
std::string copyText(RowWindow& window, Connection& connection, const std::vector<SelectedBlock>& blocks,
    CopyFormat format, const ShownEdits& edits, std::stop_token stop);

ValueStatistics statisticsOf(RowWindow& window, Connection& connection,
    const std::vector<SelectedBlock>& blocks, std::stop_token stop);

// The same at once, throwing likewise, from rows that are loaded, as they are shown: with edits that are not
// stored yet. Nothing if some are not loaded or are cut, or if there are too many.
std::optional<std::string> copyTextOfLoaded(
    const TableSource& table, GridSource& rows, const std::vector<SelectedBlock>& blocks, CopyFormat format);
std::optional<std::string> copyTextOfLoaded(const BrowseTarget& target, const DialectTraits& traits,
    GridSource& rows, const std::vector<SelectedBlock>& blocks, CopyFormat format);
// From rows of the caller's own: `read` calls its second argument with chunks of one block's values. Any
// thread.
using ReadBlock = std::function<void(const SelectedBlock&, const std::function<bool(const RowChunk&)>&)>;
std::string copyTextOf(const BrowseTarget& target, const DialectTraits& traits,
    const std::vector<SelectedBlock>& blocks, CopyFormat format, const ReadBlock& read);
std::optional<ValueStatistics> statisticsOfLoaded(GridSource& rows, const std::vector<SelectedBlock>& blocks);
// "12 cells · sum 30 · ...", for people.
QString statisticsText(const ValueStatistics& statistics);

} // namespace relata
