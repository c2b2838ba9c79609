#include "tests/core/migrations/bookshop_copies.h"

#include "core/builtin/sample_database.h"
#include "core/convert/convert.h"
#include "core/engine/registry.h"
#include "core/sql/dml.h"
#include "core/util/strings.h"
#include "tests/support/scratch_database.h"

#include <algorithm>

namespace relata::test {
namespace {

const char* postgresTriggers =
    "CREATE FUNCTION note_price() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;"
    "CREATE TRIGGER tr_editions_price AFTER UPDATE OF list_price ON editions FOR EACH ROW "
    "WHEN (OLD.list_price IS DISTINCT FROM NEW.list_price) EXECUTE FUNCTION note_price();"
    "CREATE TRIGGER tr_stock_any BEFORE INSERT ON stock FOR EACH ROW EXECUTE FUNCTION note_price();";

const char* mariadbTriggers =
    "CREATE TRIGGER tr_editions_price AFTER UPDATE ON editions FOR EACH ROW INSERT INTO price_changes "
    "(edition_id, old_price, new_price) SELECT NEW.id, OLD.list_price, NEW.list_price FROM DUAL "
    "WHERE OLD.list_price <> NEW.list_price;"
    "CREATE TRIGGER tr_stock_any BEFORE INSERT ON stock FOR EACH ROW SET NEW.quantity = NEW.quantity;";

// A few rows of each table, with all that they refer to.
const char* fewerRows =
    "PRAGMA foreign_keys = OFF;"
    "DELETE FROM books WHERE id > 40; DELETE FROM book_covers WHERE book_id > 40;"
    "DELETE FROM book_authors WHERE book_id > 40; DELETE FROM book_genres WHERE book_id > 40;"
    "DELETE FROM editions WHERE book_id > 40;"
    "DELETE FROM price_changes WHERE edition_id NOT IN (SELECT id FROM editions);"
    "DELETE FROM stock WHERE edition_id NOT IN (SELECT id FROM editions);"
    "DELETE FROM stock_movements WHERE edition_id NOT IN (SELECT id FROM editions);"
    "DELETE FROM customers WHERE id > 60; DELETE FROM addresses WHERE customer_id > 60;"
    "DELETE FROM orders WHERE customer_id > 60;"
    "DELETE FROM order_lines WHERE order_id NOT IN (SELECT id FROM orders) OR edition_id NOT IN (SELECT id "
    "FROM editions);"
    "DELETE FROM payments WHERE order_id NOT IN (SELECT id FROM orders);"
    "DELETE FROM reviews WHERE book_id > 40 OR customer_id > 60;"
    "PRAGMA foreign_keys = ON;";

void copyRows(Connection& from, const MetaData& source, Connection& to, const MetaData& target)
{
    for (const TablePtr& table : sortedTables(source).tables) {
        const Table& copy = target.table(table->qualifiedName());
        std::vector<std::string> columns;
        for (const Column& column : table->columns) {
            if (!column.computed)
                columns.push_back(column.name);
        }
        IdentifierPreparer quote = from.dialect().identifiers();
        std::vector<std::vector<Value>> rows =
            from.execute("SELECT " + quote.quotedList(columns) + " FROM " + quote.quote(table->name)).all();
        for (std::vector<Value>& row : rows) {
            for (std::size_t i = 0; i < columns.size(); ++i) {
                bool isBoolean = copy.findColumn(columns[i])->type.kind == TypeKind::Boolean;
                if (isBoolean && !row[i].isNull())
                    row[i] = Value::boolean(row[i].integer() != 0);
            }
        }
        if (!rows.empty())
            to.executeMany(insert(relata::table(target, table->name)).columns(columns), rows);
    }
}

std::string plain(const Value& value)
{
    if (value.isNull())
        return "NULL";
    std::string text = value.toText();
    if (text == "true" || text == "t")
        return "1";
    if (text == "false" || text == "f")
        return "0";
    bool number = !text.empty() && text.find_first_not_of("0123456789.-") == std::string::npos
        && std::count(text.begin(), text.end(), '.') == 1 && text.find('-', 1) == std::string::npos;
    if (number) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.ends_with('.'))
            text.pop_back();
    }
    return text;
}

} // namespace

const QString& BookshopCopies::source()
{
    if (!m_source.isEmpty())
        return m_source;
    const QString file = m_folder + "/original.db";
    auto connection =
        Engine::create(Url::forSqliteFile(file.toStdString()).toString() + "?mode=rwc").value().connect();
    connection->executeScript(std::string(sampleDatabaseScript()));
    connection->executeScript(fewerRows);
    m_source = file;
    return m_source;
}

std::unique_ptr<Connection> BookshopCopies::make(const QString& server, const QString& name, QString* why)
{
    if (server == "sqlite") {
        const QString file = m_folder + '/' + name + ".db";
        QFile::remove(file);
        if (!QFile::copy(source(), file))
            qFatal("the copy failed");
        return Engine::create(Url::forSqliteFile(file.toStdString()).toString()).value().connect();
    }
    ScratchDatabase scratch = scratchDatabase(server, name, "", m_folder);
    *why = scratch.missing;
    if (!scratch.missing.isEmpty())
        return nullptr;
    if (!scratch.error.isEmpty())
        qFatal("%s", qPrintable(scratch.error));
    auto original = Engine::create(Url::forSqliteFile(source().toStdString()).toString()).value().connect();
    auto copy = Engine::create(scratch.url.toStdString()).value().connect();
    MetaData model = reflect(*original);
    MetaData converted = convert(model, copy->dialect()).metadata;
    createAll(*copy, converted);
    bool isPostgres = server == "postgresql";
    if (!isPostgres)
        copy->executeScript("SET foreign_key_checks = 0");
    copyRows(*original, model, *copy, converted);
    if (!isPostgres)
        copy->executeScript("SET foreign_key_checks = 1");
    copy->executeScript(isPostgres ? postgresTriggers : mariadbTriggers);
    return copy;
}

std::vector<std::string> rowsOf(
    Connection& connection, const Table& table, const std::vector<std::string>& columns)
{
    IdentifierPreparer quote = connection.dialect().identifiers();
    std::string list = columns.empty() ? "1" : quote.quotedList(columns);
    std::vector<std::string> rows;
    for (const std::vector<Value>& row :
        connection.execute("SELECT " + list + " FROM " + quote.qualified(table.schema, table.name)).all()) {
        std::string line;
        for (const Value& value : row)
            line += plain(value) + "|";
        rows.push_back(std::move(line));
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

KeptRows keptRows(Connection& connection, const MetaData& model, const MetaData& other)
{
    KeptRows kept;
    for (const TablePtr& table : model.tables()) {
        auto same = std::find_if(other.tables().begin(), other.tables().end(),
            [&](const TablePtr& candidate) { return candidate->id == table->id; });
        if (same == other.tables().end())
            continue;
        std::map<ObjectId, std::string> columns; // in the order of ids
        for (const Column& column : table->columns) {
            bool stays = std::any_of((*same)->columns.begin(), (*same)->columns.end(),
                [&](const Column& candidate) { return candidate.id == column.id && !candidate.computed; });
            if (stays && !column.computed)
                columns[column.id] = column.name;
        }
        std::vector<std::string> names;
        for (const auto& [id, name] : columns)
            names.push_back(name);
        kept[std::to_string(table->id.value)] = rowsOf(connection, *table, names);
    }
    return kept;
}

} // namespace relata::test
