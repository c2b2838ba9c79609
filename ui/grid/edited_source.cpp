#include "ui/grid/edited_source.h"

#include "ui/grid/cell_text.h"
#include "ui/grid/foreign_labels.h"

#include <algorithm>

namespace relata {

EditedSource::EditedSource(TableSource& rows, PendingEdits& edits, QObject* parent)
    : GridSource(parent), m_rows(rows), m_edits(edits)
{
    connect(&rows, &GridSource::columnsChanged, this, [this] {
        refreshEdits();
        emit columnsChanged();
    });
    connect(&rows, &GridSource::rowsChanged, this, [this] {
        m_found.clear();
        emit rowsChanged();
    });
    connect(&rows, &GridSource::totalsChanged, this, [this] {
        m_found.clear();
        emit totalsChanged();
    });
    connect(&rows, &GridSource::rowMoved, this, [this](qint64 from, qint64 to) {
        m_found.clear();
        emit rowMoved(from, to);
    });
    connect(&edits, &PendingEdits::changed, this, [this] {
        const std::size_t before = m_new.size();
        refreshEdits();
        if (m_new.size() != before)
            emit totalsChanged();
        emit rowsChanged();
    });
}

void EditedSource::setTable(TablePtr table)
{
    m_table = std::move(table);
    refreshEdits();
}

void EditedSource::setScope(PendingCells scope)
{
    if (scope == m_scope)
        return;
    m_scope = std::move(scope);
    refreshEdits();
    emit totalsChanged();
    emit rowsChanged();
}

void EditedSource::refreshEdits()
{
    m_found.clear();
    m_new.clear();
    m_any = false;
    if (!m_table)
        return;
    const TableName name = TableName::of(*m_table);
    m_any = !m_edits.set().rowsOf(name).empty();
    if (m_any)
        m_new = m_edits.set().newRows(name);
    std::erase_if(m_new, [this](EditId id) {
        const PendingRow* row = m_edits.set().find(id);
        return !std::all_of(m_scope.begin(), m_scope.end(), [&](const auto& cell) {
            const PendingValue* value = row->change(cell.first);
            return value
                && (*value == cell.second
                    || (value->isValue() && cell.second.isValue() && !value->value.isNull()
                        && value->toText() == cell.second.toText()));
        });
    });
}

RowTotals EditedSource::totals() const
{
    RowTotals totals = m_rows.totals();
    totals.rows += static_cast<std::int64_t>(m_new.size());
    return totals;
}

const PendingRow* EditedSource::pending(qint64 row) const
{
    if (!m_any)
        return nullptr;
    if (isNew(row)) {
        const auto index = static_cast<std::size_t>(row - storedRows());
        return index < m_new.size() ? m_edits.set().find(m_new[index]) : nullptr;
    }
    auto known = m_found.constFind(row);
    if (known != m_found.constEnd())
        return *known == 0 ? nullptr : m_edits.set().find(*known);
    const std::optional<RowValues> values = m_rows.loadedValues(row);
    if (!values)
        return nullptr;
    const PendingRow* found = nullptr;
    if (Result<RowIdentity> identity = rowIdentity(*m_table, m_edits.connection().dialect(), *values))
        found = m_edits.set().find(TableName::of(*m_table), *identity);
    m_found.insert(row, found ? found->id : 0);
    return found;
}

Result<LoadedRow> EditedSource::loaded(qint64 row) const
{
    const std::optional<RowValues> values = m_table && !isNew(row) ? m_rows.loadedValues(row) : std::nullopt;
    if (!values)
        return fail(ErrorKind::Argument, "The row is still being read.", "Try again in a moment.");
    Result<RowIdentity> identity = rowIdentity(*m_table, m_edits.connection().dialect(), *values);
    if (!identity)
        return fail(identity.error());
    return LoadedRow{
        TableName::of(*m_table), std::move(*identity), std::move(*values), m_rows.loadedVersion(row)};
}

qint64 EditedSource::rowOf(EditId id) const
{
    const auto at = std::find(m_new.begin(), m_new.end(), id);
    if (at != m_new.end())
        return storedRows() + (at - m_new.begin());
    for (auto found = m_found.constBegin(); found != m_found.constEnd(); ++found) {
        if (found.value() == id)
            return found.key();
    }
    return -1;
}

void EditedSource::setLabels(ForeignLabels* labels)
{
    if (m_labels)
        m_labels->disconnect(this);
    m_labels = labels;
    if (labels)
        connect(labels, &ForeignLabels::arrived, this, &GridSource::rowsChanged);
    emit rowsChanged();
}

GridSource::Cell EditedSource::cell(qint64 row, int column)
{
    Cell cell = editedCell(row, column);
    if (m_labels && cell.loaded && cell.words.isEmpty())
        cell.label = m_labels->label(column, cell.value);
    return cell;
}

GridSource::Cell EditedSource::editedCell(qint64 row, int column)
{
    Cell cell = isNew(row) ? Cell{true, {}, Mark::None, {}} : m_rows.cell(row, column);
    const PendingRow* edit = pending(row);
    if (!edit || !m_table || static_cast<std::size_t>(column) >= m_table->columns.size())
        return cell;
    const Column& of = m_table->columns[static_cast<std::size_t>(column)];
    const PendingValue* change = edit->change(of.name);
    if (!change) {
        // A new row's cell that nobody has filled gets what the database makes of it.
        if (edit->op == PendingOp::Insert && !of.nullable)
            cell.words = tr("default");
        return cell;
    }
    if (change->isValue())
        cell.value = change->value.view();
    else
        cell.words = QString::fromStdString(change->toText());
    if (edit->op == PendingOp::Update)
        cell.mark = Mark::Changed;
    return cell;
}

GridSource::Mark EditedSource::rowMark(qint64 row) const
{
    const PendingRow* edit = pending(row);
    if (!edit)
        return Mark::None;
    switch (edit->op) {
    case PendingOp::Insert:
        return Mark::Inserted;
    case PendingOp::Update:
        return Mark::Changed;
    case PendingOp::Delete:
        return Mark::Deleted;
    }
    return Mark::None;
}

QString EditedSource::cellNote(qint64 row, int column) const
{
    const PendingRow* edit = pending(row);
    if (!edit || !m_table || static_cast<std::size_t>(column) >= m_table->columns.size())
        return {};
    const Column& of = m_table->columns[static_cast<std::size_t>(column)];
    if (edit->op == PendingOp::Delete)
        return tr("This row will be deleted.");
    if (edit->op == PendingOp::Insert || !edit->change(of.name))
        return {};
    const Value* before = findValue(edit->original, of.name);
    if (!before)
        return tr("Changed");
    const QString text = cellText(before->view(), m_rows.columns().at(column).type).text;
    return tr("Was: %1").arg(text.isEmpty() ? tr("empty text") : text);
}

bool EditedSource::isExact(qint64 row)
{
    return isNew(row) || m_rows.isExact(row);
}

} // namespace relata
