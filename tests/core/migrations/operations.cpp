// Operations as values: each is its own reverse's reverse, and has words, a kind and an object.
#include "core/migrations/operations.h"
#include "tests/core/migrations/model_builder.h"
#include "tests/core/migrations/test_list.h"

#include <QSet>
#include <QTest>

using namespace relata;
using namespace relata::test;

class OperationValues final : public QObject
{
    Q_OBJECT

private slots:
    void everyKindReverses();
    void listsReverseBackwards();
};

namespace {

template <std::size_t... I>
Operations oneOfEach(std::index_sequence<I...>)
{
    return {Operation(std::in_place_index<I>)...};
}

} // namespace

void OperationValues::everyKindReverses()
{
    Operations all = oneOfEach(std::make_index_sequence<std::variant_size_v<Operation>>());
    QSet<QString> kinds;
    for (const Operation& operation : all) {
        QVERIFY(reversed(reversed(operation)) == operation);
        QVERIFY(!describe(operation).empty());
        kinds.insert(QString::fromStdString(kindOf(operation)));
    }
    QVERIFY(kinds.contains("add_table"));
    QVERIFY(kinds.contains("alter_comment"));
    // Routines are called by their kind, which these have not.
    QCOMPARE(kinds.size(), int(all.size()));
    RenameConstraint rename{{"", "books"}, check("a", "x > 0", ""), "b"};
    QCOMPARE(nameOf(rename.reverse().part), std::string("b"));
    QCOMPARE(rename.reverse().to, std::string("a"));
    QVERIFY(rename.reverse().reverse() == rename);
}

void OperationValues::listsReverseBackwards()
{
    Operations list = {AddTable{tableOf("a", {})}, RenameTable{{"", "a"}, {"s", "b"}}};
    QCOMPARE(lines(reversed(list)), QStringList({"rename table s.b to a", "drop table a"}));
}

namespace {
const TestEntry<OperationValues> entry;
}

#include "operations.moc"
