#include "core/schema/reflection_filter.h"

#include <algorithm>
#include <set>

namespace relata {
namespace {

using Name = std::pair<std::string, std::string>; // schema, name

bool holds(const std::vector<std::string>& list, const std::string& name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

bool holds(const Index& index, const std::string& column)
{
    return holds(index.includeColumns, column)
        || std::any_of(index.elements.begin(), index.elements.end(),
            [&](const IndexElement& element) { return element.column == column; });
}

class Selection
{
public:
    Selection(const MetaData& metadata, const ReflectionFilter& filter)
        : m_metadata(metadata), m_filter(filter)
    { }

    MetaData result()
    {
        MetaData kept = m_metadata.withoutTablesAndViews();
        if (!m_filter.tables.empty())
            findWanted(kept);
        std::erase_if(kept.schemas, [&](const std::string& schema) { return !asks("schema", "", schema); });
        for (const TablePtr& table : m_metadata.tables())
            addTable(kept, table);
        for (const ViewPtr& view : m_metadata.views()) {
            if (m_filter.views && isWanted(view->schema, view->name)
                && asks("view", view->schema, view->name))
                kept.addView(*view);
        }
        auto sift = [&](auto& items, const char* kind) {
            std::erase_if(items, [&](const auto& item) { return !asks(kind, item.schema, item.name); });
        };
        sift(kept.sequences, "sequence");
        sift(kept.enums, "enum");
        sift(kept.domains, "domain");
        std::erase_if(kept.carried,
            [&](const CarriedObject& object) { return !asks(object.kind, object.schema, object.name); });
        return kept;
    }

private:
    bool asks(const std::string& kind, const std::string& schema, const std::string& name,
        const std::string& table = {}) const
    {
        if (kind != "schema" && m_hiddenSchemas.contains(schema))
            return false;
        if (!m_filter.includeObject)
            return true;
        bool answer = m_filter.includeObject({kind, schema, name, table});
        if (kind == "schema" && !answer)
            m_hiddenSchemas.insert(name);
        return answer;
    }

    bool isWanted(const std::string& schema, const std::string& name) const
    {
        return m_filter.tables.empty() || m_wanted.contains({schema, name});
    }

    void findWanted(MetaData& kept)
    {
        std::vector<const Table*> open;
        auto want = [&](const Table* table) {
            if (table && m_wanted.insert({table->schema, table->name}).second)
                open.push_back(table);
        };
        for (const std::string& name : m_filter.tables) {
            const Table* table = m_metadata.findTable(name);
            bool isView = false;
            for (const ViewPtr& view : m_metadata.views()) {
                if (view->qualifiedName() == name) {
                    m_wanted.insert({view->schema, view->name});
                    isView = true;
                }
            }
            want(table);
            if (!table && !isView)
                kept.notes.push_back({name, "There is no such table, or you may not see it."});
        }
        while (m_filter.resolveForeignKeys && !open.empty()) {
            const Table* table = open.back();
            open.pop_back();
            for (const ForeignKeyConstraint& key : table->foreignKeys)
                want(m_metadata.referredTable(*table, key));
        }
    }

    void addTable(MetaData& kept, const TablePtr& original) const
    {
        if (!isWanted(original->schema, original->name) || !asks("table", original->schema, original->name))
            return;
        if (!m_filter.includeObject) {
            kept.addTable(original);
            return;
        }
        Table table = *original;
        std::erase_if(table.columns, [&](const Column& column) {
            bool out = !asks("column", table.schema, column.name, table.name);
            if (out)
                removeUsers(table, column.name);
            return out;
        });
        auto sift = [&](auto& items, const char* kind) {
            std::erase_if(
                items, [&](const auto& item) { return !asks(kind, table.schema, item.name, table.name); });
        };
        sift(table.indexes, "index");
        sift(table.uniqueConstraints, "unique_constraint");
        sift(table.foreignKeys, "foreign_key_constraint");
        sift(table.checkConstraints, "check_constraint");
        sift(table.triggers, "trigger");
        kept.addTable(std::move(table));
    }

    static void removeUsers(Table& table, const std::string& column)
    {
        auto uses = [&](const auto& item) { return holds(item.columns, column); };
        if (uses(table.primaryKey))
            table.primaryKey = {};
        std::erase_if(table.uniqueConstraints, uses);
        std::erase_if(table.foreignKeys, uses);
        std::erase_if(table.indexes, [&](const Index& index) { return holds(index, column); });
    }

    const MetaData& m_metadata;
    const ReflectionFilter& m_filter;
    std::set<Name> m_wanted;
    mutable std::set<std::string> m_hiddenSchemas;
};

} // namespace

MetaData selected(const MetaData& metadata, const ReflectionFilter& filter)
{
    return filter.empty() ? metadata : Selection(metadata, filter).result();
}

} // namespace relata
