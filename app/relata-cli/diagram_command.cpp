#include "app/relata-cli/command.h"
#include "app/relata-cli/source.h"
#include "core/util/strings.h"
#include "ui/render/diagram_export.h"

#include <QGuiApplication>

#include <cstdio>
#include <set>

namespace relata::cli {
namespace {

struct Options
{
    std::string source;
    std::string out;
    std::vector<std::string> tables;
    std::vector<std::string> schemas;
    std::string theme = "light";
    std::string notation = "crowsfoot";
    std::string columns = "all";
    double scale = 2;
    bool views = false;
    bool transparent = false;
};

template <typename T>
T valueOrRaise(Result<T> result)
{
    if (!result)
        raise(result.error());
    return std::move(*result);
}

// The tables that --tables names, all if it names none. A name that is not there is an error: a picture that
// silently lacks a table would mislead.
std::set<const Table*> wantedTables(const MetaData& metadata, const std::vector<std::string>& names)
{
    std::set<const Table*> wanted;
    for (const std::string& name : names) {
        const Table* table = metadata.findTable(std::string_view(name));
        if (!table) {
            Error error;
            error.kind = ErrorKind::Argument;
            error.message = "There is no table " + name + ".";
            error.hint = "Names are as the database has them, with their schema where it is not the default "
                         "one: --tables orders,sales.items";
            raise(std::move(error));
        }
        wanted.insert(table);
    }
    return wanted;
}

int run(const Options& options, std::stop_token stop)
{
    const QString fileName = QString::fromLocal8Bit(options.out.c_str());
    const PictureFormat format = valueOrRaise(pictureFormatOf(fileName));
    const MetaData metadata = reflectSource(options.source, options.schemas, stop);

    // Pictures need fonts, not a screen: the offscreen platform serves with and without one.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    // Qt's remarks about the session that it runs in are no concern of a picture.
    qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& text) {
        if (type == QtCriticalMsg || type == QtFatalMsg)
            std::fprintf(stderr, "relata-cli: %s\n", qUtf8Printable(text));
    });
    int argc = 1;
    char name[] = "relata-cli";
    char* argv[] = {name, nullptr};
    const QGuiApplication application(argc, argv);

    SceneOptions sceneOptions;
    sceneOptions.views = options.views && options.tables.empty();
    const std::set<const Table*> wanted = wantedTables(metadata, options.tables);
    if (!wanted.empty())
        sceneOptions.keep = [&wanted](const Table& table) { return wanted.count(&table) > 0; };
    if (options.columns != "all")
        sceneOptions.detail = options.columns == "keys" ? DetailLevel::KeysOnly : DetailLevel::NamesOnly;
    if (options.notation != "crowsfoot")
        sceneOptions.notation = options.notation == "uml" ? NotationKind::Uml : NotationKind::Idef1x;
    DiagramScene scene = buildScene(metadata, DiagramStyle::forExport(), sceneOptions);
    if (scene.cards.empty())
        std::fprintf(stderr, "relata-cli: there are no tables to draw; the picture is empty.\n");
    const QString note = valueOrRaise(layOutScene(scene, stop));
    if (!note.isEmpty())
        std::fprintf(stderr, "relata-cli: %s\n", qUtf8Printable(note));

    DiagramExportOptions exportOptions;
    exportOptions.format = format;
    exportOptions.palette = options.theme == "dark" ? &darkPalette() : &lightPalette();
    exportOptions.scale = options.scale;
    exportOptions.background = !options.transparent;
    const Result<void> written = writePicture(fileName, valueOrRaise(exportDiagram(scene, exportOptions)));
    if (!written)
        raise(written.error());
    return exitDone;
}

} // namespace

void addDiagramCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("diagram", "Draws the tables and their relationships, laid out");
    command->add_option("SOURCE", options->source, "Database URL or path of a SQLite file")->required();
    command->add_option("--out", options->out, "The picture: a file that ends in .svg, .png or .pdf")
        ->required();
    command->add_option("--tables", options->tables, "Only these tables: a,b,schema.c")->delimiter(',');
    command->add_option("--schema", options->schemas, "Only this schema (may be given again)")
        ->allow_extra_args(false);
    command->add_option("--theme", options->theme, "Colours")->check(CLI::IsMember({"light", "dark"}));
    command->add_option("--notation", options->notation, "How relationships are drawn")
        ->check(CLI::IsMember({"crowsfoot", "uml", "idef1x"}));
    command->add_option("--columns", options->columns, "Which columns the cards show")
        ->check(CLI::IsMember({"all", "keys", "none"}));
    command->add_option("--scale", options->scale, "Of a PNG: pixels per unit, 2 where not given")
        ->check(CLI::Range(0.05, 16.0));
    command->add_flag("--views", options->views, "Show views, too");
    command->add_flag("--transparent", options->transparent, "No background (SVG and PNG)");
    command->callback([options, &invocation] {
        invocation.body = [options, &invocation] { return run(*options, invocation.stop); };
    });
}

} // namespace relata::cli
