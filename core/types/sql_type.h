// The type of a column: SQLAlchemy's generic types, plus what one dialect alone has.
//
// A type carries its meaning (kind and modifiers), by which dialects convert to each other, and, when it was
// reflected, the spelling that its own database gave it ("character varying(40)", "NVARCHAR(160)"), so that
// DDL for the same dialect says exactly what the original said. Whoever changes a modifier drops the native
// spelling (withoutNative()).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace relata {

enum class TypeKind
{
    Unknown, // no declared type (SQLite), or one that nothing generic describes: only `native` says what it
             // is
    Boolean,
    SmallInteger,
    Integer,
    BigInteger,
    Numeric, // exact decimal: precision, scale
    Float, // single precision, or precision in bits
    Double,
    String, // VARCHAR(length), or CHAR(length) if `fixedLength`
    Text, // unbounded text
    Date,
    Time, // precision = digits of seconds; `timezone`
    DateTime, // TIMESTAMP: precision = digits of seconds; `timezone`
    Interval,
    LargeBinary, // BLOB / bytea; VARBINARY(length), BINARY(length) if `fixedLength`
    Enum, // enumName may be empty (inline), values in order
    Set, // MySQL's SET
    Json, // `binary`: jsonb
    Uuid,
    Xml,
    Array, // `element`, `dimensions`
    Bit, // bit string: length; varying unless `fixedLength`
    Money,
    Network, // inet, cidr, macaddr: `native` says which
    Geometry, // spatial types: `native` says which
    Range, // range and multirange types: `native` says which
    TextSearch, // tsvector, tsquery
    Domain, // a named domain: enumName / enumSchema hold its name, `element` the base type
    Composite, // a named row type: enumName / enumSchema hold its name
};

struct NativeType
{
    std::string dialect; // the dialect whose words these are: "postgresql"
    std::string text; // as the dialect's DDL writes it, without collation

    bool operator==(const NativeType&) const = default;
};

struct SqlType;

// What a type is in one dialect (SQLAlchemy's with_variant).
struct TypeVariant
{
    std::string dialect;
    std::shared_ptr<const SqlType> type; // never null

    bool operator==(const TypeVariant& other) const;
};

struct SqlType
{
    TypeKind kind = TypeKind::Unknown;
    std::optional<int> length; // characters (String), bytes (LargeBinary), bits (Bit)
    std::optional<int> precision; // decimal digits; digits of seconds for Time, DateTime, Interval
    std::optional<int> scale;
    bool timezone = false;
    bool fixedLength = false;
    bool national = false; // NCHAR / NVARCHAR / NCLOB
    bool isUnsigned = false; // MySQL
    bool binary = false; // jsonb
    std::string name; // of an Enum, Domain or Composite type; empty for an inline enum
    std::string schema; // of that name
    std::vector<std::string> values; // of an Enum or a Set
    std::shared_ptr<const SqlType> element; // of an Array or a Domain
    int dimensions = 0; // of an Array; 0 = not said
    std::optional<NativeType> native;
    std::vector<TypeVariant> variants = {}; // for dialects where it is something else
    std::string decorator = {}; // type_decorator.h; "" = none. Not compared: the database does not know it

    static SqlType of(TypeKind kind);
    static SqlType string(std::optional<int> length = {});
    static SqlType numeric(std::optional<int> precision = {}, std::optional<int> scale = {});
    static SqlType dateTime(bool timezone);
    static SqlType arrayOf(SqlType element, int dimensions = 1);

    SqlType withNative(std::string dialect, std::string text) const;
    SqlType withoutNative() const;
    SqlType withVariant(SqlType type, std::string dialect) const; // replaces that dialect's
    bool isInteger() const;
    bool isText() const; // String, Text, Enum: what is shown and edited as plain text
    bool isNumber() const; // integers, Numeric, Float, Double, Money

    bool operator==(const SqlType& other) const;
};

// SQLAlchemy's generic name: "BigInteger", "LargeBinary".
const char* toString(TypeKind kind);

} // namespace relata
