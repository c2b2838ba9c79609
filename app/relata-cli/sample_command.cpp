#include "app/relata-cli/command.h"
#include "core/builtin/sample_database.h"

#include <cstdio>

namespace relata::cli {
namespace {

int report(const Error& error)
{
    printError(error);
    return exitCodeOf(error);
}

int run(std::stop_token stop)
{
    const auto path = sampleDatabasePath();
    if (!path)
        return report(path.error());
    const auto file = ensureSampleDatabase(*path, sampleDatabaseScript(), std::move(stop));
    if (!file)
        return report(file.error());
    std::printf("%s\n", file->c_str());
    return exitDone;
}

} // namespace

void addSampleCommand(CLI::App& app, Invocation& invocation)
{
    CLI::App* command = app.add_subcommand(
        "sample", "Prints the path of the sample database, a chain of bookshops; makes it on first use");
    command->callback([&invocation] { invocation.body = [&invocation] { return run(invocation.stop); }; });
}

} // namespace relata::cli
