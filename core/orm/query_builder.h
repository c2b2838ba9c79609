// Statements of the expression language for queries over mapped classes.
#pragma once

#include "core/orm/query.h"

namespace relata {

// A class as a FROM element: its tables, under their names or under aliases.
class Entity
{
public:
    enum class Naming
    {
        Plain, // the tables themselves
        Alias, // aliases of this name, or without one (numbered when compiled)
        OwnTable, // the tables themselves, also where the class reads a polymorphic union
    };
    Entity(const Mapper& mapper, Naming naming, const std::string& alias = {},
        std::vector<const Mapper*> polymorphic = {});
    const Mapper& mapper() const { return *m_mapper; }
    const FromClause& from() const { return m_from; } // the join of its tables
    // The column of an attribute of this class, or of one of the polymorphic classes.
    Expression column(int attribute, const Mapper* of = nullptr) const;
    const std::vector<const Mapper*>& polymorphic() const { return m_polymorphic; }
    // The condition that rows are of this class, where several classes share its table.
    std::optional<Expression> discriminator() const;
    bool isUnion() const { return m_isUnion; }
    Expression unionClass() const; // of a union: the name of the row's class

private:
    FromClause makeUnion(const std::string& alias) const;
    const FromClause& tableOf(const Table* table) const;
    const Mapper* m_mapper;
    std::vector<const Mapper*> m_polymorphic; // subclasses whose columns come along
    std::vector<std::pair<const Table*, FromClause>> m_tables;
    bool m_isUnion = false;
    FromClause m_from;
};

// Names to entities, innermost last.
struct QueryScope
{
    std::vector<std::pair<std::string, const Entity*>> entities; // the first one is asked for
    const Entity* find(std::string_view name) const;
};

// Names become columns, tests of relationships become EXISTS.
Expression resolve(const Expression& expression, const QueryScope& scope);
// The class in the entity that has the attribute, itself or a subclass that comes along; nullptr if none has.
const Mapper* ownerOf(const Entity& entity, const std::string& name);

// parent and target joined through the relationship; `secondary` where there is one.
Expression joinCondition(const Relationship& relationship, const Entity& parent, const Entity& target,
    const std::optional<FromClause>& secondary);

// Which column of a result is which attribute of which class.
struct EntityColumns
{
    const Mapper* mapper = nullptr;
    int discriminator = -1; // column, or -1
    std::vector<int> key; // columns
    std::vector<std::pair<int, int>> common; // (attribute, column), of every class of the hierarchy
    std::vector<std::pair<const Mapper*, std::vector<std::pair<int, int>>>> ofSubclasses;
};

// One entity of a built query: the class asked for, or one that comes along by a join.
struct BuiltEntity
{
    EntityColumns columns;
    int parent = -1; // entity that the relationship is of
    const Relationship* relationship = nullptr;
    const LoadOptions* options = nullptr; // of this entity; null = none
    // Of a polymorphic union: the column with the row's class, and what other classes' rows hold.
    int unionClass = -1;
    std::vector<EntityColumns> concretes;
};

struct BuiltQuery
{
    Select select;
    std::vector<BuiltEntity> entities; // parents first
    std::vector<Expression> extra; // selected behind the entities' columns
    std::size_t columnCount = 0;
    bool joinsCollections = false;
    std::vector<std::shared_ptr<LoadOptions>> ownedOptions;
};

class QueryBuilder
{
public:
    QueryBuilder(const QuerySpec& spec, const LoadOptions& options) : m_spec(spec), m_options(options) { }
    // For objects. `extra` is selected behind the columns.
    BuiltQuery objects();
    // Of columns or aggregates: joins and conditions of the query, without eager loading.
    Select columns(const std::vector<Expression>& columns);
    // The query's rows narrowed down to these columns of its class, for IN and subquery loading.
    Select keys(const std::vector<int>& attributes);
    // A condition alone, for UPDATE and DELETE without joins.
    std::vector<Expression> conditions();
    const Entity& primary() const { return *m_entities.front(); }
    QueryScope scope() const;

private:
    void prepare();
    Select base(const std::vector<Expression>& columns, bool withLimit, bool withOrder);
    int addEntity(BuiltQuery& built, std::vector<Expression>& columns, const Entity& entity,
        const LoadOptions* options, int parent, const Relationship* relationship);
    void addJoined(BuiltQuery& built, std::vector<Expression>& columns, int parent,
        const Entity& parentEntity, const LoadOptions* options, int depth);
    const LoadOptions* optionsOf(
        BuiltQuery& built, const RelationshipOption* option, const LoadOptions* inherited);

    struct EagerJoin
    {
        FromClause from;
        Expression on;
        bool inner;
    };
    const QuerySpec& m_spec;
    const LoadOptions& m_options;
    bool m_prepared = false;
    std::vector<std::unique_ptr<Entity>> m_entities; // the query's own; then those of eager joins
    std::vector<std::pair<std::string, std::size_t>> m_names;
    struct Joined
    {
        FromClause from;
        Expression on;
        bool outer;
    };
    std::vector<Joined> m_joins;
    std::vector<EagerJoin> m_eager;
    std::vector<Expression> m_eagerOrder;
    std::vector<const Mapper*> m_path; // against endless self-joins
};

// The class of this name among the class and its subclasses, itself for ""; throws where there is none.
const Mapper& subclassOf(const Mapper& mapper, std::string_view className);
std::vector<const Mapper*> polymorphicClasses(
    const Mapper& mapper, const std::optional<std::vector<std::string>>& asked);

} // namespace relata
