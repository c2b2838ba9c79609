#include "core/sql/identifier_preparer.h"

#include "core/util/md5.h"
#include "core/util/strings.h"

namespace relata {

bool IdentifierPreparer::needsQuotes(std::string_view name) const
{
    if (name.empty())
        return true;
    auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    if (name.front() >= '0' && name.front() <= '9')
        return true;
    if (name.front() == '_' && m_traits->caseFolding == CaseFolding::Upper)
        return true; // Oracle: a bare name begins with a letter
    bool mayHaveUpper = m_traits->caseFolding == CaseFolding::Preserve;
    for (char c : name) {
        if (!plain(c) && !(mayHaveUpper && c >= 'A' && c <= 'Z'))
            return true;
    }
    return m_traits->reservedWords && m_traits->reservedWords->contains(toLowerAscii(name));
}

std::string IdentifierPreparer::alwaysQuote(std::string_view name) const
{
    std::string result(1, m_traits->quoteOpen);
    for (char c : name) {
        result += c;
        if (c == m_traits->quoteClose)
            result += c;
    }
    result += m_traits->quoteClose;
    return result;
}

std::string IdentifierPreparer::quote(std::string_view name) const
{
    return needsQuotes(name) ? alwaysQuote(name) : std::string(name);
}

std::string IdentifierPreparer::qualified(std::string_view schema, std::string_view name) const
{
    return schema.empty() ? quote(name) : quote(schema) + "." + quote(name);
}

std::string IdentifierPreparer::quotedList(const std::vector<std::string>& names) const
{
    std::string result;
    for (const std::string& name : names) {
        if (!result.empty())
            result += ", ";
        result += quote(name);
    }
    return result;
}

std::string IdentifierPreparer::literal(std::string_view text) const
{
    std::string result = "'";
    for (char c : text) {
        result += c;
        if (c == '\'' || (c == '\\' && m_traits->backslashEscapes))
            result += c;
    }
    return result + "'";
}

std::string IdentifierPreparer::truncated(const std::string& name) const
{
    if (m_traits->maxIdentifierLength <= 0)
        return name;
    auto limit = static_cast<std::size_t>(m_traits->maxIdentifierLength);
    std::size_t length = m_traits->identifierLengthInBytes ? name.size() : codePointCount(name);
    if (length <= limit)
        return name;
    // SQLAlchemy's rule (IdentifierPreparer._truncate_and_render_maxlen_name), so that names agree.
    std::string suffix = "_" + md5Hex(name).substr(28);
    std::size_t room = limit > 8 ? limit - 8 : 0;
    std::string_view kept = name;
    if (m_traits->identifierLengthInBytes) {
        kept = utf8Prefix(kept, room);
    } else {
        while (codePointCount(kept) > room)
            kept = utf8Prefix(kept, kept.size() - 1);
    }
    return std::string(kept) + suffix;
}

} // namespace relata
