// DatabaseConnection as the program has it: a profile, a lane of the TaskRunner with one core Connection on
// it, and the conversation about the password.
#pragma once

#include "ui/connections/connection_profile.h"
#include "ui/connections/password_store.h"
#include "ui/tasks/task_runner.h"

#include <QPointer>

namespace relata {

class OpenConnection final : public DatabaseConnection
{
    Q_OBJECT

public:
    // `profile.url`'s dialect must be registered; `secrets` are what the user typed or a URL held.
    OpenConnection(TaskRunner& runner, PasswordStore& passwords, ConnectionProfile profile,
        UrlSecrets secrets, QObject* parent);
    ~OpenConnection() override;

    QString id() const override { return m_profile.id; } // the same at the next start
    QString name() const override { return m_profile.name(); }
    const Url& url() const override { return m_profile.url; }
    Environment environment() const override { return m_profile.environment; }
    State state() const override { return m_state; }
    const Error& error() const override { return m_error; }
    bool isReadOnly() const override { return m_profile.readOnly; }
    const Dialect& dialect() const override { return *m_dialect; }
    std::shared_ptr<const MetaData> metadata() const override { return m_metadata; }
    Connector connector() const override;
    void refresh() override;
    void retry() override;

    const ConnectionProfile& profile() const { return m_profile; }
    void setProfile(ConnectionProfile profile); // name, environment, colour; the URL stays
    QString serverVersion() const { return m_serverVersion; } // "" before the first connect
    // What is being done while Connecting or Reflecting: "Reading columns", with steps; "" = nothing to tell.
    QString progressText() const { return m_progressText; }

    void open(); // once, after construction
    void
    stop(); // connecting or reflecting; the state becomes Failed, or Ready where the last schema is known
    void close(); // stops what runs; the state becomes Closed. Does not wait.

    // While a password is asked for. `passwordWasRefused`: the server did not take the one it was given.
    bool isWaitingForPassword() const { return m_waitingForPassword; }
    bool passwordWasRefused() const { return m_passwordRefused; }
    bool keyringAvailable() const { return m_keyringAvailable; }
    void providePassword(const QString& password, bool remember);
    void declinePassword(); // the state becomes Failed; retry() asks again

signals:
    void passwordNeeded();
    void passwordNotSaved(const QString& reason); // the connection is open all the same
    void progressChanged();

protected:
    quint64 runAny(const QString& title, AnyWork work, QObject* guard, AnyDone done) override;
    quint64 runAnyApart(const QString& title, AnyWork work, QObject* guard, AnyDone done) override;

private:
    Url openUrl() const; // what a driver gets
    struct Lane;

    void setState(State state, Error error = {});
    void connectNow();
    void connected(const QString& serverVersion);
    void connectFailed(const Error& error);
    void reflectNow();
    void reflected(Result<std::shared_ptr<const MetaData>> metadata);
    void connectionLost(const Error& error);
    void askKeyring();
    void askForPassword(bool refused);
    void keepPassword();
    void setActivity(TaskHandle activity);
    void noteProgress(quint64 taskId);

    TaskRunner& m_runner;
    PasswordStore& m_passwords;
    ConnectionProfile m_profile;
    UrlSecrets m_secrets;
    std::shared_ptr<const Dialect> m_dialect;
    LaneId m_laneId;
    std::shared_ptr<Lane> m_lane;
    State m_state = State::Connecting;
    Error m_error;
    std::shared_ptr<const MetaData> m_metadata;
    QString m_serverVersion;
    QString m_progressText;
    TaskHandle m_activity;
    QList<TaskHandle> m_tasks; // handed in by runAny, to be stopped by close()
    bool m_usable = false; // the lane has a connection that answers
    quint64 m_attempt = 0; // of asking the keyring; an older answer is dropped
    bool m_keyringAsked = false;
    bool m_keyringAvailable = true;
    bool m_waitingForPassword = false;
    bool m_passwordRefused = false;
    bool m_passwordToKeep = false; // once the server has taken it
};

// True if the server wants a password, or another one.
bool asksForPassword(const Error& error);

} // namespace relata
