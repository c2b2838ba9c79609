#include "ui/changes/change_model.h"

#include "ui/editing/pending_edits.h"
#include "ui/shell/theme.h"

#include <algorithm>

namespace relata {
namespace {

constexpr qsizetype longestValue = 40;
constexpr qsizetype longestLine = 300;

QString shortText(const std::string& text, qsizetype length)
{
    QString shown = QString::fromStdString(text).simplified();
    if (shown.size() > length)
        shown = shown.left(length - 1) + u'…';
    return shown;
}

QString valueText(const PendingValue& value)
{
    if (value.isValue() && !value.value.isNull() && value.value.toText().empty())
        return ChangeModel::tr("empty text");
    return shortText(value.toText(), longestValue);
}

QString valuesText(const PendingRow& row)
{
    QStringList parts;
    for (const auto& [column, value] : row.changes) {
        const QString name = QString::fromStdString(column);
        const Value* before = findValue(row.original, column);
        if (row.op == PendingOp::Update && before)
            parts << ChangeModel::tr("%1: %2 → %3").arg(name, valueText(*before), valueText(value));
        else
            parts << ChangeModel::tr("%1: %2").arg(name, valueText(value));
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace

ChangeModel::ChangeModel(Theme& theme, QObject* parent) : QAbstractTableModel(parent), m_theme(theme)
{ }

void ChangeModel::show(const PendingEdits* edits, FlushPreview preview)
{
    beginResetModel();
    m_preview = std::move(preview);
    m_lines.clear();
    for (const SentWrite& write : m_preview.writes) {
        const PendingRow* row = edits ? edits->set().find(write.edit) : nullptr;
        if (!row)
            continue;
        Line line;
        line.edit = row->id;
        const QString table = QString::fromStdString(row->table.text());
        switch (row->op) {
        case PendingOp::Insert:
            line.icon = QStringLiteral("plus");
            line.change = tr("Insert into %1").arg(table);
            line.row = tr("new row");
            break;
        case PendingOp::Update:
            line.icon = QStringLiteral("edit");
            line.change = tr("Update %1").arg(table);
            line.row = QString::fromStdString(row->identity.text());
            break;
        case PendingOp::Delete:
            line.icon = QStringLiteral("trash");
            line.change = tr("Delete from %1").arg(table);
            line.row = QString::fromStdString(row->identity.text());
            break;
        }
        line.values = valuesText(*row);
        line.statement = shortText(write.literalSql, longestLine);
        line.marked =
            edits->conflictOf(row->id) || (edits->lastFailure() && edits->lastFailure()->edit == row->id);
        m_lines.push_back(std::move(line));
    }
    endResetModel();
}

EditId ChangeModel::editAt(int row) const
{
    return row >= 0 && static_cast<std::size_t>(row) < m_lines.size()
        ? m_lines[static_cast<std::size_t>(row)].edit
        : 0;
}

int ChangeModel::rowOf(EditId edit) const
{
    const auto found =
        std::find_if(m_lines.begin(), m_lines.end(), [edit](const Line& line) { return line.edit == edit; });
    return found == m_lines.end() ? -1 : static_cast<int>(found - m_lines.begin());
}

int ChangeModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

QVariant ChangeModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Line& line = m_lines.at(static_cast<std::size_t>(index.row()));
    if (role == Qt::DecorationRole && index.column() == Change)
        return m_theme.icon(line.marked ? QStringLiteral("error") : line.icon);
    if (role == Qt::ForegroundRole && line.marked && index.column() != Statement)
        return m_theme.palette().danger;
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case Change:
        return line.change;
    case Row:
        return line.row;
    case Values:
        return line.values;
    case Statement:
        return line.statement;
    default:
        return {};
    }
}

QVariant ChangeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Change:
        return tr("Change");
    case Row:
        return tr("Row");
    case Values:
        return tr("Values");
    case Statement:
        return tr("Statement");
    default:
        return {};
    }
}

} // namespace relata
