#include "core/layout/auto_layout.h"

#include "core/layout/components.h"
#include "core/layout/layout_quality.h"
#include "tests/core/layout/graph_samples.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <cmath>
#include <thread>

using namespace relata;

Q_DECLARE_METATYPE(LayoutStyle)

namespace {

std::vector<SceneRect> placed(const CardGraph& graph, const std::vector<ScenePoint>& positions)
{
    std::vector<SceneRect> cards = graph.cards;
    for (std::size_t i = 0; i < cards.size(); ++i) {
        cards[i].x = positions[i].x;
        cards[i].y = positions[i].y;
    }
    return cards;
}

} // namespace

class TestAutoLayout : public QObject
{
    Q_OBJECT

private slots:
    void overlapsNothing_data();
    void overlapsNothing();
    void isTheSameEveryTime();
    void laysOutNothingAndOneCard();
    void standsNearWhatItRefersTo();
    void packsUnconnectedCards();
    void saysThatGraphvizIsMissing();
    void survivesAProgramThatIsNotGraphviz();
    void stopsWithinASecond();
    void straightensColumns();
    void removesOverlapsOfAHeap();
    void closesEmptyBands();
};

void TestAutoLayout::overlapsNothing_data()
{
    QTest::addColumn<int>("cards");
    QTest::addColumn<int>("edges");
    QTest::addColumn<LayoutStyle>("style");
    QTest::newRow("pair") << 2 << 1 << LayoutStyle::Automatic;
    QTest::newRow("small") << 12 << 14 << LayoutStyle::Automatic;
    QTest::newRow("small layered") << 12 << 14 << LayoutStyle::Layered;
    QTest::newRow("small organic") << 12 << 14 << LayoutStyle::Organic;
    QTest::newRow("no edges") << 40 << 0 << LayoutStyle::Automatic;
    QTest::newRow("islands") << 60 << 30 << LayoutStyle::Automatic;
    QTest::newRow("dense") << 40 << 200 << LayoutStyle::Automatic;
    QTest::newRow("300") << 300 << 600 << LayoutStyle::Automatic;
}

void TestAutoLayout::overlapsNothing()
{
    QFETCH(int, cards);
    QFETCH(int, edges);
    QFETCH(LayoutStyle, style);
    const CardGraph graph = sampleGraph(std::size_t(cards), std::size_t(edges));
    LayoutOptions options;
    options.style = style;
    const auto outcome = autoLayout(graph, options);
    QVERIFY(outcome.has_value());
    QVERIFY2(outcome->usedGraphviz, outcome->note.c_str());
    QVERIFY(outcome->note.empty());
    QCOMPARE(outcome->positions.size(), graph.cards.size());
    const auto rects = placed(graph, outcome->positions);
    // Places are rounded to four pixels, so that gaps may be so much smaller.
    QVERIFY(!haveOverlaps(rects, options.verticalGap - 4, options.verticalGap - 4));
    const SceneRect bounds = boundsOf(rects);
    QVERIFY(std::abs(bounds.x) < 5 && std::abs(bounds.y) < 5);
}

void TestAutoLayout::isTheSameEveryTime()
{
    const CardGraph graph = sampleGraph(80, 130, 7);
    const auto first = autoLayout(graph);
    const auto second = autoLayout(graph);
    QVERIFY(first.has_value() && second.has_value());
    QVERIFY(first->positions == second->positions);
}

void TestAutoLayout::laysOutNothingAndOneCard()
{
    const auto none = autoLayout({});
    QVERIFY(none.has_value());
    QVERIFY(none->positions.empty());
    CardGraph one;
    one.cards.push_back({500, 500, 200, 100});
    one.edges.push_back({0, 0, 60, 40, 0, 0}); // refers to itself
    const auto alone = autoLayout(one);
    QVERIFY(alone.has_value());
    QVERIFY(alone->positions == std::vector<ScenePoint>{ScenePoint()});
}

void TestAutoLayout::standsNearWhatItRefersTo()
{
    // A chain of ten and a heap of loose cards: the chain's neighbours must be closer than its ends.
    CardGraph graph;
    for (int i = 0; i < 10; ++i)
        graph.cards.push_back({0, 0, 200, 120});
    for (std::size_t i = 1; i < 10; ++i)
        graph.edges.push_back({i, i - 1, 48, 48, 0, 0});
    const auto outcome = autoLayout(graph);
    QVERIFY(outcome.has_value());
    const auto rects = placed(graph, outcome->positions);
    const auto distance = [&rects](std::size_t a, std::size_t b) {
        return std::hypot(rects[a].centerX() - rects[b].centerX(), rects[a].centerY() - rects[b].centerY());
    };
    for (std::size_t i = 1; i < 10; ++i)
        QVERIFY(distance(i, i - 1) < 620);
    QVERIFY(distance(0, 9) > 620);
}

void TestAutoLayout::packsUnconnectedCards()
{
    const CardGraph graph = sampleGraph(200, 0);
    LayoutOptions options;
    options.aspectRatio = 1.6;
    const auto outcome = autoLayout(graph, options);
    QVERIFY(outcome.has_value());
    const auto rects = placed(graph, outcome->positions);
    const SceneRect bounds = boundsOf(rects);
    const double ratio = bounds.width / bounds.height;
    QVERIFY2(ratio > 1.2 && ratio < 2.1, qPrintable(QString::number(ratio)));
    double area = 0;
    for (const SceneRect& card : rects)
        area += (card.width + 60) * (card.height + 60);
    QVERIFY(bounds.width * bounds.height < 1.4 * area);
}

void TestAutoLayout::saysThatGraphvizIsMissing()
{
    const CardGraph graph = sampleGraph(50, 80);
    LayoutOptions options;
    options.graphviz = "/nowhere/dot";
    const auto outcome = autoLayout(graph, options);
    QVERIFY(outcome.has_value());
    QVERIFY(!outcome->usedGraphviz);
    QVERIFY(outcome->note.find("not installed") != std::string::npos);
    QVERIFY(outcome->note.find("graphviz") != std::string::npos);
    QVERIFY(!haveOverlaps(placed(graph, outcome->positions), 20, 20));
}

void TestAutoLayout::survivesAProgramThatIsNotGraphviz()
{
    const QTemporaryDir folder;
    for (const char* body : {"echo graph 1 1 1; echo node n99999 1 1 1 1; echo stop", "echo stop",
             "echo node n0 nan inf 1 1; echo stop", "cat", "exit 1", "printf 'node n0 1'"}) {
        const QString path = folder.filePath(QStringLiteral("dot"));
        QFile::remove(path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray("#!/bin/sh\n") + body + "\n");
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        file.close();
        LayoutOptions options;
        options.graphviz = path.toStdString();
        const CardGraph graph = sampleGraph(10, 12);
        const auto outcome = autoLayout(graph, options);
        QVERIFY2(outcome.has_value(), body);
        QVERIFY2(!outcome->usedGraphviz, body);
        QVERIFY2(!outcome->note.empty(), body);
        QVERIFY2(!haveOverlaps(placed(graph, outcome->positions)), body);
    }
}

void TestAutoLayout::stopsWithinASecond()
{
    const CardGraph graph = sampleGraph(4000, 9000); // many seconds of work
    std::stop_source stop;
    std::chrono::steady_clock::time_point asked;
    std::jthread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(150));
        asked = std::chrono::steady_clock::now();
        stop.request_stop();
    });
    LayoutOptions options;
    options.style = LayoutStyle::Layered;
    options.stop = stop.get_token();
    const auto outcome = autoLayout(graph, options);
    const auto answered = std::chrono::steady_clock::now();
    stopper.join();
    QVERIFY(!outcome.has_value());
    QCOMPARE(outcome.error().kind, ErrorKind::Cancelled);
    QVERIFY(answered - asked < std::chrono::seconds(1));
}

void TestAutoLayout::straightensColumns()
{
    CardGraph graph;
    graph.cards = {{0, 0, 200, 300}, {400, 500, 200, 100}, {400, 700, 200, 100}};
    graph.edges = {{1, 0, 48, 96, 0, 0}, {2, 0, 48, 216, 0, 0}};
    straightenColumns(graph, 40);
    QVERIFY(!haveOverlaps(graph.cards, 0, 39.9));
    // 120 px apart at the hub, but 140 px at least below each other: one edge or the other is straight.
    const double first = graph.cards[1].y + 48 - (graph.cards[0].y + 96);
    const double second = graph.cards[2].y + 48 - (graph.cards[0].y + 216);
    QVERIFY(std::abs(first) < 21 && std::abs(second) < 21);
}

void TestAutoLayout::removesOverlapsOfAHeap()
{
    CardGraph graph = sampleGraph(200, 0);
    for (SceneRect& card : graph.cards) // all upon each other
        card.x = card.y = 100;
    removeOverlaps(graph.cards, 40, 30);
    QVERIFY(!haveOverlaps(graph.cards, 40, 30));
}

void TestAutoLayout::closesEmptyBands()
{
    std::vector<SceneRect> cards{{0, 0, 100, 100}, {900, 20, 100, 100}, {930, 700, 100, 50}};
    closeBands(cards, 60, 40);
    const std::vector<SceneRect> wanted{{0, 0, 100, 100}, {160, 20, 100, 100}, {190, 160, 100, 50}};
    QVERIFY(cards == wanted);
}

QTEST_GUILESS_MAIN(TestAutoLayout)
#include "tst_auto_layout.moc"
