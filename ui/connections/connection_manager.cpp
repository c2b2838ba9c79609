#include "ui/connections/connection_manager.h"

#include "core/engine/engine.h"
#include "core/engine/registry.h"

#include <QDir>
#include <QUrl>

#include <algorithm>

namespace relata {
namespace {

bool samePlace(const Url& a, const Url& b)
{
    return findDialect(a.dialect) == findDialect(b.dialect) && a.username == b.username && a.host == b.host
        && a.port == b.port && a.database == b.database && a.query == b.query;
}

// What opens it again: a path where there is one, because a URL cannot hold every path.
QString sourceOf(const Url& url)
{
    const QString path = filePath(url);
    return path.isEmpty() ? QString::fromStdString(url.toString(Url::Password::Omit)) : path;
}

} // namespace

Result<Url> urlFromText(const QString& text)
{
    const QString given = text.trimmed();
    if (given.isEmpty())
        return fail(ErrorKind::Argument, QObject::tr("There is no file and no URL to open.").toStdString());
    if (given.startsWith(QLatin1String("file:"), Qt::CaseInsensitive)) {
        const QUrl file(given);
        if (file.isLocalFile())
            return withAbsolutePath(Url::forSqliteFile(file.toLocalFile().toStdString()));
    }
    if (given.contains(QLatin1String("://")))
        return Url::parse(given.toStdString());
    QString path = given;
    if (path == QLatin1String("~") || path.startsWith(QLatin1String("~/")))
        path.replace(0, 1, QDir::homePath());
    return withAbsolutePath(Url::forSqliteFile(path.toStdString()));
}

ConnectionManager::ConnectionManager(
    TaskRunner& runner, PasswordStore& passwords, const QString& profilesFile, QObject* parent)
    : ConnectionList(parent), m_runner(runner), m_passwords(passwords), m_store(profilesFile)
{
    Result<ProfileList> list = m_store.load();
    if (!list) {
        m_storageError = list.error();
        return;
    }
    m_profiles = std::move(list->profiles);
    m_openLast = std::move(list->open);
}

ConnectionManager::~ConnectionManager()
{
    disconnect();
    for (OpenConnection* connection : std::as_const(m_connections))
        connection->close();
}

OpenConnection* ConnectionManager::find(const QString& id) const
{
    const auto found = std::find_if(m_connections.begin(), m_connections.end(),
        [&](const OpenConnection* connection) { return connection->id() == id; });
    return found == m_connections.end() ? nullptr : *found;
}

OpenConnection* ConnectionManager::findByProfile(const QString& profileId) const
{
    const auto found = std::find_if(m_connections.begin(), m_connections.end(),
        [&](const OpenConnection* connection) { return connection->profile().id == profileId; });
    return found == m_connections.end() ? nullptr : *found;
}

const ConnectionProfile* ConnectionManager::findProfile(const QString& profileId) const
{
    const auto found = std::find_if(m_profiles.begin(), m_profiles.end(),
        [&](const ConnectionProfile& profile) { return profile.id == profileId; });
    return found == m_profiles.end() ? nullptr : &*found;
}

Result<OpenConnection*> ConnectionManager::open(const QString& urlOrPath)
{
    Result<Url> url = urlFromText(urlOrPath);
    if (!url)
        return fail(url.error());
    return open(*url);
}

Result<OpenConnection*> ConnectionManager::open(const Url& url)
{
    UrlSecrets secrets;
    const Url bare = withAbsolutePath(withoutSecrets(url, &secrets));
    for (const ConnectionProfile& profile : std::as_const(m_profiles)) {
        if (samePlace(profile.url, bare))
            return open(ConnectionProfile(profile), std::move(secrets));
    }
    return open(ConnectionProfile::create(bare), std::move(secrets));
}

Result<OpenConnection*> ConnectionManager::open(ConnectionProfile profile, UrlSecrets secrets)
{
    // Says at once what no server is needed to know.
    if (Result<Engine> engine = Engine::create(withSecrets(profile.url, secrets)); !engine)
        return fail(engine.error());
    for (OpenConnection* open : std::as_const(m_connections)) {
        if (open->profile().id == profile.id || samePlace(open->url(), profile.url)) {
            open->retry();
            return open;
        }
    }
    profile.lastUsed = QDateTime::currentDateTimeUtc();
    auto* connection = new OpenConnection(m_runner, m_passwords, profile, std::move(secrets), this);
    m_connections.append(connection);
    touch(profile);
    connect(connection, &DatabaseConnection::stateChanged, this,
        [this, connection] { emit connectionChanged(connection); });
    connect(connection, &DatabaseConnection::metadataChanged, this,
        [this, connection] { emit connectionChanged(connection); });
    emit opened(connection);
    emit connectionOpened(connection);
    connection->open();
    return connection;
}

void ConnectionManager::close(const QString& id)
{
    OpenConnection* connection = find(id);
    if (!connection)
        return;
    emit connectionClosing(connection);
    m_connections.removeOne(connection);
    connection->close();
    connection->deleteLater();
    save();
    emit connectionClosed(id);
}

void ConnectionManager::reopenLast()
{
    const QStringList ids = std::exchange(m_openLast, {});
    for (const QString& id : ids) {
        if (const ConnectionProfile* profile = findProfile(id); profile && !findByProfile(id))
            open(ConnectionProfile(*profile));
    }
}

QList<DatabaseConnection*> ConnectionManager::all() const
{
    return QList<DatabaseConnection*>(m_connections.begin(), m_connections.end());
}

Result<DatabaseConnection*> ConnectionManager::openSource(const QString& source)
{
    Result<OpenConnection*> connection = open(source);
    if (!connection)
        return fail(connection.error());
    return *connection;
}

QList<RecentConnection> ConnectionManager::recent() const
{
    QList<RecentConnection> result;
    for (const ConnectionProfile& profile : m_profiles) {
        result.append({profile.name(), displayPlace(profile.url), sourceOf(profile.url),
            isFileUrl(profile.url) ? QStringLiteral("database") : QStringLiteral("server"),
            profile.environment, profile.lastUsed});
    }
    return result;
}

void ConnectionManager::forgetRecent(const QString& source)
{
    const auto known = std::find_if(m_profiles.begin(), m_profiles.end(),
        [&](const ConnectionProfile& profile) { return sourceOf(profile.url) == source; });
    if (known != m_profiles.end())
        forgetProfile(QString(known->id));
}

void ConnectionManager::touch(const ConnectionProfile& profile)
{
    m_profiles.removeIf([&](const ConnectionProfile& known) { return known.id == profile.id; });
    m_profiles.prepend(profile);
    save();
    emit recentChanged();
}

void ConnectionManager::saveProfile(const ConnectionProfile& profile)
{
    const auto known = std::find_if(m_profiles.begin(), m_profiles.end(),
        [&](const ConnectionProfile& other) { return other.id == profile.id; });
    if (known == m_profiles.end())
        m_profiles.append(profile);
    else
        *known = profile;
    if (OpenConnection* connection = findByProfile(profile.id))
        connection->setProfile(profile);
    save();
    emit recentChanged();
}

void ConnectionManager::forgetProfile(const QString& profileId)
{
    const ConnectionProfile* profile = findProfile(profileId);
    if (!profile)
        return;
    m_passwords.remove(passwordKey(profile->url), this, [](const PasswordStore::Answer&) {});
    m_profiles.removeIf([&](const ConnectionProfile& known) { return known.id == profileId; });
    save();
    emit recentChanged();
}

void ConnectionManager::save()
{
    ProfileList list{m_profiles, {}};
    for (const OpenConnection* connection : std::as_const(m_connections))
        list.open.append(connection->profile().id);
    // Not yet reopened: a save before that must not forget them.
    for (const QString& id : std::as_const(m_openLast)) {
        if (!list.open.contains(id))
            list.open.append(id);
    }
    if (const Result<void> saved = m_store.save(list); !saved) {
        m_storageError = saved.error();
        emit storageFailed(QString::fromStdString(saved.error().message));
    }
}

} // namespace relata
