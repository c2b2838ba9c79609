#include "app/relata/options.h"

#include <CLI/CLI.hpp>

namespace relata {

namespace {

std::string parseSize(const std::string& text, QSize& size)
{
    const QStringList parts = QString::fromStdString(text).split(u'x');
    bool widthOk = false;
    bool heightOk = false;
    if (parts.size() == 2)
        size = QSize(parts[0].toInt(&widthOk), parts[1].toInt(&heightOk));
    if (!widthOk || !heightOk || size.width() < 320 || size.height() < 240 || size.width() > 16384
        || size.height() > 16384)
        return "expected WIDTHxHEIGHT such as 1440x900, at least 320x240";
    return {};
}

} // namespace

std::optional<Options> parseOptions(int argc, char** argv, int& exitCode)
{
    Options options;
    std::vector<std::string> sources;
    std::string screenshot;
    std::string view;
    std::string object;
    std::string theme;
    CLI::App app("Explore databases and design their models.", "relata");
    app.set_version_flag("--version", std::string("relata ") + RELATA_VERSION);
    app.add_option("SOURCE", sources,
        "Databases to open: a URL (sqlite:///shop.db, postgresql://user@host/db) or the path of a SQLite "
        "file");
    CLI::Option* picture = app.add_option("--screenshot", screenshot,
        "Write a picture of the window to this PNG file once it has settled, and leave");
    app.add_option("--view", view, "What to show of the database")
        ->check(CLI::IsMember({"explorer", "structure", "diagram", "data", "welcome"}));
    app.add_option("--object", object, "The table or view to show, as NAME or SCHEMA.NAME");
    app.add_option("--theme", theme, "For this run alone")->check(CLI::IsMember({"light", "dark", "system"}));
    app.add_option("--size", "Size of the window, as WIDTHxHEIGHT")->check([&](const std::string& text) {
        return parseSize(text, options.size);
    });
    app.add_option("--timeout", options.timeoutSeconds, "Seconds to wait for the screenshot")
        ->check(CLI::Range(1, 3600))
        ->capture_default_str()
        ->needs(picture);
    app.add_flag(
        "--measure", options.measure, "Print start-up time, memory and the longest freeze to stderr");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // 0 for help and version; the command line's own mistakes are 2, as in relata-cli.
        exitCode = app.exit(error) == 0 ? 0 : 2;
        return std::nullopt;
    }
    for (const std::string& source : sources)
        options.sources << QString::fromLocal8Bit(source.c_str());
    options.screenshot = QString::fromLocal8Bit(screenshot.c_str());
    options.view = QString::fromStdString(view);
    options.object = QString::fromLocal8Bit(object.c_str());
    if (theme == "light")
        options.theme = ThemeMode::Light;
    else if (theme == "dark")
        options.theme = ThemeMode::Dark;
    else if (theme == "system")
        options.theme = ThemeMode::System;
    return options;
}

} // namespace relata
