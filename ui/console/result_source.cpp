#include "ui/console/result_source.h"

#include "ui/grid/cell_text.h"

#include <algorithm>

namespace relata {
namespace {

// Enough to align numbers and to colour values; the server's own name is shown beside it.
SqlType typeOf(const std::vector<RowChunkPtr>& chunks, std::size_t column)
{
    SqlType type;
    for (const RowChunkPtr& chunk : chunks) {
        for (std::size_t row = 0; row < chunk->rowCount(); ++row) {
            switch (chunk->at(row, column).tag) {
            case ValueTag::Null:
                continue;
            case ValueTag::Boolean:
                type.kind = TypeKind::Boolean;
                return type;
            case ValueTag::Integer:
                type.kind = TypeKind::BigInteger;
                return type;
            case ValueTag::Real:
            case ValueTag::Number:
                type.kind = TypeKind::Numeric;
                return type;
            case ValueTag::Temporal:
                type.kind = TypeKind::DateTime;
                return type;
            case ValueTag::Binary:
                type.kind = TypeKind::LargeBinary;
                return type;
            case ValueTag::Text:
            case ValueTag::Other:
                type.kind = TypeKind::Text;
                return type;
            }
        }
    }
    type.kind = TypeKind::Text;
    return type;
}

} // namespace

ResultSource::ResultSource(
    std::vector<ResultColumn> columns, std::vector<RowChunkPtr> chunks, bool more, QObject* parent)
    : GridSource(parent), m_described(std::move(columns)), m_more(more)
{
    for (std::size_t i = 0; i < m_described.size(); ++i) {
        GridColumn column;
        column.name = QString::fromStdString(m_described[i].name);
        column.typeName = QString::fromStdString(m_described[i].typeName);
        column.type = typeOf(chunks, i);
        column.sortable = false;
        m_columns.append(std::move(column));
    }
    for (RowChunkPtr& chunk : chunks) {
        m_starts.push_back(m_rows);
        m_rows += static_cast<qint64>(chunk->rowCount());
        m_bytes += chunk->byteSize();
        m_chunks.push_back(std::move(chunk));
    }
}

void ResultSource::append(std::vector<RowChunkPtr> chunks)
{
    for (RowChunkPtr& chunk : chunks) {
        m_starts.push_back(m_rows);
        m_rows += static_cast<qint64>(chunk->rowCount());
        m_bytes += chunk->byteSize();
        m_chunks.push_back(std::move(chunk));
    }
    emit totalsChanged();
    emit rowsChanged();
}

void ResultSource::setMore(bool more)
{
    if (m_more == more)
        return;
    m_more = more;
    emit totalsChanged();
}

RowTotals ResultSource::totals() const
{
    return {m_rows, true, m_rows};
}

ValueView ResultSource::Snapshot::at(qint64 row, std::size_t column) const
{
    const auto after = std::upper_bound(starts.begin(), starts.end(), row);
    if (after == starts.begin())
        return {};
    const auto index = static_cast<std::size_t>(after - starts.begin() - 1);
    const auto inside = static_cast<std::size_t>(row - starts[index]);
    if (inside >= chunks[index]->rowCount() || column >= chunks[index]->columnCount())
        return {};
    return chunks[index]->at(inside, column);
}

ValueView ResultSource::stored(qint64 row, int column) const
{
    const auto replaced = m_replaced.constFind(row);
    if (replaced != m_replaced.constEnd()) {
        const auto value = replaced->constFind(column);
        if (value != replaced->constEnd())
            return value->view();
    }
    const auto after = std::upper_bound(m_starts.begin(), m_starts.end(), row);
    if (after == m_starts.begin())
        return {};
    const auto index = static_cast<std::size_t>(after - m_starts.begin() - 1);
    return m_chunks[index]->at(
        static_cast<std::size_t>(row - m_starts[index]), static_cast<std::size_t>(column));
}

void ResultSource::setTarget(ResultTarget target, PendingEdits& edits)
{
    m_target = std::move(target);
    m_edits = &edits;
    for (qsizetype i = 0; i < m_columns.size(); ++i) {
        if (const Column* of = columnOf(static_cast<int>(i))) {
            m_columns[i].type = of->type;
            m_columns[i].nullable = of->nullable;
            m_columns[i].primaryKey = m_target.table->isPrimaryKey(of->name);
            m_columns[i].comment = QString::fromStdString(of->comment);
        }
    }
    connect(&edits, &PendingEdits::changed, this, [this] {
        m_found.clear();
        emit rowsChanged();
    });
    connect(&edits, &PendingEdits::saved, this, &ResultSource::noteStored);
    m_found.clear();
    emit columnsChanged();
}

const Column* ResultSource::columnOf(int column) const
{
    if (!m_target.table || column < 0 || static_cast<std::size_t>(column) >= m_target.columns.size())
        return nullptr;
    const int index = m_target.columns[static_cast<std::size_t>(column)];
    return index < 0 ? nullptr : &m_target.table->columns[static_cast<std::size_t>(index)];
}

Result<LoadedRow> ResultSource::loaded(qint64 row) const
{
    if (!isEditable() || row < 0 || row >= m_rows || isGone(row))
        return fail(ErrorKind::Argument, tr("The row cannot be edited.").toStdString());
    std::vector<std::optional<Value>> values;
    for (int column = 0; column < m_columns.size(); ++column) {
        const ValueView view = stored(row, column);
        values.push_back(view.truncated ? std::nullopt : std::optional(Value::copyOf(view)));
    }
    Result<RowValues> known = loadedValues(m_target, values);
    if (!known)
        return fail(known.error());
    Result<RowIdentity> identity = rowIdentity(*m_target.table, m_edits->connection().dialect(), *known);
    if (!identity)
        return fail(identity.error());
    if (identity->kind == IdentityKind::AllColumns)
        return fail(ErrorKind::Argument, tr("The key of this row is not known.").toStdString());
    return LoadedRow{TableName::of(*m_target.table), std::move(*identity), std::move(*known)};
}

const PendingRow* ResultSource::pending(qint64 row) const
{
    if (!isEditable() || m_edits->set().empty())
        return nullptr;
    const auto known = m_found.constFind(row);
    if (known != m_found.constEnd())
        return *known == 0 ? nullptr : m_edits->set().find(*known);
    const Result<LoadedRow> at = loaded(row);
    const PendingRow* found = at ? m_edits->set().find(at->table, at->identity) : nullptr;
    m_found.insert(row, found ? found->id : 0);
    return found;
}

qint64 ResultSource::rowOf(EditId id) const
{
    for (qint64 row = 0; row < m_rows; ++row) {
        const PendingRow* found = pending(row);
        if (found && found->id == id)
            return row;
    }
    return -1;
}

void ResultSource::noteStored(const FlushReport& report)
{
    if (!isEditable())
        return;
    QHash<QString, const StoredRow*> stored;
    const TableName name = TableName::of(*m_target.table);
    for (const StoredRow& row : report.stored) {
        if (row.table == name && row.op != PendingOp::Insert)
            stored.insert(QString::fromStdString(row.oldIdentity.key()), &row);
    }
    if (stored.isEmpty())
        return;
    for (qint64 row = 0; row < m_rows; ++row) {
        const Result<LoadedRow> at = loaded(row);
        const StoredRow* now = at ? stored.value(QString::fromStdString(at->identity.key())) : nullptr;
        if (!now)
            continue;
        if (now->op == PendingOp::Delete) {
            m_gone.insert(row, true);
            continue;
        }
        for (int column = 0; column < m_columns.size(); ++column) {
            const Column* of = columnOf(column);
            if (const Value* value = of ? findValue(now->values, of->name) : nullptr)
                m_replaced[row].insert(column, *value);
        }
    }
    m_found.clear();
    emit rowsChanged();
}

GridSource::Cell ResultSource::cell(qint64 row, int column)
{
    if (row < 0 || row >= m_rows)
        return {};
    Cell cell{true, stored(row, column), Mark::None, {}};
    const Column* of = columnOf(column);
    const PendingRow* edit = of ? pending(row) : nullptr;
    const PendingValue* change = edit ? edit->change(of->name) : nullptr;
    if (!change)
        return cell;
    if (change->isValue())
        cell.value = change->value.view();
    else
        cell.words = QString::fromStdString(change->toText());
    cell.mark = Mark::Changed;
    return cell;
}

GridSource::Mark ResultSource::rowMark(qint64 row) const
{
    if (isGone(row))
        return Mark::Deleted;
    const PendingRow* edit = pending(row);
    if (!edit)
        return Mark::None;
    return edit->op == PendingOp::Delete ? Mark::Deleted : Mark::Changed;
}

QString ResultSource::cellNote(qint64 row, int column) const
{
    if (isGone(row))
        return tr("This row has been deleted.");
    const PendingRow* edit = pending(row);
    if (!edit)
        return {};
    if (edit->op == PendingOp::Delete)
        return tr("This row will be deleted.");
    const Column* of = columnOf(column);
    if (!of || !edit->change(of->name))
        return {};
    const Value* before = findValue(edit->original, of->name);
    const QString text = before ? cellText(before->view(), m_columns.at(column).type).text : QString();
    return text.isEmpty() ? tr("Changed") : tr("Was: %1").arg(text);
}

bool ResultSource::isExact(qint64)
{
    return true;
}

void ResultSource::want(qint64, qint64 last)
{
    if (m_more && m_rows > 0 && last >= m_rows - 1)
        emit endWanted();
}

} // namespace relata
