#include "core/dialects/postgresql/postgresql_migration_impl.h"

#include "core/dialects/postgresql/option_keys.h"
#include "core/dialects/postgresql/postgresql_ddl_compiler.h"
#include "core/migrations/rename_in_text.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata::postgresql {

// Spellings as format_type() gives them.
std::string PostgresqlMigrationImpl::canonicalType(const SqlType& type) const
{
    std::string text = MigrationImpl::canonicalType(type);
    std::string array;
    while (text.ends_with("[]")) {
        text.resize(text.size() - 2);
        array = "[]"; // the number of dimensions is not kept by the server
    }
    std::string modifiers;
    std::size_t open = text.find('(');
    std::string rest;
    if (open != std::string::npos) {
        std::size_t close = text.find(')', open);
        modifiers = text.substr(open, close == std::string::npos ? close : close - open + 1);
        rest = close == std::string::npos ? std::string() : std::string(trimmed(text.substr(close + 1)));
        text = std::string(trimmed(text.substr(0, open)));
    }
    static const std::pair<const char*, const char*> synonyms[] = {{"int", "integer"}, {"int4", "integer"},
        {"int2", "smallint"}, {"int8", "bigint"}, {"varchar", "character varying"}, {"char", "character"},
        {"bpchar", "character"}, {"decimal", "numeric"}, {"bool", "boolean"}, {"float4", "real"},
        {"float8", "double precision"}, {"varbit", "bit varying"},
        {"timestamp", "timestamp without time zone"}, {"timestamptz", "timestamp with time zone"},
        {"time", "time without time zone"}, {"timetz", "time with time zone"}, {"serial", "integer"},
        {"bigserial", "bigint"}, {"smallserial", "smallint"}};
    if (rest.empty() && (text == "float")) {
        int bits = modifiers.empty() ? 53 : std::atoi(modifiers.c_str() + 1);
        text = bits <= 24 ? "real" : "double precision";
        modifiers.clear();
    }
    if (!rest.empty()) // "timestamp(3) without time zone"
        text += " " + rest;
    for (const auto& [synonym, name] : synonyms) {
        if (text == synonym)
            text = name;
    }
    if (text == "numeric" && !modifiers.empty() && modifiers.find(',') == std::string::npos)
        modifiers.insert(modifiers.size() - 1, ",0");
    if (text == "character" && modifiers.empty())
        modifiers = "(1)";
    if ((text.starts_with("time") || text.starts_with("interval")) && modifiers == "(6)")
        modifiers.clear(); // the default
    return text + modifiers + array;
}

bool PostgresqlMigrationImpl::isLeftToServer(std::string_view key) const
{
    // How children got what they have, and in which order things were made.
    return key == option::late || key == option::madeAfter || key == option::notNullInherited
        || key == option::ownDefault || key == option::ownNotNull;
}

PlanNeeds PostgresqlMigrationImpl::needs() const
{
    PlanNeeds needs;
    needs.detachReadersOfAlteredColumns = true;
    needs.detachViewsOfAlteredColumns = true;
    return needs;
}

std::string PostgresqlMigrationImpl::collate(const std::string& collation) const
{
    if (collation.empty())
        return {};
    return " COLLATE " + (collation.front() == '"' ? collation : quoted(collation));
}

void PostgresqlMigrationImpl::addTable(const AddTable& op, const Step& step) const
{
    MigrationImpl::addTable(op, step);
    const auto& compiler = static_cast<const PostgresqlDdlCompiler&>(m_ddl);
    step.add(compiler.indexSettings(op.object), DdlObject::Table, TableName::of(op.object));
}

void PostgresqlMigrationImpl::alterTableOptions(const AlterTableOptions& op, const Step& step) const
{
    std::string alter = alterTable(op.table);
    auto add = [&](const std::string& text) {
        step.add(alter + text, DdlObject::Table, op.table.schema, op.table.name);
    };
    auto differs = [&](const char* key) { return op.from.value(key) != op.to.value(key); };
    if (differs(option::unlogged))
        add(op.to.flag(option::unlogged) ? "SET UNLOGGED" : "SET LOGGED");
    if (differs(option::rowSecurity))
        add(op.to.flag(option::rowSecurity) ? "ENABLE ROW LEVEL SECURITY" : "DISABLE ROW LEVEL SECURITY");
    if (differs(option::forceRowSecurity))
        add(op.to.flag(option::forceRowSecurity) ? "FORCE ROW LEVEL SECURITY"
                                                 : "NO FORCE ROW LEVEL SECURITY");
    if (differs(option::tablespace))
        add("SET TABLESPACE "
            + (op.to.find(option::tablespace) ? quoted(op.to.value(option::tablespace)) : "pg_default"));
    if (differs(option::storageParameters)) {
        std::vector<std::string> gone;
        for (const std::string& entry : split(op.from.value(option::storageParameters), ','))
            gone.emplace_back(trimmed(entry.substr(0, entry.find('='))));
        std::erase(gone, std::string());
        if (!gone.empty())
            add("RESET (" + join(gone, ", ") + ")");
        if (op.to.find(option::storageParameters))
            add("SET (" + op.to.value(option::storageParameters) + ")");
    }
    if (differs(option::accessMethod))
        add("SET ACCESS METHOD "
            + (op.to.find(option::accessMethod) ? quoted(op.to.value(option::accessMethod)) : "heap"));
    if (differs(option::replicaIdentity))
        add("REPLICA IDENTITY "
            + (op.to.find(option::replicaIdentity) ? op.to.value(option::replicaIdentity) : "DEFAULT"));
    for (const char* key : {option::partitionBy, option::partitionOf, option::partitionBound,
             option::inherits, option::ofType, option::server, option::foreignOptions}) {
        if (differs(key))
            cannot(step, fmt::format("change {} of the table {} that is there", key, op.table.text()));
    }
}

// Columns.
// ---------------------------------------------------------------------------------------------------

void PostgresqlMigrationImpl::addColumn(const AddColumn& op, const Step& step) const
{
    MigrationImpl::addColumn(op, step);
    AlterColumn settings{op.table, Column(), op.column, {}};
    settings.from.name = op.column.name;
    alterColumnOptions(settings, step);
}

void PostgresqlMigrationImpl::alterColumn(const AlterColumn& op, const Step& step) const
{
    const Column& from = op.from;
    const Column& to = op.to;
    std::string alter = alterTable(op.table) + "ALTER COLUMN " + quoted(to.name) + " ";
    auto add = [&](const std::string& text) {
        step.add(alter + text, DdlObject::Table, op.table.schema, op.table.name);
    };
    bool becomesPlain = op.facets.has(ColumnFacet::Computed) && from.computed && !to.computed;
    if (op.facets.has(ColumnFacet::Computed) && !becomesPlain) {
        remakeColumn(op, step); // servers before 17 have no statement for it
        return;
    }
    if (becomesPlain)
        add("DROP EXPRESSION");
    bool retyped = op.facets.has(ColumnFacet::Type) || op.facets.has(ColumnFacet::Collation);
    bool hadDefault = from.serverDefault.has_value();
    bool setsDefault = op.facets.has(ColumnFacet::Default);
    if (op.facets.has(ColumnFacet::Identity) && from.identity && !to.identity)
        add("DROP IDENTITY");
    if (hadDefault && (retyped || (setsDefault && !to.serverDefault)))
        add("DROP DEFAULT"); // it may have no meaning in the new type
    if (retyped) {
        std::string type = m_types.compile(to.type);
        std::string text = "TYPE " + type + collate(to.collation);
        if (op.facets.has(ColumnFacet::Type) && !to.computed)
            text += fmt::format(" USING {}::{}", quoted(to.name), type);
        add(text);
    }
    if (to.serverDefault && (setsDefault || (retyped && hadDefault)))
        add("SET DEFAULT " + to.serverDefault->text);
    if (op.facets.has(ColumnFacet::Nullable)) {
        if (!to.nullable && !from.nullable && !to.notNullName.empty() && !from.notNullName.empty())
            step.add(fmt::format("{}RENAME CONSTRAINT {} TO {}", alterTable(op.table),
                         quoted(from.notNullName), quoted(to.notNullName)),
                DdlObject::Table, op.table.schema, op.table.name);
        else
            add(to.nullable ? "DROP NOT NULL" : "SET NOT NULL");
    }
    if (op.facets.has(ColumnFacet::Identity))
        alterIdentity(op, step);
    if (op.facets.has(ColumnFacet::Options))
        alterColumnOptions(op, step);
}

void PostgresqlMigrationImpl::alterIdentity(const AlterColumn& op, const Step& step) const
{
    if (!op.to.identity)
        return;
    const Identity& to = *op.to.identity;
    std::string alter = alterTable(op.table) + "ALTER COLUMN " + quoted(op.to.name) + " ";
    std::vector<std::string> options;
    auto option = [&](const char* word, const auto& value) {
        if (value)
            options.push_back(fmt::format("{} {}", word, *value));
    };
    option("START WITH", to.start);
    option("INCREMENT BY", to.increment);
    option("MINVALUE", to.minValue);
    option("MAXVALUE", to.maxValue);
    option("CACHE", to.cache);
    if (to.cycle)
        options.emplace_back("CYCLE");
    std::string kind = to.always ? "ALWAYS" : "BY DEFAULT";
    std::string text;
    if (!op.from.identity) {
        text = "ADD GENERATED " + kind + " AS IDENTITY"
            + (options.empty() ? "" : " (" + join(options, " ") + ")");
    } else {
        text = "SET GENERATED " + kind;
        if (!to.increment && op.from.identity->increment)
            options.emplace_back("INCREMENT BY 1");
        if (!to.cycle && op.from.identity->cycle)
            options.emplace_back("NO CYCLE");
        for (const std::string& entry : options)
            text += " SET " + entry;
    }
    step.add(alter + text, DdlObject::Table, op.table.schema, op.table.name);
    if (!op.from.identity) // the rows that are there have numbers
        step.add(fmt::format(
                     "SELECT setval(pg_get_serial_sequence({}, {}), coalesce(max({}), 0) + 1, false) FROM {}",
                     m_identifiers.literal(m_identifiers.qualified(op.table.schema, op.table.name)),
                     m_identifiers.literal(op.to.name), quoted(op.to.name),
                     m_identifiers.qualified(op.table.schema, op.table.name)),
            DdlObject::Table, op.table.schema, op.table.name);
}

void PostgresqlMigrationImpl::alterColumnOptions(const AlterColumn& op, const Step& step) const
{
    std::string alter = alterTable(op.table) + "ALTER COLUMN " + quoted(op.to.name) + " ";
    auto add = [&](const std::string& text) {
        step.add(alter + text, DdlObject::Table, op.table.schema, op.table.name);
    };
    auto differs = [&](const char* key) { return op.from.options.value(key) != op.to.options.value(key); };
    if (differs(option::storage) && op.to.options.find(option::storage))
        add("SET STORAGE " + op.to.options.value(option::storage));
    else if (differs(option::storage))
        cannot(step, fmt::format("forget the storage of {}.{}", op.table.text(), op.to.name));
    if (differs(option::compression))
        add("SET COMPRESSION "
            + (op.to.options.find(option::compression) ? op.to.options.value(option::compression)
                                                       : "default"));
    if (differs(option::statistics))
        add("SET STATISTICS "
            + (op.to.options.find(option::statistics) ? op.to.options.value(option::statistics) : "-1"));
    if (differs(option::attributeOptions)) {
        std::vector<std::string> gone;
        for (const std::string& entry : split(op.from.options.value(option::attributeOptions), ','))
            gone.emplace_back(trimmed(entry.substr(0, entry.find('='))));
        std::erase(gone, std::string());
        if (!gone.empty())
            add("RESET (" + join(gone, ", ") + ")");
        if (op.to.options.find(option::attributeOptions))
            add("SET (" + op.to.options.value(option::attributeOptions) + ")");
    }
}

// The column again, with all that the server drops with it.
void PostgresqlMigrationImpl::remakeColumn(const AlterColumn& op, const Step& step) const
{
    Table table = step.table(op.table);
    auto has = [&](const std::vector<std::string>& columns) {
        return std::find(columns.begin(), columns.end(), op.to.name) != columns.end();
    };
    MigrationImpl::dropColumn({op.table, op.from}, step);
    Column again = op.to;
    again.comment.clear();
    addColumn({op.table, again}, step);
    if (!op.from.comment.empty())
        alterComment({CommentOf::Column, op.table, op.to.name, "", op.from.comment}, step);
    if (has(table.primaryKey.columns))
        addConstraint({op.table, table.primaryKey}, step);
    for (const UniqueConstraint& unique : table.uniqueConstraints) {
        if (has(unique.columns) || has(unique.includeColumns))
            addConstraint({op.table, unique}, step);
    }
    for (const CheckConstraint& check : table.checkConstraints) {
        if (mentions(check.expression, op.to.name)) {
            step.add(fmt::format("{}DROP CONSTRAINT IF EXISTS {}", alterTable(op.table), quoted(check.name)),
                DdlObject::Table, op.table.schema, op.table.name);
            addConstraint({op.table, check}, step);
        }
    }
    for (const ForeignKeyConstraint& key : table.foreignKeys) {
        if (has(key.columns))
            addConstraint({op.table, key}, step);
    }
    for (const Index& index : table.indexes) {
        bool over = has(index.includeColumns) || mentions(index.where, op.to.name);
        for (const IndexElement& element : index.elements)
            over = over || element.column == op.to.name || mentions(element.expression, op.to.name);
        if (!over)
            continue;
        step.add("DROP INDEX IF EXISTS " + m_identifiers.qualified(op.table.schema, index.name),
            DdlObject::Index, op.table.schema, op.table.name);
        addIndex({op.table, index}, step);
    }
}

// Parts.
// -----------------------------------------------------------------------------------------------------

void PostgresqlMigrationImpl::addConstraint(const AddConstraint& op, const Step& step) const
{
    const auto* check = std::get_if<CheckConstraint>(&op.part);
    if (check && !check->validated)
        step.add(alterTable(op.table) + "ADD " + constraintText(step.table(op.table), op.part) + " NOT VALID",
            DdlObject::Table, op.table.schema, op.table.name);
    else
        MigrationImpl::addConstraint(op, step);
    const std::string& comment =
        std::visit([](const auto& part) -> const std::string& { return part.comment; }, op.part);
    if (!comment.empty() && !nameOf(op.part).empty())
        alterComment({CommentOf::Constraint, op.table, nameOf(op.part), "", comment}, step);
}

void PostgresqlMigrationImpl::addIndex(const AddIndex& op, const Step& step) const
{
    MigrationImpl::addIndex(op, step);
    if (op.part.options.flag(option::clustered))
        step.add(alterTable(op.table) + "CLUSTER ON " + quoted(op.part.name), DdlObject::Index,
            op.table.schema, op.table.name);
}

void PostgresqlMigrationImpl::addTrigger(const AddTrigger& op, const Step& step) const
{
    MigrationImpl::addTrigger(op, step);
    if (!op.part.comment.empty())
        alterComment({CommentOf::Trigger, op.table, op.part.name, "", op.part.comment}, step);
}

void PostgresqlMigrationImpl::dropTrigger(const DropTrigger& op, const Step& step) const
{
    step.add(fmt::format("DROP TRIGGER {} ON {}", quoted(op.part.name),
                 m_identifiers.qualified(op.table.schema, op.table.name)),
        DdlObject::Trigger, op.table.schema, op.table.name);
}

void PostgresqlMigrationImpl::addView(const AddView& op, const Step& step) const
{
    MigrationImpl::addView(op, step);
    const auto& compiler = static_cast<const PostgresqlDdlCompiler&>(m_ddl);
    step.add(compiler.indexSettings(op.object), DdlObject::View, op.object.schema, op.object.name);
}

// Sequences and types.
// ---------------------------------------------------------------------------------------

void PostgresqlMigrationImpl::alterSequence(const AlterSequence& op, const Step& step) const
{
    std::string alter = "ALTER SEQUENCE " + m_identifiers.qualified(op.to.schema, op.to.name);
    auto add = [&](const std::string& text) {
        step.add(alter + text, DdlObject::Sequence, op.to.schema, op.to.name);
    };
    if (!op.to.dataType.empty() && op.from.dataType != op.to.dataType)
        add(" AS " + op.to.dataType);
    if (op.to.start && op.from.start.value_or(1) != *op.to.start)
        add(fmt::format(" START WITH {}", *op.to.start));
    MigrationImpl::alterSequence(op, step);
    if (op.from.ownedByTable == op.to.ownedByTable && op.from.ownedByColumn == op.to.ownedByColumn)
        return;
    if (op.to.ownedByTable.empty())
        add(" OWNED BY NONE");
    else
        step.add(m_ddl.sequenceOwnership(op.to), DdlObject::Sequence, op.to.schema, op.to.name);
}

void PostgresqlMigrationImpl::renameSequence(const RenameSequence& op, const Step& step) const
{
    TableName there = op.from;
    if (op.from.schema != op.to.schema) {
        step.add(fmt::format("ALTER SEQUENCE {} SET SCHEMA {}",
                     m_identifiers.qualified(op.from.schema, op.from.name),
                     quoted(op.to.schema.empty() ? m_traits.defaultSchema : op.to.schema)),
            DdlObject::Sequence, op.from.schema, op.from.name);
        there.schema = op.to.schema;
    }
    if (op.from.name != op.to.name)
        MigrationImpl::renameSequence({there, op.to}, step);
}

void PostgresqlMigrationImpl::renameType(
    const TableName& from, const TableName& to, const char* kind, const Step& step) const
{
    TableName there = from;
    if (from.schema != to.schema) {
        step.add(
            fmt::format("ALTER {} {} SET SCHEMA {}", kind, m_identifiers.qualified(from.schema, from.name),
                quoted(to.schema.empty() ? m_traits.defaultSchema : to.schema)),
            DdlObject::Type, from.schema, from.name);
        there.schema = to.schema;
    }
    if (from.name != to.name)
        MigrationImpl::renameType(there, to, kind, step);
}

void PostgresqlMigrationImpl::alterEnum(const AlterEnum& op, const Step& step) const
{
    const std::vector<std::string>& from = op.from.values;
    const std::vector<std::string>& to = op.to.values;
    // New values among those that stay, in their order, can be added.
    std::size_t kept = 0;
    for (const std::string& value : to)
        kept += kept < from.size() && from[kept] == value;
    if (kept != from.size()) {
        replaceEnum(op, step);
        return;
    }
    std::string alter = "ALTER TYPE " + m_identifiers.qualified(op.to.schema, op.to.name) + " ADD VALUE ";
    for (std::size_t i = 0; i < to.size(); ++i) {
        if (std::find(from.begin(), from.end(), to[i]) != from.end())
            continue;
        std::string place = i > 0 ? " AFTER " + m_identifiers.literal(to[i - 1])
            : from.empty()        ? ""
                                  : " BEFORE " + m_identifiers.literal(from.front());
        step.add(alter + m_identifiers.literal(to[i]) + place, DdlObject::Type, op.to.schema, op.to.name);
    }
}

// A new type of that name; every column of the old one goes over to it by its text.
void PostgresqlMigrationImpl::replaceEnum(const AlterEnum& op, const Step& step) const
{
    std::string name = m_identifiers.qualified(op.to.schema, op.to.name);
    auto add = [&](const std::string& text) { step.add(text, DdlObject::Type, op.to.schema, op.to.name); };
    const std::string oldName = "relata_old_" + op.to.name;
    add(fmt::format("ALTER TYPE {} RENAME TO {}", name, quoted(oldName)));
    step.add(m_ddl.createEnum(op.to), DdlObject::Type, op.to.schema, op.to.name);
    for (const TablePtr& table : step.before.tables()) {
        for (const Column& column : table->columns) {
            bool isArray = column.type.kind == TypeKind::Array && column.type.element;
            const SqlType& type = isArray ? *column.type.element : column.type;
            if (type.kind != TypeKind::Enum || type.name != op.from.name || type.schema != op.from.schema)
                continue;
            std::string alter =
                alterTable(TableName::of(*table)) + "ALTER COLUMN " + quoted(column.name) + " ";
            if (column.serverDefault)
                add(alter + "DROP DEFAULT");
            std::string brackets = isArray ? "[]" : "";
            add(fmt::format(
                "{0}TYPE {1}{2} USING {3}::text{2}::{1}{2}", alter, name, brackets, quoted(column.name)));
            if (column.serverDefault)
                add(alter + "SET DEFAULT " + column.serverDefault->text);
        }
    }
    add("DROP TYPE " + m_identifiers.qualified(op.to.schema, oldName));
    step.warn(MigrationWarning::Kind::MayFail,
        fmt::format("Rows with values that the enum {} loses are refused.", op.to.name));
}

void PostgresqlMigrationImpl::alterDomain(const AlterDomain& op, const Step& step) const
{
    std::string alter = "ALTER DOMAIN " + m_identifiers.qualified(op.to.schema, op.to.name) + " ";
    auto add = [&](const std::string& text) {
        step.add(alter + text, DdlObject::Type, op.to.schema, op.to.name);
    };
    if (canonicalType(op.from.type) != canonicalType(op.to.type) || op.from.collation != op.to.collation)
        cannot(step, "change the type of the domain " + op.to.name);
    if (op.from.serverDefault != op.to.serverDefault)
        add(op.to.serverDefault ? "SET DEFAULT " + op.to.serverDefault->text : "DROP DEFAULT");
    if (op.from.nullable != op.to.nullable)
        add(op.to.nullable ? "DROP NOT NULL" : "SET NOT NULL");
    auto hasSame = [](const std::vector<CheckConstraint>& list, const CheckConstraint& check) {
        return std::any_of(list.begin(), list.end(), [&](const CheckConstraint& other) {
            return other.name == check.name && other.expression == check.expression;
        });
    };
    for (const CheckConstraint& check : op.from.checkConstraints) {
        if (!check.name.empty() && !hasSame(op.to.checkConstraints, check))
            add("DROP CONSTRAINT " + quoted(check.name));
    }
    for (const CheckConstraint& check : op.to.checkConstraints) {
        if (!hasSame(op.from.checkConstraints, check))
            add(fmt::format("ADD {}CHECK ({}){}",
                check.name.empty() ? "" : "CONSTRAINT " + quoted(check.name) + " ", check.expression.text,
                check.validated ? "" : " NOT VALID"));
    }
}

} // namespace relata::postgresql
