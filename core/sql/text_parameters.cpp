#include "core/sql/text_parameters.h"

#include "core/util/error.h"

#include <algorithm>

namespace relata {
namespace {

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isNamePart(char c)
{
    return isNameStart(c) || (c >= '0' && c <= '9');
}

struct Piece
{
    std::string text;
    std::string name; // of the parameter behind it; "" at the end
};

// Where what begins at `at` ends, if quotes or a comment begin there; otherwise `at`.
std::size_t skipQuoted(std::string_view sql, std::size_t at)
{
    auto to = [&](std::string_view end, std::size_t from) {
        std::size_t found = sql.find(end, from);
        return found == std::string_view::npos ? sql.size() : found + end.size();
    };
    char c = sql[at];
    std::string_view rest = sql.substr(at);
    if (c == '\'' || c == '"' || c == '`')
        return to(std::string_view(&c, 1), at + 1); // a doubled quote opens the next piece
    if (rest.substr(0, 2) == "--")
        return to("\n", at);
    if (rest.substr(0, 2) == "/*")
        return to("*/", at + 2);
    if (c == '$') {
        std::size_t end = at + 1;
        while (end < sql.size() && isNamePart(sql[end]))
            ++end;
        if (end < sql.size() && sql[end] == '$' && (at == 0 || !isNamePart(sql[at - 1])))
            return to(sql.substr(at, end - at + 1), end + 1);
    }
    return at;
}

std::vector<Piece> pieces(std::string_view sql)
{
    std::vector<Piece> result(1);
    for (std::size_t i = 0; i < sql.size();) {
        std::size_t end = skipQuoted(sql, i);
        if (end > i) {
            result.back().text += sql.substr(i, end - i);
            i = end;
            continue;
        }
        if (sql[i] == '\\' && i + 1 < sql.size() && sql[i + 1] == ':') {
            result.back().text += ':';
            i += 2;
            continue;
        }
        bool afterColon = i > 0 && (sql[i - 1] == ':' || isNamePart(sql[i - 1]));
        if (sql[i] == ':' && !afterColon && i + 1 < sql.size() && isNameStart(sql[i + 1])) {
            std::size_t stop = i + 1;
            while (stop < sql.size() && isNamePart(sql[stop]))
                ++stop;
            result.back().name = sql.substr(i + 1, stop - i - 1);
            result.emplace_back();
            i = stop;
            continue;
        }
        result.back().text += sql[i++];
    }
    return result;
}

} // namespace

ParsedText parseTextParameters(std::string_view sql, const std::vector<std::pair<std::string, Value>>& values)
{
    ParsedText parsed;
    std::vector<Piece> found = pieces(sql);
    for (Piece& piece : found) {
        parsed.parts.push_back(std::move(piece.text));
        if (piece.name.empty())
            continue;
        ast::Expr bind;
        bind.kind = ast::ExprKind::Bind;
        bind.text = piece.name;
        for (const auto& [name, value] : values) {
            if (name == piece.name) {
                bind.value = value;
                bind.flags |= ast::HasValue;
            }
        }
        parsed.binds.push_back(ast::make(std::move(bind)));
    }
    for (const auto& [name, value] : values) {
        bool used = std::any_of(parsed.binds.begin(), parsed.binds.end(),
            [&, wanted = &name](const ast::ExprPtr& bind) { return bind->text == *wanted; });
        if (!used) {
            Error error;
            error.kind = ErrorKind::Argument;
            error.message = "The text has no parameter :" + name + ".";
            error.statement = std::string(sql);
            raise(std::move(error));
        }
    }
    return parsed;
}

std::vector<std::string> textParts(std::string_view sql)
{
    std::vector<std::string> result;
    for (Piece& piece : pieces(sql))
        result.push_back(std::move(piece.text));
    return result;
}

} // namespace relata
