#pragma once

#include "ui/connections/password_store.h"

namespace relata {

// QtKeychain: the Secret Service (GNOME, KeePassXC ...) or KWallet. Its insecure fallback stays off.
class KeychainPasswordStore final : public PasswordStore
{
    Q_OBJECT

public:
    static constexpr const char* service = "Relata";

    using PasswordStore::PasswordStore;
    void read(const QString& key, QObject* guard, Done done) override;
    void write(const QString& key, const QString& password, QObject* guard, Done done) override;
    void remove(const QString& key, QObject* guard, Done done) override;
};

} // namespace relata
