// Diagrams as files: SVG and PDF with real text, PNG at any scale.
#pragma once

#include "core/util/result.h"
#include "ui/render/diagram_scene.h"
#include "ui/render/palette.h"

#include <QImage>

namespace relata {

enum class PictureFormat
{
    Svg,
    Png,
    Pdf,
};

struct DiagramExportOptions
{
    PictureFormat format = PictureFormat::Svg;
    const Palette* palette = nullptr; // null: light
    double scale = 2; // PNG: picture pixels per scene pixel
    bool background = true; // else transparent (SVG, PNG)
    QString title; // in the file's metadata; may be empty
};

// By the file name's ending. Error (Argument) where it is none of ours.
Result<PictureFormat> pictureFormatOf(const QString& fileName);

// The bytes of the file. Errors (Argument): a PNG that would be larger than the memory that a picture may
// take; the hint says which scale fits. Any thread, given a QGuiApplication.
Result<QByteArray> exportDiagram(const DiagramScene& scene, const DiagramExportOptions& options);
Result<QImage> diagramImage(const DiagramScene& scene, const DiagramExportOptions& options);

// Writes the file, whole or not at all. Errors (File).
Result<void> writePicture(const QString& fileName, const QByteArray& bytes);

} // namespace relata
