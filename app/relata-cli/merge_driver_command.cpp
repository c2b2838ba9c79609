// relata-cli merge-driver: what git calls to merge .relata files.
#include "app/relata-cli/command.h"
#include "app/relata-cli/output.h"
#include "core/project/merge_models.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <spawn.h>
#include <sys/wait.h>

extern char** environ;

namespace relata::cli {
namespace {

namespace fs = std::filesystem;

struct MergeArguments
{
    std::string base, ours, theirs;
    std::string path; // as messages call the file
    bool install = false;
};

std::string contentOf(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file.is_open() || file.bad())
        raise(fail(ErrorKind::File, "Cannot read " + path + ".").value());
    return text;
}

int runMerge(const MergeArguments& arguments)
{
    const std::string name = arguments.path.empty() ? arguments.ours : arguments.path;
    Result<MergedModel> merged =
        mergeModels(contentOf(arguments.base), contentOf(arguments.ours), contentOf(arguments.theirs));
    if (!merged) {
        // The file stays as this branch has it; git sees that it is not merged.
        Error error = merged.error();
        error.message = name + ": " + error.message;
        printError(error);
        return exitUsage;
    }
    Output::writeAll(arguments.ours, merged->text);
    for (const std::string& place : merged->conflicts)
        std::fprintf(stderr, "%s: both branches changed %s\n", name.c_str(), place.c_str());
    return merged->conflicts.empty() ? exitDone : exitDiffers;
}

int git(std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), "git");
    std::vector<char*> words;
    for (std::string& argument : arguments)
        words.push_back(argument.data());
    words.push_back(nullptr);
    pid_t child = 0;
    if (posix_spawnp(&child, "git", nullptr, nullptr, words.data(), environ) != 0)
        return 127;
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 127;
}

std::string shellQuoted(const std::string& text)
{
    std::string quoted = "'";
    for (char c : text)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

// In the repository of the current folder.
int install()
{
    fs::path top = fs::current_path();
    while (!fs::exists(top / ".git") && top.has_relative_path())
        top = top.parent_path();
    if (!fs::exists(top / ".git"))
        return printError(fail(ErrorKind::Argument, "This folder is not in a git repository.",
                   "Go to the repository that holds your models, and say it again.")
                              .value()),
               exitUsage;
    std::error_code code;
    const fs::path self = fs::read_symlink("/proc/self/exe", code);
    const std::string program = code ? "relata-cli" : shellQuoted(self.string());
    if (git({"config", "merge.relata.name", "Relata models, merged object by object"}) != 0
        || git({"config", "merge.relata.driver", program + " merge-driver %O %A %B --path %P"}) != 0) {
        printError(
            fail(ErrorKind::Argument, "git could not be told of the merge driver.", "Is git installed?")
                .value());
        return exitUsage;
    }
    const std::string rule = "*.relata merge=relata";
    const fs::path attributes = top / ".gitattributes";
    std::string text = fs::exists(attributes) ? contentOf(attributes.string()) : std::string();
    const bool known = ("\n" + text + "\n").find("\n" + rule + "\n") != std::string::npos;
    if (!known) {
        if (!text.empty() && text.back() != '\n')
            text += '\n';
        Output::writeAll(attributes.string(), text + rule + "\n");
    }
    std::printf("%s: git merges .relata files with relata-cli.\n%s\n", top.c_str(),
        known ? ".gitattributes says so already."
              : "Commit .gitattributes; each clone says this command once.");
    return exitDone;
}

} // namespace

void addMergeDriverCommand(CLI::App& app, Invocation& invocation)
{
    auto arguments = std::make_shared<MergeArguments>();
    CLI::App* command = app.add_subcommand("merge-driver",
        "Merges two versions of a model into OURS, object by object; git calls it for .relata files");
    command->add_option("BASE", arguments->base, "The version that both come from; may be empty");
    command->add_option("OURS", arguments->ours, "This branch's version; takes the result");
    command->add_option("THEIRS", arguments->theirs, "The other branch's version");
    command->add_option("--path", arguments->path, "What messages call the file");
    command->add_flag("--install", arguments->install, "Tells git, in the repository of the current folder");
    command->footer("Exit codes: 0 merged, 1 both changed the same (OURS has both, between git's marks), 2 a "
                    "file is no model.");
    command->callback([&invocation, arguments] {
        const bool named = !arguments->base.empty() && !arguments->ours.empty() && !arguments->theirs.empty();
        if (arguments->install == named)
            throw CLI::ValidationError("merge-driver", "takes BASE, OURS and THEIRS, or --install alone");
        invocation.body = [arguments] { return arguments->install ? install() : runMerge(*arguments); };
    });
}

} // namespace relata::cli
