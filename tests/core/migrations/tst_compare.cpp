#include "core/builtin/builtin.h"
#include "tests/core/migrations/test_list.h"

#include <QCoreApplication>
#include <QTest>

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    relata::registerBuiltins();
    int failures = 0;
    for (auto make : relata::test::testList())
        failures += QTest::qExec(make().get(), application.arguments());
    return failures;
}
