#include "core/dialects/postgresql/sequence_uses.h"

#include "core/dialects/postgresql/option_keys.h"
#include "core/util/strings.h"

#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace relata::postgresql {
namespace {

class Search
{
public:
    explicit Search(const MetaData& metadata)
    {
        for (const Sequence& sequence : metadata.sequences) {
            if (!sequence.ownedByTable.empty())
                m_owned.emplace(sequence.name, &sequence);
        }
    }

    bool isEmpty() const { return m_owned.empty(); }

    // Every text that ends at a quote and begins at one: 's', 'shop.s', 'shop."My s"'.
    void text(std::string_view text, const Table* owner)
    {
        for (std::size_t quote = text.find('\''); quote != text.npos;) {
            std::size_t next = text.find('\'', quote + 1);
            if (next == text.npos)
                return;
            name(text.substr(quote + 1, next - quote - 1), owner);
            quote = next;
        }
    }

    // With or without a schema, with or without quotes.
    void name(std::string_view qualified, const Table* owner)
    {
        std::size_t dot = qualified.ends_with('"') ? qualified.rfind(".\"") : qualified.rfind('.');
        std::string last(dot == qualified.npos ? qualified : qualified.substr(dot + 1));
        if (last.size() > 2 && last.front() == '"' && last.back() == '"')
            last = replaceAll(last.substr(1, last.size() - 2), "\"\"", "\"");
        auto [begin, end] = m_owned.equal_range(last);
        for (auto found = begin; found != end; ++found) {
            const Sequence& sequence = *found->second;
            bool own = owner && owner->name == sequence.ownedByTable && owner->schema == sequence.schema;
            if (!own)
                m_found.insert(&sequence);
        }
    }

    bool found(const Sequence& sequence) const { return m_found.contains(&sequence); }

private:
    std::unordered_multimap<std::string, const Sequence*> m_owned;
    std::unordered_set<const Sequence*> m_found;
};

} // namespace

std::vector<const Sequence*> sequencesUsedElsewhere(const MetaData& metadata)
{
    Search search(metadata);
    if (search.isEmpty())
        return {};
    for (const TablePtr& table : metadata.tables()) {
        // What a child has of its parent goes before the parent does.
        bool isPartition = table->options.find(option::partitionBound);
        for (const Column& column : table->columns) {
            if (column.serverDefault && !isPartition && !column.options.flag(option::inherited))
                search.text(column.serverDefault->text, table.get());
        }
        for (const CheckConstraint& check : table->checkConstraints)
            search.text(check.expression.text, table.get());
    }
    for (const ViewPtr& view : metadata.views()) {
        search.text(view->definition.text, nullptr);
        for (const std::string& needed : view->dependsOn)
            search.name(needed, nullptr);
    }
    for (const Domain& domain : metadata.domains) {
        if (domain.serverDefault)
            search.text(domain.serverDefault->text, nullptr);
    }
    for (const CarriedObject& object : metadata.carried)
        search.text(object.definition.text, nullptr);
    std::vector<const Sequence*> result;
    for (const Sequence& sequence : metadata.sequences) {
        if (search.found(sequence))
            result.push_back(&sequence);
    }
    return result;
}

} // namespace relata::postgresql
