#include "ui/diagram/diagram_document.h"

#include "tests/ui/diagram/diagram_workbench.h"
#include "tests/ui/render/render_samples.h"
#include "ui/diagram/diagram_feature.h"
#include "ui/diagram/diagram_toolbar.h"
#include "ui/diagram/diagram_view.h"
#include "ui/shell/state_view.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QJsonArray>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace relata;

class TestDiagramDocument : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void saysWhatIsMissing();
    void drawsWhatWasReflected();
    void drawsAroundOneTable();
    void drawsOneSchema();
    void survivesHostileNames();
    void switchesDetailAndNotation();
    void laysOutAgainAndUndoes();
    void keepsPlacesOverARefresh();
    void restoresItsState();
    void ignoresNonsenseInItsState();
    void findsTablesAndColumns();
    void followsAndSetsTheSelection();
    void opensTables();
    void exportsPictures();
    void copiesAnImage();
    void followsTheTheme();
    void canBeStopped();

private:
    DiagramDocument* open(ObjectRef::Kind kind = ObjectRef::Kind::Connection, const QString& name = {},
        const QJsonObject& state = {})
    {
        ObjectRef object;
        object.connectionId = QStringLiteral("shop");
        object.kind = kind;
        object.name = name;
        return static_cast<DiagramDocument*>(
            m_workbench->openDocument({QStringLiteral("diagram"), object, state}));
    }
    DiagramDocument* openDrawn()
    {
        m_workbench->m_connections.add()->reflected(sampleShop());
        DiagramDocument* document = open();
        waitFor(document);
        return document;
    }
    static void waitFor(DiagramDocument* document)
    {
        QTRY_VERIFY(document->isSettled() && !document->view()->scene().cards.empty());
    }
    static std::size_t card(DiagramDocument* document, const char* name)
    {
        return std::size_t(document->view()->scene().findCard("", name));
    }
    static QString stateTitle(DiagramDocument* document)
    {
        return document->findChild<StateView*>()->isVisible() ? document->findChild<StateView*>()->title()
                                                              : QString();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<DiagramWorkbench> m_workbench;
    int m_run = 0;
};

void TestDiagramDocument::init()
{
    m_workbench =
        std::make_unique<DiagramWorkbench>(m_folder.filePath(QStringLiteral("%1.ini").arg(++m_run)));
    registerDiagram(m_workbench->m_panels);
    m_workbench->m_window.show();
}

void TestDiagramDocument::cleanup()
{
    m_workbench.reset();
}

void TestDiagramDocument::saysWhatIsMissing()
{
    DiagramDocument* document = open();
    QTRY_COMPARE(stateTitle(document), QStringLiteral("The database is not open"));
    DiagramConnection* connection = m_workbench->m_connections.add();
    QTRY_VERIFY(stateTitle(document).startsWith(QStringLiteral("Reading the schema")));
    connection->m_state = DatabaseConnection::State::Failed;
    connection->m_error.message = "The server went away.";
    emit connection->metadataChanged();
    QTRY_COMPARE(stateTitle(document), QStringLiteral("The schema could not be read"));
    connection->reflected(MetaData());
    QTRY_COMPARE(stateTitle(document), QStringLiteral("There are no tables to draw"));
    connection->reflected(sampleShop());
    waitFor(document);
    QVERIFY(document->view()->isVisible());
}

void TestDiagramDocument::drawsWhatWasReflected()
{
    DiagramDocument* document = openDrawn();
    QCOMPARE(document->view()->scene().cards.size(), std::size_t(5));
    QCOMPARE(document->statusText(), QStringLiteral("5 table(s), 5 relationship(s)"));
    QCOMPARE(document->title(), QStringLiteral("Diagram of shop.db"));
    for (const DiagramCard& shown : document->view()->scene().cards)
        QVERIFY(document->view()->visibleArea().contains(shown.rect)); // fitted
}

void TestDiagramDocument::drawsAroundOneTable()
{
    m_workbench->m_connections.add()->reflected(sampleShop());
    DiagramDocument* document = open(ObjectRef::Kind::Table, QStringLiteral("returns"));
    waitFor(document);
    QCOMPARE(document->view()->scene().cards.size(), std::size_t(2));
    document->findChild<QSpinBox*>()->setValue(2);
    QTRY_COMPARE(document->view()->scene().cards.size(), std::size_t(3));
    DiagramDocument* gone = open(ObjectRef::Kind::Table, QStringLiteral("dropped"));
    QTRY_VERIFY(stateTitle(gone).contains(QStringLiteral("dropped")));
}

void TestDiagramDocument::drawsOneSchema()
{
    MetaData metadata = sampleShop();
    Table other;
    other.schema = "audit";
    other.name = "log";
    other.columns = {sampleColumn("id", SqlType::of(TypeKind::Integer))};
    metadata.addTable(other);
    m_workbench->m_connections.add()->reflected(metadata);
    ObjectRef object;
    object.connectionId = QStringLiteral("shop");
    object.kind = ObjectRef::Kind::Schema;
    object.schema = QStringLiteral("audit");
    auto* document =
        static_cast<DiagramDocument*>(m_workbench->openDocument({QStringLiteral("diagram"), object, {}}));
    waitFor(document);
    QCOMPARE(document->view()->scene().cards.size(), std::size_t(1));
    QCOMPARE(document->title(), QStringLiteral("Diagram of audit"));
}

void TestDiagramDocument::survivesHostileNames()
{
    m_workbench->m_connections.add()->reflected(hostileSchema());
    DiagramDocument* document = open();
    waitFor(document);
    QCOMPARE(document->view()->scene().cards.size(), hostileNames().size());
    QVERIFY(!document->view()->grab().isNull());
    const QJsonObject state = document->saveState();
    DiagramDocument* again = open(ObjectRef::Kind::Connection, {}, state);
    waitFor(again);
}

void TestDiagramDocument::switchesDetailAndNotation()
{
    DiagramDocument* document = openDrawn();
    const auto boxes = document->findChild<DiagramToolbar*>()->findChildren<QComboBox*>();
    boxes.at(0)->setCurrentIndex(2);
    QTRY_COMPARE(document->view()->scene().detail, DetailLevel::NamesOnly);
    QVERIFY(document->view()->scene().cards[0].rows.empty());
    QTRY_VERIFY(document->isSettled());
    boxes.at(1)->setCurrentIndex(2);
    QTRY_COMPARE(document->view()->scene().notation, NotationKind::Idef1x);
    QTRY_VERIFY(document->isSettled());
    boxes.at(0)->setCurrentIndex(0);
    QTRY_COMPARE(document->view()->scene().detail, DetailLevel::AllColumns);
}

void TestDiagramDocument::laysOutAgainAndUndoes()
{
    DiagramDocument* document = openDrawn();
    DiagramView* view = document->view();
    const auto first = view->positions();
    const QPoint start = view->fromScene(view->scene().cards[0].rect.topLeft() + QPointF(40, 12)).toPoint();
    QTest::mousePress(view, Qt::LeftButton, {}, start);
    QTest::mouseMove(view, start + QPoint(60, 60));
    QTest::mouseMove(view, start + QPoint(90, 90));
    QTest::mouseRelease(view, Qt::LeftButton, {}, start + QPoint(90, 90));
    const auto arranged = view->positions();
    QVERIFY(arranged != first);
    QTest::keyClick(view, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(view->positions() == first);
    document->undoStack()->redo();
    QVERIFY(view->positions() == arranged);
    document->layOutAgain(LayoutStyle::Automatic);
    QTRY_VERIFY(document->isSettled());
    QVERIFY(view->positions() == first);
    document->undoStack()->undo();
    QVERIFY(view->positions() == arranged);
}

void TestDiagramDocument::keepsPlacesOverARefresh()
{
    DiagramConnection* connection = m_workbench->m_connections.add();
    connection->reflected(sampleShop());
    DiagramDocument* document = open();
    waitFor(document);
    DiagramView* view = document->view();
    const QPointF before = view->scene().cards[card(document, "orders")].rect.topLeft();
    MetaData changed = sampleShop();
    changed.removeTable("", "profiles");
    Table added;
    added.name = "aaa_new";
    added.columns = {sampleColumn("id", SqlType::of(TypeKind::Integer))};
    changed.addTable(added);
    connection->reflected(changed);
    QTRY_VERIFY(view->scene().findCard("", "aaa_new") >= 0);
    QCOMPARE(view->scene().findCard("", "profiles"), -1);
    QCOMPARE(view->scene().cards[card(document, "orders")].rect.topLeft(), before);
    const auto& cards = view->scene().cards;
    for (std::size_t i = 0; i < cards.size(); ++i) {
        for (std::size_t j = i + 1; j < cards.size(); ++j)
            QVERIFY(!cards[i].rect.intersects(cards[j].rect));
    }
    document->refresh();
    QCOMPARE(connection->m_refreshes, 1);
}

void TestDiagramDocument::restoresItsState()
{
    DiagramDocument* document = openDrawn();
    document->view()->placeCards({{0, {4000, 4000}}});
    const QJsonObject state = document->saveState();
    DiagramDocument* again = open(ObjectRef::Kind::Connection, {}, state);
    waitFor(again);
    QVERIFY(again->view()->positions() == document->view()->positions());
}

void TestDiagramDocument::ignoresNonsenseInItsState()
{
    m_workbench->m_connections.add()->reflected(sampleShop());
    DiagramDocument* document = open(ObjectRef::Kind::Connection, {},
        {{QStringLiteral("detail"), 99}, {QStringLiteral("notation"), QStringLiteral("x")},
            {QStringLiteral("distance"), -4},
            {QStringLiteral("cards"),
                QJsonArray{
                    QJsonArray{QStringLiteral(""), QStringLiteral("orders"), 1e300, 0}, 7, QJsonArray{}}}});
    waitFor(document);
    QVERIFY(std::abs(document->view()->scene().cards[card(document, "orders")].rect.x()) < 1e6);
}

void TestDiagramDocument::findsTablesAndColumns()
{
    DiagramDocument* document = openDrawn();
    QTest::keyClick(document->view(), Qt::Key_F, Qt::ControlModifier);
    auto* field = document->findChild<DiagramToolbar*>()->searchField();
    QTRY_VERIFY(field->hasFocus());
    QTest::keyClicks(field, QStringLiteral("ORDER"));
    // Names before columns: orders, order_lines, then returns, which has order_id.
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(document->view()->selectedCards() == std::set<std::size_t>{card(document, "orders")});
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(document->view()->selectedCards() == std::set<std::size_t>{card(document, "order_lines")});
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(document->view()->selectedCards() == std::set<std::size_t>{card(document, "returns")});
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(document->view()->selectedCards() == std::set<std::size_t>{card(document, "orders")});
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(field->text().isEmpty());
    QTRY_VERIFY(document->view()->hasFocus());
}

void TestDiagramDocument::followsAndSetsTheSelection()
{
    DiagramDocument* document = openDrawn();
    document->view()->select({card(document, "orders")});
    QCOMPARE(m_workbench->m_selection.name, QStringLiteral("orders"));
    QCOMPARE(m_workbench->m_selection.kind, ObjectRef::Kind::Table);
    document->view()->select({card(document, "orders")}, 1);
    QCOMPARE(m_workbench->m_selection.kind, ObjectRef::Kind::Column);
    QCOMPARE(m_workbench->m_selection.member, QStringLiteral("customer_id"));
    ObjectRef object = m_workbench->m_selection;
    object.name = QStringLiteral("returns");
    object.kind = ObjectRef::Kind::Table;
    m_workbench->select(object);
    QVERIFY(document->view()->selectedCards() == std::set<std::size_t>{card(document, "returns")});
    object.connectionId = QStringLiteral("another");
    object.name = QStringLiteral("orders");
    m_workbench->select(object);
    QVERIFY(document->view()->selectedCards() == std::set<std::size_t>{card(document, "returns")});
}

void TestDiagramDocument::opensTables()
{
    DocumentFactory data;
    data.kind = QStringLiteral("data");
    data.order = 1;
    data.canOpen = [](const ObjectRef& object) { return object.kind == ObjectRef::Kind::Table; };
    m_workbench->m_panels.addDocument(data);
    DiagramDocument* document = openDrawn();
    document->view()->select({card(document, "orders")});
    QTest::keyClick(document->view(), Qt::Key_Return);
    QCOMPARE(m_workbench->m_opened.last().kind, QStringLiteral("data"));
    QCOMPARE(m_workbench->m_opened.last().object.name, QStringLiteral("orders"));
}

void TestDiagramDocument::exportsPictures()
{
    DiagramDocument* document = openDrawn();
    document->view()->select({card(document, "orders"), card(document, "customers")});
    for (const char* ending : {"svg", "png", "pdf"}) {
        document->exportPicture();
        auto* dialog = m_workbench->m_window.findChild<ExportDialog*>();
        QVERIFY(dialog);
        DiagramExportRequest request;
        request.fileName = m_folder.filePath(QStringLiteral("%1.%2").arg(m_run).arg(QLatin1String(ending)));
        request.options.format = pictureFormatOf(request.fileName).value();
        request.selectionOnly = true;
        emit dialog->exportRequested(request);
        dialog->reject();
        QTRY_VERIFY(QFileInfo(request.fileName).size() > 500);
        QTRY_VERIFY(!m_workbench->m_window.findChild<ExportDialog*>());
    }
    QFile svg(m_folder.filePath(QStringLiteral("%1.svg").arg(m_run)));
    QVERIFY(svg.open(QIODevice::ReadOnly));
    const QByteArray text = svg.readAll();
    QVERIFY(text.contains(">orders<") && text.contains(">customers<") && !text.contains(">returns<"));
    QTRY_COMPARE(m_workbench->m_messages.size(), 3);
    QVERIFY(m_workbench->m_banners.isEmpty());

    document->exportPicture();
    DiagramExportRequest bad;
    bad.fileName = QStringLiteral("/nowhere/at/all.svg");
    emit m_workbench->m_window.findChild<ExportDialog*>()->exportRequested(bad);
    QTRY_COMPARE(m_workbench->m_banners.size(), 1);
}

void TestDiagramDocument::copiesAnImage()
{
    DiagramDocument* document = openDrawn();
    QGuiApplication::clipboard()->clear();
    QTest::keyClick(document->view(), Qt::Key_C, Qt::ControlModifier);
    QTRY_VERIFY(!QGuiApplication::clipboard()->image().isNull());
}

void TestDiagramDocument::followsTheTheme()
{
    DiagramDocument* document = openDrawn();
    m_workbench->theme().setMode(ThemeMode::Light);
    QTRY_COMPARE(document->view()->grab().toImage().pixelColor(2, 2), lightPalette().canvas);
    m_workbench->theme().setMode(ThemeMode::Dark);
    QTRY_COMPARE(document->view()->grab().toImage().pixelColor(2, 2), darkPalette().canvas);
}

void TestDiagramDocument::canBeStopped()
{
    MetaData large;
    for (int i = 0; i < 3000; ++i) {
        Table table;
        table.name = "t" + std::to_string(i);
        for (int c = 0; c < 6; ++c)
            table.columns.push_back(
                sampleColumn("c" + std::to_string(c), SqlType::of(TypeKind::Integer), c > 0));
        table.primaryKey.columns = {"c0"};
        for (int c = 1; c < 3 && i > 0; ++c)
            table.foreignKeys.push_back(
                sampleReference({"c" + std::to_string(c)}, "t" + std::to_string(i * c % i), {"c0"}));
        large.addTable(std::move(table));
    }
    m_workbench->m_connections.add()->reflected(large);
    DiagramDocument* document = open();
    QPushButton* stop = nullptr;
    const auto findStop = [&] {
        for (QPushButton* button : document->findChildren<QPushButton*>()) {
            if (button->text().contains(QStringLiteral("Stop")) && button->isVisible())
                stop = button;
        }
        return stop != nullptr;
    };
    QTRY_VERIFY(findStop());
    QElapsedTimer timer;
    timer.start();
    QTest::mouseClick(stop, Qt::LeftButton);
    QTRY_COMPARE(stateTitle(document), QStringLiteral("The layout was stopped"));
    QVERIFY(timer.elapsed() < 1000);
}

QTEST_MAIN(TestDiagramDocument)
#include "tst_diagram_document.moc"
