// The pending edits of one connection on disk, so that they outlive a crash, a kill and a power cut.
//
// One file per connection. Each line holds a checksum (MD5 of the rest) and a JSON object: the first one says
// what the file is, the others the rows that changed, whole, and those that are no longer pending. A change
// counts as kept once record() has returned: it is on the disk by then (fsync). A line that was cut at the
// end of the file was never kept and is ignored; damage before the end is reported, and what can be read is
// read. Values are kept as they are; nothing of the connection but the name that the caller gives, which must
// not hold a password.
//
// Sizes: a line is as long as its rows. The file is written anew (compacted, replacing the old one at once)
// by settle points of the caller and when what was appended grows beyond 4 MiB.
//
// One thread at a time; a lock file keeps other programs away. Errors (File): what the system says; a full
// disk leaves the edits in memory and the file as it was, and the next record() tries all of it again.
#pragma once

#include "core/editing/pending_set.h"

#include <string>
#include <string_view>

namespace relata {

struct JournalContent
{
    std::string connection; // as EditJournal::open() got it
    PendingSet pending; // without undo steps
    bool cutAtEnd = false; // the last line was not finished
    std::vector<std::size_t> damagedLines; // from 1; their changes are lost
};

// Never fails for what stands in the text: what is no line of a journal is a damaged line.
JournalContent parseJournal(std::string_view text);
// A missing file is an empty journal.
Result<JournalContent> readJournal(const std::string& path);
// The checksum that stands before a line's JSON.
std::string journalChecksum(std::string_view json);

class EditJournal
{
public:
    // Reads what is there, and begins a file with it. A file with damage is kept beside as
    // `path`.damaged. The folder must exist. The file can be read by its owner alone.
    static Result<EditJournal> open(const std::string& path, const std::string& connection);
    EditJournal(EditJournal&& other) noexcept;
    EditJournal& operator=(EditJournal&&) = delete;
    ~EditJournal();

    const JournalContent& found() const { return m_found; } // what open() has read
    // Appends what differs from the last record. One line, so all of a step is kept or nothing.
    Result<void> record(const PendingSet& pending);
    // Writes the file anew with these rows alone: after a commit.
    Result<void> compact(const PendingSet& pending);

private:
    EditJournal() = default;
    Result<void> append(const std::string& line);

    std::string m_path;
    std::string m_connection;
    JournalContent m_found;
    std::map<EditId, PendingRowPtr> m_recorded;
    int m_file = -1;
    int m_lock = -1;
    std::int64_t m_size = 0; // bytes that are good
    std::int64_t m_appended = 0; // since the last compaction
    std::uint64_t m_line = 0;
};

} // namespace relata
