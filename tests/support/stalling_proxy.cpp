#include "tests/support/stalling_proxy.h"

#include <algorithm>
#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace relata::test {
namespace {

struct Pair
{
    int client = -1;
    int server = -1;
};

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

bool sendAll(int socket, const char* data, std::size_t size)
{
    while (size > 0) {
        ssize_t sent = send(socket, data, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        data += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

// Reads at most `limit` bytes; false where the connection is over.
bool forward(int from, int to, std::size_t limit, std::int64_t* moved)
{
    char buffer[16384];
    ssize_t got = recv(from, buffer, std::min(limit, sizeof buffer), 0);
    if (got <= 0)
        return false;
    *moved = got;
    return sendAll(to, buffer, static_cast<std::size_t>(got));
}

} // namespace

StallingProxy::StallingProxy(std::uint16_t targetPort) : m_targetPort(targetPort)
{
    m_wakeUp = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    m_listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (bind(m_listener, reinterpret_cast<sockaddr*>(&address), size) == 0 && listen(m_listener, 16) == 0
        && getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size) == 0)
        m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { run(); });
}

StallingProxy::~StallingProxy()
{
    m_quit = true;
    wake();
    m_thread.join();
    close(m_listener);
    close(m_wakeUp);
}

void StallingProxy::wake()
{
    std::uint64_t one = 1;
    [[maybe_unused]] ssize_t written = write(m_wakeUp, &one, sizeof one);
}

void StallingProxy::pass()
{
    m_allowance = -1;
    m_stalled = false;
    wake();
}

void StallingProxy::stall()
{
    m_stalled = true;
    wake();
}

void StallingProxy::stallAfter(std::int64_t serverBytes)
{
    m_allowance = serverBytes;
    m_stalled = false;
    wake();
}

void StallingProxy::cut()
{
    m_cut = true;
    wake();
}

void StallingProxy::run()
{
    std::vector<Pair> pairs;
    auto closePair = [](Pair& pair) {
        close(pair.client);
        close(pair.server);
        pair = {};
    };
    while (!m_quit) {
        std::vector<pollfd> waits{{m_wakeUp, POLLIN, 0}, {m_listener, POLLIN, 0}};
        short events = m_stalled ? 0 : POLLIN;
        for (const Pair& pair : pairs) {
            waits.push_back({pair.client, events, 0});
            waits.push_back({pair.server, events, 0});
        }
        // While stalled, a connection that its client closed would wake poll() at once and for ever.
        poll(waits.data(), m_stalled ? 2 : waits.size(), -1);
        if (waits[0].revents) {
            std::uint64_t count = 0;
            [[maybe_unused]] ssize_t got = read(m_wakeUp, &count, sizeof count);
        }
        if (m_cut.exchange(false)) {
            std::for_each(pairs.begin(), pairs.end(), closePair);
            pairs.clear();
            continue;
        }
        for (std::size_t i = 0; i < pairs.size() && !m_stalled; ++i) {
            Pair& pair = pairs[i];
            std::int64_t moved = 0;
            bool alive = true;
            if (waits[2 + 2 * i].revents)
                alive = forward(pair.client, pair.server, 16384, &moved);
            if (alive && waits[3 + 2 * i].revents) {
                std::int64_t allowed = m_allowance;
                alive = forward(pair.server, pair.client,
                    allowed < 0 ? 16384 : static_cast<std::size_t>(allowed), &moved);
                if (allowed >= 0) {
                    m_allowance = allowed - moved;
                    if (m_allowance <= 0)
                        m_stalled = true;
                }
            }
            if (!alive)
                closePair(pair);
        }
        std::erase_if(pairs, [](const Pair& pair) { return pair.client < 0; });
        if (waits[1].revents & POLLIN) {
            Pair pair;
            pair.client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
            pair.server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            sockaddr_in address = loopback(m_targetPort);
            if (pair.client >= 0
                && connect(pair.server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
                ++m_accepted;
                pairs.push_back(pair);
            } else {
                closePair(pair);
            }
        }
    }
    std::for_each(pairs.begin(), pairs.end(), closePair);
}

} // namespace relata::test
