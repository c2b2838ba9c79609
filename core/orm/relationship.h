// How two mapped classes are connected: the description that a person or a designer edits
// (RelationshipMapping), and what configuration makes of it (Relationship). Vocabulary and rules are
// SQLAlchemy's relationship().
#pragma once

#include "core/schema/table_name.h"
#include "core/util/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace relata {

struct Mapper;

// Fields of a model file that this version does not know, each with its JSON text: kept and written again.
using UnknownFields = std::vector<std::pair<std::string, std::string>>;

// What happens to related objects when something happens to this one.
struct CascadeOptions
{
    bool saveUpdate = true; // added to a session with it
    bool merge = true;
    bool deletes = false; // "delete"
    bool deleteOrphan = false; // deleted when it is taken out of its parent
    bool refreshExpire = false;
    bool expunge = false;

    // "save-update, merge", "all, delete-orphan", "none". "all" is everything but delete-orphan. Errors
    // (Argument): a word that is no cascade.
    static Result<CascadeOptions> parse(std::string_view text);
    std::string toString() const; // in the order in which parse() knows them; "none" if there is none
    bool operator==(const CascadeOptions&) const = default;
};

enum class LazyStrategy
{
    Select, // on first access, one statement an object
    Immediate, // as Select, but with the object
    Joined,
    Subquery,
    Selectin,
    Raise, // access without an eager load is an error
    RaiseOnSql, // only if a statement would be needed
    NoLoad, // always empty until something is put in
    WriteOnly, // never loaded; may be added to and removed from
};
const char* toString(LazyStrategy strategy); // SQLAlchemy's word: "select", "raise_on_sql"
std::optional<LazyStrategy> lazyStrategyFrom(std::string_view text);

enum class CollectionClass
{
    List,
    Set, // an object stands in it once
    Keyed, // found by the value of one attribute (attribute_keyed_dict)
};

enum class PassiveDeletes
{
    No, // children are loaded and deleted or detached one by one
    Yes, // those that are not loaded are left to ON DELETE
    All, // no child is touched, loaded or not
};

// Two columns that are equal where the objects are related; names of columns, not of attributes.
struct ColumnPair
{
    std::string
        local; // of the class that has the relationship (or, in secondaryJoin, of the secondary table)
    std::string remote; // of the target (or, in primaryJoin with a secondary table, of that table)
    UnknownFields unknown = {};

    bool operator==(const ColumnPair&) const = default;
};

struct RelationshipOrder
{
    std::string attribute; // of the target
    bool descending = false;
    UnknownFields unknown = {};

    bool operator==(const RelationshipOrder&) const = default;
};

struct RelationshipMapping
{
    std::string name;
    std::string target; // a class name
    std::string backPopulates; // name of the relationship that is the other direction; both sides name each
                               // other
    std::string backref; // name of one to be made on the target, with the mirrored join
    std::string backrefCascade; // of that one
    LazyStrategy backrefLazy = LazyStrategy::Select;
    TableName secondary; // the association table of a many-to-many relationship
    // Needed where foreign keys are ambiguous or absent; otherwise they follow from the tables.
    std::vector<ColumnPair> primaryJoin;
    std::vector<ColumnPair> secondaryJoin;
    std::vector<std::string> foreignKeys; // which columns refer to the others ("column" or "table.column")
    std::vector<std::string> remoteSide; // of a self-reference: columns on the target's side
    std::optional<bool> uselist; // nothing = a collection unless it is many-to-one
    std::vector<RelationshipOrder> orderBy;
    std::string cascade; // "" = "save-update, merge"
    PassiveDeletes passiveDeletes = PassiveDeletes::No;
    bool passiveUpdates = true; // ON UPDATE CASCADE does it, or keys never change
    CollectionClass collection = CollectionClass::List;
    std::string collectionKey; // attribute of the target, for Keyed
    LazyStrategy lazy = LazyStrategy::Select;
    bool innerJoin = false; // joined loading without OUTER
    // How many levels eager loading by the mapping's own word goes down along a relationship that comes back
    // to its class (join_depth). 0 = until a class comes again.
    int joinDepth = 0;
    bool viewOnly = false;
    bool postUpdate = false; // the foreign key is written by an UPDATE of its own: breaks cycles
    bool singleParent = false;
    std::vector<std::string> overlaps; // relationships that may write the same columns without a warning
    UnknownFields unknown = {};

    bool operator==(const RelationshipMapping&) const = default;
};

enum class Direction
{
    OneToMany, // the foreign key is on the target's side
    ManyToOne, // on ours
    ManyToMany, // in the secondary table
};
const char* toString(Direction direction); // "one-to-many"

// Configured. Lives as long as its registry; shared by a class and its subclasses.
struct Relationship
{
    std::string name;
    int index = 0; // in relationships() of its class and of every subclass
    const Mapper* parent = nullptr;
    const Mapper* target = nullptr;
    Direction direction = Direction::OneToMany;
    bool uselist = true;
    // Attributes, by index, that are equal: parent.local[i] == target.remote[i]; with a secondary table
    // parent.local[i] == secondary.secondaryLocal[i], secondary.secondaryRemote[j] == target.remote[j].
    std::vector<int> local;
    std::vector<int> remote;
    TablePtr secondary;
    std::vector<std::string> secondaryLocal;
    std::vector<std::string> secondaryRemote;
    std::vector<std::pair<int, bool>> orderBy; // attribute of the target, descending
    CascadeOptions cascade;
    PassiveDeletes passiveDeletes = PassiveDeletes::No;
    bool passiveUpdates = true;
    CollectionClass collection = CollectionClass::List;
    int collectionKey = -1; // attribute of the target
    LazyStrategy lazy = LazyStrategy::Select;
    bool innerJoin = false;
    int joinDepth = 0;
    bool viewOnly = false;
    bool postUpdate = false;
    bool singleParent = false;
    bool selfReferential = false;
    bool byPrimaryKey = false; // many-to-one to the target's whole key: found in the identity map
    const Relationship* reverse = nullptr; // back_populates

    bool foreignKeyIsLocal() const { return direction == Direction::ManyToOne; }
    std::string qualifiedName() const; // "Author.books"
};

} // namespace relata
