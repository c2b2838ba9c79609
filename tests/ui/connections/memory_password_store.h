// A keyring in memory, for tests; or the absence of one.
#pragma once

#include "ui/connections/password_store.h"

#include <QHash>
#include <QTimer>

namespace relata::test {

class MemoryPasswordStore final : public PasswordStore
{
    Q_OBJECT

public:
    using PasswordStore::PasswordStore;
    QHash<QString, QString> entries;
    bool available = true;
    bool answers = true; // false: a keyring that waits for its own user

    void read(const QString& key, QObject* guard, Done done) override
    {
        Answer answer{entries.contains(key) ? Outcome::Done : Outcome::NotFound, entries.value(key), {}};
        reply(guard, std::move(done), std::move(answer));
    }
    void write(const QString& key, const QString& password, QObject* guard, Done done) override
    {
        if (available)
            entries[key] = password;
        reply(guard, std::move(done), Answer{Outcome::Done, {}, {}});
    }
    void remove(const QString& key, QObject* guard, Done done) override
    {
        entries.remove(key);
        reply(guard, std::move(done), Answer{Outcome::Done, {}, {}});
    }

private:
    void reply(QObject* guard, Done done, Answer answer)
    {
        if (!answers)
            return;
        if (!available)
            answer = Answer{Outcome::Unavailable, {}, QStringLiteral("No keyring.")};
        QTimer::singleShot(0, guard, [done = std::move(done), answer = std::move(answer)] { done(answer); });
    }
};

} // namespace relata::test
