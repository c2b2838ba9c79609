#include "ui/console/sql_lexer.h"

#include "core/parse/sql_completion.h"
#include "core/util/strings.h"
#include "ui/shell/theme.h"

#include <Qsci/qsciscintilla.h>

namespace relata {

SqlLexer::SqlLexer(Theme& theme, const std::string& dialect, const std::unordered_set<std::string>* keywords,
    QObject* parent)
    : QsciLexerCustom(parent), m_theme(theme), m_rules(LexicalRules::of(dialect)), m_keywords(keywords)
{
    for (const std::string_view phrase : commonKeywords()) {
        for (const std::string& word : split(phrase, ' '))
            m_common.insert(toLowerAscii(word));
    }
    for (const char* word : {"into", "by", "delimiter", "go", "add", "column", "exists", "if", "to", "all"})
        m_common.insert(word);
}

QString SqlLexer::description(int style) const
{
    switch (style) {
    case Default:
        return tr("Text");
    case Keyword:
        return tr("Keyword");
    case String:
        return tr("String");
    case Number:
        return tr("Number");
    case Comment:
        return tr("Comment");
    case Identifier:
        return tr("Quoted name");
    case Operator:
        return tr("Operator");
    case Parameter:
        return tr("Parameter");
    default:
        return {}; // ends QScintilla's enumeration
    }
}

QColor SqlLexer::defaultColor(int style) const
{
    const Palette& palette = m_theme.palette();
    switch (style) {
    case Keyword:
        return palette.keywordText;
    case String:
        return palette.stringText;
    case Number:
        return palette.numberText;
    case Comment:
        return palette.commentText;
    case Parameter:
        return palette.booleanText;
    default:
        return palette.text;
    }
}

QColor SqlLexer::defaultPaper(int) const
{
    return m_theme.palette().surface;
}

QFont SqlLexer::defaultFont(int) const
{
    return m_theme.font(Theme::FontRole::Monospace);
}

SqlLexer::Style SqlLexer::styleOf(const Token& token) const
{
    switch (token.kind) {
    case TokenKind::Word: {
        const std::string word = toLowerAscii(token.text);
        return m_common.contains(word) || (m_keywords && m_keywords->contains(word)) ? Keyword : Default;
    }
    case TokenKind::QuotedIdentifier:
        return Identifier;
    case TokenKind::String:
    case TokenKind::Blob:
        return String;
    case TokenKind::Number:
        return Number;
    case TokenKind::Comment:
        return Comment;
    case TokenKind::Parameter:
        return Parameter;
    case TokenKind::Operator:
        return Operator;
    case TokenKind::Space:
    case TokenKind::Other:
    case TokenKind::End:
        break;
    }
    return Default;
}

// A line's state is 1 where a token of the line before reaches into it (a string, a comment, a dollar quote):
// colouring begins at a line of state 0, where a token cannot be cut.
void SqlLexer::styleText(int start, int end)
{
    QsciScintilla* sci = editor();
    if (!sci)
        return;
    long line = sci->SendScintilla(QsciScintillaBase::SCI_LINEFROMPOSITION, start);
    while (line > 0 && sci->SendScintilla(QsciScintillaBase::SCI_GETLINESTATE, line) == 1)
        --line;
    const auto from =
        static_cast<std::size_t>(sci->SendScintilla(QsciScintillaBase::SCI_POSITIONFROMLINE, line));
    const auto length = static_cast<std::size_t>(sci->SendScintilla(QsciScintillaBase::SCI_GETLENGTH));
    const auto* bytes =
        static_cast<const char*>(sci->SendScintillaPtrResult(QsciScintillaBase::SCI_GETCHARACTERPOINTER));
    if (!bytes || from > length)
        return;
    const std::string_view text(bytes, length);
    startStyling(static_cast<int>(from));
    Tokenizer tokenizer(text, m_rules, from);
    std::size_t at = from;
    long lineAt = line;
    sci->SendScintilla(QsciScintillaBase::SCI_SETLINESTATE, lineAt, 0L);
    while (at < static_cast<std::size_t>(end)) {
        const Token token = tokenizer.nextWithTrivia();
        if (token.kind == TokenKind::End)
            break;
        setStyling(static_cast<int>(token.text.size()), styleOf(token));
        // Blanks and line comments end with their line.
        const long inside = token.kind == TokenKind::String || token.kind == TokenKind::Comment
                || token.kind == TokenKind::QuotedIdentifier || token.kind == TokenKind::Blob
            ? 1
            : 0;
        for (std::size_t i = 0; i < token.text.size(); ++i) {
            if (token.text[i] != '\n')
                continue;
            const bool last = i + 1 == token.text.size();
            sci->SendScintilla(QsciScintillaBase::SCI_SETLINESTATE, ++lineAt, last ? 0L : inside);
        }
        at = token.end();
    }
}

} // namespace relata
