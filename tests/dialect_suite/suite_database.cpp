#include "tests/dialect_suite/suite_database.h"

#include "tests/support/postgres_server.h"

#include <QTemporaryDir>

namespace relata::test {
namespace {

class SqliteSuite final : public SuiteDatabase
{
public:
    QString dialect() const override { return "sqlite"; }
    QString freshUrl() override
    {
        m_folder = std::make_unique<QTemporaryDir>();
        return "sqlite:///" + m_folder->filePath("suite.db") + "?mode=rwc";
    }
    QString slowStatement() const override
    {
        return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000000000) SELECT "
               "count(*) "
               "FROM n";
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

class PostgresSuite final : public SuiteDatabase
{
public:
    QString dialect() const override { return "postgresql"; }
    QString whyMissing() const override
    {
        return PostgresServer::shared() ? QString() : PostgresServer::whyMissing();
    }
    QString freshUrl() override
    {
        PostgresServer::shared()->createDatabase("suite");
        return PostgresServer::shared()->url("suite");
    }
    QString slowStatement() const override { return "SELECT pg_sleep(3600)"; }
};

} // namespace

const std::vector<std::unique_ptr<SuiteDatabase>>& suiteDatabases()
{
    static const std::vector<std::unique_ptr<SuiteDatabase>> databases = [] {
        std::vector<std::unique_ptr<SuiteDatabase>> list;
        list.push_back(std::make_unique<SqliteSuite>());
        list.push_back(std::make_unique<PostgresSuite>());
        return list;
    }();
    return databases;
}

SuiteDatabase& suiteDatabase(const QString& dialect)
{
    for (const auto& database : suiteDatabases()) {
        if (database->dialect() == dialect)
            return *database;
    }
    qFatal("no such dialect in the suite: %s", qPrintable(dialect));
}

} // namespace relata::test
