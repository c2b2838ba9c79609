#include "core/editing/flush_order.h"

#include "core/util/topological_sort.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace relata {
namespace {

using Names = std::vector<std::string>;

class Ordering
{
public:
    Ordering(const PendingSet& pending, const MetaData& metadata) : m_pending(pending), m_metadata(metadata)
    {
        arrange();
        for (std::size_t node = 0; node < m_nodes.size(); ++node)
            indexKeys(node);
        for (std::size_t node = 0; node < m_nodes.size(); ++node) {
            needReferences(node);
            needKeys(node);
        }
    }
    std::vector<FlushStep> steps();

private:
    struct Node
    {
        const PendingRow* row;
        const Table* table; // null: not known
    };
    struct Reason
    {
        std::size_t owner; // the node whose foreign key it is
        Names columns;
    };

    void arrange();
    void indexKeys(std::size_t node);
    void needReferences(std::size_t node);
    void needKeys(std::size_t node);
    void need(std::size_t node, std::size_t first, std::size_t owner, const Names& columns);
    Names referredColumns(const Table& table, const ForeignKeyConstraint& key, const Table*& referred) const;
    bool nullable(const Node& node, const Names& columns) const;
    static std::string keyText(const Table& table, const Names& columns, const Names& values);
    // Texts of the values before or after; empty where one is NULL, unknown, or a key of another row.
    static Names oldValues(const PendingRow& row, const Names& columns);
    static Names newValues(const PendingRow& row, const Names& columns);
    static bool changes(const PendingRow& row, const Names& columns);

    const PendingSet& m_pending;
    const MetaData& m_metadata;
    std::vector<Node> m_nodes;
    std::unordered_map<EditId, std::size_t> m_nodeOf;
    std::map<TableName, std::vector<Names>> m_keys; // the columns by which rows of a table may be named
    std::unordered_map<std::string, std::size_t> m_taken; // keys that rows will have
    std::unordered_map<std::string, std::size_t> m_left; // keys that rows give up
    std::vector<std::pair<std::size_t, std::size_t>> m_edges;
    std::map<std::pair<std::size_t, std::size_t>, std::vector<Reason>> m_reasons;
    std::map<std::size_t, Names> m_later; // of nodes that refer to themselves
};

void addUnique(std::vector<Names>& all, const Names& columns)
{
    if (!columns.empty() && std::find(all.begin(), all.end(), columns) == all.end())
        all.push_back(columns);
}

std::string Ordering::keyText(const Table& table, const Names& columns, const Names& values)
{
    std::string text = table.qualifiedName();
    for (std::size_t i = 0; i < columns.size(); ++i)
        text += fmt::format("|{}={}:{}", columns[i], values[i].size(), values[i]);
    return text;
}

Names Ordering::oldValues(const PendingRow& row, const Names& columns)
{
    Names values;
    for (const std::string& column : columns) {
        const Value* value = findValue(row.original, column);
        if (!value || value->isNull())
            return {};
        values.push_back(value->toText());
    }
    return values;
}

Names Ordering::newValues(const PendingRow& row, const Names& columns)
{
    Names values;
    for (const std::string& column : columns) {
        std::optional<PendingValue> value = row.current(column);
        if (!value || !value->isValue() || value->value.isNull())
            return {};
        values.push_back(value->value.toText());
    }
    return values;
}

bool Ordering::changes(const PendingRow& row, const Names& columns)
{
    return std::any_of(
        columns.begin(), columns.end(), [&](const std::string& name) { return row.change(name) != nullptr; });
}

Names Ordering::referredColumns(
    const Table& table, const ForeignKeyConstraint& key, const Table*& referred) const
{
    referred = m_metadata.referredTable(table, key);
    if (!referred)
        return {};
    Names columns = key.referredColumns.empty() ? referred->primaryKey.columns : key.referredColumns;
    return columns.size() == key.columns.size() ? columns : Names();
}

bool Ordering::nullable(const Node& node, const Names& columns) const
{
    return node.table && std::all_of(columns.begin(), columns.end(), [&](const std::string& name) {
        const Column* column = node.table->findColumn(name);
        return column && column->nullable;
    });
}

void Ordering::arrange()
{
    // Tables, referred ones first.
    std::vector<const Table*> tables;
    std::map<TableName, std::size_t> rank;
    for (const auto& [id, row] : m_pending.rows()) {
        if (rank.contains(row->table))
            continue;
        rank[row->table] = tables.size();
        tables.push_back(m_metadata.findTable(row->table.schema, row->table.name));
    }
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    // Tables that these refer to count as well, whatever their own rows: a deletion may cascade through them.
    for (std::size_t i = 0; i < tables.size(); ++i) {
        if (!tables[i])
            continue;
        for (const ForeignKeyConstraint& key : tables[i]->foreignKeys) {
            const Table* referred = nullptr;
            Names columns = referredColumns(*tables[i], key, referred);
            if (!referred)
                continue;
            if (rank.try_emplace(TableName::of(*referred), tables.size()).second)
                tables.push_back(referred);
            auto found = rank.find(TableName::of(*referred));
            if (found != rank.end() && found->second != i)
                edges.emplace_back(i, found->second);
            addUnique(m_keys[TableName::of(*referred)], columns);
        }
        std::vector<Names>& keys = m_keys[TableName::of(*tables[i])];
        addUnique(keys, tables[i]->primaryKey.columns);
        for (const UniqueConstraint& unique : tables[i]->uniqueConstraints)
            addUnique(keys, unique.columns);
        for (const Index& index : tables[i]->indexes) {
            Names columns;
            for (const IndexElement& element : index.elements)
                columns.push_back(element.column);
            if (index.unique && std::find(columns.begin(), columns.end(), "") == columns.end())
                addUnique(keys, columns);
        }
    }
    TopologicalOrder order = topologicalSort(tables.size(), edges);
    std::vector<std::size_t> place(tables.size());
    for (std::size_t i = 0; i < order.order.size(); ++i)
        place[order.order[i]] = i;

    for (const auto& [id, row] : m_pending.rows())
        m_nodes.push_back({row.get(), tables[rank[row->table]]});
    auto group = [](const PendingRow& row) {
        return row.op == PendingOp::Insert ? 0 : row.op == PendingOp::Update ? 1 : 2;
    };
    std::stable_sort(m_nodes.begin(), m_nodes.end(), [&](const Node& a, const Node& b) {
        if (group(*a.row) != group(*b.row))
            return group(*a.row) < group(*b.row);
        std::size_t placeA = place[rank[a.row->table]];
        std::size_t placeB = place[rank[b.row->table]];
        return a.row->op == PendingOp::Delete ? placeA > placeB : placeA < placeB;
    });
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        m_nodeOf[m_nodes[i].row->id] = i;
}

void Ordering::indexKeys(std::size_t index)
{
    const Node& node = m_nodes[index];
    if (!node.table)
        return;
    for (const Names& columns : m_keys[TableName::of(*node.table)]) {
        const PendingRow& row = *node.row;
        bool moves = row.op == PendingOp::Update && changes(row, columns);
        if (row.op == PendingOp::Delete || moves) {
            if (Names values = oldValues(row, columns); !values.empty())
                m_left[keyText(*node.table, columns, values)] = index;
        }
        if (row.op == PendingOp::Insert || moves) {
            if (Names values = newValues(row, columns); !values.empty())
                m_taken[keyText(*node.table, columns, values)] = index;
        }
    }
}

void Ordering::need(std::size_t node, std::size_t first, std::size_t owner, const Names& columns)
{
    if (node == first)
        return;
    m_edges.emplace_back(node, first);
    m_reasons[{node, first}].push_back({owner, columns});
}

void Ordering::needReferences(std::size_t index)
{
    for (const auto& [column, value] : m_nodes[index].row->changes) {
        if (value.kind != PendingValue::Kind::Key)
            continue;
        auto found = m_nodeOf.find(value.row);
        if (found == m_nodeOf.end())
            continue;
        if (found->second == index)
            m_later[index].push_back(column);
        else
            need(index, found->second, index, {column});
    }
}

void Ordering::needKeys(std::size_t index)
{
    const Node& node = m_nodes[index];
    const PendingRow& row = *node.row;
    if (!node.table)
        return;
    for (const ForeignKeyConstraint& key : node.table->foreignKeys) {
        const Table* referred = nullptr;
        Names columns = referredColumns(*node.table, key, referred);
        if (columns.empty())
            continue;
        bool writes =
            row.op == PendingOp::Insert || (row.op == PendingOp::Update && changes(row, key.columns));
        bool toNew = false;
        if (writes) {
            Names values = newValues(row, key.columns);
            auto found = values.empty() ? m_taken.end() : m_taken.find(keyText(*referred, columns, values));
            if (found != m_taken.end()) {
                toNew = true;
                need(index, found->second, index, key.columns);
            }
        }
        if (row.op == PendingOp::Insert)
            continue;
        // Whoever goes, or gets another key, waits for the rows that refer to it.
        Names values = oldValues(row, key.columns);
        auto found = values.empty() ? m_left.end() : m_left.find(keyText(*referred, columns, values));
        if (found == m_left.end() || (toNew && m_nodes[found->second].row->op == PendingOp::Update))
            continue;
        need(found->second, index, index, key.columns);
    }
    if (row.op == PendingOp::Delete)
        return;
    for (const Names& columns : m_keys[TableName::of(*node.table)]) {
        if (row.op == PendingOp::Update && !changes(row, columns))
            continue;
        Names values = newValues(row, columns);
        auto found = values.empty() ? m_left.end() : m_left.find(keyText(*node.table, columns, values));
        if (found != m_left.end())
            need(index, found->second, index, {});
    }
}

std::vector<FlushStep> Ordering::steps()
{
    TopologicalOrder order = topologicalSort(m_nodes.size(), m_edges);
    std::map<std::size_t, Names> later; // by the node whose columns wait
    std::map<std::size_t, std::vector<std::pair<std::size_t, Names>>> attachAfter; // by what they wait for
    std::map<std::size_t, std::vector<std::pair<std::size_t, Names>>> detachBefore;
    std::set<std::pair<std::size_t, std::size_t>> seen;
    for (const auto& [node, columns] : m_later) {
        if (!nullable(m_nodes[node], columns))
            continue;
        later[node].insert(later[node].end(), columns.begin(), columns.end());
        attachAfter[node].emplace_back(node, columns);
    }
    for (const auto& cut : order.cut) {
        if (!seen.insert(cut).second)
            continue;
        for (const Reason& reason : m_reasons[cut]) {
            const Node& owner = m_nodes[reason.owner];
            if (reason.columns.empty() || !nullable(owner, reason.columns))
                continue;
            if (reason.owner == cut.first && owner.row->op != PendingOp::Delete) {
                Names& waiting = later[reason.owner];
                Names fresh;
                for (const std::string& name : reason.columns) {
                    if (std::find(waiting.begin(), waiting.end(), name) == waiting.end()
                        && owner.row->change(name))
                        fresh.push_back(name);
                }
                waiting.insert(waiting.end(), fresh.begin(), fresh.end());
                if (!fresh.empty())
                    attachAfter[cut.second].emplace_back(reason.owner, fresh);
            } else if (owner.row->op == PendingOp::Delete) {
                detachBefore[cut.first].emplace_back(reason.owner, reason.columns);
            }
        }
    }
    std::vector<FlushStep> steps;
    for (std::size_t index : order.order) {
        for (const auto& [node, columns] : detachBefore[index])
            steps.push_back({FlushStep::Kind::Detach, m_nodes[node].row->id, columns});
        const PendingRow& row = *m_nodes[index].row;
        FlushStep::Kind kind = row.op == PendingOp::Insert ? FlushStep::Kind::Insert
            : row.op == PendingOp::Update                  ? FlushStep::Kind::Update
                                                           : FlushStep::Kind::Delete;
        auto waiting = later.find(index);
        steps.push_back({kind, row.id, waiting == later.end() ? Names() : waiting->second});
        for (const auto& [node, columns] : attachAfter[index])
            steps.push_back({FlushStep::Kind::Attach, m_nodes[node].row->id, columns});
    }
    return steps;
}

} // namespace

std::vector<FlushStep> flushOrder(const PendingSet& pending, const MetaData& metadata)
{
    return Ordering(pending, metadata).steps();
}

} // namespace relata
