#include "ui/shell/english_plurals.h"

namespace relata {

QString EnglishPlurals::translate(const char*, const char* sourceText, const char*, int n) const
{
    if (n < 0)
        return {};
    QString text = QString::fromUtf8(sourceText);
    if (!text.contains(QLatin1String("(s)")) && !text.contains(QLatin1String("(es)")))
        return {};
    const bool one = n == 1;
    text.replace(QLatin1String("(s)"), one ? QLatin1String() : QLatin1String("s"));
    text.replace(QLatin1String("(es)"), one ? QLatin1String() : QLatin1String("es"));
    return text;
}

} // namespace relata
