#include "ui/shell/fuzzy_match.h"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace relata {

namespace {

constexpr int maxText = 256;
constexpr int matchScore = 16;
constexpr int startBonus = 12; // the first letter of the text
constexpr int wordBonus = 10; // the first letter of a word
constexpr int consecutiveBonus = 14; // more than wordBonus: a run beats initials
constexpr int gapPenalty = 1; // for each letter skipped inside a match, up to maxGap
constexpr int maxGap = 6;
constexpr int wholeBonus = 40; // the text is the pattern
constexpr int impossible = std::numeric_limits<int>::min() / 2;

struct Folded
{
    std::array<char16_t, maxText> letters;
    std::array<signed char, maxText> bonus;
    int size = 0;
};

void fold(QStringView text, Folded& folded)
{
    folded.size = int(std::min<qsizetype>(text.size(), maxText));
    QChar before;
    for (int i = 0; i < folded.size; ++i) {
        const QChar letter = text[i];
        folded.letters[i] = letter.toCaseFolded().unicode();
        int bonus = 0;
        if (i == 0)
            bonus = startBonus;
        else if (letter.isLetterOrNumber()
            && (!before.isLetterOrNumber() || (letter.isUpper() && before.isLower())
                || (letter.isDigit() && !before.isDigit())))
            bonus = wordBonus;
        folded.bonus[i] = static_cast<signed char>(bonus);
        before = letter;
    }
}

bool isSubsequence(const Folded& text, QStringView word)
{
    qsizetype found = 0;
    for (int i = 0; i < text.size && found < word.size(); ++i)
        found += text.letters[i] == word[found].unicode() ? 1 : 0;
    return found == word.size();
}

// The best way to lay the word over the text (Smith-Waterman without mismatches). Rows: letters of the word;
// columns: letters of the text; a cell is the best score that ends with this letter matched there.
int alignWord(const Folded& text, QStringView word, QList<int>* positions)
{
    static thread_local std::vector<int> cells;
    static thread_local std::vector<short> from;
    const int rows = int(word.size());
    const int columns = text.size;
    cells.assign(size_t(rows) * columns, impossible);
    if (positions)
        from.assign(size_t(rows) * columns, -1);
    for (int row = 0; row < rows; ++row) {
        for (int column = row; column < columns; ++column) {
            if (text.letters[column] != word[row].unicode())
                continue;
            const int here = matchScore + text.bonus[column];
            int best = row == 0 ? -std::min(column, maxGap) * gapPenalty : impossible;
            int bestFrom = -1;
            if (row > 0) {
                const int* above = &cells[size_t(row - 1) * columns];
                // Near letters first, so that of equal ways the tightest wins; all beyond maxGap cost the
                // same.
                for (int previous = column - 1; previous >= row - 1; --previous) {
                    if (above[previous] == impossible)
                        continue;
                    const int gap = column - previous - 1;
                    const int score =
                        above[previous] + (gap == 0 ? consecutiveBonus : -std::min(gap, maxGap) * gapPenalty);
                    if (score > best) {
                        best = score;
                        bestFrom = previous;
                    }
                }
            }
            if (best == impossible)
                continue;
            cells[size_t(row) * columns + column] = best + here;
            if (positions)
                from[size_t(row) * columns + column] = short(bestFrom);
        }
    }
    const int* last = &cells[size_t(rows - 1) * columns];
    const int* best = std::max_element(last, last + columns);
    if (positions) {
        int column = int(best - last);
        for (int row = rows - 1; row >= 0; --row) {
            positions->append(column);
            column = from[size_t(row) * columns + column];
        }
    }
    return *best;
}

} // namespace

FuzzyPattern::FuzzyPattern(const QString& pattern)
    : m_words(pattern.toCaseFolded().simplified().split(u' ', Qt::SkipEmptyParts))
{ }

std::optional<FuzzyMatch> FuzzyPattern::match(QStringView text) const
{
    FuzzyMatch match;
    const std::optional<int> score = matchText(text, &match.positions);
    if (!score)
        return std::nullopt;
    match.score = *score;
    std::sort(match.positions.begin(), match.positions.end());
    match.positions.erase(std::unique(match.positions.begin(), match.positions.end()), match.positions.end());
    return match;
}

std::optional<int> FuzzyPattern::score(QStringView text) const
{
    return matchText(text, nullptr);
}

std::optional<int> FuzzyPattern::matchText(QStringView text, QList<int>* positions) const
{
    if (m_words.isEmpty())
        return 0;
    Folded folded;
    fold(text, folded);
    for (const QString& word : m_words) {
        if (!isSubsequence(folded, word))
            return std::nullopt;
    }
    int score = 0;
    for (const QString& word : m_words)
        score += alignWord(folded, word, positions);
    if (m_words.size() == 1 && m_words.first().size() == text.size())
        score += wholeBonus;
    // Of equal matches the shorter text is the likelier one.
    return score * 8 - int(std::min<qsizetype>(text.size(), maxText)) / 4;
}

} // namespace relata
