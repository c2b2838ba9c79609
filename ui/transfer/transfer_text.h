// Counts and sizes as people read them.
#pragma once

#include <QString>

namespace relata {

QString rowsText(qint64 rows); // "1,204 rows"
QString sizeText(qint64 bytes); // "12.3 MB"
// "1,204 rows · 12.3 MB · 4.1 MB/s"
QString transferText(qint64 rows, qint64 bytes, double seconds);
QString durationText(double seconds); // "0.3 s", "2 min 5 s"

} // namespace relata
