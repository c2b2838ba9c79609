#include "app/relata-cli/command.h"

#include <cstdio>

namespace relata::cli {

int exitCodeOf(const Error& error)
{
    switch (error.kind) {
    case ErrorKind::Argument:
    case ErrorKind::NotSupported:
    case ErrorKind::File:
        return exitUsage;
    default:
        return exitDatabase;
    }
}

void printError(const Error& error)
{
    std::fprintf(stderr, "relata-cli: %s\n", error.message.c_str());
    if (!error.detail.empty())
        std::fprintf(stderr, "  %s\n", error.detail.c_str());
    if (error.position >= 0 && static_cast<std::size_t>(error.position) <= error.statement.size()) {
        std::size_t line = 1;
        std::size_t column = 1;
        for (int i = 0; i < error.position; ++i) {
            bool newline = error.statement[static_cast<std::size_t>(i)] == '\n';
            line += newline;
            column = newline ? 1 : column + 1;
        }
        std::fprintf(stderr, "  at line %zu, column %zu of the statement\n", line, column);
    }
    if (!error.hint.empty())
        std::fprintf(stderr, "  %s\n", error.hint.c_str());
}

} // namespace relata::cli
