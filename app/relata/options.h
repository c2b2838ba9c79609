// The command line of the desktop program.
#pragma once

#include "ui/shell/settings.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>

namespace relata {

struct Options
{
    QStringList sources; // URLs or paths, opened in addition to what was open last time
    QString screenshot; // write a picture of the settled window here and leave
    QString view; // "explorer", "structure", "diagram", "data", "welcome", or ""
    QString object; // what the view shows: "books", "public.books"; "" = the first that fits
    std::optional<ThemeMode> theme; // for this run alone
    QSize size; // of the window, logical pixels; empty = remembered
    int timeoutSeconds = 60; // of --screenshot
    bool measure = false; // print times and memory to stderr when the window has settled
};

// Parses the arguments; prints help, version or a complaint itself. nullopt: leave with exitCode.
std::optional<Options> parseOptions(int argc, char** argv, int& exitCode);

} // namespace relata
