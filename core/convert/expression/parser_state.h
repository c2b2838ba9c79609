// The parser's insides, shared by parser.cpp (expressions) and query_parser.cpp.
#pragma once

#include "core/convert/expression/parser.h"
#include "core/parse/tokenizer.h"

namespace relata::convert_internal {

class Parser
{
public:
    Parser(std::string_view text, std::string_view dialect, const ExpressionRules& rules);

    ExprPtr wholeExpression();
    QueryPtr wholeQuery();

private:
    // Expressions, from the weakest binding to the strongest.
    ExprPtr expression();
    ExprPtr conjunction();
    ExprPtr negation();
    ExprPtr predicate();
    ExprPtr concatenation();
    ExprPtr sum(bool* hasOperator);
    ExprPtr product();
    ExprPtr tightConcatenation();
    ExprPtr unary();
    ExprPtr postfix();
    ExprPtr primary();

    bool isPredicateOperator() const;
    ExprPtr comparison(ExprPtr left);
    ExprPtr isTest(ExprPtr left);
    ExprPtr membership(ExprPtr left, bool negated);
    ExprPtr between(ExprPtr left, bool negated);
    ExprPtr like(ExprPtr left, bool negated, bool ignoreCase);
    ExprPtr anyOfArray(ExprPtr left, const std::string& sign);
    ExprPtr parenthesised();
    ExprPtr caseExpression();
    ExprPtr castFunction();
    ExprPtr extractFunction();
    ExprPtr trimFunction();
    ExprPtr substringFunction();
    ExprPtr positionFunction();
    ExprPtr typedLiteral(TypeKind kind);
    ExprPtr name();
    ExprPtr function(const std::string& lowerName);
    ExprPtr call(const std::string& lowerName, std::vector<ExprPtr> args);
    ExprPtr convertUsing();
    std::vector<ExprPtr> arrayElements();
    SqlType typeName();

    // What dialects write in their own ways.
    bool isJsonArrow() const;
    ExprPtr jsonArrow(ExprPtr document);
    ExprPtr jsonFunction(const std::string& meaning, const std::vector<ExprPtr>& args);
    ExprPtr timeFunction(const std::string& meaning, const std::vector<ExprPtr>& args);
    static ExprPtr plusInterval(ExprPtr value, const ExprPtr& interval, bool minus);
    ExprPtr intervalLiteral();
    static ExprPtr intervalCast(const ExprPtr& literal);
    ExprPtr collate(ExprPtr operand);
    ExprPtr regex(ExprPtr left, const std::string& sign);
    ExprPtr regexFunction(const std::vector<ExprPtr>& args);
    FrameBound frameBound();
    WindowPtr windowDefinition();
    WindowPtr over();
    std::vector<OrderItem> orderList();

    // Queries.
    QueryPtr query();
    bool isQuery() const; // whether one begins here
    void withClause(Query& query);
    void arm(Query& query); // a SELECT or the rows of VALUES
    SelectCore selectCore();
    void queryTail(Query& query);
    std::shared_ptr<FromItem> joins();
    std::shared_ptr<FromItem> fromPrimary();
    bool joinKind(JoinKind& kind);
    std::string alias(bool bare);

    // Tokens.
    const Token& peek(std::size_t ahead = 0) const
    {
        return m_tokens[std::min(m_position + ahead, m_tokens.size() - 1)];
    }
    Token take() { return m_position + 1 < m_tokens.size() ? m_tokens[m_position++] : m_tokens.back(); }
    bool acceptWord(std::string_view word);
    bool acceptSign(std::string_view sign);
    void expectWord(std::string_view word);
    void expectSign(std::string_view sign);
    bool isName(const Token& token) const;
    std::string takeName();
    [[noreturn]] void refuse(const Token& token) const;

    const LexicalRules& m_lexical;
    const ExpressionRules& m_rules;
    std::string m_dialect;
    std::vector<Token> m_tokens; // with End at the end
    std::size_t m_position = 0;
    int m_depth = 0;
};

} // namespace relata::convert_internal
