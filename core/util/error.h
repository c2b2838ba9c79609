// What went wrong, as one copyable value.
//
// Expected outcomes (a URL that does not parse, a file that does not load) are returned as Result<T>
// (result.h). Failed statements and lost connections throw: DatabaseError and its subclasses carry the same
// Error, so nothing is sliced when an exception is caught by its root and handed to another thread. The names
// and their meaning are SQLAlchemy's (sqlalchemy.exc), which are PEP 249's.
#pragma once

#include <stdexcept>
#include <string>

namespace relata {

enum class ErrorKind
{
    Argument, // bad usage: a URL, an option, a name that does not exist in our own model
    NotSupported, // the dialect or the driver cannot do this
    Cancelled, // stopped by the user
    Timeout, // stopped by a time limit
    File, // a file is missing, unreadable, not what it should be, or the disk is full
    NoSuchTable,
    Operational, // the connection, the server or its resources
    Integrity, // a constraint was violated
    Programming, // wrong SQL, missing object, no permission
    Data, // a value out of range or of the wrong form
    StaleData, // a statement hit another number of rows than it should have
    Internal, // our own mistake
};

struct Error
{
    ErrorKind kind = ErrorKind::Internal;
    std::string message; // what happened, to which object: one or two plain sentences
    std::string hint; // what the user can do next; may be empty
    std::string detail; // the server's own words beyond the message; may be empty
    std::string sqlState; // five characters, or empty where the server has none
    std::string statement; // the statement that failed, or empty
    int position = -1; // 0-based offset in bytes into `statement`, or -1
    int nativeCode = 0; // the client library's own error number, 0 if none
    bool connectionUsable = true; // false after a disconnect
    bool transactionUsable = true; // false where the server refuses everything until ROLLBACK

    // message, detail and hint as lines, for a terminal or a "Copy details" button.
    std::string describe() const;
};

const char* toString(ErrorKind kind);

// The root of what failed statements throw.
class DatabaseError : public std::runtime_error
{
public:
    explicit DatabaseError(Error error);
    const Error& error() const noexcept { return m_error; }

private:
    Error m_error;
};

class OperationalError : public DatabaseError
{
public:
    using DatabaseError::DatabaseError;
};
class IntegrityError : public DatabaseError
{
public:
    using DatabaseError::DatabaseError;
};
class ProgrammingError : public DatabaseError
{
public:
    using DatabaseError::DatabaseError;
};
class DataError : public DatabaseError
{
public:
    using DatabaseError::DatabaseError;
};
class StaleDataError : public DatabaseError
{
public:
    using DatabaseError::DatabaseError;
};
class CancelledError : public DatabaseError
{
public:
    using DatabaseError::DatabaseError;
};

// Throws the subclass that belongs to error.kind.
[[noreturn]] void raise(Error error);

} // namespace relata
