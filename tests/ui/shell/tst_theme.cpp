#include "ui/shell/theme.h"

#include <QApplication>
#include <QImage>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace relata;

namespace {

// The colour that most of an icon's drawn pixels have, ignoring the half-transparent ones at edges.
QColor dominantInk(const QPixmap& pixmap)
{
    const QImage image = pixmap.toImage().convertToFormat(QImage::Format_ARGB32);
    QHash<QRgb, int> counts;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (qAlpha(image.pixel(x, y)) > 240)
                ++counts[image.pixel(x, y) | 0xff000000];
        }
    }
    QRgb best = 0;
    int most = 0;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
        if (it.value() > most) {
            most = it.value();
            best = it.key();
        }
    }
    return QColor(best);
}

} // namespace

class TestTheme final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_settings = std::make_unique<Settings>(m_folder.filePath(QStringLiteral("relata.ini")));
        m_settings->setThemeMode(ThemeMode::Light);
        m_theme = std::make_unique<Theme>(*m_settings);
        m_theme->install();
    }

    void init() { m_theme->setMode(ThemeMode::Light); }

    void thereIsOneIconFamily()
    {
        const QStringList names = Theme::iconNames();
        QVERIFY2(names.size() >= 50, qPrintable(QString::number(names.size())));
        for (const char* wanted :
            {"database", "table", "view", "key-primary", "key-foreign", "diagram", "stop"})
            QVERIFY2(names.contains(QLatin1String(wanted)), wanted);
    }

    void everyIconDrawsInThePalettesColours_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString& name : Theme::iconNames())
            QTest::newRow(qPrintable(name)) << name;
    }
    void everyIconDrawsInThePalettesColours()
    {
        QFETCH(QString, name);
        const QIcon icon = m_theme->icon(name, &Palette::danger);
        QVERIFY(!icon.isNull());
        for (const int size : {16, 20, 32}) {
            const QPixmap pixmap = icon.pixmap(QSize(size, size), 1.0);
            QCOMPARE(pixmap.size(), QSize(size, size));
            const QImage image = pixmap.toImage();
            int drawn = 0;
            for (int y = 0; y < size; ++y) {
                for (int x = 0; x < size; ++x)
                    drawn += qAlpha(image.pixel(x, y)) > 64 ? 1 : 0;
            }
            QVERIFY2(drawn > size / 2, qPrintable(QStringLiteral("%1 of %2 px").arg(drawn).arg(size)));
        }
        if (name != QLatin1String("relata")) // the program's own icon keeps its colours
            QCOMPARE(dominantInk(icon.pixmap(QSize(64, 64), 1.0)), lightPalette().danger);
    }

    void iconsAreCrispAtAnyPixelRatio()
    {
        const QIcon icon = m_theme->icon(QStringLiteral("table"));
        for (const qreal ratio : {1.0, 1.5, 2.0, 3.0}) {
            const QPixmap pixmap = icon.pixmap(QSize(16, 16), ratio);
            QCOMPARE(pixmap.devicePixelRatio(), ratio);
            QCOMPARE(pixmap.size(), QSize(16, 16) * ratio);
        }
    }

    void iconsFollowTheThemeWithoutBeingAskedForAgain()
    {
        const QIcon icon = m_theme->icon(QStringLiteral("plus"));
        QCOMPARE(dominantInk(icon.pixmap(QSize(64, 64), 1.0)), lightPalette().icon);
        m_theme->setMode(ThemeMode::Dark);
        QCOMPARE(dominantInk(icon.pixmap(QSize(64, 64), 1.0)), darkPalette().icon);
        QCOMPARE(dominantInk(icon.pixmap(QSize(64, 64), 1.0, QIcon::Disabled)), darkPalette().disabled);
    }

    void anUnknownIconIsEmptyAndSaysSo()
    {
        QTest::ignoreMessage(QtWarningMsg, "There is no icon named unicorn");
        QVERIFY(m_theme->icon(QStringLiteral("unicorn")).isNull());
        QVERIFY(m_theme->icon(QString()).isNull());
    }

    void switchingReachesWhatIsAlreadyShown()
    {
        QWidget window;
        setGround(&window, &Palette::surface);
        auto* label = new QLabel(QStringLiteral("Text"), &window);
        window.resize(120, 60);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QCOMPARE(window.grab().toImage().pixelColor(100, 50), lightPalette().surface);

        QSignalSpy changed(m_theme.get(), &Theme::changed);
        m_theme->setMode(ThemeMode::Dark);
        QCOMPARE(changed.count(), 1);
        QVERIFY(m_theme->isDark());
        QCOMPARE(window.grab().toImage().pixelColor(100, 50), darkPalette().surface);
        QCOMPARE(label->palette().color(QPalette::WindowText), darkPalette().text);
        QCOMPARE(QApplication::palette().color(QPalette::Window), darkPalette().sunken);
        m_theme->setMode(ThemeMode::Dark);
        QCOMPARE(changed.count(), 1);
    }

    void theModeIsSaved()
    {
        m_theme->setMode(ThemeMode::Dark);
        QCOMPARE(m_settings->themeMode(), ThemeMode::Dark);
        m_theme->overrideMode(ThemeMode::Light); // for one run: not saved
        QVERIFY(!m_theme->isDark());
        QCOMPARE(m_settings->themeMode(), ThemeMode::Dark);
        m_theme->setMode(ThemeMode::Dark);
        QVERIFY(m_theme->isDark());
    }

    void fontsFollowTheSettings()
    {
        QLabel label;
        m_theme->bindFont(&label, Theme::FontRole::Monospace);
        m_settings->setMonospaceFont({QStringLiteral("DejaVu Sans Mono"), 17});
        QCOMPARE(m_theme->font(Theme::FontRole::Monospace).pointSize(), 17);
        QCOMPARE(label.font().pointSize(), 17);
        m_settings->setUiFont({QString(), 14});
        QCOMPARE(QApplication::font().pointSize(), 14);
        m_settings->setUiFont({});
        m_settings->setMonospaceFont({});
        QVERIFY(label.font().pointSize() != 17);
    }

    void buttonsShowTheirKind()
    {
        QPushButton button(QStringLiteral("Delete"));
        button.resize(120, 32);
        setButtonKind(&button, ButtonKind::Primary);
        QCOMPARE(button.grab().toImage().pixelColor(8, 16), lightPalette().accent);
        setButtonKind(&button, ButtonKind::Danger);
        QCOMPARE(button.grab().toImage().pixelColor(8, 16), lightPalette().dangerFill);
        button.setEnabled(false);
        QCOMPARE(button.grab().toImage().pixelColor(8, 16), lightPalette().pressed);
    }

    void selectedRowsKeepReadableText()
    {
        QTreeWidget tree;
        tree.resize(200, 100);
        new QTreeWidgetItem(&tree, {QStringLiteral("books")});
        tree.topLevelItem(0)->setSelected(true);
        tree.show();
        QVERIFY(QTest::qWaitForWindowExposed(&tree));
        const QRect row = tree.visualItemRect(tree.topLevelItem(0));
        const QColor ground =
            tree.viewport()->grab().toImage().pixelColor(row.left() + row.width() / 2, row.center().y());
        QVERIFY2(ground == lightPalette().selection || ground == lightPalette().selectionInactive,
            qPrintable(ground.name()));
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Theme> m_theme;
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
