// The SQL standard's statements for each operation, which dialects override where they differ.
#include "core/migrations/migration_impl.h"
#include "core/util/strings.h"

#include <fmt/format.h>

namespace relata {

void MigrationImpl::renderSchema(const AddSchema& op, const Step& step) const
{
    step.add(m_ddl.createSchema(op.object.name, {}), DdlObject::Schema, op.object.name, op.object.name);
}

void MigrationImpl::renderSchema(const DropSchema& op, const Step& step) const
{
    step.add("DROP SCHEMA " + quoted(op.object.name), DdlObject::Schema, op.object.name, op.object.name);
}

// Tables.
// ----------------------------------------------------------------------------------------------------

void MigrationImpl::addTable(const AddTable& op, const Step& step) const
{
    const Table& table = op.object;
    TableName name = TableName::of(table);
    step.add(m_ddl.createTable(table, {}, {}), DdlObject::Table, name);
    for (const Index& index : table.indexes)
        step.add(m_ddl.createIndex(table, index, {}), DdlObject::Index, name);
    step.add(m_ddl.comments(table), DdlObject::Comment, name);
    for (const Trigger& trigger : table.triggers)
        step.add(m_ddl.createTrigger(table, trigger), DdlObject::Trigger, name);
}

void MigrationImpl::dropTable(const DropTable& op, const Step& step) const
{
    DropOptions options;
    options.ifExists = false;
    step.add(m_ddl.dropTable(op.object, options), DdlObject::Table, TableName::of(op.object));
}

void MigrationImpl::renameTable(const RenameTable& op, const Step& step) const
{
    TableName there = op.from;
    if (op.from.schema != op.to.schema) {
        step.add(alterTable(op.from) + "SET SCHEMA "
                + quoted(op.to.schema.empty() ? m_traits.defaultSchema : op.to.schema),
            DdlObject::Table, op.from.schema, op.from.name);
        there.schema = op.to.schema;
    }
    if (op.from.name != op.to.name)
        step.add(alterTable(there) + "RENAME TO " + quoted(op.to.name), DdlObject::Table, there.schema,
            there.name);
}

void MigrationImpl::alterTableOptions(const AlterTableOptions& op, const Step& step) const
{
    cannot(step, "change these options of a table: " + describe(op));
}

// Columns.
// ---------------------------------------------------------------------------------------------------

void MigrationImpl::addColumn(const AddColumn& op, const Step& step) const
{
    Table table = step.table(op.table);
    step.add(alterTable(op.table) + "ADD COLUMN " + m_ddl.columnSpecification(table, op.column),
        DdlObject::Table, op.table.schema, op.table.name);
    if (!op.column.comment.empty())
        alterComment({CommentOf::Column, op.table, op.column.name, "", op.column.comment}, step);
}

void MigrationImpl::dropColumn(const DropColumn& op, const Step& step) const
{
    step.add(alterTable(op.table) + "DROP COLUMN " + quoted(op.column.name), DdlObject::Table,
        op.table.schema, op.table.name);
}

void MigrationImpl::renameColumn(const RenameColumn& op, const Step& step) const
{
    step.add(fmt::format("{}RENAME COLUMN {} TO {}", alterTable(op.table), quoted(op.from), quoted(op.to)),
        DdlObject::Table, op.table.schema, op.table.name);
}

void MigrationImpl::alterColumn(const AlterColumn& op, const Step& step) const
{
    std::string alter = alterTable(op.table) + "ALTER COLUMN " + quoted(op.to.name) + " ";
    auto add = [&](const std::string& text) {
        step.add(alter + text, DdlObject::Table, op.table.schema, op.table.name);
    };
    if (op.facets.has(ColumnFacet::Type) || op.facets.has(ColumnFacet::Collation))
        add("SET DATA TYPE " + m_types.compile(op.to.type)
            + (op.to.collation.empty() ? "" : " COLLATE " + quoted(op.to.collation)));
    if (op.facets.has(ColumnFacet::Default))
        add(op.to.serverDefault ? "SET DEFAULT " + op.to.serverDefault->text : "DROP DEFAULT");
    if (op.facets.has(ColumnFacet::Nullable))
        add(op.to.nullable ? "DROP NOT NULL" : "SET NOT NULL");
}

// Constraints.
// -----------------------------------------------------------------------------------------------

void MigrationImpl::addConstraint(const AddConstraint& op, const Step& step) const
{
    Table table = step.table(op.table);
    if (const auto* key = std::get_if<ForeignKeyConstraint>(&op.part))
        step.add(m_ddl.addForeignKey(table, *key), DdlObject::ForeignKey, op.table);
    else
        step.add(alterTable(op.table) + "ADD " + constraintText(table, op.part), DdlObject::Table,
            op.table.schema, op.table.name);
}

void MigrationImpl::dropConstraint(const DropConstraint& op, const Step& step) const
{
    const std::string& name = nameOf(op.part);
    if (name.empty()) {
        cannot(step, "drop a constraint without a name: " + describe(op));
        return;
    }
    step.add(alterTable(op.table) + "DROP CONSTRAINT " + quoted(name),
        std::holds_alternative<ForeignKeyConstraint>(op.part) ? DdlObject::ForeignKey : DdlObject::Table,
        op.table.schema, op.table.name);
}

void MigrationImpl::renameConstraint(const RenameConstraint& op, const Step& step) const
{
    step.add(fmt::format("{}RENAME CONSTRAINT {} TO {}", alterTable(op.table), quoted(nameOf(op.part)),
                 quoted(op.to)),
        DdlObject::Table, op.table.schema, op.table.name);
}

// Indexes and triggers.
// --------------------------------------------------------------------------------------

void MigrationImpl::addIndex(const AddIndex& op, const Step& step) const
{
    step.add(m_ddl.createIndex(step.table(op.table), op.part, {}), DdlObject::Index, op.table);
    if (!op.part.comment.empty() && m_traits.supportsCommentOn)
        alterComment({CommentOf::Index, op.table, op.part.name, "", op.part.comment}, step);
}

void MigrationImpl::dropIndex(const DropIndex& op, const Step& step) const
{
    step.add("DROP INDEX " + m_identifiers.qualified(op.table.schema, op.part.name), DdlObject::Index,
        op.table.schema, op.table.name);
}

void MigrationImpl::renameIndex(const RenameIndex& op, const Step& step) const
{
    step.add(fmt::format("ALTER INDEX {} RENAME TO {}",
                 m_identifiers.qualified(op.table.schema, op.part.name), quoted(op.to)),
        DdlObject::Index, op.table.schema, op.table.name);
}

void MigrationImpl::addTrigger(const AddTrigger& op, const Step& step) const
{
    step.add(m_ddl.createTrigger(step.table(op.table), op.part), DdlObject::Trigger, op.table);
}

void MigrationImpl::dropTrigger(const DropTrigger& op, const Step& step) const
{
    step.add("DROP TRIGGER " + m_identifiers.qualified(op.table.schema, op.part.name), DdlObject::Trigger,
        op.table.schema, op.table.name);
}

// Views.
// -----------------------------------------------------------------------------------------------------

void MigrationImpl::addView(const AddView& op, const Step& step) const
{
    const View& view = op.object;
    TableName name{view.schema, view.name};
    step.add(m_ddl.createView(view, {}), DdlObject::View, name);
    Table host;
    host.schema = view.schema;
    host.name = view.name;
    for (const Index& index : view.indexes)
        step.add(m_ddl.createIndex(host, index, {}), DdlObject::Index, name);
    for (const Trigger& trigger : view.triggers)
        step.add(m_ddl.createTrigger(host, trigger), DdlObject::Trigger, name);
    step.add(m_ddl.comments(view), DdlObject::Comment, name);
}

void MigrationImpl::dropView(const DropView& op, const Step& step) const
{
    DropOptions options;
    options.ifExists = false;
    step.add(m_ddl.dropView(op.object, options), DdlObject::View, op.object.schema, op.object.name);
}

// Sequences and types.
// ---------------------------------------------------------------------------------------

void MigrationImpl::addSequence(const AddSequence& op, const Step& step) const
{
    step.add(m_ddl.createSequence(op.object, {}), DdlObject::Sequence, op.object.schema, op.object.name);
}

void MigrationImpl::dropSequence(const DropSequence& op, const Step& step) const
{
    DropOptions options;
    options.ifExists = false;
    step.add(m_ddl.dropSequence(op.object, options), DdlObject::Sequence, op.object.schema, op.object.name);
}

void MigrationImpl::alterSequence(const AlterSequence& op, const Step& step) const
{
    const Sequence& to = op.to;
    std::string text;
    if (op.from.increment.value_or(1) != to.increment.value_or(1))
        text += fmt::format(" INCREMENT BY {}", to.increment.value_or(1));
    if (op.from.minValue != to.minValue)
        text += to.minValue ? fmt::format(" MINVALUE {}", *to.minValue) : " NO MINVALUE";
    if (op.from.maxValue != to.maxValue)
        text += to.maxValue ? fmt::format(" MAXVALUE {}", *to.maxValue) : " NO MAXVALUE";
    if (to.cache && op.from.cache.value_or(1) != *to.cache)
        text += fmt::format(" CACHE {}", *to.cache);
    if (op.from.cycle != to.cycle)
        text += to.cycle ? " CYCLE" : " NO CYCLE";
    if (!text.empty())
        step.add("ALTER SEQUENCE " + m_identifiers.qualified(to.schema, to.name) + text, DdlObject::Sequence,
            to.schema, to.name);
}

void MigrationImpl::renameSequence(const RenameSequence& op, const Step& step) const
{
    step.add(fmt::format("ALTER SEQUENCE {} RENAME TO {}",
                 m_identifiers.qualified(op.from.schema, op.from.name), quoted(op.to.name)),
        DdlObject::Sequence, op.from.schema, op.from.name);
}

void MigrationImpl::addType(const Operation& operation, const Step& step) const
{
    if (const auto* type = std::get_if<AddEnum>(&operation))
        step.add(m_ddl.createEnum(type->object), DdlObject::Type, type->object.schema, type->object.name);
    if (const auto* domain = std::get_if<AddDomain>(&operation))
        step.add(
            m_ddl.createDomain(domain->object), DdlObject::Type, domain->object.schema, domain->object.name);
}

void MigrationImpl::dropType(const Operation& operation, const Step& step) const
{
    DropOptions options;
    options.ifExists = false;
    if (const auto* type = std::get_if<DropEnum>(&operation))
        step.add(m_ddl.dropType("TYPE", type->object.schema, type->object.name, options), DdlObject::Type,
            type->object.schema, type->object.name);
    if (const auto* domain = std::get_if<DropDomain>(&operation))
        step.add(m_ddl.dropType("DOMAIN", domain->object.schema, domain->object.name, options),
            DdlObject::Type, domain->object.schema, domain->object.name);
}

void MigrationImpl::alterEnum(const AlterEnum& op, const Step& step) const
{
    cannot(step, "change the enum " + op.from.name);
}

void MigrationImpl::alterDomain(const AlterDomain& op, const Step& step) const
{
    cannot(step, "change the domain " + op.from.name);
}

void MigrationImpl::renameType(
    const TableName& from, const TableName& to, const char* kind, const Step& step) const
{
    step.add(fmt::format("ALTER {} {} RENAME TO {}", kind, m_identifiers.qualified(from.schema, from.name),
                 quoted(to.name)),
        DdlObject::Type, from.schema, from.name);
}

// Routines and comments.
// -------------------------------------------------------------------------------------

void MigrationImpl::addRoutine(const AddRoutine& op, const Step& step) const
{
    step.add(op.object.definition.text, DdlObject::Carried, op.object.schema, op.object.name);
    step.add(m_ddl.carriedComments(op.object), DdlObject::Comment, op.object.schema, op.object.name);
}

void MigrationImpl::dropRoutine(const DropRoutine& op, const Step& step) const
{
    if (op.object.dropStatement.empty())
        cannot(step, "drop the " + op.object.kind + " " + op.object.name);
    else
        step.add(op.object.dropStatement, DdlObject::Carried, op.object.schema, op.object.name);
}

void MigrationImpl::alterComment(const AlterComment& op, const Step& step) const
{
    if (!m_traits.supportsCommentOn)
        return;
    std::string object = m_identifiers.qualified(op.object.schema, op.object.name);
    std::string target;
    switch (op.kind) {
    case CommentOf::Table:
        target = "TABLE " + object;
        break;
    case CommentOf::Column:
        target = "COLUMN " + object + "." + quoted(op.part);
        break;
    case CommentOf::Constraint:
        target = "CONSTRAINT " + quoted(op.part) + " ON " + object;
        break;
    case CommentOf::Index:
        target = "INDEX " + m_identifiers.qualified(op.object.schema, op.part);
        break;
    case CommentOf::Trigger:
        target = "TRIGGER " + quoted(op.part) + " ON " + object;
        break;
    case CommentOf::View: {
        const View* view = step.before.findView(op.object.schema, op.object.name);
        target = (view && view->materialized ? "MATERIALIZED VIEW " : "VIEW ") + object;
        break;
    }
    case CommentOf::Sequence:
        target = "SEQUENCE " + object;
        break;
    case CommentOf::Type:
        target = (step.before.findEnum(op.object.schema, op.object.name) ? "TYPE " : "DOMAIN ") + object;
        break;
    }
    step.add(fmt::format("COMMENT ON {} IS {}", target,
                 op.to.empty() ? (m_traits.emptyStringIsNull ? "''" : "NULL") : m_identifiers.literal(op.to)),
        DdlObject::Comment, op.object.schema, op.object.name);
}

} // namespace relata
