#include "core/project/project_file.h"

#include "core/orm/mapping_json_tree.h"
#include "core/project/schema_json.h"
#include "core/util/atomic_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace relata {
namespace {

using json::Json;

constexpr const char* formatName = "relata model";
constexpr std::int64_t currentVersion = 1;
// A model of 100,000 tables has less. What is larger is something else.
constexpr std::uintmax_t largestFile = std::uintmax_t(1) << 30;

void checkFormat(const Json& tree)
{
    json::expect(tree.is_object(), "The file", "an object", tree);
    if (!tree.contains("format") || tree["format"] != formatName)
        throw json::Unreadable{
            std::string("It does not say “format”: “") + formatName + "”, so it is something else."};
    if (!tree.contains("version") || !tree["version"].is_number() || tree["version"] < 1)
        json::wrong("version", "expected a whole number above 0");
    if (tree["version"] > currentVersion)
        throw json::Unreadable{"It was written by a newer Relata: its format has version "
            + tree["version"].dump() + ", and this program reads up to version "
            + std::to_string(currentVersion) + ". Open it with a newer Relata."};
}

std::string hintFor(std::string_view text)
{
    if (text.empty())
        return "The file is empty. Take it from a backup or from version control.";
    if (text.starts_with("<<<<<<< ") || text.find("\n<<<<<<< ") != std::string_view::npos)
        return "It holds the marks of a merge that is not finished: decide between the two versions and "
               "remove "
               "the lines with <<<<<<<, ======= and >>>>>>>.";
    return {};
}

} // namespace

Result<std::string> projectToJson(const Project& project)
{
    try {
        Json tree = {{"format", formatName}, {"version", currentVersion}};
        tree["metadata"] = json::metadataTree(project.metadata, project.unknownOfObjects);
        tree["mappings"] = json::mappingsTree(project.mappings);
        for (const auto& [name, text] : project.unknown) {
            if (!tree.contains(name))
                tree[name] = Json::parse(text);
        }
        return tree.dump(2) + "\n";
    } catch (const Json::type_error&) {
        return fail(ErrorKind::Argument,
            "A name or a text in the model is not valid UTF-8 and cannot be written to a model file.");
    } catch (const Json::exception&) {
        return fail(ErrorKind::Argument, "An unknown field of the model holds no JSON.");
    }
}

Result<Project> projectFromJson(std::string_view text)
{
    try {
        const Json tree = json::parsed(text);
        checkFormat(tree);
        Project project;
        for (const auto& [name, value] : tree.items()) {
            if (name == "metadata")
                project.metadata = json::metadataOfTree(value, name, project.unknownOfObjects);
            else if (name == "mappings")
                project.mappings = json::mappingsOfTree(value, name);
            else if (name != "format" && name != "version")
                project.unknown.emplace_back(name, value.dump());
        }
        return project;
    } catch (const json::Unreadable& failure) {
        return fail(ErrorKind::File, "The model cannot be read. " + failure.message, hintFor(text));
    }
}

Result<Project> loadProject(const std::string& path)
{
    namespace fs = std::filesystem;
    std::error_code code;
    fs::file_status status = fs::status(path, code);
    if (status.type() == fs::file_type::not_found)
        return fail(ErrorKind::File, "There is no file " + path + ".");
    if (!fs::is_regular_file(status))
        return fail(ErrorKind::File, path + " is not a file that holds a model.");
    std::uintmax_t size = fs::file_size(path, code);
    if (!code && size > largestFile)
        return fail(ErrorKind::File, path + " is too large for a model.");
    std::ifstream file(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file.is_open() || file.bad())
        return fail(ErrorKind::File, "Cannot read " + path + ": " + std::strerror(errno) + ".");
    Result<Project> project = projectFromJson(text);
    if (!project) {
        Error error = project.error();
        error.message = path + ": " + error.message;
        return fail(std::move(error));
    }
    return project;
}

Result<void> saveProject(const Project& project, const std::string& path)
{
    Result<std::string> text = projectToJson(project);
    if (!text)
        return fail(text.error());
    // A good file is replaced by one that opens, or not at all.
    if (Result<Project> again = projectFromJson(*text); !again) {
        Error error = again.error();
        error.message = "The model was not saved, because it could not be opened again. " + error.message;
        return fail(std::move(error));
    }
    std::error_code code;
    std::filesystem::path target = std::filesystem::canonical(path, code); // where links lead
    return AtomicFile::create(code ? path : target.string()).and_then([&](AtomicFile file) {
        return file.write(*text).and_then([&] { return file.commit(); });
    });
}

} // namespace relata
