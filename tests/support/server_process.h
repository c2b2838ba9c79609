// What the throw-away database servers of the tests have in common: a folder of their own, a server process
// that dies with the test program, and the user under whom it runs (database servers refuse root).
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace relata::test {

class ServerProcess
{
public:
    // `user`: whom to become where the tests run as root ("postgres", "mysql"); ignored otherwise.
    ServerProcess(const QString& folderTemplate, const QString& user);
    // Ends the server (`stopSignal`, then SIGKILL after five seconds) and removes the folder.
    ~ServerProcess();
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    QString folder() const { return m_folder->path(); }
    bool isValid() const { return m_folder->isValid(); }
    // Gives a file inside folder() to the server's user. Text is written as UTF-8.
    QString writeFile(const QString& name, const QByteArray& content);

    // Runs a program to its end as the server's user. Returns an empty string, or what went wrong.
    QString run(const QString& program, const QStringList& arguments, int timeoutMs = 60000);
    // Starts the server. It gets `stopSignal` as soon as the thread that called this ends, however it ends.
    bool start(const QString& program, const QStringList& arguments, int stopSignal);
    bool isRunning() const { return m_server && m_server->state() == QProcess::Running; }
    qint64 processId() const { return m_server ? m_server->processId() : 0; }
    // Everything that the server wrote to its log so far.
    QString log() const;
    void stop();

private:
    std::unique_ptr<QProcess> prepare(int parentDeathSignal) const;

    QString m_user;
    unsigned m_uid = 0;
    unsigned m_gid = 0;
    bool m_changeUser = false;
    int m_stopSignal = 0;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QProcess> m_server;
};

// A loopback port that nobody listens on at this moment.
quint16 freePort();

} // namespace relata::test
