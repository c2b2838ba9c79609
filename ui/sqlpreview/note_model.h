#pragma once

#include "core/convert/portability_note.h"

#include <QAbstractTableModel>

#include <vector>

namespace relata {

class Theme;

// What a translation loses or changes: object, what, why, substitute.
class NoteModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    NoteModel(Theme& theme, QObject* parent);

    void setNotes(std::vector<PortabilityNote> notes);
    const PortabilityNote& note(int row) const { return m_notes.at(std::size_t(row)); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 4; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    Theme& m_theme;
    std::vector<PortabilityNote> m_notes;
};

} // namespace relata
