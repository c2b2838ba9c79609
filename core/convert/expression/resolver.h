// Gives names and types to a tree, and removes what the source's dialect alone writes (casts of literals,
// booleans as numbers), so that the printer has plain trees to write.
#pragma once

#include "core/convert/expression/scope.h"
#include "core/sql/dialect_traits.h"
#include "core/sql/expression_rules.h"

#include <algorithm>
#include <deque>
#include <initializer_list>
#include <optional>
#include <set>

namespace relata::convert_internal {

class Resolver
{
public:
    // `sourceNullsHigh`: where NULLs stand in an order of the source; nothing for a model without a dialect.
    Resolver(const ExpressionRules& source, std::optional<bool> sourceNullsHigh, const DialectTraits& target,
        ShapeLookup tables, TypeLookup types);

    // Throws Untranslatable. The tree is changed in place; what the caller gets is its new root.
    ExprPtr resolve(const ExprPtr& expression, const Scope& scope);
    // The tree as what goes into a column of that class: 0 as false, '2024-01-01' as a date. Throws likewise.
    ExprPtr fit(const ExprPtr& expression, ValueClass wanted) const;
    // Also expands stars, and names every result. The shape's columns are the result's.
    TableShape resolveQuery(Query& query, const Scope* outer);
    // Names (in the target) of the columns that were met since the construction.
    const std::set<std::string>& columns() const { return m_columns; }
    // The target's expression rules.
    const ExpressionRules& rules() const { return m_rules; }

private:
    void resolveChildren(const ExprPtr& expression, const Scope& scope);
    void resolveColumn(Expression& column, const Scope& scope);
    bool findColumn(Expression& column, const Scope& scope);
    ExprPtr resolveCast(const ExprPtr& cast);
    ExprPtr castLiteral(const ExprPtr& cast) const;
    void resolveBinary(Expression& binary);
    void resolveFunction(Expression& function);
    void resolveSpecialFunction(Expression& function);
    ExprPtr resolveCollate(const ExprPtr& collate);
    void fold(ExprPtr& expression) const;
    void foldBoth(ExprPtr& a, ExprPtr& b) const;
    void resolveRegex(Expression& regex);
    void resolveJson(Expression& function);
    bool resolveTimes(Expression& binary);
    void inlineWindow(Window& window) const;
    void checkWindow(Expression& function);
    void placeNulls(std::vector<OrderItem>& order) const;
    static bool mayBeNull(const Expression& expression);
    enum class Use
    {
        Comparison,
        Result, // of one CASE, COALESCE ...
    };
    void unify(ExprPtr& a, ExprPtr& b, Use use = Use::Comparison) const; // makes both of one type
    void requireSmall(const Expression& expression) const; // before it is compared, grouped or sorted
    ValueClass common(const std::vector<ExprPtr*>& values) const;
    void requireText(ExprPtr& argument) const; // casts an enumeration
    static void castToText(ExprPtr& enumeration);
    void addFrom(FromItem& item, Scope& scope);
    const TableShape* tableOrCommon(const FromItem& item, bool* isCommon) const;
    void resolveCommonTable(CommonTable& table, bool maybeRecursive, const Scope* outer);
    TableShape resolveArms(Query& query, const Scope* outer, CommonTable* recursion);
    void startRecursion(CommonTable& table, const TableShape& first);
    void fitRecursion(CommonTable& table);
    // `order`: of a query that is this core alone; nullptr otherwise.
    TableShape resolveCore(SelectCore& core, const Scope* outer, std::vector<OrderItem>* order);
    void resolveOrder(std::vector<OrderItem>& order, const Scope& scope, const SelectCore& core);
    void expandStars(SelectCore& core, const Scope& scope) const;
    ExprPtr resolveOrAlias(const ExprPtr& expression, const Scope& scope, const SelectCore& core);
    ExprPtr withoutAliases(const ExprPtr& expression, const Scope& scope, const SelectCore& core);
    void checkGroups(const SelectCore& core, const std::vector<OrderItem>* order) const;

    using Windows = std::vector<std::pair<std::string, WindowPtr>>;

    const ExpressionRules& m_source;
    std::optional<bool> m_sourceNullsHigh;
    const DialectTraits& m_target;
    const ExpressionRules& m_rules;
    ShapeLookup m_tables;
    TypeLookup m_types;
    std::deque<TableShape> m_shapes; // of subqueries
    std::set<std::string> m_columns;
    std::vector<std::pair<std::string, const TableShape*>> m_common; // tables of WITH that are in sight
    const Windows* m_windows = nullptr; // of the SELECT that is being resolved
    mutable int m_windowDepth = 0;
    int m_queryDepth = 0;
};

inline bool isNumber(ValueClass value)
{
    return value == ValueClass::Integer || value == ValueClass::Decimal || value == ValueClass::Float;
}

inline bool isOneOf(std::string_view text, std::initializer_list<std::string_view> list)
{
    return std::find(list.begin(), list.end(), text) != list.end();
}

bool sameTree(const ExprPtr& a, const ExprPtr& b);
bool hasAggregate(const ExprPtr& expression); // outside of subqueries
bool isAggregate(const Expression& expression);
bool isLiteral(const Expression& expression);
// "binary", "noCase", "ci"; "" for a collation that has no counterpart elsewhere.
std::string_view collationMeaning(const ExpressionRules& rules, std::string_view name);

} // namespace relata::convert_internal
