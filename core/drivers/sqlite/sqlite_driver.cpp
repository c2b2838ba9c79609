#include "core/drivers/sqlite/sqlite_driver.h"

#include "core/drivers/sqlite/sqlite_connection.h"
#include "core/drivers/sqlite/sqlite_open.h"

namespace relata::sqlite {

std::unique_ptr<DriverConnection> SqliteDriver::connect(
    const ConnectArguments& arguments, std::stop_token stop) const
{
    if (stop.stop_requested()) {
        Error error;
        error.kind = ErrorKind::Cancelled;
        error.message = "Opening the database was stopped.";
        raise(std::move(error));
    }
    Result<OpenRequest> request = makeOpenRequest(arguments);
    if (!request)
        raise(request.error());
    if (Result<void> file = checkFile(*request); !file)
        raise(file.error());
    return std::make_unique<SqliteConnection>(*request);
}

} // namespace relata::sqlite
