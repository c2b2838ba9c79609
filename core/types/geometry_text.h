// Points, lines, polygons and collections of them: the text that people read and write, and the bytes in
// which databases keep them.
//
// The text is WKT (OGC 06-103r4, 7) with "SRID=4326;" in front of a shape with a reference system, as PostGIS
// writes it: SRID=4326;POINT(13.4 52.5), POLYGON((0 0,4 0,4 4,0 0)), POINT Z (1 2 3), MULTIPOINT EMPTY.
// Coordinates stand in the stored order, x before y (longitude before latitude), and every digit is kept:
// text becomes the same bytes again.
//
// The bytes are WKB (OGC 06-103r4, 8) in either byte order, with ISO's codes or PostGIS' flags for z and m.
#pragma once

#include "core/types/sql_type.h"
#include "core/types/value.h"
#include "core/util/result.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace relata {

enum class GeometryLayout
{
    Wkb, // the reference system, if any, in the shape's own header (PostGIS)
    MySql, // four bytes of reference system, lowest first, in front of WKB
};

// True for columns whose values are bytes in MySQL's layout.
bool isMySqlGeometry(const SqlType& type);

// Errors (Argument): the bytes are no shape, or end within one. Text beyond `enough` characters is not asked
// for: the result may end there, and bytes behind that place are not looked at.
Result<std::string> geometryText(std::string_view bytes, GeometryLayout layout,
    std::size_t enough = std::numeric_limits<std::size_t>::max());

// A value of a column with shapes as text: MySQL's and MariaDB's bytes, PostGIS' hexadecimal text. Nothing
// for other columns and for what is no shape. Of a value that is cut, as much as there is.
std::optional<std::string> geometryText(const ValueView& value, const SqlType& type,
    std::size_t enough = std::numeric_limits<std::size_t>::max());

// Errors (Argument): what is wrong with the text and at which character, with an example in the hint. MySQL
// and MariaDB have no z and m; such text is refused for their layout.
Result<std::string> geometryBytes(std::string_view text, GeometryLayout layout);

} // namespace relata
