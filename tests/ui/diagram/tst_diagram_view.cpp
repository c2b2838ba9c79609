#include "ui/diagram/diagram_view.h"

#include "tests/ui/render/render_samples.h"
#include "ui/diagram/diagram_job.h"
#include "ui/diagram/minimap.h"

#include <QHelpEvent>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>

using namespace relata;

class TestDiagramView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_view.reset(); }
    void fitsTheSceneAtFirst();
    void zoomsAtThePointer();
    void zoomsByKeys();
    void pansByDragWheelAndSpace();
    void selectsByClickAndBand();
    void stepsThroughCardsByKeys();
    void opensByDoubleClickAndReturn();
    void movesCardsAndTheirEdges();
    void highlightsAnEdgeAndSaysWhatItIs();
    void highlightsNeighboursOfARestingPointer();
    void animatesToOtherPlaces();
    void keepsTheSelectionOverAChange();
    void paintsAtEveryScale();
    void minimapMovesTheView();
    void hasAMenu();

private:
    std::size_t card(const char* name) const { return std::size_t(m_view->scene().findCard("", name)); }
    QPoint middleOf(const char* name) const
    {
        const QRectF rect = m_view->scene().cards[card(name)].rect;
        return m_view->fromScene(QPointF(rect.center().x(), rect.top() + 10)).toPoint();
    }
    QPoint ground() const { return QPoint(3, 3); } // fitting leaves a margin
    void wheel(const QPoint& at, const QPoint& angle, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWheelEvent event(
            at, m_view->mapToGlobal(at), {}, angle, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(m_view.get(), &event);
    }
    QPoint middleOfEdge(std::size_t edge) const
    {
        const auto& path = m_view->scene().edges[edge].path;
        return m_view->fromScene((path[0] + path[1]) / 2).toPoint();
    }

    DrawnDiagram m_drawn;
    std::unique_ptr<DiagramView> m_view;
};

void TestDiagramView::initTestCase()
{
    DiagramQuery query;
    query.metadata = std::make_shared<const MetaData>(sampleShop());
    query.subject.kind = ObjectRef::Kind::Connection;
    query.style = DiagramStyle::forExport();
    m_drawn = drawDiagram(query, {}).value();
}

void TestDiagramView::init()
{
    m_view = std::make_unique<DiagramView>();
    m_view->resize(900, 600);
    m_view->setDiagram(m_drawn.scene, m_drawn.router);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    m_view->fitAll();
}

void TestDiagramView::fitsTheSceneAtFirst()
{
    for (const DiagramCard& card : m_view->scene().cards)
        QVERIFY(m_view->visibleArea().contains(card.rect));
    QVERIFY(m_view->scale() <= 1);
    m_view->resize(300, 200);
    m_view->fitAll();
    QVERIFY(m_view->visibleArea().contains(m_view->scene().cards[0].rect));
    m_view->select({card("returns")});
    m_view->fitSelection();
    QVERIFY(m_view->visibleArea().contains(m_view->scene().cards[card("returns")].rect));
}

void TestDiagramView::zoomsAtThePointer()
{
    const QPoint at = middleOf("orders");
    const QPointF before = m_view->toScene(at);
    const double scale = m_view->scale();
    QSignalSpy changed(m_view.get(), &DiagramView::viewChanged);
    wheel(at, {0, 120}, Qt::ControlModifier);
    QVERIFY(m_view->scale() > scale);
    QVERIFY(QLineF(m_view->toScene(at), before).length() * m_view->scale() < 1.5);
    QCOMPARE(changed.count(), 1);
    for (int i = 0; i < 100; ++i)
        wheel(at, {0, 120}, Qt::ControlModifier);
    QCOMPARE(m_view->scale(), DiagramView::maxScale);
    for (int i = 0; i < 200; ++i)
        wheel(at, {0, -120}, Qt::ControlModifier);
    QCOMPARE(m_view->scale(), DiagramView::minScale);
}

void TestDiagramView::zoomsByKeys()
{
    const double fitted = m_view->scale();
    QTest::keyClick(m_view.get(), Qt::Key_0);
    QCOMPARE(m_view->scale(), 1.0);
    QTest::keyClick(m_view.get(), Qt::Key_Plus);
    QVERIFY(m_view->scale() > 1);
    QTest::keyClick(m_view.get(), Qt::Key_Minus);
    QVERIFY(std::abs(m_view->scale() - 1) < 1e-9);
    QTest::keyClick(m_view.get(), Qt::Key_F);
    QCOMPARE(m_view->scale(), fitted);
}

void TestDiagramView::pansByDragWheelAndSpace()
{
    m_view->zoomTo(2);
    m_view->centerOn(m_view->scene().bounds().center());
    QPointF before = m_view->visibleArea().topLeft();
    const auto moved = [&] {
        const QPointF by = (m_view->visibleArea().topLeft() - before) * m_view->scale();
        before = m_view->visibleArea().topLeft();
        return by.toPoint();
    };
    wheel({450, 300}, {0, -120});
    QCOMPARE(moved(), QPoint(0, 60));
    wheel({450, 300}, {0, -120}, Qt::ShiftModifier);
    QCOMPARE(moved(), QPoint(60, 0));
    QTest::mousePress(m_view.get(), Qt::MiddleButton, {}, {450, 300});
    QTest::mouseMove(m_view.get(), {430, 310});
    QTest::mouseRelease(m_view.get(), Qt::MiddleButton, {}, {430, 310});
    QCOMPARE(moved(), QPoint(20, -10));
    // Space makes any drag a pan, on cards too.
    m_view->centerOn(m_view->scene().cards[card("orders")].rect.center());
    moved();
    const auto places = m_view->positions();
    QTest::keyPress(m_view.get(), Qt::Key_Space);
    QTest::mousePress(m_view.get(), Qt::LeftButton, {}, {450, 300});
    QTest::mouseMove(m_view.get(), {420, 300});
    QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, {420, 300});
    QTest::keyRelease(m_view.get(), Qt::Key_Space);
    QCOMPARE(moved(), QPoint(30, 0));
    QVERIFY(m_view->positions() == places);
    // The scene cannot be lost.
    for (int i = 0; i < 300; ++i)
        wheel({450, 300}, {0, -1200});
    QVERIFY(m_view->visibleArea().intersects(m_view->scene().bounds()));
}

void TestDiagramView::selectsByClickAndBand()
{
    QSignalSpy changed(m_view.get(), &DiagramView::selectionChanged);
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, middleOf("orders"));
    QVERIFY(m_view->selectedCards() == std::set<std::size_t>{card("orders")});
    QCOMPARE(changed.count(), 1);
    QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::ControlModifier, middleOf("customers"));
    QCOMPARE(m_view->selectedCards().size(), std::size_t(2));
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, ground());
    QVERIFY(m_view->selectedCards().empty());
    QTest::mousePress(m_view.get(), Qt::LeftButton, Qt::ShiftModifier, ground());
    QTest::mouseMove(m_view.get(), {897, 597});
    QTest::mouseRelease(m_view.get(), Qt::LeftButton, Qt::ShiftModifier, {897, 597});
    QCOMPARE(m_view->selectedCards().size(), m_view->scene().cards.size());
    QTest::keyClick(m_view.get(), Qt::Key_Escape);
    QVERIFY(m_view->selectedCards().empty());
    QTest::keyClick(m_view.get(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(m_view->selectedCards().size(), m_view->scene().cards.size());
    // A row, at a scale at which rows are shown.
    m_view->zoomTo(1);
    m_view->showCard(card("orders"));
    const QRectF row = m_view->scene().rowRect(card("orders"), 1);
    m_view->select({});
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, m_view->fromScene(row.center()).toPoint());
    QCOMPARE(m_view->selectedRow(), 1);
}

void TestDiagramView::stepsThroughCardsByKeys()
{
    QTest::keyClick(m_view.get(), Qt::Key_Right);
    QCOMPARE(m_view->selectedCards().size(), std::size_t(1));
    std::set<std::size_t> seen;
    for (const auto key :
        {Qt::Key_Left, Qt::Key_Right, Qt::Key_Down, Qt::Key_Right, Qt::Key_Up, Qt::Key_Left}) {
        QTest::keyClick(m_view.get(), key);
        QCOMPARE(m_view->selectedCards().size(), std::size_t(1));
        seen.insert(*m_view->selectedCards().begin());
        QVERIFY(
            m_view->visibleArea().intersects(m_view->scene().cards[*m_view->selectedCards().begin()].rect));
    }
    QVERIFY(seen.size() >= 2);
}

void TestDiagramView::opensByDoubleClickAndReturn()
{
    QSignalSpy activated(m_view.get(), &DiagramView::cardActivated);
    QTest::mouseDClick(m_view.get(), Qt::LeftButton, {}, middleOf("orders"));
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated[0][0].toInt(), int(card("orders")));
    m_view->select({card("returns")});
    QTest::keyClick(m_view.get(), Qt::Key_Return);
    QCOMPARE(activated.count(), 2);
    QCOMPARE(activated[1][0].toInt(), int(card("returns")));
}

void TestDiagramView::movesCardsAndTheirEdges()
{
    QSignalSpy moved(m_view.get(), &DiagramView::cardsMoved);
    const std::size_t orders = card("orders");
    const QRectF before = m_view->scene().cards[orders].rect;
    const QPoint start = middleOf("orders");
    const QPoint end = start + QPoint(80, 40);
    QTest::mousePress(m_view.get(), Qt::LeftButton, {}, start);
    QTest::mouseMove(m_view.get(), start + QPoint(30, 20));
    QTest::mouseMove(m_view.get(), end);
    QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, end);
    const QRectF after = m_view->scene().cards[orders].rect;
    QVERIFY(std::abs((after.x() - before.x()) - 80 / m_view->scale()) <= 4);
    QVERIFY(std::abs((after.y() - before.y()) - 40 / m_view->scale()) <= 4);
    QCOMPARE(moved.count(), 1);
    for (const DiagramEdge& edge : m_view->scene().edges) {
        if (edge.from == orders)
            QVERIFY(std::abs(edge.path.front().x() - after.left()) < 1
                || std::abs(edge.path.front().x() - after.right()) < 1);
    }
    m_view->placeCards({{orders, {before.x(), before.y()}}});
    QCOMPARE(m_view->scene().cards[orders].rect, before);
}

void TestDiagramView::highlightsAnEdgeAndSaysWhatItIs()
{
    m_view->zoomTo(1);
    std::size_t edge = 0;
    for (std::size_t i = 0; i < m_view->scene().edges.size(); ++i) {
        if (m_view->scene().edges[i].from == card("orders"))
            edge = i;
    }
    m_view->centerOn((m_view->scene().edges[edge].path[0] + m_view->scene().edges[edge].path[1]) / 2);
    const QImage before = m_view->grab().toImage();
    QTest::mouseMove(m_view.get(), middleOfEdge(edge));
    QCOMPARE(m_view->highlightedEdge(), int(edge));
    QVERIFY(m_view->grab().toImage() != before);
    QHelpEvent help(QEvent::ToolTip, middleOfEdge(edge), m_view->mapToGlobal(middleOfEdge(edge)));
    QCoreApplication::sendEvent(m_view.get(), &help);
    QVERIFY(QToolTip::text().contains(QStringLiteral("orders.customer_id refers to customers.id")));
    QVERIFY(QToolTip::text().contains(QStringLiteral("ON DELETE CASCADE")));
    QTest::mouseMove(m_view.get(), ground());
    QCOMPARE(m_view->highlightedEdge(), -1);
}

void TestDiagramView::highlightsNeighboursOfARestingPointer()
{
    QTest::mouseMove(m_view.get(), middleOf("orders"));
    QCOMPARE(m_view->highlightedCard(), -1); // passing over does not flicker
    QTRY_COMPARE(m_view->highlightedCard(), int(card("orders")));
    QTest::mouseMove(m_view.get(), ground());
    QCOMPARE(m_view->highlightedCard(), -1);
}

void TestDiagramView::animatesToOtherPlaces()
{
    EdgeRouter router = m_drawn.router;
    router.moveCards({{0, {2000, 1500}}});
    m_view->animateTo(router);
    QVERIFY(m_view->isAnimating());
    QTRY_VERIFY(!m_view->isAnimating());
    QCOMPARE(m_view->scene().cards[0].rect.topLeft(), QPointF(2000, 1500));
    QVERIFY(m_view->scene().edges[0].path.size() >= 2);
}

void TestDiagramView::keepsTheSelectionOverAChange()
{
    m_view->select({card("returns")});
    DiagramQuery query;
    MetaData smaller = sampleShop();
    smaller.removeTable("", "profiles");
    query.metadata = std::make_shared<const MetaData>(smaller);
    query.style = DiagramStyle::forExport();
    DrawnDiagram drawn = drawDiagram(query, {}).value();
    m_view->setDiagram(drawn.scene, drawn.router);
    QVERIFY(m_view->selectedCards() == std::set<std::size_t>{card("returns")});
    smaller.removeTable("", "returns");
    query.metadata = std::make_shared<const MetaData>(smaller);
    drawn = drawDiagram(query, {}).value();
    QSignalSpy changed(m_view.get(), &DiagramView::selectionChanged);
    m_view->setDiagram(drawn.scene, drawn.router);
    QVERIFY(m_view->selectedCards().empty());
    QCOMPARE(changed.count(), 1);
}

void TestDiagramView::paintsAtEveryScale()
{
    for (const Palette* palette : {&lightPalette(), &darkPalette()}) {
        m_view->setColors(*palette);
        for (const double scale : {0.05, 0.2, 0.5, 1.0, 3.0}) {
            m_view->zoomTo(scale);
            m_view->centerOn(m_view->scene().cards[0].rect.center());
            QImage image = m_view->grab().toImage();
            while (!m_view->isComplete()) // a few tiles each time
                image = m_view->grab().toImage();
            QSet<QRgb> colours;
            for (int y = 0; y < image.height(); y += 3) {
                for (int x = 0; x < image.width(); x += 3)
                    colours.insert(image.pixel(x, y));
            }
            QVERIFY2(colours.size() >= 3, qPrintable(QString::number(scale)));
        }
    }
}

void TestDiagramView::minimapMovesTheView()
{
    Minimap minimap(m_view.get());
    QVERIFY(!minimap.isVisible()); // all can be seen
    m_view->zoomTo(2);
    QVERIFY(minimap.isVisible());
    QTest::mouseClick(&minimap, Qt::LeftButton, {}, QPoint(10, 10));
    const QPointF corner = m_view->visibleArea().center();
    QTest::mousePress(&minimap, Qt::LeftButton, {}, QPoint(10, 10));
    QTest::mouseMove(&minimap, minimap.rect().bottomRight() - QPoint(10, 10));
    QMouseEvent drag(QEvent::MouseMove, QPointF(minimap.rect().bottomRight() - QPoint(10, 10)),
        minimap.mapToGlobal(QPointF(minimap.rect().bottomRight() - QPoint(10, 10))), Qt::NoButton,
        Qt::LeftButton, {});
    QCoreApplication::sendEvent(&minimap, &drag);
    const QPointF other = m_view->visibleArea().center();
    QVERIFY(other.x() > corner.x() && other.y() > corner.y());
}

void TestDiagramView::hasAMenu()
{
    QSignalSpy menu(m_view.get(), &DiagramView::menuRequested);
    QContextMenuEvent onCard(
        QContextMenuEvent::Mouse, middleOf("orders"), m_view->mapToGlobal(middleOf("orders")));
    QCoreApplication::sendEvent(m_view.get(), &onCard);
    QCOMPARE(menu.count(), 1);
    QCOMPARE(menu[0][1].toInt(), int(card("orders")));
    QVERIFY(m_view->selectedCards() == std::set<std::size_t>{card("orders")});
    QContextMenuEvent onGround(QContextMenuEvent::Mouse, ground(), m_view->mapToGlobal(ground()));
    QCoreApplication::sendEvent(m_view.get(), &onGround);
    QCOMPARE(menu[1][1].toInt(), -1);
}

QTEST_MAIN(TestDiagramView)
#include "tst_diagram_view.moc"
