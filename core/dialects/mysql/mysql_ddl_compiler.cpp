#include "core/dialects/mysql/mysql_ddl_compiler.h"

#include "core/dialects/mysql/sql_mode.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata::mysql {
namespace {

bool isStringLiteral(std::string_view text)
{
    if (text.size() < 2 || text.front() != '\'' || text.back() != '\'')
        return false;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == '\\' && i + 2 < text.size())
            ++i;
        else if (text[i] == '\'') {
            if (i + 2 >= text.size() || text[i + 1] != '\'')
                return false;
            ++i;
        }
    }
    return true;
}

bool isNumberLiteral(std::string_view text)
{
    if (text.starts_with('-') || text.starts_with('+'))
        text.remove_prefix(1);
    return !text.empty()
        && std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

// What both servers take after DEFAULT without parentheses (manual, "Data Type Default Values"): the clock,
// in columns of the clock's own types, and literals.
bool isClock(std::string_view text)
{
    std::string_view word = text.substr(0, text.find('('));
    std::string_view rest = text.substr(word.size());
    bool digits = rest.size() >= 2 && rest.back() == ')'
        && std::all_of(rest.begin() + 1, rest.end() - 1, [](char c) { return c >= '0' && c <= '9'; });
    return (equalsIgnoreCase(word, "CURRENT_TIMESTAMP") || equalsIgnoreCase(word, "NOW"))
        && (rest.empty() || digits);
}

bool isPlainDefault(std::string_view text)
{
    for (std::string_view plain : {"NULL", "TRUE", "FALSE"}) {
        if (equalsIgnoreCase(text, plain))
            return true;
    }
    return isStringLiteral(text) || isNumberLiteral(text);
}

// Types whose defaults must be expressions in MySQL 8.0.13 and newer.
bool isUnboundedType(const SqlType& type)
{
    switch (type.kind) {
    case TypeKind::Text:
    case TypeKind::Json:
    case TypeKind::Array:
    case TypeKind::Composite:
    case TypeKind::Geometry:
    case TypeKind::Xml:
    case TypeKind::TextSearch:
    case TypeKind::Unknown:
        return true;
    case TypeKind::String:
    case TypeKind::LargeBinary:
        return !type.length;
    default:
        return false;
    }
}

// True if the whole is one pair of parentheses, "(a) + (b)" is not.
bool isParenthesised(std::string_view text)
{
    if (!text.starts_with('(') || !text.ends_with(')'))
        return false;
    int depth = 0;
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (quote) {
            if (c == '\\' && quote != '`')
                ++i;
            else if (c == quote)
                quote = 0;
        } else if (c == '\'' || c == '"' || c == '`') {
            quote = c;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')' && --depth == 0 && i + 1 < text.size()) {
            return false;
        }
    }
    return depth == 0;
}

} // namespace

std::string MySqlDdlCompiler::option(const DialectOptions& options, std::string_view key) const
{
    for (const std::string& prefix : {m_traits.name, m_traits.family}) {
        if (const std::string* found = options.find(prefix + "." + std::string(key)))
            return *found;
    }
    return {};
}

void MySqlDdlCompiler::finish(DdlScript& script) const
{
    // The client of neither server assumes UTF-8 everywhere, and it cuts statements at each semicolon.
    script.prologue = "SET NAMES utf8mb4;";
    script.aloneOpen = "DELIMITER $$\n";
    script.aloneClose = "$$\nDELIMITER ;";
    std::vector<DdlStatement> single;
    for (DdlStatement& statement : script.statements) {
        for (std::string& text : withoutTerminators(statement.text)) {
            single.push_back(statement);
            single.back().text = std::move(text);
        }
    }
    script.statements = std::move(single);
    for (DdlStatement& statement : script.statements) {
        bool isBody = statement.object == DdlObject::Trigger || statement.object == DdlObject::Carried;
        statement.alone = isBody && statement.text.find(';') != std::string::npos;
    }
}

std::string MySqlDdlCompiler::serverDefault(const Column& column) const
{
    if (!column.serverDefault)
        return {};
    std::string text(trimmed(column.serverDefault->text));
    bool isNull = equalsIgnoreCase(text, "NULL");
    bool clock = column.type.kind == TypeKind::DateTime && isClock(text);
    // The clock's digits of seconds must be the column's.
    if (clock && column.type.precision.value_or(0) > 0 && !text.ends_with(')'))
        text += fmt::format("({})", *column.type.precision);
    bool bare =
        isNull || clock || (isPlainDefault(text) && !isUnboundedType(column.type)) || isParenthesised(text);
    return "DEFAULT " + (bare ? text : "(" + text + ")");
}

std::string MySqlDdlCompiler::columnSpecification(const Table& table, const Column& column) const
{
    std::string text = m_identifiers.quote(column.name) + " " + m_types.compile(column.type);
    if (std::string charset = option(column.options, "character_set"); !charset.empty())
        text += " CHARACTER SET " + charset;
    if (!column.collation.empty())
        text += " COLLATE " + m_identifiers.quote(column.collation);
    if (std::string row = option(column.options, "row"); !row.empty())
        return text + " GENERATED ALWAYS AS ROW " + row
            + (option(column.options, "invisible") == "true" ? " INVISIBLE" : "");
    if (std::string generated = computed(column); !generated.empty())
        text += " " + generated;
    if (!column.nullable && (!column.computed || m_traits.computedMayBeNotNull))
        text += " NOT NULL";
    else if (column.type.native && startsWithIgnoreCase(column.type.native->text, "timestamp"))
        text += " NULL"; // else the server's mode decides
    if (option(column.options, "invisible") == "true")
        text += " INVISIBLE";
    if (column.autoincrement == Autoincrement::Yes)
        text += " AUTO_INCREMENT";
    else if (std::string value = serverDefault(column); !value.empty())
        text += " " + value;
    if (std::string onUpdate = option(column.options, "on_update"); !onUpdate.empty())
        text += " ON UPDATE " + onUpdate;
    if (!column.comment.empty())
        text += " COMMENT " + m_identifiers.literal(column.comment);
    if (option(column.options, "without_system_versioning") == "true")
        text += " WITHOUT SYSTEM VERSIONING";
    for (const CheckConstraint& check : table.checkConstraints) {
        if (isOfColumn(check, column.name))
            text += " CHECK (" + check.expression.text + ")";
    }
    return text;
}

std::string MySqlDdlCompiler::keyColumns(
    const std::vector<std::string>& columns, const DialectOptions& options) const
{
    std::string text = m_identifiers.quotedList(columns);
    if (std::string period = option(options, "without_overlaps"); !period.empty())
        text += ", " + m_identifiers.quote(period) + " WITHOUT OVERLAPS";
    return "(" + text + ")";
}

std::string MySqlDdlCompiler::keyOptions(const DialectOptions& options) const
{
    std::string text;
    if (std::string method = option(options, "using"); !method.empty())
        text += " USING " + method;
    if (std::string size = option(options, "key_block_size"); !size.empty())
        text += " KEY_BLOCK_SIZE=" + size;
    return text;
}

std::string MySqlDdlCompiler::primaryKey(const Table& table) const
{
    // The server takes a name and forgets it: the key is PRIMARY.
    return "PRIMARY KEY " + keyColumns(table.primaryKey.columns, table.primaryKey.options)
        + keyOptions(table.primaryKey.options);
}

std::string MySqlDdlCompiler::uniqueConstraint(const Table& table, const UniqueConstraint& unique) const
{
    if (option(unique.options, "without_overlaps").empty())
        return DdlCompiler::uniqueConstraint(table, unique) + keyOptions(unique.options);
    return "UNIQUE KEY " + m_identifiers.quote(unique.name) + " " + keyColumns(unique.columns, unique.options)
        + keyOptions(unique.options);
}

// MariaDB tells a check of a column from one of the table.
bool MySqlDdlCompiler::isOfColumn(const CheckConstraint& check, const std::string& column) const
{
    return !column.empty() && option(check.options, "column") == column
        && check.expression.dialect == m_traits.name;
}

std::string MySqlDdlCompiler::checkConstraint(const Table& table, const CheckConstraint& check) const
{
    if (isOfColumn(check, option(check.options, "column")))
        return {};
    std::string text = DdlCompiler::checkConstraint(table, check);
    return option(check.options, "enforced") == "false" ? text + " NOT ENFORCED" : text;
}

std::string MySqlDdlCompiler::tableSuffix(const Table& table) const
{
    std::string text;
    auto add = [&](const char* word, std::string_view key) {
        if (std::string value = option(table.options, key); !value.empty())
            text += std::string(" ") + word + "=" + value;
    };
    add("ENGINE", "engine");
    add("AUTO_INCREMENT", "auto_increment");
    add("DEFAULT CHARSET", "default_charset");
    add("COLLATE", "collate");
    add("ROW_FORMAT", "row_format");
    if (std::string further = option(table.options, "create_options"); !further.empty())
        text += " " + further;
    if (option(table.options, "system_versioning") == "true")
        text += " WITH SYSTEM VERSIONING";
    if (!table.comment.empty())
        text += " COMMENT=" + m_identifiers.literal(table.comment);
    if (std::string partitions = option(table.options, "partition_by"); !partitions.empty())
        text += "\nPARTITION BY " + partitions;
    return text;
}

std::string MySqlDdlCompiler::indexElement(const IndexElement& element) const
{
    std::string text =
        element.column.empty() ? "(" + element.expression.text + ")" : m_identifiers.quote(element.column);
    if (element.prefixLength)
        text += fmt::format("({})", *element.prefixLength);
    return element.descending ? text + " DESC" : text;
}

std::vector<std::string> MySqlDdlCompiler::createIndex(
    const Table& table, const Index& index, const CreateOptions& options) const
{
    std::vector<std::string> elements;
    for (const IndexElement& element : index.elements)
        elements.push_back(indexElement(element));
    std::string kind = option(index.options, "prefix");
    std::string text = fmt::format("CREATE {}{}INDEX {}{} ON {} ({})", index.unique ? "UNIQUE " : "",
        kind.empty() ? "" : kind + " ",
        options.ifNotExists && m_traits.name == "mariadb" ? "IF NOT EXISTS " : "",
        m_identifiers.quote(index.name), tableName(table), join(elements, ", "));
    text += keyOptions(index.options);
    if (std::string parser = option(index.options, "with_parser"); !parser.empty())
        text += " WITH PARSER " + parser;
    if (option(index.options, "invisible") == "true")
        text += " INVISIBLE";
    if (option(index.options, "ignored") == "true")
        text += " IGNORED";
    if (!index.comment.empty())
        text += " COMMENT " + m_identifiers.literal(index.comment);
    return {text};
}

std::vector<std::string> MySqlDdlCompiler::createView(const View& view, const CreateOptions& options) const
{
    std::vector<std::string> statements = DdlCompiler::createView(view, options);
    if (std::string security = option(view.options, "sql_security"); !security.empty())
        statements.front().replace(0, 6, "CREATE SQL SECURITY " + security);
    if (std::string algorithm = option(view.options, "algorithm"); !algorithm.empty())
        statements.front().replace(0, 6, "CREATE ALGORITHM=" + algorithm);
    if (std::string check = option(view.options, "check_option"); !check.empty())
        statements.front() += "\nWITH " + check + " CHECK OPTION";
    if (options.ifNotExists)
        statements.front().replace(0, 6, "CREATE OR REPLACE");
    return statements;
}

std::string MySqlDdlCompiler::foreignKey(const Table& table, const ForeignKeyConstraint& key) const
{
    std::string text = DdlCompiler::foreignKey(table, key);
    if (std::string said = option(key.options, "on_delete"); !said.empty())
        text += " ON DELETE " + said;
    if (std::string said = option(key.options, "on_update"); !said.empty())
        text += " ON UPDATE " + said;
    return text;
}

std::vector<std::string> MySqlDdlCompiler::dropForeignKey(
    const Table& table, const ForeignKeyConstraint& key) const
{
    if (key.name.empty())
        return {};
    return {"ALTER TABLE " + tableName(table) + " DROP FOREIGN KEY " + m_identifiers.quote(key.name)};
}

} // namespace relata::mysql
