// Rows to objects, and the statements that bring them: queries, lazy and eager loaders, refreshing.
#pragma once

#include "core/orm/query_builder.h"
#include "core/orm/session_impl.h"

#include <functional>

namespace relata {

class Loader
{
public:
    explicit Loader(SessionImpl& session) : m_session(session) { }

    // Every object of the query once, in its order, with what its options ask for.
    std::vector<InstanceState*> run(const QuerySpec& spec, const std::string& purpose);
    // Each portion's objects once, with what their options ask for.
    void inPortions(const QuerySpec& spec, std::size_t size,
        const std::function<void(const std::vector<InstanceState*>&)>& portion);
    InstanceState* byKey(const Mapper& mapper, const std::vector<Value>& key, const LoadOptions* options);
    // Reads these attributes anew. Throws StaleDataError where the row is gone.
    void refresh(InstanceState& state, const std::vector<int>& attributes, const std::string& purpose);
    void lazyLoad(InstanceState& state, const Relationship& relationship);

private:
    class RowReader;
    struct Loaded // the objects of one entity of a query
    {
        std::vector<InstanceState*> states;
        // Whether one may stand here twice: looking for each in a set is dear, and rows that repeat an object
        // mostly follow each other.
        bool mayRepeat = false;

        void add(InstanceState* state, bool isFresh)
        {
            if (!states.empty() && states.back() == state)
                return;
            mayRepeat = mayRepeat || !isFresh;
            states.push_back(state);
        }
        void makeUnique();
    };
    struct Keys // which columns of a row tell the parent
    {
        const Relationship* relationship = nullptr;
        const std::vector<InstanceState*>* parents = nullptr;
        std::vector<int> columns;
    };
    using Children = std::vector<std::vector<InstanceState*>>; // by parent
    // One statement: its objects, and what its joins bring. `keys` tells rows of parents apart.
    std::vector<Loaded> execute(const BuiltQuery& built, const std::string& purpose, bool populateExisting,
        const Keys* keys, Children* children);
    std::vector<Loaded> execute(const BuiltQuery& built, const std::string& purpose, bool populateExisting)
    {
        return execute(built, purpose, populateExisting, nullptr, nullptr);
    }
    // Relationships that load by statements of their own, for objects that have just been read.
    void loadEagerly(const std::vector<InstanceState*>& states, const Mapper& mapper,
        const LoadOptions* options, const QuerySpec* query);
    void loadEntities(const BuiltQuery& built, std::vector<Loaded>& loaded, const QuerySpec* query);
    const LoadOptions* keep(const LoadOptions* options);
    void selectIn(const std::vector<InstanceState*>& parents, const Relationship& relationship,
        const RelationshipOption* option, const LoadOptions* inherited);
    void selectInByKey(const std::vector<InstanceState*>& parents, const Relationship& relationship,
        const RelationshipOption* option, const LoadOptions* inherited);
    void subqueryLoad(const std::vector<InstanceState*>& parents, const Relationship& relationship,
        const RelationshipOption* option, const LoadOptions* inherited, const QuerySpec& query);
    void loadSubclassColumns(
        const std::vector<InstanceState*>& states, const Mapper& mapper, const LoadOptions* options);
    void loadChildren(const std::vector<InstanceState*>& parents, const Relationship& relationship,
        const RelationshipOption* option, const LoadOptions* inherited, const std::string& purpose,
        const std::optional<Select>& parentKeys, std::size_t first, std::size_t count);
    QuerySpec targetSpec(const Relationship& relationship, const RelationshipOption* option,
        const LoadOptions* inherited) const;

    SessionImpl& m_session;
    std::vector<const Relationship*> m_path; // of the eager loaders that run
};

} // namespace relata
