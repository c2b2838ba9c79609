#include "core/layout/edge_routing.h"

#include "core/layout/auto_layout.h"
#include "tests/core/layout/graph_samples.h"

#include <QTest>

#include <cmath>
#include <map>

using namespace relata;

namespace {

bool isOrthogonal(const EdgeRoute& route)
{
    for (std::size_t i = 0; i + 1 < route.points.size(); ++i) {
        const ScenePoint& a = route.points[i];
        const ScenePoint& b = route.points[i + 1];
        if (std::abs(a.x - b.x) > 1e-9 && std::abs(a.y - b.y) > 1e-9)
            return false;
    }
    return route.points.size() >= 2;
}

bool runsThrough(const EdgeRoute& route, const SceneRect& card)
{
    const SceneRect inner = card.grown(-1);
    for (std::size_t i = 0; i + 1 < route.points.size(); ++i) {
        const ScenePoint& a = route.points[i];
        const ScenePoint& b = route.points[i + 1];
        const SceneRect line{
            std::min(a.x, b.x), std::min(a.y, b.y), std::abs(a.x - b.x) + 0.01, std::abs(a.y - b.y) + 0.01};
        if (line.overlaps(inner))
            return true;
    }
    return false;
}

bool touchesSide(const ScenePoint& point, const SceneRect& card, double y, double tolerance)
{
    return (std::abs(point.x - card.x) < 0.3 || std::abs(point.x - card.right()) < 0.3)
        && std::abs(point.y - (card.y + y)) <= tolerance;
}

CardGraph laidOut(std::size_t cards, std::size_t edges, std::uint64_t seed)
{
    CardGraph graph = sampleGraph(cards, edges, seed);
    const auto outcome = autoLayout(graph);
    for (std::size_t i = 0; i < graph.cards.size(); ++i) {
        graph.cards[i].x = outcome->positions[i].x;
        graph.cards[i].y = outcome->positions[i].y;
    }
    return graph;
}

int crossedCards(const EdgeRouter& router)
{
    int crossed = 0;
    for (std::size_t i = 0; i < router.routes().size(); ++i) {
        for (const SceneRect& card : router.graph().cards) {
            if (!runsThrough(router.routes()[i], card))
                continue;
            ++crossed;
            QString points;
            for (const ScenePoint& point : router.routes()[i].points)
                points += QStringLiteral(" %1,%2").arg(point.x).arg(point.y);
            qWarning("edge %zu (%zu to %zu) through the card at %g,%g %gx%g:%s", i,
                router.graph().edges[i].from, router.graph().edges[i].to, card.x, card.y, card.width,
                card.height, qPrintable(points));
        }
    }
    return crossed;
}

} // namespace

class TestEdgeRouting : public QObject
{
    Q_OBJECT

private slots:
    void drawsAStraightLineWhereItCan();
    void goesAroundACard();
    void attachesAtRows_data();
    void attachesAtRows();
    void keepsParallelsApart();
    void sharesTheWayToOneEnd();
    void keepsDifferentMarksApart();
    void runsNoEdgeIntoAnothersEnd();
    void loopsBackToItsOwnCard();
    void survivesCardsUponEachOther();
    void followsMovedCards();
    void canBeStopped();
    void isTheSameEveryTime();
};

void TestEdgeRouting::drawsAStraightLineWhereItCan()
{
    CardGraph graph;
    graph.cards = {{0, 0, 200, 200}, {400, 40, 200, 200}};
    graph.edges = {{1, 0, 60, 100, 0, 0}};
    EdgeRouter router(graph);
    QVERIFY(router.routeAll());
    const std::vector<ScenePoint> straight{{400, 100}, {200, 100}};
    QVERIFY(router.routes()[0].points == straight);
}

void TestEdgeRouting::goesAroundACard()
{
    CardGraph graph;
    graph.cards = {{0, 0, 200, 200}, {300, -100, 200, 400}, {600, 0, 200, 200}};
    graph.edges = {{2, 0, 60, 60, 0, 0}};
    EdgeRouter router(graph);
    router.routeAll();
    QVERIFY(isOrthogonal(router.routes()[0]));
    QCOMPARE(crossedCards(router), 0);
}

void TestEdgeRouting::attachesAtRows_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= 8; ++seed)
        QTest::addRow("seed %d", seed) << seed;
}

void TestEdgeRouting::attachesAtRows()
{
    QFETCH(int, seed);
    EdgeRouter router(laidOut(40, 70, std::uint64_t(seed)));
    router.routeAll();
    const CardGraph& graph = router.graph();
    for (std::size_t i = 0; i < graph.edges.size(); ++i) {
        const CardEdge& edge = graph.edges[i];
        const EdgeRoute& route = router.routes()[i];
        QVERIFY(isOrthogonal(route));
        QVERIFY(touchesSide(route.points.front(), graph.cards[edge.from], edge.fromY, 12));
        QVERIFY(touchesSide(route.points.back(), graph.cards[edge.to], edge.toY, 12));
    }
    QCOMPARE(crossedCards(router), 0);
}

void TestEdgeRouting::keepsParallelsApart()
{
    CardGraph graph;
    graph.cards = {{0, 0, 200, 300}, {500, 400, 200, 300}};
    for (int i = 0; i < 5; ++i)
        graph.edges.push_back({1, 0, 48.0 + 24 * i, 48.0 + 24 * i, 0, 0});
    EdgeRouter router(graph);
    router.routeAll();
    std::map<double, int> tracks; // of the vertical lines
    for (const EdgeRoute& route : router.routes()) {
        QCOMPARE(route.points.size(), std::size_t(4));
        ++tracks[route.points[1].x];
    }
    QCOMPARE(tracks.size(), std::size_t(5));
    double before = -1e9;
    for (const auto& [x, count] : tracks) {
        QVERIFY(x - before >= 5);
        before = x;
    }
}

void TestEdgeRouting::sharesTheWayToOneEnd()
{
    CardGraph graph;
    graph.cards = {{0, 0, 200, 300}, {500, 0, 200, 120}, {500, 200, 200, 120}, {500, 400, 200, 120}};
    for (std::size_t card = 1; card <= 3; ++card)
        graph.edges.push_back({card, 0, 60, 84, 0, 0});
    EdgeRouter router(graph);
    router.routeAll();
    for (const EdgeRoute& route : router.routes()) {
        QVERIFY(route.points.back() == router.routes()[0].points.back());
        QVERIFY(route.points.size() == 2
            || route.points[route.points.size() - 2].x
                == router.routes()[2].points[router.routes()[2].points.size() - 2].x);
    }
}

void TestEdgeRouting::keepsDifferentMarksApart()
{
    CardGraph graph;
    graph.cards = {{0, 0, 200, 300}, {500, 0, 200, 120}, {500, 200, 200, 120}};
    graph.edges = {{1, 0, 60, 84, 0, 0}, {2, 0, 60, 84, 0, 1}};
    EdgeRouter router(graph);
    router.routeAll();
    const double apart = std::abs(router.routes()[0].points.back().y - router.routes()[1].points.back().y);
    QCOMPARE(apart, RoutingOptions().markGap);
}

void TestEdgeRouting::runsNoEdgeIntoAnothersEnd()
{
    // The lower card's edge begins at the very height at which the upper card's ends: on one line they would
    // look like one edge between the wrong rows.
    CardGraph graph;
    graph.cards = {{0, 0, 200, 120}, {0, 300, 200, 100}, {300, 276, 200, 112}};
    graph.edges = {{2, 0, 72, 48, 0, 0}, {2, 1, 48, 48, 0, 0}};
    EdgeRouter router(graph);
    router.routeAll();
    for (const EdgeRoute& route : router.routes())
        QCOMPARE(route.points.size(), std::size_t(4));
    const double upperTurns = router.routes()[0].points[1].x;
    const double lowerTurns = router.routes()[1].points[1].x;
    QVERIFY2(lowerTurns < upperTurns - 4, "the lower edge must leave the line before the upper one joins it");
}

void TestEdgeRouting::loopsBackToItsOwnCard()
{
    CardGraph graph;
    graph.cards = {{0, 0, 200, 200}};
    graph.edges = {{0, 0, 108, 48, 0, 0}, {0, 0, 18, 18, 0, 0}};
    EdgeRouter router(graph);
    router.routeAll();
    for (const EdgeRoute& route : router.routes()) {
        QVERIFY(isOrthogonal(route));
        QVERIFY(!runsThrough(route, graph.cards[0]));
        QVERIFY(route.points.front().y != route.points.back().y);
    }
}

void TestEdgeRouting::survivesCardsUponEachOther()
{
    CardGraph graph;
    graph.cards = {{0, 0, 200, 200}, {50, 20, 200, 200}, {60, 30, 200, 200}, {0, 0, 200, 200}};
    graph.edges = {{1, 0, 60, 60, 0, 0}, {3, 0, 60, 60, 0, 0}, {2, 1, 100, 12, 0, 0}};
    EdgeRouter router(graph);
    QVERIFY(router.routeAll());
    for (const EdgeRoute& route : router.routes())
        QVERIFY(isOrthogonal(route));
}

void TestEdgeRouting::followsMovedCards()
{
    EdgeRouter router(laidOut(40, 70, 3));
    router.routeAll();
    const SceneRect bounds = boundsOf(router.graph().cards);
    SmallRandom random(9);
    for (int step = 0; step < 30; ++step) {
        const std::size_t card = random.below(40);
        const ScenePoint to{bounds.right() + 100 + double(step % 5) * 400, double(step / 5) * 600};
        router.moveCards({{card, to}});
        QVERIFY((ScenePoint{router.graph().cards[card].x, router.graph().cards[card].y} == to));
        for (std::size_t i = 0; i < router.graph().edges.size(); ++i) {
            const CardEdge& edge = router.graph().edges[i];
            QVERIFY(touchesSide(
                router.routes()[i].points.front(), router.graph().cards[edge.from], edge.fromY, 12));
            QVERIFY(
                touchesSide(router.routes()[i].points.back(), router.graph().cards[edge.to], edge.toY, 12));
        }
        QCOMPARE(crossedCards(router), 0);
    }
}

void TestEdgeRouting::canBeStopped()
{
    EdgeRouter router(laidOut(40, 70, 3));
    router.routeAll();
    const auto before = router.routes();
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(!router.routeAll(stop.get_token()));
    QVERIFY(router.routes() == before);
    router.moveCards({{0, {5000, 5000}}}); // and it is whole
    QCOMPARE(crossedCards(router), 0);
}

void TestEdgeRouting::isTheSameEveryTime()
{
    const CardGraph graph = laidOut(60, 120, 5);
    EdgeRouter first(graph);
    EdgeRouter second(graph);
    first.routeAll();
    second.routeAll();
    QVERIFY(first.routes() == second.routes());
    second.routeAll();
    QVERIFY(first.routes() == second.routes());
}

QTEST_GUILESS_MAIN(TestEdgeRouting)
#include "tst_edge_routing.moc"
