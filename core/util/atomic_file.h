// Writes a file so that its name always shows either the old content or the whole new one.
//
// Bytes go to a temporary file in the same folder; commit() flushes it to disk (fsync) and renames it over
// the name. Without a commit (an error, a stop, a crash) the old file is untouched, and the temporary one is
// removed by the destructor.
#pragma once

#include "core/util/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace relata {

class AtomicFile
{
public:
    // Errors (File): the folder is missing, not writable ...
    static Result<AtomicFile> create(const std::string& path);
    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile& operator=(AtomicFile&&) = delete;
    ~AtomicFile();

    Result<void> write(std::string_view bytes);
    Result<void> commit();
    const std::string& temporaryPath() const { return m_temporaryPath; }

private:
    AtomicFile() = default;
    std::string m_path;
    std::string m_temporaryPath;
    int m_descriptor = -1;
};

} // namespace relata
