// What a mapped class is, as plain data: the design document keeps it, designers edit it, generators print
// it, and MapperRegistry makes Mappers of it. Vocabulary and rules are SQLAlchemy's declarative mapping.
#pragma once

#include "core/orm/relationship.h"
#include "core/types/value.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace relata {

// An attribute that is a column under a name of its own. Columns that no entry names are mapped under their
// own name.
struct ColumnMapping
{
    std::string name;
    std::string column; // "" = the name
    bool deferred = false; // loaded on first access
    std::string deferredGroup; // loaded along with the others of the group
    UnknownFields unknown = {};

    bool operator==(const ColumnMapping&) const = default;
};

// A read-only attribute that the database computes along with the row (column_property), or a hybrid: the
// same expression computed here on an object and there in a query. Portable SQL over attribute names:
// "given_name || ' ' || family_name".
struct ExpressionMapping
{
    std::string name;
    std::string expression;
    bool deferred = false; // of column properties
    UnknownFields unknown = {};

    bool operator==(const ExpressionMapping&) const = default;
};

struct SynonymMapping
{
    std::string name;
    std::string target; // an attribute or relationship
    UnknownFields unknown = {};

    bool operator==(const SynonymMapping&) const = default;
};

// Several attributes as one value: Point from x and y.
struct CompositeMapping
{
    std::string name;
    std::string typeName; // for generators: the class of the value
    std::vector<std::string> attributes;
    UnknownFields unknown = {};

    bool operator==(const CompositeMapping&) const = default;
};

// A look through a relationship at one attribute, or one relationship, of what stands there.
struct AssociationProxyMapping
{
    std::string name;
    std::string relationship;
    std::string attribute;
    UnknownFields unknown = {};

    bool operator==(const AssociationProxyMapping&) const = default;
};

// A condition that a new value of an attribute must meet, as an expression over attribute names. NULL passes,
// as in CHECK.
struct ValidatorMapping
{
    std::string attribute;
    std::string expression;
    std::string message; // "" = one is made of the expression
    UnknownFields unknown = {};

    bool operator==(const ValidatorMapping&) const = default;
};

enum class Inheritance
{
    None,
    Joined, // a table of its own whose key refers to the base's
    Single, // the base's table
    Concrete, // a table of its own with everything in it
};

// How subclasses' own columns are loaded by a query for the base.
enum class PolymorphicLoad
{
    OnDemand, // by a further statement when they are asked for
    Inline, // with the query, by outer joins (with_polymorphic)
    Selectin, // by one further statement for all objects of the subclass
};

// Who makes the next version (SQLAlchemy's version_id_generator).
enum class VersionGenerator
{
    Counter, // the session: an integer, counted up by each UPDATE
    // The program, by setting the attribute (to what it likes: a UUID, a time), or the database, where the
    // column is one that it fills itself (isFetchedOnUpdate(): a trigger, PostgreSQL's xmin). What the
    // program does not set stays.
    None,
};

struct ClassMapping
{
    std::string className;
    TableName table; // empty for single-table inheritance
    std::string inherits; // the base class
    Inheritance inheritance = Inheritance::None; // with `inherits`; None = Joined if there is a table, else
                                                 // Single
    std::string discriminator; // column, on the root class (polymorphic_on)
    std::optional<Value> identity; // this class's value of it; nothing = it has no rows of its own
    PolymorphicLoad polymorphicLoad = PolymorphicLoad::OnDemand;
    // On a base of concrete classes: what asks for it reads their tables as well, by UNION ALL (SQLAlchemy's
    // ConcreteBase and polymorphic_union()). Attributes are matched by name. Keys are looked up in its own
    // table, and bulk statements change it alone. Relationships to it are viewOnly: what is put in would have
    // its foreign key in another table, which concrete classes do not share (SQLAlchemy's “Relationships with
    // Concrete Inheritance” lets the base write and asks each class for a relationship of its own; here those
    // alone write).
    bool polymorphicUnion = false;
    std::vector<ColumnMapping> columns;
    std::vector<std::string> excludedColumns;
    std::vector<std::string> primaryKey; // columns, for tables and views without a key; "" entries never
    std::vector<ExpressionMapping> columnProperties;
    std::vector<ExpressionMapping> hybrids;
    std::vector<SynonymMapping> synonyms;
    std::vector<CompositeMapping> composites;
    std::vector<AssociationProxyMapping> associationProxies;
    std::vector<ValidatorMapping> validators;
    std::vector<RelationshipMapping> relationships;
    std::string
        versionColumn; // optimistic locking: what it was stands in the WHERE of each UPDATE and DELETE
    VersionGenerator versionGenerator = VersionGenerator::Counter;
    std::vector<std::string> mixins; // MixinMapping names: what they hold is added to this class
    bool confirmDeletedRows = true; // a DELETE that finds no row is an error
    UnknownFields unknown = {};

    bool operator==(const ClassMapping&) const = default;
};

// Attributes and relationships that several classes share.
struct MixinMapping
{
    std::string name;
    std::vector<ColumnMapping> columns;
    std::vector<ExpressionMapping> columnProperties;
    std::vector<ExpressionMapping> hybrids;
    std::vector<SynonymMapping> synonyms;
    std::vector<CompositeMapping> composites;
    std::vector<AssociationProxyMapping> associationProxies;
    std::vector<ValidatorMapping> validators;
    std::vector<RelationshipMapping> relationships;
    std::string versionColumn;
    VersionGenerator versionGenerator = VersionGenerator::Counter;
    UnknownFields unknown = {};

    bool operator==(const MixinMapping&) const = default;
};

struct ModelMappings
{
    std::vector<ClassMapping> classes;
    std::vector<MixinMapping> mixins;
    UnknownFields unknown = {};

    ClassMapping* find(std::string_view className); // nullptr if absent
    const ClassMapping* find(std::string_view className) const;

    bool operator==(const ModelMappings&) const = default;
};

} // namespace relata
