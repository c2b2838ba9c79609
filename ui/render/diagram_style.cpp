#include "ui/render/diagram_style.h"

#include <QFontDatabase>
#include <QGuiApplication>

namespace relata {

DiagramStyle DiagramStyle::with(const QFont& base)
{
    const auto font = [&base](int pixels, QFont::Weight weight) {
        QFont made(base.family());
        made.setPixelSize(pixels);
        made.setWeight(weight);
        made.setHintingPreference(QFont::PreferNoHinting); // the same widths at every zoom
        return made;
    };
    DiagramStyle style;
    style.nameFont = font(14, QFont::DemiBold);
    style.rowFont = font(13, QFont::Normal);
    style.keyFont = font(13, QFont::DemiBold);
    style.typeFont = font(11, QFont::Normal);
    style.smallFont = font(11, QFont::Normal);
    return style;
}

DiagramStyle DiagramStyle::forExport()
{
    const QStringList families = QFontDatabase::families();
    for (const char* wanted : {"Inter", "Noto Sans", "Source Sans 3", "Open Sans", "DejaVu Sans"}) {
        if (families.contains(QLatin1String(wanted)))
            return with(QFont(QLatin1String(wanted)));
    }
    return with(QGuiApplication::font());
}

QString visibleText(const QString& text)
{
    QString shown = text;
    for (qsizetype i = 0; i < shown.size(); ++i) {
        QChar& c = shown[i];
        const char16_t code = c.unicode();
        if (code < 0x20)
            c = QChar(0x2400 + code); // Unicode's pictures of control characters
        else if (code == 0x7F)
            c = QChar(0x2421);
        else if (code == 0x2028 || code == 0x2029 || code == 0x85)
            c = QChar(0x2424);
        else if ((code >= 0x80 && code < 0xA0) || code >= 0xFFFE || (code >= 0x202A && code <= 0x202E)
            || (code >= 0x2066 && code <= 0x2069)) // C1 controls, non-characters, changes of direction
            c = QChar(0xFFFD);
        else if (c.isHighSurrogate() && i + 1 < shown.size() && shown[i + 1].isLowSurrogate())
            ++i;
        else if (c.isSurrogate())
            c = QChar(0xFFFD);
    }
    return shown;
}

QString visibleText(const std::string& utf8)
{
    return visibleText(QString::fromUtf8(utf8.data(), qsizetype(utf8.size())));
}

} // namespace relata
