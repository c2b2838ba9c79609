#include "ui/sqltext/prepared_sql.h"

#include "core/engine/registry.h"
#include "core/parse/tokenizer.h"
#include "core/util/strings.h"

#include <algorithm>
#include <optional>

namespace relata {
namespace {

int utf16Length(std::string_view utf8)
{
    const bool ascii = std::all_of(utf8.begin(), utf8.end(), [](char c) { return !(c & 0x80); });
    return ascii ? int(utf8.size()) : int(QString::fromUtf8(utf8.data(), qsizetype(utf8.size())).size());
}

// Reserved words, and what our compilers write in capitals.
bool isKeyword(std::string_view word, const std::unordered_set<std::string>* reserved)
{
    const bool capitals = word.size() > 1
        && std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
    return capitals || (reserved && reserved->contains(toLowerAscii(word)));
}

} // namespace

PreparedSql prepareSql(std::string_view sql, std::string_view dialect, int maximumLines)
{
    PreparedSql result;
    std::size_t end = sql.size();
    for (std::size_t at = sql.find('\n'); at != std::string_view::npos; at = sql.find('\n', at + 1)) {
        ++result.allLines;
        if (result.allLines == maximumLines)
            end = at + 1;
    }
    if (!sql.empty() && sql.back() != '\n')
        ++result.allLines;
    result.lines = std::min(result.allLines, maximumLines);
    sql = sql.substr(0, end);
    result.text = QString::fromUtf8(sql.data(), qsizetype(sql.size()));

    const auto known = findDialect(dialect);
    const std::unordered_set<std::string>* reserved = known ? known->traits().reservedWords : nullptr;
    int position = 0;
    for (const Token& token : tokenize(sql, LexicalRules::of(dialect), Trivia::Keep)) {
        const int length = utf16Length(token.text);
        std::optional<SqlSpan::Kind> kind;
        if (token.kind == TokenKind::Word && isKeyword(token.text, reserved))
            kind = SqlSpan::Kind::Keyword;
        else if (token.kind == TokenKind::String || token.kind == TokenKind::Blob)
            kind = SqlSpan::Kind::String;
        else if (token.kind == TokenKind::Number)
            kind = SqlSpan::Kind::Number;
        else if (token.kind == TokenKind::Comment)
            kind = SqlSpan::Kind::Comment;
        else if (token.kind == TokenKind::QuotedIdentifier)
            kind = SqlSpan::Kind::Identifier;
        if (kind)
            result.spans.push_back({position, length, *kind});
        position += length;
    }
    return result;
}

} // namespace relata
