#include "app/relata-cli/command.h"
#include "app/relata-cli/output.h"
#include "app/relata-cli/source.h"
#include "core/convert/convert.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"

#include <cstdio>

namespace relata::cli {
namespace {

struct Options
{
    std::string source;
    std::string dialect;
    std::vector<std::string> schemas;
    bool drop = false;
    bool ifNotExists = false;
    std::string out;
};

int run(const Options& options, std::stop_token stop)
{
    const Dialect& target = relata::dialect(options.dialect);
    Conversion conversion = convert(reflectSource(options.source, options.schemas, stop), target);
    for (const PortabilityNote& note : conversion.notes)
        std::fprintf(stderr, "%s\n", note.toText().c_str());
    DropOptions drop;
    CreateOptions create;
    create.ifNotExists = options.ifNotExists;
    DdlScript script = options.drop ? dropAll(conversion.metadata, target, drop)
                                    : createAll(conversion.metadata, target, create);
    Output::writeAll(options.out, script.script());
    return exitDone;
}

} // namespace

void addDdlCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<Options>();
    std::vector<std::string> names;
    for (const auto& dialect : allDialects())
        names.push_back(dialect->traits().name);
    CLI::App* command = app.add_subcommand(
        "ddl", "The whole schema as a script that runs, in any dialect; portability notes go to stderr");
    command->add_option("SOURCE", options->source, "Database URL or path of a SQLite file")->required();
    command->add_option("--dialect", options->dialect, "The dialect to write")
        ->required()
        ->check(CLI::IsMember(names));
    command->add_option("--schema", options->schemas, "Only this schema (may be given again)")
        ->allow_extra_args(false);
    command->add_flag("--drop", options->drop, "Write what drops the schema's objects instead");
    command->add_flag(
        "--if-not-exists", options->ifNotExists, "CREATE ... IF NOT EXISTS where the dialect can");
    command->add_option("--out", options->out, "Write to this file instead of stdout");
    command->callback([options, &invocation] {
        invocation.body = [options, &invocation] { return run(*options, invocation.stop); };
    });
}

} // namespace relata::cli
