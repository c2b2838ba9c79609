// A connection without a database: what is executed on it is recorded. The preview of a change is the code
// that makes the change, run on one of these (SQLAlchemy's create_mock_engine).
#pragma once

#include "core/engine/connection.h"

namespace relata {

struct MockStatement
{
    std::string sql;
    // One row of values per execution: one, or those of executeMany(). Empty for scripts.
    std::vector<std::vector<Value>> rows;
    bool isControl = false; // BEGIN, COMMIT, SAVEPOINT ... and scripts
};

// What a mock answers to one row of parameters.
struct MockAnswer
{
    std::vector<std::string> columns;
    std::vector<std::vector<Value>> rows;
    std::int64_t rowCount = -1;
};
using MockAnswers = std::function<MockAnswer(const std::string& sql, std::span<const Value> parameters)>;

class MockRecord
{
public:
    std::vector<MockStatement> statements;
    // Statements with their values written in, one per row of values; control statements included. For
    // people.
    std::vector<std::string> literalStatements(const Dialect& dialect) const;
    // Of the statements that are not control statements.
    std::size_t executed() const;
};

// Without `answers`, statements return no rows and change as many as they have rows of parameters.
std::unique_ptr<Connection> mockConnection(std::shared_ptr<const Dialect> dialect,
    std::shared_ptr<MockRecord> record, MockAnswers answers = {},
    TransactionStart start = TransactionStart::Explicit);

// `sql` with its placeholders replaced by literals. Placeholders inside of quotes and comments stay.
std::string withLiterals(const std::string& sql, std::span<const Value> parameters, const Dialect& dialect);

} // namespace relata
