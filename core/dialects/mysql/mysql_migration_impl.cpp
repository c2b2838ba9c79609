#include "core/dialects/mysql/mysql_migration_impl.h"

#include "core/migrations/apply_to_model.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata::mysql {
namespace {

// The columns of every index of the table that could serve a foreign key, by the index's name.
std::vector<std::pair<std::string, std::vector<std::string>>> keysOf(const Table& table)
{
    std::vector<std::pair<std::string, std::vector<std::string>>> keys;
    if (!table.primaryKey.empty())
        keys.emplace_back("PRIMARY", table.primaryKey.columns);
    for (const UniqueConstraint& unique : table.uniqueConstraints)
        keys.emplace_back(unique.name, unique.columns);
    for (const Index& index : table.indexes) {
        std::vector<std::string> columns;
        for (const IndexElement& element : index.elements) {
            if (element.column.empty() || element.prefixLength)
                break;
            columns.push_back(element.column);
        }
        if (!index.options.find("mysql.prefix"))
            keys.emplace_back(index.name, std::move(columns));
    }
    return keys;
}

bool covers(const std::vector<std::string>& index, const std::vector<std::string>& key)
{
    return index.size() >= key.size() && std::equal(key.begin(), key.end(), index.begin());
}

const Column* numbered(const Table& table)
{
    for (const Column& column : table.columns) {
        if (column.autoincrement == Autoincrement::Yes)
            return &column;
    }
    return nullptr;
}

bool isLed(const Table& table, const std::string& column, const std::string& except)
{
    auto keys = keysOf(table);
    return std::any_of(keys.begin(), keys.end(), [&](const auto& key) {
        return key.first != except && !key.second.empty() && key.second.front() == column;
    });
}

} // namespace

// Spellings as the catalogue gives them; the width that old servers print after integers says nothing.
std::string MySqlMigrationImpl::canonicalType(const SqlType& type) const
{
    if (type.kind == TypeKind::Enum || type.kind == TypeKind::Set) {
        std::string text = type.kind == TypeKind::Enum ? "enum" : "set";
        for (const std::string& value : type.values)
            text += " " + m_identifiers.literal(value);
        return text;
    }
    std::string text = MigrationImpl::canonicalType(type);
    std::size_t open = text.find('(');
    std::size_t close = text.find(')');
    std::string name(trimmed(text.substr(0, std::min(open, text.find(' ')))));
    std::string modifiers = open == std::string::npos ? std::string() : text.substr(open, close - open + 1);
    std::string rest = open == std::string::npos ? text.substr(name.size()) : text.substr(close + 1);
    static const std::pair<const char*, const char*> synonyms[] = {{"integer", "int"}, {"numeric", "decimal"},
        {"dec", "decimal"}, {"fixed", "decimal"}, {"bool", "tinyint(1)"}, {"boolean", "tinyint(1)"},
        {"real", "double"}, {"nvarchar", "varchar"}, {"nchar", "char"}, {"int4", "int"}, {"int8", "bigint"},
        {"int2", "smallint"}, {"character", "char"}};
    for (const auto& [synonym, plain] : synonyms) {
        if (name == synonym)
            name = plain;
    }
    if (name == "double" && rest.starts_with(" precision"))
        rest.erase(0, std::string_view(" precision").size());
    if (name == "char" && rest.starts_with(" varying")) {
        name = "varchar";
        rest.clear();
    }
    bool isInteger = name == "int" || name == "bigint" || name == "smallint" || name == "mediumint"
        || (name == "tinyint" && modifiers != "(1)") || name == "year";
    if (isInteger && rest.find("zerofill") == std::string::npos)
        modifiers.clear();
    if (name == "decimal") {
        if (modifiers.empty())
            modifiers = "(10,0)";
        else if (modifiers.find(',') == std::string::npos)
            modifiers.insert(modifiers.size() - 1, ",0");
    }
    if ((name == "char" || name == "bit" || name == "binary") && modifiers.empty())
        modifiers = "(1)";
    if ((name == "datetime" || name == "timestamp" || name == "time") && modifiers == "(0)")
        modifiers.clear();
    return name + modifiers + rest;
}

bool MySqlMigrationImpl::isNullable(const Table& table, const Column& column) const
{
    if (column.computed && !m_traits.computedMayBeNotNull)
        return true;
    return column.autoincrement != Autoincrement::Yes && MigrationImpl::isNullable(table, column);
}

bool MySqlMigrationImpl::isLeftToServer(std::string_view option) const
{
    std::string_view key = option.substr(option.find('.') + 1);
    return key == "engine" || key == "default_charset" || key == "collate" || key == "row_format"
        || key == "on_delete" || key == "on_update" || key == "character_set" || key == "algorithm"
        || key == "column"; // whose check it is
}

bool MySqlMigrationImpl::isState(std::string_view option) const
{
    return option.ends_with(".auto_increment"); // the next number
}

PlanNeeds MySqlMigrationImpl::needs() const
{
    PlanNeeds needs;
    needs.detachKeysOfAlteredColumns = true;
    needs.detachChecksOfRenamedColumns = true;
    return needs;
}

void MySqlMigrationImpl::alter(const TableName& table, const std::string& text, const Step& step) const
{
    step.add(alterTable(table) + text, DdlObject::Table, table.schema, table.name);
}

void MySqlMigrationImpl::modify(const Table& table, const Column& column, const Step& step) const
{
    alter(TableName::of(table), "MODIFY COLUMN " + m_ddl.columnSpecification(table, column), step);
}

// Tables.
// ----------------------------------------------------------------------------------------------------

void MySqlMigrationImpl::renameTable(const RenameTable& op, const Step& step) const
{
    step.add(fmt::format("RENAME TABLE {} TO {}", m_identifiers.qualified(op.from.schema, op.from.name),
                 m_identifiers.qualified(op.to.schema, op.to.name)),
        DdlObject::Table, op.from.schema, op.from.name);
}

void MySqlMigrationImpl::alterTableOptions(const AlterTableOptions& op, const Step& step) const
{
    auto value = [&](const DialectOptions& options, const char* key) {
        std::string own = options.value(m_traits.name + "." + key);
        return own.empty() ? options.value(m_traits.family + "." + key) : own;
    };
    auto differs = [&](const char* key) {
        return !value(op.to, key).empty() && value(op.from, key) != value(op.to, key);
    };
    if (differs("engine")) {
        alter(op.table, "ENGINE=" + value(op.to, "engine"), step);
        step.warn(MigrationWarning::Kind::Rebuild, op.table.text() + " is written anew with all its rows.");
    }
    if (differs("default_charset") || differs("collate")) {
        std::string charset = value(op.to, "default_charset");
        std::string collation = value(op.to, "collate");
        if (charset.empty())
            charset = collation.substr(0, collation.find('_'));
        alter(op.table,
            "CONVERT TO CHARACTER SET " + charset + (collation.empty() ? "" : " COLLATE " + collation), step);
        Table table = step.table(op.table);
        for (const Column& column : table.columns) {
            if (!column.collation.empty())
                modify(table, column, step); // which has one of its own
        }
    }
    if (value(op.from, "row_format") != value(op.to, "row_format"))
        alter(op.table,
            "ROW_FORMAT=" + (value(op.to, "row_format").empty() ? "DEFAULT" : value(op.to, "row_format")),
            step);
    for (const char* key : {"partition_by", "system_versioning", "create_options"}) {
        if (value(op.from, key) != value(op.to, key))
            cannot(step, fmt::format("change {} of the table {} that is there", key, op.table.text()));
    }
}

// Columns.
// ---------------------------------------------------------------------------------------------------

void MySqlMigrationImpl::addColumn(const AddColumn& op, const Step& step) const
{
    Table table = step.table(op.table);
    Column column = op.column;
    if (column.autoincrement == Autoincrement::Yes && !isLed(table, column.name, ""))
        column.autoincrement = Autoincrement::No; // its key comes later, and with it the numbering
    std::string place;
    if (op.position == 0)
        place = " FIRST";
    else if (op.position < table.columns.size())
        place = " AFTER " + quoted(table.columns[op.position - 1].name);
    alter(op.table, "ADD COLUMN " + m_ddl.columnSpecification(table, column) + place, step);
}

void MySqlMigrationImpl::renameColumn(const RenameColumn& op, const Step& step) const
{
    Table table = step.table(op.table);
    const Column* column = table.findColumn(op.from);
    bool hasCheck = std::any_of(table.checkConstraints.begin(), table.checkConstraints.end(),
        [&](const CheckConstraint& check) { return check.options.value("mariadb.column") == op.from; });
    if (!column || (!hasCheck && column->type.kind != TypeKind::Json)) {
        MigrationImpl::renameColumn(op, step);
        return;
    }
    // MariaDB's check of the column itself, which it makes of JSON too, is said again with the column.
    MetaData after = step.before;
    applyTo(after, op);
    const Table& renamed = *after.findTable(op.table.schema, op.table.name);
    alter(op.table,
        "CHANGE COLUMN " + quoted(op.from) + " "
            + m_ddl.columnSpecification(renamed, *renamed.findColumn(op.to)),
        step);
}

void MySqlMigrationImpl::alterColumn(const AlterColumn& op, const Step& step) const
{
    Table table = step.table(op.table);
    Column column = op.to;
    if (const Column* now = table.findColumn(op.to.name))
        column.comment = now->comment;
    modify(table, column, step);
    if (op.facets.has(ColumnFacet::Type))
        step.warn(MigrationWarning::Kind::Rebuild, op.table.text() + " is written anew with all its rows.");
}

// Constraints and indexes.
// -----------------------------------------------------------------------------------

void MySqlMigrationImpl::addConstraint(const AddConstraint& op, const Step& step) const
{
    MigrationImpl::addConstraint(op, step);
    // A numbered column that waited for its key.
    const std::vector<std::string>* columns = nullptr;
    if (const auto* key = std::get_if<PrimaryKeyConstraint>(&op.part))
        columns = &key->columns;
    if (const auto* key = std::get_if<UniqueConstraint>(&op.part))
        columns = &key->columns;
    Table table = step.table(op.table);
    const Column* column = numbered(table);
    if (columns && column && columns->front() == column->name && !isLed(table, column->name, ""))
        modify(table, *column, step);
}

std::string MySqlMigrationImpl::indexesForKeys(const Table& table, const std::string& dropped) const
{
    auto keys = keysOf(table);
    std::string text;
    for (const ForeignKeyConstraint& key : table.foreignKeys) {
        bool served = false;
        bool loses = false;
        for (const auto& [name, columns] : keys) {
            if (!covers(columns, key.columns))
                continue;
            (name == dropped ? loses : served) = true;
        }
        if (loses && !served && !key.name.empty())
            text +=
                fmt::format("ADD INDEX {} ({}), ", quoted(key.name), m_identifiers.quotedList(key.columns));
    }
    return text;
}

void MySqlMigrationImpl::dropConstraint(const DropConstraint& op, const Step& step) const
{
    Table table = step.table(op.table);
    auto dropKey = [&](const std::string& name, const std::string& words) {
        const Column* column = numbered(table);
        if (column && isLed(table, column->name, "") && !isLed(table, column->name, name)) {
            Column plain = *column; // numbering needs a key
            plain.autoincrement = Autoincrement::No;
            plain.nullable = false;
            modify(table, plain, step);
        }
        alter(op.table, indexesForKeys(table, name) + words, step);
    };
    std::visit(Overloaded{
                   [&](const PrimaryKeyConstraint&) { dropKey("PRIMARY", "DROP PRIMARY KEY"); },
                   [&](const UniqueConstraint& key) { dropKey(key.name, "DROP INDEX " + quoted(key.name)); },
                   [&](const ForeignKeyConstraint& key) {
                       // With the index that the server made for it, if it made one: MySQL does so where none
                       // of the table's own serves.
                       auto keys = keysOf(table);
                       bool isOwn = std::any_of(
                           keys.begin(), keys.end(), [&](const auto& own) { return own.first == key.name; });
                       bool served = std::any_of(keys.begin(), keys.end(),
                           [&](const auto& own) { return covers(own.second, key.columns); });
                       std::string text = "DROP FOREIGN KEY " + quoted(key.name);
                       bool knowsIfExists = m_traits.name != m_traits.family; // MariaDB
                       if (!isOwn && knowsIfExists)
                           text += ", DROP INDEX IF EXISTS " + quoted(key.name);
                       else if (!isOwn && !served)
                           text += ", DROP INDEX " + quoted(key.name);
                       alter(op.table, text, step);
                   },
                   [&](const CheckConstraint& check) {
                       if (!check.name.empty()) {
                           alter(op.table, "DROP CONSTRAINT " + quoted(check.name), step);
                           return;
                       }
                       // One of a column goes with the column's words.
                       std::string owner = check.options.value("mariadb.column");
                       Table without = table;
                       std::erase_if(without.checkConstraints, [&](const CheckConstraint& other) {
                           return other.options.value("mariadb.column") == owner;
                       });
                       if (const Column* column = table.findColumn(owner))
                           modify(without, *column, step);
                       else
                           cannot(step, "drop a check without a name: " + describe(op));
                   },
                   [&](const OtherConstraint&) { cannot(step, "drop this: " + describe(op)); },
               },
        op.part);
}

void MySqlMigrationImpl::renameConstraint(const RenameConstraint& op, const Step& step) const
{
    if (const auto* unique = std::get_if<UniqueConstraint>(&op.part)) {
        alter(op.table, fmt::format("RENAME INDEX {} TO {}", quoted(unique->name), quoted(op.to)), step);
        return;
    }
    Constraint renamed = op.part;
    std::visit([&](auto& constraint) { constraint.name = op.to; }, renamed);
    dropConstraint({op.table, op.part}, step);
    MigrationImpl::addConstraint({op.table, renamed}, step);
}

void MySqlMigrationImpl::dropIndex(const DropIndex& op, const Step& step) const
{
    alter(op.table, indexesForKeys(step.table(op.table), op.part.name) + "DROP INDEX " + quoted(op.part.name),
        step);
}

void MySqlMigrationImpl::renameIndex(const RenameIndex& op, const Step& step) const
{
    alter(op.table, fmt::format("RENAME INDEX {} TO {}", quoted(op.part.name), quoted(op.to)), step);
}

void MySqlMigrationImpl::renameSequence(const RenameSequence& op, const Step& step) const
{
    renameTable({op.from, op.to}, step); // the same kind of name
}

void MySqlMigrationImpl::alterComment(const AlterComment& op, const Step& step) const
{
    if (op.kind == CommentOf::Table) {
        alter(op.object, "COMMENT=" + m_identifiers.literal(op.to), step);
        return;
    }
    Table table = step.table(op.object);
    const Column* column = op.kind == CommentOf::Column ? table.findColumn(op.part) : nullptr;
    if (!column)
        return;
    Column commented = *column;
    commented.comment = op.to;
    modify(table, commented, step);
}

} // namespace relata::mysql
