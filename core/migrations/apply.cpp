#include "core/migrations/apply.h"

#include "core/engine/create_all.h"
#include "core/migrations/spelling.h"
#include "core/util/argument_error.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <set>

namespace relata {
namespace {

using Outcome = ApplyReport::Outcome;

class Applier
{
public:
    Applier(Connection& connection, const MetaData& from, const MetaData& to, const MigrationScript& script,
        const ApplyOptions& options)
        : m_connection(connection), m_from(from), m_to(to), m_script(script), m_options(options)
    {
        m_report.target = to;
    }

    ApplyReport run()
    {
        if (m_connection.inTransaction())
            raiseArgument("A migration cannot be run inside of a transaction.", "Commit or roll back first.");
        try {
            if (m_options.checkFirst && !isAsExpected())
                return std::move(m_report);
            migrate();
        } catch (const DatabaseError& error) {
            m_report.error = error.error();
        }
        look();
        return std::move(m_report);
    }

private:
    MetaData reflected()
    {
        ReflectOptions options = m_options.reflect;
        options.stop = m_options.stop;
        return reflect(m_connection, options);
    }

    bool isAsExpected()
    {
        MetaData now = reflected();
        Operations changes = compare(m_from, now, m_options.compare);
        if (changes.empty())
            return true;
        Error error;
        error.kind = ErrorKind::StaleData;
        error.message = "The database has changed since this plan was made: " + describe(changes.front())
            + (changes.size() > 1 ? fmt::format(", and {} more.", changes.size() - 1) : ".");
        error.hint = "Nothing was done. Refresh, and look at the new plan.";
        m_report.error = std::move(error);
        m_report.after = std::move(now);
        m_report.remaining = compare(*m_report.after, m_to, m_options.compare);
        return false;
    }

    void execute(const std::string& sql)
    {
        ExecutionOptions execution;
        execution.stop = m_options.stop;
        CursorResult cursor = m_connection.execute(sql, {}, execution);
        while (cursor.fetch()) { }
    }

    std::multiset<std::string> violations()
    {
        std::multiset<std::string> all;
        if (m_script.integrityQuery.empty())
            return all;
        for (const std::vector<Value>& row : m_connection.execute(m_script.integrityQuery).all()) {
            std::string line;
            for (const Value& value : row)
                line += (line.empty() ? "" : " ") + (value.isNull() ? std::string("-") : value.toText());
            all.insert(std::move(line));
        }
        return all;
    }

    void migrate()
    {
        for (const std::string& setting : m_script.prepare)
            execute(setting);
        try {
            if (m_script.transactional)
                inTransaction();
            else
                statements();
        } catch (...) {
            restore();
            throw;
        }
        restore();
        m_report.outcome = Outcome::Done;
    }

    void restore()
    {
        if (!m_connection.isUsable())
            return;
        for (const std::string& setting : m_script.restore)
            execute(setting);
    }

    void inTransaction()
    {
        m_connection.begin();
        try {
            std::multiset<std::string> before = violations();
            statements();
            requireNoNewViolations(before);
        } catch (...) {
            rollBack();
            m_report.executed.clear();
            throw;
        }
        try {
            m_connection.commit();
        } catch (const DatabaseError&) {
            // A commit that was refused has rolled back; of one that got no answer nobody knows.
            if (m_connection.isUsable()) {
                rollBack();
                m_report.executed.clear();
            } else {
                m_report.outcome = Outcome::Unknown;
            }
            throw;
        }
    }

    void rollBack() noexcept
    {
        try {
            if (m_connection.isUsable() && m_connection.inTransaction())
                m_connection.rollback();
        } catch (const DatabaseError&) {
            // What ended the migration is what the caller hears of; the server rolls back what nobody
            // committed.
        }
    }

    void statements()
    {
        const std::vector<DdlStatement>& all = m_script.script.statements;
        for (const DdlStatement& statement : all) {
            if (m_options.progress)
                m_options.progress(statement, m_report.executed.size(), all.size());
            try {
                execute(statement.text);
            } catch (const DatabaseError&) {
                m_report.failed = statement;
                bool stays = !m_script.transactional && !m_report.executed.empty();
                m_report.outcome = stays ? Outcome::PartlyDone : Outcome::NothingDone;
                throw;
            }
            m_report.executed.push_back(statement);
        }
    }

    void requireNoNewViolations(const std::multiset<std::string>& before)
    {
        for (const std::string& line : violations()) {
            if (before.contains(line))
                continue;
            Error error;
            error.kind = ErrorKind::Integrity;
            error.message = "Rows would refer to others that are not there: " + line
                + " (table, row, table that it refers to, number of the key).";
            error.hint = "Correct these rows first.";
            raise(std::move(error));
        }
    }

    // What it is now, whatever happened.
    void look()
    {
        if (!m_connection.isUsable())
            return;
        try {
            ReflectOptions options = m_options.reflect;
            m_report.after = reflect(m_connection, options);
        } catch (const DatabaseError& error) {
            if (!m_report.error)
                m_report.error = error.error();
            return;
        }
        m_report.remaining = compare(*m_report.after, m_to, m_options.compare);
        if (m_report.outcome != Outcome::Done || m_report.remaining.empty())
            return;
        Respelt respelt = withServerSpelling(m_to, m_script.plan.operations(), m_report.remaining);
        m_report.target = std::move(respelt.model);
        m_report.respelt = std::move(respelt.objects);
        m_report.remaining = compare(*m_report.after, m_report.target, m_options.compare);
    }

    Connection& m_connection;
    const MetaData& m_from;
    const MetaData& m_to;
    const MigrationScript& m_script;
    const ApplyOptions& m_options;
    ApplyReport m_report;
};

} // namespace

std::string ApplyReport::summary() const
{
    std::string text;
    auto line = [&](const std::string& words) { text += words + "\n"; };
    switch (outcome) {
    case Outcome::Done:
        line(fmt::format("Done: {} {}.", executed.size(), executed.size() == 1 ? "statement" : "statements"));
        break;
    case Outcome::NothingDone:
        line("Nothing was done: the database is as it was.");
        break;
    case Outcome::PartlyDone:
        line("It stopped half way. These statements were done and stay:");
        for (const DdlStatement& statement : executed)
            line("  " + statement.text);
        break;
    case Outcome::Unknown:
        line("The connection was lost while the transaction was committed: whether it was done has to be "
             "looked up.");
        break;
    }
    if (failed)
        line("This statement failed:\n  " + failed->text);
    if (error)
        line(error->describe());
    if (!remaining.empty() && outcome != Outcome::NothingDone) {
        line("The database still differs from the model:");
        for (const Operation& operation : remaining)
            line("  " + describe(operation));
    }
    return text;
}

ApplyReport apply(Connection& connection, const MetaData& from, const MetaData& to,
    const MigrationScript& script, const ApplyOptions& options)
{
    return Applier(connection, from, to, script, options).run();
}

} // namespace relata
