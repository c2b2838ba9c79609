#include "ui/connections/connection_profile.h"

#include "core/engine/registry.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QUuid>

namespace relata {
namespace {

constexpr const char* environmentNames[] = {"", "development", "staging", "production"};

bool isSecretKey(const std::string& key)
{
    return key == "password" || key == "sslpassword";
}

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

QJsonObject urlToJson(const Url& url)
{
    // In parts rather than as one text: a path may hold what separates a URL's parts.
    QJsonObject object{{"dialect", text(url.dialect)}};
    if (!url.driver.empty())
        object["driver"] = text(url.driver);
    if (!url.username.empty())
        object["user"] = text(url.username);
    if (!url.host.empty())
        object["host"] = text(url.host);
    if (url.port)
        object["port"] = *url.port;
    if (!url.database.empty())
        object["database"] = text(url.database);
    QJsonArray query;
    for (const auto& [key, value] : url.query) {
        if (!isSecretKey(key))
            query.append(QJsonArray{text(key), text(value)});
    }
    if (!query.isEmpty())
        object["parameters"] = query;
    return object;
}

std::optional<Url> urlFromJson(const QJsonObject& object)
{
    Url url;
    url.dialect = object["dialect"].toString().toStdString();
    if (url.dialect.empty())
        return std::nullopt;
    url.driver = object["driver"].toString().toStdString();
    url.username = object["user"].toString().toStdString();
    url.host = object["host"].toString().toStdString();
    if (const int port = object["port"].toInt(); port > 0 && port <= 65535)
        url.port = port;
    url.database = object["database"].toString().toStdString();
    for (const QJsonValue& pair : object["parameters"].toArray()) {
        const std::string key = pair[0].toString().toStdString();
        if (!key.empty() && !isSecretKey(key))
            url.query.emplace_back(key, pair[1].toString().toStdString());
    }
    return url;
}

} // namespace

ConnectionProfile ConnectionProfile::create(const Url& url)
{
    ConnectionProfile profile;
    profile.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    profile.url = withAbsolutePath(withoutSecrets(url));
    return profile;
}

QString ConnectionProfile::name() const
{
    return givenName.isEmpty() ? displayName(url) : givenName;
}

QJsonObject ConnectionProfile::toJson() const
{
    QJsonObject object = unknown;
    object["id"] = id;
    object["name"] = givenName;
    object["url"] = urlToJson(url);
    object["environment"] = environmentNames[int(environment)];
    object["colour"] = colour.isValid() ? colour.name() : QString();
    object["readOnly"] = readOnly;
    object["rememberPassword"] = rememberPassword;
    object["lastUsed"] = lastUsed.isValid() ? lastUsed.toUTC().toString(Qt::ISODateWithMs) : QString();
    return object;
}

std::optional<ConnectionProfile> ConnectionProfile::fromJson(const QJsonObject& object)
{
    const std::optional<Url> url = urlFromJson(object["url"].toObject());
    if (!url || object["id"].toString().isEmpty())
        return std::nullopt;
    ConnectionProfile profile;
    profile.id = object["id"].toString();
    profile.givenName = object["name"].toString();
    profile.url = *url;
    const QString environment = object["environment"].toString();
    for (int i = 0; i < int(std::size(environmentNames)); ++i) {
        if (environment == QLatin1String(environmentNames[i]))
            profile.environment = Environment(i);
    }
    profile.colour = QColor(object["colour"].toString());
    profile.readOnly = object["readOnly"].toBool();
    profile.rememberPassword = object["rememberPassword"].toBool();
    profile.lastUsed = QDateTime::fromString(object["lastUsed"].toString(), Qt::ISODateWithMs);
    profile.unknown = object;
    return profile;
}

Url withoutSecrets(Url url, UrlSecrets* secrets)
{
    UrlSecrets found;
    found.password = std::move(url.password);
    url.password.reset();
    std::erase_if(url.query, [&](const auto& entry) {
        if (entry.first == "password" && !found.password)
            found.password = entry.second;
        else if (isSecretKey(entry.first) && entry.first != "password")
            found.query.push_back(entry);
        return isSecretKey(entry.first);
    });
    if (secrets)
        *secrets = std::move(found);
    return url;
}

Url withSecrets(Url url, const UrlSecrets& secrets)
{
    if (secrets.password)
        url.password = secrets.password;
    url.query.insert(url.query.end(), secrets.query.begin(), secrets.query.end());
    return url;
}

bool isFileUrl(const Url& url)
{
    const auto dialect = findDialect(url.dialect);
    return dialect && dialect->connectionForm().isFile;
}

QString filePath(const Url& url)
{
    if (!isFileUrl(url) || url.database.empty() || url.database == ":memory:")
        return {};
    return QString::fromStdString(url.database);
}

Url withAbsolutePath(Url url)
{
    const QString path = filePath(url);
    // SQLite's own file: URIs are left to SQLite.
    if (!path.isEmpty() && !path.startsWith(QLatin1String("file:")) && QFileInfo(path).isRelative())
        url.database = QDir::cleanPath(QFileInfo(path).absoluteFilePath()).toStdString();
    return url;
}

QString displayName(const Url& url)
{
    if (isFileUrl(url)) {
        const QString path = filePath(url);
        return path.isEmpty() ? QObject::tr("in memory") : QFileInfo(path).fileName();
    }
    const QString database = text(url.database.empty() ? url.username : url.database);
    const QString host = url.host.empty() ? QStringLiteral("localhost") : text(url.host);
    return database.isEmpty() ? host : QObject::tr("%1 on %2").arg(database, host);
}

QString displayPlace(const Url& url)
{
    if (isFileUrl(url)) {
        const QString path = filePath(url);
        if (path.isEmpty())
            return QObject::tr("in memory");
        const QString home = QDir::homePath() + '/';
        return path.startsWith(home) ? "~/" + path.mid(home.size()) : path;
    }
    QString place = url.host.empty() ? QStringLiteral("localhost") : text(url.host);
    if (url.port)
        place += ':' + QString::number(*url.port);
    if (!url.username.empty())
        place.prepend(text(url.username) + '@');
    if (!url.database.empty())
        place += '/' + text(url.database);
    return place;
}

QString passwordKey(const Url& url)
{
    Url bare = withoutSecrets(url);
    bare.query.clear();
    bare.driver.clear();
    return text(bare.toString(Url::Password::Omit));
}

} // namespace relata
