#include "core/dialects/mssql/mssql_ddl_compiler.h"

#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

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

std::string MsSqlDdlCompiler::sequenceOptions(const Sequence& sequence) const
{
    Sequence plain = sequence;
    bool noCache = plain.cache && *plain.cache == 0;
    if (noCache)
        plain.cache.reset();
    return DdlCompiler::sequenceOptions(plain) + (noCache ? " NO CACHE" : "");
}

std::string MsSqlDdlCompiler::addChecked(
    const Table& table, bool validated, const std::string& constraint) const
{
    return fmt::format(
        "ALTER TABLE {}{} ADD {}", tableName(table), validated ? "" : " WITH NOCHECK", constraint);
}

std::string MsSqlDdlCompiler::disable(const Table& table, const std::string& constraint) const
{
    return fmt::format(
        "ALTER TABLE {} NOCHECK CONSTRAINT {}", tableName(table), m_identifiers.quote(constraint));
}

std::vector<std::string> MsSqlDdlCompiler::addForeignKey(
    const Table& table, const ForeignKeyConstraint& key) const
{
    std::vector<std::string> statements = {addChecked(table, key.validated, foreignKey(table, key))};
    if (key.options.flag("mssql.disabled") && !key.name.empty())
        statements.push_back(disable(table, key.name));
    return statements;
}

std::vector<std::string> MsSqlDdlCompiler::createTable(
    const Table& table, const CreateOptions& options, const std::vector<std::size_t>& separateKeys) const
{
    // Constraints that existing rows may break, or that are switched off, are added as such.
    Table plain = table;
    std::vector<std::size_t> left = separateKeys;
    std::vector<std::string> later;
    for (std::size_t i = 0; i < table.foreignKeys.size(); ++i) {
        const ForeignKeyConstraint& key = table.foreignKeys[i];
        bool isLeft = std::find(separateKeys.begin(), separateKeys.end(), i) != separateKeys.end();
        if (isLeft || (key.validated && !key.options.flag("mssql.disabled")))
            continue;
        left.push_back(i);
        for (std::string& statement : addForeignKey(table, key))
            later.push_back(std::move(statement));
    }
    std::erase_if(plain.checkConstraints, [&](const CheckConstraint& check) {
        bool disabled = check.options.flag("mssql.disabled") && !check.name.empty();
        if (check.validated && !disabled)
            return false;
        later.push_back(addChecked(table, check.validated, checkConstraint(table, check)));
        if (disabled)
            later.push_back(disable(table, check.name));
        return true;
    });
    std::string from;
    std::string until;
    for (const Column& column : table.columns) {
        const std::string* generated = column.options.find("mssql.generated_always");
        if (generated)
            (*generated == "ROW START" ? from : until) = column.name;
    }
    if (!from.empty() && !until.empty()) {
        OtherConstraint period;
        period.definition = {
            "PERIOD FOR SYSTEM_TIME (" + m_identifiers.quotedList({from, until}) + ")", m_traits.name};
        plain.otherConstraints.push_back(std::move(period));
    }
    std::vector<std::string> statements = DdlCompiler::createTable(plain, options, left);
    if (options.ifNotExists)
        statements.front().insert(0, unlessThere(table.schema, table.name, "U"));
    statements.insert(
        statements.end(), std::make_move_iterator(later.begin()), std::make_move_iterator(later.end()));
    return statements;
}

std::string MsSqlDdlCompiler::tableSuffix(const Table& table) const
{
    const DialectOptions& options = table.options;
    std::string text;
    if (std::string scheme = options.value("mssql.partition_scheme"); !scheme.empty())
        text += fmt::format(" ON {} ({})", m_identifiers.quote(scheme),
            m_identifiers.quote(options.value("mssql.partition_column")));
    else
        text += onFileGroup(options);
    if (std::string group = options.value("mssql.textimage_filegroup"); !group.empty())
        text += " TEXTIMAGE_ON " + m_identifiers.alwaysQuote(group);
    std::vector<std::string> settings;
    if (options.flag("mssql.memory_optimized")) {
        settings.emplace_back("MEMORY_OPTIMIZED = ON");
        if (std::string durability = options.value("mssql.durability"); !durability.empty())
            settings.push_back("DURABILITY = " + durability);
    }
    if (std::string history = options.value("mssql.history_table"); !history.empty()) {
        std::string schema = options.value("mssql.history_schema"); // always said: a rule of the statement
        settings.push_back(fmt::format("SYSTEM_VERSIONING = ON (HISTORY_TABLE = {})",
            m_identifiers.qualified(schema.empty() ? m_traits.defaultSchema : schema, history)));
    }
    if (std::string compression = options.value("mssql.data_compression"); !compression.empty())
        settings.push_back("DATA_COMPRESSION = " + compression);
    return settings.empty() ? text : text + " WITH (" + join(settings, ", ") + ")";
}

std::vector<std::string> MsSqlDdlCompiler::dropTable(const Table& table, const DropOptions& options) const
{
    std::vector<std::string> statements = DdlCompiler::dropTable(table, options);
    if (std::string history = table.options.value("mssql.history_table"); !history.empty()) {
        statements.insert(
            statements.begin(), "ALTER TABLE " + tableName(table) + " SET (SYSTEM_VERSIONING = OFF)");
        Table old;
        old.schema = table.options.value("mssql.history_schema");
        old.name = history;
        for (std::string& statement : DdlCompiler::dropTable(old, options))
            statements.push_back(std::move(statement));
    }
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
    if (column.options.flag("mssql.sparse"))
        text += " SPARSE";
    if (std::string mask = column.options.value("mssql.masked"); !mask.empty())
        text += " MASKED WITH (FUNCTION = " + m_identifiers.literal(mask) + ")";
    if (std::string row = column.options.value("mssql.generated_always"); !row.empty())
        text += " GENERATED ALWAYS AS " + row + (column.options.flag("mssql.hidden") ? " HIDDEN" : "");
    // NULL is said too: what silence means is a setting of the database.
    text += column.nullable ? " NULL" : " " + constraintPrefix(column.notNullName) + "NOT NULL";
    for (const std::string& piece : {identity(column), serverDefault(column)}) {
        if (!piece.empty())
            text += " " + piece;
    }
    return column.options.flag("mssql.rowguidcol") ? text + " ROWGUIDCOL" : text;
}

std::string MsSqlDdlCompiler::computed(const Column& column) const
{
    return "AS (" + column.computed->expression.text + ")" + (column.computed->persisted ? " PERSISTED" : "");
}

std::string MsSqlDdlCompiler::identity(const Column& column) const
{
    if (!column.identity)
        return {};
    return fmt::format("IDENTITY({},{}){}", column.identity->start.value_or(1),
        column.identity->increment.value_or(1),
        column.options.flag("mssql.not_for_replication") ? " NOT FOR REPLICATION" : "");
}

std::string MsSqlDdlCompiler::serverDefault(const Column& column) const
{
    if (!column.serverDefault)
        return {};
    return constraintPrefix(column.options.value("mssql.default_name")) + "DEFAULT "
        + column.serverDefault->text;
}

std::string MsSqlDdlCompiler::keySuffix(const DialectOptions& options) const
{
    std::vector<std::string> settings;
    if (options.flag("mssql.pad_index"))
        settings.emplace_back("PAD_INDEX = ON");
    if (std::string fill = options.value("mssql.fillfactor"); !fill.empty())
        settings.push_back("FILLFACTOR = " + fill);
    if (options.flag("mssql.ignore_dup_key"))
        settings.emplace_back("IGNORE_DUP_KEY = ON");
    if (std::string compression = options.value("mssql.data_compression"); !compression.empty())
        settings.push_back("DATA_COMPRESSION = " + compression);
    return (settings.empty() ? std::string() : " WITH (" + join(settings, ", ") + ")") + onFileGroup(options);
}

std::string MsSqlDdlCompiler::onFileGroup(const DialectOptions& options) const
{
    std::string group = options.value("mssql.filegroup");
    return group.empty() ? std::string() : " ON " + m_identifiers.alwaysQuote(group);
}

// "... CHECK (a > 0)" -> "... CHECK NOT FOR REPLICATION (a > 0)"
std::string MsSqlDdlCompiler::checkConstraint(const Table& table, const CheckConstraint& check) const
{
    std::string text = DdlCompiler::checkConstraint(table, check);
    if (check.options.flag("mssql.not_for_replication"))
        text.insert(
            constraintPrefix(check.name).size() + std::string_view("CHECK").size(), " NOT FOR REPLICATION");
    return text;
}

// "... PRIMARY KEY (a)" -> "... PRIMARY KEY NONCLUSTERED (a)"
std::string MsSqlDdlCompiler::keyKind(
    const std::string& text, const char* words, const DialectOptions& options) const
{
    const std::string* clustered = options.find("mssql.clustered");
    return std::string(words)
        + (!clustered                  ? ""
                : *clustered == "true" ? " CLUSTERED"
                                       : " NONCLUSTERED")
        + text.substr(std::string_view(words).size());
}

std::string MsSqlDdlCompiler::primaryKey(const Table& table) const
{
    std::string prefix = constraintPrefix(table.primaryKey.name);
    std::string rest = DdlCompiler::primaryKey(table).substr(prefix.size());
    return prefix + keyKind(rest, "PRIMARY KEY", table.primaryKey.options)
        + keySuffix(table.primaryKey.options);
}

std::string MsSqlDdlCompiler::uniqueConstraint(const Table& table, const UniqueConstraint& unique) const
{
    UniqueConstraint plain = unique;
    plain.includeColumns.clear(); // which only an index can have here
    std::string prefix = constraintPrefix(unique.name);
    std::string rest = DdlCompiler::uniqueConstraint(table, plain).substr(prefix.size());
    return prefix + keyKind(rest, "UNIQUE", unique.options) + keySuffix(unique.options);
}

std::string MsSqlDdlCompiler::foreignKey(const Table& table, const ForeignKeyConstraint& key) const
{
    ForeignKeyConstraint plain = key;
    plain.match = MatchType::Simple;
    for (ReferentialAction* action : {&plain.onDelete, &plain.onUpdate}) {
        if (*action == ReferentialAction::Restrict)
            *action = ReferentialAction::NoAction; // the same here, where nothing is deferred
    }
    return DdlCompiler::foreignKey(table, plain)
        + (key.options.flag("mssql.not_for_replication") ? " NOT FOR REPLICATION" : "");
}

std::vector<std::string> MsSqlDdlCompiler::createIndex(
    const Table& table, const Index& index, const CreateOptions& options) const
{
    std::vector<std::string> statements = DdlCompiler::createIndex(table, index, options);
    std::string& text = statements.front();
    const std::string* clustered = index.options.find("mssql.clustered");
    if (index.options.flag("mssql.columnstore")) {
        bool whole = clustered && *clustered == "true"; // which names no columns
        std::vector<std::string> columns;
        for (const IndexElement& element : index.elements)
            columns.push_back(element.column);
        text = fmt::format("CREATE {} COLUMNSTORE INDEX {} ON {}", whole ? "CLUSTERED" : "NONCLUSTERED",
            m_identifiers.quote(index.name), tableName(table));
        if (!whole)
            text += " (" + m_identifiers.quotedList(columns) + ")";
        if (!index.where.empty())
            text += " WHERE " + index.where.text;
    } else if (clustered) {
        text.insert(text.find("INDEX "), *clustered == "true" ? "CLUSTERED " : "NONCLUSTERED ");
    }
    text += keySuffix(index.options);
    if (options.ifNotExists) {
        text.insert(0,
            fmt::format(
                "IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE name = {} AND object_id = OBJECT_ID({}))\n",
                national(index.name), national(tableName(table))));
    }
    if (index.options.flag("mssql.disabled"))
        statements.push_back(
            "ALTER INDEX " + m_identifiers.quote(index.name) + " ON " + tableName(table) + " DISABLE");
    return statements;
}

std::vector<std::string> MsSqlDdlCompiler::createTrigger(const Table& table, const Trigger& trigger) const
{
    std::vector<std::string> statements = DdlCompiler::createTrigger(table, trigger);
    if (!statements.empty() && !trigger.enabled)
        statements.push_back(fmt::format("DISABLE TRIGGER {} ON {}",
            m_identifiers.qualified(table.schema, trigger.name), tableName(table)));
    return statements;
}

std::vector<std::string> MsSqlDdlCompiler::createView(const View& view, const CreateOptions& options) const
{
    if (view.definition.empty())
        return {}; // its text is hidden: there is nothing to write
    std::vector<std::string> statements = DdlCompiler::createView(view, options);
    std::string& text = statements.front();
    if (view.options.flag("mssql.schemabinding"))
        text.insert(text.size() - view.definition.text.size() - std::string_view(" AS\n").size(),
            "\nWITH SCHEMABINDING");
    if (view.options.flag("mssql.check_option"))
        text += "\nWITH CHECK OPTION";
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
    auto constraint = [&](const std::string& name, const std::string& comment) {
        if (!comment.empty() && !name.empty())
            result.push_back(describe(comment, table.schema, "TABLE", table.name, "CONSTRAINT", name));
    };
    constraint(table.primaryKey.name, table.primaryKey.comment);
    for (const UniqueConstraint& unique : table.uniqueConstraints)
        constraint(unique.name, unique.comment);
    for (const ForeignKeyConstraint& key : table.foreignKeys)
        constraint(key.name, key.comment);
    for (const CheckConstraint& check : table.checkConstraints)
        constraint(check.name, check.comment);
    for (const Index& index : table.indexes) {
        if (!index.comment.empty())
            result.push_back(describe(index.comment, table.schema, "TABLE", table.name, "INDEX", index.name));
    }
    for (const Trigger& trigger : table.triggers) {
        if (!trigger.comment.empty())
            result.push_back(
                describe(trigger.comment, table.schema, "TABLE", table.name, "TRIGGER", trigger.name));
    }
    return result;
}

std::vector<std::string> MsSqlDdlCompiler::comments(const View& view) const
{
    std::vector<std::string> result;
    if (!view.comment.empty())
        result.push_back(describe(view.comment, view.schema, "VIEW", view.name, "", ""));
    for (const Column& column : view.columns) {
        if (!column.comment.empty())
            result.push_back(describe(column.comment, view.schema, "VIEW", view.name, "COLUMN", column.name));
    }
    for (const Index& index : view.indexes) {
        if (!index.comment.empty())
            result.push_back(describe(index.comment, view.schema, "VIEW", view.name, "INDEX", index.name));
    }
    return result;
}

std::vector<std::string> MsSqlDdlCompiler::sequenceComments(const Sequence& sequence) const
{
    if (sequence.comment.empty())
        return {};
    return {describe(sequence.comment, sequence.schema, "SEQUENCE", sequence.name, "", "")};
}

std::vector<std::string> MsSqlDdlCompiler::carriedComments(const CarriedObject& object) const
{
    const bool described =
        object.kind == "function" || object.kind == "procedure" || object.kind == "synonym";
    if (object.comment.empty() || !described)
        return {};
    return {describe(object.comment, object.schema, toUpperAscii(object.kind).c_str(), object.name, "", "")};
}

} // namespace relata::mssql
