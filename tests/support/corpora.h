// Where the real schemas that tests read are: the folder in RELATA_CORPORA, else shared/corpora beside the
// project. Where a file is missing the test skips, or fails under RELATA_REQUIRE_CORPORA=1 (as in CI).
#pragma once

#include <QFile>
#include <QString>
#include <QTest>

namespace relata::test {

inline QString corpusPath(const QString& file)
{
    return qEnvironmentVariable("RELATA_CORPORA", RELATA_CORPORA_DEFAULT) + "/" + file;
}

inline bool corporaRequired()
{
    return qEnvironmentVariable("RELATA_REQUIRE_CORPORA") == "1";
}

inline QByteArray corpusText(const QString& file)
{
    QFile source(corpusPath(file));
    return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
}

} // namespace relata::test

// In a test function: RELATA_NEED_CORPUS("chinook/Chinook_PostgreSql.sql");
#define RELATA_NEED_CORPUS(file)                                                                             \
    do {                                                                                                     \
        if (!QFile::exists(relata::test::corpusPath(file))) {                                                \
            if (relata::test::corporaRequired())                                                             \
                QFAIL(qPrintable("The corpus is missing: " + relata::test::corpusPath(file)));               \
            QSKIP(qPrintable("The corpus is absent: " + relata::test::corpusPath(file)));                    \
        }                                                                                                    \
    } while (false)
