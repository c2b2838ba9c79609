// Colours SQL in a QScintilla editor by the core's tokenizer, so that the console, its splitter and its
// completion agree on what a string or a comment is in each dialect.
#pragma once

#include "core/parse/tokenizer.h"

#include <Qsci/qscilexercustom.h>

#include <string>
#include <unordered_set>

namespace relata {

class Theme;

class SqlLexer final : public QsciLexerCustom
{
    Q_OBJECT

public:
    enum Style
    {
        Default,
        Keyword,
        String,
        Number,
        Comment,
        Identifier,
        Operator,
        Parameter,
    };

    // `keywords`: reserved words of the dialect, lower case; may be null.
    SqlLexer(Theme& theme, const std::string& dialect, const std::unordered_set<std::string>* keywords,
        QObject* parent);

    const char* language() const override { return "SQL"; }
    QString description(int style) const override;
    QColor defaultColor(int style) const override;
    QColor defaultPaper(int style) const override;
    QFont defaultFont(int style) const override;
    void styleText(int start, int end) override;

private:
    Style styleOf(const Token& token) const;

    Theme& m_theme;
    const LexicalRules& m_rules;
    const std::unordered_set<std::string>* m_keywords;
    std::unordered_set<std::string> m_common; // lower case
};

} // namespace relata
