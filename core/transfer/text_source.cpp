#include "core/transfer/text_source.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <unistd.h>

#include <fcntl.h>

namespace relata {
namespace {

constexpr std::size_t portion = 256u << 10; // bytes
constexpr std::string_view utf8Mark = "\xEF\xBB\xBF";

Error failure(const std::string& path, const char* why)
{
    Error error;
    error.kind = ErrorKind::File;
    error.message = "Cannot read " + path + ": " + why + ".";
    return error;
}

void appendUtf8(std::string& out, std::uint32_t point)
{
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0 | (point >> 6));
        out += static_cast<char>(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        out += static_cast<char>(0xE0 | (point >> 12));
        out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (point & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (point >> 18));
        out += static_cast<char>(0x80 | ((point >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (point & 0x3F));
    }
}

// Windows-1252's 0x80 to 0x9F (https://encoding.spec.whatwg.org/#legacy-single-byte-encodings).
constexpr std::uint16_t windows1252[] = {0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6,
    0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013,
    0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178};

void decodeUtf16(std::string& out, std::string_view bytes, bool bigEndian, std::string& carry, bool last)
{
    std::string whole = carry + std::string(bytes);
    carry.clear();
    const auto unitAt = [&whole, bigEndian](std::size_t at) {
        const auto first = static_cast<unsigned char>(whole[at]);
        const auto second = static_cast<unsigned char>(whole[at + 1]);
        return static_cast<std::uint32_t>(bigEndian ? first << 8 | second : second << 8 | first);
    };
    std::size_t at = 0;
    while (at + 2 <= whole.size()) {
        const std::uint32_t unit = unitAt(at);
        if (unit < 0xD800 || unit > 0xDFFF) {
            appendUtf8(out, unit);
            at += 2;
        } else if (unit > 0xDBFF) {
            appendUtf8(out, 0xFFFD);
            at += 2;
        } else if (at + 4 > whole.size()) {
            break;
        } else if (const std::uint32_t low = unitAt(at + 2); low >= 0xDC00 && low <= 0xDFFF) {
            appendUtf8(out, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
            at += 4;
        } else {
            appendUtf8(out, 0xFFFD);
            at += 2;
        }
    }
    if (at < whole.size()) {
        if (last)
            appendUtf8(out, 0xFFFD);
        else
            carry = whole.substr(at);
    }
}

} // namespace

const char* toString(InputEncoding encoding)
{
    switch (encoding) {
    case InputEncoding::Utf8:
        return "UTF-8";
    case InputEncoding::Utf16Le:
        return "UTF-16";
    case InputEncoding::Utf16Be:
        return "UTF-16, big endian";
    case InputEncoding::Latin1:
        return "Latin-1";
    }
    return "";
}

void decodeTo(std::string& out, std::string_view bytes, InputEncoding encoding, std::string& carry, bool last)
{
    switch (encoding) {
    case InputEncoding::Utf8:
        out += bytes;
        break;
    case InputEncoding::Latin1:
        for (char c : bytes) {
            const auto byte = static_cast<unsigned char>(c);
            appendUtf8(out, byte >= 0x80 && byte <= 0x9F ? windows1252[byte - 0x80] : byte);
        }
        break;
    case InputEncoding::Utf16Le:
    case InputEncoding::Utf16Be:
        decodeUtf16(out, bytes, encoding == InputEncoding::Utf16Be, carry, last);
        break;
    }
}

Result<std::unique_ptr<TextSource>> TextSource::open(const std::string& path, InputEncoding encoding)
{
    std::unique_ptr<TextSource> source(new TextSource);
    source->m_path = path;
    source->m_encoding = encoding;
    source->m_descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat found
    { };
    if (source->m_descriptor < 0 || ::fstat(source->m_descriptor, &found) != 0)
        return fail(failure(path, std::strerror(errno)));
    if (S_ISDIR(found.st_mode))
        return fail(failure(path, "it is a folder"));
    source->m_size = S_ISREG(found.st_mode) ? found.st_size : 0;
    return source;
}

std::unique_ptr<TextSource> TextSource::ofText(std::string text)
{
    std::unique_ptr<TextSource> source(new TextSource);
    source->m_size = static_cast<std::int64_t>(text.size());
    source->m_text = std::move(text);
    return source;
}

TextSource::~TextSource()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

bool TextSource::read(std::string& out)
{
    if (m_ended)
        return false;
    const std::size_t before = out.size();
    const bool first = m_position == 0;
    std::string bytes;
    if (m_descriptor < 0) {
        bytes = std::move(m_text);
        m_ended = true;
    } else {
        bytes.resize(portion);
        ssize_t count = 0;
        do
            count = ::read(m_descriptor, bytes.data(), bytes.size());
        while (count < 0 && errno == EINTR);
        if (count < 0)
            raise(failure(m_path, std::strerror(errno)));
        bytes.resize(static_cast<std::size_t>(count));
        m_ended = count == 0;
    }
    m_position += static_cast<std::int64_t>(bytes.size());
    decodeTo(out, bytes, m_encoding, m_carry, m_ended);
    // The mark is no text. UTF-16's decodes to the same three bytes.
    if (first && std::string_view(out).substr(before).starts_with(utf8Mark))
        out.erase(before, utf8Mark.size());
    return !m_ended || out.size() > before;
}

} // namespace relata
