// Column types: what the target calls them, or the nearest that it has, with checks that keep the values to
// what they were.
#include "core/convert/context.h"
#include "core/sql/type_compiler.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata::convert_internal {
namespace {

constexpr int boundless = 2147483647; // bytes: LONGTEXT and its like

class TypeConverter
{
public:
    TypeConverter(Context& context, Draft& draft, Column& column)
        : m_context(context), m_draft(draft), m_column(column)
    { }

    void run()
    {
        m_original = m_column.type;
        m_column.type = converted(m_column.type);
    }

private:
    SqlType converted(const SqlType& type);
    SqlType plain(SqlType type);
    SqlType domain(const SqlType& type);
    SqlType enumeration(SqlType type);
    SqlType text(SqlType type);
    SqlType binary(SqlType type);
    SqlType numeric(SqlType type);
    SqlType temporal(SqlType type);
    SqlType integer(SqlType type);
    SqlType bits(const SqlType& type);
    SqlType json(SqlType type);
    SqlType asText(const SqlType& type, std::optional<int> length, std::string_view what);

    std::string spelling(const SqlType& type) const // as its own dialect writes it
    {
        if (type.native)
            return type.native->text;
        return type.name;
    }
    std::string written(const SqlType& type) const { return m_context.target.typeCompiler().compile(type); }
    std::string label() const { return m_draft.label(m_column.name); }
    std::string columnText() const { return m_context.identifiers.quote(m_draft.newColumn(m_column.name)); }
    void check(const std::string& text)
    {
        CheckConstraint constraint;
        constraint.expression = {text, m_context.to.name};
        m_draft.table.checkConstraints.push_back(std::move(constraint));
    }

    Context& m_context;
    Draft& m_draft;
    Column& m_column;
    SqlType m_original;
};

SqlType TypeConverter::converted(const SqlType& type)
{
    // MySQL and MariaDB take each other's words, but for the types that MariaDB alone has.
    bool mariadbAlone = type.kind == TypeKind::Uuid || type.kind == TypeKind::Network;
    if (type.native && m_context.isTargets(type.native->dialect) && !mariadbAlone)
        return type;
    SqlType result = plain(type.withoutNative());
    if (m_context.to.varcharIsUnicode)
        result.national = false;
    else if (result.kind == TypeKind::String || result.kind == TypeKind::Text)
        result.national = true;
    return result;
}

SqlType TypeConverter::plain(SqlType type)
{
    const DialectTraits& to = m_context.to;
    switch (type.kind) {
    case TypeKind::Domain:
        return domain(type);
    case TypeKind::Enum:
        return enumeration(std::move(type));
    case TypeKind::Set:
        if (to.supportsSets)
            return type;
        return asText(type, 255, "SET");
    case TypeKind::String:
    case TypeKind::Text:
        return text(std::move(type));
    case TypeKind::LargeBinary:
        return binary(std::move(type));
    case TypeKind::Numeric:
        return numeric(std::move(type));
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::DateTime:
        return temporal(std::move(type));
    case TypeKind::SmallInteger:
    case TypeKind::Integer:
    case TypeKind::BigInteger:
        return integer(std::move(type));
    case TypeKind::Float:
    case TypeKind::Double:
        type.isUnsigned = type.isUnsigned && to.supportsUnsigned;
        if (type.kind == TypeKind::Double)
            type.precision.reset();
        return type;
    case TypeKind::Boolean:
        if (to.booleanNeedsCheck) {
            check(columnText() + " IN (0, 1)");
            m_context.notes.changed(label(), "boolean", lacks(to, "booleans in tables"),
                written(type) + " with a check for 0 and 1");
        }
        return type;
    case TypeKind::Uuid: {
        if (to.supportsUuid)
            return type;
        SqlType text = SqlType::string(36);
        text.fixedLength = true;
        m_context.notes.changed(label(), "UUID", lacks(to, "UUID type"), written(text));
        return text;
    }
    case TypeKind::Json:
        return json(std::move(type));
    case TypeKind::Array:
        if (to.supportsJson) {
            SqlType substitute = SqlType::of(TypeKind::Json);
            m_context.notes.changed(label(),
                "array" + (m_original.native ? " " + m_original.native->text : std::string()),
                lacks(to, "arrays"), written(substitute));
            return substitute;
        }
        return asText(type, {}, "array");
    case TypeKind::Interval:
        if (!to.supportsIntervals)
            return asText(type, 64, "interval");
        if (m_context.from.supportsIntervals)
            m_context.notes.changed(
                label(), "interval", "months and years have no place in it", written(type));
        return type;
    case TypeKind::Bit:
        return bits(type);
    case TypeKind::Money: {
        if (to.supportsMoney)
            return type;
        SqlType substitute = SqlType::numeric(19, 4);
        m_context.notes.changed(label(), "money", lacks(to, "money type"), written(substitute));
        return substitute;
    }
    case TypeKind::Xml:
        return to.supportsXml ? type : asText(type, {}, "XML");
    case TypeKind::Network:
        return asText(type, 43, "network address");
    case TypeKind::Geometry: {
        SqlType substitute = to.supportsGeometry ? type : binary(SqlType::of(TypeKind::LargeBinary));
        m_context.notes.changed(label(),
            "spatial type" + (m_original.native ? " " + m_original.native->text : std::string()),
            "each database has spatial types of its own", written(substitute));
        return substitute;
    }
    case TypeKind::Range:
        return asText(type, 255, "range");
    case TypeKind::TextSearch:
        return asText(type, {}, "text-search type");
    case TypeKind::Composite:
        return asText(type, {}, "composite type");
    case TypeKind::Unknown:
        if (!m_original.native && to.supportsTypeless)
            return type;
        return asText(type, {}, m_original.native ? "type" : "column without a type");
    }
    return type;
}

SqlType TypeConverter::asText(const SqlType&, std::optional<int> length, std::string_view what)
{
    SqlType substitute = text(length ? SqlType::string(length) : SqlType::of(TypeKind::Text));
    substitute.national = !m_context.to.varcharIsUnicode;
    std::string named(what);
    if (std::string own = spelling(m_original); !own.empty() && what != "column without a type")
        named += " " + own;
    m_context.notes.changed(label(), named,
        what == "type" ? "it is of " + m_context.from.displayName + " alone"
                       : lacks(m_context.to, std::string(what) + "s"),
        written(substitute));
    return substitute;
}

SqlType TypeConverter::domain(const SqlType& type)
{
    const Domain* definition = nullptr;
    for (const Domain& candidate : m_context.source.domains) {
        if (candidate.name == type.name && candidate.schema == type.schema)
            definition = &candidate;
    }
    if (!definition)
        return type.element ? converted(*type.element) : asText(type, {}, "domain");
    SqlType base = converted(definition->type);
    if (!definition->nullable)
        m_column.nullable = false;
    if (!m_column.serverDefault && definition->serverDefault)
        m_column.serverDefault = definition->serverDefault;
    for (const CheckConstraint& domainCheck : definition->checkConstraints) {
        CheckConstraint constraint = domainCheck;
        constraint.id = {};
        constraint.name.clear(); // the same for every column of the domain
        constraint.options.set("convert.domain", m_column.name);
        m_draft.table.checkConstraints.push_back(std::move(constraint));
    }
    m_context.notes.changed(label(), "domain " + type.name, lacks(m_context.to, "domains"),
        written(base) + (definition->checkConstraints.empty() ? "" : " with its checks"));
    return base;
}

SqlType TypeConverter::enumeration(SqlType type)
{
    const DialectTraits& to = m_context.to;
    if (type.values.empty()) {
        if (const EnumType* definition = m_context.source.findEnum(type.schema, type.name))
            type.values = definition->values;
    }
    std::size_t longest = 1;
    for (const std::string& value : type.values)
        longest = std::max(longest, codePointCount(value));
    std::string what = type.name.empty() ? "ENUM" : "enumeration " + type.name;
    if (to.supportsInlineEnums && !type.values.empty()) {
        if (!type.name.empty())
            m_context.notes.info(label(), what, lacks(to, "named enumerations"), "ENUM(...) at the column");
        type.name.clear();
        type.schema.clear();
        return type;
    }
    if (to.supportsNamedEnums && !type.values.empty()) {
        EnumType named;
        named.schema = m_draft.newSchema;
        named.name =
            m_context.identifiers.truncated(m_draft.newName + "_" + m_draft.newColumn(m_column.name));
        named.values = type.values;
        m_context.result.enums.push_back(named);
        m_context.notes.info(label(), what, "enumerations are types of their own", "the type " + named.name);
        type.name = named.name;
        type.schema = named.schema;
        return type;
    }
    SqlType substitute = text(SqlType::string(static_cast<int>(longest)));
    if (type.values.empty())
        return substitute;
    std::vector<std::string> literals;
    const ExpressionRules* rules = to.expressions;
    for (const std::string& value : type.values) {
        bool ascii = std::all_of(value.begin(), value.end(), [](unsigned char c) { return c < 0x80; });
        literals.push_back((rules && !ascii ? std::string(rules->stringPrefix) : std::string())
            + m_context.identifiers.literal(value));
    }
    check(columnText() + " IN (" + join(literals, ", ") + ")");
    substitute.national = !to.varcharIsUnicode;
    m_context.notes.changed(label(), what, lacks(to, "enumerations"), written(substitute) + " with a check");
    return substitute;
}

SqlType TypeConverter::text(SqlType type)
{
    const DialectTraits& to = m_context.to;
    if (type.kind == TypeKind::String && type.fixedLength && !type.length)
        type.length = 1;
    bool tooLong = type.length && to.maxVarcharLength > 0 && *type.length > to.maxVarcharLength;
    bool unbounded = !type.length && to.varcharNeedsLength;
    if (type.kind == TypeKind::String && (tooLong || unbounded)) {
        bool holdsAll = unbounded || to.unboundedText;
        type.kind = TypeKind::Text;
        type.fixedLength = false;
        if (holdsAll)
            type.length.reset();
        else
            type.length = *type.length * to.bytesPerCharacter; // a TEXT's length is in bytes
    }
    // A CHAR of MySQL holds 255, of Oracle 2,000.
    if (type.fixedLength && type.length && *type.length > 255)
        type.fixedLength = false;
    if (type.kind == TypeKind::Text) {
        if (to.unboundedText)
            type.length.reset();
        else if (!type.length && m_context.from.unboundedText)
            type.length = boundless;
    }
    return type;
}

SqlType TypeConverter::binary(SqlType type)
{
    const DialectTraits& to = m_context.to;
    if (type.length && to.maxVarbinaryLength > 0 && *type.length > to.maxVarbinaryLength) {
        if (to.unboundedText)
            type.length.reset();
        type.fixedLength = false;
    }
    if (!type.length && !to.unboundedText && m_context.from.unboundedText)
        type.length = boundless;
    return type;
}

SqlType TypeConverter::numeric(SqlType type)
{
    const DialectTraits& to = m_context.to;
    type.isUnsigned = type.isUnsigned && to.supportsUnsigned;
    if (!type.precision) {
        if (!to.unboundedNumeric && m_context.from.unboundedNumeric) {
            type.precision = to.maxNumericPrecision;
            type.scale = to.maxNumericPrecision / 4;
            m_context.notes.changed(
                label(), "number without a precision", "NUMERIC alone has no decimals there", written(type));
        }
        return type;
    }
    SqlType before = type;
    if (type.scale.value_or(0) < 0) {
        type.precision = *type.precision - *type.scale;
        type.scale = 0;
    }
    if (type.scale && *type.scale > *type.precision && to.maxNumericScale != 127)
        type.precision = type.scale;
    if (to.maxNumericPrecision > 0 && *type.precision > to.maxNumericPrecision)
        type.precision = to.maxNumericPrecision;
    if (type.scale && to.maxNumericScale > 0)
        type.scale = std::min({*type.scale, to.maxNumericScale, std::max(*type.precision, *before.scale)});
    if (type.precision < before.precision || type.scale < before.scale)
        m_context.notes.changed(label(), withModifiers("NUMERIC", before.precision, before.scale),
            fmt::format("{} keeps at most {} digits", to.displayName, to.maxNumericPrecision), written(type));
    return type;
}

SqlType TypeConverter::temporal(SqlType type)
{
    const DialectTraits& to = m_context.to;
    if (type.kind == TypeKind::Date)
        return type;
    if (type.kind == TypeKind::Time && !to.supportsTime) {
        m_context.notes.changed(label(), "time of day", lacks(to, "time of day"), written(type));
        type.timezone = false;
        return type;
    }
    if (type.precision && *type.precision > to.maxSecondsPrecision) {
        m_context.notes.changed(label(), fmt::format("{} digits of seconds", *type.precision),
            fmt::format("{} keeps {}", to.displayName, to.maxSecondsPrecision),
            fmt::format("{} digits", to.maxSecondsPrecision));
        type.precision = to.maxSecondsPrecision;
    }
    if (!type.precision && m_context.from.defaultSecondsPrecision > to.defaultSecondsPrecision)
        type.precision = std::min(m_context.from.defaultSecondsPrecision, to.maxSecondsPrecision);
    if (to.loosePlainTypes)
        type.precision.reset();
    if (type.timezone && (!to.supportsTimezone || type.kind == TypeKind::Time)) {
        type.timezone = false;
        m_context.notes.changed(label(),
            type.kind == TypeKind::Time ? "time with time zone" : "timestamp with time zone",
            lacks(to, type.kind == TypeKind::Time ? "times with time zone" : "timestamps with time zone"),
            written(type) + "; store UTC");
    }
    return type;
}

SqlType TypeConverter::integer(SqlType type)
{
    type.precision.reset();
    if (!type.isUnsigned || m_context.to.supportsUnsigned)
        return type;
    SqlType before = type;
    type.isUnsigned = false;
    if (!m_context.to.loosePlainTypes) {
        if (type.kind == TypeKind::SmallInteger)
            type.kind = TypeKind::Integer;
        else if (type.kind == TypeKind::Integer)
            type.kind = TypeKind::BigInteger;
        else if (m_column.autoincrement == Autoincrement::No) // numbering ends long before BIGINT does
            type = SqlType::numeric(20, 0);
    }
    check(columnText() + " >= 0");
    m_context.notes.changed(label(), "unsigned integer", lacks(m_context.to, "unsigned integers"),
        written(type) + " with a check for 0 and above");
    return type;
}

SqlType TypeConverter::bits(const SqlType& type)
{
    const DialectTraits& to = m_context.to;
    bool fits = to.supportsBitStrings && (m_context.from.supportsBitStrings || type.length);
    // MySQL's BIT is a number of at most 64 bits, PostgreSQL's a string of any length.
    bool small = type.length.value_or(1) <= 64 && type.fixedLength;
    if (fits && (small || !to.textKeysNeedLength))
        return type;
    return asText(type, type.length ? type.length : (type.fixedLength ? std::optional<int>(1) : std::nullopt),
        "bit string");
}

SqlType TypeConverter::json(SqlType type)
{
    const DialectTraits& to = m_context.to;
    if (to.supportsJson)
        return type;
    SqlType substitute = text(SqlType::of(TypeKind::Text));
    substitute.national = !to.varcharIsUnicode;
    if (!to.jsonCheck.empty())
        check(replaceAll(to.jsonCheck, "{0}", columnText()));
    m_context.notes.changed(label(), "JSON", lacks(to, "JSON type in tables"),
        written(substitute) + (to.jsonCheck.empty() ? "" : " with a check"));
    return substitute;
}

} // namespace

void convertTypes(Context& context)
{
    bool wide = false;
    for (Draft& draft : context.drafts) {
        for (Column& column : draft.table.columns) {
            TypeConverter(context, draft, column).run();
            wide = wide || (context.from.loosePlainTypes && column.type.kind == TypeKind::Integer);
        }
    }
    if (wide && !context.to.loosePlainTypes)
        context.notes.info("", "INTEGER of " + context.from.displayName,
            "it holds 64 bits where it comes from",
            "INTEGER of 32 bits; choose BIGINT where values are larger");
}

} // namespace relata::convert_internal
