// The databases that the dialect suite runs on. Each check of the suite has one data row per dialect; a new
// dialect is a row here and nothing else.
#pragma once

#include "core/engine/engine.h"

#include <QString>

#include <memory>
#include <vector>

namespace relata::test {

class SuiteDatabase
{
public:
    virtual ~SuiteDatabase() = default;
    virtual QString dialect() const = 0;
    // Why it cannot run here; empty if it can.
    virtual QString whyMissing() const { return {}; }
    // The URL of an empty database that nobody else uses; what an earlier call made may be gone.
    virtual QString freshUrl() = 0;
    // A statement that takes very long and returns one row, for the tests of stopping.
    virtual QString slowStatement() const = 0;

    std::unique_ptr<Connection> connect()
    {
        return Engine::create(freshUrl().toStdString()).value().connect();
    }
};

// In a fixed order; built once.
const std::vector<std::unique_ptr<SuiteDatabase>>& suiteDatabases();
SuiteDatabase& suiteDatabase(const QString& dialect);

} // namespace relata::test

// For a test function's _data().
#define RELATA_EACH_DIALECT()                                                                                \
    do {                                                                                                     \
        QTest::addColumn<QString>("dialectName");                                                            \
        for (const auto& suiteEntry : relata::test::suiteDatabases())                                        \
            QTest::newRow(qPrintable(suiteEntry->dialect())) << suiteEntry->dialect();                       \
    } while (false)

// At the beginning of a test function: defines `database`.
#define RELATA_SUITE_DATABASE()                                                                              \
    QFETCH(QString, dialectName);                                                                            \
    relata::test::SuiteDatabase& database = relata::test::suiteDatabase(dialectName);                        \
    if (!database.whyMissing().isEmpty())                                                                    \
    QSKIP(qPrintable(database.whyMissing()))
