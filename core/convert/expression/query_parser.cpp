// The parser's half for SELECT.
#include "core/convert/expression/parser_state.h"
#include "core/util/strings.h"

namespace relata::convert_internal {

QueryPtr Parser::wholeQuery()
{
    QueryPtr result = query();
    acceptSign(";");
    if (peek().kind != TokenKind::End)
        refuse(peek());
    return result;
}

QueryPtr Parser::query()
{
    if (++m_depth > 100)
        throw Untranslatable("it is nested too deeply");
    auto result = std::make_shared<Query>();
    if (acceptWord("WITH"))
        withClause(*result);
    arm(*result);
    while (peek().isWord("UNION") || peek().isWord("EXCEPT") || peek().isWord("INTERSECT")) {
        std::string word = toUpperAscii(take().text);
        // INTERSECT binds before UNION in some dialects and not in others.
        if (!result->operators.empty() && (word == "INTERSECT") != (result->operators.front() == "INTERSECT"))
            throw Untranslatable("it mixes UNION and INTERSECT");
        if (acceptWord("ALL")) {
            if (word != "UNION")
                throw Untranslatable(word + " ALL is not known everywhere");
            word += " ALL";
        }
        result->operators.push_back(word);
        arm(*result);
    }
    queryTail(*result);
    --m_depth;
    return result;
}

bool Parser::isQuery() const
{
    return peek().isWord("SELECT") || peek().isWord("WITH")
        || (peek().isWord("VALUES") && peek(1).isOperator("("));
}

void Parser::withClause(Query& query)
{
    query.withRecursive = acceptWord("RECURSIVE");
    do {
        CommonTable table;
        table.name = takeName();
        if (acceptSign("(")) {
            do
                table.columns.push_back(takeName());
            while (acceptSign(","));
            expectSign(")");
        }
        expectWord("AS");
        if (acceptWord("NOT"))
            expectWord("MATERIALIZED");
        else
            acceptWord("MATERIALIZED");
        expectSign("(");
        table.query = this->query();
        expectSign(")");
        if (peek().isWord("SEARCH") || peek().isWord("CYCLE"))
            refuse(peek());
        query.with.push_back(std::move(table));
    } while (acceptSign(","));
}

void Parser::arm(Query& query)
{
    if (!acceptWord("VALUES")) {
        query.cores.push_back(selectCore());
        return;
    }
    bool first = true;
    do {
        SelectCore row;
        expectSign("(");
        do {
            SelectItem item;
            item.expression = expression();
            if (first && query.cores.empty()) // SQLite's and PostgreSQL's names
                item.alias = "column" + std::to_string(row.items.size() + 1);
            row.items.push_back(std::move(item));
        } while (acceptSign(","));
        expectSign(")");
        if (!first)
            query.operators.push_back("UNION ALL");
        query.cores.push_back(std::move(row));
        first = false;
    } while (acceptSign(","));
}

SelectCore Parser::selectCore()
{
    SelectCore core;
    expectWord("SELECT");
    core.distinct = acceptWord("DISTINCT");
    if (core.distinct && peek().isWord("ON"))
        refuse(peek());
    acceptWord("ALL");
    if (peek().isWord("TOP") && (peek(1).kind == TokenKind::Number || peek(1).isOperator("(")))
        refuse(peek());
    do {
        SelectItem item;
        item.expression = expression();
        item.alias = alias(true);
        core.items.push_back(std::move(item));
    } while (acceptSign(","));
    if (acceptWord("FROM")) {
        do
            core.from.push_back(joins());
        while (acceptSign(","));
    }
    if (acceptWord("WHERE"))
        core.where = expression();
    if (acceptWord("GROUP")) {
        expectWord("BY");
        do
            core.groupBy.push_back(expression());
        while (acceptSign(","));
    }
    if (acceptWord("HAVING"))
        core.having = expression();
    if (acceptWord("WINDOW")) {
        do {
            std::string name = takeName();
            expectWord("AS");
            core.windows.emplace_back(std::move(name), windowDefinition());
        } while (acceptSign(","));
    }
    return core;
}

void Parser::queryTail(Query& query)
{
    if (acceptWord("ORDER"))
        query.orderBy = orderList();
    if (acceptWord("LIMIT")) {
        query.limit = expression();
        if (acceptSign(",")) { // LIMIT offset, count
            query.offset = query.limit;
            query.limit = expression();
        }
    }
    if (acceptWord("OFFSET")) {
        query.offset = expression();
        if (acceptWord("ROWS") || acceptWord("ROW")) { }
    }
    if (acceptWord("FETCH")) {
        if (!acceptWord("FIRST"))
            expectWord("NEXT");
        query.limit = expression();
        if (!acceptWord("ROWS"))
            expectWord("ROW");
        expectWord("ONLY");
    }
}

std::string Parser::alias(bool bare)
{
    if (acceptWord("AS")) {
        if (peek().kind == TokenKind::String) // SELECT a AS 'b': SQLite and MySQL
            return valueOf(take(), m_lexical);
        if (peek().kind == TokenKind::Word)
            return std::string(take().text);
        return takeName();
    }
    return bare && isName(peek()) ? takeName() : std::string();
}

bool Parser::joinKind(JoinKind& kind)
{
    if (peek().isWord("NATURAL"))
        refuse(peek());
    if (acceptWord("CROSS"))
        kind = JoinKind::Cross;
    else if (acceptWord("INNER"))
        kind = JoinKind::Inner;
    else if (acceptWord("LEFT"))
        kind = JoinKind::Left;
    else if (acceptWord("RIGHT"))
        kind = JoinKind::Right;
    else if (acceptWord("FULL"))
        kind = JoinKind::Full;
    else if (peek().isWord("JOIN"))
        kind = JoinKind::Inner;
    else
        return false;
    acceptWord("OUTER");
    expectWord("JOIN");
    return true;
}

std::shared_ptr<FromItem> Parser::joins()
{
    std::shared_ptr<FromItem> left = fromPrimary();
    JoinKind kind = JoinKind::Inner;
    while (joinKind(kind)) {
        auto join = std::make_shared<FromItem>();
        join->join = kind;
        join->left = left;
        join->right = fromPrimary();
        if (acceptWord("ON")) {
            join->on = expression();
        } else if (acceptWord("USING")) {
            expectSign("(");
            do
                join->usingColumns.push_back(takeName());
            while (acceptSign(","));
            expectSign(")");
        } else if (kind == JoinKind::Inner) {
            join->join = JoinKind::Cross; // SQLite and MySQL: JOIN without a condition
        } else if (kind != JoinKind::Cross) {
            refuse(peek());
        }
        left = join;
    }
    return left;
}

std::shared_ptr<FromItem> Parser::fromPrimary()
{
    auto item = std::make_shared<FromItem>();
    if (acceptSign("(")) {
        if (isQuery()) {
            item->query = query();
            expectSign(")");
            item->alias = alias(true);
            if (!acceptSign("("))
                return item;
            std::vector<SelectItem>& results = item->query->cores.front().items; // t (a, b)
            for (std::size_t i = 0; i == 0 || acceptSign(","); ++i) {
                if (i >= results.size() || results[i].expression->kind == ExprKind::Star)
                    refuse(peek());
                results[i].alias = takeName();
            }
            expectSign(")");
            return item;
        }
        item = joins();
        expectSign(")");
        if (peek().isWord("AS"))
            refuse(peek());
        return item;
    }
    if (peek().isWord("LATERAL") || peek().isWord("ONLY"))
        refuse(peek());
    item->name = takeName();
    if (acceptSign(".")) {
        item->schema = item->name;
        item->name = takeName();
    }
    if (peek().isOperator("(") || peek().isOperator("."))
        refuse(peek()); // a function's rows
    item->alias = alias(true);
    if (peek().isOperator("("))
        refuse(peek());
    return item;
}

} // namespace relata::convert_internal
