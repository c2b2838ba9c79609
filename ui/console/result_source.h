// The rows of a statement's result, held in memory as they came, with the connection's pending edits laid
// over them where the rows can be edited. GUI thread only.
#pragma once

#include "core/editing/result_edit.h"
#include "ui/editing/pending_edits.h"
#include "ui/grid/grid_source.h"

#include <QHash>

namespace relata {

class ResultSource final : public GridSource
{
    Q_OBJECT

public:
    ResultSource(
        std::vector<ResultColumn> columns, std::vector<RowChunkPtr> chunks, bool more, QObject* parent);

    void append(std::vector<RowChunkPtr> chunks);
    void setMore(bool more);
    bool hasMore() const { return m_more; }
    qint64 rows() const { return m_starts.empty() ? 0 : m_rows; }
    std::size_t byteSize() const { return m_bytes; }
    const std::vector<ResultColumn>& resultColumns() const { return m_described; }

    // Makes the rows editable. The target's table is kept alive by it.
    void setTarget(ResultTarget target, PendingEdits& edits);
    const ResultTarget& target() const { return m_target; }
    bool isEditable() const { return m_target.isEditable() && m_edits; }
    PendingEdits* edits() const { return m_edits; }
    const Column* columnOf(int column) const; // of the table; nullptr: computed
    Result<LoadedRow> loaded(qint64 row) const;
    const PendingRow* pending(qint64 row) const;
    qint64 rowOf(EditId id) const; // -1: none of these rows
    // What an edit has stored becomes the row's values.
    void noteStored(const FlushReport& report);

    const QList<GridColumn>& columns() const override { return m_columns; }
    RowTotals totals() const override;
    const std::vector<RowSort>& sort() const override { return m_sort; }
    Cell cell(qint64 row, int column) override;
    Mark rowMark(qint64 row) const override;
    QString cellNote(qint64 row, int column) const override;
    bool isExact(qint64 row) override;
    void want(qint64 first, qint64 last) override;

    // The values of a block, for copying on another thread: chunks are shared, not copied.
    struct Snapshot
    {
        std::vector<RowChunkPtr> chunks;
        std::vector<qint64> starts;
        // As ValueView of (row, column); row in [0, rows).
        ValueView at(qint64 row, std::size_t column) const;
    };
    Snapshot snapshot() const { return {m_chunks, m_starts}; }

signals:
    void endWanted(); // the last rows are on the screen, and there are more

private:
    ValueView stored(qint64 row, int column) const;
    bool isGone(qint64 row) const { return m_gone.contains(row); }
    std::optional<RowIdentity> identityOf(qint64 row) const;

    std::vector<ResultColumn> m_described;
    QList<GridColumn> m_columns;
    std::vector<RowChunkPtr> m_chunks;
    std::vector<qint64> m_starts; // of each chunk
    qint64 m_rows = 0;
    std::size_t m_bytes = 0;
    bool m_more = false;
    std::vector<RowSort> m_sort;
    ResultTarget m_target;
    QPointer<PendingEdits> m_edits;
    QHash<qint64, QHash<int, Value>> m_replaced; // cells that were stored since
    QHash<qint64, bool> m_gone; // rows that were deleted since
    mutable QHash<qint64, EditId> m_found; // rows with pending edits; 0 = looked up, none
};

} // namespace relata
