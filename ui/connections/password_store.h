// Where passwords are kept between two starts of the program: the system's keyring, and nowhere else.
//
// GUI thread. Every answer comes later, from the event loop, unless `guard` is gone by then.
#pragma once

#include <QObject>
#include <QString>

#include <functional>

namespace relata {

class PasswordStore : public QObject
{
    Q_OBJECT

public:
    enum class Outcome
    {
        Done, // read: found
        NotFound,
        Unavailable, // this system has no keyring, or it is locked and stays so
        Failed,
    };
    struct Answer
    {
        Outcome outcome = Outcome::Failed;
        QString password; // of read(), where Done
        QString message; // the keyring's own words otherwise; never holds the password
    };
    using Done = std::function<void(const Answer&)>;

    using QObject::QObject;
    virtual void read(const QString& key, QObject* guard, Done done) = 0;
    virtual void write(const QString& key, const QString& password, QObject* guard, Done done) = 0;
    virtual void remove(const QString& key, QObject* guard, Done done) = 0;
};

} // namespace relata
