#include "core/parse/sqlite_schema_parser.h"

#include "core/parse/tokenizer.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>

namespace relata {
namespace {

const LexicalRules& rules()
{
    return LexicalRules::sqlite();
}

// Thrown inside this file alone: a hand-written descent reads best without a check after every step.
struct SyntaxError
{
    std::string message;
    std::size_t position;
};

struct KeyColumn
{
    std::string name;
    std::string collation;
    bool descending = false;
};

class Parser
{
public:
    explicit Parser(std::string_view sql) : m_sql(sql)
    {
        m_tokens.reserve(sql.size() / 5 + 8);
        Tokenizer tokenizer(sql, rules());
        for (;;) {
            Token token = tokenizer.next();
            bool end = token.kind == TokenKind::End;
            m_tokens.push_back(token);
            if (end)
                break;
            if (!token.terminated)
                throw SyntaxError{"a quote that is not closed", token.offset};
        }
        // A terminator may stand at the end, and nothing after it.
        while (m_tokens.size() > 1 && m_tokens[m_tokens.size() - 2].isOperator(";")) {
            Token end = m_tokens.back();
            m_tokens.pop_back();
            end.offset = m_tokens.back().offset;
            m_tokens.back() = end;
        }
    }

    Table table();
    ParsedSqliteIndex index();
    View view();
    ParsedSqliteTrigger trigger();

private:
    // Tokens
    const Token& peek(std::size_t ahead = 0) const
    {
        return m_tokens[std::min(m_next + ahead, m_tokens.size() - 1)];
    }
    const Token& take()
    {
        const Token& token = peek();
        if (token.kind != TokenKind::End)
            ++m_next;
        return token;
    }
    bool at(std::string_view keyword, std::size_t ahead = 0) const { return peek(ahead).isWord(keyword); }
    bool atSign(std::string_view sign, std::size_t ahead = 0) const { return peek(ahead).isOperator(sign); }
    bool accept(std::string_view keyword)
    {
        bool found = at(keyword);
        if (found)
            ++m_next;
        return found;
    }
    bool acceptSign(std::string_view sign)
    {
        bool found = atSign(sign);
        if (found)
            ++m_next;
        return found;
    }
    void expect(std::string_view keyword)
    {
        if (!accept(keyword))
            unexpected(keyword);
    }
    void expectSign(std::string_view sign)
    {
        if (!acceptSign(sign))
            unexpected(sign);
    }
    [[noreturn]] void unexpected(std::string_view wanted) const
    {
        const Token& token = peek();
        throw SyntaxError{token.kind == TokenKind::End
                ? fmt::format("{} expected, but the statement ends", wanted)
                : fmt::format("{} expected, not {}", wanted, token.text.substr(0, 40)),
            token.offset};
    }
    void expectEnd()
    {
        if (peek().kind != TokenKind::End)
            unexpected("the end of the statement");
    }
    bool atName() const
    {
        TokenKind kind = peek().kind;
        return kind == TokenKind::Word || kind == TokenKind::QuotedIdentifier || kind == TokenKind::String;
    }
    std::string name(std::string_view what)
    {
        if (!atName())
            unexpected(what);
        return valueOf(take(), rules());
    }
    // The source from token `first` up to the token before the next one.
    std::string_view sourceFrom(std::size_t first) const
    {
        if (first >= m_next)
            return {};
        std::size_t begin = m_tokens[first].offset;
        return m_sql.substr(begin, m_tokens[m_next - 1].end() - begin);
    }
    SqlText sqlText(std::string_view text) const { return {std::string(text), "sqlite"}; }

    // Pieces
    void skipExistsClause();
    std::string objectName(std::string_view what);
    std::string_view parenthesized();
    void skipToListEnd();
    std::string conflictClause();
    std::string declaredType();
    void columnDefinition(Table& table);
    void columnConstraint(Table& table, Column& column, const std::string& constraintName);
    void columnDefault(Column& column);
    void generated(Column& column);
    void tableConstraint(Table& table, const std::string& constraintName);
    std::vector<KeyColumn> keyColumns(Table& table);
    void references(ForeignKeyConstraint& key);
    bool deferrability(ForeignKeyConstraint& key);
    std::vector<std::string> nameList();
    void tableOptions(Table& table);
    IndexElement indexElement();
    Table virtualTable();

    std::string_view m_sql;
    std::vector<Token> m_tokens; // with End as the last
    std::size_t m_next = 0;
};

void setKey(std::vector<std::string>& columns, DialectOptions& options, const std::vector<KeyColumn>& key)
{
    std::string descending;
    for (std::size_t i = 0; i < key.size(); ++i) {
        columns.push_back(key[i].name);
        if (key[i].descending)
            descending += (descending.empty() ? "" : ",") + std::to_string(i);
    }
    if (!descending.empty())
        options.set("sqlite.desc", descending);
    for (std::size_t i = 0; i < key.size(); ++i) {
        if (!key[i].collation.empty())
            options.set("sqlite.collate." + std::to_string(i), key[i].collation);
    }
}

void setConflict(DialectOptions& options, const char* key, std::string clause)
{
    if (!clause.empty())
        options.set(key, std::move(clause));
}

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

std::string Parser::conflictClause()
{
    if (!at("ON") || !at("CONFLICT", 1))
        return {};
    m_next += 2;
    for (const char* word : {"ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE"}) {
        if (accept(word))
            return word == std::string_view("ABORT") ? "" : word; // the default
    }
    unexpected("ROLLBACK, ABORT, FAIL, IGNORE or REPLACE");
}

std::string Parser::declaredType()
{
    std::size_t first = m_next;
    for (; atName(); ++m_next) {
        if (peek().kind != TokenKind::Word)
            continue;
        bool isGenerated = at("GENERATED") && at("ALWAYS", 1) && at("AS", 2);
        if (isGenerated || isSqliteReserved(peek().text))
            break;
    }
    if (m_next > first && acceptSign("(")) {
        auto number = [this] {
            if (!acceptSign("-"))
                acceptSign("+");
            if (peek().kind != TokenKind::Number && !atName())
                unexpected("a number");
            take();
        };
        number();
        if (acceptSign(","))
            number();
        expectSign(")");
    }
    std::string_view source = sourceFrom(first);
    bool plain = source.find_first_of("\t\r\n\f\v") == std::string_view::npos
        && source.find("  ") == std::string_view::npos && source.find("/*") == std::string_view::npos;
    if (plain)
        return std::string(source);
    std::string text; // the words alone
    for (std::size_t i = first; i < m_next; ++i) {
        const Token& token = m_tokens[i];
        bool tight = text.empty() || text.back() == '(' || token.isOperator("(") || token.isOperator(")")
            || token.isOperator(",") || text.back() == '-' || text.back() == '+';
        text += (tight ? "" : " ") + std::string(token.text);
    }
    return text;
}

void Parser::columnDefinition(Table& table)
{
    Column column;
    column.name = name("a column's name");
    column.type = SqlType().withNative("sqlite", declaredType());
    std::string constraintName;
    while (!atSign(",") && !atSign(")")) {
        if (accept("CONSTRAINT")) {
            constraintName = name("a constraint's name");
            continue;
        }
        columnConstraint(table, column, constraintName);
        constraintName.clear();
    }
    // One order, whatever the constraints' own.
    std::vector<std::pair<std::string, std::string>> entries = column.options.entries();
    std::sort(entries.begin(), entries.end());
    column.options = {};
    for (auto& [key, value] : entries)
        column.options.set(key, value);
    table.columns.push_back(std::move(column));
}

void Parser::columnConstraint(Table& table, Column& column, const std::string& constraintName)
{
    auto named = [&](const char* key) {
        if (!constraintName.empty())
            column.options.set(key, constraintName);
    };
    if (accept("DEFAULT")) {
        columnDefault(column);
        named("sqlite.default_name");
    } else if (accept("NULL")) {
        conflictClause();
        named("sqlite.null_name");
    } else if (at("NOT") && at("NULL", 1)) {
        m_next += 2;
        column.nullable = false;
        column.notNullName = constraintName;
        setConflict(column.options, "sqlite.on_conflict_not_null", conflictClause());
    } else if ((at("NOT") && at("DEFERRABLE", 1)) || at("DEFERRABLE")) {
        ForeignKeyConstraint ignored; // without REFERENCES before it SQLite ignores it
        deferrability(table.foreignKeys.empty() ? ignored : table.foreignKeys.back());
    } else if (accept("PRIMARY")) {
        expect("KEY");
        if (!table.primaryKey.empty())
            throw SyntaxError{"a second primary key", peek().offset};
        bool descending = accept("DESC");
        if (!descending)
            accept("ASC");
        setKey(table.primaryKey.columns, table.primaryKey.options, {{column.name, {}, descending}});
        if (descending)
            table.primaryKey.options.set("sqlite.inline", "true");
        table.primaryKey.name = constraintName;
        setConflict(table.primaryKey.options, "sqlite.on_conflict", conflictClause());
        if (accept("AUTOINCREMENT"))
            column.autoincrement = Autoincrement::Yes;
    } else if (accept("UNIQUE")) {
        UniqueConstraint unique;
        unique.name = constraintName;
        unique.columns.push_back(column.name);
        setConflict(unique.options, "sqlite.on_conflict", conflictClause());
        table.uniqueConstraints.push_back(std::move(unique));
    } else if (accept("CHECK")) {
        CheckConstraint check;
        check.name = constraintName;
        check.expression = sqlText(parenthesized());
        table.checkConstraints.push_back(std::move(check));
    } else if (accept("REFERENCES")) {
        ForeignKeyConstraint key;
        key.name = constraintName;
        key.columns.push_back(column.name);
        references(key);
        table.foreignKeys.push_back(std::move(key));
    } else if (accept("COLLATE")) {
        column.collation = name("a collation's name");
        named("sqlite.collate_name");
    } else if (at("AS") || (at("GENERATED") && at("ALWAYS", 1))) {
        generated(column);
        named("sqlite.generated_name");
    } else {
        unexpected("a column constraint, a comma or )");
    }
}

// parse.y, ccons: a literal, a signed number, an expression in brackets, or a word that stands for a string.
void Parser::columnDefault(Column& column)
{
    if (atSign("(")) {
        column.serverDefault = sqlText(parenthesized());
        return;
    }
    std::size_t first = m_next;
    bool isSigned = acceptSign("-") || acceptSign("+");
    const Token& token = peek();
    switch (token.kind) {
    case TokenKind::Number:
    case TokenKind::Blob:
    case TokenKind::String:
    case TokenKind::Parameter:
        break;
    case TokenKind::Word:
    case TokenKind::QuotedIdentifier: {
        static constexpr std::array<std::string_view, 6> values = {
            "NULL", "TRUE", "FALSE", "CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP"};
        bool isValue =
            std::any_of(values.begin(), values.end(), [&](auto word) { return token.isWord(word); });
        if (!isValue && !isSigned) {
            column.serverDefault = sqlText("'" + replaceAll(valueOf(take(), rules()), "'", "''") + "'");
            return;
        }
        break;
    }
    default:
        unexpected("a default value");
    }
    take();
    column.serverDefault = sqlText(sourceFrom(first));
}

void Parser::generated(Column& column)
{
    if (accept("GENERATED"))
        expect("ALWAYS");
    expect("AS");
    Computed computed;
    computed.expression = sqlText(parenthesized());
    if (accept("STORED"))
        computed.persisted = true;
    else
        accept("VIRTUAL");
    column.computed = std::move(computed);
}

void Parser::tableConstraint(Table& table, const std::string& constraintName)
{
    if (accept("PRIMARY")) {
        expect("KEY");
        if (!table.primaryKey.empty())
            throw SyntaxError{"a second primary key", peek().offset};
        setKey(table.primaryKey.columns, table.primaryKey.options, keyColumns(table));
        table.primaryKey.name = constraintName;
        setConflict(table.primaryKey.options, "sqlite.on_conflict", conflictClause());
    } else if (accept("UNIQUE")) {
        UniqueConstraint unique;
        unique.name = constraintName;
        setKey(unique.columns, unique.options, keyColumns(table));
        setConflict(unique.options, "sqlite.on_conflict", conflictClause());
        table.uniqueConstraints.push_back(std::move(unique));
    } else if (accept("CHECK")) {
        CheckConstraint check;
        check.name = constraintName;
        check.expression = sqlText(parenthesized());
        conflictClause(); // allowed and without effect
        table.checkConstraints.push_back(std::move(check));
    } else if (accept("FOREIGN")) {
        expect("KEY");
        ForeignKeyConstraint key;
        key.name = constraintName;
        key.columns = nameList();
        expect("REFERENCES");
        references(key);
        table.foreignKeys.push_back(std::move(key));
    } else {
        unexpected("a table constraint");
    }
}

// ( name [COLLATE name] [ASC | DESC], ... [AUTOINCREMENT] )
std::vector<KeyColumn> Parser::keyColumns(Table& table)
{
    std::vector<KeyColumn> result;
    expectSign("(");
    do {
        std::size_t brackets = 0;
        while (acceptSign("("))
            ++brackets;
        KeyColumn column;
        column.name = name("a column's name");
        for (;;) {
            if (brackets > 0 && acceptSign(")"))
                --brackets;
            else if (accept("COLLATE"))
                column.collation = name("a collation's name");
            else
                break;
        }
        column.descending = accept("DESC");
        if (!column.descending)
            accept("ASC");
        if (accept("NULLS") && !accept("FIRST"))
            expect("LAST");
        result.push_back(std::move(column));
    } while (acceptSign(","));
    if (accept("AUTOINCREMENT")) {
        for (Column& column : table.columns) {
            if (equalsIgnoreCase(column.name, result.front().name))
                column.autoincrement = Autoincrement::Yes;
        }
    }
    expectSign(")");
    return result;
}

std::vector<std::string> Parser::nameList()
{
    std::vector<std::string> result;
    expectSign("(");
    do {
        result.push_back(name("a column's name"));
        if (accept("COLLATE"))
            name("a collation's name"); // allowed in old schemas and without effect
        if (!accept("ASC"))
            accept("DESC");
    } while (acceptSign(","));
    expectSign(")");
    return result;
}

void Parser::references(ForeignKeyConstraint& key)
{
    key.referredTable = name("a table's name");
    if (atSign("("))
        key.referredColumns = nameList();
    for (;;) {
        if (accept("MATCH")) {
            std::string match =
                toUpperAscii(name("a match type")); // any name is allowed, and none has effect
            key.match = match == "FULL" ? MatchType::Full
                : match == "PARTIAL"    ? MatchType::Partial
                                        : MatchType::Simple;
        } else if (at("ON") && (at("DELETE", 1) || at("UPDATE", 1) || at("INSERT", 1))) {
            std::string event = toUpperAscii(peek(1).text);
            m_next += 2;
            std::string words = toUpperAscii(take().text);
            if (words == "SET" || words == "NO")
                words += " " + toUpperAscii(take().text);
            std::optional<ReferentialAction> action = referentialActionFrom(words);
            if (!action)
                unexpected("CASCADE, RESTRICT, SET NULL, SET DEFAULT or NO ACTION before this");
            if (event == "DELETE")
                key.onDelete = *action;
            else if (event == "UPDATE")
                key.onUpdate = *action;
        } else if (!deferrability(key)) {
            return;
        }
    }
}

bool Parser::deferrability(ForeignKeyConstraint& key)
{
    if (at("NOT") && at("DEFERRABLE", 1)) {
        m_next += 2;
        key.deferrable = false;
    } else if (accept("DEFERRABLE")) {
        key.deferrable = true;
    } else {
        return false;
    }
    key.initiallyDeferred = false;
    if (accept("INITIALLY")) {
        key.initiallyDeferred = accept("DEFERRED");
        if (!key.initiallyDeferred)
            expect("IMMEDIATE");
    }
    return true;
}

void Parser::tableOptions(Table& table)
{
    if (peek().kind == TokenKind::End)
        return;
    do {
        if (accept("WITHOUT")) {
            expect("ROWID");
            table.options.set("sqlite.without_rowid", "true");
        } else if (accept("STRICT")) {
            table.options.set("sqlite.strict", "true");
        } else {
            unexpected("WITHOUT ROWID or STRICT");
        }
    } while (acceptSign(","));
}

Table Parser::table()
{
    expect("CREATE");
    if (accept("VIRTUAL"))
        return virtualTable();
    if (!accept("TEMP"))
        accept("TEMPORARY");
    expect("TABLE");
    skipExistsClause();
    Table table;
    table.name = objectName("a table's name");
    expectSign("(");
    bool inConstraints = false;
    std::string constraintName;
    for (;;) {
        bool constraint = at("CONSTRAINT") || at("PRIMARY") || at("UNIQUE") || at("CHECK") || at("FOREIGN");
        if (constraint && table.columns.empty())
            unexpected("a column");
        if (accept("CONSTRAINT")) {
            constraintName = name("a constraint's name");
            inConstraints = true;
        } else if (constraint) {
            tableConstraint(table, constraintName);
            constraintName.clear();
            inConstraints = true;
        } else if (!inConstraints) {
            columnDefinition(table);
        } else {
            unexpected("a table constraint");
        }
        if (acceptSign(")"))
            break;
        bool comma = acceptSign(",");
        if (comma)
            constraintName.clear();
        else if (!inConstraints)
            unexpected("a comma or )");
    }
    tableOptions(table);
    expectEnd();
    // Names are compared without case: constraints take the columns' own spelling.
    auto settle = [&table](std::vector<std::string>& names) {
        for (std::string& name : names) {
            for (const Column& column : table.columns) {
                if (equalsIgnoreCase(column.name, name))
                    name = column.name;
            }
        }
    };
    settle(table.primaryKey.columns);
    for (const Column& column : table.columns) {
        bool isRowid = table.primaryKey.columns.size() == 1 && table.isPrimaryKey(column.name)
            && equalsIgnoreCase(column.type.native->text, "INTEGER")
            && !table.primaryKey.options.flag("sqlite.inline") && !table.options.flag("sqlite.without_rowid");
        if (column.autoincrement == Autoincrement::Yes && !isRowid)
            throw SyntaxError{"AUTOINCREMENT without an INTEGER PRIMARY KEY", m_sql.size()};
    }
    for (UniqueConstraint& unique : table.uniqueConstraints)
        settle(unique.columns);
    for (ForeignKeyConstraint& key : table.foreignKeys)
        settle(key.columns);
    return table;
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

template <typename T>
Result<T> parse(std::string_view sql, T (Parser::*production)())
{
    try {
        Parser parser(sql);
        return (parser.*production)();
    } catch (const SyntaxError& syntaxError) {
        Error error;
        error.kind = ErrorKind::Data;
        error.message = "This CREATE statement cannot be read: " + syntaxError.message + ".";
        error.statement = std::string(sql);
        error.position = static_cast<int>(syntaxError.position);
        return fail(std::move(error));
    }
}

} // namespace

bool isSqliteReserved(std::string_view word)
{
    static const std::unordered_set<std::string_view> words = {"ADD", "ALL", "ALTER", "AND", "AS",
        "AUTOINCREMENT", "BETWEEN", "CASE", "CHECK", "COLLATE", "COMMIT", "CONSTRAINT", "CREATE", "DEFAULT",
        "DEFERRABLE", "DELETE", "DISTINCT", "DROP", "ELSE", "ESCAPE", "EXCEPT", "EXISTS", "FOREIGN", "FROM",
        "GROUP", "HAVING", "IN", "INDEX", "INSERT", "INTERSECT", "INTO", "IS", "ISNULL", "JOIN", "LIMIT",
        "NOT", "NOTHING", "NOTNULL", "NULL", "ON", "OR", "ORDER", "PRIMARY", "REFERENCES", "RETURNING",
        "SELECT", "SET", "TABLE", "THEN", "TO", "TRANSACTION", "UNION", "UNIQUE", "UPDATE", "USING", "VALUES",
        "WHEN", "WHERE"};
    char upper[16];
    if (word.size() > sizeof upper)
        return false;
    std::transform(word.begin(), word.end(), upper,
        [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return words.contains(std::string_view(upper, word.size()));
}

Result<Table> parseSqliteTable(std::string_view sql)
{
    return parse(sql, &Parser::table);
}

Result<ParsedSqliteIndex> parseSqliteIndex(std::string_view sql)
{
    return parse(sql, &Parser::index);
}

Result<View> parseSqliteView(std::string_view sql)
{
    return parse(sql, &Parser::view);
}

Result<ParsedSqliteTrigger> parseSqliteTrigger(std::string_view sql)
{
    return parse(sql, &Parser::trigger);
}

} // namespace relata
