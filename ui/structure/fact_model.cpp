#include "ui/structure/fact_model.h"

#include "ui/shell/theme.h"

namespace relata {

FactModel::FactModel(Theme& theme, QObject* parent) : QAbstractTableModel(parent), m_theme(theme)
{ }

void FactModel::setFacts(FactTable facts)
{
    beginResetModel();
    m_facts = std::move(facts);
    endResetModel();
}

int FactModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_facts.rows.size());
}

int FactModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_facts.headers.size());
}

QVariant FactModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const FactRow& row = m_facts.rows.at(index.row());
    const FactCell& cell = row.cells.at(index.column());
    const bool isLink = index.column() == m_facts.linkColumn && row.link.kind != ObjectRef::Kind::None;
    switch (role) {
    case Qt::DisplayRole:
        return cell.text.simplified(); // a definition's line breaks would make rows of any height
    case Qt::ToolTipRole:
        return cell.text;
    case Qt::DecorationRole:
        return cell.icon.isEmpty() ? QVariant() : QVariant(m_theme.icon(cell.icon));
    case Qt::FontRole: {
        if (cell.code)
            return m_theme.font(Theme::FontRole::Monospace);
        if (!isLink)
            return {};
        QFont font = m_theme.font(Theme::FontRole::Ui);
        font.setUnderline(true);
        return font;
    }
    case Qt::ForegroundRole:
        if (isLink)
            return m_theme.palette().link;
        return cell.muted ? QVariant(m_theme.palette().muted) : QVariant();
    case SortRole:
        return cell.sortKey.isValid() ? cell.sortKey : QVariant(cell.text);
    default:
        return {};
    }
}

QVariant FactModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::DisplayRole)
        return m_facts.headers.value(section);
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    return {};
}

} // namespace relata
