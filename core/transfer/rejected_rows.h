// The file of refused rows: in the format of the one that was read, with line and reason in front, so that it
// can be mended and imported again. Made with the first row; appears under its name when it is closed.
#pragma once

#include "core/transfer/detect_format.h"
#include "core/util/atomic_file.h"

#include <optional>

namespace relata {

class RejectedRows
{
public:
    // `path` "" = nothing is written.
    RejectedRows(std::string path, FileFormat format, std::vector<std::string> columns);
    // Errors (File): the disk is full, the folder may not be written to.
    Result<void> add(const Record& record, const std::string& reason);
    Result<void> close();
    bool isEmpty() const { return !m_file; }

private:
    std::string csvField(std::string_view text, bool quoted) const;
    std::string csvRow(const Record& record, const std::string& reason) const;
    std::string jsonRow(const Record& record, const std::string& reason) const;

    std::string m_path;
    FileFormat m_format;
    std::vector<std::string> m_columns;
    std::optional<AtomicFile> m_file;
    std::string m_buffer;
};

} // namespace relata
