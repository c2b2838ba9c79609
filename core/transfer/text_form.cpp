#include "core/transfer/text_form.h"

#include "core/util/strings.h"

namespace relata {
namespace {

// Reads one code point at `at` and moves on; -1 for a byte that belongs to none.
std::int32_t nextCodePoint(std::string_view text, std::size_t& at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) {
        ++at;
        return lead;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || at + length > text.size() || !isValidUtf8(text.substr(at, length))) {
        ++at;
        return -1;
    }
    std::int32_t point = lead & (0xFF >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
        point = (point << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3F);
    at += length;
    return point;
}

void appendUtf16(std::string& out, std::int32_t point)
{
    const auto unit = [&out](std::int32_t value) {
        out += static_cast<char>(value & 0xFF);
        out += static_cast<char>(value >> 8);
    };
    if (point >= 0x10000) {
        unit(0xD800 + ((point - 0x10000) >> 10));
        unit(0xDC00 + ((point - 0x10000) & 0x3FF));
    } else {
        unit(point);
    }
}

std::string encoded(std::string_view text, TextEncoding encoding, std::int64_t& replaced)
{
    std::string out;
    out.reserve(text.size() * (encoding == TextEncoding::Utf16 ? 2 : 1));
    for (std::size_t at = 0; at < text.size();) {
        std::int32_t point = nextCodePoint(text, at);
        if (encoding == TextEncoding::Utf16) {
            replaced += point < 0 ? 1 : 0;
            appendUtf16(out, point < 0 ? 0xFFFD : point);
        } else {
            const bool fits = point >= 0 && point <= 0xFF;
            replaced += fits ? 0 : 1;
            out += fits ? static_cast<char>(point) : '?';
        }
    }
    return out;
}

} // namespace

std::string toBase64(std::string_view bytes)
{
    static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        unsigned group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = (group << 8) | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k)
            out += k <= count ? digits[(group >> (18 - 6 * k)) & 0x3F] : '=';
    }
    return out;
}

std::string bytesText(std::string_view bytes, BytesText form)
{
    return form == BytesText::Base64 ? toBase64(bytes) : "\\x" + toHex(bytes);
}

ByteSink encodedSink(
    ByteSink inner, TextEncoding encoding, bool byteOrderMark, std::shared_ptr<std::int64_t> replaced)
{
    if (encoding == TextEncoding::Utf8 && !byteOrderMark)
        return inner;
    auto marked = std::make_shared<bool>(false);
    return [inner = std::move(inner), encoding, byteOrderMark, replaced = std::move(replaced), marked](
               std::string_view bytes) -> Result<void> {
        if (!*marked) {
            *marked = true;
            const std::string_view mark = encoding == TextEncoding::Utf16 ? "\xFF\xFE"
                : encoding == TextEncoding::Utf8 && byteOrderMark         ? "\xEF\xBB\xBF"
                                                                          : "";
            if (Result<void> written = mark.empty() ? Result<void>() : inner(mark); !written)
                return written;
        }
        return encoding == TextEncoding::Utf8 ? inner(bytes) : inner(encoded(bytes, encoding, *replaced));
    };
}

} // namespace relata
