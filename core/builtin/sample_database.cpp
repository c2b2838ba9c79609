#include "core/builtin/sample_database.h"

#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

namespace relata {

extern const unsigned char bookshop_script[];
extern const std::size_t bookshop_script_size;

namespace {

namespace fs = std::filesystem;

struct CloseDatabase
{
    void operator()(sqlite3* handle) const { sqlite3_close(handle); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

struct FinalizeStatement
{
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

// FNV-1a, folded to the 31 bits that user_version keeps as a positive number; never 0, which is what a
// database has whose user_version nobody set.
std::int32_t checksum(std::string_view script)
{
    std::uint32_t hash = 2166136261U;
    for (const char c : script)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    const auto folded = static_cast<std::int32_t>((hash >> 31U) ^ (hash & 0x7fffffffU));
    return folded == 0 ? 1 : folded;
}

Error fileError(std::string message, const std::string& detail)
{
    Error error;
    error.kind = ErrorKind::File;
    error.message = std::move(message);
    error.hint = "Check that the folder can be written to and that the disk is not full; XDG_DATA_HOME names "
                 "another folder.";
    error.detail = detail;
    return error;
}

// Nothing if the file is missing or is no SQLite database. Fails where that cannot be told, so that a file
// that is merely locked or protected is not taken for a broken one.
Result<std::optional<std::int32_t>> versionOf(const fs::path& file)
{
    std::error_code code;
    if (!fs::is_regular_file(file, code))
        return std::nullopt;
    sqlite3* handle = nullptr;
    int status = sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READONLY, nullptr);
    const Database database(handle);
    sqlite3_stmt* raw = nullptr;
    if (status == SQLITE_OK) {
        sqlite3_busy_timeout(handle, 2000);
        status = sqlite3_prepare_v2(handle, "PRAGMA user_version", -1, &raw, nullptr);
    }
    const std::unique_ptr<sqlite3_stmt, FinalizeStatement> statement(raw);
    if (status == SQLITE_OK)
        status = sqlite3_step(raw);
    if (status == SQLITE_ROW)
        return sqlite3_column_int(raw, 0);
    if (status == SQLITE_NOTADB || status == SQLITE_CORRUPT)
        return std::nullopt;
    return fail(fileError(
        fmt::format("The sample database {} could not be read.", file.string()), sqlite3_errstr(status)));
}

// Removes what a failed or stopped build leaves behind.
class TemporaryFile
{
public:
    explicit TemporaryFile(fs::path path) : m_path(std::move(path)) { }
    ~TemporaryFile()
    {
        std::error_code ignored;
        fs::remove(m_path, ignored);
        fs::remove(m_path.string() + "-journal", ignored);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
};

int stopRequested(void* stop)
{
    return static_cast<std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

Result<void> build(const fs::path& file, std::string_view script, std::int32_t version, std::stop_token stop)
{
    sqlite3* handle = nullptr;
    const int opened = sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE, nullptr);
    const Database database(handle); // a handle comes back on failure too
    if (opened != SQLITE_OK)
        return fail(fileError(fmt::format("The sample database could not be made at {}.", file.string()),
            sqlite3_errstr(opened)));
    sqlite3_progress_handler(database.get(), 20000, stopRequested, &stop);

    // The file is thrown away unless all of it succeeds, so a journal on disk would protect nothing. The
    // version comes last: it says that everything before it is there.
    const std::string statements =
        fmt::format("PRAGMA journal_mode = MEMORY;\n{}\nPRAGMA user_version = {};", script, version);
    if (sqlite3_exec(database.get(), statements.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK)
        return {};

    const int code = sqlite3_errcode(database.get());
    const std::string detail = sqlite3_errmsg(database.get());
    if (code == SQLITE_INTERRUPT)
        return fail(ErrorKind::Cancelled, "Making the sample database was stopped.");
    if (code == SQLITE_FULL || code == SQLITE_IOERR || code == SQLITE_READONLY || code == SQLITE_CANTOPEN)
        return fail(
            fileError(fmt::format("The sample database could not be written to {}.", file.string()), detail));
    Error error;
    error.kind = ErrorKind::Internal;
    error.message = "The sample database's script failed.";
    error.detail = detail;
    error.nativeCode = code;
    return fail(std::move(error));
}

// Renames the database, and what SQLite keeps beside it, to a name that is free.
Result<void> moveAside(const fs::path& file, std::optional<std::int32_t> version)
{
    const std::string base = fmt::format("{}-before-{:08x}", (file.parent_path() / file.stem()).string(),
        static_cast<std::uint32_t>(version.value_or(0)));
    std::error_code code;
    fs::path target = base + file.extension().string();
    for (int n = 2; fs::exists(target, code); ++n)
        target = fmt::format("{}-{}{}", base, n, file.extension().string());
    for (const char* suffix : {"-wal", "-journal"}) { // before the database: it may need them to be whole
        if (fs::exists(file.string() + suffix, code))
            fs::rename(file.string() + suffix, target.string() + suffix, code);
    }
    fs::remove(file.string() + "-shm", code);
    fs::rename(file, target, code);
    if (code && code != std::errc::no_such_file_or_directory)
        return fail(
            fileError(fmt::format("The older sample database {} could not be renamed.", file.string()),
                code.message()));
    return {};
}

} // namespace

std::string_view sampleDatabaseScript()
{
    return {reinterpret_cast<const char*>(bookshop_script), bookshop_script_size};
}

Result<fs::path> sampleDatabasePath()
{
    const char* data = std::getenv("XDG_DATA_HOME");
    fs::path folder = data == nullptr ? "" : data;
    if (!folder.is_absolute()) {
        const char* home = std::getenv("HOME");
        if (home == nullptr || !fs::path(home).is_absolute())
            return fail(ErrorKind::File,
                "There is no folder for the sample database: neither XDG_DATA_HOME nor HOME is set.",
                "Set one of them to a folder that can be written to.");
        folder = fs::path(home) / ".local" / "share";
    }
    return folder / "relata" / "samples" / "bookshop.db";
}

Result<fs::path> ensureSampleDatabase(const fs::path& file, std::string_view script, std::stop_token stop)
{
    const std::int32_t version = checksum(script);
    auto found = versionOf(file);
    if (!found)
        return fail(found.error());
    if (*found == version)
        return file;

    std::error_code code;
    fs::create_directories(file.parent_path(), code);
    if (code)
        return fail(fileError(
            fmt::format("The folder {} could not be made.", file.parent_path().string()), code.message()));

    std::string pattern = file.string() + ".XXXXXX";
    const int descriptor = mkstemp(pattern.data());
    if (descriptor < 0) {
        const std::error_code reason(errno, std::generic_category());
        return fail(fileError(
            fmt::format("The sample database could not be made in {}.", file.parent_path().string()),
            reason.message()));
    }
    ::close(descriptor);
    const TemporaryFile temporary(pattern);
    if (auto built = build(temporary.path(), script, version, stop); !built)
        return fail(built.error());

    // Another process may have been quicker.
    found = versionOf(file);
    if (!found)
        return fail(found.error());
    if (*found == version)
        return file;
    if (fs::exists(fs::symlink_status(file, code))) {
        if (auto moved = moveAside(file, *found); !moved)
            return fail(moved.error());
    }
    fs::rename(temporary.path(), file, code);
    if (code)
        return fail(fileError(
            fmt::format("The sample database could not be put at {}.", file.string()), code.message()));
    return file;
}

} // namespace relata
