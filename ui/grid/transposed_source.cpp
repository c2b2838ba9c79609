#include "ui/grid/transposed_source.h"

#include "ui/grid/cell_text.h"

namespace relata {

void TransposedSource::setSource(GridSource* source)
{
    if (m_source)
        m_source->disconnect(this);
    m_source = source;
    m_rows.clear();
    if (source) {
        connect(source, &GridSource::rowsChanged, this, &GridSource::rowsChanged);
        connect(source, &GridSource::columnsChanged, this, [this] {
            m_rows.clear();
            describe();
        });
    }
    describe();
}

void TransposedSource::setRows(QList<qint64> rows)
{
    if (rows == m_rows)
        return;
    m_rows = std::move(rows);
    describe();
}

void TransposedSource::describe()
{
    m_columns.clear();
    m_names.clear();
    if (m_source && !m_rows.isEmpty()) {
        GridColumn names;
        names.name = tr("Column");
        names.sortable = false;
        m_columns.append(names);
        for (const qint64 row : m_rows) {
            GridColumn shown;
            shown.name = tr("Row %1").arg(countText(row + 1));
            shown.sortable = false;
            m_columns.append(shown);
        }
        for (const GridColumn& column : m_source->columns())
            m_names.push_back(column.name.toStdString());
    }
    emit columnsChanged();
    emit totalsChanged();
    emit rowsChanged();
}

qint64 TransposedSource::rowOf(int column) const
{
    return column >= 1 && column <= m_rows.size() ? m_rows.at(column - 1) : -1;
}

const GridColumn& TransposedSource::cellColumn(qint64 row, int column) const
{
    return column > 0 && m_source && row < m_source->columns().size()
        ? m_source->columns().at(static_cast<int>(row))
        : m_columns.at(column);
}

RowTotals TransposedSource::totals() const
{
    const auto lines = static_cast<std::int64_t>(m_names.size());
    return {lines, true, lines};
}

GridSource::Cell TransposedSource::cell(qint64 row, int column)
{
    if (!m_source || static_cast<std::size_t>(row) >= m_names.size())
        return {};
    if (column == 0) {
        ValueView name;
        name.tag = ValueTag::Text;
        name.bytes = m_names[static_cast<std::size_t>(row)];
        Cell cell;
        cell.loaded = true;
        cell.value = name;
        return cell;
    }
    const qint64 of = rowOf(column);
    return of < 0 ? Cell() : m_source->cell(of, static_cast<int>(row));
}

QString TransposedSource::cellNote(qint64 row, int column) const
{
    const qint64 of = rowOf(column);
    return m_source && of >= 0 ? m_source->cellNote(of, static_cast<int>(row)) : QString();
}

} // namespace relata
