#include "ui/render/palette.h"

#include <algorithm>
#include <cmath>

namespace relata {

const Palette& lightPalette()
{
    static const Palette palette{
        .sunken = QColor(0xf3, 0xf4, 0xf8),
        .surface = QColor(0xff, 0xff, 0xff),
        .alternate = QColor(0xfa, 0xfb, 0xfd),
        .header = QColor(0xf7, 0xf8, 0xfb),
        .raised = QColor(0xff, 0xff, 0xff),
        .hover = QColor(0xe8, 0xea, 0xf1),
        .pressed = QColor(0xdc, 0xdf, 0xe9),
        .selection = QColor(0xdb, 0xe0, 0xfc),
        .selectionInactive = QColor(0xe6, 0xe8, 0xef),
        .border = QColor(0xdc, 0xdf, 0xe7),
        .borderStrong = QColor(0x8a, 0x91, 0xa1),
        .gridLine = QColor(0xe7, 0xe9, 0xef),
        .focus = QColor(0x56, 0x63, 0xe0),
        .shadow = QColor(0x1b, 0x1f, 0x2e, 0x30),
        .text = QColor(0x1b, 0x1f, 0x2e),
        .muted = QColor(0x59, 0x60, 0x72),
        .disabled = QColor(0x9b, 0xa1, 0xaf),
        .link = QColor(0x3d, 0x49, 0xc7),
        .highlight = QColor(0xff, 0xe3, 0x9a),
        .accent = QColor(0x46, 0x53, 0xd6),
        .accentHover = QColor(0x3a, 0x46, 0xbf),
        .accentText = QColor(0xff, 0xff, 0xff),
        .accentSoft = QColor(0xe8, 0xeb, 0xfd),
        .danger = QColor(0xbf, 0x24, 0x37),
        .dangerFill = QColor(0xc6, 0x2f, 0x42),
        .dangerSoft = QColor(0xfd, 0xea, 0xec),
        .dangerText = QColor(0xff, 0xff, 0xff),
        .warning = QColor(0x8f, 0x56, 0x00),
        .warningSoft = QColor(0xff, 0xf3, 0xda),
        .success = QColor(0x17, 0x6f, 0x3c),
        .successSoft = QColor(0xe4, 0xf5, 0xea),
        .nullText = QColor(0x59, 0x60, 0x72),
        .numberText = QColor(0x0d, 0x5b, 0xab),
        .stringText = QColor(0x1b, 0x6e, 0x42),
        .dateText = QColor(0x8a, 0x4b, 0x08),
        .booleanText = QColor(0x7a, 0x3a, 0xa8),
        .binaryText = QColor(0x6b, 0x5a, 0x2b),
        .keywordText = QColor(0x3d, 0x49, 0xc7),
        .commentText = QColor(0x59, 0x60, 0x72),
        .keyGold = QColor(0xa8, 0x74, 0x00),
        .foreignBlue = QColor(0x2c, 0x6b, 0xd1),
        .icon = QColor(0x50, 0x57, 0x6a),
        .iconTable = QColor(0x3f, 0x6a, 0xd0),
        .iconView = QColor(0x0f, 0x7f, 0x86),
        .iconRoutine = QColor(0x88, 0x48, 0xbd),
        .iconFolder = QColor(0x73, 0x7b, 0x8e),
        .canvas = QColor(0xf5, 0xf6, 0xfa),
        .canvasDot = QColor(0xd5, 0xd9, 0xe3),
        .card = QColor(0xff, 0xff, 0xff),
        .cardHeader = QColor(0xec, 0xef, 0xfd),
        .cardHeaderText = QColor(0x1f, 0x25, 0x47),
        .cardBorder = QColor(0xc3, 0xc9, 0xd8),
        .cardText = QColor(0x1b, 0x1f, 0x2e),
        .cardMuted = QColor(0x62, 0x6a, 0x7d),
        .cardShadow = QColor(0x1b, 0x1f, 0x2e, 0x24),
        .edge = QColor(0x7f, 0x87, 0x9b),
        .edgeHighlight = QColor(0x46, 0x53, 0xd6),
        .edgeMuted = QColor(0xc9, 0xce, 0xdb),
        .development = QColor(0x1f, 0x8a, 0x4c),
        .staging = QColor(0xc4, 0x7a, 0x00),
        .production = QColor(0xc6, 0x2f, 0x42),
    };
    return palette;
}

const Palette& darkPalette()
{
    static const Palette palette{
        .sunken = QColor(0x14, 0x16, 0x1b),
        .surface = QColor(0x1a, 0x1d, 0x23),
        .alternate = QColor(0x1d, 0x20, 0x27),
        .header = QColor(0x1f, 0x23, 0x2a),
        .raised = QColor(0x24, 0x28, 0x31),
        .hover = QColor(0x2a, 0x2f, 0x3a),
        .pressed = QColor(0x34, 0x3a, 0x47),
        .selection = QColor(0x32, 0x3a, 0x6b),
        .selectionInactive = QColor(0x2d, 0x32, 0x3e),
        .border = QColor(0x2e, 0x33, 0x3e),
        .borderStrong = QColor(0x6a, 0x73, 0x86),
        .gridLine = QColor(0x27, 0x2b, 0x34),
        .focus = QColor(0x8a, 0x95, 0xff),
        .shadow = QColor(0x00, 0x00, 0x00, 0x80),
        .text = QColor(0xe3, 0xe6, 0xee),
        .muted = QColor(0xa5, 0xad, 0xbe),
        .disabled = QColor(0x61, 0x69, 0x79),
        .link = QColor(0x9c, 0xa7, 0xff),
        .highlight = QColor(0x6b, 0x55, 0x14),
        .accent = QColor(0x59, 0x65, 0xdf),
        .accentHover = QColor(0x5e, 0x6a, 0xe2),
        .accentText = QColor(0xff, 0xff, 0xff),
        .accentSoft = QColor(0x25, 0x2b, 0x4d),
        .danger = QColor(0xff, 0x84, 0x91),
        .dangerFill = QColor(0xc4, 0x3a, 0x4b),
        .dangerSoft = QColor(0x40, 0x22, 0x2a),
        .dangerText = QColor(0xff, 0xff, 0xff),
        .warning = QColor(0xf0, 0xb8, 0x60),
        .warningSoft = QColor(0x3b, 0x2f, 0x1a),
        .success = QColor(0x6f, 0xcf, 0x97),
        .successSoft = QColor(0x1d, 0x36, 0x29),
        .nullText = QColor(0xa5, 0xad, 0xbe),
        .numberText = QColor(0x7c, 0xb7, 0xff),
        .stringText = QColor(0x8f, 0xd3, 0xa6),
        .dateText = QColor(0xf0, 0xb2, 0x7a),
        .booleanText = QColor(0xd3, 0xa4, 0xf5),
        .binaryText = QColor(0xcf, 0xc0, 0x8d),
        .keywordText = QColor(0xa3, 0xad, 0xff),
        .commentText = QColor(0xa5, 0xad, 0xbe),
        .keyGold = QColor(0xe6, 0xb4, 0x50),
        .foreignBlue = QColor(0x6e, 0xa8, 0xff),
        .icon = QColor(0xa9, 0xb1, 0xc2),
        .iconTable = QColor(0x82, 0xaa, 0xff),
        .iconView = QColor(0x5c, 0xc8, 0xcf),
        .iconRoutine = QColor(0xc9, 0x9a, 0xf0),
        .iconFolder = QColor(0x8d, 0x96, 0xa9),
        .canvas = QColor(0x15, 0x17, 0x1c),
        .canvasDot = QColor(0x2a, 0x2e, 0x38),
        .card = QColor(0x20, 0x24, 0x2c),
        .cardHeader = QColor(0x2a, 0x30, 0x50),
        .cardHeaderText = QColor(0xe6, 0xe9, 0xf7),
        .cardBorder = QColor(0x3c, 0x43, 0x53),
        .cardText = QColor(0xe3, 0xe6, 0xee),
        .cardMuted = QColor(0x98, 0xa0, 0xb2),
        .cardShadow = QColor(0x00, 0x00, 0x00, 0x66),
        .edge = QColor(0x78, 0x82, 0x9a),
        .edgeHighlight = QColor(0x8f, 0x9a, 0xff),
        .edgeMuted = QColor(0x36, 0x3c, 0x4a),
        .development = QColor(0x3f, 0xae, 0x6c),
        .staging = QColor(0xe0, 0xa0, 0x3a),
        .production = QColor(0xe0, 0x55, 0x65),
    };
    return palette;
}

std::span<const PaletteToken> paletteTokens()
{
    static constexpr PaletteToken tokens[] = {
        {"sunken", &Palette::sunken},
        {"surface", &Palette::surface},
        {"alternate", &Palette::alternate},
        {"header", &Palette::header},
        {"raised", &Palette::raised},
        {"hover", &Palette::hover},
        {"pressed", &Palette::pressed},
        {"selection", &Palette::selection},
        {"selectionInactive", &Palette::selectionInactive},
        {"border", &Palette::border},
        {"borderStrong", &Palette::borderStrong},
        {"gridLine", &Palette::gridLine},
        {"focus", &Palette::focus},
        {"shadow", &Palette::shadow},
        {"text", &Palette::text},
        {"muted", &Palette::muted},
        {"disabled", &Palette::disabled},
        {"link", &Palette::link},
        {"highlight", &Palette::highlight},
        {"accent", &Palette::accent},
        {"accentHover", &Palette::accentHover},
        {"accentText", &Palette::accentText},
        {"accentSoft", &Palette::accentSoft},
        {"danger", &Palette::danger},
        {"dangerFill", &Palette::dangerFill},
        {"dangerSoft", &Palette::dangerSoft},
        {"dangerText", &Palette::dangerText},
        {"warning", &Palette::warning},
        {"warningSoft", &Palette::warningSoft},
        {"success", &Palette::success},
        {"successSoft", &Palette::successSoft},
        {"nullText", &Palette::nullText},
        {"numberText", &Palette::numberText},
        {"stringText", &Palette::stringText},
        {"dateText", &Palette::dateText},
        {"booleanText", &Palette::booleanText},
        {"binaryText", &Palette::binaryText},
        {"keywordText", &Palette::keywordText},
        {"commentText", &Palette::commentText},
        {"keyGold", &Palette::keyGold},
        {"foreignBlue", &Palette::foreignBlue},
        {"icon", &Palette::icon},
        {"iconTable", &Palette::iconTable},
        {"iconView", &Palette::iconView},
        {"iconRoutine", &Palette::iconRoutine},
        {"iconFolder", &Palette::iconFolder},
        {"canvas", &Palette::canvas},
        {"canvasDot", &Palette::canvasDot},
        {"card", &Palette::card},
        {"cardHeader", &Palette::cardHeader},
        {"cardHeaderText", &Palette::cardHeaderText},
        {"cardBorder", &Palette::cardBorder},
        {"cardText", &Palette::cardText},
        {"cardMuted", &Palette::cardMuted},
        {"cardShadow", &Palette::cardShadow},
        {"edge", &Palette::edge},
        {"edgeHighlight", &Palette::edgeHighlight},
        {"edgeMuted", &Palette::edgeMuted},
        {"development", &Palette::development},
        {"staging", &Palette::staging},
        {"production", &Palette::production},
    };
    return tokens;
}

namespace {

// WCAG 2.1, definition of "relative luminance".
double relativeLuminance(const QColor& color)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

double contrastRatio(const QColor& first, const QColor& second)
{
    const auto [darker, lighter] = std::minmax({relativeLuminance(first), relativeLuminance(second)});
    return (lighter + 0.05) / (darker + 0.05);
}

QColor mix(const QColor& under, const QColor& over, double opacity)
{
    const auto channel = [opacity](double below, double above) { return below + (above - below) * opacity; };
    return QColor::fromRgbF(float(channel(under.redF(), over.redF())),
        float(channel(under.greenF(), over.greenF())), float(channel(under.blueF(), over.blueF())));
}

} // namespace relata
