// What the text of a file means for the column that it goes to, where that is not plain from the text itself.
#pragma once

#include "core/schema/column.h"
#include "core/transfer/record_reader.h"
#include "core/types/value.h"
#include "core/util/result.h"

namespace relata {

enum class DateOrder
{
    YearFirst, // ISO: 2024-02-29
    DayFirst, // 29.02.2024, 29/02/2024
    MonthFirst, // 02/29/2024
};

struct ValueReading
{
    bool decimalComma = false; // 1.234,56
    DateOrder dates = DateOrder::YearFirst;
    bool base64 = false; // bytes, which otherwise are \x00ff

    bool operator==(const ValueReading&) const = default;
};

// 29.02.2024 13:05 as 2024-02-29 13:05; nothing if the text has another form or is no date.
std::optional<std::string> isoDate(std::string_view text, DateOrder order);
// 1.234,56 as 1234.56; nothing if the text has another form.
std::optional<std::string> pointDecimal(std::string_view text);

// The value that the column stores. Missing and Null are NULL; what stands for NULL otherwise is the caller's
// to know. Errors (Argument): what the column's type cannot hold, as for a typed cell.
Result<Value> readValue(const RecordField& field, const Column& column, const ValueReading& reading);

} // namespace relata
