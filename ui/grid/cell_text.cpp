#include "ui/grid/cell_text.h"

#include "core/types/geometry_text.h"
#include "core/util/strings.h"

#include <QLocale>

#include <optional>

namespace relata {
namespace {

constexpr qsizetype shownCharacters = 300;
constexpr qsizetype shownBytes = 32;

QString oneLine(QString text)
{
    if (text.size() > shownCharacters) {
        text.truncate(shownCharacters);
        if (text.back().isHighSurrogate())
            text.chop(1);
        text += u'…';
    }
    for (QChar& c : text) {
        if (c == u'\n')
            c = u'↵';
        else if (c == u'\t')
            c = u'→';
        else if (c.unicode() < 0x20)
            c = QChar(0x2400 + c.unicode()); // control pictures
        else if (c == QChar::LineSeparator || c == QChar::ParagraphSeparator)
            c = u'↵';
    }
    return text;
}

const SqlType& baseOf(const SqlType& type)
{
    const SqlType* base = &type;
    while (base->kind == TypeKind::Domain && base->element)
        base = base->element.get();
    return *base;
}

// With the sign of what is not there.
QString cut(QString text, bool isCut)
{
    text = oneLine(std::move(text));
    return isCut && !text.endsWith(u'…') ? text + u'…' : text;
}

CellText binaryText(const ValueView& value)
{
    quint64 size = value.truncated ? value.fullSize : value.bytes.size();
    QString text = byteSizeText(size);
    if (size > 0)
        text += QStringLiteral("  ") + hexOf(value.bytes, shownBytes);
    return {text, &Palette::binaryText, Qt::AlignLeft, false};
}

} // namespace

std::optional<QString> textOf(const ValueView& value)
{
    std::string_view bytes = value.bytes;
    if (value.truncated) {
        // A character has at most four bytes, of which the prefix may lack up to three.
        for (int cut = 0; cut < 4 && !bytes.empty() && !isValidUtf8(bytes); ++cut)
            bytes.remove_suffix(1);
    }
    if (!isValidUtf8(bytes))
        return std::nullopt;
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

QString hexOf(std::string_view bytes, qsizetype limit)
{
    bool cut = static_cast<qsizetype>(bytes.size()) > limit;
    auto shown = static_cast<qsizetype>(std::min<std::size_t>(bytes.size(), static_cast<std::size_t>(limit)));
    QString text = QString::fromLatin1(QByteArray::fromRawData(bytes.data(), shown).toHex(' '));
    return cut ? text + QStringLiteral(" …") : text;
}

QString byteSizeText(quint64 bytes)
{
    return QLocale().formattedDataSize(
        static_cast<qint64>(bytes), bytes < 1024 ? 0 : 1, QLocale::DataSizeTraditionalFormat);
}

QString countText(qint64 count)
{
    return QLocale().toString(count);
}

CellText cellText(const ValueView& value, const SqlType& type)
{
    if (const std::optional<std::string> shape = geometryText(value, type, 2 * shownCharacters))
        return {cut(QString::fromStdString(*shape), value.truncated), &Palette::text, Qt::AlignLeft, false};
    switch (value.tag) {
    case ValueTag::Null:
        return {QStringLiteral("NULL"), &Palette::nullText,
            baseOf(type).isNumber() ? Qt::AlignRight : Qt::AlignLeft, true};
    case ValueTag::Boolean:
        return {value.integer ? QStringLiteral("true") : QStringLiteral("false"), &Palette::booleanText,
            Qt::AlignLeft, false};
    case ValueTag::Integer:
        if (baseOf(type).kind == TypeKind::Boolean && (value.integer == 0 || value.integer == 1)) {
            return {value.integer ? QStringLiteral("true") : QStringLiteral("false"), &Palette::booleanText,
                Qt::AlignLeft, false};
        }
        [[fallthrough]];
    case ValueTag::Real:
    case ValueTag::Number:
        return {QString::fromStdString(value.toText()), &Palette::numberText, Qt::AlignRight, false};
    case ValueTag::Binary:
        return binaryText(value);
    case ValueTag::Temporal:
        return {oneLine(QString::fromStdString(value.toText())), &Palette::dateText, Qt::AlignLeft, false};
    case ValueTag::Text:
    case ValueTag::Other:
        break;
    }
    // Decoding only what is shown: a cell may hold megabytes.
    ValueView shown = value;
    constexpr std::size_t enough = 4 * shownCharacters + 8;
    if (shown.bytes.size() > enough) {
        shown.bytes = shown.bytes.substr(0, enough);
        shown.truncated = true;
    }
    std::optional<QString> text = textOf(shown);
    if (!text)
        return binaryText(value);
    TypeKind kind = baseOf(type).kind;
    bool temporal = kind == TypeKind::Date || kind == TypeKind::Time || kind == TypeKind::DateTime
        || kind == TypeKind::Interval;
    return {cut(std::move(*text), shown.truncated), temporal ? &Palette::dateText : &Palette::text,
        Qt::AlignLeft, false};
}

} // namespace relata
