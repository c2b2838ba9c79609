#include "core/drivers/sqlite/sqlite_error.h"

#include "core/drivers/sqlite/sqlite_open.h"
#include "core/util/strings.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace relata::sqlite {
namespace {

// "UNIQUE constraint failed: author.name" -> "author.name"
std::string_view subjectOf(std::string_view message)
{
    std::size_t colon = message.find(": ");
    return colon == std::string_view::npos ? std::string_view() : message.substr(colon + 2);
}

void describeConstraint(Error& error, int code)
{
    error.kind = ErrorKind::Integrity;
    std::string_view subject = subjectOf(error.detail);
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        error.message = subject.starts_with("index ")
            ? fmt::format("A row with the same values exists: the unique {} forbids a second one.", subject)
            : fmt::format("A row with the same {} exists already.", subject.empty() ? "key" : subject);
        error.hint = "Give it another value, or edit the row that has this one.";
        break;
    case SQLITE_CONSTRAINT_NOTNULL:
        error.message = fmt::format("{} may not be NULL.", subject.empty() ? "A column" : subject);
        error.hint = "Enter a value.";
        break;
    case SQLITE_CONSTRAINT_CHECK:
        error.message = fmt::format("The check {} does not allow these values.", subject);
        break;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        error.message = "A foreign key forbids this: the row that is referred to does not exist, or is still "
                        "referred to.";
        error.hint = "Insert the referred row first, or remove the rows that refer to this one.";
        break;
    case SQLITE_CONSTRAINT_TRIGGER:
        error.message = error.detail; // the words of RAISE(), written for people
        break;
#ifdef SQLITE_CONSTRAINT_DATATYPE
    case SQLITE_CONSTRAINT_DATATYPE:
        error.kind = ErrorKind::Data;
        error.message = fmt::format("The value does not fit the column's type: {}.", error.detail);
        break;
#endif
    default:
        error.message = fmt::format("A constraint forbids this: {}.", error.detail);
    }
}

void describeReadOnly(Error& error, int code)
{
    error.kind = ErrorKind::Operational;
    switch (code) {
    case SQLITE_READONLY_ROLLBACK:
    case SQLITE_READONLY_RECOVERY:
    case SQLITE_READONLY_CANTLOCK:
        error.message =
            "Another program was stopped while it wrote to this database; it must be repaired before "
            "it can be read, and a read-only connection may not do that.";
        error.hint = "Open the database once with permission to write.";
        break;
    case SQLITE_READONLY_DBMOVED:
        error.message = "The database file was moved or deleted while it was open.";
        error.hint = "Open it again.";
        error.connectionUsable = false;
        break;
    default:
        error.message = "The database is read-only.";
        error.hint =
            "Open it with permission to write, and check the permissions of the file and its folder.";
    }
}

void describeBusy(Error& error)
{
    error.kind = ErrorKind::Operational;
    error.message = "The database is locked: another program or connection is writing to it.";
    error.hint = "Try again when it is done, or close the other program.";
}

void describeFile(Error& error, const std::string& path)
{
    Error diagnosis = diagnoseFile(path);
    error.kind = ErrorKind::File;
    error.message = std::move(diagnosis.message);
    error.hint = std::move(diagnosis.hint);
}

void describeIo(Error& error, const std::string& path)
{
    error.kind = ErrorKind::File;
    error.message = path.empty() ? "Reading or writing the database failed."
                                 : fmt::format("Reading or writing the file “{}” failed.", path);
    error.hint = "Check that its disk is still there and sound.";
}

// SQLITE_ERROR covers all that is wrong with a statement.
void describeStatement(Error& error)
{
    error.kind = ErrorKind::Programming;
    error.message = error.detail;
    if (error.detail.starts_with("no such table: "))
        error.kind = ErrorKind::NoSuchTable;
    else if (error.detail.starts_with("no such module: "))
        error.hint = "The database needs an extension of SQLite that Relata does not load.";
    else if (error.detail.starts_with("unsafe use of "))
        error.hint =
            "A view, trigger or generated column of the file calls a function that SQLite does not call "
            "harmless; before version 3.41 these include the JSON functions. If you trust the file, "
            "open it with ?trusted_schema=true at the end of its URL.";
    else if (error.detail.starts_with("integer overflow") || error.detail.starts_with("malformed JSON"))
        error.kind = ErrorKind::Data;
    else if (error.detail.starts_with("cannot start a transaction")
        || error.detail.starts_with("cannot commit") || error.detail.starts_with("cannot rollback"))
        error.kind = ErrorKind::Operational;
}

} // namespace

Error errorOf(sqlite3* db, int code, const std::string& path, std::string_view statement)
{
    Error error;
    error.nativeCode = code;
    error.statement = std::string(statement);
    error.detail = db ? sqlite3_errmsg(db) : sqlite3_errstr(code);
#if SQLITE_VERSION_NUMBER >= 3038000
    if (db && !statement.empty())
        error.position = sqlite3_error_offset(db);
#endif
    switch (code & 0xFF) {
    case SQLITE_CONSTRAINT:
        describeConstraint(error, code);
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        describeBusy(error);
        break;
    case SQLITE_READONLY:
        describeReadOnly(error, code);
        break;
    case SQLITE_INTERRUPT:
        error.kind = ErrorKind::Cancelled;
        error.message = "The statement was stopped.";
        break;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        // A schema that SQLite cannot parse says which object is at fault; the file's header does not know.
        if (error.detail.find("malformed database schema") != std::string::npos) {
            error.kind = ErrorKind::File;
            error.message = "The database's schema is damaged: " + error.detail + ".";
            error.hint = "Save what can be read with the sqlite3 shell's .recover command.";
        } else {
            describeFile(error, path);
        }
        break;
    case SQLITE_CANTOPEN:
        error.kind = ErrorKind::File;
        error.message = path.empty() ? "The database cannot be opened."
                                     : fmt::format("The file “{}” cannot be opened.", path);
        error.hint =
            "Check the permissions of the file and its folder. A database in WAL mode needs a folder that "
            "can be written to, or ?immutable=1 if nobody writes to it.";
        break;
    case SQLITE_FULL:
        error.kind = ErrorKind::File;
        error.message = "The disk is full: the change was not written.";
        error.hint = "Free some space and try again.";
        break;
    case SQLITE_IOERR:
        describeIo(error, path);
        break;
    case SQLITE_PERM:
    case SQLITE_AUTH:
        error.kind = ErrorKind::Programming;
        error.message = "This is not permitted: " + error.detail + ".";
        break;
    case SQLITE_TOOBIG:
        error.kind = ErrorKind::Data;
        error.message = "A text, blob or statement is longer than SQLite allows.";
        break;
    case SQLITE_MISMATCH:
        error.kind = ErrorKind::Data;
        error.message = "The value's type does not fit: " + error.detail + ".";
        break;
    case SQLITE_NOMEM:
        error.kind = ErrorKind::Operational;
        error.message = "There is not enough memory for this.";
        break;
    case SQLITE_SCHEMA:
        error.kind = ErrorKind::Operational;
        error.message = "Another connection changed the schema meanwhile.";
        error.hint = "Try again.";
        break;
    case SQLITE_ERROR:
        describeStatement(error);
        break;
    default:
        error.kind = ErrorKind::Operational;
        error.message = error.detail;
    }
    return error;
}

} // namespace relata::sqlite
