// Changes of a schema as values, as in Alembic: what compare() finds, what a plan orders, what is written as
// SQL of a dialect, and what is done to a model. Every operation holds the whole of what it adds, drops or
// changes, so that it can be reversed, and told exactly, without any other knowledge.
//
// Names: a table is meant by the name that it has at the operation's place in its list.
#pragma once

#include "core/schema/metadata.h"
#include "core/schema/table_name.h"

#include <cstdint>
#include <variant>

namespace relata {

// Whole objects: tables, views, sequences, enums, domains, carried objects (routines and whatever else a
// dialect keeps as text). ----------------------------------------------------------------------------------

template <typename T>
struct Drop;

template <typename T>
struct Add
{
    T object;

    Drop<T> reverse() const { return {object}; }
    bool operator==(const Add&) const = default;
};

template <typename T>
struct Drop
{
    T object;

    Add<T> reverse() const { return {object}; }
    bool operator==(const Drop&) const = default;
};

template <typename T>
struct Alter // of what has no operations of its own for its parts
{
    T from;
    T to;

    Alter reverse() const { return {to, from}; }
    bool operator==(const Alter&) const = default;
};

template <typename T>
struct Rename // and moves to another schema
{
    TableName from;
    TableName to;

    Rename reverse() const { return {to, from}; }
    bool operator==(const Rename&) const = default;
};

struct Schema
{
    std::string name;

    bool operator==(const Schema&) const = default;
};

// Parts of tables: constraints, indexes (of materialized views too), triggers (of views too).
// ----------------

using Constraint = std::variant<PrimaryKeyConstraint, UniqueConstraint, ForeignKeyConstraint, CheckConstraint,
    OtherConstraint>;
const std::string& nameOf(const Constraint& constraint);
std::string wordsOf(const Constraint& constraint); // "foreign key fk_books_author"

template <typename T>
struct DropPart;

template <typename T>
struct AddPart
{
    TableName table;
    T part;

    DropPart<T> reverse() const { return {table, part}; }
    bool operator==(const AddPart&) const = default;
};

template <typename T>
struct DropPart
{
    TableName table;
    T part;

    AddPart<T> reverse() const { return {table, part}; }
    bool operator==(const DropPart&) const = default;
};

template <typename T>
struct AlterPart
{
    TableName table;
    T from;
    T to;

    AlterPart reverse() const { return {table, to, from}; }
    bool operator==(const AlterPart&) const = default;
};

template <typename T>
struct RenamePart
{
    TableName table;
    T part; // with the old name
    std::string to;

    RenamePart reverse() const;
    bool operator==(const RenamePart&) const = default;
};

// Columns.
// ---------------------------------------------------------------------------------------------------

struct DropColumn;

struct AddColumn
{
    TableName table;
    Column column;
    std::size_t position = static_cast<std::size_t>(-1); // among the columns; beyond them = at the end

    DropColumn reverse() const;
    bool operator==(const AddColumn&) const = default;
};

struct DropColumn
{
    TableName table;
    Column column;
    std::size_t position = static_cast<std::size_t>(-1);

    AddColumn reverse() const { return {table, column, position}; }
    bool operator==(const DropColumn&) const = default;
};

struct RenameColumn
{
    TableName table;
    std::string from;
    std::string to;

    RenameColumn reverse() const { return {table, to, from}; }
    bool operator==(const RenameColumn&) const = default;
};

// What may change of a column that stays; bits of ColumnFacets. Its name and comment have operations of their
// own.
enum class ColumnFacet : std::uint16_t
{
    Type = 1,
    Nullable = 2,
    Default = 4,
    Identity = 8,
    Computed = 16,
    Autoincrement = 32,
    Collation = 64,
    Options = 128,
};

struct ColumnFacets
{
    std::uint16_t bits = 0;

    bool has(ColumnFacet facet) const { return (bits & static_cast<std::uint16_t>(facet)) != 0; }
    void add(ColumnFacet facet) { bits |= static_cast<std::uint16_t>(facet); }
    bool only(ColumnFacet facet) const { return bits == static_cast<std::uint16_t>(facet); }
    bool operator==(const ColumnFacets&) const = default;
};

struct AlterColumn
{
    TableName table;
    Column from;
    Column to; // of the same name
    ColumnFacets facets; // what differs in meaning; other fields may be spelt differently

    AlterColumn reverse() const { return {table, to, from, facets}; }
    bool operator==(const AlterColumn&) const = default;
};

// Comments and options.
// --------------------------------------------------------------------------------------

enum class CommentOf
{
    Table,
    Column,
    Constraint,
    Index,
    Trigger,
    View,
    Sequence,
    Type, // enums and domains
};

struct AlterComment
{
    CommentOf kind = CommentOf::Table;
    TableName object; // the table of a column, constraint, index or trigger
    std::string part; // the name of that column, constraint, index or trigger
    std::string from;
    std::string to;

    AlterComment reverse() const { return {kind, object, part, to, from}; }
    bool operator==(const AlterComment&) const = default;
};

struct AlterTableOptions
{
    TableName table;
    DialectOptions from;
    DialectOptions to;

    AlterTableOptions reverse() const { return {table, to, from}; }
    bool operator==(const AlterTableOptions&) const = default;
};

// By name.
// ---------------------------------------------------------------------------------------------------

using AddSchema = Add<Schema>;
using DropSchema = Drop<Schema>;
using AddTable = Add<Table>;
using DropTable = Drop<Table>;
using RenameTable = Rename<Table>;
using AddConstraint = AddPart<Constraint>;
using DropConstraint = DropPart<Constraint>;
using AlterConstraint = AlterPart<Constraint>;
using RenameConstraint = RenamePart<Constraint>;
using AddIndex = AddPart<Index>;
using DropIndex = DropPart<Index>;
using AlterIndex = AlterPart<Index>;
using RenameIndex = RenamePart<Index>;
using AddTrigger = AddPart<Trigger>;
using DropTrigger = DropPart<Trigger>;
using AlterTrigger = AlterPart<Trigger>;
using AddView = Add<View>;
using DropView = Drop<View>;
using AlterView = Alter<View>; // its name too
using AddSequence = Add<Sequence>;
using DropSequence = Drop<Sequence>;
using AlterSequence = Alter<Sequence>;
using RenameSequence = Rename<Sequence>;
using AddEnum = Add<EnumType>;
using DropEnum = Drop<EnumType>;
using AlterEnum = Alter<EnumType>;
using RenameEnum = Rename<EnumType>;
using AddDomain = Add<Domain>;
using DropDomain = Drop<Domain>;
using AlterDomain = Alter<Domain>;
using RenameDomain = Rename<Domain>;
using AddRoutine = Add<CarriedObject>;
using DropRoutine = Drop<CarriedObject>;
using AlterRoutine = Alter<CarriedObject>;

using Operation = std::variant<AddSchema, DropSchema, AddTable, DropTable, RenameTable, AlterTableOptions,
    AddColumn, DropColumn, RenameColumn, AlterColumn, AddConstraint, DropConstraint, AlterConstraint,
    RenameConstraint, AddIndex, DropIndex, AlterIndex, RenameIndex, AddTrigger, DropTrigger, AlterTrigger,
    AddView, DropView, AlterView, AddSequence, DropSequence, AlterSequence, RenameSequence, AddEnum, DropEnum,
    AlterEnum, RenameEnum, AddDomain, DropDomain, AlterDomain, RenameDomain, AddRoutine, DropRoutine,
    AlterRoutine, AlterComment>;
using Operations = std::vector<Operation>;

Operation reversed(const Operation& operation);
// What undoes the whole list: each one reversed, from the last to the first.
Operations reversed(const Operations& operations);
// One line for people, exact: "alter column books.price: type NUMERIC(8, 2) to NUMERIC(10, 2), NOT NULL".
std::string describe(const Operation& operation);
// The kind for programs: "add_table", "alter_column" ...
std::string kindOf(const Operation& operation);
// The object that it is about, as people name it: "shop.books", "books.price", "books.ix_title".
std::string objectOf(const Operation& operation);

// For std::visit over an Operation.
template <typename... F>
struct Overloaded : F...
{
    using F::operator()...;
};
template <typename... F>
Overloaded(F...) -> Overloaded<F...>;

} // namespace relata
