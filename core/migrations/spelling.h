// Expressions as the server prints them, taken over into the model that they were written from.
#pragma once

#include "core/migrations/operations.h"

namespace relata {

struct Respelt
{
    MetaData model;
    std::vector<std::string> objects; // "check ck_price of books"; what was taken over
};

// `done` was run to make a database like `to`; `remaining`: what it still differs in (compare(after, to)). A
// text that one of the operations wrote, and that the server now tells otherwise, is the same text: nobody
// else wrote it. Only texts of defaults, generated columns, checks, indexes, domains, views, triggers and
// routines are taken over, never anything else of these.
Respelt withServerSpelling(const MetaData& to, const Operations& done, const Operations& remaining);

} // namespace relata
