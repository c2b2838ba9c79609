// SQLAlchemy's MetaData(naming_convention=...): names for constraints and indexes that have none, made of a
// template a kind.
//
// Source of the rules: SQLAlchemy's "Configuring Constraint Naming Conventions" and sqlalchemy/sql/naming.py.
#pragma once

#include "core/schema/info.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace relata {

class MetaData;
struct Table;

// The constraint that a token is asked for: its columns, and where a key refers to. A constraint's columns
// are names, an index's elements without a column are left out.
struct NamedConstraint
{
    std::string kind; // "ix", "uq", "ck", "fk", "pk"
    std::string name; // as given; "" = none
    std::vector<std::string> columns;
    std::string referredTable;
    std::vector<std::string> referredColumns;
};

struct NamingConvention
{
    using CustomToken = std::function<std::string(const NamedConstraint&, const Table&)>;

    // By kind: {"fk", "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s"}. Tokens: table_name,
    // constraint_name, referred_table_name, column_<n>_name, column_<n>_key, column_<n>_label (the table's
    // name before the column's), referred_column_<n>_name; with 0N or 0_N for <n>, all columns run together
    // or joined by _; and those of `tokens`. %% is a percent sign.
    std::vector<std::pair<std::string, std::string>> templates;
    std::vector<std::pair<std::string, CustomToken>> tokens = {};

    const std::string* find(std::string_view kind) const; // nullptr if that kind has no template
    bool empty() const { return templates.empty(); }
    // {"ix": "ix_%(column_0_label)s"}, what SQLAlchemy takes where nothing is said.
    static NamingConvention standard();
};

// The name that the convention makes; nothing if it has no template for that kind, or if the name that is
// there stays: a given name is used as %(constraint_name)s where the template asks for it, and else kept.
// Throws DatabaseError (Argument) for an unknown token, or %(constraint_name)s of a constraint without one.
std::optional<std::string> conventionName(const NamingConvention& convention,
    const NamedConstraint& constraint, const Table& table, const MetaData& metadata);

// The model with every name made, cut to what a database takes by `fit` (IdentifierPreparer::truncated; may
// be empty), and marked as final: doing it again changes nothing. Names that are final already stay.
MetaData withConventionNames(
    const MetaData& metadata, const std::function<std::string(const std::string&)>& fit = {});

} // namespace relata
