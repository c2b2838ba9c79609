#include "tests/support/server_process.h"

#include <QDir>
#include <QFile>
#include <QTcpServer>

#include <csignal>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace relata::test {

ServerProcess::ServerProcess(const QString& folderTemplate, const QString& user)
    : m_user(user), m_folder(std::make_unique<QTemporaryDir>(QDir::tempPath() + "/" + folderTemplate))
{
    if (geteuid() != 0)
        return;
    if (const passwd* entry = getpwnam(m_user.toUtf8().constData())) {
        m_changeUser = true;
        m_uid = entry->pw_uid;
        m_gid = entry->pw_gid;
        if (m_folder->isValid() && chown(folder().toUtf8().constData(), m_uid, m_gid) != 0)
            qWarning("cannot give %s to %s", qUtf8Printable(folder()), qUtf8Printable(m_user));
    }
}

ServerProcess::~ServerProcess()
{
    stop();
}

void ServerProcess::stop()
{
    if (!isRunning())
        return;
    kill(static_cast<pid_t>(m_server->processId()), m_stopSignal);
    if (!m_server->waitForFinished(5000)) {
        m_server->kill();
        m_server->waitForFinished(5000);
    }
}

QString ServerProcess::writeFile(const QString& name, const QByteArray& content)
{
    QString path = folder() + "/" + name;
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        return {};
    file.close();
    if (m_changeUser && chown(path.toUtf8().constData(), m_uid, m_gid) != 0)
        return {};
    return path;
}

std::unique_ptr<QProcess> ServerProcess::prepare(int parentDeathSignal) const
{
    auto process = std::make_unique<QProcess>();
    process->setWorkingDirectory(folder());
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString& key : environment.keys()) {
        if (key.startsWith("PG") || key.startsWith("MYSQL") || key.startsWith("MARIADB"))
            environment.remove(key);
    }
    environment.insert("LC_ALL", "C.UTF-8");
    environment.insert("HOME", folder());
    // A starting mariadbd deletes every "#sql*" file of its temporary folder: in a shared one, those of other
    // servers.
    environment.insert("TMPDIR", folder());
    process->setProcessEnvironment(environment);
    process->setChildProcessModifier(
        [changeUser = m_changeUser, uid = m_uid, gid = m_gid, parentDeathSignal] {
            // Between fork and exec: plain system calls only. A changed user id clears the death signal, so
            // that comes last.
            if (changeUser && (setgroups(1, &gid) != 0 || setgid(gid) != 0 || setuid(uid) != 0))
                _exit(126);
            if (parentDeathSignal != 0)
                prctl(PR_SET_PDEATHSIG, parentDeathSignal);
        });
    return process;
}

QString ServerProcess::run(const QString& program, const QStringList& arguments, int timeoutMs)
{
    std::unique_ptr<QProcess> process = prepare(SIGKILL);
    process->setProcessChannelMode(QProcess::MergedChannels);
    process->start(program, arguments);
    if (!process->waitForFinished(timeoutMs)) {
        process->kill();
        return program + ": " + process->errorString();
    }
    if (process->exitStatus() != QProcess::NormalExit || process->exitCode() != 0)
        return program + ": " + QString::fromUtf8(process->readAll());
    return {};
}

bool ServerProcess::start(const QString& program, const QStringList& arguments, int stopSignal)
{
    m_stopSignal = stopSignal;
    m_server = prepare(stopSignal);
    m_server->setStandardOutputFile(folder() + "/server.log", QIODevice::Append);
    m_server->setStandardErrorFile(folder() + "/server.log", QIODevice::Append);
    m_server->start(program, arguments);
    return m_server->waitForStarted(10000);
}

QString ServerProcess::log() const
{
    QFile file(folder() + "/server.log");
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

quint16 freePort()
{
    QTcpServer probe;
    probe.listen(QHostAddress::LocalHost, 0);
    return probe.serverPort();
}

} // namespace relata::test
