// The only place that quotes names. Names reach SQL through quote() and its kin, and in no other way.
#pragma once

#include "core/sql/dialect_traits.h"

#include <string>
#include <string_view>
#include <vector>

namespace relata {

class IdentifierPreparer final
{
public:
    explicit IdentifierPreparer(const DialectTraits& traits) : m_traits(&traits) { }

    // Quoted where the name needs it (reserved words, other than lower-case letters, digits and _, a leading
    // digit; for a dialect that folds to upper case, lower-case names stay bare as in SQLAlchemy).
    std::string quote(std::string_view name) const;
    std::string alwaysQuote(std::string_view name) const; // doubles the closing quote inside
    std::string qualified(std::string_view schema, std::string_view name) const; // schema "" = just the name
    std::string quotedList(const std::vector<std::string>& names) const; // a, b, "C"
    // A string literal with the dialect's escapes. Never for values that can be bound. NUL bytes cannot be
    // written: dialects refuse them.
    std::string literal(std::string_view text) const;
    bool needsQuotes(std::string_view name) const;
    // Shortens a generated name that is over the dialect's limit; keeps it unique by a hash of the whole, as
    // SQLAlchemy does.
    std::string truncated(const std::string& name) const;

private:
    const DialectTraits* m_traits;
};

} // namespace relata
