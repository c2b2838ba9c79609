#include "core/layout/child_process.h"

#include <QElapsedTimer>
#include <QTest>

#include <chrono>
#include <thread>

using namespace relata;

class TestChildProcess : public QObject
{
    Q_OBJECT

private slots:
    void feedsInputAndCollectsOutput();
    void reportsAFailure();
    void reportsAMissingProgram();
    void survivesAChildThatReadsNothing();
    void stopsWithinASecond();
    void isStoppedBeforeItBegins();
};

void TestChildProcess::feedsInputAndCollectsOutput()
{
    const std::string input(3'000'000, 'x'); // more than any pipe holds
    const auto output = runChildProcess({"cat"}, input);
    QVERIFY(output.has_value());
    QCOMPARE(output->size(), input.size());
    QVERIFY(*output == input);
}

void TestChildProcess::reportsAFailure()
{
    const auto output = runChildProcess({"sh", "-c", "echo no good >&2; exit 3"}, "");
    QVERIFY(!output.has_value());
    QCOMPARE(output.error().kind, ErrorKind::Operational);
    QVERIFY(output.error().message.find("exit code 3") != std::string::npos);
    QCOMPARE(output.error().detail, std::string("no good\n"));
    const auto killed = runChildProcess({"sh", "-c", "kill -SEGV $$"}, "");
    QVERIFY(!killed.has_value());
    QVERIFY(killed.error().message.find("crashed") != std::string::npos);
}

void TestChildProcess::reportsAMissingProgram()
{
    const auto output = runChildProcess({"/nowhere/at/all/dot"}, "digraph g {}");
    QVERIFY(!output.has_value());
    QCOMPARE(output.error().kind, ErrorKind::NotSupported);
    QVERIFY(!output.error().hint.empty());
}

void TestChildProcess::survivesAChildThatReadsNothing()
{
    const auto output = runChildProcess({"true"}, std::string(3'000'000, 'x'));
    QVERIFY(output.has_value());
    QVERIFY(output->empty());
}

void TestChildProcess::stopsWithinASecond()
{
    std::stop_source stop;
    QElapsedTimer timer;
    std::jthread stopper([&stop] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        stop.request_stop();
    });
    timer.start();
    const auto output = runChildProcess({"sleep", "30"}, "", stop.get_token());
    QVERIFY(!output.has_value());
    QCOMPARE(output.error().kind, ErrorKind::Cancelled);
    QVERIFY(timer.elapsed() < 1050);
}

void TestChildProcess::isStoppedBeforeItBegins()
{
    std::stop_source stop;
    stop.request_stop();
    const auto output = runChildProcess({"sleep", "30"}, "", stop.get_token());
    QVERIFY(!output.has_value());
    QCOMPARE(output.error().kind, ErrorKind::Cancelled);
}

QTEST_APPLESS_MAIN(TestChildProcess)
#include "tst_child_process.moc"
