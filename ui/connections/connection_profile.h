// What is remembered of a database between two starts of the program: where it is and how it is shown, never
// what opens it.
#pragma once

#include "core/engine/url.h"
#include "ui/connections/database_connection.h"

#include <QColor>
#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace relata {

// The secret parts of a URL. They live in memory, as long as the connection, and are written nowhere.
struct UrlSecrets
{
    std::optional<std::string> password; // nothing = not known
    std::vector<std::pair<std::string, std::string>> query; // sslpassword ...

    bool empty() const { return !password && query.empty(); }
};

struct ConnectionProfile
{
    QString id; // a UUID; stays the same through renames
    QString givenName; // "" = named after its file or host
    Url url; // without secrets
    Environment environment = Environment::None;
    QColor colour; // invalid = none
    bool readOnly = false;
    bool rememberPassword = false; // in the system keyring
    QDateTime lastUsed; // UTC; invalid = never
    QJsonObject unknown; // fields of a newer version, kept as they were

    static ConnectionProfile create(const Url& url); // with a new id; secrets are left out
    QString name() const; // the given name, else displayName(url)

    QJsonObject toJson() const;
    static std::optional<ConnectionProfile> fromJson(const QJsonObject& object); // nothing if it is not one
};

// `url` without its secrets, which go to `secrets` where it is not null.
Url withoutSecrets(Url url, UrlSecrets* secrets = nullptr);
Url withSecrets(Url url, const UrlSecrets& secrets);

// "chinook.db", "shop on db.example.org", "in memory".
QString displayName(const Url& url);
// One line that says where it is: a path with ~ for the home folder, "reader@db.example.org:5432/shop".
QString displayPlace(const Url& url);
// Where the keyring keeps the password: the URL without secrets and without parameters.
QString passwordKey(const Url& url);
// A relative path of a file database made absolute, so that the profile means the same file in any working
// folder.
Url withAbsolutePath(Url url);
bool isFileUrl(const Url& url); // of a dialect whose databases are files
// The file of a file database; "" for a server or a database in memory.
QString filePath(const Url& url);

} // namespace relata
