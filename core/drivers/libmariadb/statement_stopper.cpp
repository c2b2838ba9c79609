#include "core/drivers/libmariadb/statement_stopper.h"

#include "core/drivers/libmariadb/open_connection.h"
#include "core/util/strings.h"

#include <sys/socket.h>

namespace relata::libmariadb {
namespace {

// A stop is promised within a second: the polite way gets most of it.
constexpr std::chrono::milliseconds patience{800};

} // namespace

StatementStopper::StatementStopper(ConnectArguments arguments, unsigned long connectionId, int socket)
    : m_arguments(std::move(arguments)), m_connectionId(connectionId), m_socket(socket)
{
    std::erase_if(m_arguments.parameters, [](const auto& entry) { return entry.first == "connect_timeout"; });
    m_arguments.parameters.emplace_back("connect_timeout", "1");
}

StatementStopper::~StatementStopper()
{
    statementEnds();
    if (m_thread.joinable())
        m_thread.join();
}

void StatementStopper::statementBegins()
{
    if (m_thread.joinable())
        m_thread.join();
    std::lock_guard lock(m_mutex);
    m_running = true;
    m_stopAsked = false;
}

void StatementStopper::statementEnds()
{
    std::lock_guard lock(m_mutex);
    m_running = false;
    m_changed.notify_all();
}

void StatementStopper::stop() noexcept
{
    std::lock_guard lock(m_mutex);
    if (!m_running || m_stopAsked)
        return;
    m_stopAsked = true;
    try {
        m_thread = std::thread([this] { run(); });
    } catch (const std::system_error&) {
        ::shutdown(m_socket, SHUT_RDWR); // no thread to be had: the hard way still stops it
    }
}

bool StatementStopper::stopAsked() const
{
    std::lock_guard lock(m_mutex);
    return m_stopAsked;
}

bool StatementStopper::takeStrayKill()
{
    std::lock_guard lock(m_mutex);
    return std::exchange(m_strayKill, false);
}

void StatementStopper::run()
{
    auto deadline = std::chrono::steady_clock::now() + patience;
    const std::string* kill = parameter(m_arguments, "statement.kill");
    if (!kill)
        deadline = {};
    std::jthread killer([this, kill] {
        if (!kill)
            return;
        // The second connection may hang as the first does; its own time limit of a second ends it.
        if (MYSQL* connection = openConnection(m_arguments, nullptr)) {
            std::string statement = replaceAll(*kill, "{0}", std::to_string(m_connectionId));
            mysql_real_query(connection, statement.data(), statement.size());
            mysql_close(connection);
        }
    });
    {
        std::unique_lock lock(m_mutex);
        m_strayKill = true;
        if (!m_changed.wait_until(lock, deadline, [this] { return !m_running; }))
            ::shutdown(m_socket, SHUT_RDWR);
    }
}

} // namespace relata::libmariadb
