#include "core/editing/association.h"

#include "core/editing/row_label.h"
#include "core/sql/selectable.h"

#include <algorithm>
#include <map>

namespace relata {
namespace {

using Names = std::vector<std::string>;

constexpr std::int64_t mostLinks = 10000; // of one row
constexpr std::size_t keysAtOnce = 200;

bool contains(const Names& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool isKey(const Table& table, const Names& columns)
{
    const auto covers = [&](const Names& key) {
        return !key.empty() && std::all_of(columns.begin(), columns.end(), [&](const std::string& name) {
            return contains(key, name);
        });
    };
    return covers(table.primaryKey.columns)
        || std::any_of(table.uniqueConstraints.begin(), table.uniqueConstraints.end(),
            [&](const UniqueConstraint& unique) { return covers(unique.columns); });
}

// The database can make a row of the key's columns alone.
bool fillsTheRest(const Table& table, const Names& given)
{
    return std::all_of(table.columns.begin(), table.columns.end(), [&](const Column& column) {
        const bool single = table.primaryKey.columns.size() == 1 && table.isPrimaryKey(column.name);
        return contains(given, column.name) || column.nullable || column.computed || column.identity
            || column.serverDefault || (single && column.autoincrement != Autoincrement::No);
    });
}

Names referred(const ForeignKeyConstraint& key, const Table& table)
{
    return key.referredColumns.empty() ? table.primaryKey.columns : key.referredColumns;
}

Expression keyIn(const FromClause& from, const TablePtr& table, const Names& columns,
    const std::vector<RowValues>& rows, std::size_t first, std::size_t last)
{
    const auto cell = [&](const std::string& name) { return from.c(table->c(name).keyOrName()); };
    if (columns.size() == 1) {
        std::vector<Value> values;
        for (std::size_t i = first; i < last; ++i)
            values.push_back(*findValue(rows[i], columns.front()));
        return cell(columns.front()).in_(values);
    }
    std::vector<Expression> any;
    for (std::size_t i = first; i < last; ++i) {
        std::vector<Expression> all;
        for (const std::string& name : columns)
            all.push_back(cell(name) == Expression(*findValue(rows[i], name)));
        any.push_back(and_(all));
    }
    return or_(any);
}

// LIKE's pattern of a text that is somewhere within, with "/" before what LIKE would read otherwise.
std::string likePattern(std::string_view text)
{
    std::string pattern = "%";
    for (char c : text) {
        if (c == '%' || c == '_' || c == '/')
            pattern += '/';
        pattern += c;
    }
    return pattern + '%';
}

class Reader
{
public:
    Reader(Connection& connection, const AssociationLink& link, const AssociationOptions& options)
        : m_connection(connection), m_link(link), m_options(options)
    {
        m_names = link.farKey;
        for (const std::string& name : labelColumns(*link.far)) {
            if (!contains(m_names, name))
                m_names.push_back(name);
        }
        m_execution.stop = options.stop;
    }

    AssociationRows run(const RowValues& nearKey);

private:
    void readLinks(const RowValues& nearKey);
    std::vector<RowValues> readFar(const std::optional<Expression>& where, std::int64_t limit);
    Expression farCell(const FromClause& from, const std::string& name) const
    {
        return from.c(m_link.far->c(name).keyOrName());
    }
    std::string mapKey(const RowValues& far) const
    {
        RowIdentity key;
        for (const std::string& name : m_link.farKey) {
            if (const Value* value = findValue(far, name))
                key.values.emplace_back(name, *value);
        }
        return key.key();
    }

    Connection& m_connection;
    const AssociationLink& m_link;
    const AssociationOptions& m_options;
    ExecutionOptions m_execution;
    Names m_names; // of the far table
    std::map<std::string, std::vector<LoadedRow>> m_links; // by the far row's key
    std::vector<RowValues> m_linked; // far keys, in the order of their links
};

void Reader::readLinks(const RowValues& nearKey)
{
    const TablePtr& table = m_link.association;
    const FromClause from(table);
    std::vector<Expression> selected;
    std::vector<Expression> conditions;
    for (const Column& column : table->columns)
        selected.push_back(from.c(column.keyOrName()));
    for (std::size_t i = 0; i < m_link.nearKey.size(); ++i) {
        const Value* value = findValue(nearKey, m_link.nearKey[i]);
        if (!value || value->isNull())
            return; // not stored yet
        conditions.push_back(from.c(table->c(m_link.nearColumns[i]).keyOrName()) == Expression(*value));
    }
    const Select links = select(selected).selectFrom(from).where(and_(conditions)).limit(mostLinks);
    for (std::vector<Value>& cells : m_connection.execute(links, {}, m_execution).all()) {
        LoadedRow row;
        row.table = TableName::of(*table);
        for (std::size_t i = 0; i < table->columns.size(); ++i)
            row.values.emplace_back(table->columns[i].name, std::move(cells[i]));
        if (Result<RowIdentity> identity = rowIdentity(*table, m_connection.dialect(), row.values))
            row.identity = std::move(*identity);
        RowValues far;
        for (std::size_t i = 0; i < m_link.farKey.size(); ++i)
            far.emplace_back(m_link.farKey[i], *findValue(row.values, m_link.farColumns[i]));
        std::vector<LoadedRow>& known = m_links[mapKey(far)];
        if (known.empty())
            m_linked.push_back(std::move(far));
        known.push_back(std::move(row));
    }
}

std::vector<RowValues> Reader::readFar(const std::optional<Expression>& where, std::int64_t limit)
{
    const FromClause from(m_link.far);
    std::vector<Expression> selected;
    for (const std::string& name : m_names)
        selected.push_back(farCell(from, name));
    Select rows = select(selected).selectFrom(from);
    if (where)
        rows = rows.where(*where);
    std::vector<Expression> order;
    for (auto name = m_names.begin() + static_cast<std::ptrdiff_t>(m_link.farKey.size());
         name != m_names.end(); ++name)
        order.push_back(farCell(from, *name).asc());
    for (const std::string& name : m_link.farKey)
        order.push_back(farCell(from, name).asc());
    rows = rows.orderBy(order);
    if (limit > 0)
        rows = rows.limit(limit);
    std::vector<RowValues> found;
    for (std::vector<Value>& cells : m_connection.execute(rows, {}, m_execution).all()) {
        RowValues row;
        for (std::size_t i = 0; i < m_names.size(); ++i)
            row.emplace_back(m_names[i], std::move(cells[i]));
        found.push_back(std::move(row));
    }
    return found;
}

AssociationRows Reader::run(const RowValues& nearKey)
{
    readLinks(nearKey);
    AssociationRows result;
    const auto add = [&](const RowValues& far) {
        AssociationChoice choice;
        for (const std::string& name : m_link.farKey)
            choice.key.emplace_back(name, *findValue(far, name));
        choice.label = rowLabel(*m_link.far, far);
        auto links = m_links.find(mapKey(far));
        if (links != m_links.end())
            choice.links = links->second;
        result.choices.push_back(std::move(choice));
    };
    const FromClause from(m_link.far);
    for (std::size_t first = 0; first < m_linked.size(); first += keysAtOnce) {
        const std::size_t last = std::min(m_linked.size(), first + keysAtOnce);
        for (const RowValues& far : readFar(keyIn(from, m_link.far, m_link.farKey, m_linked, first, last), 0))
            add(far);
    }
    std::optional<Expression> where;
    const Names labels = labelColumns(*m_link.far);
    if (!m_options.search.empty()) {
        std::vector<Expression> any;
        for (const std::string& name : labels.empty() ? m_link.farKey : labels) {
            any.push_back(
                cast(farCell(from, name), SqlType::string()).ilike(likePattern(m_options.search), "/"));
        }
        where = or_(any);
    }
    // Linked rows are among these again: as many more are read, so that the others fill the limit.
    const auto limit = m_options.limit + static_cast<std::int64_t>(m_linked.size());
    std::vector<RowValues> others = readFar(where, limit + 1);
    result.more = static_cast<std::int64_t>(others.size()) > limit;
    std::int64_t taken = 0;
    for (const RowValues& far : others) {
        if (m_links.contains(mapKey(far)))
            continue;
        if (taken++ == m_options.limit) {
            result.more = true;
            break;
        }
        add(far);
    }
    return result;
}

} // namespace

std::vector<AssociationLink> associationLinks(const Table& table, const MetaData& metadata)
{
    std::vector<AssociationLink> links;
    for (const TablePtr& candidate : metadata.tables()) {
        if (candidate->foreignKeys.size() != 2)
            continue;
        for (std::size_t side = 0; side < 2; ++side) {
            const ForeignKeyConstraint& near = candidate->foreignKeys[side];
            const ForeignKeyConstraint& far = candidate->foreignKeys[1 - side];
            const Table* farTable = metadata.referredTable(*candidate, far);
            if (metadata.referredTable(*candidate, near) != &table || !farTable)
                continue;
            Names both = near.columns;
            both.insert(both.end(), far.columns.begin(), far.columns.end());
            AssociationLink link{candidate, near.columns, referred(near, table), far.columns,
                referred(far, *farTable), metadata.tablePtr(farTable->schema, farTable->name)};
            const bool paired = link.nearKey.size() == link.nearColumns.size()
                && link.farKey.size() == link.farColumns.size();
            if (paired && link.far && isKey(*candidate, both) && fillsTheRest(*candidate, both))
                links.push_back(std::move(link));
        }
    }
    return links;
}

AssociationRows readAssociation(Connection& connection, const AssociationLink& link, const RowValues& nearKey,
    const AssociationOptions& options)
{
    return Reader(connection, link, options).run(nearKey);
}

PendingCells linkCells(const AssociationLink& link, const PendingCells& nearKey, const RowValues& farKey)
{
    PendingCells cells;
    for (std::size_t i = 0; i < link.nearKey.size(); ++i) {
        for (const auto& [name, value] : nearKey) {
            if (name == link.nearKey[i])
                cells.emplace_back(link.nearColumns[i], value);
        }
    }
    for (std::size_t i = 0; i < link.farKey.size(); ++i) {
        if (const Value* value = findValue(farKey, link.farKey[i]))
            cells.emplace_back(link.farColumns[i], *value);
    }
    return cells;
}

} // namespace relata
