#include "core/editing/delete_preview.h"

#include "core/editing/row_statements.h"
#include "core/sql/functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace relata {
namespace {

constexpr std::size_t keysAtOnce = 100;

using Names = std::vector<std::string>;
using Keys = std::vector<std::vector<Value>>;

// Deleted rows of one table: their values in every column that somebody refers to.
struct Deleted
{
    TablePtr table;
    std::vector<RowValues> rows;
    bool cut = false;
};

class Walk
{
public:
    Walk(Connection& connection, const MetaData& metadata, const DeletePreviewOptions& options)
        : m_connection(connection), m_options(options)
    {
        for (const TablePtr& table : metadata.tables()) {
            for (const ForeignKeyConstraint& key : table->foreignKeys) {
                if (const Table* referred = metadata.referredTable(*table, key))
                    m_referring[TableName::of(*referred)].push_back({table, &key});
            }
        }
    }
    std::vector<DeleteEffect> run(std::map<TableName, Deleted> level);
    RowValues valuesOf(const TablePtr& table, const PendingRow& row);

private:
    struct Referring
    {
        TablePtr table;
        const ForeignKeyConstraint* key;
    };
    Names referredColumns(const Table& parent, const ForeignKeyConstraint& key) const
    {
        return key.referredColumns.empty() ? parent.primaryKey.columns : key.referredColumns;
    }
    // Columns of `table` that foreign keys refer to, and its own key.
    Names wanted(const Table& table) const;
    void follow(const Deleted& parent, const Referring& referring, int level,
        std::map<TableName, Deleted>& next, std::vector<DeleteEffect>& effects);
    Expression condition(const FromClause& from, const Referring& referring, const Keys& keys,
        std::size_t first, std::size_t last) const;

    Connection& m_connection;
    const DeletePreviewOptions& m_options;
    std::map<TableName, std::vector<Referring>> m_referring;
    std::set<std::string> m_seen; // rows that are followed already
};

Names Walk::wanted(const Table& table) const
{
    Names names = table.primaryKey.columns;
    auto found = m_referring.find(TableName::of(table));
    if (found != m_referring.end()) {
        for (const Referring& referring : found->second) {
            for (const std::string& name : referredColumns(table, *referring.key)) {
                if (std::find(names.begin(), names.end(), name) == names.end())
                    names.push_back(name);
            }
        }
    }
    if (names.empty()) {
        for (const Column& column : table.columns)
            names.push_back(column.name);
    }
    return names;
}

RowValues Walk::valuesOf(const TablePtr& table, const PendingRow& row)
{
    RowValues values;
    for (const std::string& name : wanted(*table)) {
        if (const Value* value = findValue(row.original, name))
            values.emplace_back(name, *value);
        else if (const Value* key = findValue(row.identity.values, name))
            values.emplace_back(name, *key);
    }
    return values;
}

Expression Walk::condition(const FromClause& from, const Referring& referring, const Keys& keys,
    std::size_t first, std::size_t last) const
{
    const Names& columns = referring.key->columns;
    auto cell = [&](std::size_t i) { return from.c(referring.table->c(columns[i]).keyOrName()); };
    if (columns.size() == 1) {
        std::vector<Value> values;
        for (std::size_t i = first; i < last; ++i)
            values.push_back(keys[i][0]);
        return cell(0).in_(values);
    }
    std::vector<Expression> any;
    for (std::size_t i = first; i < last; ++i) {
        std::vector<Expression> all;
        for (std::size_t c = 0; c < columns.size(); ++c)
            all.push_back(cell(c) == Expression(keys[i][c]));
        any.push_back(and_(all));
    }
    return or_(any);
}

void Walk::follow(const Deleted& parent, const Referring& referring, int level,
    std::map<TableName, Deleted>& next, std::vector<DeleteEffect>& effects)
{
    Names columns = referredColumns(*parent.table, *referring.key);
    if (columns.size() != referring.key->columns.size())
        return;
    Keys keys;
    for (const RowValues& row : parent.rows) {
        std::vector<Value> key;
        for (const std::string& name : columns) {
            const Value* value = findValue(row, name);
            if (value && !value->isNull())
                key.push_back(*value);
        }
        if (key.size() == columns.size())
            keys.push_back(std::move(key));
    }
    DeleteEffect effect;
    effect.table = TableName::of(*referring.table);
    effect.foreignKey = referring.key->name;
    effect.columns = referring.key->columns;
    effect.parent = TableName::of(*parent.table);
    effect.action = referring.key->onDelete;
    effect.level = level;
    effect.atLeast = parent.cut;
    FromClause from(referring.table);
    ExecutionOptions execution;
    execution.stop = m_options.stop;
    bool cascades = effect.action == ReferentialAction::Cascade;
    Names names = wanted(*referring.table);
    for (std::size_t first = 0; first < keys.size(); first += keysAtOnce) {
        Expression where = condition(from, referring, keys, first, std::min(keys.size(), first + keysAtOnce));
        if (!cascades) {
            Select count = select({func::count()}).selectFrom(from).where(where);
            Value rows = m_connection.execute(count, {}, execution).scalar();
            effect.rows += rows.tag() == ValueTag::Integer ? rows.integer() : std::stoll("0" + rows.toText());
            continue;
        }
        Deleted& below = next[effect.table];
        below.table = referring.table;
        below.cut = below.cut || parent.cut;
        std::vector<Expression> selected;
        for (const std::string& name : names)
            selected.push_back(from.c(referring.table->c(name).keyOrName()));
        Select rows = select(selected).selectFrom(from).where(where).limit(
            static_cast<std::int64_t>(m_options.maxKeys) + 1);
        bool keyed = !referring.table->primaryKey.empty();
        for (std::vector<Value>& values : m_connection.execute(rows, {}, execution).all()) {
            RowIdentity row;
            for (std::size_t i = 0; i < names.size(); ++i)
                row.values.emplace_back(names[i], std::move(values[i]));
            // A row that two ways lead to is deleted once.
            if (keyed && !m_seen.insert(effect.table.text() + "|" + row.key()).second)
                continue;
            if (below.rows.size() >= m_options.maxKeys) {
                below.cut = true;
                effect.atLeast = true;
                break;
            }
            ++effect.rows;
            below.rows.push_back(std::move(row.values));
        }
    }
    if (effect.rows > 0 || effect.atLeast)
        effects.push_back(std::move(effect));
}

std::vector<DeleteEffect> Walk::run(std::map<TableName, Deleted> level)
{
    std::vector<DeleteEffect> effects;
    for (const auto& [name, deleted] : level) {
        for (const RowValues& row : deleted.rows)
            m_seen.insert(name.text() + "|" + RowIdentity{IdentityKind::PrimaryKey, row}.key());
    }
    for (int depth = 1; !level.empty() && depth <= m_options.maxLevels; ++depth) {
        std::map<TableName, Deleted> next;
        for (const auto& [name, deleted] : level) {
            for (const Referring& referring : m_referring[name])
                follow(deleted, referring, depth, next, effects);
        }
        std::erase_if(next, [](const auto& item) { return item.second.rows.empty(); });
        level = std::move(next);
    }
    if (!level.empty()) {
        for (DeleteEffect& effect : effects)
            effect.atLeast = effect.atLeast || effect.level == m_options.maxLevels;
    }
    return effects;
}

} // namespace

std::string DeleteEffect::text() const
{
    std::string count = fmt::format(
        "{}{} {} of {}", atLeast ? "at least " : "", rows, rows == 1 ? "row" : "rows", table.text());
    bool one = rows == 1;
    switch (action) {
    case ReferentialAction::Cascade:
        return count + (one ? " is deleted" : " are deleted");
    case ReferentialAction::SetNull:
        return count + (one ? " loses its " : " lose their ") + fmt::format("{}", fmt::join(columns, ", "));
    case ReferentialAction::SetDefault:
        return count + (one ? " gets" : " get") + " the default of "
            + fmt::format("{}", fmt::join(columns, ", "));
    case ReferentialAction::NoAction:
    case ReferentialAction::Restrict:
        break;
    }
    return count + (one ? " still refers" : " still refer") + " to " + parent.text();
}

std::vector<DeleteEffect> deletePreview(Connection& connection, const MetaData& metadata,
    const PendingSet& pending, const DeletePreviewOptions& options)
{
    Walk walk(connection, metadata, options);
    std::map<TableName, Deleted> first;
    for (const auto& [id, row] : pending.rows()) {
        TablePtr table = metadata.tablePtr(row->table.schema, row->table.name);
        if (row->op != PendingOp::Delete || !table)
            continue;
        Deleted& deleted = first[row->table];
        deleted.table = table;
        deleted.rows.push_back(walk.valuesOf(table, *row));
    }
    return walk.run(std::move(first));
}

} // namespace relata
