#include "core/editing/flush.h"

#include "core/editing/flush_writer.h"
#include "core/editing/row_statements.h"
#include "core/sql/functions.h"
#include "core/util/argument_error.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace relata {
namespace {

class ConnectionSink final : public FlushSink
{
public:
    ConnectionSink(Connection& connection, const FlushOptions& options)
        : m_connection(connection), m_stop(options.stop)
    { }
    WriteResult run(const SentWrite& write, const Compiled& compiled) override
    {
        ExecutionOptions options;
        options.stop = m_stop;
        CursorResult cursor = m_connection.execute(write.statement.sql, write.statement.parameters, options);
        WriteResult result;
        std::vector<std::vector<Value>> rows = cursor.all();
        result.rowCount = compiled.returnsRows() ? static_cast<std::int64_t>(rows.size()) : cursor.rowCount();
        if (!rows.empty())
            result.returned = std::move(rows.front());
        return result;
    }
    Value lastInsertId() override { return m_connection.scalar(select({func::call("last_insert_id")})); }

private:
    Connection& m_connection;
    std::stop_token m_stop;
};

bool isNameByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
        || static_cast<unsigned char>(c) >= 0x80;
}

// As a word of its own: "name" is not in "surname".
bool says(const std::string& text, const std::string& name)
{
    if (name.empty())
        return false;
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
        bool starts = at == 0 || !isNameByte(text[at - 1]);
        bool ends = at + name.size() == text.size() || !isNameByte(text[at + name.size()]);
        if (starts && ends)
            return true;
    }
    return false;
}

std::string failureMessage(const PendingRow& row, const Error& error)
{
    const char* what = row.op == PendingOp::Insert ? "inserted into"
        : row.op == PendingOp::Delete              ? "deleted from"
                                                   : "changed in";
    std::string which = row.op == PendingOp::Insert ? "A new row" : "Row " + row.identity.text();
    return fmt::format("{} could not be {} {}. {}", which, what, row.table.text(), error.message);
}

FlushFailure failureOf(const PendingSet& pending, const MetaData& metadata, EditId edit, const Error& error)
{
    FlushFailure failure;
    failure.edit = edit;
    failure.error = error;
    failure.message = error.message;
    if (const PendingRow* row = pending.find(edit)) {
        failure.table = row->table;
        failure.message = failureMessage(*row, error);
        bool ofTheRow = error.kind == ErrorKind::Integrity || error.kind == ErrorKind::Data;
        if (const Table* table = metadata.findTable(row->table.schema, row->table.name); table && ofTheRow) {
            ErrorPlace place = errorPlace(error, *table);
            failure.columns = std::move(place.columns);
            failure.constraint = std::move(place.constraint);
        }
    }
    return failure;
}

std::vector<StoredRow> readStored(Connection& connection, const PendingSet& pending, const MetaData& metadata,
    const FlushWriter& writer, std::stop_token stop)
{
    std::map<EditId, StoredRow> stored;
    // By table, version column and the columns to be read.
    std::map<std::tuple<TableName, std::string, std::vector<std::string>>, std::vector<EditId>> groups;
    for (const auto& [id, row] : pending.rows()) {
        StoredRow& result = stored[id];
        result.edit = id;
        result.table = row->table;
        result.op = row->op;
        result.oldIdentity = row->identity;
        if (row->op == PendingOp::Delete)
            continue;
        result.identity = writer.identityOf(*row);
        result.values = writer.known(id);
        if (const Table* table = metadata.findTable(row->table.schema, row->table.name))
            groups[{row->table, row->version.column, columnsToRead(*table, *row, connection.dialect())}]
                .push_back(id);
    }
    for (const auto& [key, ids] : groups) {
        const auto& [name, version, columns] = key;
        TablePtr table = metadata.tablePtr(name.schema, name.name);
        std::vector<RowIdentity> identities;
        for (EditId id : ids)
            identities.push_back(stored[id].identity);
        std::vector<ReadRow> rows = readRows(connection, table, identities, columns, version, stop);
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (rows[i].found != 1)
                continue;
            StoredRow& result = stored[ids[i]];
            result.reread = true;
            result.values = std::move(rows[i].values);
            result.version = std::move(rows[i].version);
            Result<RowIdentity> identity = rowIdentity(*table, connection.dialect(), result.values);
            if (identity)
                result.identity = std::move(*identity);
        }
    }
    std::vector<StoredRow> list;
    for (auto& [id, row] : stored)
        list.push_back(std::move(row));
    return list;
}

void rollBack(Connection& connection)
{
    try {
        if (connection.isUsable() && connection.inTransaction())
            connection.rollback();
    } catch (const DatabaseError&) {
        connection.invalidate(); // the server rolls back what its lost connection began
    }
}

} // namespace

ErrorPlace errorPlace(const Error& error, const Table& table)
{
    std::string text = error.message + "\n" + error.detail;
    ErrorPlace place;
    auto constraint = [&](const std::string& name, const std::vector<std::string>& columns) {
        // The longest name wins: books_title is in "books_title_key" only as a part.
        if (says(text, name) && name.size() > place.constraint.size()) {
            place.constraint = name;
            place.columns = columns;
        }
    };
    constraint(table.primaryKey.name, table.primaryKey.columns);
    for (const UniqueConstraint& unique : table.uniqueConstraints)
        constraint(unique.name, unique.columns);
    for (const ForeignKeyConstraint& key : table.foreignKeys)
        constraint(key.name, key.columns);
    for (const Index& index : table.indexes) {
        std::vector<std::string> columns;
        for (const IndexElement& element : index.elements) {
            if (!element.column.empty())
                columns.push_back(element.column);
        }
        constraint(index.name, columns);
    }
    for (const CheckConstraint& check : table.checkConstraints) {
        std::vector<std::string> columns;
        for (const Column& column : table.columns) {
            if (says(check.expression.text, column.name))
                columns.push_back(column.name);
        }
        constraint(check.name, columns);
    }
    for (const Column& column : table.columns)
        constraint(column.notNullName, {column.name});
    if (!place.constraint.empty())
        return place;
    // Names in quotes, or as table.column: bare words might be a sentence's own.
    for (const Column& column : table.columns) {
        for (const std::string& written : {"\"" + column.name + "\"", "'" + column.name + "'",
                 "`" + column.name + "`", table.name + "." + column.name}) {
            bool whole = written.back() != column.name.back() ? text.find(written) != std::string::npos
                                                              : says(text, written);
            if (whole) {
                place.columns.push_back(column.name);
                break;
            }
        }
    }
    return place;
}

FlushReport flush(
    Connection& connection, const PendingSet& pending, const MetaData& metadata, const FlushOptions& options)
{
    if (connection.inTransaction())
        raiseArgument("The connection has an open transaction.", "Commit it or roll it back first.");
    FlushReport report;
    ConnectionSink sink(connection, options);
    FlushWriter writer(pending, metadata, options, connection.dialect(), sink);
    try {
        connection.begin();
        writer.run();
        report.stored = readStored(connection, pending, metadata, writer, options.stop);
    } catch (const DatabaseError& failure) {
        report.sent = writer.sent();
        report.stored.clear();
        report.failure = failureOf(pending, metadata, writer.current(), failure.error());
        rollBack(connection);
        if (failure.error().kind == ErrorKind::StaleData && connection.isUsable()) {
            try {
                report.conflicts = findConflicts(connection, metadata, pending, options.stop);
            } catch (const DatabaseError& second) {
                report.failure->error.detail = second.error().message;
            }
            rollBack(connection); // reading may have begun a transaction
        }
        return report;
    }
    report.sent = writer.sent();
    try {
        connection.commit();
        report.outcome = FlushOutcome::Committed;
    } catch (const DatabaseError& failure) {
        report.stored.clear();
        report.failure = failureOf(pending, metadata, 0, failure.error());
        if (!connection.isUsable() || !failure.error().connectionUsable) {
            report.outcome = FlushOutcome::Unknown;
            report.failure->message = "The connection broke while the changes were committed. The database "
                                      "has either all of them or none.";
            report.failure->error.hint = "Connect again and look at the rows; the edits are still pending.";
        } else {
            report.failure->message = "Nothing was stored. " + failure.error().message;
            rollBack(connection);
        }
    }
    return report;
}

FlushReport flush(
    const Engine& engine, const PendingSet& pending, const MetaData& metadata, const FlushOptions& options)
{
    try {
        std::unique_ptr<Connection> connection = engine.checkout(options.stop);
        return flush(*connection, pending, metadata, options);
    } catch (const DatabaseError& failure) {
        FlushReport report;
        report.failure = failureOf(pending, metadata, 0, failure.error());
        return report;
    }
}

void settle(PendingSet& pending, const PendingSet& sent, const FlushReport& report)
{
    if (report.outcome != FlushOutcome::Committed)
        return;
    std::map<EditId, const StoredRow*> stored;
    for (const StoredRow& row : report.stored)
        stored[row.edit] = &row;
    std::vector<PendingRowPtr> now;
    for (const auto& [id, row] : pending.rows())
        now.push_back(row);
    for (const PendingRowPtr& row : now) {
        PendingRow next = *row;
        // Keys of rows that are stored now are known values.
        for (auto& [column, value] : next.changes) {
            auto parent = value.kind == PendingValue::Kind::Key ? stored.find(value.row) : stored.end();
            if (parent == stored.end())
                continue;
            if (const Value* key = findValue(parent->second->values, value.column))
                value = PendingValue(*key);
        }
        auto found = stored.find(row->id);
        const PendingRow* before = sent.find(row->id);
        if (found == stored.end() || !before) {
            if (!(next == *row))
                pending.replaceRow(std::move(next));
            continue;
        }
        if (*before == *row || before->op == PendingOp::Delete) {
            pending.forget(row->id);
            continue;
        }
        // Edited on while the flush ran.
        next.identity = found->second->identity;
        next.original = found->second->values;
        next.version = found->second->version;
        if (next.op == PendingOp::Insert)
            next.op = PendingOp::Update;
        std::erase_if(next.changes, [&](const auto& cell) {
            const PendingValue* was = before->change(cell.first);
            const Value* is = findValue(next.original, cell.first);
            bool stays = was && *was == *row->change(cell.first);
            return stays || (is && cell.second.isValue() && cell.second.value == *is);
        });
        if (next.op == PendingOp::Update && next.changes.empty())
            pending.forget(row->id);
        else
            pending.replaceRow(std::move(next));
    }
}

} // namespace relata
