#include "ui/render/diagram_export.h"

#include "ui/render/diagram_painter.h"

#include <QBuffer>
#include <QFileInfo>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <cmath>

namespace relata {

namespace {

constexpr double margin = 24;
constexpr double maxPicturePixels = 180e6; // 720 MB
constexpr double maxPictureSide = 32000; // QPainter's raster engine counts in 16 bits

QRectF pictureArea(const DiagramScene& scene)
{
    const QRectF bounds = scene.bounds();
    return (bounds.isNull() ? QRectF(0, 0, 200, 100) : bounds).adjusted(-margin, -margin, margin, margin);
}

void paint(
    QPainter& painter, const DiagramScene& scene, const DiagramExportOptions& options, const QRectF& area)
{
    const Palette& palette = options.palette ? *options.palette : lightPalette();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.translate(-area.topLeft());
    if (options.background)
        painter.fillRect(area, palette.canvas);
    // A file is zoomed by whoever looks at it: everything is drawn.
    DiagramPainter(scene, palette, 1).paintScene(painter, area);
}

// Qt names one family; a viewer that does not have it should take a related one.
QByteArray withFallbackFonts(QByteArray svg, const DiagramStyle& style)
{
    const QByteArray family = style.rowFont.family().toHtmlEscaped().toUtf8();
    return svg.replace("font-family=\"" + family + "\"",
        "font-family=\"" + family + ", 'Noto Sans', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif\"");
}

Result<QByteArray> exportSvg(const DiagramScene& scene, const DiagramExportOptions& options)
{
    const QRectF area = pictureArea(scene);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(96);
    generator.setSize(area.size().toSize());
    generator.setViewBox(QRectF(QPointF(0, 0), area.size()));
    generator.setTitle(visibleText(options.title).toHtmlEscaped());
    QPainter painter;
    if (!painter.begin(&generator))
        return fail(ErrorKind::Internal, "The SVG picture could not be made.");
    paint(painter, scene, options, area);
    painter.end();
    return withFallbackFonts(bytes, scene.style);
}

Result<QByteArray> exportPdf(const DiagramScene& scene, const DiagramExportOptions& options)
{
    const QRectF area = pictureArea(scene);
    // 1 px is 3/4 pt. A page is at most 14,400 pt high and wide (PDF 32000-1, annex C.2).
    const double points = std::min(0.75, 14400 / std::max(area.width(), area.height()));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(options.title);
    writer.setCreator(QStringLiteral("Relata"));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    writer.setPageSize(QPageSize(area.size() * points, QPageSize::Point, {}, QPageSize::ExactMatch));
    writer.setResolution(1200);
    QPainter painter;
    if (!painter.begin(&writer))
        return fail(ErrorKind::Internal, "The PDF document could not be made.");
    painter.scale(points * 1200 / 72, points * 1200 / 72);
    paint(painter, scene, options, area);
    painter.end();
    return bytes;
}

Result<QByteArray> exportPng(const DiagramScene& scene, const DiagramExportOptions& options)
{
    const Result<QImage> image = diagramImage(scene, options);
    if (!image)
        return fail(image.error());
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!image->save(&buffer, "PNG"))
        return fail(ErrorKind::Internal, "The PNG picture could not be made.");
    return bytes;
}

} // namespace

Result<PictureFormat> pictureFormatOf(const QString& fileName)
{
    const QString ending = QFileInfo(fileName).suffix().toLower();
    if (ending == u"svg")
        return PictureFormat::Svg;
    if (ending == u"png")
        return PictureFormat::Png;
    if (ending == u"pdf")
        return PictureFormat::Pdf;
    return fail(ErrorKind::Argument,
        "The file name " + fileName.toStdString() + " does not say which kind of picture to write.",
        "End it in .svg, .png or .pdf.");
}

Result<QImage> diagramImage(const DiagramScene& scene, const DiagramExportOptions& options)
{
    const QRectF area = pictureArea(scene);
    const double largest = std::min({std::sqrt(maxPicturePixels / (area.width() * area.height())),
        maxPictureSide / area.width(), maxPictureSide / area.height()});
    if (!(options.scale > 0) || options.scale > largest) {
        const double fitting = std::floor(largest * 100) / 100;
        return fail(ErrorKind::Argument,
            "The picture would be too large: the diagram is " + std::to_string(std::lround(area.width()))
                + " by " + std::to_string(std::lround(area.height())) + " pixels before scaling.",
            "Use a scale of at most " + QString::number(fitting).toStdString() + ", or write SVG or PDF.");
    }
    QImage image((area.size() * options.scale).toSize(), QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        return fail(ErrorKind::Argument, "There is not enough memory for a picture of this size.",
            "Use a smaller scale, or write SVG or PDF.");
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.scale(options.scale, options.scale);
    paint(painter, scene, options, area);
    painter.end();
    return image;
}

Result<QByteArray> exportDiagram(const DiagramScene& scene, const DiagramExportOptions& options)
{
    switch (options.format) {
    case PictureFormat::Svg:
        return exportSvg(scene, options);
    case PictureFormat::Pdf:
        return exportPdf(scene, options);
    case PictureFormat::Png:
        break;
    }
    return exportPng(scene, options);
}

Result<void> writePicture(const QString& fileName, const QByteArray& bytes)
{
    QSaveFile file(fileName);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        Error error;
        error.kind = ErrorKind::File;
        error.message = "The file " + fileName.toStdString() + " could not be written.";
        error.detail = file.errorString().toStdString();
        error.hint = "Check that its folder exists, that you may write there and that there is room.";
        return fail(std::move(error));
    }
    return {};
}

} // namespace relata
