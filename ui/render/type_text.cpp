#include "ui/render/type_text.h"

#include "ui/render/diagram_style.h"

#include <array>

namespace relata {

namespace {

QString shortened(QString text)
{
    // https://www.postgresql.org/docs/15/datatype.html, table 8.1: names and aliases.
    static const std::array<std::pair<QLatin1String, QLatin1String>, 6> aliases{{
        {QLatin1String("character varying"), QLatin1String("varchar")},
        {QLatin1String("bit varying"), QLatin1String("varbit")},
        {QLatin1String("double precision"), QLatin1String("float8")},
        {QLatin1String(" without time zone"), QLatin1String("")},
        {QLatin1String("character("), QLatin1String("char(")},
        {QLatin1String("timestamp with time zone"), QLatin1String("timestamptz")},
    }};
    for (const auto& [longName, shortName] : aliases)
        text.replace(longName, shortName);
    return text;
}

QString genericText(const SqlType& type)
{
    switch (type.kind) {
    case TypeKind::Unknown:
        return {};
    case TypeKind::String:
        return type.fixedLength ? QStringLiteral("char") : QStringLiteral("varchar");
    case TypeKind::LargeBinary:
        return QStringLiteral("binary");
    case TypeKind::DateTime:
        return type.timezone ? QStringLiteral("timestamptz") : QStringLiteral("timestamp");
    case TypeKind::SmallInteger:
        return QStringLiteral("smallint");
    case TypeKind::BigInteger:
        return QStringLiteral("bigint");
    default:
        return QString::fromLatin1(toString(type.kind)).toLower();
    }
}

} // namespace

QString typeText(const SqlType& type)
{
    if (type.native && !type.native->text.empty())
        return visibleText(shortened(QString::fromStdString(type.native->text)));
    if (type.kind == TypeKind::Array && type.element)
        return typeText(*type.element) + QStringLiteral("[]");
    if (!type.name.empty())
        return visibleText(type.name);
    QString text = genericText(type);
    if (type.length)
        text += QStringLiteral("(%1)").arg(*type.length);
    else if (type.precision && type.scale)
        text += QStringLiteral("(%1,%2)").arg(*type.precision).arg(*type.scale);
    else if (type.precision)
        text += QStringLiteral("(%1)").arg(*type.precision);
    return text;
}

} // namespace relata
