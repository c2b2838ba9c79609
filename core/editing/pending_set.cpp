#include "core/editing/pending_set.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata {
namespace {

// "12" as an Integer and as a Number's text are the same cell; '' and NULL are not, nor are 12 and 12.0.
bool sameCell(const Value& a, const Value& b)
{
    if (a.isNull() || b.isNull())
        return a.isNull() && b.isNull();
    if (a == b)
        return true;
    bool binary = a.tag() == ValueTag::Binary || b.tag() == ValueTag::Binary;
    bool loose = (a.tag() == ValueTag::Boolean) == (b.tag() == ValueTag::Boolean)
        && (a.tag() == ValueTag::Real) == (b.tag() == ValueTag::Real);
    return !binary && loose && a.toText() == b.toText();
}

PendingRow withoutChange(PendingRow row, std::string_view column)
{
    std::erase_if(row.changes, [&](const auto& cell) { return cell.first == column; });
    return row;
}

} // namespace

const char* toString(PendingOp op)
{
    switch (op) {
    case PendingOp::Insert:
        return "insert";
    case PendingOp::Update:
        return "update";
    case PendingOp::Delete:
        return "delete";
    }
    return "";
}

PendingValue PendingValue::byDefault()
{
    PendingValue value;
    value.kind = Kind::Default;
    return value;
}

PendingValue PendingValue::keyOf(EditId row, std::string column)
{
    PendingValue value;
    value.kind = Kind::Key;
    value.row = row;
    value.column = std::move(column);
    return value;
}

std::string PendingValue::toText() const
{
    if (kind == Kind::Default)
        return "default";
    if (kind == Kind::Key)
        return fmt::format("{} of new row {}", column, row);
    return value.isNull() ? "NULL" : value.toText();
}

const PendingValue* PendingRow::change(std::string_view column) const
{
    for (const auto& [name, value] : changes) {
        if (name == column)
            return &value;
    }
    return nullptr;
}

std::optional<PendingValue> PendingRow::current(std::string_view column) const
{
    if (const PendingValue* changed = change(column))
        return *changed;
    if (const Value* loaded = findValue(original, column))
        return PendingValue(*loaded);
    return std::nullopt;
}

std::string PendingRow::text() const
{
    switch (op) {
    case PendingOp::Insert:
        return "insert into " + table.text();
    case PendingOp::Update:
        return "update " + table.text() + ", " + identity.text();
    case PendingOp::Delete:
        return "delete from " + table.text() + ", " + identity.text();
    }
    return {};
}

std::string PendingSet::indexKey(const TableName& table, const RowIdentity& identity)
{
    return fmt::format("{}:{}.{}:{}|", table.schema.size(), table.schema, table.name.size(), table.name)
        + identity.key();
}

const PendingRow* PendingSet::find(EditId id) const
{
    auto found = m_rows.find(id);
    return found == m_rows.end() ? nullptr : found->second.get();
}

const PendingRow* PendingSet::find(const TableName& table, const RowIdentity& identity) const
{
    auto found = m_index.find(indexKey(table, identity));
    return found == m_index.end() ? nullptr : find(found->second);
}

std::vector<EditId> PendingSet::newRows(const TableName& table) const
{
    std::vector<EditId> ids;
    for (const auto& [id, row] : m_rows) {
        if (row->op == PendingOp::Insert && row->table == table)
            ids.push_back(id);
    }
    return ids;
}

std::vector<EditId> PendingSet::rowsOf(const TableName& table) const
{
    std::vector<EditId> ids;
    for (const auto& [id, row] : m_rows) {
        if (row->table == table)
            ids.push_back(id);
    }
    return ids;
}

std::vector<EditId> PendingSet::referrersOf(EditId id) const
{
    std::vector<EditId> ids;
    for (const auto& [other, row] : m_rows) {
        bool refers = std::any_of(row->changes.begin(), row->changes.end(), [&](const auto& cell) {
            return cell.second.kind == PendingValue::Kind::Key && cell.second.row == id;
        });
        if (refers && other != id)
            ids.push_back(other);
    }
    return ids;
}

// Steps. -------------------------------------------------------------------------------------------------

void PendingSet::beginStep(std::string text)
{
    if (m_open++ == 0)
        m_step = {std::move(text), {}};
}

void PendingSet::endStep()
{
    if (m_open == 0 || --m_open > 0)
        return;
    // A row that went through several edits of the step changes once.
    UndoStep step{std::move(m_step.text), {}};
    for (Change& change : m_step.changes) {
        auto same = std::find_if(step.changes.begin(), step.changes.end(),
            [&](const Change& earlier) { return earlier.id == change.id; });
        if (same == step.changes.end())
            step.changes.push_back(std::move(change));
        else
            same->after = std::move(change.after);
    }
    std::erase_if(step.changes, [](const Change& change) {
        return change.before == change.after
            || (change.before && change.after && *change.before == *change.after);
    });
    m_step = {};
    if (step.changes.empty())
        return;
    m_undo.push_back(std::move(step));
    m_redo.clear();
}

void PendingSet::place(EditId id, const PendingRowPtr& row)
{
    auto found = m_rows.find(id);
    if (found != m_rows.end()) {
        if (found->second->op != PendingOp::Insert)
            m_index.erase(indexKey(found->second->table, found->second->identity));
        m_rows.erase(found);
    }
    if (row) {
        if (row->op != PendingOp::Insert)
            m_index[indexKey(row->table, row->identity)] = id;
        m_rows[id] = row;
    }
    ++m_revision;
}

void PendingSet::change(EditId id, PendingRowPtr after, const std::string& text)
{
    beginStep(text);
    auto found = m_rows.find(id);
    m_step.changes.push_back({id, found == m_rows.end() ? nullptr : found->second, after});
    place(id, after);
    endStep();
}

void PendingSet::put(PendingRow row, const std::string& text)
{
    if (row.id == 0)
        row.id = m_nextId++;
    EditId id = row.id;
    change(id, std::make_shared<const PendingRow>(std::move(row)), text);
}

void PendingSet::remove(EditId id, const std::string& text)
{
    change(id, nullptr, text);
}

std::string PendingSet::undoText() const
{
    return m_undo.empty() ? std::string() : m_undo.back().text;
}

std::string PendingSet::redoText() const
{
    return m_redo.empty() ? std::string() : m_redo.back().text;
}

std::vector<EditId> PendingSet::replay(UndoStep& step, bool backwards)
{
    std::vector<EditId> changed;
    for (const Change& change : step.changes)
        changed.push_back(change.id);
    // All rows leave first: two of them may have changed places in the index.
    for (const Change& change : step.changes)
        place(change.id, nullptr);
    for (const Change& change : step.changes) {
        if (const PendingRowPtr& row = backwards ? change.before : change.after)
            place(change.id, row);
    }
    return changed;
}

std::vector<EditId> PendingSet::undo()
{
    if (!canUndo())
        return {};
    UndoStep step = std::move(m_undo.back());
    m_undo.pop_back();
    std::vector<EditId> changed = replay(step, true);
    m_redo.push_back(std::move(step));
    return changed;
}

std::vector<EditId> PendingSet::redo()
{
    if (!canRedo())
        return {};
    UndoStep step = std::move(m_redo.back());
    m_redo.pop_back();
    std::vector<EditId> changed = replay(step, false);
    m_undo.push_back(std::move(step));
    return changed;
}

// Edits. -------------------------------------------------------------------------------------------------

PendingRow PendingSet::rowFor(const LoadedRow& loaded) const
{
    if (const PendingRow* row = find(loaded.table, loaded.identity))
        return *row;
    PendingRow row;
    row.table = loaded.table;
    row.identity = loaded.identity;
    row.original = loaded.values;
    row.version = loaded.version;
    return row;
}

Result<void> PendingSet::requireReference(EditId id, const PendingValue& value) const
{
    if (value.kind != PendingValue::Kind::Key)
        return {};
    const PendingRow* parent = find(value.row);
    if (!parent || parent->op == PendingOp::Delete || value.column.empty()) {
        return fail(ErrorKind::Argument,
            fmt::format("Row {} whose key is wanted for row {} is not pending.", value.row, id));
    }
    return {};
}

Result<void> PendingSet::applyCell(PendingRow row, std::string_view column, PendingValue value)
{
    if (row.op == PendingOp::Delete) {
        return fail(ErrorKind::Argument,
            fmt::format("This row of {} is to be deleted, so it cannot be edited.", row.table.text()),
            "Take the deletion back first.");
    }
    if (Result<void> known = requireReference(row.id, value); !known)
        return known;
    std::string text = fmt::format("edit {} of {}", column, row.table.text());
    const Value* loaded = findValue(row.original, column);
    bool back = row.op == PendingOp::Update && loaded && value.isValue() && sameCell(value.value, *loaded);
    if (back) {
        if (!row.change(column))
            return {};
        row = withoutChange(std::move(row), column);
        if (row.changes.empty())
            remove(row.id, text);
        else
            put(std::move(row), text);
        return {};
    }
    if (const PendingValue* before = row.change(column); before && *before == value)
        return {};
    auto found = std::find_if(
        row.changes.begin(), row.changes.end(), [&](const auto& cell) { return cell.first == column; });
    if (found == row.changes.end())
        row.changes.emplace_back(column, std::move(value));
    else
        found->second = std::move(value);
    put(std::move(row), text);
    return {};
}

Result<void> PendingSet::setCell(const LoadedRow& row, std::string_view column, PendingValue value)
{
    if (row.identity.kind == IdentityKind::None) {
        return fail(ErrorKind::Argument,
            fmt::format("It is not known which row of {} this is, so it cannot be edited.", row.table.text()),
            "Show the key's columns, or refresh the rows.");
    }
    return applyCell(rowFor(row), column, std::move(value));
}

Result<void> PendingSet::setCell(EditId id, std::string_view column, PendingValue value)
{
    const PendingRow* row = find(id);
    if (!row)
        return fail(ErrorKind::Argument, fmt::format("Row {} is not pending.", id));
    return applyCell(*row, column, std::move(value));
}

Result<void> PendingSet::bulkEdit(
    const std::vector<LoadedRow>& rows, std::string_view column, const PendingValue& value)
{
    for (const LoadedRow& row : rows) {
        const PendingRow* pending = find(row.table, row.identity);
        bool deleted = pending && pending->op == PendingOp::Delete;
        if (deleted || row.identity.kind == IdentityKind::None) {
            return fail(ErrorKind::Argument,
                deleted ? "One of these rows is to be deleted, so it cannot be edited."
                        : "It is not known which row one of these is, so it cannot be edited.");
        }
    }
    if (Result<void> known = requireReference(0, value); !known)
        return known;
    std::string where = rows.empty() ? std::string() : rows.front().table.text();
    Step step(*this, fmt::format("edit {} of {} rows of {}", column, rows.size(), where));
    for (const LoadedRow& row : rows) {
        if (Result<void> done = applyCell(rowFor(row), column, value); !done)
            return done;
    }
    return {};
}

EditId PendingSet::insertRow(const TableName& table, PendingCells cells)
{
    PendingRow row;
    row.id = m_nextId++;
    row.table = table;
    row.op = PendingOp::Insert;
    row.changes = std::move(cells);
    EditId id = row.id;
    put(std::move(row), "insert into " + table.text());
    return id;
}

EditId PendingSet::duplicateRow(const Table& table, const LoadedRow& loaded)
{
    PendingRow source = rowFor(loaded);
    PendingCells cells;
    for (const Column& column : table.columns) {
        bool numbered = column.identity || column.autoincrement != Autoincrement::No
            || (table.isPrimaryKey(column.name) && table.primaryKey.columns.size() == 1);
        if (column.computed || numbered)
            continue;
        if (std::optional<PendingValue> value = source.current(column.name))
            cells.emplace_back(column.name, std::move(*value));
    }
    Step step(*this, "duplicate a row of " + table.qualifiedName());
    return insertRow(TableName::of(table), std::move(cells));
}

Result<void> PendingSet::deleteRow(const LoadedRow& loaded)
{
    if (loaded.identity.kind == IdentityKind::None) {
        return fail(ErrorKind::Argument,
            fmt::format(
                "It is not known which row of {} this is, so it cannot be deleted.", loaded.table.text()),
            "Show the key's columns, or refresh the rows.");
    }
    PendingRow row = rowFor(loaded);
    if (row.op == PendingOp::Delete)
        return {};
    if (row.id != 0 && !referrersOf(row.id).empty()) {
        return fail(ErrorKind::Argument,
            fmt::format("{} pending rows are to refer to this row.", referrersOf(row.id).size()),
            "Drop them first.");
    }
    row.op = PendingOp::Delete;
    row.changes.clear();
    put(std::move(row), "delete from " + loaded.table.text());
    return {};
}

Result<void> PendingSet::deleteRow(EditId id)
{
    const PendingRow* row = find(id);
    if (!row)
        return fail(ErrorKind::Argument, fmt::format("Row {} is not pending.", id));
    if (row->op == PendingOp::Insert)
        return drop(id);
    return deleteRow(LoadedRow{row->table, row->identity, row->original, row->version});
}

EditId PendingSet::link(const TableName& association, PendingCells keys)
{
    for (const auto& entry : m_rows) {
        const EditId id = entry.first;
        const auto& row = entry.second;
        if (row->table != association)
            continue;
        bool same = std::all_of(keys.begin(), keys.end(), [&](const auto& key) {
            std::optional<PendingValue> value = row->current(key.first);
            return value
                && (*value == key.second
                    || (value->isValue() && key.second.isValue()
                        && sameCell(value->value, key.second.value)));
        });
        if (!same)
            continue;
        EditId found = id;
        if (row->op == PendingOp::Delete)
            remove(found, "link in " + association.text());
        return found;
    }
    Step step(*this, "link in " + association.text());
    return insertRow(association, std::move(keys));
}

Result<void> PendingSet::unlink(const LoadedRow& row)
{
    Step step(*this, "unlink in " + row.table.text());
    return deleteRow(row);
}

Result<void> PendingSet::dropCell(EditId id, std::string_view column)
{
    const PendingRow* row = find(id);
    if (!row || !row->change(column))
        return fail(ErrorKind::Argument, fmt::format("Column {} of row {} is not pending.", column, id));
    std::string text = fmt::format("drop the edit of {} of {}", column, row->table.text());
    PendingRow less = withoutChange(*row, column);
    if (less.changes.empty() && less.op == PendingOp::Update)
        return drop(id);
    put(std::move(less), text);
    return {};
}

Result<void> PendingSet::drop(EditId id)
{
    const PendingRow* row = find(id);
    if (!row)
        return fail(ErrorKind::Argument, fmt::format("Row {} is not pending.", id));
    if (row->op == PendingOp::Insert && !referrersOf(id).empty()) {
        return fail(ErrorKind::Argument,
            fmt::format("{} pending rows are to refer to this new row.", referrersOf(id).size()),
            "Drop them first, or give them another value.");
    }
    std::string text = "drop: " + row->text();
    remove(id, text);
    return {};
}

void PendingSet::discardAll()
{
    Step step(*this, fmt::format("discard {} edits", m_rows.size()));
    while (!m_rows.empty())
        remove(m_rows.rbegin()->first, {});
}

void PendingSet::replaceRow(PendingRow row)
{
    m_undo.clear();
    m_redo.clear();
    m_nextId = std::max(m_nextId, row.id + 1);
    EditId id = row.id;
    place(id, std::make_shared<const PendingRow>(std::move(row)));
}

void PendingSet::forget(EditId id)
{
    m_undo.clear();
    m_redo.clear();
    place(id, nullptr);
}

bool PendingSet::sameRows(const PendingSet& other) const
{
    return m_rows.size() == other.m_rows.size()
        && std::equal(m_rows.begin(), m_rows.end(), other.m_rows.begin(), [](const auto& a, const auto& b) {
               return a.first == b.first && (a.second == b.second || *a.second == *b.second);
           });
}

} // namespace relata
