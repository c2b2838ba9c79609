#include "ui/transfer/transfer_text.h"

#include <QCoreApplication>
#include <QLocale>

namespace relata {

QString rowsText(qint64 rows)
{
    const QString number = QLocale().toString(rows);
    return rows == 1 ? QCoreApplication::translate("relata::Transfer", "%1 row").arg(number)
                     : QCoreApplication::translate("relata::Transfer", "%1 rows").arg(number);
}

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, bytes < 1024 ? 0 : 1, QLocale::DataSizeTraditionalFormat);
}

QString transferText(qint64 rows, qint64 bytes, double seconds)
{
    QString text = rowsText(rows) + QStringLiteral(" · ") + sizeText(bytes);
    if (seconds > 0.5)
        text += QStringLiteral(" · %1/s").arg(sizeText(qRound64(double(bytes) / seconds)));
    return text;
}

QString durationText(double seconds)
{
    if (seconds < 60)
        return QStringLiteral("%1 s").arg(QLocale().toString(seconds, 'f', 1));
    const auto whole = qRound64(seconds);
    return QStringLiteral("%1 min %2 s").arg(whole / 60).arg(whole % 60);
}

} // namespace relata
