// DataGrid: rows as a form beside the grid, a line for each column.
#include "ui/datagrid/data_grid.h"
#include "ui/grid/grid_view.h"
#include "ui/grid/transposed_source.h"
#include "ui/shell/state_view.h"
#include "ui/shell/workbench.h"

#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace relata {
namespace {

constexpr std::size_t mostFormRows = 20;

} // namespace

void DataGrid::setFormVisible(bool visible)
{
    if (m_place == Place::Embedded || !m_rows)
        return;
    if (!m_form) {
        if (!visible)
            return;
        makeForm();
    }
    m_form->setVisible(visible);
    m_formToggle->setChecked(visible);
    if (visible)
        showForm();
    else
        m_view->setFocus();
}

bool DataGrid::formVisible() const
{
    return m_form && !m_form->isHidden();
}

void DataGrid::makeForm()
{
    m_formRows = new TransposedSource(this);
    m_formRows->setSource(m_rows);
    m_form = new GridView(m_workbench.theme(), this);
    m_form->setAccessibleName(tr("Row as a form"));
    m_form->setSource(m_formRows);
    m_form->header()->setFrozen(1);
    m_formEmpty = new StateView(m_workbench.theme(), m_form);
    m_formEmpty->showEmpty(
        QStringLiteral("table"), tr("No row to show"), tr("A row of the grid appears here as a form."));
    auto* over = new QVBoxLayout(m_form);
    over->setContentsMargins(0, 0, 0, 0);
    over->setSizeConstraint(QLayout::SetNoConstraint);
    over->addWidget(m_formEmpty);
    m_form->hide();
    m_splitter->addWidget(m_form);
    m_splitter->setCollapsible(m_splitter->indexOf(m_form), false);
    QList<int> sizes = m_splitter->sizes();
    const int whole = std::max(m_splitter->width(), 600);
    sizes.last() = whole * 2 / 5;
    sizes.first() = whole - sizes.last();
    m_splitter->setSizes(sizes);
    connect(m_formRows, &GridSource::columnsChanged, m_form, [this] { m_form->header()->setFrozen(1); });
    // What is current in the form is current in the grid: its value is shown beside, and menus are about it.
    connect(m_form, &GridView::currentChanged, this, [this] {
        const qint64 row = m_formRows->rowOf(m_form->currentColumn());
        if (row < 0 || !m_form->hasFocus())
            return;
        const int visual = m_view->header()->visualIndex(static_cast<int>(m_form->current().row));
        if (m_formRows->rows().size() == 1 && visual >= 0)
            m_view->setCurrent({row, visual});
    });
    connect(m_form, &GridView::editRequested, this, [this](const QString& typed) {
        if (const qint64 row = m_formRows->rowOf(m_form->currentColumn()); row >= 0)
            editCellIn(*m_form, row, static_cast<int>(m_form->current().row), typed);
    });
    connect(m_form, &GridView::clearRequested, this, [this] {
        if (const qint64 row = m_formRows->rowOf(m_form->currentColumn()); row >= 0 && canEdit())
            setCell(row, static_cast<int>(m_form->current().row), PendingValue::null());
    });
    connect(m_form, &GridView::copyRequested, this, [this] {
        const qint64 row = m_formRows->rowOf(m_form->currentColumn());
        const int visual = m_view->header()->visualIndex(static_cast<int>(m_form->current().row));
        if (row < 0 || visual < 0)
            return;
        m_view->setCurrent({row, visual});
        copySelection(CopyFormat::TabSeparated);
    });
    connect(m_form, &GridView::escapePressed, this, [this] { m_view->setFocus(); });
}

void DataGrid::showForm()
{
    if (!formVisible() || !m_source || m_source->state() != TableSource::State::Ready)
        return;
    QList<qint64> rows;
    const std::vector<qint64> selected = selectedRows();
    if (selected.size() > 1) {
        for (std::size_t i = 0; i < std::min(selected.size(), mostFormRows); ++i)
            rows.append(selected[i]);
    } else if (m_rows->totals().rows > 0) {
        rows.append(m_view->current().row);
    }
    const GridCell before = m_form->current();
    m_formRows->setRows(rows);
    // The same line of another row.
    if (!rows.isEmpty() && m_form->current() != before)
        m_form->setCurrent({before.row, std::min<int>(std::max(before.column, 1), int(rows.size()))});
    updateFormEmpty();
}

void DataGrid::updateFormEmpty()
{
    if (m_form)
        m_formEmpty->setVisible(m_formRows->rows().isEmpty());
}

} // namespace relata
