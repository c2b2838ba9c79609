// How a value looks in a cell: one line of text, its colour and its side.
#pragma once

#include "core/types/sql_type.h"
#include "core/types/value.h"
#include "ui/render/palette.h"

#include <QString>
#include <Qt>

#include <optional>

namespace relata {

struct CellText
{
    QString text; // one line, cut to what a cell can show
    QColor Palette::*color = &Palette::text;
    Qt::Alignment alignment = Qt::AlignLeft;
    bool italic = false; // NULL
};

CellText cellText(const ValueView& value, const SqlType& type);

// Text of a Text-like value; nothing if its bytes are not UTF-8. The end of a prefix may cut a character,
// which is left out.
std::optional<QString> textOf(const ValueView& value);
// "89 50 4e 47", at most `limit` bytes.
QString hexOf(std::string_view bytes, qsizetype limit);
// "12.3 KB"
QString byteSizeText(quint64 bytes);
// "1,234,567" in the user's locale.
QString countText(qint64 count);

} // namespace relata
