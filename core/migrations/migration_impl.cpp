#include "core/migrations/migration_impl.h"

#include "core/migrations/apply_to_model.h"
#include "core/sql/sql_dialect.h"
#include "core/util/error.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata {

namespace {

std::vector<std::shared_ptr<const MigrationImpl>>& registered()
{
    static std::vector<std::shared_ptr<const MigrationImpl>> all;
    return all;
}

} // namespace

void registerMigrationImpl(std::shared_ptr<const MigrationImpl> impl)
{
    std::erase_if(
        registered(), [&](const auto& other) { return other->traits().name == impl->traits().name; });
    registered().push_back(std::move(impl));
}

const MigrationImpl* findMigrationImpl(const SqlDialect& dialect)
{
    for (const auto& impl : registered()) {
        if (impl->traits().name == dialect.traits().name)
            return impl.get();
    }
    return nullptr;
}

const MigrationImpl& migrationImpl(const SqlDialect& dialect)
{
    if (const MigrationImpl* impl = findMigrationImpl(dialect))
        return *impl;
    Error error;
    error.kind = ErrorKind::NotSupported;
    error.message = "Relata does not change schemas of " + dialect.traits().displayName + ".";
    raise(std::move(error));
}

const char* toString(MigrationWarning::Kind kind)
{
    switch (kind) {
    case MigrationWarning::Kind::DataLoss:
        return "data can be lost";
    case MigrationWarning::Kind::MayFail:
        return "may fail";
    case MigrationWarning::Kind::Rebuild:
        return "table is rebuilt";
    case MigrationWarning::Kind::NotTransactional:
        return "not in one transaction";
    case MigrationWarning::Kind::NotSupported:
        return "not supported";
    }
    return "";
}

Operations Plan::operations() const
{
    Operations all;
    for (const PlannedOperation& step : steps)
        all.push_back(step.operation);
    return all;
}

// Comparison.
// ------------------------------------------------------------------------------------------------

std::string MigrationImpl::canonicalType(const SqlType& type) const
{
    return replaceAll(toLowerAscii(m_types.compile(type)), ", ", ",");
}

bool MigrationImpl::isNullable(const Table& table, const Column& column) const
{
    return column.nullable && !table.isPrimaryKey(column.name) && !column.identity;
}

// Steps.
// -----------------------------------------------------------------------------------------------------

void MigrationImpl::Step::add(
    std::string text, DdlObject object, const std::string& schema, const std::string& name) const
{
    if (text.empty())
        return;
    script.script.statements.push_back({std::move(text), object, schema, name});
    script.stepOf.push_back(number);
}

void MigrationImpl::Step::add(const std::vector<std::string>& texts, DdlObject object,
    const std::string& schema, const std::string& name) const
{
    for (const std::string& text : texts)
        add(text, object, schema, name);
}

void MigrationImpl::Step::warn(MigrationWarning::Kind kind, std::string text) const
{
    script.warnings.push_back({kind, std::move(text), number});
}

Table MigrationImpl::Step::table(const TableName& name) const
{
    if (const Table* found = before.findTable(name.schema, name.name))
        return *found;
    Table table;
    table.schema = name.schema;
    table.name = name.name;
    return table;
}

struct StepRenderer
{
    const MigrationImpl& impl;
    const MigrationImpl::Step& step;

    void operator()(const AddSchema& op) const { impl.renderSchema(op, step); }
    void operator()(const DropSchema& op) const { impl.renderSchema(op, step); }
    void operator()(const AddTable& op) const { impl.addTable(op, step); }
    void operator()(const DropTable& op) const { impl.dropTable(op, step); }
    void operator()(const RenameTable& op) const { impl.renameTable(op, step); }
    void operator()(const AlterTableOptions& op) const { impl.alterTableOptions(op, step); }
    void operator()(const AddColumn& op) const { impl.addColumn(op, step); }
    void operator()(const DropColumn& op) const { impl.dropColumn(op, step); }
    void operator()(const RenameColumn& op) const { impl.renameColumn(op, step); }
    void operator()(const AlterColumn& op) const { impl.alterColumn(op, step); }
    void operator()(const AddConstraint& op) const { impl.addConstraint(op, step); }
    void operator()(const DropConstraint& op) const { impl.dropConstraint(op, step); }
    void operator()(const AlterConstraint& op) const
    {
        impl.dropConstraint({op.table, op.from}, step);
        impl.addConstraint({op.table, op.to}, step);
    }
    void operator()(const RenameConstraint& op) const { impl.renameConstraint(op, step); }
    void operator()(const AddIndex& op) const { impl.addIndex(op, step); }
    void operator()(const DropIndex& op) const { impl.dropIndex(op, step); }
    void operator()(const AlterIndex& op) const
    {
        impl.dropIndex({op.table, op.from}, step);
        impl.addIndex({op.table, op.to}, step);
    }
    void operator()(const RenameIndex& op) const { impl.renameIndex(op, step); }
    void operator()(const AddTrigger& op) const { impl.addTrigger(op, step); }
    void operator()(const DropTrigger& op) const { impl.dropTrigger(op, step); }
    void operator()(const AlterTrigger& op) const
    {
        impl.dropTrigger({op.table, op.from}, step);
        impl.addTrigger({op.table, op.to}, step);
    }
    void operator()(const AddView& op) const { impl.addView(op, step); }
    void operator()(const DropView& op) const { impl.dropView(op, step); }
    void operator()(const AlterView& op) const
    {
        impl.dropView({op.from}, step);
        impl.addView({op.to}, step);
    }
    void operator()(const AddSequence& op) const { impl.addSequence(op, step); }
    void operator()(const DropSequence& op) const { impl.dropSequence(op, step); }
    void operator()(const AlterSequence& op) const { impl.alterSequence(op, step); }
    void operator()(const RenameSequence& op) const { impl.renameSequence(op, step); }
    void operator()(const AddEnum& op) const { impl.addType(op, step); }
    void operator()(const DropEnum& op) const { impl.dropType(op, step); }
    void operator()(const AlterEnum& op) const { impl.alterEnum(op, step); }
    void operator()(const RenameEnum& op) const { impl.renameType(op.from, op.to, "TYPE", step); }
    void operator()(const AddDomain& op) const { impl.addType(op, step); }
    void operator()(const DropDomain& op) const { impl.dropType(op, step); }
    void operator()(const AlterDomain& op) const { impl.alterDomain(op, step); }
    void operator()(const RenameDomain& op) const { impl.renameType(op.from, op.to, "DOMAIN", step); }
    void operator()(const AddRoutine& op) const { impl.addRoutine(op, step); }
    void operator()(const DropRoutine& op) const { impl.dropRoutine(op, step); }
    void operator()(const AlterRoutine& op) const
    {
        impl.dropRoutine({op.from}, step);
        impl.addRoutine({op.to}, step);
    }
    void operator()(const AlterComment& op) const { impl.alterComment(op, step); }
};

void MigrationImpl::renderOne(const Operation& operation, const Step& step) const
{
    warnOfLoss(operation, step);
    std::visit(StepRenderer{*this, step}, operation);
}

void MigrationImpl::render(const MetaData& from, const Plan& plan, MigrationScript& script) const
{
    MetaData model = from;
    script.transactional = m_traits.transactionalDdl;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const Operation& operation = plan.steps[i].operation;
        renderOne(operation, Step{model, i, script});
        applyTo(model, operation);
    }
    if (!script.transactional && script.script.statements.size() > 1)
        script.warnings.push_back({MigrationWarning::Kind::NotTransactional,
            m_traits.displayName
                + " commits each statement by itself: after a failure, what was done before it stays.",
            0});
}

namespace {

// Whether every value of the one type has a place in the other.
bool mayLose(const SqlType& from, const SqlType& to)
{
    auto shorter = [](const std::optional<int>& a, const std::optional<int>& b) {
        return b && (!a || *b < *a);
    };
    if (from.kind == to.kind) {
        if (from.kind == TypeKind::Enum || from.kind == TypeKind::Set)
            return !std::all_of(from.values.begin(), from.values.end(), [&](const std::string& value) {
                return std::find(to.values.begin(), to.values.end(), value) != to.values.end();
            });
        if (from.kind == TypeKind::Numeric) {
            int before = from.precision.value_or(1000) - from.scale.value_or(0);
            int after = to.precision.value_or(1000) - to.scale.value_or(0);
            return after < before
                || shorter(from.scale, to.scale ? to.scale : std::optional(to.precision ? 0 : 1000));
        }
        return shorter(from.length, to.length) || shorter(from.precision, to.precision)
            || (!from.isUnsigned && to.isUnsigned) || (from.timezone && !to.timezone);
    }
    auto rank = [](TypeKind kind) {
        switch (kind) {
        case TypeKind::SmallInteger:
            return 1;
        case TypeKind::Integer:
            return 2;
        case TypeKind::BigInteger:
            return 3;
        default:
            return 0;
        }
    };
    if (rank(from.kind) > 0 && rank(to.kind) > 0)
        return rank(to.kind) < rank(from.kind);
    bool toText = to.kind == TypeKind::Text || (to.kind == TypeKind::String && !to.length);
    if (toText)
        return false;
    bool widens = (from.kind == TypeKind::Float && to.kind == TypeKind::Double)
        || (from.isInteger() && to.kind == TypeKind::Numeric && !to.precision)
        || (from.kind == TypeKind::Date && to.kind == TypeKind::DateTime);
    return !widens;
}

} // namespace

void MigrationImpl::warnOfLoss(const Operation& operation, const Step& step)
{
    using Kind = MigrationWarning::Kind;
    std::visit(
        Overloaded{
            [&](const DropTable& op) {
                if (op.object.kind != TableKind::Shadow)
                    step.warn(Kind::DataLoss,
                        fmt::format("All rows of {} are deleted.", op.object.qualifiedName()));
            },
            [&](const DropColumn& op) {
                if (!op.column.computed)
                    step.warn(Kind::DataLoss,
                        fmt::format("The values of {}.{} are deleted.", op.table.text(), op.column.name));
            },
            [&](const AddColumn& op) {
                const Column& column = op.column;
                bool filled = column.nullable || column.serverDefault || column.identity || column.computed
                    || column.autoincrement != Autoincrement::No;
                if (!filled)
                    step.warn(Kind::MayFail,
                        fmt::format("{}.{} is NOT NULL and has no default: rows that are there have no value "
                                    "for it.",
                            op.table.text(), column.name));
            },
            [&](const AlterColumn& op) {
                std::string name = op.table.text() + "." + op.to.name;
                if (op.facets.has(ColumnFacet::Type) && mayLose(op.from.type, op.to.type))
                    step.warn(Kind::DataLoss,
                        fmt::format(
                            "Values of {} that the new type cannot hold are changed or refused.", name));
                if (op.facets.has(ColumnFacet::Nullable) && !op.to.nullable)
                    step.warn(Kind::MayFail, fmt::format("Rows without a value in {} are refused.", name));
                if (op.facets.has(ColumnFacet::Computed) && op.to.computed && !op.from.computed)
                    step.warn(Kind::DataLoss, fmt::format("The values of {} are replaced.", name));
            },
            [&](const AddConstraint& op) {
                if (std::holds_alternative<OtherConstraint>(op.part)
                    && std::get<OtherConstraint>(op.part).kind == "period")
                    return;
                step.warn(Kind::MayFail,
                    fmt::format(
                        "Rows of {} that break the {} are refused.", op.table.text(), wordsOf(op.part)));
            },
            [&](const AddIndex& op) {
                if (op.part.unique)
                    step.warn(Kind::MayFail,
                        fmt::format("Rows of {} with equal values in the index {} are refused.",
                            op.table.text(), op.part.name));
            },
            [&](const DropView& op) {
                if (op.object.materialized)
                    step.warn(Kind::DataLoss,
                        fmt::format("The stored rows of {} are deleted, and made anew if it is made again.",
                            op.object.qualifiedName()));
            },
            [&](const DropSequence& op) {
                step.warn(Kind::DataLoss,
                    fmt::format("The position of the sequence {} is lost.",
                        TableName{op.object.schema, op.object.name}.text()));
            },
            [&](const DropSchema& op) {
                step.warn(Kind::MayFail,
                    fmt::format("The schema {} is not dropped if something is left in it.", op.object.name));
            },
            [](const auto&) {},
        },
        operation);
}

void MigrationImpl::cannot(const Step& step, const std::string& what) const
{
    step.warn(MigrationWarning::Kind::NotSupported, m_traits.displayName + " cannot " + what + ".");
}

std::string MigrationImpl::alterTable(const TableName& name) const
{
    return "ALTER TABLE " + m_identifiers.qualified(name.schema, name.name) + " ";
}

std::string MigrationImpl::constraintText(const Table& table, const Constraint& constraint) const
{
    return std::visit(Overloaded{[&](const PrimaryKeyConstraint& key) {
                                     Table with = table;
                                     with.primaryKey = key;
                                     return m_ddl.primaryKey(with);
                                 },
                          [&](const UniqueConstraint& key) { return m_ddl.uniqueConstraint(table, key); },
                          [&](const ForeignKeyConstraint& key) { return m_ddl.foreignKey(table, key); },
                          [&](const CheckConstraint& check) { return m_ddl.checkConstraint(table, check); },
                          [&](const OtherConstraint& other) {
                              std::string name =
                                  other.name.empty() ? "" : "CONSTRAINT " + quoted(other.name) + " ";
                              return name + other.definition.text;
                          }},
        constraint);
}

} // namespace relata
