// The editor of one cell, by keys, over a view of rows that no database holds.
#include "ui/grid/cell_editor.h"
#include "ui/grid/grid_view.h"
#include "ui/shell/resources.h"
#include "ui/shell/settings.h"
#include "ui/shell/theme.h"

#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QTest>

using namespace relata;

namespace {

SqlType typeOf(TypeKind kind)
{
    SqlType type;
    type.kind = kind;
    return type;
}

// Twenty rows of a number, a text, a mood and a switch.
class Rows final : public GridSource
{
    Q_OBJECT

public:
    Rows()
    {
        SqlType mood = typeOf(TypeKind::Enum);
        mood.values = {"calm", "curious", "cross"};
        const std::pair<QString, SqlType> columns[] = {{QStringLiteral("id"), typeOf(TypeKind::Integer)},
            {QStringLiteral("words"), typeOf(TypeKind::Text)}, {QStringLiteral("mood"), mood},
            {QStringLiteral("ready"), typeOf(TypeKind::Boolean)}};
        for (const auto& [name, type] : columns) {
            GridColumn column;
            column.name = name;
            column.type = type;
            m_columns.append(column);
        }
        for (int row = 0; row < 20; ++row)
            m_cells.append({Value(row), row == 1 ? Value() : Value("row " + std::to_string(row)),
                Value("calm"), Value::boolean(row % 2)});
    }

    const QList<GridColumn>& columns() const override { return m_columns; }
    RowTotals totals() const override { return {m_cells.size(), true, m_cells.size()}; }
    const std::vector<RowSort>& sort() const override { return m_sort; }
    Cell cell(qint64 row, int column) override
    {
        return {true, m_cells.at(row).at(column).view(), Mark::None, {}};
    }
    bool isExact(qint64) override { return true; }
    void want(qint64, qint64) override { }

private:
    QList<GridColumn> m_columns;
    std::vector<RowSort> m_sort;
    QList<QList<Value>> m_cells;
};

} // namespace

class CellEditorTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<Rows> m_rows;
    std::unique_ptr<GridView> m_view;
    QList<std::optional<QString>> m_stored;

    // Opens the editor as the Data tab does, with a check that wants digits in the number column.
    void answer(const QString& typed)
    {
        const int column = m_view->currentColumn();
        const GridSource::Cell cell = m_rows->cell(m_view->current().row, column);
        std::optional<QString> text;
        if (!cell.value.isNull())
            text = QString::fromStdString(cell.value.toText());
        CellEditor::Check check = [column](const std::optional<QString>& value) -> QString {
            bool number = true;
            if (column == 0 && value)
                value->toLongLong(&number);
            return number ? QString() : QStringLiteral("Not a number.");
        };
        m_view->edit(
            text, typed, check, [this](const std::optional<QString>& value) { m_stored.append(value); });
    }
    void key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(
            m_view->editor() ? m_view->editor()->focusProxy() : m_view.get(), Qt::Key(key), modifiers);
    }
    void type(const QString& text) { QTest::keyClicks(m_view->editor()->focusProxy(), text); }

private slots:
    void initTestCase()
    {
        initResources();
        m_settings = std::make_unique<Settings>(m_folder.filePath(QStringLiteral("relata.ini")));
        m_theme = std::make_unique<Theme>(*m_settings);
        m_theme->install();
    }
    void init()
    {
        m_stored.clear();
        m_rows = std::make_unique<Rows>();
        m_view = std::make_unique<GridView>(*m_theme, nullptr);
        m_view->setSource(m_rows.get());
        m_view->resize(700, 240);
        connect(m_view.get(), &GridView::editRequested, m_view.get(),
            [this](const QString& typed) { answer(typed); });
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        m_view->setFocus();
    }
    void cleanup()
    {
        m_view.reset();
        m_rows.reset();
    }

    void opensByKeyAndByMouse()
    {
        key(Qt::Key_F2);
        QVERIFY(m_view->editor());
        key(Qt::Key_Escape);
        QVERIFY(!m_view->editor());
        key(Qt::Key_Return);
        QVERIFY(m_view->editor());
        key(Qt::Key_Escape);
        const QPoint middle = m_view->cellRect(0, 1).center();
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, Qt::NoModifier, middle);
        QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, Qt::NoModifier, middle);
        QVERIFY(m_view->editor());
        QVERIFY(m_view->editor()->geometry().contains(middle));
        key(Qt::Key_Escape);
        QVERIFY(m_stored.isEmpty());
    }

    void typingReplaces()
    {
        m_view->setCurrent({0, 0});
        key(Qt::Key_4);
        QVERIFY(m_view->editor());
        type("2");
        key(Qt::Key_Return);
        QCOMPARE(m_stored, QList<std::optional<QString>>{QStringLiteral("42")});
        QCOMPARE(m_view->current().row, 1);
        QVERIFY(m_view->hasFocus());
    }

    void looksWithoutChangeStoreNothing()
    {
        for (int column = 0; column < 4; ++column) {
            for (int row : {0, 1}) {
                m_view->setCurrent({row, column});
                key(Qt::Key_F2);
                QVERIFY(m_view->editor());
                key(Qt::Key_Return);
                QVERIFY(!m_view->editor());
            }
        }
        QVERIFY(m_stored.isEmpty());
    }

    void nullAndEmptyTextDiffer()
    {
        m_view->setCurrent({1, 1}); // NULL
        key(Qt::Key_F2);
        QVERIFY(!m_view->editor()->text());
        key(Qt::Key_Backspace);
        QCOMPARE(m_view->editor()->text(), std::optional<QString>(QString("")));
        key(Qt::Key_Return);
        QCOMPARE(m_stored.size(), 1);
        QVERIFY(m_stored[0] && m_stored[0]->isEmpty());
        // A number's text that is taken away leaves NULL.
        m_view->setCurrent({2, 0});
        key(Qt::Key_F2);
        key(Qt::Key_Delete);
        key(Qt::Key_Return);
        QCOMPARE(m_stored.size(), 2);
        QVERIFY(!m_stored[1]);
    }

    void whatCannotBeStays()
    {
        m_view->setCurrent({0, 0});
        key(Qt::Key_A);
        QCOMPARE(m_view->editor()->problem(), QStringLiteral("Not a number."));
        key(Qt::Key_Return);
        QVERIFY(m_view->editor());
        QVERIFY(m_stored.isEmpty());
        // Nor does a click elsewhere lose it.
        QTest::mouseClick(
            m_view->viewport(), Qt::LeftButton, Qt::NoModifier, m_view->cellRect(3, 1).center());
        QVERIFY(m_view->editor());
        QCOMPARE(m_view->current().row, 0);
        key(Qt::Key_Backspace);
        type("7");
        QVERIFY(m_view->editor()->problem().isEmpty());
        QTest::mouseClick(
            m_view->viewport(), Qt::LeftButton, Qt::NoModifier, m_view->cellRect(3, 1).center());
        QVERIFY(!m_view->editor());
        QCOMPARE(m_stored, QList<std::optional<QString>>{QStringLiteral("7")});
        QCOMPARE(m_view->current().row, 3);
    }

    void tabGoesSideways()
    {
        m_view->setCurrent({0, 0});
        key(Qt::Key_5);
        key(Qt::Key_Tab);
        QCOMPARE(m_view->currentColumn(), 1);
        key(Qt::Key_F2);
        type("x");
        key(Qt::Key_Backtab);
        QCOMPARE(m_view->currentColumn(), 0);
        QCOMPARE(m_stored, (QList<std::optional<QString>>{QStringLiteral("5"), QStringLiteral("x")}));
    }

    void textMayHaveLines()
    {
        m_view->setCurrent({0, 1});
        key(Qt::Key_F2);
        const int low = m_view->editor()->height();
        type("one");
        key(Qt::Key_Return, Qt::AltModifier);
        type("two");
        QVERIFY(m_view->editor()->height() > low);
        key(Qt::Key_Return);
        QCOMPARE(m_stored, QList<std::optional<QString>>{QStringLiteral("one\ntwo")});
    }

    void listsAreChosenFrom()
    {
        m_view->setCurrent({0, 2});
        key(Qt::Key_F2);
        auto* list = m_view->editor()->findChild<QComboBox*>();
        QVERIFY(list);
        QCOMPARE(list->count(), 4); // NULL too
        QCOMPARE(list->currentText(), QStringLiteral("calm"));
        key(Qt::Key_Down);
        key(Qt::Key_Return);
        QCOMPARE(m_stored, QList<std::optional<QString>>{QStringLiteral("curious")});
        m_view->setCurrent({0, 3});
        key(Qt::Key_T);
        key(Qt::Key_Return);
        QCOMPARE(m_stored.last().value_or("(null)"), QStringLiteral("true"));
    }

    void staysWithItsCell()
    {
        m_view->setCurrent({2, 1});
        key(Qt::Key_F2);
        type("kept");
        m_view->scrollToRow(2);
        QCOMPARE(m_view->editor()->y(), m_view->cellRect(2, 1).y());
        m_view->resize(500, 200);
        QCOMPARE(m_view->editor()->text(), std::optional<QString>(QStringLiteral("kept")));
        key(Qt::Key_Return);
        QCOMPARE(m_stored, QList<std::optional<QString>>{QStringLiteral("kept")});
    }

    void lastRowGrowsUpwards()
    {
        m_view->setCurrent({19, 1});
        key(Qt::Key_F2);
        for (int i = 0; i < 4; ++i)
            key(Qt::Key_Return, Qt::AltModifier);
        QVERIFY(m_view->editor()->geometry().bottom() <= m_view->viewport()->rect().bottom());
        QVERIFY(m_view->editor()->geometry().top() < m_view->cellRect(19, 1).top());
        key(Qt::Key_Escape);
        QVERIFY(m_stored.isEmpty());
    }
};

QTEST_MAIN(CellEditorTest)
#include "tst_cell_editor.moc"
