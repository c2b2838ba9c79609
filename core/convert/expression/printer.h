// Trees to the target's text. The trees have gone through the resolver.
#pragma once

#include "core/convert/expression/expression.h"
#include "core/sql/expression_rules.h"
#include "core/sql/sql_dialect.h"

#include <vector>

namespace relata::convert_internal {

class Printer
{
public:
    explicit Printer(const SqlDialect& target);

    // Throw Untranslatable where the target has no words for a part.
    std::string condition(const ExprPtr& expression); // where a truth value belongs: CHECK, WHERE
    std::string value(const ExprPtr& expression); // where any value belongs: DEFAULT, a generated column
    std::string query(const Query& query);
    // How results may differ, in words for people; no duplicates.
    const std::vector<std::string>& remarks() const { return m_remarks; }

private:
    enum class Place
    {
        Value,
        Condition,
    };
    struct Piece
    {
        std::string text;
        int strength; // how strongly its outermost operator binds
    };
    // Strengths, from the weakest binding to the strongest. Operators whose order differs between dialects
    // are never written side by side without parentheses.
    static constexpr int disjunctionStrength = 1;
    static constexpr int conjunctionStrength = 2;
    static constexpr int negationStrength = 3;
    static constexpr int predicateStrength = 4;
    static constexpr int concatenationStrength = 5;
    static constexpr int sumStrength = 6;
    static constexpr int productStrength = 7;
    static constexpr int unaryStrength = 8;
    static constexpr int atomStrength = 10;
    Piece piece(const Expression& expression, Place place);
    std::string part(
        const ExprPtr& expression, int strength, Place place = Place::Value); // in parentheses if weaker
    Piece predicateAsValue(const Expression& expression);
    Piece valueAsCondition(const Expression& expression);
    Piece plain(const Expression& expression, Place place);
    Piece binary(const Expression& expression);
    Piece concatenation(const Expression& expression);
    Piece function(const Expression& expression);
    Piece like(const Expression& expression);
    Piece nullSafeEquals(const Expression& expression);
    Piece membership(const Expression& expression);
    std::string orderList(const std::vector<OrderItem>& order);
    std::string window(const Expression& function);
    Piece joinText(const Expression& expression, const std::string& name);
    Piece json(const Expression& expression);
    Piece regex(const Expression& expression);
    Piece addTime(const Expression& expression);
    void withClause(const Query& query, std::string& text);
    std::string caseText(const Expression& expression, Place place);
    std::string cast(const Expression& expression);
    std::string string(const std::string& text) const;
    std::string fromItem(const FromItem& item);
    std::string selectCore(const SelectCore& core);
    void remark(std::string_view text);
    bool isPredicate(const Expression& expression) const;

    const SqlDialect& m_target;
    const ExpressionRules& m_rules;
    IdentifierPreparer m_identifiers;
    std::vector<std::string> m_remarks;
    int m_subqueries = 0;
};

} // namespace relata::convert_internal
