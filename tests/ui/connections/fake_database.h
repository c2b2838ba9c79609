// A database system of the tests' own, whose server does what a test tells it: answers, refuses, asks for a
// password, never answers, goes away.
#pragma once

#include "core/schema/metadata.h"
#include "core/util/error.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace relata::test {

// What the one server of this test program does. Set it before opening "fake://...".
struct FakeServer
{
    static FakeServer& instance();
    static void registerDialect(); // once

    void reset();
    void setMetaData(MetaData metadata);
    MetaData metaData();

    std::string password; // that it wants; "" = none
    std::optional<Error> connectError;
    std::atomic<bool> stallConnect = false; // never answers; only a stop ends the attempt
    std::atomic<bool> stallReflect = false;
    std::atomic<bool> gone = false; // every statement fails and the connection is not usable
    std::atomic<int> connects = 0; // attempts so far
    std::atomic<int> reflections = 0;
    std::atomic<int> openConnections = 0;
    std::atomic<std::thread::id> closedBy; // the thread that closed the last connection

private:
    std::mutex m_mutex;
    MetaData m_metadata;
};

} // namespace relata::test
