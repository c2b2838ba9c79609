#include "ui/sqlpreview/note_model.h"

#include "ui/shell/theme.h"

namespace relata {
namespace {

QString iconOf(NoteSeverity severity)
{
    switch (severity) {
    case NoteSeverity::Info:
        return QStringLiteral("info");
    case NoteSeverity::Changed:
        return QStringLiteral("warning");
    case NoteSeverity::Lost:
        return QStringLiteral("error");
    }
    return {};
}

} // namespace

NoteModel::NoteModel(Theme& theme, QObject* parent) : QAbstractTableModel(parent), m_theme(theme)
{ }

void NoteModel::setNotes(std::vector<PortabilityNote> notes)
{
    beginResetModel();
    m_notes = std::move(notes);
    endResetModel();
}

int NoteModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_notes.size());
}

QVariant NoteModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const PortabilityNote& note = m_notes.at(std::size_t(index.row()));
    const auto text = [&] {
        switch (index.column()) {
        case 0:
            return QString::fromStdString(note.object);
        case 1:
            return QString::fromStdString(note.what);
        case 2:
            return note.substitute.empty() ? tr("left out") : QString::fromStdString(note.substitute);
        default:
            return QString::fromStdString(note.why);
        }
    };
    if (role == Qt::DisplayRole)
        return text();
    if (role == Qt::DecorationRole && index.column() == 0)
        return m_theme.icon(iconOf(note.severity));
    if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
        return QString::fromStdString(note.toText());
    return {};
}

QVariant NoteModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case 0:
        return tr("Object");
    case 1:
        return tr("What");
    case 2:
        return tr("Becomes");
    default:
        return tr("Why");
    }
}

} // namespace relata
