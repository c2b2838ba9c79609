#include "app/relata-cli/source.h"

#include "core/util/strings.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <fcntl.h>

namespace relata::cli {
namespace {

template <typename T>
T valueOrRaise(Result<T> result)
{
    if (!result)
        raise(result.error());
    return std::move(*result);
}

// Looks at `stop` now and then, so that Ctrl+C leaves a terminal that echoes again.
std::optional<std::string> readLine(int terminal, const std::stop_token& stop)
{
    std::string typed;
    while (!stop.stop_requested()) {
        pollfd waiting{terminal, POLLIN, 0};
        if (::poll(&waiting, 1, 100) <= 0)
            continue;
        char c = 0;
        if (::read(terminal, &c, 1) != 1 || c == '\n')
            return typed;
        typed += c;
    }
    return std::nullopt;
}

// From the controlling terminal, without echo; nothing where there is none.
std::optional<std::string> askPassword(const std::string& whose, const std::stop_token& stop)
{
    int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (terminal < 0)
        return std::nullopt;
    termios before{};
    bool isTerminal = ::tcgetattr(terminal, &before) == 0;
    std::optional<std::string> password;
    if (isTerminal) {
        termios silent = before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(terminal, TCSAFLUSH, &silent);
        ::dprintf(terminal, "Password for %s: ", whose.c_str());
        password = readLine(terminal, stop);
        ::tcsetattr(terminal, TCSAFLUSH, &before);
        ::dprintf(terminal, "\n");
    }
    ::close(terminal);
    return password;
}

void refuseOtherFiles(const std::string& text)
{
    Error error;
    error.kind = ErrorKind::NotSupported;
    std::string extension = toLowerAscii(std::filesystem::path(text).extension().string());
    if (text.find("://") != std::string::npos || (extension != ".sql" && extension != ".relata"))
        return;
    error.message = text + " is " + (extension == ".sql" ? "an SQL script" : "a model")
        + ", which Relata cannot read yet.";
    error.hint = "Give a database URL or the path of a SQLite file.";
    raise(std::move(error));
}

} // namespace

Source openSource(const std::string& text, Access access, std::stop_token stop)
{
    refuseOtherFiles(text);
    Url url = valueOrRaise(Url::fromSource(text));
    const char* fromEnvironment = std::getenv("RELATA_PASSWORD");
    bool isServer = !url.host.empty() || !url.username.empty();
    if (fromEnvironment && isServer && !url.password)
        url.password = fromEnvironment;
    EngineOptions options;
    options.readOnly = access == Access::ReadOnly;
    Engine engine = valueOrRaise(Engine::create(url, options));
    try {
        std::unique_ptr<Connection> connection = engine.connect(stop);
        return {std::move(engine), std::move(connection)};
    } catch (const OperationalError& error) {
        // Class 28: the server wants (another) password. Asked for once, and only where none was given.
        bool wantsPassword = startsWithIgnoreCase(error.error().sqlState, "28");
        std::optional<std::string> password;
        if (wantsPassword && !url.password)
            password = askPassword(url.toString(), stop);
        if (!password)
            throw;
        url.password = *password;
    }
    engine = valueOrRaise(Engine::create(url, options));
    std::unique_ptr<Connection> connection = engine.connect(stop);
    return {std::move(engine), std::move(connection)};
}

MetaData reflectSource(const std::string& text, const std::vector<std::string>& schemas, std::stop_token stop)
{
    Source source = openSource(text, Access::ReadOnly, stop);
    std::unique_ptr<Inspector> inspector = source.engine.dialect().inspector(*source.connection);
    ReflectOptions options;
    options.schemas = schemas;
    options.stop = stop;
    MetaData metadata = inspector->reflect(options);
    for (const ReflectionNote& note : metadata.notes)
        std::fprintf(stderr, "relata-cli: %s%s%s\n", note.object.c_str(), note.object.empty() ? "" : ": ",
            note.message.c_str());
    return metadata;
}

} // namespace relata::cli
