#include "core/util/strings.h"

#include <QtTest>

using namespace relata;

class StringsTest : public QObject
{
    Q_OBJECT

private slots:
    void utf8_data();
    void utf8();
    void prefixNeverCutsACodePoint();
    void caseIsAsciiOnly();
    void splitAndJoinAreInverse();
    void replacing();
    void trimming();
    void hex();
};

void StringsTest::utf8_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("valid");
    QTest::newRow("empty") << QByteArray() << true;
    QTest::newRow("ascii") << QByteArray("abc") << true;
    QTest::newRow("four bytes") << QByteArray("\xF0\x9F\x98\x80") << true;
    QTest::newRow("cut") << QByteArray("\xF0\x9F\x98") << false;
    QTest::newRow("overlong slash") << QByteArray("\xC0\xAF") << false;
    QTest::newRow("overlong three") << QByteArray("\xE0\x80\xAF") << false;
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << false;
    QTest::newRow("above U+10FFFF") << QByteArray("\xF4\x90\x80\x80") << false;
    QTest::newRow("lone continuation") << QByteArray("a\x80") << false;
    QTest::newRow("NUL is a character") << QByteArray("a\0b", 3) << true;
}

void StringsTest::utf8()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, valid);
    QCOMPARE(isValidUtf8(bytes.toStdString()), valid);
}

void StringsTest::prefixNeverCutsACodePoint()
{
    std::string text = "aé€😀";
    for (std::size_t size = 0; size <= text.size() + 1; ++size) {
        std::string_view prefix = utf8Prefix(text, size);
        QVERIFY(prefix.size() <= size);
        QVERIFY(isValidUtf8(prefix));
    }
    QCOMPARE(codePointCount(text), std::size_t(4));
    QCOMPARE(codePointCount("\xFF\xFE"), std::size_t(2));
}

void StringsTest::caseIsAsciiOnly()
{
    QCOMPARE(toLowerAscii("ÄBC"), std::string("Äbc"));
    QCOMPARE(toUpperAscii("äbc"), std::string("äBC"));
    QVERIFY(equalsIgnoreCase("Select", "sELECT"));
    QVERIFY(!equalsIgnoreCase("Ä", "ä"));
    QVERIFY(startsWithIgnoreCase("CREATE table", "create"));
    QVERIFY(!startsWithIgnoreCase("cre", "create"));
}

void StringsTest::splitAndJoinAreInverse()
{
    for (std::string text : {"", ",", "a", "a,b", ",a,,b,"})
        QCOMPARE(join(split(text, ','), ","), text);
}

void StringsTest::replacing()
{
    QCOMPARE(replaceAll("aaa", "a", "aa"), std::string("aaaaaa"));
    QCOMPARE(replaceAll("abc", "x", "y"), std::string("abc"));
}

void StringsTest::trimming()
{
    QCOMPARE(std::string(trimmed(" \t\na b\r\n")), std::string("a b"));
    QCOMPARE(std::string(trimmed(" \n ")), std::string());
}

void StringsTest::hex()
{
    QCOMPARE(toHex(std::string_view("\x00\xff\x1a", 3)), std::string("00ff1a"));
}

QTEST_APPLESS_MAIN(StringsTest)
#include "tst_strings.moc"
