// What a caller asked for makes no sense: ErrorKind::Argument, for checks deep inside of expressions.
#pragma once

#include "core/util/error.h"

#include <string>
#include <utility>

namespace relata {

[[noreturn]] inline void raiseArgument(std::string message, std::string hint = {})
{
    Error error;
    error.kind = ErrorKind::Argument;
    error.message = std::move(message);
    error.hint = std::move(hint);
    raise(std::move(error));
}

} // namespace relata
