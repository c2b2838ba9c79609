// A subcommand: one file, one function here, one line in main.cpp.
//
// Exit codes (the command line's contract): 0 done, 1 differs, 2 bad usage or input, 3 the database said no.
#pragma once

#include "core/util/error.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <stop_token>

namespace relata::cli {

enum ExitCode
{
    exitDone = 0,
    exitDiffers = 1,
    exitUsage = 2,
    exitDatabase = 3,
};

// What main() runs once the arguments are parsed: the chosen subcommand's body. It may throw DatabaseError.
struct Invocation
{
    std::function<int()> body;
    std::stop_token stop; // requested by Ctrl+C
};

void addInspectCommand(CLI::App& app, Invocation& invocation);
void addDdlCommand(CLI::App& app, Invocation& invocation);
void addDiagramCommand(CLI::App& app, Invocation& invocation);
void addDiffCommand(CLI::App& app, Invocation& invocation);
void addMergeDriverCommand(CLI::App& app, Invocation& invocation);
void addQueryCommand(CLI::App& app, Invocation& invocation);
void addSampleCommand(CLI::App& app, Invocation& invocation);

int exitCodeOf(const Error& error);
// To stderr: "relata-cli: message", then detail, position in the statement and hint on lines of their own.
void printError(const Error& error);

} // namespace relata::cli
