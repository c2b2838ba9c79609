#include "core/dialects/mssql/mssql_migration_impl.h"

#include "core/util/strings.h"

#include <fmt/format.h>

namespace relata::mssql {

std::string MsSqlMigrationImpl::canonicalType(const SqlType& type) const
{
    std::string text = MigrationImpl::canonicalType(type);
    static const std::pair<const char*, const char*> synonyms[] = {{"integer", "int"},
        {"numeric", "decimal(18,0)"}, {"decimal", "decimal(18,0)"}, {"double precision", "float"},
        {"float(53)", "float"}, {"float(24)", "real"}, {"datetime2", "datetime2(7)"}, {"time", "time(7)"},
        {"datetimeoffset", "datetimeoffset(7)"}};
    for (const auto& [synonym, plain] : synonyms) {
        if (text == synonym)
            text = plain;
    }
    if (text.starts_with("numeric("))
        text = "decimal" + text.substr(std::string_view("numeric").size());
    if (text.starts_with("decimal(") && text.find(',') == std::string::npos)
        text.insert(text.size() - 1, ",0");
    return text;
}

bool MsSqlMigrationImpl::isLeftToServer(std::string_view option) const
{
    return option == "mssql.default_name" || option == "mssql.clustered" || option == "mssql.filegroup"
        || option == "mssql.textimage_filegroup";
}

PlanNeeds MsSqlMigrationImpl::needs() const
{
    PlanNeeds needs;
    needs.detachKeysOfAlteredColumns = true;
    needs.detachPartsOfAlteredColumns = true;
    needs.detachReadersOfAlteredColumns = true;
    return needs;
}

// Names.
// -----------------------------------------------------------------------------------------------------

void MsSqlMigrationImpl::rename(const std::string& object, const std::string& to, const char* kind,
    const TableName& about, const Step& step) const
{
    step.add(fmt::format("EXEC sp_rename {}, {}{}", national(object), national(to), kind), DdlObject::Table,
        about.schema, about.name);
}

void MsSqlMigrationImpl::move(const TableName& from, const std::string& schema, const Step& step) const
{
    step.add(
        fmt::format("ALTER SCHEMA {} TRANSFER {}", quoted(schema.empty() ? m_traits.defaultSchema : schema),
            m_identifiers.qualified(from.schema, from.name)),
        DdlObject::Table, from.schema, from.name);
}

void MsSqlMigrationImpl::renameTable(const RenameTable& op, const Step& step) const
{
    TableName there = op.from;
    if (op.from.schema != op.to.schema) {
        move(op.from, op.to.schema, step);
        there.schema = op.to.schema;
    }
    if (op.from.name != op.to.name)
        rename(m_identifiers.qualified(there.schema, there.name), op.to.name, "", there, step);
}

void MsSqlMigrationImpl::renameColumn(const RenameColumn& op, const Step& step) const
{
    rename(m_identifiers.qualified(op.table.schema, op.table.name) + "." + quoted(op.from), op.to,
        ", N'COLUMN'", op.table, step);
}

void MsSqlMigrationImpl::renameConstraint(const RenameConstraint& op, const Step& step) const
{
    rename(m_identifiers.qualified(op.table.schema, nameOf(op.part)), op.to, ", N'OBJECT'", op.table, step);
}

void MsSqlMigrationImpl::renameIndex(const RenameIndex& op, const Step& step) const
{
    rename(m_identifiers.qualified(op.table.schema, op.table.name) + "." + quoted(op.part.name), op.to,
        ", N'INDEX'", op.table, step);
}

void MsSqlMigrationImpl::renameSequence(const RenameSequence& op, const Step& step) const
{
    TableName there = op.from;
    if (op.from.schema != op.to.schema) {
        move(op.from, op.to.schema, step);
        there.schema = op.to.schema;
    }
    if (op.from.name != op.to.name)
        rename(m_identifiers.qualified(there.schema, there.name), op.to.name, "", there, step);
}

// Columns.
// ---------------------------------------------------------------------------------------------------

void MsSqlMigrationImpl::addColumn(const AddColumn& op, const Step& step) const
{
    Table table = step.table(op.table);
    step.add(alterTable(op.table) + "ADD " + m_ddl.columnSpecification(table, op.column), DdlObject::Table,
        op.table.schema, op.table.name);
    if (!op.column.comment.empty())
        alterComment({CommentOf::Column, op.table, op.column.name, "", op.column.comment}, step);
}

void MsSqlMigrationImpl::dropDefault(const TableName& table, const Column& column, const Step& step) const
{
    if (!column.serverDefault)
        return;
    std::string name = column.options.value("mssql.default_name");
    if (!name.empty()) {
        step.add(alterTable(table) + "DROP CONSTRAINT " + quoted(name), DdlObject::Table, table.schema,
            table.name);
        return;
    }
    std::string object = m_identifiers.qualified(table.schema, table.name);
    step.add(
        fmt::format("DECLARE @statement nvarchar(max) = (SELECT {} + QUOTENAME(name) FROM "
                    "sys.default_constraints WHERE parent_object_id = OBJECT_ID({}) AND "
                    "COL_NAME(parent_object_id, parent_column_id) = {});\nEXEC(@statement)",
            national("ALTER TABLE " + object + " DROP CONSTRAINT "), national(object), national(column.name)),
        DdlObject::Table, table.schema, table.name);
}

void MsSqlMigrationImpl::dropColumn(const DropColumn& op, const Step& step) const
{
    dropDefault(op.table, op.column, step);
    MigrationImpl::dropColumn(op, step);
}

void MsSqlMigrationImpl::alterColumn(const AlterColumn& op, const Step& step) const
{
    const Column& from = op.from;
    const Column& to = op.to;
    if (op.facets.has(ColumnFacet::Identity)) {
        cannot(step,
            fmt::format("change the numbering of the column {}.{} that is there", op.table.text(), to.name));
        return;
    }
    if (op.facets.has(ColumnFacet::Computed)) {
        dropColumn({op.table, from}, step);
        addColumn({op.table, to}, step);
        return;
    }
    bool retyped = op.facets.has(ColumnFacet::Type) || op.facets.has(ColumnFacet::Collation)
        || op.facets.has(ColumnFacet::Nullable);
    bool setsDefault = op.facets.has(ColumnFacet::Default);
    if (setsDefault || retyped)
        dropDefault(op.table, from, step);
    if (retyped)
        step.add(fmt::format("{}ALTER COLUMN {} {}{} {}", alterTable(op.table), quoted(to.name),
                     m_types.compile(to.type), to.collation.empty() ? "" : " COLLATE " + to.collation,
                     to.nullable ? "NULL" : "NOT NULL"),
            DdlObject::Table, op.table.schema, op.table.name);
    if (to.serverDefault && (setsDefault || retyped)) {
        std::string name = to.options.value("mssql.default_name");
        step.add(fmt::format("{}ADD {}DEFAULT {} FOR {}", alterTable(op.table),
                     name.empty() ? "" : "CONSTRAINT " + quoted(name) + " ", to.serverDefault->text,
                     quoted(to.name)),
            DdlObject::Table, op.table.schema, op.table.name);
    }
}

void MsSqlMigrationImpl::dropIndex(const DropIndex& op, const Step& step) const
{
    step.add(fmt::format("DROP INDEX {} ON {}", quoted(op.part.name),
                 m_identifiers.qualified(op.table.schema, op.table.name)),
        DdlObject::Index, op.table.schema, op.table.name);
}

// Comments are extended properties.
void MsSqlMigrationImpl::alterComment(const AlterComment& op, const Step& step) const
{
    const char* kind = op.kind == CommentOf::View ? "VIEW"
        : op.kind == CommentOf::Sequence          ? "SEQUENCE"
                                                  : "TABLE";
    const char* part = op.kind == CommentOf::Column ? "COLUMN"
        : op.kind == CommentOf::Constraint          ? "CONSTRAINT"
        : op.kind == CommentOf::Index               ? "INDEX"
        : op.kind == CommentOf::Trigger             ? "TRIGGER"
                                                    : "";
    if (op.kind == CommentOf::Type)
        return;
    const char* action = op.from.empty() ? "sp_addextendedproperty"
        : op.to.empty()                  ? "sp_dropextendedproperty"
                                         : "sp_updateextendedproperty";
    std::string text = fmt::format("EXEC {} N'MS_Description', {}N'SCHEMA', {}, N'{}', {}", action,
        op.to.empty() ? "" : national(op.to) + ", ",
        national(op.object.schema.empty() ? m_traits.defaultSchema : op.object.schema), kind,
        national(op.object.name));
    if (*part)
        text += fmt::format(", N'{}', {}", part, national(op.part));
    step.add(text, DdlObject::Comment, op.object.schema, op.object.name);
}

} // namespace relata::mssql
