#include "core/dialects/mssql/mssql_ddl_compiler.h"

#include "core/util/strings.h"

#include <fmt/format.h>

namespace relata::mssql {

void MsSqlDdlCompiler::finish(DdlScript& script) const
{
    script.aloneOpen = "GO\n";
    script.aloneClose = "\nGO";
    bool needsSettings = false;
    for (DdlStatement& statement : script.statements) {
        bool guarded = statement.text.starts_with("IF "); // the statement itself is inside EXEC
        statement.alone = !guarded
            && (statement.object == DdlObject::View || statement.object == DdlObject::Trigger
                || statement.object == DdlObject::Schema || statement.object == DdlObject::Carried)
            && !startsWithIgnoreCase(statement.text, "DROP ");
        needsSettings = needsSettings || statement.alone || statement.object == DdlObject::Index
            || statement.text.find(" AS (") != std::string::npos;
    }
    // sqlcmd starts with QUOTED_IDENTIFIER OFF, under which filtered indexes and computed columns are
    // refused.
    if (needsSettings)
        script.prologue = "SET ANSI_NULLS ON;\nSET QUOTED_IDENTIFIER ON;\nGO";
}

std::string MsSqlDdlCompiler::national(std::string_view text) const
{
    return "N" + m_identifiers.literal(text);
}

std::string MsSqlDdlCompiler::unlessThere(
    const std::string& schema, const std::string& name, const char* type) const
{
    return fmt::format(
        "IF OBJECT_ID({}, N'{}') IS NULL\n", national(m_identifiers.qualified(schema, name)), type);
}

std::vector<std::string> MsSqlDdlCompiler::createSchema(
    const std::string& name, const CreateOptions& options) const
{
    if (name.empty() || name == m_traits.defaultSchema)
        return {};
    std::string text = "CREATE SCHEMA " + m_identifiers.quote(name);
    if (options.ifNotExists)
        text = fmt::format("IF SCHEMA_ID({}) IS NULL\nEXEC({})", national(name), national(text));
    return {text};
}

std::vector<std::string> MsSqlDdlCompiler::createSequence(
    const Sequence& sequence, const CreateOptions& options) const
{
    std::vector<std::string> statements = DdlCompiler::createSequence(sequence, options);
    if (options.ifNotExists)
        statements.front().insert(0, unlessThere(sequence.schema, sequence.name, "SO"));
    return statements;
}

std::vector<std::string> MsSqlDdlCompiler::createTable(
    const Table& table, const CreateOptions& options, const std::vector<std::size_t>& separateKeys) const
{
    std::vector<std::string> statements = DdlCompiler::createTable(table, options, separateKeys);
    if (options.ifNotExists)
        statements.front().insert(0, unlessThere(table.schema, table.name, "U"));
    return statements;
}

std::string MsSqlDdlCompiler::columnSpecification(const Table&, const Column& column) const
{
    std::string text = m_identifiers.quote(column.name);
    if (column.computed) {
        text += " " + computed(column);
        return !column.nullable && column.computed->persisted ? text + " NOT NULL" : text;
    }
    text += " " + m_types.compile(column.type);
    if (!column.collation.empty())
        text += " COLLATE " + column.collation; // a collation's name cannot be quoted
    // NULL is said too: what silence means is a setting of the database.
    text += column.nullable ? " NULL" : " " + constraintPrefix(column.notNullName) + "NOT NULL";
    for (const std::string& piece : {identity(column), serverDefault(column)}) {
        if (!piece.empty())
            text += " " + piece;
    }
    return text;
}

std::string MsSqlDdlCompiler::computed(const Column& column) const
{
    return "AS (" + column.computed->expression.text + ")" + (column.computed->persisted ? " PERSISTED" : "");
}

std::string MsSqlDdlCompiler::identity(const Column& column) const
{
    if (!column.identity)
        return {};
    return fmt::format(
        "IDENTITY({},{})", column.identity->start.value_or(1), column.identity->increment.value_or(1));
}

std::string MsSqlDdlCompiler::serverDefault(const Column& column) const
{
    if (!column.serverDefault)
        return {};
    return constraintPrefix(column.options.value("mssql.default_name")) + "DEFAULT "
        + column.serverDefault->text;
}

std::string MsSqlDdlCompiler::primaryKey(const Table& table) const
{
    std::string text = DdlCompiler::primaryKey(table);
    if (const std::string* clustered = table.primaryKey.options.find("mssql.clustered"))
        text.insert(constraintPrefix(table.primaryKey.name).size() + std::string_view("PRIMARY KEY").size(),
            *clustered == "true" ? " CLUSTERED" : " NONCLUSTERED");
    return text;
}

std::string MsSqlDdlCompiler::foreignKey(const Table& table, const ForeignKeyConstraint& key) const
{
    ForeignKeyConstraint plain = key;
    plain.match = MatchType::Simple;
    for (ReferentialAction* action : {&plain.onDelete, &plain.onUpdate}) {
        if (*action == ReferentialAction::Restrict)
            *action = ReferentialAction::NoAction; // the same here, where nothing is deferred
    }
    return DdlCompiler::foreignKey(table, plain);
}

std::vector<std::string> MsSqlDdlCompiler::createIndex(
    const Table& table, const Index& index, const CreateOptions& options) const
{
    std::vector<std::string> statements = DdlCompiler::createIndex(table, index, options);
    std::string& text = statements.front();
    if (const std::string* clustered = index.options.find("mssql.clustered"))
        text.insert(text.find("INDEX "), *clustered == "true" ? "CLUSTERED " : "NONCLUSTERED ");
    if (options.ifNotExists) {
        text.insert(0,
            fmt::format(
                "IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE name = {} AND object_id = OBJECT_ID({}))\n",
                national(index.name), national(tableName(table))));
    }
    return statements;
}

std::vector<std::string> MsSqlDdlCompiler::createView(const View& view, const CreateOptions& options) const
{
    std::vector<std::string> statements = DdlCompiler::createView(view, options);
    if (options.ifNotExists)
        statements.front().replace(0, 6, "CREATE OR ALTER"); // 2016 SP1
    return statements;
}

std::string MsSqlDdlCompiler::describe(const std::string& text, const std::string& schema, const char* kind,
    const std::string& name, const char* partKind, const std::string& part) const
{
    std::string statement =
        fmt::format("EXEC sp_addextendedproperty N'MS_Description', {}, N'SCHEMA', {}, N'{}', {}",
            national(text), national(schema.empty() ? m_traits.defaultSchema : schema), kind, national(name));
    return part.empty() ? statement : fmt::format("{}, N'{}', {}", statement, partKind, national(part));
}

std::vector<std::string> MsSqlDdlCompiler::comments(const Table& table) const
{
    std::vector<std::string> result;
    if (!table.comment.empty())
        result.push_back(describe(table.comment, table.schema, "TABLE", table.name, "", ""));
    for (const Column& column : table.columns) {
        if (!column.comment.empty())
            result.push_back(
                describe(column.comment, table.schema, "TABLE", table.name, "COLUMN", column.name));
    }
    for (const Index& index : table.indexes) {
        if (!index.comment.empty())
            result.push_back(describe(index.comment, table.schema, "TABLE", table.name, "INDEX", index.name));
    }
    return result;
}

std::vector<std::string> MsSqlDdlCompiler::comments(const View& view) const
{
    if (view.comment.empty())
        return {};
    return {describe(view.comment, view.schema, "VIEW", view.name, "", "")};
}

} // namespace relata::mssql
