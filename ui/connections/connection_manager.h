// The open databases, and those that are remembered.
//
// GUI thread. The TaskRunner and the PasswordStore must outlive it.
#pragma once

#include "ui/connections/connection_list.h"
#include "ui/connections/open_connection.h"
#include "ui/connections/profile_store.h"

namespace relata {

class ConnectionManager final : public ConnectionList
{
    Q_OBJECT

public:
    ConnectionManager(TaskRunner& runner, PasswordStore& passwords,
        const QString& profilesFile = ProfileStore::defaultFile(), QObject* parent = nullptr);
    ~ConnectionManager() override; // closes everything; what was open stays remembered as open

    TaskRunner& taskRunner() const { return m_runner; }
    PasswordStore& passwordStore() const { return m_passwords; }

    const QList<OpenConnection*>& connections() const { return m_connections; } // in the order of opening
    OpenConnection* find(const QString& id) const override; // nullptr if it is not open
    OpenConnection* findByProfile(const QString& profileId) const;

    // Opens in the background and returns at once; the connection's state tells how it goes. A database that
    // is already open (same profile, or same place) is given back as it is, and retried if it had failed.
    // Errors (Argument, NotSupported): a dialect that Relata does not know or has no driver for, nonsense in
    // the URL.
    Result<OpenConnection*> open(const Url& url); // with the profile of the same place if there is one
    Result<OpenConnection*> open(const QString& urlOrPath); // "sqlite:///x.db", "x.db", "postgresql://..."
    Result<OpenConnection*> open(ConnectionProfile profile, UrlSecrets secrets = {});
    void close(const QString& id) override;
    void reopenLast() override;

    QList<DatabaseConnection*> all() const override;
    Result<DatabaseConnection*> openSource(const QString& source) override;
    QList<RecentConnection> recent() const override;
    void forgetRecent(const QString& source) override;

    const QList<ConnectionProfile>& profiles() const { return m_profiles; } // most recently used first
    const ConnectionProfile* findProfile(const QString& profileId) const;
    void saveProfile(const ConnectionProfile& profile); // adds it, or replaces the one of the same id
    void forgetProfile(const QString& profileId); // and its password in the keyring

    // Of the profiles' file, if reading or writing it failed.
    const std::optional<Error>& storageError() const { return m_storageError; }

signals:
    // Just before connectionOpened: the connection has not begun to connect.
    void opened(relata::OpenConnection* connection);
    void storageFailed(const QString& message);

private:
    void touch(const ConnectionProfile& profile);
    void save();

    TaskRunner& m_runner;
    PasswordStore& m_passwords;
    ProfileStore m_store;
    QList<OpenConnection*> m_connections;
    QList<ConnectionProfile> m_profiles;
    QStringList m_openLast;
    std::optional<Error> m_storageError;
};

// A path or a URL as a user types or passes it: "x.db", "~/x.db", "file:///home/x.db", "postgresql://...".
// Errors: nonsense. Does not look whether a file exists.
Result<Url> urlFromText(const QString& text);

} // namespace relata
