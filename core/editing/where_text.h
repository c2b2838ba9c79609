// A condition that a person writes in the server's SQL, to be put into statements of ours as it is.
#pragma once

#include "core/parse/tokenizer.h"
#include "core/util/error.h"
#include "core/util/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace relata {

// Passes what stays one condition between the parentheses that BrowseSelect writes around it: every
// parenthesis, quote and comment is closed, nothing ends the statement, nothing wants a parameter, and no
// comment is one that the server runs. Whether the condition is right is the server's to say. The result is
// the text without blanks at its ends and without a leading WHERE; empty for blank text.
//
// Errors (Argument): what is wrong, with Error::position in bytes into `text`.
Result<std::string> checkWhereText(std::string_view text, const LexicalRules& rules);

// The place in `where` (bytes) that a server's error is about: by its position in the statement, where the
// condition begins at `whereOffset`, else by the words that the message quotes. Nothing if it does not say.
std::optional<std::size_t> whereErrorPosition(
    const Error& error, std::string_view where, std::optional<std::size_t> whereOffset);

// The word that ends at `position` (bytes) and is being typed, for completion: its start. Equal to
// `position` inside strings, comments and numbers, and where no word ends.
std::size_t whereWordStart(std::string_view text, std::size_t position, const LexicalRules& rules);

} // namespace relata
