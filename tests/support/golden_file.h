// Text compared with a file under tests/golden/. RELATA_UPDATE_GOLDEN=1 writes the files anew; read what
// changed before committing it.
#pragma once

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QString>

namespace relata::test {

// Empty if they are the same, else the first line that differs.
inline QString compareGolden(const QString& name, const QString& text)
{
    const QString path = QStringLiteral(RELATA_SOURCE_DIR) + "/tests/golden/" + name;
    QFile file(path);
    if (!qEnvironmentVariableIsEmpty("RELATA_UPDATE_GOLDEN")) {
        QDir().mkpath(QFileInfo(path).path());
        if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
            return "cannot write " + path;
        return {};
    }
    if (!file.open(QIODevice::ReadOnly))
        return "there is no " + path + "; RELATA_UPDATE_GOLDEN=1 writes it";
    const QStringList expected = QString::fromUtf8(file.readAll()).split('\n');
    const QStringList lines = text.split('\n');
    for (qsizetype i = 0; i < std::max(expected.size(), lines.size()); ++i) {
        if (expected.value(i) != lines.value(i) || (i >= expected.size()) != (i >= lines.size()))
            return QStringLiteral("line %1\nhas      %2\nexpected %3")
                .arg(i + 1)
                .arg(lines.value(i), expected.value(i));
    }
    return {};
}

} // namespace relata::test
