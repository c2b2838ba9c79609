#include "ui/diagram/tile_cache.h"

#include <QTest>

using namespace relata;

namespace {

// A scene of one colour per 100 x 100 square.
QRgb colourAt(int x, int y)
{
    return QColor::fromHsv(((x * 37 + y * 91) % 360 + 360) % 360, 200, 200).rgb();
}

void paintSquares(QPainter& painter, const QRectF& area)
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int x = int(std::floor(area.left() / 100)); x * 100 < area.right(); ++x) {
        for (int y = int(std::floor(area.top() / 100)); y * 100 < area.bottom(); ++y)
            painter.fillRect(QRectF(x * 100, y * 100, 100, 100), QColor(colourAt(x, y)));
    }
}

} // namespace

class TestTileCache : public QObject
{
    Q_OBJECT

private slots:
    void showsTheSceneWhereverItIs_data();
    void showsTheSceneWhereverItIs();
    void paintsATileOnce();
    void staysWithinItsBudget();
    void forgetsFarTiles();
};

void TestTileCache::showsTheSceneWhereverItIs_data()
{
    QTest::addColumn<QPointF>("origin");
    QTest::addColumn<double>("scale");
    QTest::addColumn<double>("ratio");
    QTest::newRow("plain") << QPointF(0, 0) << 1.0 << 1.0;
    QTest::newRow("negative") << QPointF(-730, -1210) << 1.0 << 1.0;
    QTest::newRow("small") << QPointF(1000, 500) << 0.5 << 1.0;
    QTest::newRow("large") << QPointF(10, 20) << 2.0 << 1.0;
    QTest::newRow("high density") << QPointF(300, 100) << 1.0 << 2.0;
}

void TestTileCache::showsTheSceneWhereverItIs()
{
    QFETCH(QPointF, origin);
    QFETCH(double, scale);
    QFETCH(double, ratio);
    const QSize size(700, 400);
    QImage image(size * ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::black);
    TileCache cache;
    QPainter painter(&image);
    QVERIFY(cache.draw(painter, size, origin, scale, ratio, Qt::white, 1e9, paintSquares));
    painter.end();
    for (const QPoint& at : {QPoint(13, 17), QPoint(350, 200), QPoint(687, 391), QPoint(255, 257)}) {
        const QPointF scene = QPointF(at) / scale + origin;
        const QRgb wanted = colourAt(int(std::floor(scene.x() / 100)), int(std::floor(scene.y() / 100)));
        QCOMPARE(image.pixel((QPointF(at) * ratio).toPoint()), wanted);
    }
}

void TestTileCache::paintsATileOnce()
{
    int painted = 0;
    const auto counting = [&painted](QPainter& painter, const QRectF& area) {
        ++painted;
        paintSquares(painter, area);
    };
    QImage image(500, 500, QImage::Format_ARGB32_Premultiplied);
    QPainter painter(&image);
    TileCache cache;
    cache.draw(painter, image.size(), {0, 0}, 1, 1, Qt::white, 1e9, counting);
    const int first = painted;
    QVERIFY(first >= 4);
    cache.draw(painter, image.size(), {0, 0}, 1, 1, Qt::white, 1e9, counting);
    cache.draw(painter, image.size(), {5, 5}, 1, 1, Qt::white, 1e9, counting);
    QCOMPARE(painted, first);
    cache.draw(painter, image.size(), {0, 0}, 1.5, 1, Qt::white, 1e9, counting);
    QVERIFY(painted > first);
}

void TestTileCache::staysWithinItsBudget()
{
    int painted = 0;
    const auto counting = [&painted](QPainter& painter, const QRectF& area) {
        ++painted;
        paintSquares(painter, area);
    };
    QImage image(2000, 2000, QImage::Format_ARGB32_Premultiplied);
    QPainter painter(&image);
    TileCache cache;
    int frames = 1;
    while (!cache.draw(painter, image.size(), {0, 0}, 1, 1, Qt::white, 0, counting) && frames < 1000)
        ++frames;
    QVERIFY(frames > 1); // no budget: at least one tile a frame
    QCOMPARE(painted, cache.tileCount());
    QCOMPARE(image.pixel(1950, 1950), colourAt(19, 19));
}

void TestTileCache::forgetsFarTiles()
{
    QImage image(500, 500, QImage::Format_ARGB32_Premultiplied);
    QPainter painter(&image);
    TileCache cache;
    for (int i = 0; i < 300; ++i)
        cache.draw(painter, image.size(), QPointF(i * 400, 0), 1, 1, Qt::white, 1e9, paintSquares);
    QVERIFY(cache.tileCount() < 400);
}

QTEST_MAIN(TestTileCache)
#include "tst_tile_cache.moc"
