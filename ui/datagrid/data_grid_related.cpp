// DataGrid: rows that belong to one of its rows, and a grid that shows only those of one.
#include "ui/datagrid/data_grid.h"
#include "ui/datagrid/related_pane.h"
#include "ui/grid/grid_view.h"

#include <QApplication>
#include <QSplitter>
#include <QToolButton>

#include <algorithm>

namespace relata {

void DataGrid::setScope(PendingCells scope)
{
    if (scope == m_scope)
        return;
    m_scope = std::move(scope);
    if (!m_source || !m_metadata)
        return;
    m_view->finishEditing();
    applyScope();
    m_source->refresh();
    m_view->setCurrent({0, m_view->current().column});
}

void DataGrid::applyScope()
{
    std::vector<RowCondition> conditions;
    const std::vector<Column>& columns = m_rows->table() ? m_rows->table()->columns : std::vector<Column>();
    // Along a foreign key the scope is left behind.
    const PendingCells scope = m_trail.size() == 1 ? m_scope : PendingCells();
    for (const auto& [name, value] : scope) {
        const auto found = std::find_if(columns.begin(), columns.end(),
            [&, &wanted = name](const Column& column) { return column.name == wanted; });
        if (found == columns.end())
            continue;
        const auto index = static_cast<std::size_t>(found - columns.begin());
        if (value.isValue())
            conditions.push_back({index, RowOperator::Equal, {value.value}});
        else
            conditions.push_back({index, RowOperator::In, {}}); // nothing is stored that refers to a new row
    }
    m_source->setScope(std::move(conditions));
    m_rows->setScope(scope);
}

void DataGrid::setRelatedVisible(bool visible)
{
    if (m_place == Place::Embedded || !m_edits)
        return;
    if (!m_related) {
        if (!visible)
            return;
        m_related = new RelatedPane(m_workbench, *m_edits, this);
        m_related->hide();
        connect(m_related, &RelatedPane::closeRequested, this, [this] { setRelatedVisible(false); });
        m_stack->addWidget(m_related);
        m_stack->setSizes({600, 260});
        m_stack->setStretchFactor(0, 1);
        if (m_metadata)
            m_related->setTable(m_rows->table().get(), m_metadata);
    }
    m_related->setVisible(visible);
    m_relatedToggle->setChecked(visible);
    if (visible)
        showRelated();
    else
        m_view->setFocus();
}

bool DataGrid::relatedVisible() const
{
    return m_related && !m_related->isHidden();
}

void DataGrid::showRelated()
{
    m_relatedDelay.stop();
    if (!relatedVisible() || !m_source || m_source->state() != TableSource::State::Ready)
        return;
    const qint64 row = m_view->current().row;
    std::shared_ptr<ParentRow> parent;
    if (m_rows->totals().rows == 0) {
        // no row
    } else if (m_rows->isNew(row)) {
        if (const PendingRow* pending = m_rows->pending(row)) {
            parent = std::make_shared<ParentRow>();
            parent->newRow = pending->id;
        }
    } else if (std::optional<RowValues> values = m_source->loadedValues(row)) {
        parent = std::make_shared<ParentRow>();
        parent->values = std::move(*values);
    } else {
        return; // on its way
    }
    m_related->setRow(std::move(parent));
}

DataGrid* DataGrid::focusedGrid()
{
    DataGrid* inner = relatedVisible() ? m_related->grid() : nullptr;
    const QWidget* focus = QApplication::focusWidget();
    return inner && focus && (inner == focus || inner->isAncestorOf(focus)) ? inner : this;
}

} // namespace relata
