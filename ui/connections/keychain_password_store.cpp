#include "ui/connections/keychain_password_store.h"

#include <qt6keychain/keychain.h>

namespace relata {
namespace {

PasswordStore::Outcome outcomeOf(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::NoError:
        return PasswordStore::Outcome::Done;
    case QKeychain::EntryNotFound:
        return PasswordStore::Outcome::NotFound;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return PasswordStore::Outcome::Unavailable;
    default:
        return PasswordStore::Outcome::Failed;
    }
}

template <typename Job>
void start(Job* job, const QString& key, QObject* guard, PasswordStore::Done done)
{
    job->setKey(key);
    job->setInsecureFallback(false);
    QObject::connect(job, &QKeychain::Job::finished, guard, [job, done = std::move(done)] {
        PasswordStore::Answer answer;
        answer.outcome = outcomeOf(job->error());
        if constexpr (std::is_same_v<Job, QKeychain::ReadPasswordJob>)
            answer.password = job->textData();
        if (answer.outcome != PasswordStore::Outcome::Done)
            answer.message = job->errorString();
        done(answer);
    });
    job->start();
}

} // namespace

void KeychainPasswordStore::read(const QString& key, QObject* guard, Done done)
{
    start(new QKeychain::ReadPasswordJob(service, this), key, guard, std::move(done));
}

void KeychainPasswordStore::write(const QString& key, const QString& password, QObject* guard, Done done)
{
    auto* job = new QKeychain::WritePasswordJob(service, this);
    job->setTextData(password);
    start(job, key, guard, std::move(done));
}

void KeychainPasswordStore::remove(const QString& key, QObject* guard, Done done)
{
    start(new QKeychain::DeletePasswordJob(service, this), key, guard, std::move(done));
}

} // namespace relata
