// CREATE TABLE: columns, their constraints, and the table's.
#include "core/parse/sqlite_parser.h"
#include "core/util/strings.h"

#include <array>

namespace relata::sqlite_parser {
namespace {

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

} // namespace

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

} // namespace relata::sqlite_parser
