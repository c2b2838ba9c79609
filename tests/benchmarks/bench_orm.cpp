// The Session's costs beside raw client loops, and beside SQLAlchemy (bench_orm_sqlalchemy.py) in the same
// run, with what is aimed at.
//
//     bench_orm [objects]          (default: 100000 for writing, ten times as many for reading)
//     bench_orm growth             (10,000, 100,000 and 1,000,000 objects: what one costs)
//
// Objects have six columns. SQLite in a temporary folder, PostgreSQL on a server of its own where it is
// installed. Medians of five runs; raw and ours by turns.
#include "core/builtin/builtin.h"
#include "core/engine/registry.h"
#include "core/orm/automap.h"
#include "core/orm/session.h"
#include "tests/support/postgres_server.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <libpq-fe.h>
#include <map>
#include <sqlite3.h>
#include <unistd.h>

using namespace relata;
using namespace relata::test;

namespace {

constexpr const char* createItems =
    "CREATE TABLE items (id INTEGER PRIMARY KEY, name VARCHAR(40), a INTEGER, b INTEGER, "
    "note VARCHAR(80), price DOUBLE PRECISION)";
constexpr const char* createItemsPostgres = "CREATE TABLE items (id SERIAL PRIMARY KEY, name VARCHAR(40), a "
                                            "INTEGER, b INTEGER, note VARCHAR(80), price DOUBLE "
                                            "PRECISION)";
constexpr const char* createFamilies =
    "CREATE TABLE parents (id INTEGER PRIMARY KEY, name VARCHAR(40)); CREATE TABLE children (id INTEGER "
    "PRIMARY KEY, "
    "parent_id INTEGER REFERENCES parents(id), name VARCHAR(40)); CREATE INDEX i ON children (parent_id)";

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

template <typename F>
double milliseconds(F work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

std::size_t residentBytes()
{
    std::ifstream statm("/proc/self/statm");
    std::size_t size = 0;
    std::size_t resident = 0;
    statm >> size >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

constexpr int runs = 5;
std::map<std::string, double> measured; // ours in ms, or bytes
int missed = 0;

const char* verdict(bool reached)
{
    missed += reached ? 0 : 1;
    return reached ? "" : "  MISSED";
}

// `limit`: how often the raw loop's time is allowed.
void report(
    const std::string& what, const std::vector<double>& ours, const std::vector<double>& raw, double limit)
{
    double ratio = median(ours) / median(raw);
    measured[what] = median(ours);
    std::printf("%-34s ours %9.1f ms   raw %9.1f ms   %5.2fx  (at most %.1fx)%s\n", what.c_str(),
        median(ours), median(raw), ratio, limit, verdict(ratio <= limit));
    std::fflush(stdout);
}

// SQLAlchemy's side, measured when it is asked for: right after ours, because machines drift.
class SqlAlchemy
{
public:
    SqlAlchemy(const QString& folder, int count, const QString& postgres)
    {
        m_python.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_python.start("/usr/bin/python3",
            {RELATA_SOURCE_DIR "/tests/benchmarks/bench_orm_sqlalchemy.py", folder, QString::number(count),
                postgres});
    }
    ~SqlAlchemy()
    {
        m_python.closeWriteChannel();
        m_python.waitForFinished(-1);
    }
    // Ours must be as many times smaller.
    void compare(const std::string& what, double least)
    {
        m_python.write((what + "\n").c_str());
        while (!m_python.canReadLine() && m_python.waitForReadyRead(-1)) { }
        QList<QByteArray> parts = m_python.readLine().trimmed().split('|');
        if (parts.size() != 2) {
            std::printf("%-34s SQLAlchemy did not answer%s\n", what.c_str(), verdict(false));
            return;
        }
        const char* unit = what.find("memory") != std::string::npos ? "B " : "ms";
        double ours = measured[what];
        double theirs = parts[1].toDouble();
        std::printf("%-34s ours %9.1f %s   SQLAlchemy %9.1f %s   %5.1fx", what.c_str(), ours, unit, theirs,
            unit, theirs / ours);
        if (least > 0)
            std::printf("  (at least %.0fx)%s", least, verdict(theirs / ours >= least));
        std::printf("\n");
        std::fflush(stdout);
    }

private:
    QProcess m_python;
};

// --- SQLite by its own library
// ----------------------------------------------------------------------------------

struct RawSqlite
{
    explicit RawSqlite(const QString& file) { sqlite3_open(file.toUtf8(), &db); }
    ~RawSqlite() { sqlite3_close(db); }
    void run(const char* sql) { sqlite3_exec(db, sql, nullptr, nullptr, nullptr); }
    sqlite3_stmt* prepare(const char* sql)
    {
        sqlite3_stmt* statement = nullptr;
        sqlite3_prepare_v2(db, sql, -1, &statement, nullptr);
        return statement;
    }
    sqlite3* db = nullptr;
};

void rawInsert(RawSqlite& raw, int count)
{
    raw.run("BEGIN");
    sqlite3_stmt* statement =
        raw.prepare("INSERT INTO items (name, a, b, note, price) VALUES (?, ?, ?, ?, ?)");
    for (int i = 0; i < count; ++i) {
        std::string name = "item " + std::to_string(i);
        sqlite3_bind_text(statement, 1, name.c_str(), -1, SQLITE_TRANSIENT);
        sqlite3_bind_int64(statement, 2, i);
        sqlite3_bind_int64(statement, 3, i * 2);
        sqlite3_bind_text(statement, 4, "a note of some length, as notes are", -1, SQLITE_TRANSIENT);
        sqlite3_bind_double(statement, 5, i * 0.5);
        sqlite3_step(statement);
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    raw.run("COMMIT");
}

void rawUpdate(RawSqlite& raw, int count)
{
    raw.run("BEGIN");
    sqlite3_stmt* statement = raw.prepare("UPDATE items SET a = ? WHERE id = ?");
    for (int i = 1; i <= count; ++i) {
        sqlite3_bind_int64(statement, 1, i * 3);
        sqlite3_bind_int64(statement, 2, i);
        sqlite3_step(statement);
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    raw.run("COMMIT");
}

std::size_t rawFetch(RawSqlite& raw, const char* sql)
{
    std::size_t sum = 0;
    sqlite3_stmt* statement = raw.prepare(sql);
    int columns = sqlite3_column_count(statement);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int i = 0; i < columns; ++i) {
            if (sqlite3_column_type(statement, i) == SQLITE_TEXT)
                sum += std::string(reinterpret_cast<const char*>(sqlite3_column_text(statement, i)),
                    static_cast<std::size_t>(sqlite3_column_bytes(statement, i)))
                           .size();
            else
                sum += static_cast<std::size_t>(sqlite3_column_int64(statement, i));
        }
    }
    sqlite3_finalize(statement);
    return sum;
}

std::vector<Instance> makeItems(Session& session, int count)
{
    std::vector<Instance> items;
    items.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        items.push_back(session.create("Item",
            {{"name", "item " + std::to_string(i)}, {"a", i}, {"b", i * 2},
                {"note", "a note of some length, as notes are"}, {"price", Value::real(i * 0.5)}}));
    }
    return items;
}

void benchSqlite(const QString& folder, int count, SqlAlchemy& theirSide)
{
    QString file = folder + "/bench.db";
    QString rawFile = folder + "/raw.db";
    RawSqlite raw(rawFile);
    raw.run("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF");
    raw.run(createItems);
    {
        RawSqlite ours(file);
        ours.run(createItems);
    }
    Engine engine = Engine::create("sqlite:///" + file.toStdString()).value();
    MapperRegistry models = automap(reflect(engine));
    auto connection = engine.connect();
    connection->executeScript("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF");
    std::vector<double> ours;
    std::vector<double> theirs;
    for (int run = 0; run < runs; ++run) {
        raw.run("DELETE FROM items");
        connection->executeScript("DELETE FROM items");
        theirs.push_back(milliseconds([&] { rawInsert(raw, count); }));
        Session session(*connection, models);
        std::vector<Instance> items = makeItems(session, count);
        session.addAll(items);
        ours.push_back(milliseconds([&] { session.commit(); }));
    }
    report("SQLite: flush new objects", ours, theirs, 2);
    theirSide.compare("SQLite: flush new objects", 0);

    ours.clear();
    theirs.clear();
    for (int run = 0; run < runs; ++run) {
        theirs.push_back(milliseconds([&] { rawUpdate(raw, count); }));
        Session session(*connection, models);
        std::vector<Instance> items = session.query("Item").all();
        for (std::size_t i = 0; i < items.size(); ++i)
            items[i].set("a", static_cast<int>(i) * 3 + run + 7);
        ours.push_back(milliseconds([&] { session.commit(); }));
    }
    report("SQLite: update loaded objects", ours, theirs, 2);
    theirSide.compare("SQLite: update loaded objects", 0);

    int many = count * 10;
    raw.run("DELETE FROM items");
    rawInsert(raw, many);
    connection->executeScript("DELETE FROM items; ATTACH '" + rawFile.toStdString()
        + "' AS other; INSERT INTO items SELECT * FROM other.items; DETACH other");
    ours.clear();
    theirs.clear();
    std::size_t bytes = 0;
    for (int run = 0; run < runs; ++run) {
        theirs.push_back(
            milliseconds([&] { rawFetch(raw, "SELECT id, name, a, b, note, price FROM items"); }));
        Session session(*connection, models);
        std::size_t before = residentBytes();
        std::vector<Instance> items;
        ours.push_back(milliseconds([&] { items = session.query("Item").all(); }));
        if (run == 0)
            bytes = (residentBytes() - before) / std::max<std::size_t>(1, items.size());
    }
    report("SQLite: load rows as objects", ours, theirs, 3);
    theirSide.compare("SQLite: load rows as objects", 10);
    measured["memory of a loaded object"] = static_cast<double>(bytes);
    theirSide.compare("memory of a loaded object", 3);

    RawSqlite families(folder + "/families.db");
    families.run(createFamilies);
    families.run("BEGIN");
    for (int p = 1; p <= 10000; ++p) {
        families.run(("INSERT INTO parents VALUES (" + std::to_string(p) + ", 'parent')").c_str());
        for (int c = 0; c < 10; ++c)
            families.run(
                ("INSERT INTO children (parent_id, name) VALUES (" + std::to_string(p) + ", 'child')")
                    .c_str());
    }
    families.run("COMMIT");
    Engine familyEngine = Engine::create("sqlite:///" + folder.toStdString() + "/families.db").value();
    MapperRegistry familyModels = automap(reflect(familyEngine));
    for (const char* strategy : {"selectin", "joined"}) {
        ours.clear();
        theirs.clear();
        for (int run = 0; run < runs; ++run) {
            theirs.push_back(milliseconds([&] {
                rawFetch(families,
                    "SELECT p.id, p.name, c.id, c.parent_id, c.name FROM parents p LEFT JOIN children c ON "
                    "c.parent_id = p.id");
            }));
            Session session(familyEngine, familyModels);
            ours.push_back(milliseconds([&] {
                session.query("Parent")
                    .options(
                        std::string(strategy) == "joined" ? joinedload("children") : selectinload("children"))
                    .all();
            }));
        }
        report(std::string("SQLite: 10000 x 10 by ") + strategy, ours, theirs, 5);
        theirSide.compare(std::string("SQLite: 10000 x 10 by ") + strategy, 10);
    }
}

// `statement` so many times in one transaction through libpq's pipeline.
template <typename F>
void pipelined(PGconn* raw, const char* statement, int count, F valuesOf)
{
    PQclear(PQexec(raw, "BEGIN"));
    PQenterPipelineMode(raw);
    for (int i = 0; i < count; ++i) {
        std::vector<std::string> texts = valuesOf(i);
        std::vector<const char*> values;
        for (const std::string& text : texts)
            values.push_back(text.c_str());
        PQsendQueryPrepared(
            raw, statement, static_cast<int>(values.size()), values.data(), nullptr, nullptr, 0);
        if (i % 1000 == 999 || i + 1 == count) {
            PQpipelineSync(raw);
            for (bool synced = false; !synced;) {
                PGresult* result = PQgetResult(raw);
                synced = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
                PQclear(result);
            }
        }
    }
    PQexitPipelineMode(raw);
    PQclear(PQexec(raw, "COMMIT"));
}

void benchPostgres(int count, SqlAlchemy& theirSide)
{
    PostgresServer* server = PostgresServer::shared();
    if (!server) {
        std::printf("PostgreSQL: %s\n", qPrintable(PostgresServer::whyMissing()));
        return;
    }
    server->createDatabase("bench");
    server->execute(createItemsPostgres, "bench");
    Engine engine = Engine::create(server->url("bench").toStdString()).value();
    MapperRegistry models = automap(reflect(engine));
    PGconn* raw = PQsetdbLogin(server->socketFolder().toUtf8(), QByteArray::number(server->port()), nullptr,
        nullptr, "bench", "postgres", nullptr);
    PQclear(PQprepare(
        raw, "ins", "INSERT INTO items (name, a, b, note, price) VALUES ($1, $2, $3, $4, $5)", 5, nullptr));
    std::vector<double> ours;
    std::vector<double> theirs;
    for (int run = 0; run < runs; ++run) {
        PQclear(PQexec(raw, "TRUNCATE items"));
        theirs.push_back(milliseconds([&] {
            pipelined(raw, "ins", count, [](int i) {
                return std::vector<std::string>{"item " + std::to_string(i), std::to_string(i),
                    std::to_string(i * 2), "a note of some length, as notes are", std::to_string(i * 0.5)};
            });
        }));
        PQclear(PQexec(raw, "TRUNCATE items"));
        Session session(engine, models);
        std::vector<Instance> items = makeItems(session, count);
        session.addAll(items);
        ours.push_back(milliseconds([&] { session.commit(); }));
    }
    report("PostgreSQL: flush new objects", ours, theirs, 1.5);
    theirSide.compare("PostgreSQL: flush new objects", 0);
    ours.clear();
    theirs.clear();
    PQclear(PQprepare(raw, "upd", "UPDATE items SET a = $1 WHERE id = $2", 2, nullptr));
    for (int run = 0; run < runs; ++run) {
        Session session(engine, models);
        std::vector<Instance> items = session.query("Item").orderBy(attr("id")).all();
        std::vector<std::string> ids;
        for (const Instance& item : items)
            ids.push_back(item.get("id").toText());
        theirs.push_back(milliseconds([&] {
            pipelined(raw, "upd", static_cast<int>(ids.size()), [&](int i) {
                return std::vector<std::string>{std::to_string(run), ids[static_cast<std::size_t>(i)]};
            });
        }));
        for (std::size_t i = 0; i < items.size(); ++i)
            items[i].set("b", static_cast<int>(i) + run * 1000 + 1);
        ours.push_back(milliseconds([&] { session.commit(); }));
    }
    report("PostgreSQL: update loaded objects", ours, theirs, 2);
    theirSide.compare("PostgreSQL: update loaded objects", 0);
    ours.clear();
    theirs.clear();
    PQclear(PQexec(raw,
        "INSERT INTO items (name, a, b, note, price) SELECT i.name, i.a, i.b, i.note, i.price FROM items i, "
        "generate_series(1, 9)"));
    for (int run = 0; run < runs; ++run) {
        theirs.push_back(milliseconds([&] {
            PQsendQuery(raw, "SELECT id, name, a, b, note, price FROM items");
            PQsetSingleRowMode(raw);
            std::size_t sum = 0;
            while (PGresult* result = PQgetResult(raw)) {
                for (int i = 0; i < PQntuples(result); ++i) {
                    for (int k = 0; k < PQnfields(result); ++k)
                        sum += std::string(PQgetvalue(result, i, k)).size();
                }
                PQclear(result);
            }
        }));
        Session session(engine, models);
        ours.push_back(milliseconds([&] { session.query("Item").all(); }));
    }
    report("PostgreSQL: load rows as objects", ours, theirs, 3);
    theirSide.compare("PostgreSQL: load rows as objects", 10);
    PQfinish(raw);
}

// What one object costs at three sizes: the same, if costs grow with the number alone.
void benchGrowth(const QString& folder)
{
    struct Step
    {
        const char* what;
        std::vector<double> each; // microseconds an object, by size
    };
    Step steps[] = {{"make and add", {}}, {"flush", {}}, {"load", {}}, {"change", {}}, {"update", {}},
        {"into one parent", {}}};
    for (int count : {10'000, 100'000, 1'000'000}) {
        std::string file = folder.toStdString() + "/growth" + std::to_string(count) + ".db";
        {
            RawSqlite ours(QString::fromStdString(file));
            ours.run(createItems);
            ours.run(createFamilies);
        }
        Engine engine = Engine::create("sqlite:///" + file).value();
        MapperRegistry models = automap(reflect(engine));
        auto connection = engine.connect();
        connection->executeScript("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF");
        auto note = [&](Step& step, double ms) { step.each.push_back(ms * 1000 / count); };
        {
            Session session(*connection, models);
            std::vector<Instance> items;
            note(steps[0], milliseconds([&] {
                items = makeItems(session, count);
                session.addAll(items);
            }));
            note(steps[1], milliseconds([&] { session.commit(); }));
        }
        Session session(*connection, models);
        std::vector<Instance> items;
        note(steps[2], milliseconds([&] { items = session.query("Item").all(); }));
        note(steps[3], milliseconds([&] {
            for (std::size_t i = 0; i < items.size(); ++i)
                items[i].set("a", static_cast<int>(i) + 7);
        }));
        note(steps[4], milliseconds([&] { session.commit(); }));
        Session family(*connection, models);
        note(steps[5], milliseconds([&] {
            Instance parent = family.create("Parent", {{"name", "one"}});
            family.add(parent);
            for (int i = 0; i < count; ++i)
                parent.collection("children").append(family.create("Child", {{"name", "child"}}));
            family.commit();
        }));
    }
    std::printf(
        "%-16s %12s %12s %12s   microseconds an object\n", "SQLite", "10,000", "100,000", "1,000,000");
    for (const Step& step : steps)
        std::printf("%-16s %12.2f %12.2f %12.2f   %s\n", step.what, step.each[0], step.each[1], step.each[2],
            verdict(step.each[2] <= 1.5 * std::max(step.each[0], step.each[1])));
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    registerBuiltins();
    QTemporaryDir folder;
    if (argc > 1 && std::string_view(argv[1]) == "growth") {
        benchGrowth(folder.path());
        return missed > 0 ? 1 : 0;
    }
    int count = argc > 1 ? std::atoi(argv[1]) : 100000;
    QString postgres;
    if (PostgresServer* server = PostgresServer::shared()) {
        server->createDatabase("theirs");
        postgres = server->url("theirs");
    }
    SqlAlchemy theirSide(folder.path(), count, postgres);
    benchSqlite(folder.path(), count, theirSide);
    benchPostgres(count, theirSide);
    std::printf("%d of the aims missed, with %d objects written and %d read.\n", missed, count, count * 10);
    return missed > 0 ? 1 : 0;
}
