// Rows as statements and conditions that find or change them again, in a dialect.
#pragma once

#include "core/sql/dialect_traits.h"
#include "core/transfer/row_writer.h"
#include "core/types/sql_type.h"

namespace relata {

// UPDATE table SET every other column WHERE the key, one statement a row.
class UpdateWriter final : public RowWriter
{
public:
    // `key`: names of columns that are among those of begin(). `traits` must outlive the writer.
    UpdateWriter(ByteSink sink, std::string schema, std::string table, std::vector<std::string> key,
        const DialectTraits& traits);
    // Errors (Argument): a column of the key is missing, or there is no other column.
    Result<void> begin(const std::vector<ResultColumn>& columns) override;
    Result<void> write(const RowChunk& chunk) override;
    Result<void> end() override { return {}; }

private:
    ByteSink m_sink;
    std::string m_schema;
    std::string m_table;
    std::vector<std::string> m_key;
    const DialectTraits& m_traits;
    std::vector<std::string> m_names; // quoted
    std::vector<std::size_t> m_keyColumns;
    std::vector<std::size_t> m_setColumns;
};

// WHERE with the rows' values: IN for one column, AND and OR for more. NULL is asked for by IS NULL.
class WhereWriter final : public RowWriter
{
public:
    WhereWriter(ByteSink sink, const DialectTraits& traits); // `traits` must outlive the writer
    Result<void> begin(const std::vector<ResultColumn>& columns) override;
    Result<void> write(const RowChunk& chunk) override;
    Result<void> end() override;

private:
    Result<void> addValue(const ValueView& value);

    ByteSink m_sink;
    const DialectTraits& m_traits;
    std::vector<std::string> m_names; // quoted
    std::string m_first; // the first value of one column, while it is the only one
    std::int64_t m_rows = 0; // of one column: values that are not NULL
    bool m_nulls = false; // of one column
};

// insert(table).values([...]) of SQLAlchemy: a list of dictionaries with Python's own literals.
class SqlAlchemyWriter final : public RowWriter
{
public:
    // `types` by the columns: what they are in the table (dates come as text from some servers). May be
    // empty.
    SqlAlchemyWriter(ByteSink sink, const std::string& table, std::vector<SqlType> types);
    Result<void> begin(const std::vector<ResultColumn>& columns) override;
    Result<void> write(const RowChunk& chunk) override;
    Result<void> end() override;

private:
    ByteSink m_sink;
    std::string m_table; // a Python identifier
    std::vector<SqlType> m_types;
    std::vector<std::string> m_keys; // "\"title\": "
};

// A Python literal: None, True, Decimal("12.50"), date(2024, 2, 29), bytes.fromhex("00ff"), "text".
std::string pythonLiteral(const ValueView& value, TypeKind kind);

} // namespace relata
