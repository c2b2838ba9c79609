#include "core/dialects/sqlite/sqlite_traits.h"

#include "core/dialects/sqlite/expression_rules.h"

namespace relata::sqlite {
namespace {

// All of sqlite.org/lang_keywords.html: SQLite itself takes many of them for names, but its page asks to
// quote them.
const std::unordered_set<std::string>& keywords()
{
    static const std::unordered_set<std::string> words = {"abort", "action", "add", "after", "all", "alter",
        "always", "analyze", "and", "as", "asc", "attach", "autoincrement", "before", "begin", "between",
        "by", "cascade", "case", "cast", "check", "collate", "column", "commit", "conflict", "constraint",
        "create", "cross", "current", "current_date", "current_time", "current_timestamp", "database",
        "default", "deferrable", "deferred", "delete", "desc", "detach", "distinct", "do", "drop", "each",
        "else", "end", "escape", "except", "exclude", "exclusive", "exists", "explain", "fail", "false",
        "filter", "first", "following", "for", "foreign", "from", "full", "generated", "glob", "group",
        "groups", "having", "if", "ignore", "immediate", "in", "index", "indexed", "initially", "inner",
        "insert", "instead", "intersect", "into", "is", "isnull", "join", "key", "last", "left", "like",
        "limit", "match", "materialized", "natural", "no", "not", "nothing", "notnull", "null", "nulls", "of",
        "offset", "on", "or", "order", "others", "outer", "over", "partition", "plan", "pragma", "preceding",
        "primary", "query", "raise", "range", "recursive", "references", "regexp", "reindex", "release",
        "rename", "replace", "restrict", "returning", "right", "rollback", "row", "rows", "savepoint",
        "select", "set", "table", "temp", "temporary", "then", "ties", "to", "transaction", "trigger", "true",
        "unbounded", "union", "unique", "update", "using", "vacuum", "values", "view", "virtual", "when",
        "where", "window", "with", "within", "without"};
    return words;
}

} // namespace

DialectTraits makeTraits()
{
    DialectTraits traits;
    traits.name = "sqlite";
    traits.displayName = "SQLite";
    traits.family = "sqlite";
    traits.reservedWords = &keywords();
    traits.defaultSchema = "main";
    traits.supportsRowValues = true;
    traits.supportsComputedStored = true;
    traits.supportsComputedVirtual = true;
    traits.supportsChecks = true;
    traits.supportsDeferrable = true;
    traits.supportsOnUpdateAction = true;
    traits.supportsPartialIndexes = true;
    traits.supportsExpressionIndexes = true;
    traits.supportsAlterAddConstraint = false;
    traits.supportsIfNotExists = true;
    traits.supportsIfExists = true;
    traits.transactionalDdl = true;
    traits.supportsBoolean = true; // TRUE and FALSE are words; BOOLEAN columns hold 1 and 0
    traits.supportsJson = true; // as text
    traits.supportsNullsOrder = false; // in indexes
    traits.supportsTypeless = true;
    traits.loosePlainTypes = true;
    traits.autoNumbering = AutoNumbering::IntegerPrimaryKey;
    traits.foreignKeyTypes = ForeignKeyTypes::Any;
    traits.foreignKeysNeedUnique = false; // at their making; at the first write they do
    traits.computedMayNest = true;
    traits.computedMayBeKey = false;
    traits.expressions = &expressionRules();
    return traits;
}

} // namespace relata::sqlite
