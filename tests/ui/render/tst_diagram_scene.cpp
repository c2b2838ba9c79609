#include "ui/render/diagram_scene.h"

#include "tests/ui/render/render_samples.h"
#include "ui/render/type_text.h"

#include <QFontMetricsF>
#include <QTest>

using namespace relata;

class TestDiagramScene : public QObject
{
    Q_OBJECT

private slots:
    void showsTablesAndTheirRows();
    void readsCardinalityFromTheSchema();
    void describesRelationshipsInWords();
    void detailLevels();
    void putsKeysFirstInIdef1x();
    void showsViewsIfAsked();
    void leavesOutReferencesToWhatIsNotShown();
    void attachesCompositeKeysOnce();
    void everythingFitsItsCard();
    void laysOutWithoutOverlap();
    void findsTheNeighbourhood();
    void makesAnyTextVisible();
    void writesTypesShort();

private:
    DiagramScene scene(SceneOptions options = {})
    {
        return buildScene(sampleShop(), DiagramStyle::forExport(), options);
    }
    static const DiagramEdge& edgeOf(const DiagramScene& scene, const std::string& from)
    {
        const auto card = std::size_t(scene.findCard("", from));
        for (const DiagramEdge& edge : scene.edges) {
            if (edge.from == card)
                return edge;
        }
        qFatal("no edge");
    }
};

void TestDiagramScene::showsTablesAndTheirRows()
{
    const DiagramScene all = scene();
    QCOMPARE(all.cards.size(), std::size_t(5));
    QCOMPARE(all.edges.size(), std::size_t(5));
    const DiagramCard& customers = all.cards[std::size_t(all.findCard("", "customers"))];
    QCOMPARE(customers.name, QStringLiteral("customers"));
    QCOMPARE(customers.rows.size(), std::size_t(3));
    QVERIFY(customers.rows[0].primaryKey && !customers.rows[0].foreignKey && !customers.rows[0].nullable);
    QVERIFY(customers.rows[1].unique && !customers.rows[1].primaryKey);
    QVERIFY(customers.rows[2].foreignKey && customers.rows[2].nullable);
    QCOMPARE(all.findCard("", "nothing"), -1);
}

void TestDiagramScene::readsCardinalityFromTheSchema()
{
    const DiagramScene all = scene();
    QCOMPARE(edgeOf(all, "orders").fromCardinality, Cardinality::ZeroOrMany);
    QCOMPARE(edgeOf(all, "orders").toCardinality, Cardinality::One);
    QCOMPARE(edgeOf(all, "profiles").fromCardinality, Cardinality::ZeroOrOne); // the key is the reference
    QCOMPARE(edgeOf(all, "returns").toCardinality, Cardinality::ZeroOrOne); // nullable
    QCOMPARE(edgeOf(all, "order_lines").fromCardinality, Cardinality::ZeroOrMany); // a part of the key
    QVERIFY(edgeOf(all, "order_lines").identifying);
    QVERIFY(!edgeOf(all, "orders").identifying);
}

void TestDiagramScene::describesRelationshipsInWords()
{
    const DiagramScene all = scene();
    QCOMPARE(edgeOf(all, "orders").description,
        QStringLiteral("orders.customer_id refers to customers.id\n"
                       "many rows of orders to one row of customers\n"
                       "ON DELETE CASCADE\n"
                       "orders_customer_fk"));
    QCOMPARE(edgeOf(all, "returns").description,
        QStringLiteral("returns (order_id, line_no) refers to order_lines (order_id, line_no)\n"
                       "many rows of returns to one row of order_lines, or to none"));
}

void TestDiagramScene::detailLevels()
{
    SceneOptions options;
    options.detail = DetailLevel::KeysOnly;
    const DiagramScene keys = scene(options);
    const DiagramCard& orders = keys.cards[std::size_t(keys.findCard("", "orders"))];
    QCOMPARE(orders.rows.size(), std::size_t(2));
    QCOMPARE(orders.hiddenRows, 2);
    QCOMPARE(keys.edges.size(), std::size_t(5));
    options.detail = DetailLevel::NamesOnly;
    const DiagramScene names = scene(options);
    for (const DiagramCard& card : names.cards) {
        QVERIFY(card.rows.empty());
        QCOMPARE(card.rect.height(), names.style.headerHeight);
    }
    QCOMPARE(names.attachY(names.edges[0].fromRows), names.style.headerHeight / 2);
}

void TestDiagramScene::putsKeysFirstInIdef1x()
{
    MetaData metadata;
    Table table;
    table.name = "t";
    table.columns = {sampleColumn("a", SqlType::of(TypeKind::Integer)),
        sampleColumn("b", SqlType::of(TypeKind::Integer)), sampleColumn("c", SqlType::of(TypeKind::Integer))};
    table.primaryKey.columns = {"c"};
    metadata.addTable(table);
    SceneOptions options;
    options.notation = NotationKind::Idef1x;
    const DiagramScene made = buildScene(metadata, DiagramStyle::forExport(), options);
    QCOMPARE(made.cards[0].rows[0].name, QStringLiteral("c"));
    QCOMPARE(made.cards[0].rows[1].name, QStringLiteral("a"));
    QCOMPARE(made.cards[0].keyRows, 1);
}

void TestDiagramScene::showsViewsIfAsked()
{
    SceneOptions options;
    options.views = true;
    const DiagramScene all = scene(options);
    QCOMPARE(all.cards.size(), std::size_t(6));
    QVERIFY(all.cards.back().isView);
}

void TestDiagramScene::leavesOutReferencesToWhatIsNotShown()
{
    SceneOptions options;
    options.keep = [](const Table& table) { return table.name == "orders" || table.name == "order_lines"; };
    const DiagramScene part = scene(options);
    QCOMPARE(part.cards.size(), std::size_t(2));
    QCOMPARE(part.edges.size(), std::size_t(1));
}

void TestDiagramScene::attachesCompositeKeysOnce()
{
    const DiagramScene all = scene();
    const DiagramEdge& edge = edgeOf(all, "returns");
    QVERIFY((edge.fromRows == std::vector<int>{1, 2}));
    QVERIFY((edge.toRows == std::vector<int>{0, 1}));
    const DiagramCard& returns = all.cards[edge.from];
    QVERIFY(returns.rows[1].foreignKey && returns.rows[2].foreignKey);
}

void TestDiagramScene::everythingFitsItsCard()
{
    const DiagramScene all = scene();
    for (const DiagramCard& card : all.cards) {
        for (const DiagramRow& row : card.rows) {
            const double width = QFontMetricsF(row.primaryKey ? all.style.keyFont : all.style.rowFont)
                                     .horizontalAdvance(row.name)
                + QFontMetricsF(all.style.typeFont).horizontalAdvance(row.type) + all.style.typeGap;
            QVERIFY(width < card.rect.width());
        }
    }
    const DiagramScene hostile = buildScene(hostileSchema(), DiagramStyle::forExport(), {});
    for (const DiagramCard& card : hostile.cards) {
        QVERIFY(card.rect.width() <= hostile.style.maxWidth);
        QVERIFY(card.rect.width() >= hostile.style.minWidth);
    }
}

void TestDiagramScene::laysOutWithoutOverlap()
{
    DiagramScene all = scene();
    const auto note = layOutScene(all);
    QVERIFY(note.has_value());
    for (std::size_t i = 0; i < all.cards.size(); ++i) {
        for (std::size_t j = i + 1; j < all.cards.size(); ++j)
            QVERIFY(!all.cards[i].rect.intersects(all.cards[j].rect));
    }
    for (const DiagramEdge& edge : all.edges) {
        QVERIFY(edge.path.size() >= 2);
        QVERIFY(all.bounds().contains(edge.path.front()));
    }
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = layOutScene(all, stop.get_token());
    QVERIFY(!stopped.has_value());
    QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
}

void TestDiagramScene::findsTheNeighbourhood()
{
    const MetaData shop = sampleShop();
    const std::set<std::size_t> self{3};
    QVERIFY(neighbourhoodOf(shop, 3, 0) == self);
    const std::set<std::size_t> near{2, 3}; // returns and order_lines
    QVERIFY(neighbourhoodOf(shop, 3, 1) == near);
    QCOMPARE(neighbourhoodOf(shop, 3, 9).size(), std::size_t(5));
}

void TestDiagramScene::makesAnyTextVisible()
{
    QCOMPARE(visibleText(QStringLiteral("a\nb")), QStringLiteral("a\u240Ab"));
    QCOMPARE(visibleText(std::string("\x01")), QStringLiteral("\u2401"));
    QCOMPARE(visibleText(QString(QChar(0xD800))), QString(QChar(0xFFFD)));
    QCOMPARE(visibleText(QStringLiteral("\U0001F4DA ok")), QStringLiteral("\U0001F4DA ok"));
    QCOMPARE(visibleText(QString(QChar(0x202E))), QString(QChar(0xFFFD))); // would turn what follows around
}

void TestDiagramScene::writesTypesShort()
{
    const auto native = [](const char* text) {
        return typeText(SqlType::of(TypeKind::Unknown).withNative("postgresql", text));
    };
    QCOMPARE(native("character varying(40)"), QStringLiteral("varchar(40)"));
    QCOMPARE(native("timestamp with time zone"), QStringLiteral("timestamptz"));
    QCOMPARE(native("timestamp(3) without time zone"), QStringLiteral("timestamp(3)"));
    QCOMPARE(native("NVARCHAR(160)"), QStringLiteral("NVARCHAR(160)"));
    QCOMPARE(typeText(SqlType::numeric(10, 2)), QStringLiteral("numeric(10,2)"));
    QCOMPARE(typeText(SqlType::arrayOf(SqlType::of(TypeKind::Integer))), QStringLiteral("integer[]"));
    QCOMPARE(typeText(SqlType()), QString());
}

QTEST_MAIN(TestDiagramScene)
#include "tst_diagram_scene.moc"
