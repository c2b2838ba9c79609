// Cells and parameters: as the ODBC driver writes them, without Qt's own types in between, which would lose
// digits of seconds, decimals, years before 1 and the form of UUIDs.
#pragma once

#include "core/drivers/qtsql/odbc_library.h"
#include "core/engine/driver.h"

#include <QVariant>

namespace relata::qtsql {

struct ColumnShape
{
    ResultColumn column;
    SQLLEN sqlType = SQL_VARCHAR;
};

// Of a statement that was executed; empty if it returns no rows.
std::vector<ColumnShape> shapesOf(SQLHANDLE statement, int count);

// The cell of the current row into the builder; columns must be asked for in their order, once each (many
// drivers allow no other). `column` is from 0. False where the driver reports an error.
bool readCell(
    SQLHANDLE statement, int column, SQLLEN sqlType, std::size_t maxCellBytes, RowChunkBuilder& builder);

// What Qt Sql binds for a value. Text of numbers and temporals stays text: the server converts it exactly.
QVariant parameterOf(const Value& value);

} // namespace relata::qtsql
