// The tests of one program that stand in files of their own.
#pragma once

#include <QObject>

#include <memory>
#include <vector>

namespace relata::test {

using TestFactory = std::unique_ptr<QObject> (*)();

inline std::vector<TestFactory>& testList()
{
    static std::vector<TestFactory> list;
    return list;
}

// At namespace scope of a test's file: const TestEntry<CompareTables> entry;
template <typename T>
struct TestEntry
{
    TestEntry()
    {
        testList().push_back([]() -> std::unique_ptr<QObject> { return std::make_unique<T>(); });
    }
};

} // namespace relata::test
