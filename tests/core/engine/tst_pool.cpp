// The pool's rules on a driver that only counts: who gets which connection, what is closed and when, and 64
// threads at it for a while.
#include "core/builtin/builtin.h"
#include "core/engine/engine.h"
#include "core/engine/registry.h"

#include <QtTest>

#include <atomic>

using namespace relata;
using namespace std::chrono_literals;

namespace {

struct Counters
{
    std::atomic<int> open{0};
    std::atomic<int> opened{0};
    std::atomic<int> wrongThread{0};
    std::atomic<int> shared{0}; // used by two at once
    std::atomic<bool> refuse{false};
    std::atomic<int> rollbacks{0};
    std::atomic<int> generation{0}; // connections of an older one are dead
};

class FakeCursor final : public DriverCursor
{
public:
    const std::vector<ResultColumn>& columns() const override { return m_columns; }
    RowChunkPtr fetch(std::size_t, std::size_t) override { return nullptr; }
    std::int64_t rowCount() const override { return 1; }

private:
    std::vector<ResultColumn> m_columns;
};

class FakeConnection final : public DriverConnection
{
public:
    explicit FakeConnection(std::shared_ptr<Counters> counters)
        : m_counters(std::move(counters))
        , m_thread(std::this_thread::get_id())
        , m_generation(m_counters->generation)
    {
        ++m_counters->open;
        ++m_counters->opened;
    }
    ~FakeConnection() override
    {
        if (std::this_thread::get_id() != m_thread)
            ++m_counters->wrongThread;
        --m_counters->open;
    }
    std::unique_ptr<DriverCursor> execute(
        const std::string&, std::span<const Value>, const ExecutionOptions&) override
    {
        use();
        if (m_generation != m_counters->generation) {
            Error error;
            error.kind = ErrorKind::Operational;
            error.message = "gone";
            error.connectionUsable = false;
            m_dead = true;
            raise(std::move(error));
        }
        return std::make_unique<FakeCursor>();
    }
    void executeScript(const std::string& script, const ExecutionOptions&) override
    {
        use();
        if (script == "BEGIN")
            m_inTransaction = true;
        if (script == "COMMIT" || script == "ROLLBACK")
            m_inTransaction = false;
        if (script == "ROLLBACK")
            ++m_counters->rollbacks;
    }
    void interrupt() noexcept override { }
    bool isUsable() const override { return !m_dead; }
    bool inTransaction() const override { return m_inTransaction; }
    std::string serverVersion() const override { return "1"; }

private:
    void use()
    {
        if (m_busy.exchange(true))
            ++m_counters->shared;
        if (std::this_thread::get_id() != m_thread)
            ++m_counters->wrongThread;
        m_busy = false;
    }

    std::shared_ptr<Counters> m_counters;
    std::thread::id m_thread;
    int m_generation;
    std::atomic<bool> m_busy{false};
    bool m_dead = false;
    bool m_inTransaction = false;
};

class FakeDriver final : public Driver
{
public:
    FakeDriver(std::shared_ptr<Counters> counters, bool affine)
        : m_counters(std::move(counters)), m_affine(affine)
    { }
    std::string name() const override { return "fake"; }
    bool threadAffine() const override { return m_affine; }
    std::unique_ptr<DriverConnection> connect(const ConnectArguments&, std::stop_token) const override
    {
        if (m_counters->refuse) {
            Error error;
            error.kind = ErrorKind::Operational;
            error.message = "refused";
            raise(std::move(error));
        }
        return std::make_unique<FakeConnection>(m_counters);
    }

private:
    std::shared_ptr<Counters> m_counters;
    bool m_affine;
};

// Oracle's: its initialise() sends nothing.
struct Fixture
{
    explicit Fixture(const PoolOptions& pool, bool affine = false)
        : engine(Engine::withDriver(
            findDialect("mssql"), std::make_shared<FakeDriver>(counters, affine), {}, options(pool)))
    { }
    static EngineOptions options(const PoolOptions& pool)
    {
        EngineOptions options;
        options.pool = pool;
        options.eventLogCapacity = 100;
        return options;
    }
    std::shared_ptr<Counters> counters = std::make_shared<Counters>();
    Engine engine;
};

template <typename F>
Error errorOf(F function)
{
    try {
        function();
    } catch (const DatabaseError& failure) {
        return failure.error();
    }
    Error none;
    none.message = "nothing was thrown";
    return none;
}

} // namespace

class PoolTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }

    void connectionsComeBack()
    {
        Fixture f({});
        std::uint64_t first = 0;
        {
            auto connection = f.engine.checkout();
            first = connection->number();
            QCOMPARE(f.engine.poolStatus().checkedOut, 1);
        }
        QCOMPARE(f.engine.poolStatus().idle, 1);
        QCOMPARE(f.engine.checkout()->number(), first);
        QCOMPARE(f.counters->opened.load(), 1);
    }

    void overflowIsClosedAndTheLimitIsKept()
    {
        PoolOptions options;
        options.size = 1;
        options.overflow = 1;
        options.timeout = 50ms;
        Fixture f(options);
        {
            auto a = f.engine.checkout();
            auto b = f.engine.checkout();
            Error error = errorOf([&] { f.engine.checkout(); });
            QVERIFY(error.kind == ErrorKind::Operational);
            QCOMPARE(QString::fromStdString(error.message),
                QString("All 2 connections are in use, and none came back in 0.05 s."));
            std::stop_source stop;
            stop.request_stop();
            QVERIFY(errorOf([&] { f.engine.checkout(stop.get_token()); }).kind == ErrorKind::Cancelled);
        }
        QCOMPARE(f.counters->open.load(), 1);
        QCOMPARE(f.engine.poolStatus().idle, 1);
    }

    void aWaitingThreadGetsTheOneThatComesBack()
    {
        PoolOptions options;
        options.size = 1;
        options.overflow = 0;
        Fixture f(options);
        auto held = f.engine.checkout();
        std::atomic<bool> got{false};
        std::jthread waiting([&] {
            f.engine.checkout();
            got = true;
        });
        QVERIFY(!got);
        held.reset();
        waiting.join();
        QVERIFY(got);
        QCOMPARE(f.counters->opened.load(), 1);
    }

    void lifoAndFifo()
    {
        for (bool lifo : {false, true}) {
            PoolOptions options;
            options.lifo = lifo;
            Fixture f(options);
            auto a = f.engine.checkout();
            auto b = f.engine.checkout();
            std::uint64_t first = a->number();
            std::uint64_t second = b->number();
            a.reset();
            b.reset();
            QCOMPARE(f.engine.checkout()->number(), lifo ? second : first);
        }
    }

    void oldOnesAreReplaced()
    {
        PoolOptions options;
        options.recycle = 0ms;
        Fixture f(options);
        std::uint64_t first = f.engine.checkout()->number();
        QTest::qSleep(2);
        QVERIFY(f.engine.checkout()->number() != first);
        QCOMPARE(f.counters->open.load(), 1);
    }

    void prePingReplacesTheDead()
    {
        PoolOptions options;
        options.prePing = true;
        Fixture f(options);
        f.engine.checkout();
        ++f.counters->generation;
        auto connection = f.engine.checkout();
        connection->execute("SELECT 1");
        QCOMPARE(f.counters->opened.load(), 2);
        QCOMPARE(f.counters->open.load(), 1);
    }

    void aDisconnectInvalidatesAll()
    {
        Fixture f({});
        auto a = f.engine.checkout();
        f.engine.checkout();
        auto idle = f.engine.poolStatus().idle;
        QCOMPARE(idle, 1);
        ++f.counters->generation;
        Error error = errorOf([&] { a->execute("SELECT 1"); });
        QVERIFY(!error.connectionUsable);
        QVERIFY(!a->isUsable());
        QVERIFY(errorOf([&] { a->execute("SELECT 1"); }).message.find("lost") != std::string::npos);
        a.reset();
        // The idle one is as dead; it is not even tried.
        f.engine.checkout()->execute("SELECT 1");
        QCOMPARE(f.counters->opened.load(), 3);
        QCOMPARE(f.counters->open.load(), 1);
        QCOMPARE(f.engine.log().count(EventKind::Invalidate), std::uint64_t(1));
    }

    void aRefusedConnectionTakesNoPlace()
    {
        PoolOptions options;
        options.size = 1;
        options.overflow = 0;
        Fixture f(options);
        f.counters->refuse = true;
        QVERIFY(errorOf([&] { f.engine.checkout(); }).message == "refused");
        f.counters->refuse = false;
        f.engine.checkout();
        QCOMPARE(f.engine.poolStatus().open, 1);
    }

    void whatIsLeftOpenIsRolledBack()
    {
        Fixture f({});
        auto dialectRollback = QByteArray("ROLLBACK");
        {
            auto connection = f.engine.checkout();
            connection->execute("SELECT 1");
            QVERIFY(connection->inTransaction());
        }
        QCOMPARE(f.engine.log().count(EventKind::Rollback), std::uint64_t(1));
        QCOMPARE(f.engine.log().count(EventKind::Begin), std::uint64_t(1));
    }

    void otherKinds()
    {
        PoolOptions null;
        null.kind = PoolKind::Null;
        Fixture f(null);
        f.engine.checkout();
        f.engine.checkout();
        QCOMPARE(f.counters->opened.load(), 2);
        QCOMPARE(f.counters->open.load(), 0);

        PoolOptions one;
        one.kind = PoolKind::Static;
        Fixture s(one);
        auto a = s.engine.checkout();
        auto b = s.engine.checkout();
        QCOMPARE(a->number(), b->number());
        a.reset();
        b.reset();
        QCOMPARE(s.counters->opened.load(), 1);

        PoolOptions perThread;
        perThread.kind = PoolKind::SingletonThread;
        Fixture t(perThread);
        auto mine = t.engine.checkout();
        std::uint64_t other = 0;
        std::jthread([&] { other = t.engine.checkout()->number(); }).join();
        QVERIFY(mine->number() != other);
    }

    void affineDriversStayOnTheirThreads()
    {
        PoolOptions options;
        options.size = 2;
        Fixture f(options, true);
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                for (int n = 0; n < 50; ++n)
                    f.engine.checkout()->execute("SELECT 1");
            });
        }
        threads.clear();
        QCOMPARE(f.counters->wrongThread.load(), 0);
        QCOMPARE(f.counters->opened.load(), 8);
    }

    void disposeClosesAndThePoolGoesOn()
    {
        Fixture f({});
        auto held = f.engine.checkout();
        f.engine.checkout();
        f.engine.dispose();
        QCOMPARE(f.counters->open.load(), 1);
        held.reset();
        QCOMPARE(f.counters->open.load(), 0);
        f.engine.checkout();
        QCOMPARE(f.engine.poolStatus().open, 1);
    }

    // Runs for RELATA_POOL_SECONDS, two where nothing is said.
    void sixtyFourThreads()
    {
        PoolOptions options;
        options.size = 5;
        options.overflow = 10;
        options.lifo = true;
        Fixture f(options);
        bool given = false;
        int seconds = qEnvironmentVariableIntValue("RELATA_POOL_SECONDS", &given);
        auto end = std::chrono::steady_clock::now() + std::chrono::seconds(given ? seconds : 2);
        std::atomic<std::int64_t> work{0};
        std::atomic<int> failures{0};
        std::vector<std::jthread> threads;
        for (int i = 0; i < 64; ++i) {
            threads.emplace_back([&, i] {
                for (int n = 0; std::chrono::steady_clock::now() < end; ++n) {
                    try {
                        auto connection = f.engine.checkout();
                        connection->execute("SELECT 1");
                        if (n % 3 == 0)
                            connection->commit();
                        if (i == 0 && n % 100 == 99)
                            ++f.counters->generation; // the server restarts
                        if (i == 1 && n % 300 == 299)
                            f.engine.dispose();
                        ++work;
                    } catch (const DatabaseError& error) {
                        if (error.error().message != "gone")
                            ++failures;
                    }
                }
            });
        }
        threads.clear();
        QCOMPARE(failures.load(), 0);
        QCOMPARE(f.counters->shared.load(), 0);
        QVERIFY(work > 0);
        PoolStatus status = f.engine.poolStatus();
        QCOMPARE(status.checkedOut, 0);
        QVERIFY(status.open <= 5);
        QCOMPARE(status.open, f.counters->open.load());
    }
};

QTEST_APPLESS_MAIN(PoolTest)
#include "tst_pool.moc"
