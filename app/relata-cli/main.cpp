#include "app/relata-cli/command.h"
#include "core/builtin/builtin.h"

#include <csignal>
#include <cstdio>
#include <thread>
#include <unistd.h>

namespace {

// Ctrl+C stops the running statement; a second one ends the program at once. The signal is waited for on a
// thread of its own, because nothing that stops a statement may be called from a signal handler.
void stopOnInterrupt(std::stop_source stop)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread([signals, stop]() mutable {
        int received = 0;
        while (sigwait(&signals, &received) == 0) {
            if (!stop.request_stop())
                _exit(130);
        }
    }).detach();
}

} // namespace

int main(int argc, char** argv)
{
    using namespace relata;
    std::signal(SIGPIPE, SIG_IGN); // a closed pipe is an error of write(), told as such
    std::stop_source stop;
    stopOnInterrupt(stop);
    registerBuiltins();

    CLI::App app("Relata's core without a window: reflect, write DDL, draw, compare, query.", "relata-cli");
    app.require_subcommand(1);
    app.set_version_flag("--version", std::string("relata-cli ") + RELATA_VERSION);
    app.footer(
        "SOURCE is a database URL (sqlite:///shop.db, postgresql://user@host/db) or a path to a SQLite "
        "file.\n"
        "Passwords come from PGPASSWORD, .pgpass, RELATA_PASSWORD or a prompt; they need not stand on the "
        "command line.\n"
        "Exit codes: 0 done, 1 differs (diff --exit-code, merge-driver), 2 bad usage or input, 3 the "
        "database said no.");
    cli::Invocation invocation;
    invocation.stop = stop.get_token();
    cli::addInspectCommand(app, invocation);
    cli::addDdlCommand(app, invocation);
    cli::addDiagramCommand(app, invocation);
    cli::addDiffCommand(app, invocation);
    cli::addMergeDriverCommand(app, invocation);
    cli::addQueryCommand(app, invocation);
    cli::addSampleCommand(app, invocation);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? cli::exitDone : cli::exitUsage;
    }
    try {
        return invocation.body();
    } catch (const DatabaseError& error) {
        cli::printError(error.error());
        return cli::exitCodeOf(error.error());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "relata-cli: %s\n", error.what());
        return cli::exitDatabase;
    }
}
