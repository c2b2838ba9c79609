#include "tests/core/migrations/random_edits.h"

#include "core/migrations/apply_to_model.h"
#include "core/migrations/rename_in_text.h"

#include <algorithm>
#include <functional>

namespace relata::test {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Part of a key, or read by something that is not ours to change.
bool isBound(const MetaData& model, const Table& table, const Column& column)
{
    if (table.isPrimaryKey(column.name) || column.computed)
        return true;
    for (const Column& other : table.columns) {
        if (other.computed && mentions(other.computed->expression, column.name))
            return true;
    }
    for (const TablePtr& other : model.tables()) {
        for (const ForeignKeyConstraint& key : other->foreignKeys) {
            if (other.get() == &table && contains(key.columns, column.name))
                return true;
            if (model.referredTable(*other, key) == &table && contains(key.referredColumns, column.name))
                return true;
        }
    }
    return false;
}

template <typename F>
void change(MetaData& model, const Table& table, F change)
{
    Table copy = table;
    change(copy);
    model.addTable(std::move(copy));
}

void dropViewsOver(MetaData& model, const std::string& table, const std::string& column)
{
    for (bool again = true; again;) {
        again = false;
        for (const ViewPtr& view : model.views()) {
            bool reads =
                contains(view->dependsOn, table) && (column.empty() || mentions(view->definition, column));
            for (const std::string& need : view->dependsOn)
                reads = reads || (!model.findTable(std::string_view(need)) && !model.findView("", need));
            if (!reads)
                continue;
            model.removeView(view->schema, view->name);
            again = true;
            break;
        }
    }
}

void dropTriggersOver(MetaData& model, const std::string& table, const std::string& column)
{
    const std::vector<TablePtr> tables = model.tables();
    for (const TablePtr& owner : tables) {
        Table copy = *owner;
        std::erase_if(copy.triggers, [&](const Trigger& trigger) {
            return mentions(trigger.definition, table)
                && (column.empty() || mentions(trigger.definition, column));
        });
        if (copy.triggers.size() != owner->triggers.size())
            model.addTable(std::move(copy));
    }
}

} // namespace

std::size_t RandomEdits::below(std::size_t count)
{
    return count == 0 ? 0 : m_random() % count;
}

std::string RandomEdits::newName(const std::string& kind)
{
    // Some names need quotes.
    static const char* const shapes[] = {"{}_{}", "New {} {}", "{}-{}", "{}Ä{}"};
    std::string shape = shapes[below(std::size(shapes))];
    shape.replace(shape.find("{}"), 2, kind);
    return shape.replace(shape.find("{}"), 2, std::to_string(++m_number));
}

const Table& RandomEdits::anyTable(const MetaData& model)
{
    return *model.tables()[below(model.tables().size())];
}

MetaData RandomEdits::edit(const MetaData& model, const SqlDialect& dialect, std::vector<std::string>& words)
{
    MetaData edited = model;
    std::size_t count = 1 + below(3);
    for (int attempts = 0; words.size() < count && attempts < 200; ++attempts) {
        std::string done;
        if (oneChange(edited, dialect, done))
            words.push_back(std::move(done));
    }
    return edited;
}

bool RandomEdits::oneChange(MetaData& model, const SqlDialect& dialect, std::string& words)
{
    switch (below(20)) {
    case 0:
        return addTable(model, dialect, words);
    case 1:
        return dropTable(model, words);
    case 2:
    case 3:
        return renameTable(model, words);
    case 4:
    case 5:
        return addColumn(model, dialect, words);
    case 6:
        return dropColumn(model, words);
    case 7:
    case 8:
    case 9:
        return renameColumn(model, words);
    case 10:
        return swapColumns(model, words);
    case 11:
        return widenColumn(model, words);
    case 12:
        return allowNull(model, words);
    case 13:
        return changeDefault(model, dialect, words);
    case 14:
        return changeCheck(model, dialect, words);
    case 15:
        return changeUnique(model, words);
    case 16:
        return changeIndex(model, words);
    case 17:
        return changeForeignKey(model, dialect, words);
    case 18:
        return changeView(model, words);
    default:
        return changeComment(model, dialect, words);
    }
}

bool RandomEdits::addTable(MetaData& model, const SqlDialect& dialect, std::string& words)
{
    const Table& other = anyTable(model);
    if (other.primaryKey.columns.size() != 1)
        return false;
    Table table;
    table.name = newName("table");
    Column id;
    id.name = "id";
    id.type = SqlType::of(TypeKind::Integer);
    id.nullable = false;
    Column reference = *other.findColumn(other.primaryKey.columns[0]);
    reference.id = {};
    reference.name = "other";
    reference.nullable = true;
    reference.autoincrement = Autoincrement::No;
    reference.serverDefault.reset();
    reference.identity.reset();
    Column text;
    text.name = "some text";
    text.type = SqlType::string(30);
    text.serverDefault = SqlText{"'it''s'", dialect.traits().name};
    table.columns = {id, reference, text};
    table.primaryKey.columns = {"id"};
    ForeignKeyConstraint key;
    key.name = newName("fk");
    key.columns = {"other"};
    key.referredTable = other.name;
    key.referredColumns = other.primaryKey.columns;
    key.onDelete = ReferentialAction::Cascade;
    table.foreignKeys.push_back(key);
    Index index;
    index.name = newName("ix");
    index.elements.resize(1);
    index.elements[0].column = "some text";
    table.indexes.push_back(index);
    words = "add table " + table.name + " that refers to " + other.name;
    model.addTable(std::move(table));
    return true;
}

bool RandomEdits::dropTable(MetaData& model, std::string& words)
{
    if (model.tables().size() < 14)
        return false;
    const Table dropped = anyTable(model);
    words = "drop table " + dropped.name;
    dropViewsOver(model, dropped.name, "");
    dropTriggersOver(model, dropped.name, "");
    const std::vector<TablePtr> tables = model.tables();
    for (const TablePtr& table : tables) {
        Table copy = *table;
        std::erase_if(copy.foreignKeys,
            [&](const ForeignKeyConstraint& key) { return key.referredTable == dropped.name; });
        if (copy.foreignKeys.size() != table->foreignKeys.size())
            model.addTable(std::move(copy));
    }
    applyTo(model, DropTable{dropped});
    return true;
}

bool RandomEdits::renameTable(MetaData& model, std::string& words)
{
    const Table& table = anyTable(model);
    RenameTable rename{TableName::of(table), {table.schema, newName("table")}};
    words = describe(rename);
    applyTo(model, rename);
    return true;
}

bool RandomEdits::addColumn(MetaData& model, const SqlDialect& dialect, std::string& words)
{
    const Table table = anyTable(model);
    Column column;
    column.name = newName("column");
    const SqlType types[] = {SqlType::of(TypeKind::Integer), SqlType::string(40), SqlType::numeric(8, 3),
        SqlType::of(TypeKind::Date), SqlType::of(TypeKind::Text), SqlType::of(TypeKind::BigInteger),
        SqlType::of(TypeKind::Double)};
    std::size_t chosen = below(std::size(types));
    column.type = types[chosen];
    if (below(2) == 0 && chosen < 3) {
        column.serverDefault = SqlText{chosen == 1 ? "'none'" : "7", dialect.traits().name};
        column.nullable = below(2) == 0;
    }
    words = "add column " + column.name + " to " + table.name;
    applyTo(model, AddColumn{TableName::of(table), column, below(3) == 0 ? 1 : table.columns.size()});
    return true;
}

bool RandomEdits::dropColumn(MetaData& model, std::string& words)
{
    const Table table = anyTable(model);
    const Column column = table.columns[below(table.columns.size())];
    if (isBound(model, table, column) || table.columns.size() < 4)
        return false;
    words = "drop column " + table.name + "." + column.name;
    dropViewsOver(model, table.name, column.name);
    dropTriggersOver(model, table.name, column.name);
    applyTo(model, DropColumn{TableName::of(table), column});
    return true;
}

bool RandomEdits::renameColumn(MetaData& model, std::string& words)
{
    const Table& table = anyTable(model);
    RenameColumn rename{
        TableName::of(table), table.columns[below(table.columns.size())].name, newName("column")};
    words = describe(rename);
    applyTo(model, rename);
    return true;
}

bool RandomEdits::swapColumns(MetaData& model, std::string& words)
{
    const Table& table = anyTable(model);
    const Column& a = table.columns[below(table.columns.size())];
    const Column& b = table.columns[below(table.columns.size())];
    if (a.name == b.name)
        return false;
    TableName name = TableName::of(table);
    std::string first = a.name;
    std::string second = b.name;
    words = "swap the names of " + name.name + "." + first + " and " + second;
    applyTo(model, RenameColumn{name, first, "between"});
    applyTo(model, RenameColumn{name, second, first});
    applyTo(model, RenameColumn{name, "between", second});
    return true;
}

bool RandomEdits::widenColumn(MetaData& model, std::string& words)
{
    const Table& table = anyTable(model);
    std::size_t at = below(table.columns.size());
    const Column& column = table.columns[at];
    SqlType wider = column.type.withoutNative();
    if (column.computed || (column.type.kind == TypeKind::Integer && isBound(model, table, column)))
        return false;
    if (wider.kind == TypeKind::String && wider.length && *wider.length < 150)
        *wider.length += 5;
    else if (wider.kind == TypeKind::Integer)
        wider.kind = TypeKind::BigInteger;
    else if (wider.kind == TypeKind::Numeric && wider.precision && *wider.precision < 20)
        *wider.precision += 2;
    else
        return false;
    if (wider.kind == TypeKind::String && wider.fixedLength)
        return false; // would be padded
    words = "widen " + table.name + "." + column.name;
    change(model, table, [&](Table& copy) { copy.columns[at].type = wider; });
    return true;
}

bool RandomEdits::allowNull(MetaData& model, std::string& words)
{
    const Table& table = anyTable(model);
    std::size_t at = below(table.columns.size());
    const Column& column = table.columns[at];
    if (column.computed || table.isPrimaryKey(column.name) || column.identity
        || column.autoincrement != Autoincrement::No)
        return false;
    if (column.nullable)
        return false;
    words = "allow NULL in " + table.name + "." + column.name;
    change(model, table, [&](Table& copy) { copy.columns[at].nullable = true; });
    return true;
}

bool RandomEdits::changeDefault(MetaData& model, const SqlDialect& dialect, std::string& words)
{
    const Table& table = anyTable(model);
    std::size_t at = below(table.columns.size());
    const Column& column = table.columns[at];
    if (column.computed || column.identity || column.autoincrement != Autoincrement::No)
        return false;
    std::optional<SqlText> changed;
    if (!column.serverDefault) {
        if (column.type.isInteger() && !table.isPrimaryKey(column.name))
            changed = SqlText{"-5", dialect.traits().name};
        else if (column.type.kind == TypeKind::String && (!column.type.length || *column.type.length > 10))
            changed = SqlText{"'O''Hara'", dialect.traits().name};
        else
            return false;
    }
    words = std::string(changed ? "set" : "drop") + " the default of " + table.name + "." + column.name;
    change(model, table, [&](Table& copy) { copy.columns[at].serverDefault = changed; });
    return true;
}

bool RandomEdits::changeCheck(MetaData& model, const SqlDialect& dialect, std::string& words)
{
    const Table& table = anyTable(model);
    if (below(2) == 0 && !table.checkConstraints.empty()) {
        std::size_t at = below(table.checkConstraints.size());
        bool drops = below(2) == 0 || table.checkConstraints[at].name.empty();
        words = std::string(drops ? "drop" : "rename") + " the check " + table.checkConstraints[at].name;
        std::string name = newName("ck");
        change(model, table, [&](Table& copy) {
            if (drops)
                copy.checkConstraints.erase(copy.checkConstraints.begin() + static_cast<std::ptrdiff_t>(at));
            else
                copy.checkConstraints[at].name = name;
        });
        return true;
    }
    for (const Column& column : table.columns) {
        // MariaDB refuses checks over a column that it numbers.
        if (!column.type.isInteger() || column.computed || column.autoincrement != Autoincrement::No)
            continue;
        CheckConstraint check;
        check.name = newName("ck");
        std::string name = dialect.identifiers().quote(column.name);
        check.expression = {
            name + " IS NULL OR " + name + " BETWEEN -1000000 AND 1000000", dialect.traits().name};
        words = "add the check " + check.name + " to " + table.name;
        change(model, table, [&](Table& copy) { copy.checkConstraints.push_back(check); });
        return true;
    }
    return false;
}

bool RandomEdits::changeUnique(MetaData& model, std::string& words)
{
    const Table& table = anyTable(model);
    if (below(2) == 0 && !table.uniqueConstraints.empty()) {
        bool drops = below(2) == 0;
        std::string name = newName("uq");
        words = std::string(drops ? "drop" : "rename") + " the unique " + table.uniqueConstraints[0].name;
        change(model, table, [&](Table& copy) {
            if (drops)
                copy.uniqueConstraints.erase(copy.uniqueConstraints.begin());
            else
                copy.uniqueConstraints[0].name = name;
        });
        return true;
    }
    for (const Column& column : table.columns) {
        bool small = column.type.isInteger() || column.type.kind == TypeKind::Date;
        if (!small || column.computed || table.isPrimaryKey(column.name) || table.primaryKey.empty())
            continue;
        UniqueConstraint unique;
        unique.name = newName("uq");
        unique.columns = table.primaryKey.columns;
        unique.columns.push_back(column.name);
        words = "add the unique " + unique.name + " to " + table.name;
        change(model, table, [&](Table& copy) { copy.uniqueConstraints.push_back(unique); });
        return true;
    }
    return false;
}

bool RandomEdits::changeIndex(MetaData& model, std::string& words)
{
    const Table& table = anyTable(model);
    std::size_t kind = below(3);
    if (kind < 2 && !table.indexes.empty()) {
        std::string name = newName("ix");
        words = std::string(kind == 0 ? "drop" : "rename") + " the index " + table.indexes[0].name;
        change(model, table, [&](Table& copy) {
            if (kind == 0)
                copy.indexes.erase(copy.indexes.begin());
            else
                copy.indexes[0].name = name;
        });
        return true;
    }
    const Column& column = table.columns[below(table.columns.size())];
    bool small = column.type.isInteger() || column.type.kind == TypeKind::Date
        || (column.type.kind == TypeKind::String && column.type.length && *column.type.length < 150);
    if (!small || column.computed)
        return false;
    Index index;
    index.name = newName("ix");
    index.elements.resize(1);
    index.elements[0].column = column.name;
    index.elements[0].descending = below(2) == 0 && model.dialect == "postgresql";
    words = "add the index " + index.name + " to " + table.name;
    change(model, table, [&](Table& copy) { copy.indexes.push_back(index); });
    return true;
}

bool RandomEdits::changeForeignKey(MetaData& model, const SqlDialect& dialect, std::string& words)
{
    const Table& table = anyTable(model);
    if (table.foreignKeys.empty())
        return false;
    std::size_t at = below(table.foreignKeys.size());
    std::size_t kind = below(3);
    std::string name = newName("fk");
    words = std::string(kind == 0 ? "drop"
                    : kind == 1   ? "change"
                                  : "rename")
        + " the foreign key " + table.foreignKeys[at].name;
    change(model, table, [&](Table& copy) {
        ForeignKeyConstraint& key = copy.foreignKeys[at];
        if (kind == 0)
            copy.foreignKeys.erase(copy.foreignKeys.begin() + static_cast<std::ptrdiff_t>(at));
        else if (kind == 2)
            key.name = name;
        else {
            key.onDelete = key.onDelete == ReferentialAction::Cascade ? ReferentialAction::NoAction
                                                                      : ReferentialAction::Cascade;
            for (const char* option : {".on_delete", ".on_update"})
                key.options.remove(dialect.traits().name + option);
        }
    });
    return true;
}

bool RandomEdits::changeView(MetaData& model, std::string& words)
{
    if (model.views().empty())
        return false;
    View view = *model.views()[below(model.views().size())];
    bool isRead = std::any_of(model.views().begin(), model.views().end(),
        [&](const ViewPtr& other) { return contains(other->dependsOn, view.qualifiedName()); });
    if (isRead)
        return false;
    model.removeView(view.schema, view.name);
    if (model.views().size() > 3 && below(3) == 0) {
        words = "drop the view " + view.name;
        return true;
    }
    std::string name = newName("view");
    words = "rename the view " + view.name + " to " + name;
    view.name = name;
    model.addView(std::move(view));
    return true;
}

bool RandomEdits::changeComment(MetaData& model, const SqlDialect& dialect, std::string& words)
{
    if (!dialect.traits().supportsCommentOn && !dialect.traits().supportsInlineComments)
        return false;
    const Table& table = anyTable(model);
    std::size_t at = below(table.columns.size());
    bool ofTable = below(2) == 0;
    std::string text = "It's number " + std::to_string(++m_number);
    words = "comment on " + table.name + (ofTable ? "" : "." + table.columns[at].name);
    change(model, table, [&](Table& copy) { (ofTable ? copy.comment : copy.columns[at].comment) = text; });
    return true;
}

} // namespace relata::test
