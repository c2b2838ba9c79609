#include "core/dialects/sqlite/sqlite_migration_impl.h"

#include "core/migrations/apply_to_model.h"
#include "core/util/strings.h"

#include "core/parse/tokenizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace relata::sqlite {
namespace {

bool hasAutoincrement(const Table& table)
{
    return std::any_of(table.columns.begin(), table.columns.end(),
        [](const Column& column) { return column.autoincrement == Autoincrement::Yes; });
}

// A hidden rowid, which no column stands for, by a name that no column has; "" if there is none.
std::string hiddenRowid(const Table& table)
{
    if (table.options.flag("sqlite.without_rowid"))
        return {};
    for (const Column& column : table.columns) {
        bool isKey = table.primaryKey.columns.size() == 1 && table.isPrimaryKey(column.name);
        if (isKey && (column.autoincrement != Autoincrement::No || column.type.isInteger()))
            return {};
    }
    for (const char* name : {"rowid", "_rowid_", "oid"}) {
        bool taken = std::any_of(table.columns.begin(), table.columns.end(),
            [&](const Column& column) { return equalsIgnoreCase(column.name, name); });
        if (!taken)
            return name;
    }
    return {};
}

// A literal: what ADD COLUMN gives the rows that are there.
bool isConstant(const std::string& text)
{
    std::vector<Token> tokens = tokenize(text, LexicalRules::sqlite());
    if (tokens.size() == 2 && (tokens[0].isOperator("-") || tokens[0].isOperator("+")))
        return tokens[1].kind == TokenKind::Number;
    return tokens.size() == 1
        && (tokens[0].kind == TokenKind::Number || tokens[0].kind == TokenKind::String
            || tokens[0].kind == TokenKind::Blob || tokens[0].isWord("NULL") || tokens[0].isWord("TRUE")
            || tokens[0].isWord("FALSE"));
}

} // namespace

std::string SqliteMigrationImpl::canonicalType(const SqlType& type) const
{
    // The declared words are all there is.
    std::string text;
    for (const Token& token : tokenize(MigrationImpl::canonicalType(type), LexicalRules::sqlite()))
        text += (text.empty() || token.kind != TokenKind::Word ? "" : " ") + std::string(token.text);
    return text;
}

bool SqliteMigrationImpl::isNullable(const Table& table, const Column& column) const
{
    bool implied = table.options.flag("sqlite.without_rowid") && table.isPrimaryKey(column.name);
    return column.nullable && !implied;
}

PlanNeeds SqliteMigrationImpl::needs() const
{
    PlanNeeds needs;
    needs.detachReferringKeys = false;
    needs.keysInline = true;
    return needs;
}

bool SqliteMigrationImpl::canAddColumn(const Table& table, const AddColumn& op) const
{
    const Column& column = op.column;
    bool last = op.position >= table.columns.size();
    if (!last || column.autoincrement != Autoincrement::No || table.isPrimaryKey(column.name))
        return false;
    if (column.computed)
        return !column.computed->persisted && column.nullable;
    if (column.serverDefault && !isConstant(column.serverDefault->text))
        return false;
    return column.nullable || (column.serverDefault && !equalsIgnoreCase(column.serverDefault->text, "NULL"));
}

struct SqliteMigrationImpl::Progress
{
    MetaData model;
    MigrationScript& script;
    std::map<TableName, Rebuild> waiting; // by the present name
};

void SqliteMigrationImpl::flush(Progress& progress, const TableName* only) const
{
    for (auto item = progress.waiting.begin(); item != progress.waiting.end();) {
        if (only && item->first != *only) {
            ++item;
            continue;
        }
        Step step{progress.model, item->second.step, progress.script};
        if (const Table* after = progress.model.findTable(item->first.schema, item->first.name))
            rebuild(item->second.before, *after, step);
        item = progress.waiting.erase(item);
    }
}

void SqliteMigrationImpl::render(const MetaData& from, const Plan& plan, MigrationScript& script) const
{
    script.transactional = true;
    Progress progress{from, script, {}};
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const Operation& operation = plan.steps[i].operation;
        Step step{progress.model, i, script};
        auto wait = [&](const TableName& name) {
            warnOfLoss(operation, step);
            if (const Table* table = progress.model.findTable(name.schema, name.name))
                progress.waiting.try_emplace(name, Rebuild{*table, i});
        };
        // What stands outside of the table's own statement needs it as it will be.
        auto now = [&](const TableName& name) {
            flush(progress, &name);
            renderOne(operation, step);
        };
        std::visit(Overloaded{
                       [&](const AddColumn& op) {
                           Table table = step.table(op.table);
                           if (progress.waiting.contains(op.table) || !canAddColumn(table, op))
                               wait(op.table);
                           else
                               renderOne(operation, step);
                       },
                       [&](const DropColumn& op) { wait(op.table); },
                       [&](const AlterColumn& op) { wait(op.table); },
                       [&](const AddConstraint& op) { wait(op.table); },
                       [&](const DropConstraint& op) { wait(op.table); },
                       [&](const AlterConstraint& op) { wait(op.table); },
                       [&](const RenameConstraint& op) { wait(op.table); },
                       [&](const AlterTableOptions& op) { wait(op.table); },
                       [&](const RenameIndex& op) {
                           // There is no such statement.
                           Index renamed = op.part;
                           renamed.name = op.to;
                           if (progress.waiting.contains(op.table))
                               return; // it is made under its new name with the table
                           dropIndex({op.table, op.part}, step);
                           addIndex({op.table, renamed}, step);
                       },
                       [&](const AddIndex& op) { now(op.table); },
                       [&](const AddTrigger& op) { now(op.table); },
                       [&](const RenameColumn& op) { now(op.table); },
                       [&](const RenameTable& op) {
                           flush(progress, nullptr); // foreign keys of others are renamed with it
                           if (op.from.schema != op.to.schema)
                               cannot(step, "move a table to another database");
                           else
                               renderOne(operation, step);
                       },
                       [&](const AddView&) {
                           flush(progress, nullptr);
                           renderOne(operation, step);
                       },
                       [&](const auto&) { renderOne(operation, step); },
                   },
            operation);
        applyTo(progress.model, operation);
    }
    flush(progress, nullptr);
    bool rebuilt = std::any_of(script.warnings.begin(), script.warnings.end(),
        [](const MigrationWarning& warning) { return warning.kind == MigrationWarning::Kind::Rebuild; });
    bool drops = std::any_of(plan.steps.begin(), plan.steps.end(),
        [](const PlannedOperation& step) { return std::holds_alternative<DropTable>(step.operation); });
    if (rebuilt || drops) {
        // Inside of a transaction it does nothing; with it, DROP TABLE deletes the rows that refer to it.
        script.prepare = {"PRAGMA foreign_keys = OFF"};
        script.restore = {"PRAGMA legacy_alter_table = OFF", "PRAGMA foreign_keys = ON"};
        script.integrityQuery = "PRAGMA foreign_key_check";
    }
}

void SqliteMigrationImpl::rebuild(const Table& before, const Table& after, const Step& step) const
{
    TableName name = TableName::of(after);
    auto add = [&](const std::string& text) { step.add(text, DdlObject::Table, after.schema, after.name); };
    Table made = after;
    made.name = "relata_new_" + after.name;
    for (int number = 2; step.before.findTable(made.schema, made.name); ++number)
        made.name = fmt::format("relata_new_{}_{}", number, after.name);
    made.indexes.clear();
    made.triggers.clear();
    // Its own keys refer to the name that it will have.
    step.add(m_ddl.createTable(made, {}, {}), DdlObject::Table, name);

    std::vector<std::string> columns;
    for (const Column& column : after.columns) {
        const Column* old = before.findColumn(column.name);
        if (old && !column.computed)
            columns.push_back(quoted(column.name));
    }
    std::string rowid = hiddenRowid(before);
    if (!rowid.empty() && rowid == hiddenRowid(after))
        columns.insert(columns.begin(), rowid);
    std::string source = m_identifiers.qualified(before.schema, before.name);
    std::string target = m_identifiers.qualified(made.schema, made.name);
    if (!columns.empty())
        add(fmt::format("INSERT INTO {} ({}) SELECT {} FROM {}", target, join(columns, ", "),
            join(columns, ", "), source));
    if (hasAutoincrement(before) && hasAutoincrement(after)) {
        std::string sequence = m_identifiers.qualified(after.schema, "sqlite_sequence");
        add(fmt::format("DELETE FROM {} WHERE name = {}", sequence, m_identifiers.literal(made.name)));
        add(fmt::format("INSERT INTO {0} (name, seq) SELECT {1}, seq FROM {0} WHERE name = {2}", sequence,
            m_identifiers.literal(made.name), m_identifiers.literal(before.name)));
    }
    add("DROP TABLE " + source);
    // Else the names in triggers and views, which are as they should be, were looked up and changed.
    add("PRAGMA legacy_alter_table = ON");
    add(fmt::format("ALTER TABLE {} RENAME TO {}", target, quoted(after.name)));
    add("PRAGMA legacy_alter_table = OFF");
    for (const Index& index : after.indexes)
        step.add(m_ddl.createIndex(after, index, {}), DdlObject::Index, name);
    for (const Trigger& trigger : after.triggers)
        step.add(m_ddl.createTrigger(after, trigger), DdlObject::Trigger, name);
    step.warn(MigrationWarning::Kind::Rebuild,
        fmt::format("{} is written anew with all its rows.", after.qualifiedName()));
}

} // namespace relata::sqlite
