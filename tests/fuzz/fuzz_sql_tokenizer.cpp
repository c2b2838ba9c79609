// The tokenizer and the script splitter, in every dialect: the first byte chooses it.
#include "core/parse/script_splitter.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace relata;
    static const char* const dialects[] = {"", "sqlite", "postgresql", "mysql", "oracle", "mssql"};
    if (size == 0)
        return 0;
    const char* dialect = dialects[data[0] % std::size(dialects)];
    std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const LexicalRules& rules = LexicalRules::of(dialect);
    std::size_t position = 0;
    for (const Token& token : tokenize(text, rules, Trivia::Keep)) {
        if (token.offset != position || token.text.empty())
            std::abort(); // a gap, or no progress
        position = token.end();
        valueOf(token, rules);
    }
    if (position != text.size())
        std::abort();
    position = 0;
    for (const ScriptPiece& piece : splitScript(text, dialect)) {
        if (piece.offset < position || piece.text.empty() || piece.end < piece.offset + piece.text.size()
            || piece.end > text.size())
            std::abort();
        position = piece.end;
    }
    return 0;
}
