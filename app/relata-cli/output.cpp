#include "app/relata-cli/output.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace relata::cli {

Output::Output(const std::string& path)
{
    if (path.empty())
        return;
    Result<AtomicFile> file = AtomicFile::create(path);
    if (!file)
        raise(file.error());
    m_file.emplace(std::move(*file));
}

Result<void> Output::write(std::string_view bytes)
{
    if (m_file)
        return m_file->write(bytes);
    while (!bytes.empty()) {
        ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fail(
                ErrorKind::File, std::string("Cannot write to the output: ") + std::strerror(errno) + ".");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> Output::commit()
{
    return m_file ? m_file->commit() : Result<void>();
}

void Output::writeAll(const std::string& path, std::string_view bytes)
{
    Output output(path);
    Result<void> done = output.write(bytes);
    if (done)
        done = output.commit();
    if (!done)
        raise(done.error());
}

} // namespace relata::cli
