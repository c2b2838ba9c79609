// What a dialect says about sessions that people type into and edit from. A dialect that has something to say
// implements it beside Dialect: dynamic_cast<const SessionStatements*>(&dialect), null where there is
// nothing.
#pragma once

#include <chrono>
#include <string>

namespace relata {

class SessionStatements
{
public:
    virtual ~SessionStatements() = default;
    // For drivers that tell a result column's table as a number: the parameter is
    // ResultColumn::sourceTableId, the rows are schema, table, column and the column's number. "" = the
    // driver tells names.
    virtual std::string tableOfIdQuery() const { return {}; }
    // From here on, statements of the session wait no longer than that for what others have locked. "" =
    // there is none, or the driver has a limit of its own (SQLite's busy handler).
    virtual std::string lockTimeoutStatement(std::chrono::seconds limit) const = 0;
};

} // namespace relata
