#include "core/editing/edit_validation.h"

#include "core/editing/cell_text.h"
#include "core/editing/check_evaluator.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace relata {
namespace {

bool fillsItself(const Column& column)
{
    return column.isFetchedOnInsert() || column.clientDefault.has_value();
}

// Further sizes (MySQL's TINYINT and MEDIUMINT) are told by their native names alone.
bool isPlainInteger(const SqlType& type)
{
    if (!type.native)
        return true;
    std::string name = toLowerAscii(type.native->text);
    name = name.substr(0, name.find_first_of(" ("));
    static constexpr std::string_view plain[] = {"smallint", "integer", "int", "bigint"};
    return std::find(std::begin(plain), std::end(plain), name) != std::end(plain);
}

std::string integerProblem(const SqlType& type, std::int64_t number)
{
    std::int64_t most = type.kind == TypeKind::SmallInteger ? INT16_MAX : INT32_MAX;
    if (type.isUnsigned && number < 0)
        return "may not be negative.";
    if (type.kind == TypeKind::BigInteger)
        return {};
    if (type.isUnsigned)
        most = most * 2 + 1;
    std::int64_t least = type.isUnsigned ? 0 : -most - 1;
    return number < least || number > most ? fmt::format("takes numbers from {} to {}.", least, most) : "";
}

std::string decimalProblem(const SqlType& type, std::string_view text)
{
    if (!type.precision || text.find_first_of("eEnN") != std::string_view::npos)
        return {};
    if (text.starts_with("-"))
        text.remove_prefix(1);
    std::size_t point = text.find('.');
    std::string whole(text.substr(0, point));
    std::string fraction(point == std::string_view::npos ? "" : text.substr(point + 1));
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
    fraction.erase(fraction.find_last_not_of('0') + 1);
    int scale = type.scale.value_or(0);
    if (static_cast<int>(whole.size()) > *type.precision - scale)
        return fmt::format("takes {} digits before the point.", *type.precision - scale);
    if (static_cast<int>(fraction.size()) > scale)
        return fmt::format("takes {} decimals; the rest would be rounded.", scale);
    return {};
}

// SQLite keeps an integer of 64 bits exactly and any other number as a double, of whose digits 15 are certain
// (https://www.sqlite.org/datatype3.html, 3.1); it says nothing about the rest.
std::string doubleProblem(std::string_view text)
{
    constexpr std::size_t certainDigits = 15;
    std::int64_t whole = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (error == std::errc() && end == text.data() + text.size())
        return {};
    std::string digits;
    for (char character : text.substr(0, text.find_first_of("eE"))) {
        if (character >= '0' && character <= '9' && !(digits.empty() && character == '0'))
            digits += character;
    }
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.size() <= certainDigits)
        return {};
    return fmt::format("keeps {} digits of such a number here, and these are {}: the rest would be lost. A "
                       "column of type TEXT keeps them.",
        certainDigits, digits.size());
}

std::string typeProblem(const Column& column, const Value& value, const SqlDialect& dialect)
{
    const SqlType& type = baseType(column.type);
    bool loose = dialect.traits().loosePlainTypes;
    switch (type.kind) {
    case TypeKind::SmallInteger:
    case TypeKind::Integer:
    case TypeKind::BigInteger:
        if (loose)
            return value.tag() == ValueTag::Number ? doubleProblem(value.bytes()) : std::string();
        if (value.tag() == ValueTag::Integer)
            return isPlainInteger(type) ? integerProblem(type, value.integer()) : std::string();
        return value.tag() == ValueTag::Text ? "takes whole numbers." : "";
    case TypeKind::Numeric:
        if (value.tag() == ValueTag::Number || value.tag() == ValueTag::Integer)
            return loose ? doubleProblem(value.toText()) : decimalProblem(type, value.toText());
        return {};
    case TypeKind::String:
        if (!loose && type.length && value.tag() == ValueTag::Text
            && codePointCount(value.bytes()) > static_cast<std::size_t>(*type.length))
            return fmt::format(
                "takes {} characters; these are {}.", *type.length, codePointCount(value.bytes()));
        return {};
    case TypeKind::LargeBinary:
        if (!loose && type.length && value.tag() == ValueTag::Binary
            && value.bytes().size() > static_cast<std::size_t>(*type.length))
            return fmt::format("takes {} bytes; these are {}.", *type.length, value.bytes().size());
        return {};
    case TypeKind::Enum:
        if (!type.values.empty() && value.tag() == ValueTag::Text
            && std::find(type.values.begin(), type.values.end(), value.bytes()) == type.values.end())
            return fmt::format("takes one of {}.", fmt::join(type.values, ", "));
        return {};
    case TypeKind::Json:
        if (value.tag() == ValueTag::Text) {
            Result<void> valid = checkJson(value.bytes());
            return valid ? std::string() : "takes JSON. " + valid.error().message;
        }
        return {};
    default:
        return {};
    }
}

} // namespace

std::string whyNotEditable(const Column& column, bool inserting)
{
    if (column.computed)
        return column.name + " is computed by the database.";
    if (column.identity && column.identity->always) {
        return column.name
            + (inserting ? " is numbered by the database."
                         : " is numbered by the database and stays as it is.");
    }
    return {};
}

std::optional<EditProblem> validateCell(
    const Column& column, const PendingValue& value, bool inserting, const SqlDialect& dialect)
{
    std::string problem;
    if (value.kind != PendingValue::Kind::Default)
        problem = whyNotEditable(column, inserting);
    if (!problem.empty())
        return EditProblem{{column.name}, problem};
    if (value.kind == PendingValue::Kind::Default) {
        if (!column.nullable && !fillsItself(column))
            return EditProblem{{column.name}, column.name + " has no default and may not be NULL."};
        return std::nullopt;
    }
    if (!value.isValue())
        return std::nullopt;
    if (value.value.isNull()) {
        // SQLite numbers a NULL in its row number's column; the others do not.
        if (!column.nullable && !(inserting && column.autoincrement != Autoincrement::No))
            return EditProblem{{column.name}, column.name + " may not be NULL."};
        return std::nullopt;
    }
    problem = typeProblem(column, value.value, dialect);
    if (!problem.empty())
        return EditProblem{{column.name}, column.name + " " + problem};
    return std::nullopt;
}

std::vector<EditProblem> validateRow(const Table& table, const PendingRow& row, const SqlDialect& dialect)
{
    std::vector<EditProblem> problems;
    if (row.op == PendingOp::Delete)
        return problems;
    bool inserting = row.op == PendingOp::Insert;
    for (const auto& [name, value] : row.changes) {
        const Column* column = table.findColumn(name);
        if (!column) {
            problems.push_back({{name}, fmt::format("{} has no column {}.", table.qualifiedName(), name)});
            continue;
        }
        if (std::optional<EditProblem> problem = validateCell(*column, value, inserting, dialect))
            problems.push_back(std::move(*problem));
    }
    if (inserting) {
        for (const Column& column : table.columns) {
            if (!column.nullable && !fillsItself(column) && !row.change(column.name))
                problems.push_back({{column.name}, column.name + " needs a value."});
        }
    }
    for (const CheckConstraint& check : table.checkConstraints) {
        std::vector<std::string> read;
        bool touched = false;
        CheckOutcome outcome =
            evaluateCheck(check.expression, [&](std::string_view name) -> std::optional<Value> {
                const Column* column = table.findColumn(name);
                for (const Column& other : table.columns) {
                    if (!column && equalsIgnoreCase(other.name, name))
                        column = &other;
                }
                if (!column)
                    return std::nullopt;
                if (std::find(read.begin(), read.end(), column->name) == read.end())
                    read.push_back(column->name);
                touched = touched || row.change(column->name);
                std::optional<PendingValue> value = row.current(column->name);
                if (!value || !value->isValue())
                    return inserting && !value && !fillsItself(*column) ? std::optional<Value>(Value())
                                                                        : std::nullopt;
                // What a person typed into a date column is text until the server reads it.
                return value->value;
            });
        if (outcome == CheckOutcome::Violated && touched) {
            std::string name = check.name.empty() ? "A check" : "The check " + check.name;
            problems.push_back(
                {read, fmt::format("{} forbids this: {}.", name, check.expression.text), check.name});
        }
    }
    return problems;
}

} // namespace relata
