// The rows that belong to a row, driven with keys and mouse: lines in the grid below it, and ticks.
#pragma once

#include "tests/ui/datagrid/editing_test.h"
#include "ui/datagrid/related_pane.h"

#include <QListView>
#include <QTabBar>

namespace relata::test {

class RelatedTest : public EditingTest
{
    Q_OBJECT

protected:
    using EditingTest::EditingTest;

    void show(const QString& tab)
    {
        if (!m_grid->relatedVisible())
            QTest::mouseClick(m_grid->findChild<QAbstractButton*>(QStringLiteral("related")), Qt::LeftButton);
        QVERIFY(m_grid->relatedVisible());
        QTabBar* tabs = m_grid->related()->tabs();
        int at = 0;
        while (at < tabs->count() && tabs->tabText(at) != tab)
            ++at;
        QVERIFY2(at < tabs->count(), qPrintable(tab));
        QTest::mouseClick(tabs, Qt::LeftButton, Qt::NoModifier, tabs->tabRect(at).center());
        settle();
    }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(m_grid->isSettled(), 20000); }
    DataGrid* inner() const { return m_grid->related()->grid(); }
    // Of the grid below: a cell as it is shown.
    QString below(qint64 row, int column) const
    {
        const GridSource::Cell cell = inner()->rows()->cell(row, column);
        if (!cell.words.isEmpty())
            return cell.words;
        return cell.value.isNull() ? QStringLiteral("(null)") : QString::fromStdString(cell.value.toText());
    }
    qint64 rowsBelow() const { return inner()->rows()->totals().rows; }
    void typeBelow(qint64 row, int column, const QString& text)
    {
        DataGrid* outer = m_grid;
        m_grid = inner();
        m_grid->view()->setFocus();
        type(row, column, text);
        m_grid = outer;
    }
    QStringList ticks() const
    {
        QStringList texts;
        TickModel* model = m_grid->related()->ticks()->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            const QModelIndex index = model->index(row);
            if (index.data(Qt::CheckStateRole).toInt() == Qt::Checked)
                texts << index.data().toString();
        }
        texts.sort();
        return texts;
    }
    void tick(const QString& label)
    {
        QListView* list = m_grid->related()->ticks()->list();
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            const QModelIndex index = list->model()->index(row, 0);
            if (index.data().toString() != label)
                continue;
            list->setCurrentIndex(index);
            list->setFocus();
            QTest::keyClick(list, Qt::Key_Space);
            return;
        }
        QFAIL(qPrintable(label));
    }
};

} // namespace relata::test
