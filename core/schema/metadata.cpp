#include "core/schema/metadata.h"

#include "core/util/error.h"
#include "core/util/topological_sort.h"

#include <algorithm>
#include <tuple>

namespace relata {
namespace {

// A length prefix keeps ("a.b", "c") and ("a", "b.c") apart.
std::string keyOf(std::string_view schema, std::string_view name)
{
    std::string key = std::to_string(schema.size()) + ":";
    key += schema;
    key += name;
    return key;
}

template <typename T>
void reindex(
    const std::vector<std::shared_ptr<const T>>& items, std::unordered_map<std::string, std::size_t>& index)
{
    index.clear();
    for (std::size_t i = 0; i < items.size(); ++i)
        index[keyOf(items[i]->schema, items[i]->name)] = i;
}

template <typename T>
void addTo(std::vector<std::shared_ptr<const T>>& items, std::unordered_map<std::string, std::size_t>& index,
    std::shared_ptr<const T> shared)
{
    auto [position, isNew] = index.try_emplace(keyOf(shared->schema, shared->name), items.size());
    if (isNew)
        items.push_back(std::move(shared));
    else
        items[position->second] = std::move(shared);
}

template <typename T>
void removeFrom(std::vector<std::shared_ptr<const T>>& items,
    std::unordered_map<std::string, std::size_t>& index, std::string_view schema, std::string_view name)
{
    auto found = index.find(keyOf(schema, name));
    if (found == index.end())
        return;
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(found->second));
    reindex(items, index);
}

template <typename T>
bool sameItems(const std::vector<std::shared_ptr<const T>>& a, const std::vector<std::shared_ptr<const T>>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
        [](const auto& x, const auto& y) { return x == y || *x == *y; });
}

} // namespace

void MetaData::addTable(Table table)
{
    addTo(m_tables, m_tableIndex, std::make_shared<const Table>(std::move(table)));
}
void MetaData::addTable(TablePtr table)
{
    addTo(m_tables, m_tableIndex, std::move(table));
}
void MetaData::addView(View view)
{
    addTo(m_views, m_viewIndex, std::make_shared<const View>(std::move(view)));
}

void MetaData::removeTable(std::string_view schema, std::string_view name)
{
    removeFrom(m_tables, m_tableIndex, schema, name);
}

void MetaData::removeView(std::string_view schema, std::string_view name)
{
    removeFrom(m_views, m_viewIndex, schema, name);
}

TablePtr MetaData::tablePtr(std::string_view schema, std::string_view name) const
{
    auto found = m_tableIndex.find(keyOf(schema, name));
    if (found == m_tableIndex.end() && !schema.empty() && schema == defaultSchema)
        found = m_tableIndex.find(keyOf("", name));
    return found == m_tableIndex.end() ? nullptr : m_tables[found->second];
}

const Table* MetaData::findTable(std::string_view schema, std::string_view name) const
{
    return tablePtr(schema, name).get();
}

const Table* MetaData::findTable(std::string_view qualifiedName) const
{
    if (const Table* table = findTable("", qualifiedName))
        return table;
    for (std::size_t dot = qualifiedName.find('.'); dot != std::string_view::npos;
         dot = qualifiedName.find('.', dot + 1)) {
        if (const Table* table = findTable(qualifiedName.substr(0, dot), qualifiedName.substr(dot + 1)))
            return table;
    }
    return nullptr;
}

const Table& MetaData::table(std::string_view qualifiedName) const
{
    if (const Table* table = findTable(qualifiedName))
        return *table;
    Error error;
    error.kind = ErrorKind::NoSuchTable;
    error.message = "There is no table " + std::string(qualifiedName) + ".";
    raise(std::move(error));
}

const View* MetaData::findView(std::string_view schema, std::string_view name) const
{
    auto found = m_viewIndex.find(keyOf(schema, name));
    if (found == m_viewIndex.end() && !schema.empty() && schema == defaultSchema)
        found = m_viewIndex.find(keyOf("", name));
    return found == m_viewIndex.end() ? nullptr : m_views[found->second].get();
}

const EnumType* MetaData::findEnum(std::string_view schema, std::string_view name) const
{
    for (const EnumType& type : enums) {
        if (type.name == name && type.schema == schema)
            return &type;
    }
    return nullptr;
}

const Table* MetaData::referredTable(const Table& table, const ForeignKeyConstraint& key) const
{
    return findTable(key.referredSchema.empty() ? table.schema : key.referredSchema, key.referredTable);
}

MetaData MetaData::filtered(const std::function<bool(const std::string&, const std::string&)>& keep) const
{
    MetaData result = *this;
    std::erase_if(result.m_tables, [&](const TablePtr& table) { return !keep(table->schema, table->name); });
    std::erase_if(result.m_views, [&](const ViewPtr& view) { return !keep(view->schema, view->name); });
    reindex(result.m_tables, result.m_tableIndex);
    reindex(result.m_views, result.m_viewIndex);
    return result;
}

MetaData MetaData::withoutTablesAndViews() const
{
    MetaData result = *this;
    result.m_tables.clear();
    result.m_views.clear();
    result.m_tableIndex.clear();
    result.m_viewIndex.clear();
    return result;
}

bool MetaData::operator==(const MetaData& other) const
{
    return dialect == other.dialect && defaultSchema == other.defaultSchema && schemas == other.schemas
        && sequences == other.sequences && enums == other.enums && domains == other.domains
        && carried == other.carried && options == other.options && sameItems(m_tables, other.m_tables)
        && sameItems(m_views, other.m_views);
}

namespace {

// Strongly connected components of more than one table (Tarjan's, without recursion: schemas are deep).
std::vector<std::vector<TablePtr>> cyclesOf(
    const std::vector<TablePtr>& tables, const std::vector<std::pair<std::size_t, std::size_t>>& edges)
{
    constexpr std::size_t unseen = static_cast<std::size_t>(-1);
    std::vector<std::vector<std::size_t>> needs(tables.size());
    for (const auto& [node, need] : edges)
        needs[node].push_back(need);
    std::vector<std::size_t> number(tables.size(), unseen);
    std::vector<std::size_t> low(tables.size(), 0);
    std::vector<bool> onStack(tables.size(), false);
    std::vector<std::size_t> stack;
    std::vector<std::pair<std::size_t, std::size_t>> path; // node, next of its needs
    std::size_t next = 0;
    std::vector<std::vector<TablePtr>> cycles;
    auto enter = [&](std::size_t node) {
        number[node] = low[node] = next++;
        stack.push_back(node);
        onStack[node] = true;
        path.emplace_back(node, 0);
    };
    for (std::size_t start = 0; start < tables.size(); ++start) {
        if (number[start] == unseen)
            enter(start);
        while (!path.empty()) {
            std::size_t node = path.back().first;
            if (path.back().second < needs[node].size()) {
                std::size_t need = needs[node][path.back().second++];
                if (number[need] == unseen)
                    enter(need);
                else if (onStack[need])
                    low[node] = std::min(low[node], number[need]);
                continue;
            }
            path.pop_back();
            if (!path.empty())
                low[path.back().first] = std::min(low[path.back().first], low[node]);
            if (low[node] != number[node])
                continue;
            std::vector<std::size_t> members;
            std::size_t member = unseen;
            do {
                member = stack.back();
                stack.pop_back();
                onStack[member] = false;
                members.push_back(member);
            } while (member != node);
            if (members.size() > 1) {
                std::sort(members.begin(), members.end());
                std::vector<TablePtr>& cycle = cycles.emplace_back();
                for (std::size_t i : members)
                    cycle.push_back(tables[i]);
            }
        }
    }
    std::sort(cycles.begin(), cycles.end(), [](const auto& a, const auto& b) {
        return std::tie(a[0]->schema, a[0]->name) < std::tie(b[0]->schema, b[0]->name);
    });
    return cycles;
}

} // namespace

SortedTables sortedTables(const MetaData& metadata)
{
    std::vector<TablePtr> tables = metadata.tables();
    std::stable_sort(tables.begin(), tables.end(), [](const TablePtr& a, const TablePtr& b) {
        return std::tie(a->schema, a->name) < std::tie(b->schema, b->name);
    });
    std::unordered_map<const Table*, std::size_t> position;
    for (std::size_t i = 0; i < tables.size(); ++i)
        position[tables[i].get()] = i;

    std::vector<std::pair<std::size_t, std::size_t>> edges;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        for (const ForeignKeyConstraint& key : tables[i]->foreignKeys) {
            const Table* referred = key.useAlter ? nullptr : metadata.referredTable(*tables[i], key);
            if (referred)
                edges.push_back({i, position.at(referred)});
        }
    }
    TopologicalOrder order = topologicalSort(tables.size(), edges);

    SortedTables result;
    for (std::size_t node : order.order)
        result.tables.push_back(tables[node]);
    for (const auto& [node, need] : order.cut) {
        const Table& table = *tables[node];
        for (std::size_t k = 0; k < table.foreignKeys.size(); ++k) {
            const ForeignKeyConstraint& key = table.foreignKeys[k];
            if (!key.useAlter && metadata.referredTable(table, key) == tables[need].get())
                result.cut.push_back({tables[node], k});
        }
    }
    if (!order.cut.empty())
        result.cycles = cyclesOf(tables, edges);
    for (const TablePtr& table : result.tables) {
        for (std::size_t k = 0; k < table->foreignKeys.size(); ++k) {
            if (table->foreignKeys[k].useAlter)
                result.cut.push_back({table, k});
        }
    }
    return result;
}

std::vector<ViewPtr> sortedViews(const MetaData& metadata)
{
    const std::vector<ViewPtr>& views = metadata.views();
    std::unordered_map<std::string, std::size_t> position;
    for (std::size_t i = 0; i < views.size(); ++i)
        position[views[i]->qualifiedName()] = i;
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    for (std::size_t i = 0; i < views.size(); ++i) {
        for (const std::string& need : views[i]->dependsOn) {
            if (auto found = position.find(need); found != position.end())
                edges.push_back({i, found->second});
        }
    }
    std::vector<ViewPtr> result;
    for (std::size_t node : topologicalSort(views.size(), edges).order)
        result.push_back(views[node]);
    return result;
}

} // namespace relata
