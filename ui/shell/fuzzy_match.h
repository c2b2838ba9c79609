// Fuzzy search as in editors: the letters of the pattern occur in the text in their order, and matches at the
// start of words, in a row, and in short texts come first.
#pragma once

#include <QList>
#include <QString>
#include <QStringView>

#include <optional>

namespace relata {

struct FuzzyMatch
{
    int score = 0; // higher is better; comparable between texts for one pattern
    QList<int> positions; // of the matched letters, ascending, in UTF-16 code units
};

// A pattern, prepared once and tried on many texts. Case is ignored. Words parted by spaces may occur in any
// order.
class FuzzyPattern final
{
public:
    explicit FuzzyPattern(const QString& pattern);

    bool isEmpty() const { return m_words.isEmpty(); }

    // Nothing if the text does not match. An empty pattern matches everything with a score of 0. Letters
    // beyond the 256th of a text are not looked at.
    std::optional<FuzzyMatch> match(QStringView text) const;

    // The score alone, without the positions: what a search over many texts asks first.
    std::optional<int> score(QStringView text) const;

private:
    std::optional<int> matchText(QStringView text, QList<int>* positions) const;

    QList<QString> m_words; // case-folded
};

} // namespace relata
