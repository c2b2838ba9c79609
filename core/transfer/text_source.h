// A file's text as UTF-8, read in portions. Bytes of a UTF-8 file that are not UTF-8 pass as they are, so
// that whoever reads a field can say where they stand.
#pragma once

#include "core/util/result.h"

#include <cstdint>
#include <memory>
#include <string>

namespace relata {

enum class InputEncoding
{
    Utf8, // with or without a mark
    Utf16Le,
    Utf16Be,
    Latin1, // Windows-1252, as browsers read what calls itself Latin-1
};

const char* toString(InputEncoding encoding); // "UTF-8"

// Appends `bytes` as UTF-8. A character that `bytes` cut stays in `carry` for the next call; `last` gives up
// on it. Half of a surrogate pair becomes U+FFFD.
void decodeTo(
    std::string& out, std::string_view bytes, InputEncoding encoding, std::string& carry, bool last);

class TextSource
{
public:
    // Errors (File): not there, a folder, not readable.
    static Result<std::unique_ptr<TextSource>> open(const std::string& path, InputEncoding encoding);
    // Text that is here already, for previews and tests; UTF-8.
    static std::unique_ptr<TextSource> ofText(std::string text);
    ~TextSource();
    TextSource(const TextSource&) = delete;
    TextSource& operator=(const TextSource&) = delete;

    // Appends the next portion; false at the end. Throws DatabaseError (File) where reading fails.
    bool read(std::string& out);
    std::int64_t position() const { return m_position; } // bytes of the file that were read
    std::int64_t size() const { return m_size; } // of the file; 0 if it is none (a pipe)

private:
    TextSource() = default;
    std::string m_path;
    InputEncoding m_encoding = InputEncoding::Utf8;
    std::string m_carry;
    std::string m_text; // of ofText()
    int m_descriptor = -1;
    std::int64_t m_position = 0;
    std::int64_t m_size = 0;
    bool m_ended = false;
};

} // namespace relata
