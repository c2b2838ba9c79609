#include "app/relata-cli/command.h"
#include "app/relata-cli/output.h"
#include "app/relata-cli/source.h"
#include "core/convert/convert.h"
#include "core/engine/registry.h"
#include "core/migrations/render.h"
#include "core/project/object_ids.h"
#include "core/project/project_file.h"
#include "core/util/strings.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace relata::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options
{
    std::string from;
    std::string to;
    std::string dialect;
    std::vector<std::string> schemas;
    bool sql = false;
    bool json = false;
    bool exitCode = false;
    std::string out;
};

bool isModel(const std::string& source)
{
    return source.find("://") == std::string::npos
        && toLowerAscii(std::filesystem::path(source).extension().string()) == ".relata";
}

MetaData load(const std::string& source, const std::vector<std::string>& schemas, std::stop_token stop)
{
    if (!isModel(source))
        return reflectSource(source, schemas, stop);
    Result<Project> project = loadProject(source);
    if (!project)
        raise(project.error());
    return std::move(project->metadata);
}

const Dialect& targetOf(const Options& options, const MetaData& from, const MetaData& to)
{
    for (const std::string& name : {options.dialect, from.dialect, to.dialect}) {
        if (!name.empty())
            return relata::dialect(name);
    }
    Error error;
    error.kind = ErrorKind::Argument;
    error.message = "Neither model says for which database it is.";
    error.hint = "Name one with --dialect.";
    raise(std::move(error));
}

MetaData inWordsOf(const MetaData& metadata, const Dialect& target)
{
    if (metadata.dialect == target.traits().name)
        return metadata;
    Conversion conversion = convert(metadata, target);
    for (const PortabilityNote& note : conversion.notes)
        std::fprintf(stderr, "%s\n", note.toText().c_str());
    return std::move(conversion.metadata);
}

std::string jsonText(const Operations& differences, const MigrationScript& script, const Dialect& target)
{
    auto told = [](const Operation& operation) {
        return Json{{"operation", kindOf(operation)}, {"object", objectOf(operation)},
            {"description", describe(operation)}};
    };
    Json root = {{"dialect", target.traits().name}, {"transactional", script.transactional}};
    root["differences"] = Json::array();
    for (const Operation& operation : differences)
        root["differences"].push_back(told(operation));
    root["plan"] = Json::array();
    for (const PlannedOperation& step : script.plan.steps) {
        Json entry = told(step.operation);
        entry["implied"] = step.implied;
        entry["statements"] = Json::array();
        entry["warnings"] = Json::array();
        root["plan"].push_back(std::move(entry));
    }
    for (std::size_t i = 0; i < script.stepOf.size(); ++i)
        root["plan"][script.stepOf[i]]["statements"].push_back(script.script.statements[i].text);
    for (const MigrationWarning& warning : script.warnings)
        root["plan"][warning.step]["warnings"].push_back(
            {{"kind", toString(warning.kind)}, {"text", warning.text}});
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

int run(const Options& options, std::stop_token stop)
{
    MetaData from = load(options.from, options.schemas, stop);
    MetaData to = load(options.to, options.schemas, stop);
    // A model knows its objects by ids that come from the names which the database had.
    if (isModel(options.from) != isModel(options.to)) {
        MetaData& reflected = isModel(options.from) ? to : from;
        reflected = withObjectIds(reflected);
    }
    const Dialect& target = targetOf(options, from, to);
    from = inWordsOf(from, target);
    to = inWordsOf(to, target);
    Operations differences = compare(from, to, {&target});
    std::string text;
    if (options.sql || options.json) {
        const MigrationImpl& rules = migrationImpl(target);
        MigrationScript script = render(from, plan(from, to, differences, rules), target);
        text = options.json ? jsonText(differences, script, target)
                            : script.text(target, {target.beginStatement(), target.commitStatement()});
    } else {
        for (const Operation& operation : differences)
            text += describe(operation) + "\n";
    }
    Output::writeAll(options.out, text);
    return options.exitCode && !differences.empty() ? exitDiffers : exitDone;
}

} // namespace

void addDiffCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<Options>();
    std::vector<std::string> names;
    for (const auto& dialect : allDialects())
        names.push_back(dialect->traits().name);
    CLI::App* command = app.add_subcommand("diff", "What turns the schema FROM into the schema TO");
    command->add_option("FROM", options->from, "Database URL, path of a SQLite file, or a model (.relata)")
        ->required();
    command->add_option("TO", options->to, "The same")->required();
    command->add_option("--dialect", options->dialect, "Compare and write in this dialect; FROM's by default")
        ->check(CLI::IsMember(names));
    command->add_option("--schema", options->schemas, "Only this schema of databases (may be given again)")
        ->allow_extra_args(false);
    CLI::Option* sql = command->add_flag("--sql", options->sql, "Write the statements that do it");
    command->add_flag("--json", options->json, "Write differences, plan, statements and warnings as JSON")
        ->excludes(sql);
    command->add_flag("--exit-code", options->exitCode, "Exit with 1 if they differ");
    command->add_option("--out", options->out, "Write to this file instead of stdout");
    command->callback([options, &invocation] {
        invocation.body = [options, &invocation] { return run(*options, invocation.stop); };
    });
}

} // namespace relata::cli
