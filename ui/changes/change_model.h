// The pending edits of a connection as a list: one line for each statement that storing them would send, in
// that order.
#pragma once

#include "core/editing/flush_preview.h"

#include <QAbstractTableModel>

#include <vector>

namespace relata {

class PendingEdits;
class Theme;

class ChangeModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Change, // "Update books"
        Row, // "id = 5"
        Values, // "price: 9.50 to 12.00"
        Statement,
        ColumnCount,
    };

    ChangeModel(Theme& theme, QObject* parent);

    // `edits` must outlive the model, or be replaced first; null: no lines.
    void show(const PendingEdits* edits, FlushPreview preview);
    const FlushPreview& preview() const { return m_preview; }
    EditId editAt(int row) const;
    int rowOf(EditId edit) const; // -1 if it has no line

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Line
    {
        EditId edit = 0;
        QString icon;
        QString change;
        QString row;
        QString values;
        QString statement;
        bool marked = false; // failed, or in conflict
    };

    Theme& m_theme;
    FlushPreview m_preview;
    std::vector<Line> m_lines;
};

} // namespace relata
