#include "core/util/error.h"

namespace relata {

std::string Error::describe() const
{
    std::string text = message;
    if (!detail.empty())
        text += "\n" + detail;
    if (!hint.empty())
        text += "\n" + hint;
    return text;
}

const char* toString(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Argument:
        return "ArgumentError";
    case ErrorKind::NotSupported:
        return "NotSupportedError";
    case ErrorKind::Cancelled:
        return "Cancelled";
    case ErrorKind::Timeout:
        return "TimeoutError";
    case ErrorKind::File:
        return "FileError";
    case ErrorKind::NoSuchTable:
        return "NoSuchTableError";
    case ErrorKind::Operational:
        return "OperationalError";
    case ErrorKind::Integrity:
        return "IntegrityError";
    case ErrorKind::Programming:
        return "ProgrammingError";
    case ErrorKind::Data:
        return "DataError";
    case ErrorKind::StaleData:
        return "StaleDataError";
    case ErrorKind::Internal:
        return "InternalError";
    }
    return "Error";
}

DatabaseError::DatabaseError(Error error) : std::runtime_error(error.message), m_error(std::move(error))
{ }

void raise(Error error)
{
    switch (error.kind) {
    case ErrorKind::Integrity:
        throw IntegrityError(std::move(error));
    case ErrorKind::Programming:
    case ErrorKind::NoSuchTable:
        throw ProgrammingError(std::move(error));
    case ErrorKind::Data:
        throw DataError(std::move(error));
    case ErrorKind::StaleData:
        throw StaleDataError(std::move(error));
    case ErrorKind::Cancelled:
        throw CancelledError(std::move(error));
    case ErrorKind::Operational:
    case ErrorKind::Timeout:
    case ErrorKind::File:
        throw OperationalError(std::move(error));
    case ErrorKind::Argument:
    case ErrorKind::NotSupported:
    case ErrorKind::Internal:
        break;
    }
    throw DatabaseError(std::move(error));
}

} // namespace relata
