// What is wrong with a model, or could be better: live findings, each with the changes that mend it.
//
// Rules of the schema: keys that refer to nothing or to columns of another type, names that stand twice, are
// reserved or too long for a dialect, tables without columns or key, foreign keys without an index. Rules of
// the mapping: tables and classes that are not there, relationships without a key to join by, classes that
// no relationship reaches.
#pragma once

#include "core/migrations/operations.h"
#include "core/project/project.h"
#include "core/sql/dialect_traits.h"

#include <string>
#include <vector>

namespace relata {

enum class Severity
{
    Error, // a database refuses it, or the classes cannot be configured
    Warning, // it works, and is hardly meant
    Advice,
};

struct QuickFix
{
    std::string title; // "Index author_id"
    Operations operations; // for applied() (core/migrations/apply_to_model.h); reversed() takes them back
};

struct Finding
{
    Severity severity = Severity::Error;
    std::string rule; // "foreign-key-type": the same for all findings of a kind
    ObjectId object; // table, column, constraint or index; none for classes
    std::string place; // as people name it: "books.author_id", "Book.author"
    std::string message; // one sentence
    std::vector<QuickFix> fixes = {}; // the best one first; may be empty

    bool operator==(const Finding& other) const
    {
        return rule == other.rule && place == other.place && message == other.message;
    }
};

// In the order of the model's tables, then of its classes. `dialects` are those that the model is for: names
// are held against their reserved words and lengths. Of n tables and keys, in time n log n.
std::vector<Finding> validate(const Project& project, const std::vector<const DialectTraits*>& dialects);

} // namespace relata
