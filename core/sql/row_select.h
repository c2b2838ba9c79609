// Statements that browse a table or a view: windows of rows in a total order, found by key and not by
// counting rows from the start.
//
// The order is the asked-for sort with the key's columns after it, so that no two rows are equal in it. A
// window then begins "after this row" (keyset pagination), which an index answers at any depth. Without a
// key (views, tables without a unique NOT NULL key where the server has no row identity) windows fall back
// to LIMIT and OFFSET, whose cost grows with the depth and whose order is the server's own where no sort
// makes it total.
#pragma once

#include "core/schema/metadata.h"
#include "core/sql/sql_dialect.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace relata {

struct SqlStatement
{
    std::string sql;
    std::vector<Value> parameters; // bound in order
};

enum class RowKeyKind
{
    None,
    RowIdentity, // SqlDialect::rowIdentity
    PrimaryKey,
    Unique, // a unique constraint or index over NOT NULL columns
};

struct RowKey
{
    RowKeyKind kind = RowKeyKind::None;
    std::vector<std::string> columns; // names, not quoted

    bool operator==(const RowKey&) const = default;
};

// What is browsed.
struct BrowseTarget
{
    std::string schema;
    std::string name;
    std::vector<Column> columns;
    RowKey key;
    std::optional<std::int64_t> estimatedRows; // the server's own statistics
    bool isView = false;
    std::string rowVersion = {}; // a hidden column that changes with its row; "" = none is read
};
BrowseTarget browseTarget(const Table& table, const SqlDialect& dialect);
BrowseTarget browseTarget(const View& view);

// False for types that servers do not order (JSON and XML text, geometry).
bool isSortable(const Column& column);
// True for columns in which RowFilters::search looks: not for bytes and shapes.
bool isSearchable(const Column& column);

struct RowSort
{
    std::size_t column = 0; // index into BrowseTarget::columns
    bool descending = false;
    std::optional<bool>
        nullsFirst; // nothing: where the server puts NULL by itself, so that its indexes serve

    bool operator==(const RowSort&) const = default;
};

enum class RowOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Between, // two values, both included
    In, // any number of values, NULL among them or not; none: no row
    Contains, // text, without regard to case
    IsNull,
    IsNotNull,
    NotIn, // none of these values; NULL is shown unless it is one of them. No values: every row
    Within, // two values, the second one excluded: the days of a month, the hours of a day
    NotWithin, // in front of the first, or from the second on; no NULL
};

struct RowCondition
{
    std::size_t column = 0; // index into BrowseTarget::columns
    RowOperator op = RowOperator::Equal;
    std::vector<Value> values; // bound
    // What a person wrote where that means other values tomorrow ("last 7 days"); else empty.
    std::string words = {};

    bool operator==(const RowCondition&) const = default;
};

// Which rows of a table are shown; all parts must hold.
struct RowFilters
{
    std::vector<RowCondition> conditions;
    // A condition in the server's SQL, without WHERE. It goes into statements as it is, inside parentheses:
    // only text that checkWhereText() (core/editing/where_text.h) has passed may be here.
    std::string where = {};
    std::string search = {}; // this text in any column that can be read as text, without regard to case

    bool empty() const { return conditions.empty() && where.empty() && search.empty(); }
    bool operator==(const RowFilters&) const = default;
};

struct BrowseOptions
{
    std::vector<RowSort> sort; // the first one counts most; a column counts once
    std::vector<RowCondition> conditions; // all must hold
    std::size_t prefixLength = 0; // characters or bytes of long values; 0 = whole values
    std::string where = {}; // as RowFilters has it
    std::string search = {}; // likewise

    bool isFiltered() const { return !conditions.empty() || !where.empty() || !search.empty(); }
};

// The place of a row in the order: the values of BrowseSelect::order(), in that order. Empty = no row.
using RowPlace = std::vector<Value>;

// Which rows a statement returns.
struct RowRange
{
    enum class Bound
    {
        At, // from the row of that place on
        After, // behind it
        Before, // in front of it; with `backward`, the rows nearest to it come first
    };
    RowPlace place; // empty: from the first row on (backward: from the last)
    Bound bound = Bound::After;
    bool backward = false; // the order is reversed
    std::int64_t limit = 0; // rows; 0 = all
    std::int64_t offset = 0; // rows skipped
};

class BrowseSelect
{
public:
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

    struct OrderTerm
    {
        std::string expression; // quoted
        bool descending = false;
        bool nullable = false;
        bool nullsFirst = false; // in this term's direction
        std::size_t column = none; // index into BrowseTarget::columns; none for a hidden row identity
    };

    // `dialect` must outlive the object (registered dialects live as long as the program).
    BrowseSelect(BrowseTarget target, BrowseOptions options, const SqlDialect& dialect);

    const BrowseTarget& target() const { return m_target; }
    const BrowseOptions& options() const { return m_options; }
    // The order is total, so that RowRange::place may be used.
    bool hasPlaces() const { return m_target.key.kind != RowKeyKind::None; }
    const std::vector<OrderTerm>& order() const { return m_order; }
    // True where the order follows the key itself, so that the server needs no sort.
    bool followsKey() const { return m_followsKey; }

    // A row as rows() returns it: first the target's columns, some as prefixes; then the sizes in bytes of
    // the values that are prefixes; then what `order()` needs beyond these.
    std::size_t columnCount() const { return m_target.columns.size(); }
    std::size_t sizeColumn(std::size_t column) const { return m_sizeColumns[column]; } // none: not a prefix
    std::size_t orderColumn(std::size_t term) const { return m_orderColumns[term]; }
    std::size_t versionColumn() const { return m_versionColumn; } // none: none is read
    std::size_t resultColumnCount() const { return m_resultColumns; }

    SqlStatement rows(const RowRange& range) const;
    SqlStatement places(const RowRange& range) const; // the values of order() alone
    // Whole values of some columns (indices into the target's), in that order.
    SqlStatement values(const std::vector<std::size_t>& columns, const RowRange& range) const;
    // One number: rows from `from` (included) up to `to` (not included); empty places are the ends.
    SqlStatement count(const RowPlace& from = {}, const RowPlace& to = {}) const;
    // One whole value of the row at a place, and no row if the row is gone.
    SqlStatement cell(std::size_t column, const RowPlace& place) const;
    // One whole value of the n-th row, for targets without places.
    SqlStatement cellAt(std::size_t column, std::int64_t position) const;
    // The values of a column and how many rows have each, the most frequent ones first, under all filters but
    // those of the column itself. Server-side grouping: types that servers do not compare fail.
    SqlStatement distinctValues(std::size_t column, std::int64_t limit) const;
    // Where options().where begins in a statement of this object; nothing if it is not there.
    std::optional<std::size_t> whereOffset(const std::string& sql) const;

private:
    class Text;
    void addOrder();
    std::string fromClause() const;
    void writeWhere(Text& text, const RowRange& range, const RowPlace& to) const;
    void writeFilters(Text& text, std::size_t exceptColumn, const char*& glue) const;
    void writeCondition(Text& text, const RowCondition& condition) const;
    void writeIn(Text& text, const RowCondition& condition) const;
    void writeContains(Text& text, const Column& column, const std::string& part) const;
    void writePlace(Text& text, const RowPlace& place, RowRange::Bound bound) const;
    void writeOrder(Text& text, bool backward) const;
    void writeLimit(Text& text, const RowRange& range) const;

    BrowseTarget m_target;
    BrowseOptions m_options;
    const SqlDialect* m_dialect;
    std::vector<OrderTerm> m_order;
    std::vector<std::string> m_selectList;
    std::vector<std::size_t> m_sizeColumns;
    std::vector<std::size_t> m_orderColumns;
    std::size_t m_versionColumn = none;
    std::size_t m_resultColumns = 0;
    bool m_followsKey = false;
};

// SELECT a, b, c FROM t: for the clipboard and the console; no terminator.
std::string selectText(const std::string& schema, const std::string& name,
    const std::vector<std::string>& columns, const SqlDialect& dialect);

} // namespace relata
