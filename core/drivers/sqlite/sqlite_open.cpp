#include "core/drivers/sqlite/sqlite_open.h"

#include "core/util/strings.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace relata::sqlite {
namespace {

constexpr std::string_view magic("SQLite format 3\0", 16);

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

// Only what would end the path of a URI or be decoded in it.
std::string uriEncoded(std::string_view text)
{
    std::string result;
    for (char c : text) {
        if (c == '%' || c == '?' || c == '#' || c == '&' || c == '=' || c == '+')
            result += fmt::format("%{:02x}", static_cast<unsigned char>(c));
        else
            result += c;
    }
    return result;
}

// The path that SQLite takes from a "file:" URI: without scheme, authority, query and fragment, %HH decoded.
std::string pathOfUri(std::string_view uri)
{
    std::string_view rest = uri.substr(5);
    if (rest.substr(0, 2) == "//") {
        std::size_t slash = rest.find('/', 2);
        rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash);
    }
    rest = rest.substr(0, rest.find_first_of("?#"));
    std::string path;
    for (std::size_t i = 0; i < rest.size(); ++i) {
        if (rest[i] == '%' && i + 2 < rest.size() && hexDigit(rest[i + 1]) >= 0
            && hexDigit(rest[i + 2]) >= 0) {
            path += static_cast<char>(hexDigit(rest[i + 1]) * 16 + hexDigit(rest[i + 2]));
            i += 2;
        } else {
            path += rest[i];
        }
    }
    return path;
}

std::string queryOfUri(std::string_view uri, std::string_view key)
{
    std::size_t question = uri.find('?');
    if (question == std::string_view::npos)
        return {};
    std::string_view query = uri.substr(question + 1);
    for (const std::string& pair : split(query.substr(0, query.find('#')), '&')) {
        std::size_t equals = pair.find('=');
        if (equals != std::string::npos && std::string_view(pair).substr(0, equals) == key)
            return pair.substr(equals + 1);
    }
    return {};
}

struct Parameters
{
    std::string filename;
    bool uri = false;
    std::string mode;
    std::string vfs;
    std::chrono::milliseconds timeout{5000};
    bool trustedSchema = false;
    std::vector<std::pair<std::string, std::string>> uriParameters; // that only a URI can carry
};

Result<Parameters> readParameters(const ConnectArguments& arguments)
{
    Parameters result;
    for (const auto& [key, value] : arguments.parameters) {
        if (value.find('\0') != std::string::npos)
            return fail(
                ErrorKind::Argument, fmt::format("The connection's {} contains a NUL character.", key));
        if (key == "filename") {
            result.filename = value;
        } else if (key == "uri") {
            result.uri = value == "true";
        } else if (key == "mode") {
            if (value != "ro" && value != "rw" && value != "rwc" && value != "memory")
                return fail(ErrorKind::Argument, fmt::format("“{}” is not a mode of SQLite.", value),
                    "mode is ro (read only), rw, rwc (creates the file if it is missing) or memory.");
            result.mode = value;
        } else if (key == "vfs") {
            result.vfs = value;
        } else if (key == "trusted_schema") {
            result.trustedSchema = value == "true";
        } else if (key == "timeout_ms") {
            long long number = 0;
            auto [end, code] = std::from_chars(value.data(), value.data() + value.size(), number);
            if (code != std::errc() || end != value.data() + value.size() || number < 0
                || number > 86'400'000)
                return fail(ErrorKind::Argument,
                    fmt::format("The time limit “{}” is not a number of milliseconds.", value));
            result.timeout = std::chrono::milliseconds(number);
        } else if (key == "cache" || key == "immutable" || key == "nolock" || key == "psow") {
            result.uriParameters.emplace_back(key, value);
        } else {
            return fail(ErrorKind::Argument, fmt::format("SQLite has no connection parameter “{}”.", key),
                "It takes mode, timeout, vfs, cache, immutable, nolock, psow and trusted_schema.");
        }
    }
    return result;
}

Error fileError(std::string message, std::string hint)
{
    Error error;
    error.kind = ErrorKind::File;
    error.message = std::move(message);
    error.hint = std::move(hint);
    error.connectionUsable = false;
    return error;
}

std::uint32_t bigEndian(const char* bytes, int count)
{
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i)
        value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

} // namespace

Result<OpenRequest> makeOpenRequest(const ConnectArguments& arguments)
{
    Result<Parameters> read = readParameters(arguments);
    if (!read)
        return fail(read.error());
    Parameters& parameters = *read;
    bool isUri = parameters.uri && parameters.filename.starts_with("file:");
    std::string mode = parameters.mode;
    if (mode.empty() && isUri)
        mode = queryOfUri(parameters.filename, "mode");

    OpenRequest request;
    request.vfs = parameters.vfs;
    request.busyTimeout = parameters.timeout;
    request.trustedSchema = parameters.trustedSchema;
    bool inMemory = parameters.filename.empty() || parameters.filename == ":memory:" || mode == "memory";
    bool readOnly = arguments.readOnly || mode == "ro";
    request.mayCreate = inMemory || (mode == "rwc" && !readOnly);
    request.flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI
        | (readOnly && !inMemory ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE)
        | (request.mayCreate ? SQLITE_OPEN_CREATE : 0);

    std::string uriVfs = isUri ? queryOfUri(parameters.filename, "vfs") : std::string();
    std::string vfs = parameters.vfs.empty() ? uriVfs : parameters.vfs;
    if (!vfs.empty() && !sqlite3_vfs_find(vfs.c_str()))
        return fail(ErrorKind::Argument, fmt::format("SQLite has no file system layer (vfs) “{}”.", vfs));
    bool ordinaryVfs = vfs.empty() || vfs.starts_with("unix");
    if (!inMemory && ordinaryVfs)
        request.path = isUri ? pathOfUri(parameters.filename) : parameters.filename;

    if (isUri) {
        request.name = parameters.filename.substr(0, parameters.filename.find('#'));
    } else if (parameters.uriParameters.empty() && mode != "memory") {
        // A plain path; one that begins with "file:" must not be taken for a URI.
        request.name =
            parameters.filename.starts_with("file:") ? "./" + parameters.filename : parameters.filename;
        return request;
    } else {
        const std::string& path = parameters.filename;
        // "//" at the beginning of a path would be read as an authority.
        request.name = "file:" + std::string(path.starts_with("//") ? "//" : "") + uriEncoded(path);
    }
    auto append = [&](const std::string& key, const std::string& value) {
        request.name +=
            (request.name.find('?') == std::string::npos ? "?" : "&") + key + "=" + uriEncoded(value);
    };
    for (const auto& [key, value] : parameters.uriParameters)
        append(key, value);
    // The last one of a key is not the one that SQLite takes, so the mode is appended only where the URI has
    // none. A URI's own rw or rwc in a read-only connection is refused by SQLite: it is taken out.
    std::string own = isUri ? queryOfUri(request.name, "mode") : std::string();
    if (own.empty() && !mode.empty())
        append("mode", arguments.readOnly && mode != "memory" ? "ro" : mode);
    else if (arguments.readOnly && (own == "rw" || own == "rwc"))
        request.name = replaceAll(request.name, "mode=" + own, "mode=ro");
    return request;
}

Result<void> checkFile(const OpenRequest& request)
{
    if (request.path.empty())
        return {};
    const std::string& path = request.path;
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0) {
        int code = errno;
        if (code == ENOENT && request.mayCreate) {
            std::size_t slash = path.rfind('/');
            std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
            if (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode))
                return fail(fileError(fmt::format("There is no folder “{}” to create the file in.", folder),
                    "Create the folder first, or choose another one."));
            if (::eaccess(folder.c_str(), W_OK) != 0)
                return fail(fileError(
                    fmt::format("The file “{}” cannot be created: you may not write to its folder.", path),
                    "Choose another folder, or change its permissions."));
            return {};
        }
        if (code == ENOENT || code == ENOTDIR)
            return fail(fileError(fmt::format("There is no file “{}”.", path),
                "Check the path. To create a new database, add ?mode=rwc to the URL."));
        return fail(fileError(fmt::format("The file “{}” cannot be read: {}.", path, std::strerror(code)),
            "Check the permissions of the file and of the folders above it."));
    }
    if (S_ISDIR(status.st_mode))
        return fail(fileError(
            fmt::format("“{}” is a folder, not a database file.", path), "Choose a file inside it."));
    if (!S_ISREG(status.st_mode))
        return fail(fileError(
            fmt::format("“{}” is a device or a pipe, not a database file.", path), "Choose a regular file."));
    if (::eaccess(path.c_str(), R_OK) != 0)
        return fail(fileError(fmt::format("You may not read the file “{}”.", path),
            "Ask its owner for permission to read it, or open a copy."));
    return {};
}

Error diagnoseFile(const std::string& path)
{
    std::string name = path.empty() ? "The database" : fmt::format("The file “{}”", path);
    Error damaged = fileError(name + " is a damaged SQLite database.",
        "Open a backup, or save what can be read with the sqlite3 shell's .recover command.");
    std::ifstream file(path, std::ios::binary);
    char header[100] = {};
    file.read(header, sizeof header);
    auto length = static_cast<std::size_t>(file.gcount());
    if (path.empty() || length == 0)
        return damaged;
    if (length < magic.size() || std::string_view(header, magic.size()) != magic) {
        if (std::string_view(header, std::min(length, magic.size())) == magic.substr(0, length))
            return fileError(
                name + fmt::format(" is a truncated SQLite database: it ends after {} bytes.", length),
                "Open a backup; the copy may have been interrupted.");
        return fileError(name + " is encrypted or is not a SQLite database.",
            "Relata cannot open encrypted SQLite files. Check that this is the right file.");
    }
    if (length < sizeof header)
        return fileError(
            name + fmt::format(" is a truncated SQLite database: it ends after {} bytes.", length),
            "Open a backup; the copy may have been interrupted.");
    std::uint64_t pageSize = bigEndian(header + 16, 2);
    pageSize = pageSize == 1 ? 65536 : pageSize;
    // The page count is right only if the change counter agrees with the version-valid-for number.
    bool countValid = bigEndian(header + 24, 4) == bigEndian(header + 92, 4);
    std::uint64_t expected = pageSize * bigEndian(header + 28, 4);
    struct stat status = {};
    if (countValid && ::stat(path.c_str(), &status) == 0
        && static_cast<std::uint64_t>(status.st_size) < expected)
        return fileError(name
                + fmt::format(" is truncated: it has {} of {} bytes.",
                    static_cast<std::uint64_t>(status.st_size), expected),
            "Open a backup; the copy may have been interrupted. The sqlite3 shell's .recover command saves "
            "what "
            "is left.");
    return damaged;
}

} // namespace relata::sqlite
