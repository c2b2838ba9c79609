#include "core/dialects/sqlite/sqlite_ddl_compiler.h"

#include "core/parse/tokenizer.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata::sqlite {
namespace {

// What DEFAULT takes without brackets: a literal, a signed number, CURRENT_TIMESTAMP and the like.
bool isPlainDefault(const std::string& text)
{
    std::vector<Token> tokens = tokenize(text, LexicalRules::sqlite(), Trivia::Keep);
    if (tokens.empty() || tokens.size() > 2)
        return false;
    bool isSigned = tokens.size() == 2;
    if (isSigned && !tokens[0].isOperator("-") && !tokens[0].isOperator("+"))
        return false;
    const Token& token = tokens.back();
    switch (token.kind) {
    case TokenKind::Number:
        return true;
    case TokenKind::String:
    case TokenKind::Blob:
        return !isSigned && token.terminated;
    case TokenKind::Word:
        return !isSigned
            && (token.isWord("NULL") || token.isWord("TRUE") || token.isWord("FALSE")
                || token.isWord("CURRENT_TIME") || token.isWord("CURRENT_DATE")
                || token.isWord("CURRENT_TIMESTAMP"));
    default:
        return false;
    }
}

} // namespace

std::string SqliteDdlCompiler::inSchema(const std::string& schema, const std::string& statement) const
{
    if (schema.empty())
        return statement;
    std::vector<Token> tokens = tokenize(statement, LexicalRules::sqlite());
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        if (!tokens[i].isWord("TABLE") && !tokens[i].isWord("TRIGGER"))
            continue;
        std::size_t name = i + 1;
        if (tokens[name].isWord("IF") && name + 3 < tokens.size() && tokens[name + 1].isWord("NOT"))
            name += 3;
        if (name + 1 < tokens.size() && tokens[name + 1].isOperator("."))
            return statement;
        return statement.substr(0, tokens[name].offset) + m_identifiers.quote(schema) + "."
            + statement.substr(tokens[name].offset);
    }
    return statement;
}

std::vector<std::string> SqliteDdlCompiler::createTable(
    const Table& table, const CreateOptions& options, const std::vector<std::size_t>& separateKeys) const
{
    if (!table.definition.empty() && table.definition.dialect == m_traits.name)
        return {inSchema(table.schema, table.definition.text)};
    return DdlCompiler::createTable(table, options, separateKeys);
}

// The schema stands before the index's name, and never before the table's.
std::vector<std::string> SqliteDdlCompiler::createIndex(
    const Table& table, const Index& index, const CreateOptions& options) const
{
    std::vector<std::string> elements;
    for (const IndexElement& element : index.elements)
        elements.push_back(indexElement(element));
    std::string text = fmt::format("CREATE {}INDEX {}{} ON {} ({})", index.unique ? "UNIQUE " : "",
        options.ifNotExists ? "IF NOT EXISTS " : "", m_identifiers.qualified(table.schema, index.name),
        m_identifiers.quote(table.name), join(elements, ", "));
    if (!index.where.empty())
        text += " WHERE " + index.where.text;
    return {text};
}

std::vector<std::string> SqliteDdlCompiler::createView(const View& view, const CreateOptions& options) const
{
    std::vector<std::string> statements = DdlCompiler::createView(view, options);
    constexpr std::string_view opening = "CREATE VIEW ";
    if (options.ifNotExists && !statements.empty() && statements.front().starts_with(opening))
        statements.front().insert(opening.size(), "IF NOT EXISTS ");
    return statements;
}

std::vector<std::string> SqliteDdlCompiler::createTrigger(const Table& table, const Trigger& trigger) const
{
    std::vector<std::string> statements = DdlCompiler::createTrigger(table, trigger);
    for (std::string& statement : statements)
        statement = inSchema(table.schema, statement);
    return statements;
}

bool SqliteDdlCompiler::keyIsInline(const Table& table) const
{
    const PrimaryKeyConstraint& key = table.primaryKey;
    if (key.columns.size() != 1)
        return false;
    if (key.options.flag("sqlite.inline"))
        return true;
    const Column* column = table.findColumn(key.columns.front());
    return column && column->autoincrement == Autoincrement::Yes && !key.options.find("sqlite.desc");
}

std::string SqliteDdlCompiler::columnType(const Table& table, const Column& column) const
{
    std::string type = table.options.flag("sqlite.strict") ? m_sqliteTypes.compileStrict(column.type)
                                                           : m_types.compile(column.type);
    // Only INTEGER, to the letter, makes a key the rowid, which is what numbers it.
    bool numbered = column.autoincrement != Autoincrement::No && table.primaryKey.columns.size() == 1
        && table.isPrimaryKey(column.name) && !table.options.flag("sqlite.without_rowid");
    return numbered && !equalsIgnoreCase(type, "INTEGER") ? "INTEGER" : type;
}

std::string SqliteDdlCompiler::columnSpecification(const Table& table, const Column& column) const
{
    std::string text = m_identifiers.quote(column.name);
    std::string type = columnType(table, column);
    if (!type.empty())
        text += " " + type;
    auto prefix = [&](const char* key) { return " " + constraintPrefix(column.options.value(key)); };
    if (!column.collation.empty())
        text += prefix("sqlite.collate_name") + "COLLATE " + m_identifiers.quote(column.collation);
    if (column.computed)
        text += prefix("sqlite.generated_name") + computed(column);
    if (column.serverDefault)
        text += prefix("sqlite.default_name") + serverDefault(column);
    if (!column.nullable)
        text += " " + constraintPrefix(column.notNullName) + "NOT NULL"
            + onConflict(column.options, "sqlite.on_conflict_not_null");
    else if (column.options.find("sqlite.null_name"))
        text += prefix("sqlite.null_name") + "NULL";
    if (keyIsInline(table) && table.isPrimaryKey(column.name)) {
        const PrimaryKeyConstraint& key = table.primaryKey;
        text += " " + constraintPrefix(key.name) + "PRIMARY KEY"
            + (key.options.find("sqlite.desc") ? " DESC" : "") + onConflict(key.options, "sqlite.on_conflict")
            + (column.autoincrement == Autoincrement::Yes ? " AUTOINCREMENT" : "");
    }
    return text;
}

std::string SqliteDdlCompiler::onConflict(const DialectOptions& options, const char* key) const
{
    std::string action = toUpperAscii(options.value(key));
    for (const char* known : {"ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE"}) {
        if (action == known)
            return " ON CONFLICT " + action;
    }
    return {};
}

std::string SqliteDdlCompiler::keyList(
    const std::vector<std::string>& columns, const DialectOptions& options) const
{
    std::vector<std::string> descending = split(options.value("sqlite.desc"), ',');
    std::string text;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        std::string position = std::to_string(i);
        text += (i == 0 ? "" : ", ") + m_identifiers.quote(columns[i]);
        if (std::string collation = options.value("sqlite.collate." + position); !collation.empty())
            text += " COLLATE " + m_identifiers.quote(collation);
        if (std::find(descending.begin(), descending.end(), position) != descending.end())
            text += " DESC";
    }
    return text;
}

std::string SqliteDdlCompiler::primaryKey(const Table& table) const
{
    if (keyIsInline(table))
        return {};
    const PrimaryKeyConstraint& key = table.primaryKey;
    const Column* first = key.columns.size() == 1 ? table.findColumn(key.columns.front()) : nullptr;
    bool autoincrement = first && first->autoincrement == Autoincrement::Yes;
    return constraintPrefix(key.name) + "PRIMARY KEY (" + keyList(key.columns, key.options)
        + (autoincrement ? " AUTOINCREMENT)" : ")") + onConflict(key.options, "sqlite.on_conflict");
}

std::string SqliteDdlCompiler::uniqueConstraint(const Table&, const UniqueConstraint& unique) const
{
    return constraintPrefix(unique.name) + "UNIQUE (" + keyList(unique.columns, unique.options) + ")"
        + onConflict(unique.options, "sqlite.on_conflict");
}

// A key refers to a table of its own schema, and the grammar takes no schema there.
std::string SqliteDdlCompiler::foreignKey(const Table& table, const ForeignKeyConstraint& key) const
{
    Table local;
    local.name = table.name;
    ForeignKeyConstraint plain = key;
    plain.referredSchema.clear();
    return DdlCompiler::foreignKey(local, plain);
}

std::string SqliteDdlCompiler::serverDefault(const Column& column) const
{
    if (!column.serverDefault)
        return {};
    const std::string& text = column.serverDefault->text;
    return isPlainDefault(text) ? "DEFAULT " + text : "DEFAULT (" + text + ")";
}

std::string SqliteDdlCompiler::tableSuffix(const Table& table) const
{
    std::vector<std::string> words;
    if (table.options.flag("sqlite.without_rowid"))
        words.push_back("WITHOUT ROWID");
    if (table.options.flag("sqlite.strict"))
        words.push_back("STRICT");
    return words.empty() ? std::string() : " " + join(words, ", ");
}

} // namespace relata::sqlite
