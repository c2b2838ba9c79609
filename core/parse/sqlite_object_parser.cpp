// CREATE VIRTUAL TABLE, INDEX, VIEW and TRIGGER, and the pieces that all statements share.
#include "core/parse/sqlite_parser.h"

namespace relata::sqlite_parser {

void Parser::skipExistsClause()
{
    if (at("IF") && at("NOT", 1) && at("EXISTS", 2))
        m_next += 3;
}

// [schema .] name: the name alone.
std::string Parser::objectName(std::string_view what)
{
    std::string result = name(what);
    if (acceptSign("."))
        result = name(what);
    return result;
}

// ( anything ): what stands between the brackets.
std::string_view Parser::parenthesized()
{
    expectSign("(");
    std::size_t first = m_next;
    skipToListEnd();
    while (acceptSign(","))
        skipToListEnd();
    std::string_view inside = sourceFrom(first);
    if (inside.empty())
        unexpected("an expression");
    expectSign(")");
    return inside;
}

// Up to the comma or the closing bracket that belongs to the list we are in.
void Parser::skipToListEnd()
{
    std::size_t depth = 0;
    for (; peek().kind != TokenKind::End; ++m_next) {
        if (atSign("(")) {
            ++depth;
        } else if (atSign(")")) {
            if (depth == 0)
                return;
            --depth;
        } else if (depth == 0 && (atSign(",") || atSign(";"))) {
            return;
        }
    }
}

Table Parser::virtualTable()
{
    expect("TABLE");
    skipExistsClause();
    Table table;
    table.kind = TableKind::Virtual;
    table.name = objectName("a table's name");
    expect("USING");
    table.options.set("sqlite.module", name("a module's name"));
    if (acceptSign("(")) {
        skipToListEnd();
        while (acceptSign(","))
            skipToListEnd();
        expectSign(")");
    }
    expectEnd();
    m_next = m_tokens.size() - 1;
    table.definition = sqlText(sourceFrom(0));
    return table;
}

// A whole indexed column: [COLLATE] [ASC | DESC] [NULLS ...] stand at its end.
IndexElement Parser::indexElement()
{
    std::size_t first = m_next;
    skipToListEnd();
    std::size_t last = m_next; // one past
    if (last == first)
        unexpected("a column or an expression");
    IndexElement element;
    auto before = [&](std::size_t back, std::string_view keyword) {
        return last >= first + back + 1 && m_tokens[last - back].isWord(keyword);
    };
    if (before(2, "NULLS") && (before(1, "FIRST") || before(1, "LAST"))) {
        element.nullsFirst = before(1, "FIRST");
        last -= 2;
    }
    if (before(1, "DESC") || before(1, "ASC")) {
        element.descending = before(1, "DESC");
        --last;
    }
    auto closes = [&](std::size_t open, std::size_t end) { // ( ... ) as a whole
        std::size_t depth = 0;
        for (std::size_t i = open; i < end; ++i) {
            if (m_tokens[i].isOperator("("))
                ++depth;
            else if (m_tokens[i].isOperator(")") && --depth == 0)
                return i + 1 == end;
        }
        return false;
    };
    auto nameAlone = [&](std::size_t position) {
        const Token& token = m_tokens[position];
        return token.kind == TokenKind::QuotedIdentifier || token.kind == TokenKind::String
            || (token.kind == TokenKind::Word && !token.isWord("NULL"));
    };
    // COLLATE binds to the operand before it, so it is the element's own only after a single operand.
    for (bool changed = true; changed && last > first;) {
        changed = false;
        std::size_t end = last; // before the COLLATEs
        while (end >= first + 3 && m_tokens[end - 2].isWord("COLLATE"))
            end -= 2;
        bool single = end == first + 1 || (m_tokens[first].isOperator("(") && closes(first, end))
            || (m_tokens[first].kind == TokenKind::Word && m_tokens[first + 1].isOperator("(")
                && closes(first + 1, end));
        if (end < last && single) {
            if (element.collation.empty())
                element.collation = valueOf(m_tokens[last - 1], rules());
            last = end;
            changed = true;
        }
        if (last >= first + 3 && m_tokens[first].isOperator("(") && closes(first, last)) {
            ++first;
            --last;
            changed = true;
        }
    }
    if (last <= first)
        unexpected("a column or an expression before this");
    if (last == first + 1 && nameAlone(first)) {
        element.column = valueOf(m_tokens[first], rules());
    } else {
        std::size_t begin = m_tokens[first].offset;
        element.expression = sqlText(m_sql.substr(begin, m_tokens[last - 1].end() - begin));
    }
    return element;
}

ParsedSqliteIndex Parser::index()
{
    ParsedSqliteIndex result;
    expect("CREATE");
    result.index.unique = accept("UNIQUE");
    expect("INDEX");
    skipExistsClause();
    result.index.name = objectName("an index's name");
    expect("ON");
    result.table = name("a table's name");
    expectSign("(");
    do {
        result.index.elements.push_back(indexElement());
    } while (acceptSign(","));
    expectSign(")");
    if (accept("WHERE")) {
        std::size_t first = m_next;
        for (;;) {
            skipToListEnd();
            if (!acceptSign(","))
                break;
        }
        if (first == m_next)
            unexpected("an expression");
        result.index.where = sqlText(sourceFrom(first));
    }
    expectEnd();
    return result;
}

View Parser::view()
{
    View view;
    expect("CREATE");
    if (!accept("TEMP"))
        accept("TEMPORARY");
    expect("VIEW");
    skipExistsClause();
    view.name = objectName("a view's name");
    if (atSign("(")) {
        view.namedColumns = true;
        for (std::string& column : nameList())
            view.columns.emplace_back().name = std::move(column);
    }
    expect("AS");
    std::size_t first = m_next;
    if (!at("SELECT") && !at("VALUES") && !at("WITH"))
        unexpected("SELECT, VALUES or WITH");
    m_next = m_tokens.size() - 1;
    view.definition = sqlText(sourceFrom(first));
    return view;
}

ParsedSqliteTrigger Parser::trigger()
{
    ParsedSqliteTrigger result;
    Trigger& trigger = result.trigger;
    expect("CREATE");
    if (!accept("TEMP"))
        accept("TEMPORARY");
    expect("TRIGGER");
    skipExistsClause();
    trigger.name = objectName("a trigger's name");
    trigger.timing = "BEFORE";
    if (accept("AFTER")) {
        trigger.timing = "AFTER";
    } else if (accept("INSTEAD")) {
        expect("OF");
        trigger.timing = "INSTEAD OF";
    } else {
        accept("BEFORE");
    }
    if (accept("INSERT")) {
        trigger.events = "INSERT";
    } else if (accept("DELETE")) {
        trigger.events = "DELETE";
    } else {
        expect("UPDATE");
        trigger.events = "UPDATE";
        if (accept("OF")) {
            std::size_t first = m_next;
            do {
                name("a column's name");
            } while (acceptSign(","));
            trigger.events += " OF " + std::string(sourceFrom(first));
        }
    }
    expect("ON");
    result.table = objectName("a table's name");
    bool hasBody = false;
    for (; peek().kind != TokenKind::End; ++m_next)
        hasBody = hasBody || at("BEGIN");
    if (!hasBody || !m_tokens[m_next - 1].isWord("END"))
        unexpected("BEGIN ... END");
    trigger.definition = sqlText(sourceFrom(0));
    return result;
}

} // namespace relata::sqlite_parser
