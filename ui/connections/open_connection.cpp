#include "ui/connections/open_connection.h"

#include "core/engine/engine.h"
#include "core/engine/registry.h"

namespace relata {

// Used on the lane's thread alone.
struct OpenConnection::Lane
{
    std::unique_ptr<Connection> connection;
};

namespace {

Error notConnected(const QString& name)
{
    Error error;
    error.kind = ErrorKind::Operational;
    error.message = QObject::tr("%1 is not connected.").arg(name).toStdString();
    error.hint = QObject::tr("Connect again and repeat this.").toStdString();
    error.connectionUsable = false;
    return error;
}

} // namespace

bool asksForPassword(const Error& error)
{
    // PostgreSQL's 28000 means that no password would help (pg_hba.conf, a role that does not exist), that of
    // MySQL and MariaDB is any refusal, of which ER_ACCESS_DENIED_ERROR is the password's.
    constexpr int accessDenied = 1045;
    return error.sqlState == "28P01" || (error.sqlState == "28000" && error.nativeCode == accessDenied)
        || error.message.find("no password supplied") != std::string::npos;
}

OpenConnection::OpenConnection(TaskRunner& runner, PasswordStore& passwords, ConnectionProfile profile,
    UrlSecrets secrets, QObject* parent)
    : DatabaseConnection(parent)
    , m_runner(runner)
    , m_passwords(passwords)
    , m_profile(std::move(profile))
    , m_secrets(std::move(secrets))
    , m_dialect(findDialect(m_profile.url.dialect))
    , m_laneId(runner.createLane(m_profile.name()))
    , m_lane(std::make_shared<Lane>())
{
    Q_ASSERT(m_dialect);
    m_passwordToKeep = m_profile.rememberPassword && m_secrets.password.has_value();
    connect(&m_runner, &TaskRunner::taskChanged, this, &OpenConnection::noteProgress);
}

OpenConnection::~OpenConnection()
{
    close();
    // The runner drops a guard's tasks while the guard is being destroyed, and says so.
    m_runner.disconnect(this);
}

void OpenConnection::setProfile(ConnectionProfile profile)
{
    profile.id = m_profile.id;
    profile.url = m_profile.url;
    m_profile = std::move(profile);
    emit stateChanged();
}

void OpenConnection::setState(State state, Error error)
{
    m_state = state;
    m_error = std::move(error);
    if (state != State::Connecting && state != State::Reflecting)
        m_progressText.clear();
    emit stateChanged();
}

void OpenConnection::setActivity(TaskHandle activity)
{
    m_activity = activity;
    m_progressText.clear();
}

void OpenConnection::noteProgress(quint64 taskId)
{
    if (taskId != m_activity.id() || !m_activity.isActive())
        return;
    const TaskInfo info = m_runner.info(taskId);
    if (info.text == m_progressText)
        return;
    m_progressText = info.text;
    emit progressChanged();
}

// A database in memory is one connection's own; under a name of SQLite's memdb, which knows no file, every
// connection of this program to it has the same one, with the locks of a file. It is gone with the last.
Url OpenConnection::openUrl() const
{
    Url url = withSecrets(m_profile.url, m_secrets);
    const bool inMemory = isFileUrl(url) && (url.database.empty() || url.database == ":memory:");
    if (inMemory && url.query.empty()) {
        url.database = "file:/relata-" + std::to_string(reinterpret_cast<std::uintptr_t>(this));
        url.query = {{"uri", "true"}, {"vfs", "memdb"}, {"mode", "rwc"}};
    }
    return url;
}

void OpenConnection::open()
{
    connectNow();
}

void OpenConnection::connectNow()
{
    m_usable = false;
    setState(State::Connecting);
    if (m_profile.rememberPassword && !m_secrets.password && !m_keyringAsked) {
        askKeyring();
        return;
    }
    TaskOptions options{tr("Connecting to %1").arg(name()), m_laneId, {}};
    auto work = [lane = m_lane, url = openUrl(), readOnly = m_profile.readOnly](TaskContext& task) {
        lane->connection.reset();
        Result<Engine> engine = Engine::create(url, EngineOptions{readOnly});
        if (!engine)
            raise(engine.error());
        lane->connection = engine->connect(task.stopToken());
        return QString::fromStdString(lane->connection->serverVersion());
    };
    setActivity(m_runner.run(std::move(options), std::move(work), this, [this](Result<QString> version) {
        if (m_state != State::Connecting)
            return;
        if (version)
            connected(*version);
        else
            connectFailed(version.error());
    }));
}

void OpenConnection::connected(const QString& serverVersion)
{
    m_serverVersion = serverVersion;
    m_usable = true;
    m_passwordRefused = false;
    if (m_passwordToKeep)
        keepPassword();
    reflectNow();
}

void OpenConnection::keepPassword()
{
    m_passwordToKeep = false;
    m_profile.rememberPassword = true;
    m_passwords.write(passwordKey(m_profile.url),
        QString::fromStdString(m_secrets.password.value_or(std::string())), this,
        [this](const PasswordStore::Answer& answer) {
            if (answer.outcome == PasswordStore::Outcome::Done)
                return;
            m_keyringAvailable = answer.outcome != PasswordStore::Outcome::Unavailable;
            emit passwordNotSaved(answer.message);
        });
}

void OpenConnection::connectFailed(const Error& error)
{
    if (asksForPassword(error)) {
        askForPassword(m_secrets.password.has_value());
        return;
    }
    setState(State::Failed, error);
}

void OpenConnection::askKeyring()
{
    m_keyringAsked = true;
    const quint64 attempt = ++m_attempt;
    m_passwords.read(passwordKey(m_profile.url), this, [this, attempt](const PasswordStore::Answer& answer) {
        if (m_state != State::Connecting || attempt != m_attempt)
            return;
        m_keyringAvailable = answer.outcome != PasswordStore::Outcome::Unavailable;
        if (answer.outcome == PasswordStore::Outcome::Done)
            m_secrets.password = answer.password.toStdString();
        connectNow();
    });
}

void OpenConnection::askForPassword(bool refused)
{
    m_secrets.password.reset();
    m_passwordToKeep = false;
    if (!refused && !m_keyringAsked) {
        askKeyring();
        return;
    }
    m_passwordRefused = refused;
    m_waitingForPassword = true;
    emit stateChanged();
    emit passwordNeeded();
}

void OpenConnection::providePassword(const QString& password, bool remember)
{
    if (!m_waitingForPassword)
        return;
    m_waitingForPassword = false;
    m_secrets.password = password.toStdString();
    m_passwordToKeep = remember;
    connectNow();
}

void OpenConnection::declinePassword()
{
    if (!m_waitingForPassword)
        return;
    m_waitingForPassword = false;
    Error error;
    error.kind = ErrorKind::Operational;
    error.message = tr("%1 needs a password.").arg(name()).toStdString();
    error.hint = tr("Connect again to type it.").toStdString();
    error.connectionUsable = false;
    setState(State::Failed, std::move(error));
}

DatabaseConnection::Connector OpenConnection::connector() const
{
    if (!m_usable)
        return {};
    return [url = openUrl(), readOnly = m_profile.readOnly](
               std::stop_token stop) -> std::unique_ptr<Connection> {
        Result<Engine> engine = Engine::create(url, EngineOptions{readOnly});
        if (!engine)
            raise(engine.error());
        return engine->connect(std::move(stop));
    };
}

void OpenConnection::stop()
{
    if (m_activity.isActive()) {
        m_activity.requestStop();
        return;
    }
    if (m_waitingForPassword) {
        declinePassword();
        return;
    }
    if (m_state != State::Connecting)
        return;
    ++m_attempt; // what the keyring says from now on is not wanted
    m_keyringAsked = false;
    Error error;
    error.kind = ErrorKind::Cancelled;
    error.message = tr("Connecting to %1 was stopped.").arg(name()).toStdString();
    error.connectionUsable = false;
    setState(State::Failed, std::move(error));
}

void OpenConnection::refresh()
{
    if (m_state == State::Ready || m_state == State::Reflecting)
        reflectNow();
    else
        retry();
}

void OpenConnection::retry()
{
    if (m_state != State::Failed)
        return;
    m_keyringAsked = m_keyringAsked && !m_keyringAvailable; // the user may have unlocked it since
    if (m_usable)
        reflectNow();
    else
        connectNow();
}

void OpenConnection::reflectNow()
{
    setState(State::Reflecting);
    TaskOptions options{tr("Reading the schema of %1").arg(name()), m_laneId, QStringLiteral("reflect")};
    auto work = [lane = m_lane, name = name()](TaskContext& task) -> std::shared_ptr<const MetaData> {
        if (!lane->connection)
            raise(notConnected(name));
        Connection& connection = *lane->connection;
        ReflectOptions reflectOptions;
        reflectOptions.stop = task.stopToken();
        reflectOptions.progress = [&task](const std::string& what, int done, int total) {
            task.progress(done, total, QString::fromStdString(what));
        };
        const std::stop_callback interrupt(task.stopToken(), [&connection] { connection.interrupt(); });
        try {
            return std::make_shared<const MetaData>(
                connection.dialect().inspector(connection)->reflect(reflectOptions));
        } catch (const DatabaseError& failure) {
            Error error = failure.error();
            error.connectionUsable = error.connectionUsable && connection.isUsable();
            raise(std::move(error));
        }
    };
    setActivity(m_runner.run(std::move(options), std::move(work), this,
        [this](Result<std::shared_ptr<const MetaData>> metadata) { reflected(std::move(metadata)); }));
}

void OpenConnection::reflected(Result<std::shared_ptr<const MetaData>> metadata)
{
    if (m_state != State::Reflecting)
        return;
    if (!metadata) {
        if (!metadata.error().connectionUsable)
            connectionLost(metadata.error());
        else if (metadata.error().kind == ErrorKind::Cancelled && m_metadata)
            setState(State::Ready); // what was known is still shown
        else
            setState(State::Failed, metadata.error());
        return;
    }
    std::shared_ptr<const MetaData> old = std::exchange(m_metadata, std::move(*metadata));
    setState(State::Ready);
    emit metadataChanged();
    if (old) {
        // Thousands of tables take their time to be freed.
        m_runner.run(
            QString(), [old = std::move(old)](TaskContext&) mutable { old.reset(); }, &m_runner,
            [](Result<void>) {});
    }
}

void OpenConnection::connectionLost(const Error& error)
{
    m_usable = false;
    if (m_state != State::Closed && m_state != State::Connecting)
        setState(State::Failed, error);
}

quint64 OpenConnection::runAny(const QString& title, AnyWork work, QObject* guard, AnyDone done)
{
    auto guarded = [lane = m_lane, work = std::move(work), name = name()](TaskContext& task) -> std::any {
        if (!lane->connection || !lane->connection->isUsable())
            raise(notConnected(name));
        Connection& connection = *lane->connection;
        const std::stop_callback interrupt(task.stopToken(), [&connection] { connection.interrupt(); });
        try {
            return work(connection, task);
        } catch (const DatabaseError& failure) {
            Error error = failure.error();
            error.connectionUsable = error.connectionUsable && connection.isUsable();
            raise(std::move(error));
        }
    };
    auto deliver = [self = QPointer<OpenConnection>(this), done = std::move(done)](Result<std::any> result) {
        if (self && !result && !result.error().connectionUsable)
            self->connectionLost(result.error());
        done(std::move(result));
    };
    const TaskHandle handle =
        m_runner.run(TaskOptions{title, m_laneId, {}}, std::move(guarded), guard, std::move(deliver));
    m_tasks.removeIf([](const TaskHandle& task) { return !task.isActive(); });
    m_tasks.append(handle);
    return handle.id();
}

quint64 OpenConnection::runAnyApart(const QString& title, AnyWork work, QObject* guard, AnyDone done)
{
    const Result<ConnectArguments> arguments = m_dialect->connectArguments(m_profile.url);
    if (arguments && m_dialect->isPrivateDatabase(*arguments))
        return runAny(title, std::move(work), guard, std::move(done));
    const LaneId lane = m_runner.createLane(title);
    auto guarded = [work = std::move(work), usable = m_usable, name = name(), url = openUrl(),
                       readOnly = m_profile.readOnly](TaskContext& task) -> std::any {
        if (!usable)
            raise(notConnected(name));
        const Result<Engine> engine = Engine::create(url, EngineOptions{readOnly});
        if (!engine)
            raise(engine.error());
        const std::unique_ptr<Connection> connection = engine->connect(task.stopToken());
        const std::stop_callback interrupt(task.stopToken(), [&connection] { connection->interrupt(); });
        return work(*connection, task);
    };
    const TaskHandle handle =
        m_runner.run(TaskOptions{title, lane, {}}, std::move(guarded), guard, std::move(done));
    m_tasks.removeIf([](const TaskHandle& task) { return !task.isActive(); });
    m_tasks.append(handle);
    // The lane leaves with its one task, wherever that ends.
    auto watch = std::make_shared<QMetaObject::Connection>();
    *watch = connect(&m_runner, &TaskRunner::taskFinished, &m_runner,
        [&runner = m_runner, id = handle.id(), lane, watch](quint64 finished) {
            if (finished != id)
                return;
            runner.removeLane(lane);
            QObject::disconnect(*watch);
        });
    return handle.id();
}

void OpenConnection::close()
{
    if (m_state == State::Closed)
        return;
    m_activity.drop();
    for (const TaskHandle& task : std::as_const(m_tasks))
        task.requestStop();
    m_tasks.clear();
    ++m_attempt;
    m_waitingForPassword = false;
    m_secrets = {};
    m_usable = false;
    // The driver's connection belongs to the lane's thread, which therefore closes it, after what it is at.
    m_runner.run(
        tr("Closing %1").arg(name()), m_laneId,
        [lane = std::move(m_lane)](TaskContext&) { lane->connection.reset(); }, &m_runner,
        [&runner = m_runner, lane = m_laneId](Result<void>) { runner.removeLane(lane); });
    m_lane = std::make_shared<Lane>();
    setState(State::Closed);
}

} // namespace relata
