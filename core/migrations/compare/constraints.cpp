// Keys, checks and what else a table demands of its rows.
#include "core/migrations/compare/comparison.h"

#include <algorithm>

namespace relata::compare_internal {
namespace {

// A name that the model leaves open is the server's.
bool sameName(const std::string& from, const std::string& to)
{
    return to.empty() || from == to;
}

template <typename T>
bool sameDeferrability(const T& a, const T& b)
{
    return a.deferrable.value_or(false) == b.deferrable.value_or(false)
        && a.initiallyDeferred == b.initiallyDeferred;
}

class Constraints
{
public:
    Constraints(Comparison& comparison, const Table& from, const Table& to)
        : m_comparison(comparison), m_from(from), m_to(to), m_name(TableName::of(to))
    { }

    void run()
    {
        comparePrimaryKey();
        compareLists(m_from.uniqueConstraints, m_to.uniqueConstraints);
        compareLists(m_from.checkConstraints, m_to.checkConstraints);
        compareLists(m_from.otherConstraints, m_to.otherConstraints);
        compareLists(m_from.foreignKeys, m_to.foreignKeys);
    }

private:
    void comparePrimaryKey()
    {
        const PrimaryKeyConstraint& before = m_from.primaryKey;
        const PrimaryKeyConstraint& after = m_to.primaryKey;
        if (before.empty() && after.empty())
            return;
        bool named = !m_comparison.rules || m_comparison.rules->namesPrimaryKeys();
        if (before.empty())
            m_comparison.add(AddConstraint{m_name, after});
        else if (after.empty())
            m_comparison.add(DropConstraint{m_name, before});
        else if (!same(before, after))
            m_comparison.add(AlterConstraint{m_name, before, after});
        else if (named && !sameName(before.name, after.name))
            rename(before, after);
    }

    template <typename T>
    void compareLists(const std::vector<T>& from, const std::vector<T>& to)
    {
        // By id or name; those without names, and those of new names, by what they say.
        int unnamed = 0; // a name of its own for each, which matches nothing
        auto matches = matched(pointers(from), pointers(to),
            [&](const T& item) { return item.name.empty() ? "\n" + std::to_string(++unnamed) : item.name; });
        for (const T* item : matches.dropped) {
            auto twin = std::find_if(matches.added.begin(), matches.added.end(),
                [&](const T* other) { return same(*item, *other); });
            if (twin == matches.added.end()) {
                m_comparison.add(DropConstraint{m_name, *item});
                continue;
            }
            matches.kept.emplace_back(item, *twin);
            matches.added.erase(twin);
        }
        for (const auto& [item, other] : matches.kept) {
            if (!same(*item, *other))
                m_comparison.add(AlterConstraint{m_name, *item, *other});
            else if (!sameName(item->name, other->name))
                rename(*item, *other);
        }
        for (const T* item : matches.added)
            m_comparison.add(AddConstraint{m_name, *item});
    }

    // What has no name yet cannot be renamed.
    template <typename T>
    void rename(const T& from, const T& to)
    {
        if (from.name.empty())
            m_comparison.add(AlterConstraint{m_name, from, to});
        else
            m_comparison.add(RenameConstraint{m_name, from, to.name});
    }

    bool same(const PrimaryKeyConstraint& a, const PrimaryKeyConstraint& b) const
    {
        return a.columns == b.columns && sameDeferrability(a, b)
            && m_comparison.sameOptions(a.options, b.options);
    }
    bool same(const UniqueConstraint& a, const UniqueConstraint& b) const
    {
        return a.columns == b.columns && a.includeColumns == b.includeColumns
            && a.nullsNotDistinct == b.nullsNotDistinct && sameDeferrability(a, b)
            && m_comparison.sameOptions(a.options, b.options);
    }
    bool same(const ForeignKeyConstraint& a, const ForeignKeyConstraint& b) const
    {
        return a.columns == b.columns && a.referredTable == b.referredTable
            && referredSchema(a, m_from) == referredSchema(b, m_to)
            && referredColumns(a, m_from, m_comparison.from) == referredColumns(b, m_to, m_comparison.to)
            && action(a.onUpdate) == action(b.onUpdate) && action(a.onDelete) == action(b.onDelete)
            && a.match == b.match && sameDeferrability(a, b) && a.validated == b.validated
            && m_comparison.sameOptions(a.options, b.options);
    }
    bool same(const CheckConstraint& a, const CheckConstraint& b) const
    {
        return a.validated == b.validated && m_comparison.sameText(a.expression, b.expression)
            && m_comparison.sameOptions(a.options, b.options);
    }
    bool same(const OtherConstraint& a, const OtherConstraint& b) const
    {
        return a.kind == b.kind && m_comparison.sameText(a.definition, b.definition)
            && m_comparison.sameOptions(a.options, b.options);
    }

    static std::string referredSchema(const ForeignKeyConstraint& key, const Table& table)
    {
        return key.referredSchema.empty() ? table.schema : key.referredSchema;
    }
    static std::vector<std::string> referredColumns(
        const ForeignKeyConstraint& key, const Table& table, const MetaData& metadata)
    {
        const Table* referred = key.referredColumns.empty() ? metadata.referredTable(table, key) : nullptr;
        return referred ? referred->primaryKey.columns : key.referredColumns;
    }
    ReferentialAction action(ReferentialAction action) const
    {
        bool same = m_comparison.rules && m_comparison.rules->restrictIsNoAction();
        return same && action == ReferentialAction::Restrict ? ReferentialAction::NoAction : action;
    }

    Comparison& m_comparison;
    const Table& m_from;
    const Table& m_to;
    TableName m_name;
};

} // namespace

void compareConstraints(Comparison& comparison)
{
    for (const auto& [from, to] : comparison.tables())
        Constraints(comparison, *from, *to).run();
}

} // namespace relata::compare_internal
