#include "core/engine/url.h"

#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace relata {
namespace {

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

// As Python's unquote: a % that no two hex digits follow stands for itself.
std::string percentDecoded(std::string_view text, bool plusIsBlank)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0
            && hexDigit(text[i + 2]) >= 0) {
            result += static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2]));
            i += 2;
        } else {
            result += plusIsBlank && text[i] == '+' ? ' ' : text[i];
        }
    }
    return result;
}

std::string percentEncoded(std::string_view text, bool blankAsPlus)
{
    std::string result;
    for (char c : text) {
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
            || c == '_' || c == '.' || c == '~';
        if (plain)
            result += c;
        else if (c == ' ' && blankAsPlus)
            result += '+';
        else
            result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return result;
}

bool isAddressText(std::string_view text) // IPv6, with a zone if need be: fe80::1%eth0
{
    return text.find(':') != std::string_view::npos && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':'
            || c == '.' || c == '%' || c == '-' || c == '_';
    });
}

// What would end the host, or be read as an escape, is escaped: folders of sockets have slashes.
std::string hostText(const std::string& host)
{
    if (isAddressText(host))
        return "[" + host + "]";
    std::string text;
    for (char c : host) {
        bool plain = static_cast<unsigned char>(c) >= 0x80 || c == ',' || c == '*' || c == ' ';
        text += plain ? std::string(1, c) : percentEncoded(std::string_view(&c, 1), false);
    }
    return text;
}

bool isSchemeName(std::string_view name)
{
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

Result<void> parseHost(std::string_view text, Url& url)
{
    std::string_view port;
    bool hasPort = false;
    if (!text.empty() && text.front() == '[') {
        std::size_t close = text.find(']');
        if (close == std::string_view::npos)
            return fail(ErrorKind::Argument, "The URL's host begins with [ but has no closing ].",
                "Write an IPv6 address as [::1].");
        url.host = std::string(text.substr(1, close - 1));
        if (!isAddressText(url.host))
            return fail(ErrorKind::Argument, "The URL's host in brackets is no IPv6 address.",
                "Write an IPv6 address as [::1], and other hosts without brackets.");
        std::string_view rest = text.substr(close + 1);
        if (!rest.empty() && rest.front() != ':')
            return fail(ErrorKind::Argument, "The URL has text between the host's closing ] and the port.");
        hasPort = !rest.empty();
        port = hasPort ? rest.substr(1) : rest;
    } else {
        std::size_t colon = text.rfind(':');
        hasPort = colon != std::string_view::npos;
        url.host = percentDecoded(text.substr(0, colon), false);
        port = hasPort ? text.substr(colon + 1) : std::string_view();
        if (text.substr(0, colon).find(':') != std::string_view::npos)
            return fail(ErrorKind::Argument, "The URL's host has more than one colon.",
                "Write an IPv6 address in brackets: [::1]:5432.");
    }
    if (url.host.find('\0') != std::string::npos)
        return fail(ErrorKind::Argument, "The URL's host contains a NUL character.");
    if (!hasPort || port.empty())
        return {};
    int number = 0;
    auto [end, code] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (code != std::errc() || end != port.data() + port.size() || number < 1 || number > 65535)
        // Not repeated: behind a password with a bare slash, what looks like a port is part of the password.
        return fail(ErrorKind::Argument, "The URL's port is not a number from 1 to 65535.",
            "A slash in a user name or a password is written %2F.");
    url.port = number;
    return {};
}

// odbc_connect is a whole connection string, with its password.
bool isSecret(const std::string& key)
{
    return equalsIgnoreCase(key, "password") || equalsIgnoreCase(key, "sslpassword")
        || equalsIgnoreCase(key, "pwd") || equalsIgnoreCase(key, "odbc_connect");
}

} // namespace

Result<Url> Url::parse(std::string_view text)
{
    std::size_t scheme = text.find("://");
    if (scheme == std::string_view::npos)
        return fail(ErrorKind::Argument, "This is not a database URL: it has no “://”.",
            "A URL looks like postgresql://user@host:5432/database or sqlite:///file.db.");
    std::string_view name = text.substr(0, scheme);
    Url url;
    std::size_t plus = name.find('+');
    url.dialect = toLowerAscii(name.substr(0, plus));
    if (plus != std::string_view::npos)
        url.driver = toLowerAscii(name.substr(plus + 1));
    if (!isSchemeName(url.dialect) || (plus != std::string_view::npos && !isSchemeName(url.driver)))
        return fail(ErrorKind::Argument, "The URL does not begin with the name of a database system.",
            "It begins with sqlite, postgresql, mysql, mariadb, oracle or mssql, then “://”.");
    if (url.dialect == "postgres")
        url.dialect = "postgresql"; // libpq and many hosting services write it so

    std::string_view rest = text.substr(scheme + 3);
    std::string_view query;
    bool hasQuery = false;
    std::size_t slash = rest.find('/');
    // A question mark in the password comes before the host's @ and does not open the query.
    std::size_t at = rest.substr(0, slash).rfind('@');
    std::size_t question = rest.find('?', at == std::string_view::npos ? 0 : at);
    if (question != std::string_view::npos) {
        hasQuery = true;
        query = rest.substr(question + 1);
        rest = rest.substr(0, question);
        slash = rest.find('/');
    }
    std::string_view authority = rest.substr(0, slash);
    if (slash != std::string_view::npos)
        url.database = std::string(rest.substr(slash + 1));
    at = authority.rfind('@');
    if (at != std::string_view::npos) {
        std::string_view user = authority.substr(0, at);
        std::size_t colon = user.find(':');
        url.username = percentDecoded(user.substr(0, colon), false);
        if (colon != std::string_view::npos)
            url.password = percentDecoded(user.substr(colon + 1), false);
        authority = authority.substr(at + 1);
    }
    if (auto host = parseHost(authority, url); !host)
        return fail(host.error());
    if (hasQuery) {
        for (const std::string& pair : split(query, '&')) {
            if (pair.empty())
                continue;
            std::size_t equals = pair.find('=');
            std::string key = percentDecoded(std::string_view(pair).substr(0, equals), true);
            if (key.empty())
                return fail(ErrorKind::Argument, "The URL's query has a value without a name.",
                    "Write ?name=value&name=value.");
            std::string value = equals == std::string::npos
                ? ""
                : percentDecoded(std::string_view(pair).substr(equals + 1), true);
            url.query.emplace_back(std::move(key), std::move(value));
        }
    }
    return url;
}

Result<Url> Url::fromSource(std::string_view text)
{
    if (text.find("://") != std::string_view::npos)
        return parse(text);
    if (text.empty())
        return fail(ErrorKind::Argument, "No database is named.",
            "Give a database URL or the path of a SQLite file.");
    return forSqliteFile(std::string(text));
}

Url Url::forSqliteFile(std::string path)
{
    Url url;
    url.dialect = "sqlite";
    url.database = std::move(path);
    return url;
}

std::string Url::toString(Password show) const
{
    std::string text = dialect;
    if (!driver.empty())
        text += "+" + driver;
    text += "://";
    if (!username.empty() || (password && show != Password::Omit)) {
        text += percentEncoded(username, false);
        if (password && show != Password::Omit)
            text += ":" + (show == Password::Show ? percentEncoded(*password, false) : std::string("***"));
        text += "@";
    }
    text += hostText(host);
    if (port)
        text += fmt::format(":{}", *port);
    if (!database.empty())
        text += "/" + database;
    for (std::size_t i = 0; i < query.size(); ++i) {
        bool secret = show != Password::Show && isSecret(query[i].first);
        text += (i == 0 ? "?" : "&") + percentEncoded(query[i].first, true) + "="
            + (secret ? "***" : percentEncoded(query[i].second, true));
    }
    return text;
}

const std::string* Url::queryValue(std::string_view key) const
{
    const std::string* found = nullptr;
    for (const auto& [name, value] : query) {
        if (name == key)
            found = &value;
    }
    return found;
}

} // namespace relata
