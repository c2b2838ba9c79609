#include "ui/datagrid/value_list.h"

#include "ui/grid/cell_text.h"

namespace relata {

void ValueList::setValues(std::vector<CountedValue> values, const SqlType& type)
{
    beginResetModel();
    m_values = std::move(values);
    m_ticked.assign(m_values.size(), true);
    m_texts.clear();
    m_italic.clear();
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        CellText text = cellText(m_values[i].value.view(), type);
        const bool empty = text.text.isEmpty();
        m_texts.append(empty ? tr("empty text") : text.text);
        m_italic.push_back(empty || text.italic);
    }
    endResetModel();
    emit ticksChanged();
}

void ValueList::setTicked(const std::vector<int>& rows, bool ticked)
{
    for (int row : rows)
        m_ticked[static_cast<std::size_t>(row)] = ticked;
    if (!rows.empty())
        emit dataChanged(index(0), index(rowCount() - 1), {Qt::CheckStateRole});
    emit ticksChanged();
}

void ValueList::tickOnly(int row)
{
    m_ticked.assign(m_values.size(), false);
    setTicked({row}, true);
}

int ValueList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_values.size());
}

QVariant ValueList::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return m_texts.at(index.row());
    case Qt::CheckStateRole:
        return static_cast<int>(m_ticked[row] ? Qt::Checked : Qt::Unchecked);
    case Qt::AccessibleTextRole:
        return tr("%1, %2 rows").arg(m_texts.at(index.row()), countText(m_values[row].rows));
    case RowsRole:
        return m_values[row].rows;
    case ItalicRole:
        return static_cast<bool>(m_italic[row]);
    default:
        return {};
    }
}

bool ValueList::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::CheckStateRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    m_ticked[static_cast<std::size_t>(index.row())] = value.toInt() == Qt::Checked;
    emit dataChanged(index, index, {Qt::CheckStateRole});
    emit ticksChanged();
    return true;
}

Qt::ItemFlags ValueList::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable | Qt::ItemNeverHasChildren;
}

} // namespace relata
