#include "core/util/topological_sort.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace relata;
using Edges = std::vector<std::pair<std::size_t, std::size_t>>;
using Order = std::vector<std::size_t>;

class TopologicalSortTest : public QObject
{
    Q_OBJECT

private slots:
    void needsComeFirst();
    void isStable();
    void ignoresSelfEdgesAndDuplicates();
    void cutsCycles();
    void randomGraphs();
};

void TopologicalSortTest::needsComeFirst()
{
    QCOMPARE(topologicalSort(3, {{0, 1}, {1, 2}}).order, Order({2, 1, 0}));
}

void TopologicalSortTest::isStable()
{
    QCOMPARE(topologicalSort(4, {{1, 3}}).order, Order({0, 2, 3, 1}));
}

void TopologicalSortTest::ignoresSelfEdgesAndDuplicates()
{
    TopologicalOrder result = topologicalSort(2, {{0, 0}, {0, 1}, {0, 1}, {7, 0}});
    QCOMPARE(result.order, Order({1, 0}));
    QVERIFY(result.cut.empty());
}

void TopologicalSortTest::cutsCycles()
{
    TopologicalOrder result = topologicalSort(3, {{0, 1}, {1, 0}, {2, 0}});
    QCOMPARE(result.order, Order({0, 1, 2}));
    QCOMPARE(result.cut, Edges({{0, 1}}));
}

void TopologicalSortTest::randomGraphs()
{
    QRandomGenerator random(42);
    for (int round = 0; round < 200; ++round) {
        std::size_t count = 1 + random.bounded(20u);
        Edges edges;
        for (quint32 i = random.bounded(60u); i > 0; --i)
            edges.push_back({random.bounded(quint32(count)), random.bounded(quint32(count))});
        TopologicalOrder result = topologicalSort(count, edges);
        QCOMPARE(result.order.size(), count);
        std::vector<std::size_t> position(count, count);
        for (std::size_t i = 0; i < count; ++i)
            position[result.order[i]] = i;
        for (const auto& edge : edges) {
            bool broken = edge.first != edge.second && position[edge.second] > position[edge.first];
            bool told = std::find(result.cut.begin(), result.cut.end(), edge) != result.cut.end();
            QCOMPARE(told, broken);
        }
    }
}

QTEST_APPLESS_MAIN(TopologicalSortTest)
#include "tst_topological_sort.moc"
