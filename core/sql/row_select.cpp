#include "core/sql/row_select.h"

#include "core/sql/row_select_text.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata {
namespace {

bool isNotNull(const Table& table, const std::string& name)
{
    const Column* column = table.findColumn(name);
    return column && !column->nullable;
}

// The key over the fewest columns, and among these the first.
RowKey uniqueKey(const Table& table)
{
    RowKey best;
    auto offer = [&](const std::vector<std::string>& columns) {
        bool allNotNull = !columns.empty()
            && std::all_of(columns.begin(), columns.end(),
                [&](const std::string& name) { return isNotNull(table, name); });
        if (allNotNull && (best.kind == RowKeyKind::None || columns.size() < best.columns.size()))
            best = {RowKeyKind::Unique, columns};
    };
    for (const UniqueConstraint& unique : table.uniqueConstraints)
        offer(unique.columns);
    for (const Index& index : table.indexes) {
        if (!index.unique || !index.where.empty())
            continue;
        std::vector<std::string> columns;
        for (const IndexElement& element : index.elements) {
            const Column* column = table.findColumn(element.column);
            // Under another collation than the column's, values that are unique in the index may be equal
            // in the order; a prefix says nothing about whole values that are cut.
            bool usable = column && !element.prefixLength
                && (element.collation.empty() || element.collation == column->collation);
            columns.push_back(usable ? element.column : std::string());
        }
        offer(columns);
    }
    return best;
}

} // namespace

BrowseTarget browseTarget(const Table& table, const SqlDialect& dialect)
{
    BrowseTarget target{
        table.schema, table.name, table.columns, {}, table.estimatedRows, false, dialect.rowVersion(table)};
    if (std::string identity = dialect.rowIdentity(table); !identity.empty())
        target.key = {RowKeyKind::RowIdentity, {std::move(identity)}};
    else if (!table.primaryKey.empty())
        target.key = {RowKeyKind::PrimaryKey, table.primaryKey.columns};
    else
        target.key = uniqueKey(table);
    return target;
}

BrowseTarget browseTarget(const View& view)
{
    return {view.schema, view.name, view.columns, {}, {}, true};
}

bool isSortable(const Column& column)
{
    const SqlType* type = &column.type;
    while (type->kind == TypeKind::Domain && type->element)
        type = type->element.get();
    switch (type->kind) {
    case TypeKind::Json:
        return type->binary;
    case TypeKind::Xml:
    case TypeKind::Geometry:
        return false;
    default:
        return true;
    }
}

BrowseSelect::BrowseSelect(BrowseTarget target, BrowseOptions options, const SqlDialect& dialect)
    : m_target(std::move(target)), m_options(std::move(options)), m_dialect(&dialect)
{
    addOrder();
    IdentifierPreparer identifiers = dialect.identifiers();
    std::vector<bool> isPlain;
    std::vector<std::string> sizes;
    std::vector<bool> inKey(m_target.columns.size(), false);
    for (const OrderTerm& term : m_order) {
        bool ofKey = term.column != none
            && std::find(m_target.key.columns.begin(), m_target.key.columns.end(),
                   m_target.columns[term.column].name)
                != m_target.key.columns.end();
        if (ofKey)
            inKey[term.column] = true;
    }
    // Names of our own: in ORDER BY, a name means the column of the result before that of the table.
    auto outputName = [this](const char* what, std::size_t index) {
        std::string name = fmt::format("{}_{}", what, index);
        while (std::any_of(m_target.columns.begin(), m_target.columns.end(),
            [&](const Column& column) { return equalsIgnoreCase(column.name, name); }))
            name += '_';
        return name;
    };
    m_sizeColumns.assign(m_target.columns.size(), none);
    for (std::size_t i = 0; i < m_target.columns.size(); ++i) {
        const Column& column = m_target.columns[i];
        CellPrefix prefix;
        if (m_options.prefixLength > 0 && !inKey[i])
            prefix = dialect.cellPrefix(column, m_options.prefixLength);
        isPlain.push_back(prefix.prefix.empty());
        m_selectList.push_back(prefix.prefix.empty() ? identifiers.quote(column.name)
                                                     : prefix.prefix + " AS " + outputName("prefix", i));
        if (!prefix.size.empty()) {
            m_sizeColumns[i] = m_target.columns.size() + sizes.size();
            sizes.push_back(prefix.size + " AS " + outputName("size", i));
        }
    }
    m_selectList.insert(m_selectList.end(), sizes.begin(), sizes.end());
    for (const OrderTerm& term : m_order) {
        if (term.column != none && isPlain[term.column]) {
            m_orderColumns.push_back(term.column);
        } else {
            m_orderColumns.push_back(m_selectList.size());
            m_selectList.push_back(term.expression);
        }
    }
    if (!m_target.rowVersion.empty()) {
        m_versionColumn = m_selectList.size();
        m_selectList.push_back(identifiers.quote(m_target.rowVersion));
    }
    m_resultColumns = m_selectList.size();
}

void BrowseSelect::addOrder()
{
    IdentifierPreparer identifiers = m_dialect->identifiers();
    bool nullsSortHigh = m_dialect->traits().nullsSortHigh;
    auto has = [this](std::size_t column) {
        return std::any_of(
            m_order.begin(), m_order.end(), [&](const OrderTerm& term) { return term.column == column; });
    };
    for (const RowSort& sort : m_options.sort) {
        if (sort.column >= m_target.columns.size() || has(sort.column))
            continue;
        const Column& column = m_target.columns[sort.column];
        bool native = nullsSortHigh == sort.descending;
        // What a view says about NULL is not to be relied on.
        m_order.push_back({identifiers.quote(column.name), sort.descending,
            column.nullable || m_target.isView, sort.nullsFirst.value_or(native), sort.column});
    }
    // A sort that is the key in one direction is served by walking the key.
    m_followsKey = hasPlaces() && m_order.size() <= m_target.key.columns.size();
    for (std::size_t i = 0; i < m_order.size() && m_followsKey; ++i) {
        m_followsKey = m_target.columns[m_order[i].column].name == m_target.key.columns[i]
            && m_order[i].descending == m_order.front().descending;
    }
    bool descending = m_followsKey && !m_order.empty() && m_order.front().descending;
    for (const std::string& name : m_target.key.columns) {
        std::size_t index = none;
        if (m_target.key.kind != RowKeyKind::RowIdentity) {
            for (std::size_t i = 0; i < m_target.columns.size(); ++i) {
                if (m_target.columns[i].name == name)
                    index = i;
            }
        }
        if (index == none || !has(index))
            m_order.push_back({identifiers.quote(name), descending, false, false, index});
    }
    for (OrderTerm& term : m_order) {
        // A key's column holds no NULL, whatever its description says.
        if (term.column != none && m_target.key.kind != RowKeyKind::RowIdentity
            && std::find(m_target.key.columns.begin(), m_target.key.columns.end(),
                   m_target.columns[term.column].name)
                != m_target.key.columns.end())
            term.nullable = false;
    }
}

std::string BrowseSelect::fromClause() const
{
    return " FROM " + m_dialect->identifiers().qualified(m_target.schema, m_target.name);
}

SqlStatement BrowseSelect::rows(const RowRange& range) const
{
    Text text(m_dialect->traits());
    text.add("SELECT ");
    if (m_selectList.empty())
        text.add("NULL"); // PostgreSQL has tables without columns
    for (std::size_t i = 0; i < m_selectList.size(); ++i) {
        text.add(i ? ", " : "");
        text.add(m_selectList[i]);
    }
    text.add(fromClause());
    writeWhere(text, range, {});
    writeOrder(text, range.backward);
    writeLimit(text, range);
    return text.take();
}

SqlStatement BrowseSelect::places(const RowRange& range) const
{
    Text text(m_dialect->traits());
    text.add("SELECT ");
    for (std::size_t i = 0; i < m_order.size(); ++i) {
        text.add(i ? ", " : "");
        text.add(m_order[i].expression);
    }
    text.add(fromClause());
    writeWhere(text, range, {});
    writeOrder(text, range.backward);
    writeLimit(text, range);
    return text.take();
}

SqlStatement BrowseSelect::values(const std::vector<std::size_t>& columns, const RowRange& range) const
{
    Text text(m_dialect->traits());
    IdentifierPreparer identifiers = m_dialect->identifiers();
    text.add("SELECT ");
    for (std::size_t i = 0; i < columns.size(); ++i) {
        text.add(i ? ", " : "");
        text.add(identifiers.quote(m_target.columns[columns[i]].name));
    }
    text.add(fromClause());
    writeWhere(text, range, {});
    writeOrder(text, range.backward);
    writeLimit(text, range);
    return text.take();
}

SqlStatement BrowseSelect::count(const RowPlace& from, const RowPlace& to) const
{
    Text text(m_dialect->traits());
    text.add("SELECT count(*)");
    text.add(fromClause());
    RowRange range;
    range.place = from;
    range.bound = RowRange::Bound::At;
    writeWhere(text, range, to);
    return text.take();
}

SqlStatement BrowseSelect::cell(std::size_t column, const RowPlace& place) const
{
    Text text(m_dialect->traits());
    IdentifierPreparer identifiers = m_dialect->identifiers();
    text.add("SELECT ");
    text.add(identifiers.quote(m_target.columns[column].name));
    text.add(fromClause());
    const char* glue = " WHERE ";
    for (const std::string& name : m_target.key.columns) {
        std::string quoted = identifiers.quote(name);
        for (std::size_t i = 0; i < m_order.size(); ++i) {
            if (m_order[i].expression == quoted) {
                text.add(glue);
                text.add(quoted + " = ");
                text.bind(place[i]);
                glue = " AND ";
            }
        }
    }
    return text.take();
}

SqlStatement BrowseSelect::cellAt(std::size_t column, std::int64_t position) const
{
    RowRange range;
    range.limit = 1;
    range.offset = position;
    return values({column}, range);
}

void BrowseSelect::writeWhere(Text& text, const RowRange& range, const RowPlace& to) const
{
    const char* glue = " WHERE ";
    auto next = [&] {
        text.add(glue);
        glue = " AND ";
    };
    writeFilters(text, none, glue);
    if (!range.place.empty()) {
        next();
        writePlace(text, range.place, range.bound);
    }
    if (!to.empty()) {
        next();
        writePlace(text, to, RowRange::Bound::Before);
    }
}

// Compares rows with a place: the row value form where the server has one and the order is uniform,
// otherwise its expansion  a >= ? AND (a > ? OR (a = ? AND (b > ? ...))), whose first part is for the index.
void BrowseSelect::writePlace(Text& text, const RowPlace& place, RowRange::Bound bound) const
{
    bool before = bound == RowRange::Bound::Before;
    bool inclusive = bound == RowRange::Bound::At;
    auto less = [&](const OrderTerm& term) { return term.descending != before; };
    bool uniform = std::all_of(m_order.begin(), m_order.end(), [&](const OrderTerm& term) {
        return !term.nullable && term.descending == m_order.front().descending;
    });
    if (uniform && (m_order.size() == 1 || m_dialect->traits().supportsRowValues)) {
        const char* open = m_order.size() > 1 ? "(" : "";
        const char* close = m_order.size() > 1 ? ")" : "";
        text.add(open);
        for (std::size_t i = 0; i < m_order.size(); ++i) {
            text.add(i ? ", " : "");
            text.add(m_order[i].expression);
        }
        text.add(close);
        text.add(less(m_order.front()) ? " <" : " >");
        text.add(inclusive ? "= " : " ");
        text.add(open);
        for (std::size_t i = 0; i < m_order.size(); ++i) {
            text.add(i ? ", " : "");
            text.bind(place[i]);
        }
        return text.add(close);
    }

    // "Beyond" is the direction in which the bound looks; NULL lies beyond every value or none does.
    auto beyond = [&](std::size_t i, bool orEqual) {
        const OrderTerm& term = m_order[i];
        bool nullIsBeyond = term.nullsFirst == before;
        if (place[i].isNull()) {
            if (nullIsBeyond)
                text.add(orEqual ? term.expression + " IS NULL" : "1 = 0");
            else
                text.add(orEqual ? "1 = 1" : term.expression + " IS NOT NULL");
            return;
        }
        bool withNull = term.nullable && nullIsBeyond;
        text.add(withNull ? "(" : "");
        text.add(term.expression);
        text.add(less(term) ? " <" : " >");
        text.add(orEqual ? "= " : " ");
        text.bind(place[i]);
        if (withNull)
            text.add(" OR " + term.expression + " IS NULL)");
    };
    std::size_t last = m_order.size() - 1;
    if (last > 0) {
        beyond(0, true);
        text.add(" AND ");
    }
    text.add("(");
    for (std::size_t i = 0; i <= last; ++i) {
        beyond(i, i == last && inclusive);
        if (i == last)
            break;
        text.add(" OR (" + m_order[i].expression);
        if (place[i].isNull()) {
            text.add(" IS NULL");
        } else {
            text.add(" = ");
            text.bind(place[i]);
        }
        text.add(" AND (");
    }
    text.add(std::string(2 * last, ')'));
    text.add(")");
}

void BrowseSelect::writeOrder(Text& text, bool backward) const
{
    const char* glue = " ORDER BY ";
    for (const OrderTerm& term : m_order) {
        bool descending = term.descending != backward;
        bool nullsFirst = term.nullsFirst != backward;
        bool native = m_dialect->traits().nullsSortHigh == descending;
        bool sayNulls = term.nullable && nullsFirst != native;
        text.add(glue);
        if (sayNulls && !m_dialect->traits().supportsNullsOrder) {
            text.add("CASE WHEN " + term.expression
                + (nullsFirst ? " IS NULL THEN 0 ELSE 1 END, " : " IS NULL THEN 1 ELSE 0 END, "));
        }
        text.add(term.expression);
        text.add(descending ? " DESC" : "");
        if (sayNulls && m_dialect->traits().supportsNullsOrder)
            text.add(nullsFirst ? " NULLS FIRST" : " NULLS LAST");
        glue = ", ";
    }
}

void BrowseSelect::writeLimit(Text& text, const RowRange& range) const
{
    if (range.limit <= 0 && range.offset <= 0)
        return;
    if (m_dialect->traits().limitStyle == LimitStyle::OffsetFetch) {
        if (m_order.empty())
            text.add(" ORDER BY 1"); // SQL Server wants an order
        text.add(fmt::format(" OFFSET {} ROWS", range.offset));
        if (range.limit > 0)
            text.add(fmt::format(" FETCH NEXT {} ROWS ONLY", range.limit));
        return;
    }
    // SQLite and MySQL take no OFFSET without a LIMIT.
    text.add(
        fmt::format(" LIMIT {}", range.limit > 0 ? range.limit : std::numeric_limits<std::int64_t>::max()));
    if (range.offset > 0)
        text.add(fmt::format(" OFFSET {}", range.offset));
}

std::string selectText(const std::string& schema, const std::string& name,
    const std::vector<std::string>& columns, const SqlDialect& dialect)
{
    IdentifierPreparer identifiers = dialect.identifiers();
    std::string list = columns.empty() ? "*" : identifiers.quotedList(columns);
    if (list.size() > 80) {
        list.clear();
        for (const std::string& column : columns)
            list += (list.empty() ? "\n    " : ",\n    ") + identifiers.quote(column);
        return "SELECT" + list + "\nFROM " + identifiers.qualified(schema, name);
    }
    return "SELECT " + list + "\nFROM " + identifiers.qualified(schema, name);
}

} // namespace relata
