#include "tests/ui/connections/sample_schemas.h"

#include <fmt/format.h>

namespace relata::test {
namespace {

Column column(const std::string& name, SqlType type, bool nullable = true)
{
    Column result;
    result.name = name;
    result.type = std::move(type);
    result.nullable = nullable;
    return result;
}

ForeignKeyConstraint foreignKey(
    const std::string& name, const std::string& column, const std::string& table, const std::string& referred)
{
    ForeignKeyConstraint key;
    key.name = name;
    key.columns = {column};
    key.referredTable = table;
    key.referredColumns = {referred};
    return key;
}

Table books()
{
    Table table;
    table.name = "books";
    table.comment = "What the shop sells";
    table.estimatedRows = 1204;
    table.columns = {column("id", SqlType::of(TypeKind::Integer), false),
        column("author_id", SqlType::of(TypeKind::Integer), false),
        column("title", SqlType::string(200), false), column("price", SqlType::numeric(10, 2)),
        column("published", SqlType::of(TypeKind::Date))};
    table.columns[0].autoincrement = Autoincrement::Auto;
    table.columns[2].comment = "As on the cover";
    table.columns[3].serverDefault = SqlText{"0", ""};
    table.primaryKey.columns = {"id"};
    table.primaryKey.name = "pk_books";
    table.foreignKeys = {foreignKey("fk_books_author", "author_id", "authors", "id")};
    table.foreignKeys[0].onDelete = ReferentialAction::Cascade;
    table.uniqueConstraints.push_back({});
    table.uniqueConstraints[0].columns = {"author_id", "title"};
    CheckConstraint check;
    check.name = "price_is_positive";
    check.expression = {"price >= 0", ""};
    table.checkConstraints = {check};
    check.name.clear();
    check.expression = {"title <> ''", ""};
    table.checkConstraints.push_back(check);
    Index index;
    index.name = "ix_books_title";
    index.elements.resize(1);
    index.elements[0].column = "title";
    table.indexes = {index};
    Trigger trigger;
    trigger.name = "books_touch";
    trigger.timing = "AFTER";
    trigger.events = "UPDATE";
    trigger.definition = {"CREATE TRIGGER books_touch AFTER UPDATE ON books BEGIN SELECT 1; END", "fake"};
    table.triggers = {trigger};
    return table;
}

} // namespace

MetaData bookshop()
{
    MetaData metadata;
    Table authors;
    authors.name = "authors";
    authors.columns = {
        column("id", SqlType::of(TypeKind::Integer), false), column("name", SqlType::string(80))};
    authors.primaryKey.columns = {"id"};
    metadata.addTable(authors);
    metadata.addTable(books());
    Table chapters;
    chapters.name = "chapters";
    chapters.columns = {column("book_id", SqlType::of(TypeKind::Integer), false),
        column("number", SqlType::of(TypeKind::Integer), false),
        column("title", SqlType::of(TypeKind::Text))};
    chapters.primaryKey.columns = {"book_id", "number"};
    chapters.foreignKeys = {foreignKey("", "book_id", "books", "id")};
    metadata.addTable(chapters);
    Table readers;
    readers.name = "Readers";
    readers.columns = {column("email", SqlType::string(120), false)};
    metadata.addTable(readers);

    View view;
    view.name = "cheap_books";
    view.definition = {"SELECT id, title FROM books WHERE price < 10", ""};
    view.columns = {column("id", SqlType::of(TypeKind::Integer)), column("title", SqlType::string(200))};
    metadata.addView(view);
    view.name = "sales";
    view.materialized = true;
    metadata.addView(view);

    Sequence sequence;
    sequence.name = "invoice_number";
    sequence.dataType = "bigint";
    metadata.sequences = {sequence};
    EnumType mood;
    mood.name = "mood";
    mood.values = {"glad", "sad"};
    metadata.enums = {mood};
    Domain isbn;
    isbn.name = "isbn";
    isbn.type = SqlType::string(13);
    metadata.domains = {isbn};
    CarriedObject function;
    function.name = "stock(integer)";
    function.kind = "function";
    function.definition = {"CREATE FUNCTION stock(integer) RETURNS integer", "fake"};
    metadata.carried = {function};
    metadata.schemas = {""};
    return metadata;
}

MetaData twoSchemas()
{
    MetaData metadata = bookshop();
    const MetaData original = metadata;
    for (const TablePtr& table : original.tables()) {
        Table copy = *table;
        copy.schema = "archive";
        metadata.addTable(copy);
    }
    metadata.schemas = {"", "archive"};
    return metadata;
}

MetaData manyTables(int count, int columns)
{
    MetaData metadata;
    metadata.schemas = {""};
    for (int i = 0; i < count; ++i) {
        Table table;
        table.name = fmt::format("table_{:04}", i);
        table.columns.push_back(column("id", SqlType::of(TypeKind::Integer), false));
        table.primaryKey.columns = {"id"};
        for (int c = 1; c < columns; ++c)
            table.columns.push_back(column(fmt::format("column_{:02}", c), SqlType::string(40)));
        if (i > 0) {
            table.columns.push_back(column("previous_id", SqlType::of(TypeKind::Integer)));
            table.foreignKeys = {foreignKey("", "previous_id", fmt::format("table_{:04}", i - 1), "id")};
        }
        metadata.addTable(std::move(table));
    }
    return metadata;
}

} // namespace relata::test
