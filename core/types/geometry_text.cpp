#include "core/types/geometry_text.h"

#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace relata {
namespace {

constexpr int deepest = 32; // collections in collections
constexpr std::uint32_t flagZ = 0x80000000u;
constexpr std::uint32_t flagM = 0x40000000u;
constexpr std::uint32_t flagSrid = 0x20000000u;

enum Shape : std::uint32_t
{
    AnyShape = 0,
    Point = 1,
    LineString = 2,
    Polygon = 3,
    MultiPoint = 4,
    MultiLineString = 5,
    MultiPolygon = 6,
    Collection = 7,
};

constexpr std::array<std::string_view, 8> names = {"", "POINT", "LINESTRING", "POLYGON", "MULTIPOINT",
    "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION"};

// What the parts of a shape are; AnyShape for a collection's.
Shape partOf(Shape shape)
{
    return shape == MultiPoint     ? Point
        : shape == MultiLineString ? LineString
        : shape == MultiPolygon    ? Polygon
                                   : AnyShape;
}

struct Dimensions
{
    bool z = false;
    bool m = false;
    int count() const { return 2 + (z ? 1 : 0) + (m ? 1 : 0); }
    bool operator==(const Dimensions&) const = default;
};

tl::unexpected<Error> noShape(std::string message)
{
    return fail(ErrorKind::Argument, std::move(message), "Look at the bytes of the value.");
}

class Reader
{
public:
    Reader(std::string_view bytes, std::size_t enough, bool mayBeCut)
        : m_bytes(bytes), m_enough(enough), m_mayBeCut(mayBeCut)
    { }

    Result<std::string> read(GeometryLayout layout)
    {
        if (layout == GeometryLayout::MySql) {
            std::uint32_t srid = 0;
            if (!number(srid, true))
                return cutShort();
            writeSrid(srid);
        }
        if (Result<void> done = shape(AnyShape, true, 0); !done)
            return m_isCut && m_mayBeCut ? Result<std::string>(std::move(m_text)) : fail(done.error());
        if (!isEnough() && m_at != m_bytes.size())
            return noShape(fmt::format("{} bytes follow the shape.", m_bytes.size() - m_at));
        return std::move(m_text);
    }

private:
    bool isEnough() const { return m_text.size() >= m_enough; }

    tl::unexpected<Error> cutShort()
    {
        m_isCut = true;
        return noShape("The bytes end within a shape.");
    }

    template <typename Number>
    bool number(Number& value, bool littleEndian)
    {
        if (m_bytes.size() - m_at < sizeof(Number))
            return false;
        std::array<char, sizeof(Number)> raw;
        std::memcpy(raw.data(), m_bytes.data() + m_at, raw.size());
        if (littleEndian != (std::endian::native == std::endian::little))
            std::reverse(raw.begin(), raw.end());
        std::memcpy(&value, raw.data(), raw.size());
        m_at += raw.size();
        return true;
    }

    void writeSrid(std::uint32_t srid)
    {
        if (srid != 0)
            m_text += fmt::format("SRID={};", srid);
    }

    Result<void> shape(Shape expected, bool named, int depth)
    {
        if (depth > deepest)
            return noShape("The shape has collections in collections beyond all use.");
        std::uint8_t order = 0;
        if (!number(order, true))
            return cutShort();
        if (order > 1)
            return noShape("The bytes are no shape.");
        const bool little = order == 1;
        std::uint32_t code = 0;
        if (!number(code, little))
            return cutShort();
        Dimensions dimensions{(code & flagZ) != 0, (code & flagM) != 0};
        if (code & flagSrid) {
            std::uint32_t srid = 0;
            if (!number(srid, little))
                return cutShort();
            if (depth == 0)
                writeSrid(srid);
        }
        code &= ~(flagZ | flagM | flagSrid);
        const std::uint32_t iso = code / 1000;
        code %= 1000;
        dimensions.z = dimensions.z || iso == 1 || iso == 3;
        dimensions.m = dimensions.m || iso == 2 || iso == 3;
        if (iso > 3 || code < Point || code > Collection)
            return noShape(fmt::format("Shapes of kind {} are not known.", code + iso * 1000));
        const auto kind = static_cast<Shape>(code);
        if (expected != AnyShape && kind != expected)
            return noShape("A part of the shape is of another kind than its whole.");
        if (named) {
            m_text += names[kind];
            if (dimensions.z || dimensions.m)
                m_text += fmt::format(" {}{} ", dimensions.z ? "Z" : "", dimensions.m ? "M" : "");
        }
        if (kind == Point)
            return point(dimensions, little);
        return kind == LineString || kind == Polygon ? rings(kind, dimensions, little)
                                                     : parts(kind, little, depth);
    }

    Result<void> point(Dimensions dimensions, bool little)
    {
        const std::size_t before = m_text.size();
        m_text += '(';
        bool empty = true;
        if (Result<void> done = position(dimensions, little, &empty); !done)
            return done;
        m_text += ')';
        if (empty) { // as PostGIS and SQL/MM write it: all coordinates are NaN
            m_text.resize(before);
            writeEmpty();
        }
        return {};
    }

    void writeEmpty() { m_text += m_text.empty() || !isAlpha(m_text.back()) ? "EMPTY" : " EMPTY"; }

    static bool isAlpha(char c) { return c >= 'A' && c <= 'Z'; }

    Result<void> position(Dimensions dimensions, bool little, bool* empty = nullptr)
    {
        for (int i = 0; i < dimensions.count(); ++i) {
            double value = 0;
            if (!number(value, little))
                return cutShort();
            if (empty)
                *empty = *empty && std::isnan(value);
            if (i > 0)
                m_text += ' ';
            std::array<char, 32> digits;
            auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
            m_text.append(digits.data(), end);
        }
        return {};
    }

    Result<void> rings(Shape kind, Dimensions dimensions, bool little)
    {
        return list(little, [&]() -> Result<void> {
            if (kind == LineString)
                return position(dimensions, little);
            return list(little, [&] { return position(dimensions, little); });
        });
    }

    Result<void> parts(Shape kind, bool little, int depth)
    {
        return list(little, [&] { return shape(partOf(kind), kind == Collection, depth + 1); });
    }

    template <typename Part>
    Result<void> list(bool little, Part part)
    {
        std::uint32_t count = 0;
        if (!number(count, little))
            return cutShort();
        if (count == 0) {
            writeEmpty();
            return {};
        }
        m_text += '(';
        for (std::uint32_t i = 0; i < count && !isEnough(); ++i) {
            if (i > 0)
                m_text += ',';
            if (Result<void> done = part(); !done)
                return isEnough() ? Result<void>() : done;
        }
        m_text += ')';
        return {};
    }

    std::string_view m_bytes;
    std::size_t m_at = 0;
    std::size_t m_enough;
    bool m_mayBeCut;
    bool m_isCut = false;
    std::string m_text;
};

class Writer
{
public:
    Writer(std::string_view text, GeometryLayout layout) : m_text(text), m_layout(layout) { }

    Result<std::string> write()
    {
        std::uint32_t srid = 0;
        if (word("SRID")) {
            if (!sign('=') || !whole(srid) || !sign(';'))
                return wrong("a reference system such as SRID=4326;");
        }
        if (m_layout == GeometryLayout::MySql)
            append(srid);
        else
            m_srid = srid;
        if (Result<void> done = shape(0); !done)
            return fail(done.error());
        skipBlanks();
        if (m_at != m_text.size())
            return wrong("the end");
        return std::move(m_bytes);
    }

private:
    tl::unexpected<Error> wrong(std::string_view expected) const
    {
        return fail(ErrorKind::Argument,
            fmt::format("This is no shape: {} is missing at character {}.", expected, m_at + 1),
            "Write POINT(1 2), LINESTRING(0 0,1 1) or POLYGON((0 0,4 0,4 4,0 0)).");
    }

    void skipBlanks()
    {
        while (
            m_at < m_text.size() && std::string_view(" \t\r\n").find(m_text[m_at]) != std::string_view::npos)
            ++m_at;
    }

    bool sign(char c)
    {
        skipBlanks();
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }

    static bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

    bool word(std::string_view wanted)
    {
        skipBlanks();
        std::size_t end = m_at;
        while (end < m_text.size() && isLetter(m_text[end]))
            ++end;
        if (!equalsIgnoreCase(m_text.substr(m_at, end - m_at), wanted))
            return false;
        m_at = end;
        return true;
    }

    bool whole(std::uint32_t& value)
    {
        skipBlanks();
        auto [end, error] = std::from_chars(m_text.data() + m_at, m_text.data() + m_text.size(), value);
        m_at = static_cast<std::size_t>(end - m_text.data());
        return error == std::errc();
    }

    template <typename Number>
    void append(Number value)
    {
        std::array<char, sizeof(Number)> raw;
        std::memcpy(raw.data(), &value, raw.size());
        if (std::endian::native != std::endian::little)
            std::reverse(raw.begin(), raw.end());
        m_bytes.append(raw.data(), raw.size());
    }

    void appendHeader(Shape kind, Dimensions dimensions)
    {
        m_bytes += '\1'; // lowest byte first
        std::uint32_t code = kind;
        if (dimensions.z)
            code |= flagZ;
        if (dimensions.m)
            code |= flagM;
        if (m_srid != 0)
            code |= flagSrid;
        append(code);
        if (m_srid != 0)
            append(m_srid);
        m_srid = 0; // said once, by the outermost shape
    }

    Result<void> shape(int depth)
    {
        if (depth > deepest)
            return wrong("an end of collections in collections");
        Shape kind = AnyShape;
        for (std::uint32_t i = Point; i <= Collection && kind == AnyShape; ++i) {
            if (word(names[i]))
                kind = static_cast<Shape>(i);
        }
        if (kind == AnyShape)
            return wrong("the name of a shape");
        Dimensions dimensions;
        if (word("ZM"))
            dimensions = {true, true};
        else if (word("Z"))
            dimensions.z = true;
        else if (word("M"))
            dimensions.m = true;
        if (m_layout == GeometryLayout::MySql && dimensions.count() > 2) {
            return fail(ErrorKind::Argument, "Shapes of MySQL and MariaDB have two dimensions.",
                "Write POINT(1 2) instead of POINT Z (1 2 3).");
        }
        return body(kind, dimensions, depth);
    }

    // Behind the name of a shape, or where the shape around it makes a name needless.
    Result<void> body(Shape kind, Dimensions dimensions, int depth)
    {
        appendHeader(kind, dimensions);
        switch (kind) {
        case Point:
            return point(dimensions);
        case LineString:
            return list([&] { return position(dimensions); });
        case Polygon:
            return list([&] { return list([&] { return position(dimensions); }); });
        case Collection:
            return list([&] { return shape(depth + 1); });
        default:
            return list([&] { return part(kind, dimensions, depth); });
        }
    }

    Result<void> part(Shape kind, Dimensions dimensions, int depth)
    {
        skipBlanks();
        const bool bare =
            kind == MultiPoint && m_at < m_text.size() && m_text[m_at] != '(' && !isLetter(m_text[m_at]);
        if (!bare)
            return body(partOf(kind), dimensions, depth + 1);
        appendHeader(Point, dimensions); // MULTIPOINT(1 1,2 2)
        return position(dimensions);
    }

    Result<void> point(Dimensions dimensions)
    {
        if (word("EMPTY")) {
            if (m_layout == GeometryLayout::MySql)
                return fail(ErrorKind::Argument, "A point of MySQL and MariaDB has a place.",
                    "Write POINT(1 2), or set the cell to NULL.");
            for (int i = 0; i < dimensions.count(); ++i)
                append(std::numeric_limits<double>::quiet_NaN());
            return {};
        }
        if (!sign('('))
            return wrong("(");
        if (Result<void> done = position(dimensions); !done)
            return done;
        if (!sign(')'))
            return wrong(")");
        return {};
    }

    Result<void> position(Dimensions dimensions)
    {
        for (int i = 0; i < dimensions.count(); ++i) {
            skipBlanks();
            const std::size_t from = m_at + (m_at < m_text.size() && m_text[m_at] == '+' ? 1 : 0);
            double value = 0;
            auto [end, error] = std::from_chars(m_text.data() + from, m_text.data() + m_text.size(), value);
            if (error != std::errc() || !std::isfinite(value))
                return wrong("a number");
            m_at = static_cast<std::size_t>(end - m_text.data());
            append(value);
        }
        return {};
    }

    template <typename Part>
    Result<void> list(Part part)
    {
        const std::size_t place = m_bytes.size();
        std::uint32_t count = 0;
        append(count);
        if (word("EMPTY"))
            return {};
        if (!sign('('))
            return wrong("(");
        do {
            if (Result<void> done = part(); !done)
                return done;
            ++count;
        } while (sign(','));
        if (!sign(')'))
            return wrong(")");
        for (std::size_t i = 0; i < sizeof count; ++i)
            m_bytes[place + i] = static_cast<char>((count >> (8 * i)) & 0xff);
        return {};
    }

    std::string_view m_text;
    GeometryLayout m_layout;
    std::size_t m_at = 0;
    std::uint32_t m_srid = 0; // still to be said
    std::string m_bytes;
};

// PostGIS' types are known by their names; PostgreSQL's own (point, box) are text of another form.
bool isPostgisShape(const SqlType& type)
{
    if (!type.native || type.native->dialect != "postgresql")
        return false;
    std::string_view name = type.native->text;
    name = name.substr(0, name.find('('));
    if (const std::size_t dot = name.rfind('.'); dot != std::string_view::npos)
        name.remove_prefix(dot + 1);
    return name == "geometry" || name == "geography";
}

std::optional<std::string> fromHex(std::string_view digits)
{
    std::string bytes;
    bytes.reserve(digits.size() / 2);
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        unsigned char byte = 0;
        auto [end, error] = std::from_chars(digits.data() + i, digits.data() + i + 2, byte, 16);
        if (error != std::errc() || end != digits.data() + i + 2)
            return std::nullopt;
        bytes += static_cast<char>(byte);
    }
    return digits.size() % 2 == 0 ? std::optional(std::move(bytes)) : std::nullopt;
}

} // namespace

bool isMySqlGeometry(const SqlType& type)
{
    return type.kind == TypeKind::Geometry && type.native && type.native->dialect == "mysql";
}

std::optional<std::string> geometryText(const ValueView& value, const SqlType& type, std::size_t enough)
{
    const SqlType* base = &type;
    while (base->kind == TypeKind::Domain && base->element)
        base = base->element.get();
    Result<std::string> text;
    if (value.tag == ValueTag::Binary && isMySqlGeometry(*base)) {
        text = Reader(value.bytes, enough, value.truncated).read(GeometryLayout::MySql);
    } else if (isPostgisShape(*base) && !value.bytes.empty()) {
        // Two digits a byte; a coordinate of eight bytes is written with one character at least.
        std::string_view digits = value.bytes;
        const bool cut = value.truncated || digits.size() / 32 > enough;
        if (cut)
            digits = digits.substr(0, std::min(digits.size(), 32 * enough) & ~std::size_t{1});
        const std::optional<std::string> bytes = fromHex(digits);
        if (!bytes)
            return std::nullopt;
        text = Reader(*bytes, enough, cut).read(GeometryLayout::Wkb);
    } else {
        return std::nullopt;
    }
    return text ? std::optional(std::move(*text)) : std::nullopt;
}

Result<std::string> geometryText(std::string_view bytes, GeometryLayout layout, std::size_t enough)
{
    return Reader(bytes, enough, false).read(layout);
}

Result<std::string> geometryBytes(std::string_view text, GeometryLayout layout)
{
    return Writer(text, layout).write();
}

} // namespace relata
