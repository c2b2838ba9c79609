// Of row_select's sources: the statement being written.
#pragma once

#include "core/sql/row_select.h"

#include <fmt/format.h>

#include <string_view>

namespace relata {

// Text with its parameters, in the dialect's paramstyle.
class BrowseSelect::Text
{
public:
    explicit Text(const DialectTraits& traits) : m_traits(traits) { }
    void add(std::string_view text) { m_statement.sql += text; }
    void bind(const Value& value)
    {
        m_statement.parameters.push_back(value);
        std::size_t number = m_statement.parameters.size();
        switch (m_traits.paramStyle) {
        case ParamStyle::QuestionMark:
            m_statement.sql += '?';
            break;
        case ParamStyle::Numbered:
            m_statement.sql += fmt::format("${}", number);
            break;
        case ParamStyle::NamedColon:
            m_statement.sql += fmt::format(":p{}", number);
            break;
        }
    }
    SqlStatement take() { return std::move(m_statement); }

private:
    const DialectTraits& m_traits;
    SqlStatement m_statement;
};

} // namespace relata
