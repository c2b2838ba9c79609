// The edits of one connection that are not stored yet: rows of any number of tables, to be inserted, updated
// or deleted in one transaction (flush.h), with undo and redo across tables.
//
//     PendingSet pending;
//     EditId order = pending.insertRow(orders, {{"customer", Value("Ada")}});
//     pending.insertRow(lines, {{"order_id", PendingValue::keyOf(order, "id")}, {"quantity", Value(3)}});
//     pending.setCell(loadedRow, "price", Value::tagged(ValueTag::Number, "9.50"));
//     if (const PendingRow* row = pending.find(table, identity)) ...       // O(1), for painting
//
// A value: a copy is cheap (rows are shared and immutable), and goes to the worker while the original is
// edited on. One thread at a time. Whoever shows it compares revision(): it rises with every change.
//
// A row is pending only while something of it differs from what was loaded: a cell that is set back to its
// loaded value is no edit. What was loaded stays with the row, and so does the identity by which it was
// loaded, also where a column of its key is edited.
//
// Errors are Result<> with ErrorKind::Argument, and change nothing.
#pragma once

#include "core/editing/row_identity.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>

namespace relata {

// Of a pending row; rises in the order of their making and is never used again. 0 = none.
using EditId = std::uint64_t;

enum class PendingOp
{
    Insert,
    Update,
    Delete,
};
const char* toString(PendingOp op); // "insert", "update", "delete"

// What a cell is to hold.
struct PendingValue
{
    enum class Kind
    {
        Value,
        Default, // the column's default, as the database evaluates it
        Key, // the value that a column of another pending row will have: a new parent's generated key
    };
    Kind kind = Kind::Value;
    Value value = {};
    EditId row = 0; // of Key
    std::string column = {}; // of Key

    PendingValue() = default;
    PendingValue(Value v) : value(std::move(v)) { } // implicit: most cells are values
    static PendingValue null() { return Value::null(); }
    static PendingValue byDefault();
    static PendingValue keyOf(EditId row, std::string column);

    bool isValue() const { return kind == Kind::Value; }
    std::string toText() const; // for people: "NULL", "default", "key of new row 3", or the value
    bool operator==(const PendingValue&) const = default;
};
using PendingCells = std::vector<std::pair<std::string, PendingValue>>;

// A row as a grid has loaded it. Cells that are prefixes of long values are left out of `values`.
struct LoadedRow
{
    TableName table;
    RowIdentity identity;
    RowValues values;
    RowVersion version = {};
};

struct PendingRow
{
    EditId id = 0;
    TableName table;
    PendingOp op = PendingOp::Update;
    RowIdentity identity; // of the loaded row; empty for an insert
    RowValues original; // as loaded; empty for an insert
    PendingCells changes; // update: the cells that differ; insert: those that were given; delete: none
    RowVersion version = {};

    const PendingValue* change(std::string_view column) const; // nullptr: as loaded, or not given
    // What the cell shows: the change, else the loaded value. Nothing: neither is there.
    std::optional<PendingValue> current(std::string_view column) const;
    // A word for people: "insert into books", "update books, id = 5".
    std::string text() const;
    bool operator==(const PendingRow&) const = default;
};
using PendingRowPtr = std::shared_ptr<const PendingRow>;

class PendingSet
{
public:
    // Looking. ------------------------------------------------------------------------------------------
    bool empty() const { return m_rows.empty(); }
    std::size_t size() const { return m_rows.size(); } // rows
    std::uint64_t revision() const { return m_revision; }
    const std::map<EditId, PendingRowPtr>& rows() const { return m_rows; } // in the order of their making
    const PendingRow* find(EditId id) const; // nullptr: no longer pending
    const PendingRow* find(const TableName& table, const RowIdentity& identity) const; // O(1)
    std::vector<EditId> newRows(const TableName& table) const; // inserts, in the order of their making
    std::vector<EditId> rowsOf(const TableName& table) const;
    // Pending rows whose cells are to get a key of this one.
    std::vector<EditId> referrersOf(EditId id) const;

    // Editing. Each is one step of undo, or part of the step that is open. ------------------------------
    // A group of edits that is undone as one. Nesting is allowed: the outermost one counts.
    class Step
    {
    public:
        Step(PendingSet& set, std::string text) : m_set(set) { m_set.beginStep(std::move(text)); }
        ~Step() { m_set.endStep(); }
        Step(const Step&) = delete;
        Step& operator=(const Step&) = delete;

    private:
        PendingSet& m_set;
    };
    void beginStep(std::string text);
    void endStep();

    // Of a loaded row, pending or not. Refused for a row that is to be deleted.
    Result<void> setCell(const LoadedRow& row, std::string_view column, PendingValue value);
    // Of a row that is pending already, a new one above all.
    Result<void> setCell(EditId id, std::string_view column, PendingValue value);
    // The same value in one column of many rows: one step. All or nothing.
    Result<void> bulkEdit(
        const std::vector<LoadedRow>& rows, std::string_view column, const PendingValue& value);
    EditId insertRow(const TableName& table, PendingCells cells = {});
    // A new row with the loaded (or pending) values, less what the database makes or what may be there only
    // once: generated columns, identities and primary keys that it numbers itself.
    EditId duplicateRow(const Table& table, const LoadedRow& row);
    // Its edits are dropped with it. A new row just goes; refused while others are to get its key.
    Result<void> deleteRow(const LoadedRow& row);
    Result<void> deleteRow(EditId id);
    // Many-to-many: a row of the association table. Linking takes back the unlinking of the same pair, and
    // the other way round; `row` is the association's row as it was loaded.
    EditId link(const TableName& association, PendingCells keys);
    Result<void> unlink(const LoadedRow& row);
    Result<void> unlink(EditId newLink) { return deleteRow(newLink); }

    // Taking edits back. --------------------------------------------------------------------------------
    Result<void> dropCell(EditId id, std::string_view column);
    Result<void> drop(EditId id); // refused while others are to get its key
    void discardAll(); // can be undone

    // Undo and redo. ------------------------------------------------------------------------------------
    bool canUndo() const { return !m_undo.empty() && m_open == 0; }
    bool canRedo() const { return !m_redo.empty() && m_open == 0; }
    std::string undoText() const; // "edit price of books", "" if there is nothing
    std::string redoText() const;
    // Returns the rows that changed, for going to them.
    std::vector<EditId> undo();
    std::vector<EditId> redo();

    // For flush.h, conflict.h and edit_journal.h. -------------------------------------------------------
    // Puts a row in place of the one with its id (or a further one); no step, the undo steps are forgotten.
    void replaceRow(PendingRow row);
    void forget(EditId id); // no step; the undo steps are forgotten
    EditId nextId() const { return m_nextId; }
    void reserveIds(EditId next) { m_nextId = std::max(m_nextId, next); }

    // The same rows; steps and revision do not count.
    bool sameRows(const PendingSet& other) const;

private:
    struct Change
    {
        EditId id;
        PendingRowPtr before; // null: was not pending
        PendingRowPtr after;
    };
    struct UndoStep
    {
        std::string text;
        std::vector<Change> changes;
    };
    static std::string indexKey(const TableName& table, const RowIdentity& identity);
    PendingRow rowFor(const LoadedRow& row) const;
    Result<void> applyCell(PendingRow row, std::string_view column, PendingValue value);
    Result<void> requireReference(EditId id, const PendingValue& value) const;
    void put(PendingRow row, const std::string& text);
    void remove(EditId id, const std::string& text);
    void change(EditId id, PendingRowPtr after, const std::string& text);
    void place(EditId id, const PendingRowPtr& row);
    std::vector<EditId> replay(UndoStep& step, bool backwards);

    std::map<EditId, PendingRowPtr> m_rows;
    std::unordered_map<std::string, EditId> m_index; // of loaded rows, by indexKey()
    std::vector<UndoStep> m_undo;
    std::vector<UndoStep> m_redo;
    UndoStep m_step; // open
    int m_open = 0; // how deep
    EditId m_nextId = 1;
    std::uint64_t m_revision = 0;
};

} // namespace relata
