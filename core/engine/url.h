// A database URL in SQLAlchemy's form: dialect[+driver]://username:password@host:port/database?key=value
//
// Source of the rules: SQLAlchemy's engine.URL (make_url and render_as_string). Username, password and query
// are percent-decoded, the database is taken as it stands, IPv6 hosts stand in brackets.
// sqlite:///relative.db, sqlite:////absolute.db, sqlite:// (memory).
#pragma once

#include "core/util/result.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace relata {

class Url
{
public:
    std::string dialect; // "postgresql", "sqlite", "mysql", "mariadb", "oracle", "mssql"
    std::string driver; // what stood after '+': "psycopg"; "" if nothing
    std::string username;
    std::optional<std::string> password; // nothing = not given; "" = given and empty
    std::string host;
    std::optional<int> port;
    std::string database;
    std::vector<std::pair<std::string, std::string>> query; // in order; a key may stand twice

    // Errors (ErrorKind::Argument) say what is wrong where, without repeating a password.
    static Result<Url> parse(std::string_view text);
    // What a person names as a source: a URL, or a path to a SQLite file.
    static Result<Url> fromSource(std::string_view text);
    // A path to an existing or future SQLite file as a URL.
    static Url forSqliteFile(std::string path);

    enum class Password
    {
        Hide, // as ***
        Omit,
        Show,
    };
    std::string toString(Password password = Password::Hide) const;
    const std::string* queryValue(std::string_view key) const; // the last one of that key; nullptr if absent

    bool operator==(const Url&) const = default;
};

} // namespace relata
