#include "ui/shell/themed_icon.h"

#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace relata {

namespace {

const Palette* s_palette = nullptr;

// What stands for a kind of thing has the thing's colour everywhere.
QColor Palette::*toneOf(const QString& name)
{
    static const QHash<QString, QColor Palette::*> tones{
        {QStringLiteral("table"), &Palette::iconTable},
        {QStringLiteral("database"), &Palette::iconTable},
        {QStringLiteral("server"), &Palette::iconTable},
        {QStringLiteral("data"), &Palette::iconTable},
        {QStringLiteral("view"), &Palette::iconView},
        {QStringLiteral("materialized-view"), &Palette::iconView},
        {QStringLiteral("diagram"), &Palette::iconView},
        {QStringLiteral("function"), &Palette::iconRoutine},
        {QStringLiteral("trigger"), &Palette::iconRoutine},
        {QStringLiteral("sequence"), &Palette::iconRoutine},
        {QStringLiteral("enum"), &Palette::iconRoutine},
        {QStringLiteral("folder"), &Palette::iconFolder},
        {QStringLiteral("schema"), &Palette::iconFolder},
        {QStringLiteral("key-primary"), &Palette::keyGold},
        {QStringLiteral("key-foreign"), &Palette::foreignBlue},
        {QStringLiteral("warning"), &Palette::warning},
        {QStringLiteral("error"), &Palette::danger},
        {QStringLiteral("success"), &Palette::success},
        {QStringLiteral("run"), &Palette::success},
        {QStringLiteral("commit"), &Palette::success},
        {QStringLiteral("stop"), &Palette::danger},
    };
    return tones.value(name, &Palette::icon);
}

QByteArray iconSource(const QString& name)
{
    static QHash<QString, QByteArray> sources;
    const auto known = sources.constFind(name);
    if (known != sources.constEnd())
        return *known;
    QFile file(QStringLiteral(":/relata/icons/%1.svg").arg(name));
    QByteArray source;
    if (file.open(QIODevice::ReadOnly))
        source = file.readAll();
    else
        qWarning("There is no icon named %s", qPrintable(name));
    sources.insert(name, source);
    return source;
}

QPixmap render(const QString& name, const QColor& color, const QSize& pixels)
{
    const QString key = QStringLiteral("relata-icon/%1/%2/%3x%4")
                            .arg(name)
                            .arg(color.rgba(), 8, 16)
                            .arg(pixels.width())
                            .arg(pixels.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QByteArray source = iconSource(name);
    source.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    QImage image(pixels, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QSvgRenderer renderer(source);
    if (renderer.isValid()) {
        QPainter painter(&image);
        const int side = qMin(pixels.width(), pixels.height());
        const QRectF square((pixels.width() - side) / 2, (pixels.height() - side) / 2, side, side);
        renderer.render(&painter, square);
    }
    pixmap = QPixmap::fromImage(image);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

class ThemedIconEngine final : public QIconEngine
{
public:
    ThemedIconEngine(const QString& name, QColor Palette::*tone) : m_name(name), m_tone(tone) { }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatio() : 1.0;
        painter->drawPixmap(rect, scaledPixmap(rect.size() * ratio, mode, state, ratio));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1.0);
    }

    // `size` is in device pixels already (QIcon::pixmap multiplies), `scale` only marks the result.
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        if (size.isEmpty())
            return {};
        const Palette& palette = activePalette();
        QPixmap pixmap = render(m_name, mode == QIcon::Disabled ? palette.disabled : palette.*m_tone, size);
        pixmap.setDevicePixelRatio(scale);
        return pixmap;
    }

    QSize actualSize(const QSize& size, QIcon::Mode, QIcon::State) override { return size; }
    QString key() const override { return QStringLiteral("relata"); }
    QString iconName() override { return m_name; }
    bool isNull() override { return iconSource(m_name).isEmpty(); }
    QIconEngine* clone() const override { return new ThemedIconEngine(m_name, m_tone); }

private:
    QString m_name;
    QColor Palette::*m_tone;
};

} // namespace

const Palette& activePalette()
{
    return s_palette ? *s_palette : lightPalette();
}

void setActivePalette(const Palette& palette)
{
    s_palette = &palette;
}

QIcon themedIcon(const QString& name, QColor Palette::*tone)
{
    return name.isEmpty() ? QIcon() : QIcon(new ThemedIconEngine(name, tone));
}

QIcon themedIcon(const QString& name)
{
    return themedIcon(name, toneOf(name));
}

QPixmap themedPixmap(const QString& name, const QColor& color, int size, qreal pixelRatio)
{
    QPixmap pixmap = render(name, color, (QSizeF(size, size) * pixelRatio).toSize());
    pixmap.setDevicePixelRatio(pixelRatio);
    return pixmap;
}

} // namespace relata
