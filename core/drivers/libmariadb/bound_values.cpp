#include "core/drivers/libmariadb/bound_values.h"

#include <cstring>

namespace relata::libmariadb {

enum_field_types BoundValues::typeOf(const Value& value)
{
    switch (value.tag()) {
    case ValueTag::Null:
        return MYSQL_TYPE_NULL;
    case ValueTag::Boolean:
    case ValueTag::Integer:
        return MYSQL_TYPE_LONGLONG;
    case ValueTag::Real:
        return MYSQL_TYPE_DOUBLE;
    case ValueTag::Binary:
        return MYSQL_TYPE_BLOB;
    default:
        return MYSQL_TYPE_STRING;
    }
}

BoundValues::BoundValues(std::span<const Value> values)
    : m_binds(values.size()), m_integers(values.size()), m_reals(values.size())
{
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Value& value = values[i];
        MYSQL_BIND& bind = m_binds[i];
        std::memset(&bind, 0, sizeof bind);
        bind.buffer_type = typeOf(value);
        m_integers[i] = value.integer();
        m_reals[i] = value.real();
        switch (bind.buffer_type) {
        case MYSQL_TYPE_NULL:
            break;
        case MYSQL_TYPE_LONGLONG:
            bind.buffer = &m_integers[i];
            break;
        case MYSQL_TYPE_DOUBLE:
            bind.buffer = &m_reals[i];
            break;
        default:
            bind.buffer = const_cast<char*>(value.bytes().data()); // the C interface knows no const
            bind.buffer_length = value.bytes().size();
        }
    }
}

BoundValues::BoundValues(std::span<const std::vector<Value>> rows)
    : m_binds(rows.front().size()), m_columns(rows.front().size())
{
    for (std::size_t i = 0; i < m_binds.size(); ++i) {
        MYSQL_BIND& bind = m_binds[i];
        std::memset(&bind, 0, sizeof bind);
        Column& column = m_columns[i];
        enum_field_types type = MYSQL_TYPE_NULL;
        column.indicators.reserve(rows.size());
        for (const std::vector<Value>& row : rows) {
            bool null = row[i].isNull();
            column.indicators.push_back(static_cast<char>(null ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE));
            type = null ? type : typeOf(row[i]);
        }
        bind.buffer_type = type == MYSQL_TYPE_NULL ? MYSQL_TYPE_STRING : type;
        bind.u.indicator = column.indicators.data();
        if (bind.buffer_type == MYSQL_TYPE_LONGLONG) {
            for (const std::vector<Value>& row : rows)
                column.integers.push_back(row[i].integer());
            bind.buffer = column.integers.data();
        } else if (bind.buffer_type == MYSQL_TYPE_DOUBLE) {
            for (const std::vector<Value>& row : rows)
                column.reals.push_back(row[i].real());
            bind.buffer = column.reals.data();
        } else {
            for (const std::vector<Value>& row : rows) {
                column.texts.push_back(row[i].bytes().data());
                column.lengths.push_back(row[i].bytes().size());
            }
            bind.buffer = column.texts.data();
            bind.length = column.lengths.data();
        }
    }
}

} // namespace relata::libmariadb
