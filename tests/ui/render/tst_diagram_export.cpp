#include "ui/render/diagram_export.h"

#include "tests/ui/render/render_samples.h"

#include <QBuffer>
#include <QImageReader>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <cmath>

using namespace relata;

Q_DECLARE_METATYPE(NotationKind)

namespace {

DiagramScene laidOut(const MetaData& metadata, NotationKind notation = NotationKind::CrowsFoot)
{
    SceneOptions options;
    options.notation = notation;
    options.views = true;
    DiagramScene scene = buildScene(metadata, DiagramStyle::forExport(), options);
    if (!layOutScene(scene))
        qFatal("layout");
    return scene;
}

// All text of an SVG; fails the test by an empty result if it is no XML.
QStringList textsOf(const QByteArray& svg)
{
    QStringList texts;
    QXmlStreamReader reader(svg);
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == u"text")
            texts << reader.readElementText(QXmlStreamReader::IncludeChildElements);
    }
    if (reader.hasError())
        qWarning("%s", qPrintable(reader.errorString()));
    return reader.hasError() ? QStringList() : texts;
}

int coloursIn(const QImage& image)
{
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 2) {
        for (int x = 0; x < image.width(); x += 2)
            colours.insert(image.pixel(x, y));
    }
    return int(colours.size());
}

} // namespace

class TestDiagramExport : public QObject
{
    Q_OBJECT

private slots:
    void svgHasEveryNameAsText_data();
    void svgHasEveryNameAsText();
    void svgOfHostileNamesIsXml();
    void svgIsTheSameEveryTime();
    void pngShowsSomethingInBothThemes();
    void pngScales();
    void refusesAPictureThatIsTooLarge();
    void pdfIsVectorAndOnePage();
    void emptyDiagramsMakeFiles();
    void knowsFormatsByTheFileName();
    void writesWholeFilesOrNone();
};

void TestDiagramExport::svgHasEveryNameAsText_data()
{
    QTest::addColumn<NotationKind>("notation");
    QTest::newRow("crow's foot") << NotationKind::CrowsFoot;
    QTest::newRow("UML") << NotationKind::Uml;
    QTest::newRow("IDEF1X") << NotationKind::Idef1x;
}

void TestDiagramExport::svgHasEveryNameAsText()
{
    QFETCH(NotationKind, notation);
    const MetaData shop = sampleShop();
    const auto svg = exportDiagram(laidOut(shop, notation), {});
    QVERIFY(svg.has_value());
    const QStringList texts = textsOf(*svg);
    for (const TablePtr& table : shop.tables()) {
        QVERIFY(texts.contains(QString::fromStdString(table->name)));
        for (const Column& column : table->columns)
            QVERIFY2(texts.contains(QString::fromStdString(column.name)), column.name.c_str());
    }
    QVERIFY(texts.contains(QStringLiteral("recent_orders")));
    QVERIFY(texts.contains(QStringLiteral("varchar(120)")));
    QVERIFY(texts.contains(QStringLiteral("text?"))); // nullable
}

void TestDiagramExport::svgOfHostileNamesIsXml()
{
    DiagramExportOptions options;
    options.title = QStringLiteral("<a & \x01 b>");
    const auto svg = exportDiagram(laidOut(hostileSchema()), options);
    QVERIFY(svg.has_value());
    const QStringList texts = textsOf(*svg);
    QVERIFY(!texts.isEmpty());
    const QString all = texts.join(QString());
    for (const std::string& name : hostileNames()) {
        const QString shown = visibleText(name);
        if (shown.size() < 30 && !shown.contains(QChar(0x5E2)) && shown.trimmed().size() > 1) {
            // Other writing systems may be split into runs of other fonts; all of it is there in any case.
            QVERIFY2(all.contains(shown), qPrintable(shown));
        }
    }
    QVERIFY(!svg->contains("<script"));
}

void TestDiagramExport::svgIsTheSameEveryTime()
{
    const auto first = exportDiagram(laidOut(sampleShop()), {});
    const auto second = exportDiagram(laidOut(sampleShop()), {});
    QVERIFY(first.has_value() && second.has_value());
    QCOMPARE(*first, *second);
}

void TestDiagramExport::pngShowsSomethingInBothThemes()
{
    const DiagramScene scene = laidOut(sampleShop());
    DiagramExportOptions options;
    options.format = PictureFormat::Png;
    options.scale = 1;
    options.palette = &lightPalette();
    const QImage light = *diagramImage(scene, options);
    options.palette = &darkPalette();
    const QImage dark = *diagramImage(scene, options);
    QVERIFY(coloursIn(light) > 20);
    QVERIFY(coloursIn(dark) > 20);
    QCOMPARE(light.pixelColor(2, 2), lightPalette().canvas);
    QCOMPARE(dark.pixelColor(2, 2), darkPalette().canvas);
    options.background = false;
    const QImage transparent = *diagramImage(scene, options);
    QCOMPARE(transparent.pixelColor(2, 2).alpha(), 0);
}

void TestDiagramExport::pngScales()
{
    const DiagramScene scene = laidOut(sampleShop());
    DiagramExportOptions options;
    options.format = PictureFormat::Png;
    options.scale = 1;
    const auto small = exportDiagram(scene, options);
    options.scale = 3;
    const auto large = exportDiagram(scene, options);
    QVERIFY(small.has_value() && large.has_value());
    const QSize smallSize = QImage::fromData(*small, "PNG").size();
    const QSize largeSize = QImage::fromData(*large, "PNG").size();
    QVERIFY(std::abs(largeSize.width() - 3 * smallSize.width()) <= 3);
}

void TestDiagramExport::refusesAPictureThatIsTooLarge()
{
    DiagramExportOptions options;
    options.format = PictureFormat::Png;
    for (const double scale : {1000.0, 0.0, -1.0, std::nan("")}) {
        options.scale = scale;
        const auto picture = exportDiagram(laidOut(sampleShop()), options);
        QVERIFY(!picture.has_value());
        QCOMPARE(picture.error().kind, ErrorKind::Argument);
        QVERIFY(!picture.error().hint.empty());
    }
}

void TestDiagramExport::pdfIsVectorAndOnePage()
{
    DiagramExportOptions options;
    options.format = PictureFormat::Pdf;
    options.title = QStringLiteral("Shop");
    const auto pdf = exportDiagram(laidOut(sampleShop()), options);
    QVERIFY(pdf.has_value());
    QVERIFY(pdf->startsWith("%PDF-"));
    QVERIFY(pdf->contains("/FontFile")); // text is text
    QVERIFY(!pdf->contains("/Subtype /Image"));
    QCOMPARE(pdf->count("/Type /Page\n"), 1);
}

void TestDiagramExport::emptyDiagramsMakeFiles()
{
    const DiagramScene empty = buildScene(MetaData(), DiagramStyle::forExport(), {});
    for (const PictureFormat format : {PictureFormat::Svg, PictureFormat::Png, PictureFormat::Pdf}) {
        DiagramExportOptions options;
        options.format = format;
        const auto bytes = exportDiagram(empty, options);
        QVERIFY(bytes.has_value());
        QVERIFY(bytes->size() > 50);
    }
}

void TestDiagramExport::knowsFormatsByTheFileName()
{
    QCOMPARE(*pictureFormatOf(QStringLiteral("a.b/shop.SVG")), PictureFormat::Svg);
    QCOMPARE(*pictureFormatOf(QStringLiteral("shop.png")), PictureFormat::Png);
    QCOMPARE(*pictureFormatOf(QStringLiteral("shop.pdf")), PictureFormat::Pdf);
    const auto other = pictureFormatOf(QStringLiteral("shop.jpeg"));
    QVERIFY(!other.has_value());
    QCOMPARE(other.error().kind, ErrorKind::Argument);
    QVERIFY(!pictureFormatOf(QStringLiteral("svg")).has_value());
}

void TestDiagramExport::writesWholeFilesOrNone()
{
    const QTemporaryDir folder;
    QVERIFY(writePicture(folder.filePath(QStringLiteral("a.svg")), "abc").has_value());
    const auto failed = writePicture(folder.filePath(QStringLiteral("missing/a.svg")), "abc");
    QVERIFY(!failed.has_value());
    QCOMPARE(failed.error().kind, ErrorKind::File);
    QVERIFY(!failed.error().hint.empty());
}

QTEST_MAIN(TestDiagramExport)
#include "tst_diagram_export.moc"
