// DataGrid: its rows as a file, and rows of a file.
#include "ui/connections/schema_text.h"
#include "ui/datagrid/data_grid.h"
#include "ui/grid/grid_view.h"
#include "ui/shell/workbench.h"
#include "ui/transfer/row_export.h"
#include "ui/transfer/row_import.h"

#include <QDragEnterEvent>
#include <QDropEvent>

#include <algorithm>

namespace relata {

std::optional<ExportSubject> DataGrid::exportSubject() const
{
    if (!m_source || m_source->state() != TableSource::State::Ready || !m_connection)
        return std::nullopt;
    ExportSubject subject;
    subject.connection = m_connection;
    subject.target = m_source->target();
    subject.name = QString::fromStdString(subject.target.name);
    subject.table = m_rows->table();
    subject.metadata = m_metadata;
    subject.sort = m_source->sort();
    subject.conditions = m_source->conditions();
    const RowTotals totals = m_source->totals();
    subject.rows = totals.exact ? totals.rows : -1;
    subject.window = m_source->window();
    const GridHeader* header = m_view->header();
    for (int visual = 0; visual < header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        if (!header->isSectionHidden(column))
            subject.visibleColumns.push_back(static_cast<std::size_t>(column));
    }
    // One cell is where the cursor stands, not a selection.
    if (m_view->selection().cellCount() > 1) {
        std::vector<bool> chosen(subject.target.columns.size());
        for (const SelectedBlock& block : selectedBlocks()) {
            const qint64 count = std::min(block.count, m_rows->storedRows() - block.first);
            if (count <= 0)
                continue;
            // Ranges may overlap; a row is exported once.
            qint64 first = block.first;
            if (!subject.selectedRows.empty()) {
                const auto& [lastFirst, lastCount] = subject.selectedRows.back();
                first = std::max(first, lastFirst + lastCount);
            }
            if (first < block.first + count)
                subject.selectedRows.emplace_back(first, block.first + count - first);
            for (std::size_t column : block.columns)
                chosen[column] = true;
        }
        for (std::size_t column : subject.visibleColumns) {
            if (chosen[column])
                subject.selectedColumns.push_back(column);
        }
    }
    if (m_edits && subject.table)
        subject.pendingRows =
            static_cast<int>(m_edits->set().rowsOf({subject.table->schema, subject.table->name}).size());
    return subject;
}

void DataGrid::exportRows()
{
    if (std::optional<ExportSubject> subject = exportSubject())
        openExport(m_workbench, std::move(*subject));
}

std::optional<ImportTarget> DataGrid::importTarget() const
{
    const Table* shown = table();
    if (!shown || !m_connection)
        return std::nullopt;
    return importTargetOf(m_workbench, refOf(m_connection->id(), *shown));
}

void DataGrid::importRows(const QString& file)
{
    if (std::optional<ImportTarget> target = importTarget())
        openImport(m_workbench, std::move(*target), file);
}

// Files of rows go into the table; other files are the window's to open.
void DataGrid::dragEnterEvent(QDragEnterEvent* event)
{
    if (droppedRowsFile(*event->mimeData()).isEmpty() || !importTarget())
        return event->ignore();
    event->setDropAction(Qt::CopyAction);
    event->accept();
}

void DataGrid::dropEvent(QDropEvent* event)
{
    const QString file = droppedRowsFile(*event->mimeData());
    if (file.isEmpty())
        return event->ignore();
    event->setDropAction(Qt::CopyAction);
    event->accept();
    importRows(file);
}

} // namespace relata
