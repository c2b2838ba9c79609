#include "ui/render/palette.h"

#include <QTest>

using namespace relata;

namespace {

using Token = QColor Palette::*;

struct Pair
{
    Token ink;
    Token ground;
    double atLeast;
};

// Which inks stand on which grounds. 4.5:1 for text, 3:1 for graphics and the outlines of controls
// (WCAG 2.1, 1.4.3 and 1.4.11).
std::vector<Pair> pairs()
{
    using P = Palette;
    std::vector<Pair> pairs;
    const auto all = [&](std::initializer_list<Token> inks, std::initializer_list<Token> grounds,
                         double atLeast) {
        for (const Token ink : inks) {
            for (const Token ground : grounds)
                pairs.push_back({ink, ground, atLeast});
        }
    };
    all({&P::text, &P::muted, &P::link, &P::danger, &P::warning, &P::success},
        {&P::sunken, &P::surface, &P::alternate, &P::header, &P::raised, &P::hover}, 4.5);
    all({&P::text, &P::muted},
        {&P::pressed, &P::selection, &P::selectionInactive, &P::accentSoft, &P::dangerSoft, &P::warningSoft,
            &P::successSoft},
        4.5);
    all({&P::text}, {&P::highlight}, 4.5);
    all({&P::link}, {&P::selection, &P::accentSoft}, 4.5);
    all({&P::danger}, {&P::dangerSoft}, 4.5);
    all({&P::warning}, {&P::warningSoft}, 4.5);
    all({&P::success}, {&P::successSoft}, 4.5);
    all({&P::accentText}, {&P::accent, &P::accentHover}, 4.5);
    all({&P::dangerText}, {&P::dangerFill}, 4.5);
    all({&P::nullText, &P::numberText, &P::stringText, &P::dateText, &P::booleanText, &P::binaryText,
            &P::keywordText, &P::commentText},
        {&P::surface, &P::alternate, &P::selection}, 4.5);
    all({&P::keyGold, &P::foreignBlue, &P::icon, &P::iconTable, &P::iconView, &P::iconRoutine,
            &P::iconFolder},
        {&P::sunken, &P::surface, &P::raised, &P::selection, &P::hover}, 3.0);
    all({&P::borderStrong, &P::focus}, {&P::surface, &P::raised}, 3.0);
    all({&P::cardText, &P::cardMuted}, {&P::card}, 4.5);
    all({&P::cardHeaderText}, {&P::cardHeader}, 4.5);
    all({&P::keyGold, &P::foreignBlue}, {&P::card}, 3.0);
    all({&P::edge, &P::edgeHighlight}, {&P::canvas}, 3.0);
    all({&P::development, &P::staging, &P::production}, {&P::sunken}, 3.0);
    return pairs;
}

QString nameOf(Token token)
{
    for (const PaletteToken& known : paletteTokens()) {
        if (known.color == token)
            return QString::fromLatin1(known.name);
    }
    return {};
}

} // namespace

class TestPalette final : public QObject
{
    Q_OBJECT

private slots:
    void contrastRatioIsWcags()
    {
        QCOMPARE(contrastRatio(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrastRatio(Qt::red, Qt::red), 1.0);
        // #777777 on white is the well-known near miss: 4.48.
        QVERIFY(std::abs(contrastRatio(QColor(0x77, 0x77, 0x77), Qt::white) - 4.478) < 0.001);
        QCOMPARE(contrastRatio(Qt::white, Qt::blue), contrastRatio(Qt::blue, Qt::white));
    }

    void everyTokenIsListedOnceAndSet()
    {
        // Palette holds nothing but tokens, so its size counts them.
        QCOMPARE(paletteTokens().size(), sizeof(Palette) / sizeof(QColor));
        QSet<QString> names;
        for (const PaletteToken& token : paletteTokens()) {
            names.insert(QString::fromLatin1(token.name));
            QVERIFY2((lightPalette().*token.color).isValid(), token.name);
            QVERIFY2((darkPalette().*token.color).isValid(), token.name);
        }
        QCOMPARE(size_t(names.size()), paletteTokens().size());
    }

    void inksAreReadableOnTheirGrounds_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("index");
        const std::vector<Pair> all = pairs();
        for (const bool dark : {false, true}) {
            for (size_t i = 0; i < all.size(); ++i)
                QTest::addRow("%s: %s on %s", dark ? "dark" : "light", qPrintable(nameOf(all[i].ink)),
                    qPrintable(nameOf(all[i].ground)))
                    << dark << int(i);
        }
    }
    void inksAreReadableOnTheirGrounds()
    {
        QFETCH(bool, dark);
        QFETCH(int, index);
        const Pair pair = pairs()[size_t(index)];
        const Palette& palette = dark ? darkPalette() : lightPalette();
        const double ratio = contrastRatio(palette.*pair.ink, palette.*pair.ground);
        QVERIFY2(ratio >= pair.atLeast,
            qPrintable(QStringLiteral("%1:1, wanted %2:1").arg(ratio, 0, 'f', 2).arg(pair.atLeast)));
    }

    void mixingGoesFromOneToTheOther()
    {
        QCOMPARE(mix(Qt::black, Qt::white, 0.0), QColor(Qt::black));
        QCOMPARE(mix(Qt::black, Qt::white, 1.0), QColor(Qt::white));
        QCOMPARE(mix(Qt::black, Qt::white, 0.5).lightness(), 128);
    }
};

QTEST_APPLESS_MAIN(TestPalette)
#include "tst_palette.moc"
