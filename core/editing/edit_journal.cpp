#include "core/editing/edit_journal.h"

#include "core/editing/journal_json.h"
#include "core/util/atomic_file.h"
#include "core/util/md5.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

namespace relata {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t maxAppended = 4 << 20;
constexpr std::size_t checksumLength = 32;
constexpr int formatVersion = 1;

tl::unexpected<Error> failure(const std::string& what, const std::string& path, int code)
{
    std::string hint = code == ENOSPC || code == EDQUOT
        ? "The disk is full. The edits are still in memory: free some room, or commit them."
        : "";
    return fail(ErrorKind::File, what + " " + path + ": " + std::strerror(code) + ".", std::move(hint));
}

std::string lineOf(const Json& json)
{
    std::string text = json.dump(); // never throws: journalText() lets no invalid UTF-8 through
    return journalChecksum(text) + " " + text + "\n";
}

std::string headerLine(const std::string& connection)
{
    return lineOf({{"relata-journal", formatVersion}, {"connection", journalText(connection)}, {"n", 0}});
}

// Whether the line was one; `n` must be the next number, or a line before it is missing.
bool applyLine(std::string_view line, JournalContent& content, std::uint64_t& next, bool& missing)
{
    if (line.size() < checksumLength + 2 || line[checksumLength] != ' ')
        return false;
    std::string_view text = line.substr(checksumLength + 1);
    if (journalChecksum(text) != line.substr(0, checksumLength))
        return false;
    Json json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("n") || !json["n"].is_number_unsigned())
        return false;
    auto number = json["n"].get<std::uint64_t>();
    if (json.contains("relata-journal")) {
        std::optional<std::string> name =
            json.contains("connection") ? journalTextFrom(json["connection"]) : std::nullopt;
        if (!name || json["relata-journal"] != formatVersion)
            return false;
        content.connection = std::move(*name);
    } else {
        if (!json.contains("rows") || !json["rows"].is_array() || !json.contains("gone")
            || !json["gone"].is_array() || !json.contains("next") || !json["next"].is_number_unsigned())
            return false;
        std::vector<PendingRow> rows;
        for (const Json& item : json["rows"]) {
            std::optional<PendingRow> row = journalRowFrom(item);
            if (!row)
                return false;
            rows.push_back(std::move(*row));
        }
        for (const Json& id : json["gone"]) {
            if (!id.is_number_unsigned())
                return false;
        }
        for (const Json& id : json["gone"])
            content.pending.forget(id.get<EditId>());
        for (PendingRow& row : rows)
            content.pending.replaceRow(std::move(row));
        content.pending.reserveIds(std::min<EditId>(json["next"].get<EditId>(), EditId(1) << 62));
    }
    missing = number != next;
    next = number + 1;
    return true;
}

} // namespace

std::string journalChecksum(std::string_view json)
{
    return md5Hex(json);
}

JournalContent parseJournal(std::string_view text)
{
    JournalContent content;
    std::uint64_t next = 0;
    bool lost = false; // a damaged line explains a gap in the numbers
    for (std::size_t start = 0, number = 1; start < text.size(); ++number) {
        std::size_t end = text.find('\n', start);
        bool finished = end != std::string_view::npos;
        std::string_view line = text.substr(start, (finished ? end : text.size()) - start);
        start = finished ? end + 1 : text.size();
        bool missing = false;
        bool applied = finished && applyLine(line, content, next, missing);
        if (applied) {
            if (missing && !lost)
                content.damagedLines.push_back(number);
            lost = false;
        } else if (start >= text.size()) {
            content.cutAtEnd = true;
        } else {
            content.damagedLines.push_back(number);
            lost = true;
        }
    }
    return content;
}

Result<JournalContent> readJournal(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        if (errno == ENOENT)
            return JournalContent{};
        return failure("Cannot read", path, errno);
    }
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (file.bad())
        return failure("Cannot read", path, EIO);
    return parseJournal(text);
}

Result<EditJournal> EditJournal::open(const std::string& path, const std::string& connection)
{
    EditJournal journal;
    journal.m_path = path;
    journal.m_connection = connection;
    std::string lock = path + ".lock";
    journal.m_lock = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (journal.m_lock < 0)
        return failure("Cannot write", lock, errno);
    if (::flock(journal.m_lock, LOCK_EX | LOCK_NB) != 0) {
        return fail(ErrorKind::File,
            "Another program keeps the pending edits of this connection in " + path + ".",
            "Close the other window, or keep no journal here.");
    }
    Result<JournalContent> found = readJournal(path);
    if (!found)
        return tl::unexpected(found.error());
    journal.m_found = std::move(*found);
    if (!journal.m_found.damagedLines.empty()) {
        std::string aside = path + ".damaged";
        if (::link(path.c_str(), aside.c_str()) != 0 && errno != EEXIST)
            return failure("Cannot keep the damaged file as", aside, errno);
    }
    if (Result<void> written = journal.compact(journal.m_found.pending); !written)
        return tl::unexpected(written.error());
    return journal;
}

EditJournal::EditJournal(EditJournal&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_connection(std::move(other.m_connection))
    , m_found(std::move(other.m_found))
    , m_recorded(std::move(other.m_recorded))
    , m_file(std::exchange(other.m_file, -1))
    , m_lock(std::exchange(other.m_lock, -1))
    , m_size(other.m_size)
    , m_appended(other.m_appended)
    , m_line(other.m_line)
{ }

EditJournal::~EditJournal()
{
    if (m_file >= 0)
        ::close(m_file);
    if (m_lock >= 0)
        ::close(m_lock);
}

Result<void> EditJournal::append(const std::string& line)
{
    if (m_file < 0)
        return failure("Cannot write", m_path, EBADF);
    std::size_t done = 0;
    int code = 0;
    while (done < line.size() && code == 0) {
        ssize_t written = ::write(m_file, line.data() + done, line.size() - done);
        if (written >= 0)
            done += static_cast<std::size_t>(written);
        else if (errno != EINTR)
            code = errno;
    }
    if (code == 0 && ::fdatasync(m_file) != 0)
        code = errno;
    if (code != 0) {
        // What was written in part would be damage in the middle once more lines follow.
        if (::ftruncate(m_file, m_size) != 0) {
            ::close(m_file);
            m_file = -1;
        }
        return failure("Cannot keep the pending edits in", m_path, code);
    }
    m_size += static_cast<std::int64_t>(line.size());
    m_appended += static_cast<std::int64_t>(line.size());
    return {};
}

Result<void> EditJournal::record(const PendingSet& pending)
{
    Json rows = Json::array();
    Json gone = Json::array();
    for (const auto& [id, row] : pending.rows()) {
        auto before = m_recorded.find(id);
        if (before == m_recorded.end() || (before->second != row && !(*before->second == *row)))
            rows.push_back(journalRow(*row));
    }
    for (const auto& [id, row] : m_recorded) {
        if (!pending.find(id))
            gone.push_back(id);
    }
    if (rows.empty() && gone.empty())
        return {};
    if (m_file < 0 || m_appended > maxAppended)
        return compact(pending);
    Json json{
        {"n", m_line}, {"rows", std::move(rows)}, {"gone", std::move(gone)}, {"next", pending.nextId()}};
    if (Result<void> written = append(lineOf(json)); !written)
        return written;
    ++m_line;
    m_recorded = pending.rows();
    return {};
}

Result<void> EditJournal::compact(const PendingSet& pending)
{
    std::string text = headerLine(m_connection);
    Json rows = Json::array();
    for (const auto& [id, row] : pending.rows())
        rows.push_back(journalRow(*row));
    text +=
        lineOf({{"n", 1}, {"rows", std::move(rows)}, {"gone", Json::array()}, {"next", pending.nextId()}});
    Result<AtomicFile> file = AtomicFile::create(m_path);
    if (!file)
        return tl::unexpected(file.error());
    // Rows may hold what nobody else is to read.
    if (::chmod(file->temporaryPath().c_str(), 0600) != 0)
        return failure("Cannot write", m_path, errno);
    if (Result<void> written = file->write(text); !written)
        return written;
    if (Result<void> kept = file->commit(); !kept)
        return kept;
    if (m_file >= 0)
        ::close(m_file);
    m_file = ::open(m_path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    if (m_file < 0)
        return failure("Cannot write", m_path, errno);
    m_size = static_cast<std::int64_t>(text.size());
    m_appended = 0;
    m_line = 2;
    m_recorded = pending.rows();
    return {};
}

} // namespace relata
