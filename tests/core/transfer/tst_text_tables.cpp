// Rows as text that people paste: tab-separated for spreadsheets, Markdown for documents.
#include "core/transfer/markdown.h"
#include "core/transfer/tab_separated.h"

#include <QTest>

using namespace relata;

namespace {

RowChunkPtr sampleChunk()
{
    RowChunkBuilder builder(3);
    builder.addInteger(1);
    builder.addBytes(ValueTag::Text, "plain");
    builder.addNull();
    builder.addInteger(-2);
    builder.addBytes(ValueTag::Text, "a\tb \"q\" | x\r\ny_z");
    builder.addBytes(ValueTag::Binary, std::string_view("\x00\xff", 2));
    builder.addNull();
    builder.addBytes(ValueTag::Text, "\"quoted\"");
    builder.addBytes(ValueTag::Text, "");
    return builder.take();
}

template <typename Writer, typename... Arguments>
QString written(RowChunkPtr chunk, Arguments... arguments)
{
    std::string text;
    Writer writer(
        [&](std::string_view bytes) -> Result<void> {
            text += bytes;
            return {};
        },
        arguments...);
    std::vector<ResultColumn> columns(3);
    columns[0].name = "id";
    columns[1].name = "a|b";
    columns[2].name = "c\td";
    if (!writer.begin(columns) || (chunk && !writer.write(*chunk)) || !writer.end())
        return "failed";
    return QString::fromStdString(text);
}

} // namespace

class TextTablesTest final : public QObject
{
    Q_OBJECT

private slots:
    void tabSeparated()
    {
        QCOMPARE(written<TabSeparatedWriter>(sampleChunk(), false),
            "1\tplain\t\n-2\t\"a\tb \"\"q\"\" | x\r\ny_z\"\t\\x00ff\n\t\"\"\"quoted\"\"\"\t\n");
        QCOMPARE(written<TabSeparatedWriter>(nullptr, true), "id\ta|b\t\"c\td\"\n");
    }

    void markdown()
    {
        QCOMPARE(written<MarkdownWriter>(sampleChunk()),
            "| id | a\\|b | c\td |\n| ---: | --- | --- |\n| 1 | plain | *null* |\n"
            "| -2 | a\tb \"q\" \\| x<br>y\\_z | \\\\x00ff |\n| *null* | \"quoted\" |  |\n");
        QCOMPARE(written<MarkdownWriter>(nullptr), "| id | a\\|b | c\td |\n| --- | --- | --- |\n");
    }

    void aFullDiskIsReported()
    {
        auto full = [](std::string_view) -> Result<void> { return fail(ErrorKind::File, "disk full"); };
        TabSeparatedWriter tabs(full, false);
        QVERIFY(!tabs.write(*sampleChunk()));
        MarkdownWriter markdown(full);
        QVERIFY(!markdown.write(*sampleChunk()));
    }
};

QTEST_GUILESS_MAIN(TextTablesTest)
#include "tst_text_tables.moc"
