#include "core/util/atomic_file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <fcntl.h>

namespace relata {
namespace {

tl::unexpected<Error> failure(const std::string& what, const std::string& path, int code)
{
    std::string hint = code == ENOSPC || code == EDQUOT
        ? "The disk is full. Free some room, or choose another folder."
        : code == EACCES || code == EPERM || code == EROFS ? "Choose a folder that you may write to."
        : code == ENOENT                                   ? "The folder does not exist."
                                                           : "";
    return fail(ErrorKind::File, what + " " + path + ": " + std::strerror(code) + ".", std::move(hint));
}

} // namespace

Result<AtomicFile> AtomicFile::create(const std::string& path)
{
    AtomicFile file;
    file.m_path = path;
    std::string name = path + ".XXXXXX";
    file.m_descriptor = ::mkstemp(name.data());
    if (file.m_descriptor < 0)
        return failure("Cannot write", path, errno);
    file.m_temporaryPath = name;
    struct stat existing
    { };
    // mkstemp makes a private file; the result is to have the mode that it had, or an ordinary new file's.
    mode_t mode = ::stat(path.c_str(), &existing) == 0 ? existing.st_mode & 07777 : 0;
    if (mode == 0) {
        mode_t mask = ::umask(0);
        ::umask(mask);
        mode = 0666 & ~mask;
    }
    if (::fchmod(file.m_descriptor, mode) != 0)
        return failure("Cannot write", path, errno);
    return file;
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_temporaryPath(std::exchange(other.m_temporaryPath, {}))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
{ }

AtomicFile::~AtomicFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    if (!m_temporaryPath.empty())
        ::unlink(m_temporaryPath.c_str());
}

Result<void> AtomicFile::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        ssize_t written = ::write(m_descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return failure("Cannot write", m_path, errno);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> AtomicFile::commit()
{
    if (::fsync(m_descriptor) != 0)
        return failure("Cannot write", m_path, errno);
    if (::close(std::exchange(m_descriptor, -1)) != 0)
        return failure("Cannot write", m_path, errno);
    if (::rename(m_temporaryPath.c_str(), m_path.c_str()) != 0)
        return failure("Cannot replace", m_path, errno);
    m_temporaryPath.clear();
    // The rename itself lives in the folder: without this a power cut can undo it.
    std::size_t slash = m_path.rfind('/');
    std::string folder = slash == std::string::npos ? "." : m_path.substr(0, slash + 1);
    if (int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
    return {};
}

} // namespace relata
