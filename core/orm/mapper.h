// A configured class: how rows become objects. Made by MapperRegistry, immutable, alive as long as the
// registry or a copy of it.
//
// Attributes that are columns have an index; an object keeps their values in an array by it. A subclass has
// the attributes of its base first, under the same indices (but for concrete inheritance).
#pragma once

#include "core/orm/class_mapping.h"

#include <memory>
#include <string_view>
#include <unordered_map>

namespace relata {

// A table of a class; joined inheritance has several, the root's first.
struct MappedTable
{
    TablePtr table;
    // (attribute, index of the column in table->columns), in the order of the table's columns.
    std::vector<std::pair<int, int>> columns;
    // For every table but the first: the key's columns, each with the attribute that is its value.
    std::vector<int> keyAttributes; // attribute of each column of the key, in the order of the mapper's key
    std::vector<std::string> keyColumns;
    int autoAttribute = -1; // the attribute that the database numbers, or -1
};

struct ColumnAttribute
{
    std::string name;
    int index = 0;
    int table = 0; // in tables; -1 for a column property
    const Column* column = nullptr; // null for a column property
    std::string expression; // of a column property
    bool primaryKey = false;
    bool deferred = false;
    std::string deferredGroup;
    bool readOnly = false; // computed, or a column property: never written
    bool serverValue = false; // the database may fill it: a default, an identity, a computed column
    bool changedByServer = false; // by an UPDATE, in a way that must be asked for: read-only, FetchedValue
};

// What kind of thing a name of a class is.
enum class AttributeKind
{
    Column,
    Relationship,
    Synonym,
    Composite,
    AssociationProxy,
    Hybrid,
};

struct AttributeName
{
    AttributeKind kind = AttributeKind::Column;
    int index = 0; // into columns, relationships, composites, proxies or hybrids; synonyms are resolved
};

struct CompositeAttribute
{
    std::string name;
    std::string typeName;
    std::vector<int> attributes;
};

struct AssociationProxy
{
    std::string name;
    int relationship = 0;
    std::string attribute;
};

struct Mapper
{
    std::string className;
    int number = 0; // in the registry
    const Mapper* base = nullptr;
    const Mapper* root = nullptr; // of the inheritance that shares identities; itself without a base
    std::vector<const Mapper*> subclasses; // direct; concrete ones are apart
    std::vector<const Mapper*> concretes; // of a polymorphic union: concrete classes below it, of any depth
    bool polymorphicUnion = false;
    Inheritance inheritance = Inheritance::None;
    std::vector<MappedTable> tables;
    std::vector<ColumnAttribute> columns;
    std::vector<std::shared_ptr<const Relationship>> relationships;
    std::vector<int> primaryKey; // attributes
    std::vector<CompositeAttribute> composites;
    std::vector<AssociationProxy> proxies;
    std::vector<ExpressionMapping> hybrids;
    std::vector<ValidatorMapping> validators;
    std::unordered_map<std::string, AttributeName> names;
    std::vector<int> clientDefaults; // attributes whose columns have a default of the program (default=)
    int discriminator = -1; // attribute
    std::optional<Value> identity;
    PolymorphicLoad polymorphicLoad = PolymorphicLoad::OnDemand;
    int version = -1; // attribute
    bool countsVersions = true; // else the program or the database makes them
    bool confirmDeletedRows = true;
    bool hasDeleteOrphan = false; // some relationship to this class has delete-orphan

    bool isA(
        const Mapper& other) const; // concrete classes are none of their base: their attributes are not its
    const AttributeName* find(std::string_view name) const; // nullptr if absent
    // Throw DatabaseError (Argument) with the names that there are.
    int columnIndex(std::string_view name) const;
    const Relationship& relationship(std::string_view name) const;
    // The attribute of a column of one of the tables, or -1.
    int attributeOf(const Table& table, std::string_view column) const;
    // The class that a row with this discriminator is of; this one if there is no discriminator. nullptr if
    // no class has this value.
    const Mapper* classOf(const ValueView& discriminatorValue) const;
    std::vector<const Mapper*> selfAndSubclasses() const; // depth first
    std::size_t memorySize() const; // of one object without what lies outside it, in bytes
};

// Whether two values are the same as far as the ORM cares: tags of one family compare by content (Integer and
// Boolean; Text, Temporal, Number and Other by their bytes).
bool sameValue(const ValueView& a, const ValueView& b);

} // namespace relata
