#include "core/dialects/postgresql/index_definition.h"

#include "core/dialects/postgresql/catalogue.h"
#include "core/util/strings.h"

namespace relata::postgresql {
namespace {

// The end of the piece that begins at `start` and runs to a blank, comma or closing parenthesis outside
// quotes and parentheses; or, with `closing`, to the parenthesis that closes the one before `start`.
std::size_t pieceEnd(std::string_view text, std::size_t start, bool closing)
{
    int depth = 0;
    char quote = '\0';
    for (std::size_t i = start; i < text.size(); ++i) {
        char c = text[i];
        if (quote) {
            if (c == quote)
                quote = '\0';
            continue;
        }
        if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')') {
            if (depth == 0)
                return i;
            --depth;
        } else if (depth == 0 && !closing && (c == ' ' || c == ',')) {
            return i;
        }
    }
    return text.size();
}

class Reader
{
public:
    explicit Reader(std::string_view text) : m_text(text) { }

    bool skip(std::string_view word)
    {
        if (m_text.substr(m_position, word.size()) != word)
            return false;
        m_position += word.size();
        return true;
    }
    std::string_view piece()
    {
        std::size_t end = pieceEnd(m_text, m_position, false);
        std::string_view result = m_text.substr(m_position, end - m_position);
        m_position = end;
        return result;
    }
    // What stands up to the closing parenthesis, which is passed.
    std::string_view enclosed()
    {
        std::size_t end = pieceEnd(m_text, m_position, true);
        std::string_view result = m_text.substr(m_position, end - m_position);
        m_position = std::min(end + 1, m_text.size());
        return result;
    }
    std::string_view rest() const { return m_text.substr(m_position); }
    bool atEnd() const { return m_position >= m_text.size(); }

private:
    std::string_view m_text;
    std::size_t m_position = 0;
};

std::string unquoted(std::string_view name)
{
    if (name.size() < 2 || name.front() != '"' || name.find("\".") != std::string_view::npos)
        return std::string(name);
    return replaceAll(std::string(name.substr(1, name.size() - 2)), "\"\"", "\"");
}

// A collation of pg_catalog is printed without its schema, which is an IndexElement's plain name; of another
// schema as SQL text with everything quoted.
std::string collationOf(std::string_view text)
{
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"')
            quoted = !quoted;
        if (text[i] == '.' && !quoted) {
            auto quote = [](std::string_view part) {
                return part.starts_with('"') ? std::string(part) : '"' + std::string(part) + '"';
            };
            return quote(text.substr(0, i)) + "." + quote(text.substr(i + 1));
        }
    }
    return unquoted(text);
}

bool readElement(Reader& reader, IndexElement& element)
{
    element.expression.text = std::string(reader.piece());
    while (!reader.rest().empty() && reader.rest().front() == ' ') {
        reader.skip(" ");
        if (reader.skip("COLLATE ")) {
            element.collation = collationOf(reader.piece());
        } else if (reader.skip("NULLS FIRST")) {
            element.nullsFirst = true;
        } else if (reader.skip("NULLS LAST")) {
            element.nullsFirst = false;
        } else {
            std::string_view word = reader.piece();
            if (word == "DESC")
                element.descending = true;
            else if (word == "ASC")
                continue;
            else if (word.starts_with('('))
                element.operatorClass += " " + std::string(word); // its options
            else
                element.operatorClass = std::string(word);
        }
    }
    return !element.expression.text.empty();
}

} // namespace

bool parseIndexDefinition(std::string_view text, IndexDefinition& result)
{
    Reader reader(text);
    if (!reader.skip("CREATE "))
        return false;
    reader.skip("UNIQUE ");
    if (!reader.skip("INDEX "))
        return false;
    reader.piece();
    if (!reader.skip(" ON "))
        return false;
    result.only = reader.skip("ONLY ");
    reader.piece();
    if (!reader.skip(" USING "))
        return false;
    result.method = unquoted(reader.piece());
    if (!reader.skip(" ("))
        return false;
    do {
        if (!readElement(reader, result.elements.emplace_back()))
            return false;
    } while (reader.skip(", "));
    if (!reader.skip(")"))
        return false;
    if (reader.skip(" INCLUDE ("))
        reader.enclosed();
    result.nullsNotDistinct = reader.skip(" NULLS NOT DISTINCT");
    if (reader.skip(" WITH ("))
        result.storage = std::string(reader.enclosed());
    if (reader.skip(" TABLESPACE "))
        reader.piece();
    if (reader.skip(" WHERE "))
        result.where = std::string(reader.rest());
    else if (!reader.atEnd())
        return false;
    return true;
}

} // namespace relata::postgresql
