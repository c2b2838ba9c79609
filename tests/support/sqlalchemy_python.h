// The Python interpreters that can import SQLAlchemy, the judge of several tests. Debian's python3-sqlalchemy
// belongs to /usr/bin/python3, which need not be the first on the PATH; RELATA_SQLALCHEMY2 names a further
// interpreter with a newer SQLAlchemy.
#pragma once

#include <QProcess>
#include <QStringList>
#include <QTest>

namespace relata::test {

inline bool importsSqlAlchemy(const QString& python)
{
    return QProcess::execute(
               python, {"-c", "import sys\ntry: import sqlalchemy\nexcept ImportError: sys.exit(1)"})
        == 0;
}

// "" if there is none.
inline QString sqlAlchemyPython()
{
    for (const char* candidate : {"/usr/bin/python3", "python3"}) {
        if (importsSqlAlchemy(candidate))
            return candidate;
    }
    return {};
}

inline QStringList sqlAlchemyPythons()
{
    QStringList result;
    if (QString python = sqlAlchemyPython(); !python.isEmpty())
        result << python;
    if (QString newer = qEnvironmentVariable("RELATA_SQLALCHEMY2"); !newer.isEmpty())
        result << newer;
    return result;
}

} // namespace relata::test

// In a test function, with nothing after it that needs no SQLAlchemy. Where the tests must not pass by
// skipping (RELATA_REQUIRE_CORPORA), its absence is a failure.
#define RELATA_NEED_SQLALCHEMY()                                                                             \
    do {                                                                                                     \
        if (relata::test::sqlAlchemyPython().isEmpty()) {                                                    \
            if (qEnvironmentVariable("RELATA_REQUIRE_CORPORA") == "1")                                       \
                QFAIL("No interpreter can import sqlalchemy (Debian: python3-sqlalchemy).");                 \
            QSKIP("No interpreter can import sqlalchemy (Debian: python3-sqlalchemy).");                     \
        }                                                                                                    \
    } while (false)
