// DataGrid: which rows are shown.
#include "ui/datagrid/data_grid.h"

#include "ui/datagrid/filter_row.h"
#include "ui/datagrid/grid_view.h"
#include "ui/datagrid/value_picker.h"
#include "ui/shell/workbench.h"

namespace relata {

void DataGrid::pickValues(int section)
{
    if (!m_source || m_source->state() != TableSource::State::Ready || !m_source->window() || section < 0)
        return;
    auto* picker = new ValuePicker(
        m_workbench.theme(), m_workbench.tasks(), *m_source, static_cast<std::size_t>(section), this);
    connect(m_source, &QObject::destroyed, picker, &QWidget::close);
    connect(m_source, &GridSource::columnsChanged, picker, &QWidget::close);
    connect(picker, &ValuePicker::picked, this, [this, section](std::optional<RowCondition> condition) {
        if (condition)
            return filterBy(std::move(*condition));
        std::vector<RowCondition> conditions = m_source->conditions();
        std::erase_if(conditions,
            [&](const RowCondition& entry) { return entry.column == static_cast<std::size_t>(section); });
        if (conditions != m_source->conditions())
            setConditions(std::move(conditions));
    });
    const GridHeader* header = m_view->header();
    const int x = std::max(header->sectionViewportPosition(section), 0);
    const QWidget* above = filtersVisible() ? static_cast<const QWidget*>(m_filters) : header->viewport();
    picker->popUpAt(above->mapToGlobal(QPoint(x, above->height())));
}

void DataGrid::clearFilters()
{
    if (!m_source)
        return;
    m_filters->setConditions({});
    m_source->setFilters({});
    m_view->setCurrent({0, m_view->current().column});
    updateTexts();
}

void DataGrid::noteRejected(const Error& error, const RowFilters& tried)
{
    if (tried.conditions != m_source->conditions())
        m_filters->showRejected(error, m_source->conditions());
    if (error.kind != ErrorKind::Cancelled)
        m_workbench.showBanner(Message::fromError(error, tr("%1 cannot be filtered like this").arg(title())));
    updateTexts();
}

} // namespace relata
