// Makes "%n table(s)" read "1 table" and "2 tables". The source texts are English and need no translation
// file; Qt would want one for the plural alone.
#pragma once

#include <QTranslator>

namespace relata {

class EnglishPlurals final : public QTranslator
{
    Q_OBJECT

public:
    using QTranslator::QTranslator;

    // Texts with a number and "(s)" or "(es)" in them; everything else is left to other translators and to
    // the source.
    QString translate(
        const char* context, const char* sourceText, const char* disambiguation, int n) const override;
    bool isEmpty() const override { return false; }
};

} // namespace relata
