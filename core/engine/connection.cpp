#include "core/engine/connection.h"

namespace relata {

std::vector<std::vector<Value>> CursorResult::all()
{
    std::vector<std::vector<Value>> rows;
    while (RowChunkPtr chunk = fetch()) {
        for (std::size_t row = 0; row < chunk->rowCount(); ++row) {
            std::vector<Value>& values = rows.emplace_back();
            values.reserve(chunk->columnCount());
            for (std::size_t column = 0; column < chunk->columnCount(); ++column)
                values.push_back(Value::copyOf(chunk->at(row, column)));
        }
    }
    return rows;
}

Value CursorResult::scalar()
{
    RowChunkPtr chunk = fetch(1);
    Value value = chunk && chunk->columnCount() > 0 ? Value::copyOf(chunk->at(0, 0)) : Value();
    while (chunk)
        chunk = fetch();
    return value;
}

Connection::Connection(std::shared_ptr<const Dialect> dialect, std::unique_ptr<DriverConnection> driver)
    : m_dialect(std::move(dialect)), m_driver(std::move(driver))
{ }

Connection::~Connection() = default;

CursorResult Connection::execute(
    const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options)
{
    return CursorResult(m_driver->execute(sql, parameters, options));
}

void Connection::executeScript(const std::string& script, const ExecutionOptions& options)
{
    m_driver->executeScript(script, options);
}

void Connection::begin()
{
    m_driver->executeScript(m_dialect->beginStatement(), {});
}
void Connection::commit()
{
    m_driver->executeScript(m_dialect->commitStatement(), {});
}
void Connection::rollback()
{
    m_driver->executeScript(m_dialect->rollbackStatement(), {});
}

} // namespace relata
