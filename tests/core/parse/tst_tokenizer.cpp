#include "core/parse/tokenizer.h"

#include <QTest>

#include <random>

using namespace relata;

namespace {

const char* kindName(TokenKind kind)
{
    switch (kind) {
    case TokenKind::End:
        return "end";
    case TokenKind::Word:
        return "word";
    case TokenKind::QuotedIdentifier:
        return "name";
    case TokenKind::String:
        return "string";
    case TokenKind::Blob:
        return "blob";
    case TokenKind::Number:
        return "number";
    case TokenKind::Parameter:
        return "parameter";
    case TokenKind::Operator:
        return "sign";
    case TokenKind::Space:
        return "space";
    case TokenKind::Comment:
        return "comment";
    case TokenKind::Other:
        return "other";
    }
    return "?";
}

// "word a | sign = | string 'x'!" ("!" marks what is not closed)
QString dump(std::string_view text, const char* dialect, Trivia trivia = Trivia::Skip)
{
    QStringList parts;
    for (const Token& token : tokenize(text, LexicalRules::of(dialect), trivia))
        parts << QString::fromLatin1(kindName(token.kind)) + " "
                + QString::fromUtf8(token.text.data(), static_cast<int>(token.text.size()))
                + (token.terminated ? "" : "!");
    return parts.join(" | ");
}

} // namespace

class TestTokenizer : public QObject
{
    Q_OBJECT

private slots:
    void tokens_data()
    {
        QTest::addColumn<QByteArray>("dialect");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected");
        auto row = [](const char* name, const char* dialect, const char* text, const char* expected) {
            QTest::newRow(name) << QByteArray(dialect) << QByteArray(text) << QString::fromUtf8(expected);
        };
        row("plain", "", "SELECT a1,b FROM \"t\"\"x\" WHERE s='it''s'",
            "word SELECT | word a1 | sign , | word b | word FROM | name \"t\"\"x\" | word WHERE | word s | "
            "sign = "
            "| string 'it''s'");
        row("comments", "", "a -- b 'c\n/* d\n */e", "word a | word e");
        row("numbers", "", "1 1.5 .5 1. 1e5 1.5E-3 0xFf 1_000 1..10 1e",
            "number 1 | number 1.5 | number .5 | number 1. | number 1e5 | number 1.5E-3 | number 0xFf | "
            "number "
            "1_000 | number 1 | sign . | number .10 | number 1 | word e");
        row("operators", "", "a||b<>c!=d<=e->>'f'::g",
            "word a | sign || | word b | sign <> | word c | sign != | word d | sign <= | word e | sign ->> | "
            "string 'f' | sign :: | word g");
        row("unclosed string", "", "a 'b", "word a | string 'b!");
        row("unclosed name", "", "\"a", "name \"a!");
        row("unclosed comment", "", "a/*b", "word a");
        row("unicode word", "", "größe", "word größe");
        row("stray bytes", "", "a\\b\x01", "word a | other \\ | word b | other \x01");
        row("nested comments are not standard", "", "/* /* */ b */", "word b | sign * | sign /");

        row("sqlite quotes", "sqlite", "[a b] `c``d` \"e\" 'f' x'00ff'",
            "name [a b] | name `c``d` | name \"e\" | string 'f' | blob x'00ff'");
        row("sqlite bracket ends at the first", "sqlite", "[a]]", "name [a] | sign ]");
        row("sqlite parameters", "sqlite", "? ?12 :a @b $c",
            "parameter ? | parameter ?12 | parameter :a | parameter @b | parameter $c");
        row("sqlite json", "sqlite", "a->'$.b'", "word a | sign -> | string '$.b'");
        row("sqlite dollar in a word", "sqlite", "a$b", "word a$b");

        row("pg dollar quotes", "postgresql", "$$a'b$$ $x$ $$ $x$ $1 $2::int",
            "string $$a'b$$ | string $x$ $$ $x$ | parameter $1 | parameter $2 | sign :: | word int");
        row("pg dollar unclosed", "postgresql", "$x$ $$ ", "string $x$ $$ !");
        row("pg strings", "postgresql", "E'a\\'b' N'c' U&'\\0041' U&\"x\" B'01'",
            "string E'a\\'b' | string N'c' | string U&'\\0041' | name U&\"x\" | blob B'01'");
        row("pg backslash is plain", "postgresql", "'a\\' b", "string 'a\\' | word b");
        row("pg nested comment", "postgresql", "a /* x /* y */ z */ b", "word a | word b");
        row("pg slices are not parameters", "postgresql", "a[1:n]",
            "word a | sign [ | number 1 | sign : | word n | sign ]");
        row("pg operators", "postgresql", "a ~~* b @> c #>> d - -1 !~ e",
            "word a | sign ~~* | word b | sign @> | word c | sign #>> | word d | sign - | sign - | number 1 "
            "| "
            "sign !~ | word e");
        row("pg operator before a comment", "postgresql", "a +-- b", "word a | sign +");
        row("pg times minus", "postgresql", "a*-1", "word a | sign * | sign - | number 1");

        row("mysql", "mysql", "\"a\\\"b\" `c` 'd\\'' # e\n f--g -- h\n@v @@w ?",
            "string \"a\\\"b\" | name `c` | string 'd\\'' | word f | sign - | sign - | word g | parameter @v "
            "| "
            "parameter @@w | parameter ?");
        row("mysql unclosed escape", "mysql", "'a\\", "string 'a\\!");
        row("oracle", "oracle", "q'[it's]' nq'!a!' :x a#b q'{x}'",
            "string q'[it's]' | string nq'!a!' | parameter :x | word a#b | string q'{x}'");
        row("mssql", "mssql", "[a]]b] @p #tmp N'x' /* /* */ */ c",
            "name [a]]b] | parameter @p | word #tmp | string N'x' | word c");
    }

    void tokens()
    {
        QFETCH(QByteArray, dialect);
        QFETCH(QByteArray, text);
        QFETCH(QString, expected);
        QCOMPARE(dump(text.toStdString(), dialect.constData()), expected);
    }

    void values_data()
    {
        QTest::addColumn<QByteArray>("dialect");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        auto row = [](const char* name, const char* dialect, const char* text, QByteArray expected) {
            QTest::newRow(name) << QByteArray(dialect) << QByteArray(text) << expected;
        };
        row("word", "", "aB", "aB");
        row("name", "", "\"a\"\"b\"", "a\"b");
        row("empty name", "", "\"\"", "");
        row("string", "", "'it''s'", "it's");
        row("unclosed", "", "'it''s", "it's");
        row("sqlite bracket", "sqlite", "[a\"b]", "a\"b");
        row("sqlite backtick", "sqlite", "`a``b`", "a`b");
        row("blob", "sqlite", "X'00fF'", QByteArray("\0\xff", 2));
        row("odd blob stays", "sqlite", "X'00f'", "X'00f'");
        row("mssql bracket", "mssql", "[a]]b]", "a]b");
        row("national", "mssql", "N'a''b'", "a'b");
        row("escape string", "postgresql", "E'a\\n\\x41\\u00e9\\101\\\\\\''",
            "a\nA\xc3\xa9"
            "A\\'");
        row("unicode string", "postgresql", "U&'d\\0061t\\+000061 \\\\'", "data \\");
        row("unicode name", "postgresql", "U&\"\\00e4\"", "\xc3\xa4");
        row("dollar", "postgresql", "$a$x'y$a$", "x'y");
        row("dollar unclosed", "postgresql", "$a$x", "x");
        row("mysql", "mysql", "'a\\nb\\%\\'\\Z'", "a\nb\\%'\x1a");
        row("mysql double", "mysql", "\"a\"\"b\"", "a\"b");
        row("oracle q", "oracle", "q'[it's]'", "it's");
        row("oracle nq", "oracle", "NQ'<a>'", "a");
        row("oracle q unclosed", "oracle", "q'[a", "a");
    }

    void values()
    {
        QFETCH(QByteArray, dialect);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        const LexicalRules& rules = LexicalRules::of(dialect.toStdString());
        std::string source = text.toStdString();
        std::vector<Token> tokens = tokenize(source, rules);
        QCOMPARE(tokens.size(), std::size_t(1));
        QCOMPARE(QByteArray::fromStdString(valueOf(tokens[0], rules)), expected);
    }

    void keywordsMatchInAnyCase()
    {
        std::vector<Token> tokens = tokenize("Create \"CREATE\"");
        QVERIFY(tokens[0].isWord("CREATE"));
        QVERIFY(!tokens[0].isWord("CREATED"));
        QVERIFY(!tokens[1].isWord("CREATE"));
    }

    // Whatever the bytes are: the tokens cover the text without gaps, and every token has a value.
    void anyBytesAreCovered()
    {
        const std::string pieces[] = {"'", "\"", "`", "[", "]", "$$", "$a$", "--", "/*", "*/", "#", "E'",
            "q'[", "U&'", "\\", "1", ".", "e", "0x", "?", ":a", "@@", "\n", " ", "a", std::string(1, '\0'),
            "\xff", "(", ")", ";", "N'", "x'", "||"};
        std::mt19937 random(20240607);
        for (const char* dialect : {"", "sqlite", "postgresql", "mysql", "oracle", "mssql"}) {
            const LexicalRules& rules = LexicalRules::of(dialect);
            for (int round = 0; round < 3000; ++round) {
                std::string text;
                for (unsigned n = random() % 20; n > 0; --n)
                    text += pieces[random() % std::size(pieces)];
                std::size_t position = 0;
                for (const Token& token : tokenize(text, rules, Trivia::Keep)) {
                    QCOMPARE(token.offset, position);
                    QVERIFY(!token.text.empty());
                    position = token.end();
                    QVERIFY(valueOf(token, rules).size() <= 4 * token.text.size());
                }
                QCOMPARE(position, text.size());
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestTokenizer)
#include "tst_tokenizer.moc"
