#pragma once

#include "core/types/value.h"

#include <mysql.h>
#include <span>
#include <vector>

namespace relata::libmariadb {

// Parameters in the form in which the library reads them while it executes. Texts are looked at, not copied:
// the values must live until then.
class BoundValues
{
public:
    explicit BoundValues(std::span<const Value> values);
    // Several rows at once, column by column (STMT_ATTR_ARRAY_SIZE). A column holds values of one type, as
    // typeOf() tells, and NULLs.
    explicit BoundValues(std::span<const std::vector<Value>> rows);
    MYSQL_BIND* binds() { return m_binds.data(); }
    // NULL for a value that could be of any type.
    static enum_field_types typeOf(const Value& value);

private:
    struct Column // of several rows
    {
        std::vector<std::int64_t> integers;
        std::vector<double> reals;
        std::vector<const char*> texts;
        std::vector<unsigned long> lengths;
        std::vector<char> indicators;
    };
    std::vector<MYSQL_BIND> m_binds;
    std::vector<std::int64_t> m_integers;
    std::vector<double> m_reals;
    std::vector<Column> m_columns;
};

} // namespace relata::libmariadb
