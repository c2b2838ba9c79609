#include "core/layout/child_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace relata {

namespace {

class Descriptor
{
public:
    explicit Descriptor(int fd = -1) : m_fd(fd) { }
    ~Descriptor() { reset(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return m_fd; }
    bool isOpen() const { return m_fd >= 0; }
    void reset(int fd = -1)
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = fd;
    }

private:
    int m_fd;
};

Error systemError(const std::string& program, const std::string& what, int code)
{
    Error error;
    error.kind = ErrorKind::Operational;
    error.message = "The program " + program + " could not be " + what + ".";
    error.detail = std::strerror(code);
    error.nativeCode = code;
    return error;
}

// A socket rather than a pipe for the child's input: writing to a child that has ended must be an error, not
// a SIGPIPE.
bool openSockets(Descriptor& ours, Descriptor& theirs)
{
    std::array<int, 2> fds{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) != 0)
        return false;
    ours.reset(fds[0]);
    theirs.reset(fds[1]);
    return ::fcntl(ours.get(), F_SETFL, O_NONBLOCK) == 0;
}

bool openPipe(Descriptor& ours, Descriptor& theirs)
{
    std::array<int, 2> fds{};
    if (::pipe2(fds.data(), O_CLOEXEC) != 0)
        return false;
    ours.reset(fds[0]);
    theirs.reset(fds[1]);
    return ::fcntl(ours.get(), F_SETFL, O_NONBLOCK) == 0;
}

class Child
{
public:
    Child() = default;
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child()
    {
        if (m_pid > 0) {
            ::kill(m_pid, SIGKILL);
            wait();
        }
    }

    int spawn(const std::vector<std::string>& argv, int input, int output, int errors)
    {
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, input, 0);
        posix_spawn_file_actions_adddup2(&actions, output, 1);
        posix_spawn_file_actions_adddup2(&actions, errors, 2);
        std::vector<char*> arguments;
        for (const std::string& argument : argv)
            arguments.push_back(const_cast<char*>(argument.c_str()));
        arguments.push_back(nullptr);
        const int code = ::posix_spawnp(&m_pid, arguments[0], &actions, nullptr, arguments.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        if (code != 0)
            m_pid = -1;
        return code;
    }

    int wait() // the status of waitpid
    {
        int status = 0;
        while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) { }
        m_pid = -1;
        return status;
    }

private:
    pid_t m_pid = -1;
};

// False at the end of the stream.
bool readSome(const Descriptor& source, std::string& into)
{
    std::array<char, 65536> buffer{};
    const ssize_t count = ::read(source.get(), buffer.data(), buffer.size());
    if (count > 0)
        into.append(buffer.data(), static_cast<std::size_t>(count));
    return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR));
}

} // namespace

Result<std::string> runChildProcess(
    const std::vector<std::string>& argv, std::string_view input, std::stop_token stop)
{
    const std::string& program = argv.front();
    Descriptor inputOurs, inputTheirs, outputOurs, outputTheirs, errorsOurs, errorsTheirs;
    if (!openSockets(inputOurs, inputTheirs) || !openPipe(outputOurs, outputTheirs)
        || !openPipe(errorsOurs, errorsTheirs))
        return fail(systemError(program, "started", errno));
    const Descriptor wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!wake.isOpen())
        return fail(systemError(program, "started", errno));
    const std::stop_callback onStop(stop, [&wake] {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(wake.get(), &one, sizeof one);
    });

    Child child;
    if (const int code = child.spawn(argv, inputTheirs.get(), outputTheirs.get(), errorsTheirs.get())) {
        if (code == ENOENT)
            return fail(ErrorKind::NotSupported, "The program " + program + " is not installed.",
                "Install the package graphviz.");
        return fail(systemError(program, "started", code));
    }
    inputTheirs.reset();
    outputTheirs.reset();
    errorsTheirs.reset();

    std::string output;
    std::string errors;
    if (input.empty())
        inputOurs.reset();
    while (outputOurs.isOpen() || errorsOurs.isOpen()) {
        if (stop.stop_requested())
            return fail(ErrorKind::Cancelled, "The program " + program + " was stopped.");
        std::array<pollfd, 4> fds{pollfd{wake.get(), POLLIN, 0}, pollfd{outputOurs.get(), POLLIN, 0},
            pollfd{errorsOurs.get(), POLLIN, 0}, pollfd{inputOurs.get(), POLLOUT, 0}}; // -1 is skipped
        if (::poll(fds.data(), fds.size(), -1) < 0 && errno != EINTR)
            return fail(systemError(program, "followed", errno));
        if (fds[1].revents && !readSome(outputOurs, output))
            outputOurs.reset();
        if (fds[2].revents && !readSome(errorsOurs, errors))
            errorsOurs.reset();
        if (fds[3].revents) {
            const ssize_t count = ::send(inputOurs.get(), input.data(), input.size(), MSG_NOSIGNAL);
            if (count > 0)
                input.remove_prefix(static_cast<std::size_t>(count));
            if (input.empty() || (count < 0 && errno != EAGAIN && errno != EINTR))
                inputOurs.reset();
        }
    }

    const int status = child.wait();
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return output;
    Error error;
    error.kind = ErrorKind::Operational;
    error.message = WIFSIGNALED(status)
        ? "The program " + program + " crashed (signal " + std::to_string(WTERMSIG(status)) + ")."
        : "The program " + program + " failed (exit code " + std::to_string(WEXITSTATUS(status)) + ").";
    error.detail = errors.substr(0, 2000);
    return fail(std::move(error));
}

} // namespace relata
