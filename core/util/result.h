// Result<T>: a value, or the Error that says why there is none. For outcomes that a caller expects and
// handles; failed statements throw instead (error.h).
#pragma once

#include "core/util/error.h"

#include <tl/expected.hpp>

namespace relata {

template <typename T>
using Result = tl::expected<T, Error>;

// return fail(ErrorKind::Argument, "...", "...");
inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

inline tl::unexpected<Error> fail(ErrorKind kind, std::string message, std::string hint = {})
{
    Error error;
    error.kind = kind;
    error.message = std::move(message);
    error.hint = std::move(hint);
    return tl::unexpected<Error>(std::move(error));
}

} // namespace relata
