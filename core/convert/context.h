// What the aspects of a conversion share: both dialects, the new names, the notes, and the drafts of the
// tables.
#pragma once

#include "core/convert/convert.h"
#include "core/convert/expression/scope.h"
#include "core/sql/expression_rules.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace relata::convert_internal {

// A table on its way. `table` has the source's names until the very end (finish.cpp), so that everything is
// looked up by them; expressions in it are already the target's, with the new names.
struct Draft
{
    const Table* source = nullptr;
    Table table;
    std::string newSchema, newName;
    std::unordered_map<std::string, std::string> columnNames; // old to new
    TableShape shape;
    std::set<std::string> numbered; // columns (old names) that the server numbers

    Column* column(const std::string& name);
    const std::string& newColumn(const std::string& name) const;
    std::string label(const std::string& part = {}) const; // "orders" or "orders.status", for notes
};

class Notes
{
public:
    void info(std::string object, std::string what, std::string why, std::string substitute);
    void changed(std::string object, std::string what, std::string why, std::string substitute);
    void lost(std::string object, std::string what, std::string why);
    std::vector<PortabilityNote> take() { return std::move(m_notes); }

private:
    void add(PortabilityNote note);
    std::vector<PortabilityNote> m_notes;
    std::unordered_set<std::string> m_known;
};

// An expression of the target, or why there is none.
struct Translated
{
    std::string text;
    std::vector<std::string> remarks;
    std::set<std::string> columns; // new names
    ExprPtr tree; // null where the text was taken over as it stands
    ValueClass valueClass = ValueClass::Unknown;
    bool readsClock = false;
};

class Context
{
public:
    Context(const MetaData& source, const SqlDialect& target);

    const MetaData& source;
    const SqlDialect& target;
    const DialectTraits& from;
    const DialectTraits& to;
    const ExpressionRules& fromRules;
    IdentifierPreparer identifiers;
    Notes notes;
    std::vector<Draft> drafts; // of the tables that are converted, in the source's order
    MetaData result;
    ConvertedNames names; // of what is in `result`

    Draft* findDraft(const std::string& schema, const std::string& name);
    Draft* referredDraft(const Draft& draft, const ForeignKeyConstraint& key);
    void indexDrafts(); // after `drafts` is filled
    bool isTargets(const std::string& dialect) const; // text in that dialect needs no translation
    DialectOptions targetOptions(const DialectOptions& options) const; // those that the target reads

    // Throw Untranslatable.
    Translated condition(const SqlText& text, const TableShape& shape) const;
    Translated value(const SqlText& text, const TableShape& shape, ValueClass wanted) const;
    // The text of a condition with the column called VALUE standing for `column` (checks of domains).
    Translated domainCheck(const SqlText& text, const TableShape& shape, const std::string& column) const;

    // Finds the shape of a table or view by the source's names.
    ShapeLookup shapes;

private:
    Translated translate(const SqlText& text, const Scope& scope, bool condition, ValueClass wanted) const;
    std::unordered_map<std::string, std::size_t> m_index;
};

std::string qualifiedKey(const std::string& schema, const std::string& name); // for maps

// The words for reasons: "SQLite has no enumerated types".
std::string lacks(const DialectTraits& traits, std::string_view what);

// The aspects, in the order in which convert() runs them.
void nameTables(Context& context); // names.cpp: fills drafts, with new names that fit
void convertTypes(
    Context& context); // types.cpp: columns' types and the checks that stand for them; enums and domains
void convertNumbering(Context& context); // numbering.cpp: identity, serial, AUTO_INCREMENT, sequences
void convertKeyTypes(Context& context); // key_types.cpp: types of keys, and both ends of foreign keys alike
void makeShapes(Context& context); // context.cpp: what expressions may speak of
void convertColumns(Context& context); // columns.cpp: defaults, generated columns, collations, comments
void convertKeys(Context& context); // keys.cpp: primary keys, uniques, checks
void convertForeignKeys(Context& context); // foreign_keys.cpp
void noteMissingTables(const MetaData& metadata, Notes& notes); // likewise, where nothing is converted
void limitCascades(Context& context); // cascades.cpp: SQL Server's single cascade path
void convertIndexes(Context& context); // indexes.cpp
void reportCarried(Context& context); // carried.cpp: triggers, functions and what else stays behind
void finishTables(
    Context& context); // finish.cpp: new names everywhere, clashes of names of constraints and indexes
void convertViews(Context& context); // views.cpp

} // namespace relata::convert_internal
