#include "core/drivers/libmariadb/libmariadb_driver.h"

#include "core/drivers/libmariadb/libmariadb_connection.h"
#include "core/drivers/libmariadb/open_connection.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace relata {
namespace {

using namespace libmariadb;

// One attempt to connect, on a thread of its own: the library resolves names and waits for the server's
// greeting in calls that block, and a stop must not wait for those. An attempt that was given up closes what
// it still gets.
struct Attempt
{
    std::mutex mutex;
    std::condition_variable_any changed;
    MYSQL* connection = nullptr;
    Failure failure;
    bool finished = false;
    bool abandoned = false;
};

MYSQL* attempt(const ConnectArguments& arguments, const std::stop_token& stop)
{
    auto shared = std::make_shared<Attempt>();
    std::thread([shared, arguments] {
        mysql_thread_init();
        Failure failure;
        MYSQL* connection = openConnection(arguments, &failure);
        {
            std::lock_guard lock(shared->mutex);
            if (shared->abandoned) {
                if (connection)
                    mysql_close(connection);
            } else {
                shared->connection = connection;
                shared->failure = failure;
                shared->finished = true;
                shared->changed.notify_all();
            }
        }
        mysql_thread_end();
    }).detach();
    std::unique_lock lock(shared->mutex);
    if (!shared->changed.wait(lock, stop, [&] { return shared->finished; })) {
        shared->abandoned = true;
        raise(cancelled({}, false));
    }
    if (!shared->connection)
        raise(connectError(shared->failure, arguments));
    return shared->connection;
}

} // namespace

std::unique_ptr<DriverConnection> LibmariadbDriver::connect(
    const ConnectArguments& arguments, std::stop_token stop) const
{
    static const bool initialised = mysql_library_init(0, nullptr, nullptr) == 0;
    if (!initialised) {
        Error error;
        error.kind = ErrorKind::Internal;
        error.message = "libmariadb could not be initialised.";
        raise(std::move(error));
    }
    auto connection = std::make_unique<LibmariadbConnection>(attempt(arguments, stop), arguments);
    if (arguments.readOnly) {
        const std::string* readOnly = parameter(arguments, "statement.read_only");
        if (!readOnly) {
            Error error;
            error.kind = ErrorKind::Argument;
            error.message = "This connection cannot be made read-only: no statement for it was given.";
            raise(std::move(error));
        }
        connection->executeScript(*readOnly, {});
    }
    return connection;
}

} // namespace relata
