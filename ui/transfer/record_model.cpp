#include "ui/transfer/record_model.h"

#include "ui/shell/theme.h"

#include <QLocale>

namespace relata {
namespace {

QString shortened(const std::string& text)
{
    // Not all of a long value is decoded for its beginning.
    QString shown = QString::fromUtf8(text.data(),
        static_cast<qsizetype>(std::min<std::size_t>(text.size(), RecordModel::shownLength * 4)));
    const bool cut = shown.size() > RecordModel::shownLength || text.size() > RecordModel::shownLength * 4;
    shown.truncate(RecordModel::shownLength);
    for (QChar& c : shown) {
        if (c == u'\n' || c == u'\r')
            c = QChar(0x21B5);
        else if (c.unicode() < 0x20)
            c = u' ';
    }
    return cut ? shown + QChar(0x2026) : shown;
}

} // namespace

RecordModel::RecordModel(Theme& theme, QObject* parent) : QAbstractTableModel(parent), m_theme(theme)
{ }

void RecordModel::setSample(std::shared_ptr<const ImportSample> sample)
{
    beginResetModel();
    m_sample = std::move(sample);
    m_problems.clear();
    m_problemCount = 0;
    if (m_sample) {
        ImportPlan plan;
        plan.format = m_sample->format;
        for (const Record& record : m_sample->rows.records) {
            m_problems.push_back(
                QString::fromStdString(rowProblem(plan, record, m_sample->rows.columns.size())));
            m_problemCount += m_problems.back().isEmpty() ? 0 : 1;
        }
    }
    endResetModel();
}

int RecordModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_sample ? 0 : int(m_sample->rows.records.size());
}

int RecordModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_sample ? 0 : int(m_sample->rows.columns.size());
}

QString RecordModel::cellText(const Record& record, std::size_t column) const
{
    if (!record.problem.empty())
        return column == 0 ? shortened(record.raw) : QString();
    if (column >= record.fields.size())
        return {};
    const RecordField& field = record.fields[column];
    if (field.kind == RecordField::Kind::Null)
        return QStringLiteral("NULL");
    QString text = shortened(field.text);
    // What no column takes stands behind the last one.
    if (column + 1 == m_sample->rows.columns.size() && record.fields.size() > column + 1) {
        for (std::size_t i = column + 1; i < record.fields.size() && text.size() < shownLength; ++i)
            text += QStringLiteral(" | ") + shortened(record.fields[i].text);
    }
    return text;
}

QVariant RecordModel::data(const QModelIndex& index, int role) const
{
    if (!m_sample || !index.isValid())
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    const auto column = static_cast<std::size_t>(index.column());
    const Record& record = m_sample->rows.records[row];
    const bool null = record.problem.empty() && column < record.fields.size()
        && record.fields[column].kind == RecordField::Kind::Null;
    switch (role) {
    case Qt::DisplayRole:
        return cellText(record, column);
    case Qt::ToolTipRole:
        return m_problems[row].isEmpty() ? QVariant() : m_problems[row];
    case Qt::ForegroundRole:
        if (!m_problems[row].isEmpty())
            return m_theme.palette().danger;
        return null ? QVariant(m_theme.palette().nullText) : QVariant();
    default:
        return {};
    }
}

QVariant RecordModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (!m_sample)
        return {};
    const auto at = static_cast<std::size_t>(section);
    if (orientation == Qt::Horizontal) {
        if (at >= m_sample->rows.columns.size())
            return {};
        return role == Qt::DisplayRole || role == Qt::ToolTipRole
            ? QVariant(shortened(m_sample->rows.columns[at]))
            : role == Qt::TextAlignmentRole ? QVariant(int(Qt::AlignLeft | Qt::AlignVCenter))
                                            : QVariant();
    }
    if (at >= m_problems.size())
        return {};
    if (role == Qt::DisplayRole)
        return QLocale().toString(qlonglong(m_sample->rows.records[at].line));
    if (role == Qt::ToolTipRole)
        return m_problems[at].isEmpty() ? tr("Line of the file") : m_problems[at];
    if (role == Qt::ForegroundRole && !m_problems[at].isEmpty())
        return m_theme.palette().danger;
    return {};
}

} // namespace relata
