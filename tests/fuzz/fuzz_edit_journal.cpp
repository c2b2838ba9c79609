// Whatever stands in a journal's file: it is read without harm, and what was read is written and read again.
// Inputs would never guess checksums, so each line gets its right one unless it begins with '!'.
#include "core/editing/edit_journal.h"
#include "core/editing/journal_json.h"
#include "core/util/strings.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace relata;
    const std::string text(reinterpret_cast<const char*>(data), size);
    parseJournal(text);
    std::string journal;
    for (const std::string& line : split(text, '\n'))
        journal += line.starts_with("!") ? line + "\n" : journalChecksum(line) + " " + line + "\n";
    const JournalContent content = parseJournal(journal);
    for (const auto& [id, row] : content.pending.rows()) {
        const std::optional<PendingRow> again = journalRowFrom(journalRow(*row));
        if (!again || again->id != id || journalRow(*again) != journalRow(*row))
            std::abort();
    }
    return 0;
}
