#include "core/editing/conflict.h"

#include "core/editing/row_statements.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace relata {

bool Conflict::overlaps() const
{
    if (deleted || found != 1)
        return true;
    if (op == PendingOp::Delete)
        return true;
    return std::any_of(columns.begin(), columns.end(), [](const ConflictColumn& c) { return c.overlaps(); });
}

std::string Conflict::text() const
{
    std::string row = fmt::format("Row {} of {}", identity.text(), table.text());
    if (deleted)
        return row + " was deleted by somebody else.";
    if (found > 1)
        return fmt::format("{} rows of {} look the same: {}.", found, table.text(), identity.text());
    std::string names;
    for (const ConflictColumn& column : columns) {
        if (column.changedByThem)
            names += (names.empty() ? "" : ", ") + column.column;
    }
    return row + " was changed by somebody else" + (names.empty() ? "." : ": " + names + ".");
}

std::vector<Conflict> findConflicts(
    Connection& connection, const MetaData& metadata, const PendingSet& pending, std::stop_token stop)
{
    struct Group
    {
        std::vector<const PendingRow*> rows;
        std::vector<RowIdentity> identities;
    };
    // By table, version column and the columns to be read.
    std::map<std::tuple<TableName, std::string, std::vector<std::string>>, Group> groups;
    for (const auto& [id, row] : pending.rows()) {
        if (row->op == PendingOp::Insert)
            continue;
        const Table* table = metadata.findTable(row->table.schema, row->table.name);
        std::vector<std::string> columns;
        if (table)
            columns = columnsToRead(*table, *row, connection.dialect());
        Group& group = groups[{row->table, row->version.column, std::move(columns)}];
        group.rows.push_back(row.get());
        group.identities.push_back(row->identity);
    }
    std::vector<Conflict> conflicts;
    for (const auto& [key, group] : groups) {
        const auto& [name, version, columns] = key;
        TablePtr table = metadata.tablePtr(name.schema, name.name);
        if (!table) {
            for (const PendingRow* row : group.rows) {
                Conflict conflict;
                conflict.edit = row->id;
                conflict.table = row->table;
                conflict.op = row->op;
                conflict.identity = row->identity;
                conflict.deleted = true;
                conflicts.push_back(std::move(conflict));
            }
            continue;
        }
        std::vector<ReadRow> read = readRows(connection, table, group.identities, columns, version, stop);
        for (std::size_t i = 0; i < read.size(); ++i) {
            const PendingRow& row = *group.rows[i];
            Conflict conflict;
            conflict.edit = row.id;
            conflict.table = row.table;
            conflict.op = row.op;
            conflict.identity = row.identity;
            conflict.found = read[i].found;
            conflict.deleted = read[i].found == 0;
            conflict.theirs = std::move(read[i].values);
            conflict.theirVersion = std::move(read[i].version);
            bool differs = conflict.found != 1;
            for (const Column& column : table->columns) {
                const Value* loaded = findValue(row.original, column.name);
                const PendingValue* mine = row.change(column.name);
                const Value* theirs = findValue(conflict.theirs, column.name);
                if (!loaded && !mine)
                    continue;
                ConflictColumn cell;
                cell.column = column.name;
                cell.loaded = loaded ? *loaded : Value();
                cell.theirs = theirs ? *theirs : Value();
                cell.mine = mine ? *mine : PendingValue(cell.loaded);
                cell.changedByMe = mine != nullptr;
                cell.changedByThem = loaded && theirs && !sameLoaded(column, *loaded, *theirs);
                differs = differs || cell.changedByThem;
                conflict.columns.push_back(std::move(cell));
            }
            // The server's row version also tells of columns that were not loaded.
            differs = differs || (!row.version.empty() && !(conflict.theirVersion == row.version));
            if (differs)
                conflicts.push_back(std::move(conflict));
        }
    }
    std::sort(conflicts.begin(), conflicts.end(),
        [](const Conflict& a, const Conflict& b) { return a.edit < b.edit; });
    return conflicts;
}

Result<PendingSet> resolve(
    const PendingSet& pending, const Conflict& conflict, const std::map<std::string, Take>& choices)
{
    const PendingRow* found = pending.find(conflict.edit);
    if (!found)
        return fail(ErrorKind::Argument, "This edit is no longer pending.");
    if (conflict.found > 1) {
        return fail(ErrorKind::Argument,
            fmt::format("{} rows of {} look the same, so none of them can be meant.", conflict.found,
                conflict.table.text()),
            "Drop this edit, or add a primary key to the table.");
    }
    PendingSet result = pending;
    PendingRow row = *found;
    auto takes = [&](const std::string& column) {
        auto choice = choices.find(column);
        return choice == choices.end() ? Take::Mine : choice->second;
    };
    if (conflict.deleted) {
        bool again = row.op != PendingOp::Delete
            && std::any_of(choices.begin(), choices.end(),
                [](const auto& choice) { return choice.second == Take::Mine; });
        if (!again) {
            if (!pending.referrersOf(row.id).empty())
                return fail(ErrorKind::Argument, "Other pending rows are to refer to this one.",
                    "Give them another value, or drop them first.");
            result.forget(row.id);
            return result;
        }
        PendingRow fresh;
        fresh.id = row.id;
        fresh.table = row.table;
        fresh.op = PendingOp::Insert;
        for (const auto& [column, value] : row.original)
            fresh.changes.emplace_back(
                column, row.change(column) ? *row.change(column) : PendingValue(value));
        for (const auto& [column, value] : row.changes) {
            if (!findValue(row.original, column))
                fresh.changes.emplace_back(column, value);
        }
        result.replaceRow(std::move(fresh));
        return result;
    }
    for (auto& [column, value] : row.original) {
        if (const Value* theirs = findValue(conflict.theirs, column))
            value = *theirs;
    }
    for (auto& [column, value] : row.identity.values) {
        if (const Value* theirs = findValue(conflict.theirs, column))
            value = *theirs;
    }
    row.version = conflict.theirVersion;
    std::erase_if(row.changes, [&](const auto& cell) {
        if (takes(cell.first) == Take::Theirs)
            return true;
        const Value* theirs = findValue(conflict.theirs, cell.first);
        return theirs && cell.second.isValue() && cell.second.value == *theirs;
    });
    bool keptAway = row.op == PendingOp::Delete
        && std::any_of(
            choices.begin(), choices.end(), [](const auto& choice) { return choice.second == Take::Theirs; });
    if (keptAway || (row.op == PendingOp::Update && row.changes.empty()))
        result.forget(row.id);
    else
        result.replaceRow(std::move(row));
    return result;
}

} // namespace relata
