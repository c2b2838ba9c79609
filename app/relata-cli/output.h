// stdout or --out FILE: a file appears under its name only when it is whole.
#pragma once

#include "core/util/atomic_file.h"

#include <optional>
#include <string>

namespace relata::cli {

class Output
{
public:
    // path "" = stdout. Throws DatabaseError (File).
    explicit Output(const std::string& path);
    Result<void> write(std::string_view bytes);
    Result<void> commit();
    // All at once; throws DatabaseError (File).
    static void writeAll(const std::string& path, std::string_view bytes);

private:
    std::optional<AtomicFile> m_file;
};

} // namespace relata::cli
