// SQL text with the places of its words, made on any thread, so that a view only has to paint.
#pragma once

#include <QString>

#include <string_view>
#include <vector>

namespace relata {

struct SqlSpan
{
    enum class Kind
    {
        Keyword,
        String,
        Number,
        Comment,
        Identifier, // quoted
    };
    int start = 0; // UTF-16 code units into the text
    int length = 0;
    Kind kind = Kind::Keyword;
};

struct PreparedSql
{
    QString text;
    std::vector<SqlSpan> spans; // ascending
    int lines = 0; // of `text`
    int allLines = 0; // before it was cut
    bool isCut() const { return lines < allLines; }
};

// `dialect`: a dialect's name, for its quotes and reserved words; the standard's for a name that is not
// known. No more than `maximumLines` lines are kept.
PreparedSql prepareSql(std::string_view sql, std::string_view dialect, int maximumLines = 4000);

} // namespace relata
