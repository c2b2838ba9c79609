#include "core/drivers/qtsql/odbc_values.h"

#include "core/drivers/qtsql/odbc_error.h"
#include "core/util/strings.h"

#include <QMetaType>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace relata::qtsql {
namespace {

// Microsoft's own types ("Extended types of the SQL Server Native Client").
constexpr SQLLEN msVariant = -150;
constexpr SQLLEN msUdt = -151;
constexpr SQLLEN msXml = -152;
constexpr SQLLEN msTime = -154;
constexpr SQLLEN msDateTimeOffset = -155;

ValueTag tagOf(SQLLEN type)
{
    switch (type) {
    case SQL_BIT:
        return ValueTag::Boolean;
    case SQL_TINYINT:
    case SQL_SMALLINT:
    case SQL_INTEGER:
    case SQL_BIGINT:
        return ValueTag::Integer;
    case SQL_DECIMAL:
    case SQL_NUMERIC:
    case SQL_REAL:
    case SQL_FLOAT:
    case SQL_DOUBLE:
        return ValueTag::Number;
    case SQL_BINARY:
    case SQL_VARBINARY:
    case SQL_LONGVARBINARY:
    case msUdt:
        return ValueTag::Binary;
    case SQL_TYPE_DATE:
    case SQL_TYPE_TIME:
    case SQL_TYPE_TIMESTAMP:
    case SQL_DATE:
    case SQL_TIME:
    case SQL_TIMESTAMP:
    case msTime:
    case msDateTimeOffset:
        return ValueTag::Temporal;
    case SQL_GUID:
    case msXml:
        return ValueTag::Other;
    case msVariant:
        return ValueTag::Text;
    default:
        return type >= SQL_INTERVAL_YEAR && type <= SQL_INTERVAL_MINUTE_TO_SECOND ? ValueTag::Temporal
                                                                                  : ValueTag::Text;
    }
}

enum class Reading
{
    Value,
    Null,
    Failed,
};

struct Bytes
{
    std::string bytes; // UTF-16 or octets
    std::uint64_t left = 0; // bytes beyond them that were not read
};

// A long value piece by piece. Stops after `limit` bytes (0 = none), so that a huge cell costs what is kept.
Reading readLong(SQLHANDLE statement, SQLUSMALLINT column, SQLSMALLINT type, std::size_t limit, Bytes& value)
{
    const OdbcLibrary& odbc = *OdbcLibrary::instance();
    const std::size_t terminator = type == SQL_C_WCHAR ? sizeof(SQLWCHAR) : type == SQL_C_CHAR ? 1 : 0;
    std::array<char, 16384> piece;
    while (true) {
        SQLLEN indicator = 0;
        SQLRETURN code = odbc.getData(
            statement, column, type, piece.data(), static_cast<SQLLEN>(piece.size()), &indicator);
        if (code == SQL_NO_DATA)
            return Reading::Value;
        if (!SQL_SUCCEEDED(code))
            return Reading::Failed;
        if (indicator == SQL_NULL_DATA)
            return Reading::Null;
        const std::size_t room = piece.size() - terminator;
        bool more = indicator == SQL_NO_TOTAL || static_cast<std::size_t>(indicator) > room;
        value.bytes.append(piece.data(), more ? room : static_cast<std::size_t>(indicator));
        if (!more)
            return Reading::Value;
        if (limit > 0 && value.bytes.size() >= limit) {
            value.left = indicator == SQL_NO_TOTAL ? 1 : static_cast<std::size_t>(indicator) - room;
            return Reading::Value;
        }
    }
}

// Shortest text that reads back as the same number, so that nothing depends on the driver's own printing.
template <typename T>
std::string shortest(T number)
{
    if (std::isnan(number))
        return "NaN";
    if (std::isinf(number))
        return number > 0 ? "Infinity" : "-Infinity";
    std::array<char, 64> text{};
    auto result = std::to_chars(text.data(), text.data() + text.size(), number);
    return {text.data(), result.ptr};
}

template <typename T>
bool readFloat(SQLHANDLE statement, SQLUSMALLINT column, SQLSMALLINT type, RowChunkBuilder& builder)
{
    T number = 0;
    SQLLEN indicator = 0;
    SQLRETURN code =
        OdbcLibrary::instance()->getData(statement, column, type, &number, sizeof number, &indicator);
    if (!SQL_SUCCEEDED(code))
        return false;
    if (indicator == SQL_NULL_DATA)
        builder.addNull();
    else
        builder.addBytes(ValueTag::Number, shortest(number));
    return true;
}

void addInteger(std::string_view text, RowChunkBuilder& builder)
{
    std::int64_t number = 0;
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code == std::errc() && end == text.data() + text.size())
        builder.addInteger(number);
    else
        builder.addBytes(ValueTag::Number, text); // unsigned, above the signed range
}

} // namespace

std::vector<ColumnShape> shapesOf(SQLHANDLE statement, int count)
{
    const OdbcLibrary& odbc = *OdbcLibrary::instance();
    std::vector<ColumnShape> shapes;
    auto text = [&](SQLUSMALLINT column, SQLUSMALLINT field) -> std::string {
        std::array<SQLWCHAR, 512> name{};
        SQLSMALLINT bytes = 0;
        SQLRETURN code = odbc.colAttribute(statement, column, field, name.data(),
            static_cast<SQLSMALLINT>(name.size() * sizeof(SQLWCHAR)), &bytes, nullptr);
        if (!SQL_SUCCEEDED(code))
            return {};
        std::size_t length = static_cast<std::size_t>(std::max<SQLSMALLINT>(bytes, 0)) / sizeof(SQLWCHAR);
        return fromWide(name.data(), std::min(length, name.size() - 1));
    };
    for (int i = 0; i < count; ++i) {
        auto column = static_cast<SQLUSMALLINT>(i + 1);
        ColumnShape shape;
        shape.column.name = text(column, SQL_DESC_LABEL);
        shape.column.typeName = text(column, SQL_DESC_TYPE_NAME);
        shape.column.sourceTable = text(column, SQL_DESC_BASE_TABLE_NAME);
        shape.column.sourceColumn = text(column, SQL_DESC_BASE_COLUMN_NAME);
        shape.column.sourceSchema = text(column, SQL_DESC_SCHEMA_NAME);
        if (shape.column.sourceTable.empty())
            shape.column.sourceColumn.clear();
        odbc.colAttribute(statement, column, SQL_DESC_CONCISE_TYPE, nullptr, 0, nullptr, &shape.sqlType);
        shapes.push_back(std::move(shape));
    }
    return shapes;
}

bool readCell(
    SQLHANDLE statement, int column, SQLLEN sqlType, std::size_t maxCellBytes, RowChunkBuilder& builder)
{
    auto number = static_cast<SQLUSMALLINT>(column + 1);
    if (sqlType == SQL_REAL)
        return readFloat<float>(statement, number, SQL_C_FLOAT, builder);
    if (sqlType == SQL_FLOAT || sqlType == SQL_DOUBLE)
        return readFloat<double>(statement, number, SQL_C_DOUBLE, builder);

    const ValueTag tag = tagOf(sqlType);
    const bool wide = tag == ValueTag::Text || tag == ValueTag::Other;
    const SQLSMALLINT type = tag == ValueTag::Binary ? SQL_C_BINARY : wide ? SQL_C_WCHAR : SQL_C_CHAR;
    Bytes value;
    // A prefix of n bytes of UTF-8 comes of at most 2 n bytes of UTF-16.
    switch (readLong(statement, number, type, wide ? 2 * maxCellBytes : maxCellBytes, value)) {
    case Reading::Failed:
        return false;
    case Reading::Null:
        builder.addNull();
        return true;
    case Reading::Value:
        break;
    }
    std::string& bytes = value.bytes;
    if (wide) {
        bytes = fromWide(
            reinterpret_cast<const SQLWCHAR*>(value.bytes.data()), value.bytes.size() / sizeof(SQLWCHAR));
        value.left /= 2; // exact where the rest is ASCII
    }
    if (tag == ValueTag::Integer) {
        addInteger(bytes, builder);
    } else if (tag == ValueTag::Boolean) {
        builder.addBoolean(bytes != "0");
    } else {
        std::string_view shown = bytes;
        if (maxCellBytes > 0 && shown.size() > maxCellBytes)
            shown = tag == ValueTag::Binary ? shown.substr(0, maxCellBytes) : utf8Prefix(shown, maxCellBytes);
        std::uint64_t whole = bytes.size() + value.left;
        builder.addBytes(tag, shown, whole > shown.size() ? whole : 0);
    }
    return true;
}

QVariant parameterOf(const Value& value)
{
    switch (value.tag()) {
    case ValueTag::Null:
        return QVariant(QMetaType(QMetaType::QString));
    case ValueTag::Boolean:
        return value.integer() != 0;
    case ValueTag::Integer:
        return static_cast<qlonglong>(value.integer());
    case ValueTag::Real:
        return value.real();
    case ValueTag::Binary:
        return QByteArray(value.bytes().data(), static_cast<qsizetype>(value.bytes().size()));
    case ValueTag::Number:
    case ValueTag::Text:
    case ValueTag::Temporal:
    case ValueTag::Other:
        break;
    }
    return QString::fromUtf8(value.bytes().data(), static_cast<qsizetype>(value.bytes().size()));
}

} // namespace relata::qtsql
