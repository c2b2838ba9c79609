// Reflect, write the DDL, replay it on an empty database, reflect again: the same, by our reflection and by
// SHOW CREATE.
#include "core/builtin/builtin.h"
#include "core/dialects/mysql/mysql_dialect.h"
#include "core/dialects/mysql/mysql_type_reader.h"
#include "core/dialects/mysql/sql_mode.h"
#include "core/engine/engine.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"
#include "tests/support/corpora.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/metadata_diff.h"

#include <QtTest>

using namespace relata;
using namespace relata::test;

namespace {

QByteArray torture()
{
    QFile file(QString(RELATA_SOURCE_DIR) + "/tests/core/dialects/mysql/torture.sql");
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Runs something before each statement that passes.
class WatchedDriver final : public DriverConnection
{
public:
    using Before = std::function<void(const std::string&)>;

    WatchedDriver(DriverConnection& inner, Before before) : m_inner(inner), m_before(std::move(before)) { }
    std::unique_ptr<DriverCursor> execute(
        const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options) override
    {
        m_before(sql);
        return m_inner.execute(sql, parameters, options);
    }
    void executeScript(const std::string& script, const ExecutionOptions& options) override
    {
        m_before(script);
        m_inner.executeScript(script, options);
    }
    void interrupt() noexcept override { m_inner.interrupt(); }
    bool isUsable() const override { return m_inner.isUsable(); }
    bool inTransaction() const override { return m_inner.inTransaction(); }
    std::string serverVersion() const override { return m_inner.serverVersion(); }
    bool setSwitch(std::string_view name, bool on) override { return m_inner.setSwitch(name, on); }

private:
    DriverConnection& m_inner;
    Before m_before;
};

template <typename T>
std::vector<T> byName(std::vector<T> parts)
{
    std::sort(parts.begin(), parts.end(), [](const T& a, const T& b) { return a.name < b.name; });
    return parts;
}

} // namespace

class MySqlInspectorTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void types_data();
    void types();
    void roundTrip_data();
    void roundTrip();
    void facts();
    void bodiesUnderAModeOfTheirOwn();
    void definitionsAndCatalogueAgree();
    void sessionsThatShowLess();
    void aTableIsDroppedBetweenTwoQueries();
    void hostileNames();
    void tablesThatMayNotBeShown();
    void sequencesThatMayNotBeRead();
    void urls();
    void unknownSchemaIsANote();
    void unknownParameterIsRefused();

private:
    MetaData reflected(const QString& database)
    {
        return reflect(Engine::create(m_server->url(database).toStdString()).value());
    }
    // As a sorted list of lines: the catalogue tells keys by name, not in the order of their making.
    QStringList showCreate(const QString& table, const QString& database)
    {
        QString text = m_server->query("SHOW CREATE TABLE `" + table + "`", database);
        text.replace("nextval(`" + database + "`.", "nextval("); // a sequence of the same database
        QStringList lines = text.split("\\n");
        for (QString& line : lines)
            line = line.trimmed().remove(QRegularExpression(",$"));
        lines.sort();
        return lines;
    }
    // What SHOW CREATE says of any other object, without who made it and when.
    QString showCreate(const char* kind, const std::string& name, const QString& database)
    {
        QString quoted = QString::fromStdString(name).replace("`", "``");
        QString text = m_server->query(QString("SHOW CREATE %1 `%2`").arg(kind, quoted), database);
        text.replace(QRegularExpression("\\t\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\s*$"), "");
        // SHOW CREATE VIEW names the character set of texts where its client had another one.
        text.replace(QRegularExpression("\\b_utf8mb[34](?=')"), "");
        return text.replace("`copy`.", "")
            .replace("`original`.", "")
            .replace(QRegularExpression("DEFINER=\\S+ "), "");
    }
    MariaDbServer* m_server = nullptr;
};

void MySqlInspectorTest::initTestCase()
{
    registerBuiltins();
    m_server = MariaDbServer::shared();
    if (!m_server)
        QSKIP(qPrintable(MariaDbServer::whyMissing()));
}

void MySqlInspectorTest::types_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("kind");
    QTest::newRow("boolean") << "tinyint(1)" << int(TypeKind::Boolean);
    QTest::newRow("unsigned tinyint(1) is a number") << "tinyint(1) unsigned" << int(TypeKind::SmallInteger);
    QTest::newRow("enum") << "enum('a','b''c')" << int(TypeKind::Enum);
    QTest::newRow("unknown") << "vector(3)" << int(TypeKind::Unknown);
    QTest::newRow("empty") << "" << int(TypeKind::Unknown);
}

void MySqlInspectorTest::types()
{
    QFETCH(QString, text);
    QFETCH(int, kind);
    SqlType type = mysql::readColumnType(text.toStdString());
    QCOMPARE(int(type.kind), kind);
    QCOMPARE(QString::fromStdString(type.native->text), text);
    if (type.kind == TypeKind::Enum)
        QCOMPARE(type.values, std::vector<std::string>({"a", "b'c"}));
}

void MySqlInspectorTest::roundTrip_data()
{
    QTest::addColumn<QString>("corpus");
    QTest::newRow("torture") << "";
    QTest::newRow("sakila") << "sakila/mysql-sakila-schema.sql";
    QTest::newRow("chinook") << "chinook/Chinook_MySql.sql";
}

void MySqlInspectorTest::roundTrip()
{
    QFETCH(QString, corpus);
    QByteArray script = torture();
    if (!corpus.isEmpty()) {
        RELATA_NEED_CORPUS(corpus);
        script = corpusText(corpus);
        // The corpora make and use databases of their own names.
        for (const char* word : {"CREATE SCHEMA", "DROP SCHEMA", "CREATE DATABASE", "DROP DATABASE", "USE "})
            script.replace("\n" + QByteArray(word), "\n-- " + QByteArray(word));
        script.replace("sakila.", "");
        // The rows are of no use here.
        script = script.left(script.indexOf("INSERT INTO `Genre`") > 0 ? script.indexOf("INSERT INTO `Genre`")
                                                                       : script.size());
    }
    QCOMPARE(m_server->createDatabase("original"), QStringList());
    QStringList problems = m_server->runScript(script, "original");
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join('\n')));
    MetaData original = reflected("original");
    // Sakila's bodies were made under TRADITIONAL: their definitions say so.
    QVERIFY2(original.notes.empty(), original.notes.empty() ? "" : original.notes.front().message.c_str());
    for (const CarriedObject& object : original.carried)
        QCOMPARE(object.definition.text.starts_with("SET STATEMENT sql_mode = '"),
            corpus.startsWith("sakila") || object.name == "quoting");
    QVERIFY(original.tables().size() > 5);

    mysql::MySqlDialect dialect(mysql::Server::MariaDb);
    std::string ddl = createAll(original, dialect).script();
    QCOMPARE(m_server->createDatabase("copy"), QStringList());
    QStringList errors = m_server->runScript(QByteArray::fromStdString(ddl), "copy");
    QVERIFY2(errors.isEmpty(), qPrintable(errors.join('\n') + "\n" + QString::fromStdString(ddl)));
    MetaData copy = reflected("copy");
    copy.defaultSchema = original.defaultSchema;
    for (const TablePtr& table : original.tables()) {
        const Table* other = copy.findTable(table->schema, table->name);
        QVERIFY2(other, table->name.c_str());
        MetaData left, right;
        left.addTable(*table);
        right.addTable(*other);
        QVERIFY2(*other == *table, qPrintable(differences(left, right).join('\n')));
        QString name = QString::fromStdString(table->name).replace("`", "``");
        QCOMPARE(showCreate(name, "copy"), showCreate(name, "original"));
    }
    for (const ViewPtr& view : original.views()) {
        const View* other = copy.findView(view->schema, view->name);
        QVERIFY2(other, view->name.c_str());
        QCOMPARE(
            QString::fromStdString(other->definition.text), QString::fromStdString(view->definition.text));
        QVERIFY2(*other == *view, view->name.c_str());
    }
    // Routines of the corpora name their types as people do, not as the server does; the torture schema's do.
    for (const CarriedObject& object : original.carried) {
        if (!corpus.isEmpty())
            break;
        std::string kind = object.kind;
        QCOMPARE(
            showCreate(kind.c_str(), object.name, "copy"), showCreate(kind.c_str(), object.name, "original"));
    }
    for (const ViewPtr& view : original.views())
        QCOMPARE(showCreate("VIEW", view->name, "copy"), showCreate("VIEW", view->name, "original"));
    for (const Sequence& sequence : original.sequences)
        QCOMPARE(
            showCreate("SEQUENCE", sequence.name, "copy"), showCreate("SEQUENCE", sequence.name, "original"));
    for (const TablePtr& table : original.tables()) {
        if (!corpus.isEmpty())
            break;
        for (const Trigger& trigger : table->triggers)
            QCOMPARE(
                showCreate("TRIGGER", trigger.name, "copy"), showCreate("TRIGGER", trigger.name, "original"));
    }
    QVERIFY(copy.carried == original.carried);
    QVERIFY(copy.sequences == original.sequences);
    QVERIFY(copy == original);
}

void MySqlInspectorTest::facts()
{
    QCOMPARE(m_server->createDatabase("facts"), QStringList());
    QCOMPARE(m_server->runScript(torture(), "facts"), QStringList());
    MetaData metadata = reflected("facts");
    QCOMPARE(metadata.dialect, std::string("mariadb"));
    QVERIFY(metadata.serverVersion.find_first_not_of("0123456789.") == std::string::npos);
    const Table& order = metadata.table("order");
    QCOMPARE(int(order.c("flag").type.kind), int(TypeKind::Boolean));
    QCOMPARE(int(order.c("doc").type.kind), int(TypeKind::Json));
    QCOMPARE(order.c("kind").type.values, std::vector<std::string>({"a", "b,c", "d'e"}));
    QCOMPARE(int(order.c("select").autoincrement), int(Autoincrement::Yes));
    QCOMPARE(order.c("back`tick").comment, std::string("a 'quoted' comment \\ with a backslash"));
    QVERIFY(order.c("twice").computed->persisted);
    QVERIFY(!order.c("lowered").computed->persisted);
    QCOMPARE(order.primaryKey.columns, std::vector<std::string>({"select"}));
    QCOMPARE(order.uniqueConstraints.size(), std::size_t(1));
    const Table& child = metadata.table("child");
    QCOMPARE(child.foreignKeys.size(), std::size_t(3));
    QCOMPARE(child.indexes.size(), std::size_t(1)); // own_index; those of the keys are the keys'
    auto numbers = std::find_if(metadata.sequences.begin(), metadata.sequences.end(),
        [](const Sequence& sequence) { return sequence.name == "numbers"; });
    QVERIFY(numbers != metadata.sequences.end());
    QCOMPARE(numbers->start, std::optional<std::int64_t>(5));
    QCOMPARE(metadata.table("order").triggers.size(), std::size_t(1));
}

// In MySQL's words, which MariaDB understands too.
void MySqlInspectorTest::bodiesUnderAModeOfTheirOwn()
{
    MetaData metadata;
    metadata.dialect = "mysql";
    CarriedObject object;
    object.name = "quoting";
    object.kind = "procedure";
    object.definition = {mysql::underMode("ANSI_QUOTES,PIPES_AS_CONCAT",
                             "CREATE PROCEDURE quoting() BEGIN SELECT 'a;' || 'b' AS \"c d\"; END"),
        "mysql"};
    metadata.carried.push_back(object);
    DdlScript script = createAll(metadata, mysql::MySqlDialect(mysql::Server::MySql));
    QCOMPARE(script.statements.size(), std::size_t(3));
    QCOMPARE(m_server->createDatabase("modes"), QStringList());
    QString before = m_server->query("SELECT @@sql_mode", "modes");
    QCOMPARE(m_server->runScript(QByteArray::fromStdString(script.script())
                     + "\nCREATE TABLE later AS SELECT @@sql_mode AS m;",
                 "modes"),
        QStringList());
    QCOMPARE(m_server
                 ->query("SELECT sql_mode FROM information_schema.ROUTINES WHERE routine_schema = 'modes'",
                     "modes")
                 .trimmed(),
        QString("PIPES_AS_CONCAT,ANSI_QUOTES"));
    QCOMPARE(m_server->query("CALL quoting()", "modes").trimmed(), QString("a;b"));
    QCOMPARE(m_server->query("SELECT m FROM later", "modes"), before);
    QCOMPARE(mysql::withoutTerminators("SET x").size(), std::size_t(1));
}

// Keys, foreign keys and checks are read from SHOW CREATE, and from information_schema where that is refused:
// both tell the same, but for the order and for what SHOW CREATE alone tells.
void MySqlInspectorTest::definitionsAndCatalogueAgree()
{
    QCOMPARE(m_server->createDatabase("agree"), QStringList());
    QCOMPARE(m_server->runScript(torture(), "agree"), QStringList());
    MetaData shown = reflected("agree");
    auto connection = Engine::create(m_server->url("agree").toStdString()).value().connect();
    Connection refusing(findDialect("mariadb"),
        std::make_unique<WatchedDriver>(connection->driverConnection(), [](const std::string& sql) {
            if (!sql.starts_with("SHOW CREATE TABLE"))
                return;
            Error error;
            error.kind = ErrorKind::Programming;
            error.message = "denied";
            raise(std::move(error));
        }));
    MetaData asked = refusing.dialect().inspector(refusing)->reflect({});
    QCOMPARE(asked.notes.size(), asked.tables().size());
    QCOMPARE(asked.tables().size(), shown.tables().size());
    const auto bare = [](std::vector<Index> indexes) {
        for (Index& index : indexes) {
            for (const char* option : {"mysql.using", "mysql.key_block_size", "mysql.with_parser"})
                index.options.remove(option);
        }
        return byName(std::move(indexes));
    };
    const auto bareUniques = [](std::vector<UniqueConstraint> constraints) {
        for (UniqueConstraint& unique : constraints)
            unique.options = {};
        return byName(std::move(constraints));
    };
    const auto expressions = [](const Table& table) {
        std::vector<std::string> texts;
        for (const CheckConstraint& check : table.checkConstraints)
            texts.push_back(
                check.name + ":" + check.options.value("mariadb.column") + ":" + check.expression.text);
        std::sort(texts.begin(), texts.end());
        return texts;
    };
    for (const TablePtr& table : shown.tables()) {
        if (!table->otherConstraints.empty())
            continue; // periods, which SHOW CREATE alone tells
        const Table& other = asked.table(table->name);
        const char* name = table->name.c_str();
        QVERIFY2(other.columns == table->columns, name);
        QVERIFY2(other.primaryKey.columns == table->primaryKey.columns, name);
        QVERIFY2(bare(other.indexes) == bare(table->indexes), name);
        QVERIFY2(bareUniques(other.uniqueConstraints) == bareUniques(table->uniqueConstraints), name);
        QVERIFY2(byName(other.foreignKeys) == byName(table->foreignKeys), name);
        QCOMPARE(expressions(other), expressions(*table));
    }
}

// Another sql_mode or sql_quote_show_create changes what SHOW CREATE says, not what we read; both come back.
void MySqlInspectorTest::sessionsThatShowLess()
{
    QCOMPARE(m_server->createDatabase("less"), QStringList());
    QCOMPARE(m_server->runScript(torture(), "less"), QStringList());
    MetaData expected = reflected("less");
    auto connection = Engine::create(m_server->url("less").toStdString()).value().connect();
    for (const char* settings : {"sql_mode = 'ORACLE'", "sql_mode = 'NO_KEY_OPTIONS,NO_TABLE_OPTIONS'",
             "sql_mode = 'NO_BACKSLASH_ESCAPES'", "sql_quote_show_create = 0"}) {
        connection->executeScript("SET SESSION sql_mode = DEFAULT, sql_quote_show_create = DEFAULT");
        connection->executeScript(std::string("SET SESSION ") + settings);
        const char* both = "SELECT concat(@@SESSION.sql_mode, ' ', @@SESSION.sql_quote_show_create)";
        const std::string before = connection->execute(both).scalar().toText();
        MetaData metadata = connection->dialect().inspector(*connection)->reflect({});
        for (const TablePtr& table : expected.tables()) {
            const Table* other = metadata.findTable("", table->name);
            QVERIFY2(other && other->indexes == table->indexes && other->foreignKeys == table->foreignKeys
                    && other->checkConstraints == table->checkConstraints
                    && other->uniqueConstraints == table->uniqueConstraints,
                qPrintable(QString("%1: %2").arg(settings, table->name.c_str())));
        }
        QCOMPARE(connection->execute(both).scalar().toText(), before);
    }
}

// Before each of reflection's statements in turn, by another connection: what stays is told in full.
void MySqlInspectorTest::aTableIsDroppedBetweenTwoQueries()
{
    int statements = 0;
    for (int moment = 1; moment == 1 || statements >= moment - 1; ++moment) {
        QCOMPARE(m_server->createDatabase("dropping"), QStringList());
        QCOMPARE(m_server->runScript(
                     "CREATE TABLE stays (a INT PRIMARY KEY AUTO_INCREMENT, b VARCHAR(9) DEFAULT 'x', c INT, "
                     "UNIQUE (b), KEY k (c), CONSTRAINT ck CHECK (b <> 'y'));"
                     "CREATE TABLE goes (a INT PRIMARY KEY, b INT CHECK (b > 0), KEY k (b), FOREIGN KEY (a) "
                     "REFERENCES stays (a)); CREATE VIEW goes_view AS SELECT a FROM goes;"
                     "CREATE VIEW stays_view AS SELECT a FROM stays; CREATE SEQUENCE numbers;"
                     "CREATE TRIGGER goes_trigger BEFORE INSERT ON goes FOR EACH ROW SET NEW.b = 1;"
                     "CREATE FUNCTION one() RETURNS INT RETURN 1;",
                     "dropping"),
            QStringList());
        auto connection = Engine::create(m_server->url("dropping").toStdString()).value().connect();
        auto other = Engine::create(m_server->url("dropping").toStdString()).value().connect();
        statements = 0;
        Connection watched(findDialect("mariadb"),
            std::make_unique<WatchedDriver>(connection->driverConnection(), [&](const std::string&) {
                if (++statements == moment)
                    other->executeScript("DROP TABLE goes");
            }));
        MetaData metadata = watched.dialect().inspector(watched)->reflect({});
        const QByteArray when = QByteArray::number(moment);
        QVERIFY2(metadata.findTable("", "stays"), when);
        const Table& stays = metadata.table("stays");
        QVERIFY2(stays.columns.size() == 3 && stays.columns[1].serverDefault.has_value(), when);
        QVERIFY2(stays.uniqueConstraints.size() == 1 && stays.indexes.size() == 1, when);
        QVERIFY2(stays.checkConstraints.size() == 1 && stays.primaryKey.columns.size() == 1, when);
        const View* view = metadata.findView("", "stays_view");
        QVERIFY2(view && !view->definition.empty() && view->columns.size() == 1, when);
        QVERIFY2(metadata.sequences.size() == 1 && metadata.carried.size() == 1, when);
        if (!metadata.findTable("", "goes"))
            continue;
        // Told in full, or a note says what could not be had.
        const Table& goes = metadata.table("goes");
        const bool isWhole =
            goes.columns.size() == 2 && goes.indexes.size() == 1 && goes.foreignKeys.size() == 1;
        QVERIFY2(isWhole || !metadata.notes.empty() || goes.columns.empty(), when);
    }
    QVERIFY(statements > 10);
}

// Names that no generator may trip over, as table, column, key, check and view.
void MySqlInspectorTest::hostileNames()
{
    QString longest(64, 'n');
    const QStringList names = {"a\"b", "a`b", "a]b", "a'b", "a?b", "a%b", "a;b", "a\nb", "a\\b", "a b",
        "select", "order", "a--b", "a/*b", "a:b", "{0}", "\u00e4\u20ac", longest};
    QCOMPARE(m_server->createDatabase("original"), QStringList());
    auto connection = Engine::create(m_server->url("original").toStdString()).value().connect();
    IdentifierPreparer identifiers = connection->dialect().identifiers();
    for (const QString& each : names) {
        const std::string name = identifiers.alwaysQuote(each.toStdString());
        const std::string text = identifiers.literal(each.toStdString());
        const std::string other = identifiers.alwaysQuote("r" + each.left(63).toStdString());
        const std::string view = identifiers.alwaysQuote("v" + each.left(63).toStdString());
        connection->execute("CREATE TABLE " + name + " (id INT PRIMARY KEY, " + name + " VARCHAR(99) DEFAULT "
            + text + " COMMENT " + text + ", kind ENUM(" + text + ", 'x'), g INT AS (char_length(" + name
            + ")) STORED, w INT CHECK (w > 0), CONSTRAINT " + name + " CHECK (" + name + " <> " + text
            + "), KEY " + name + " (" + name + "(5)) COMMENT " + text + ") COMMENT " + text);
        connection->execute("CREATE TABLE " + other + " (" + name + " INT, UNIQUE KEY " + name + " (" + name
            + "), CONSTRAINT " + other + " FOREIGN KEY (" + name + ") REFERENCES " + name + " (id))");
        connection->execute(
            "CREATE VIEW " + view + " AS SELECT " + name + " FROM " + name + " WHERE " + name + " > " + text);
    }
    MetaData original = reflected("original");
    QVERIFY(original.notes.empty());
    QCOMPARE(original.tables().size(), std::size_t(2 * names.size()));
    QCOMPARE(m_server->createDatabase("copy"), QStringList());
    auto copying = Engine::create(m_server->url("copy").toStdString()).value().connect();
    for (const DdlStatement& statement : createAll(original, copying->dialect()).statements)
        copying->execute(statement.text);
    const auto shown = [](Connection& on, const char* kind, const std::string& name) {
        const IdentifierPreparer quoting = on.dialect().identifiers();
        const auto rows =
            on.execute(std::string("SHOW CREATE ") + kind + " " + quoting.alwaysQuote(name)).all();
        return QString::fromStdString(rows.at(0).at(1).toText())
            .replace("`copy`.", "")
            .replace("`original`.", "");
    };
    for (const TablePtr& table : original.tables())
        QCOMPARE(shown(*copying, "TABLE", table->name), shown(*connection, "TABLE", table->name));
    for (const ViewPtr& view : original.views())
        QCOMPARE(shown(*copying, "VIEW", view->name), shown(*connection, "VIEW", view->name));
    MetaData copy = reflected("copy");
    copy.defaultSchema = original.defaultSchema;
    QVERIFY2(copy == original, qPrintable(differences(copy, original).join('\n')));
}

// One refusal among many that are asked together: the others' facts are there, and the refusal is told.
void MySqlInspectorTest::tablesThatMayNotBeShown()
{
    QCOMPARE(m_server->createDatabase("shown"), QStringList());
    QByteArray script = "CREATE OR REPLACE USER looker IDENTIFIED BY 'looks';";
    for (int i = 0; i < 130; ++i) {
        script += "CREATE TABLE t" + QByteArray::number(i) + " (a INT, b INT, KEY k (a) USING BTREE);";
        script += QByteArray(i == 20 ? "GRANT SELECT (a)" : "GRANT SELECT") + " ON t" + QByteArray::number(i)
            + " TO looker;";
    }
    QCOMPARE(m_server->runScript(script, "shown"), QStringList());
    QUrl url(m_server->url("shown"));
    url.setUserName("looker");
    url.setPassword("looks");
    MetaData metadata = reflect(Engine::create(url.toString(QUrl::FullyEncoded).toStdString()).value());
    QCOMPARE(metadata.tables().size(), std::size_t(130));
    QCOMPARE(metadata.notes.size(), std::size_t(1));
    QCOMPARE(metadata.notes[0].object, std::string("t20"));
    QCOMPARE(metadata.table("t20").columns.size(), std::size_t(1));
    for (const char* name : {"t0", "t19", "t21", "t99", "t129"}) {
        const Table& table = metadata.table(name);
        QCOMPARE(table.indexes.size(), std::size_t(1));
        QCOMPARE(table.indexes[0].options.value("mysql.using"), std::string("BTREE"));
    }
}

// A sequence is read by a SELECT of its own right: one that is refused takes no other with it.
void MySqlInspectorTest::sequencesThatMayNotBeRead()
{
    QCOMPARE(m_server->createDatabase("counted"), QStringList());
    QCOMPARE(m_server->runScript("CREATE OR REPLACE USER counter IDENTIFIED BY 'counts';"
                                 "CREATE SEQUENCE a START WITH 7; CREATE SEQUENCE b; CREATE SEQUENCE c;"
                                 "CREATE TABLE t (i INT); GRANT SELECT ON a TO counter; GRANT INSERT ON b TO "
                                 "counter; GRANT SELECT ON c TO counter; GRANT SELECT ON t TO counter;",
                 "counted"),
        QStringList());
    QUrl url(m_server->url("counted"));
    url.setUserName("counter");
    url.setPassword("counts");
    MetaData metadata = reflect(Engine::create(url.toString(QUrl::FullyEncoded).toStdString()).value());
    QCOMPARE(metadata.tables().size(), std::size_t(1));
    QCOMPARE(metadata.sequences.size(), std::size_t(2));
    QCOMPARE(metadata.sequences[0].start.value_or(0), std::int64_t(7));
    QVERIFY(std::any_of(
        metadata.notes.begin(), metadata.notes.end(), [](const auto& note) { return note.object == "b"; }));
}

void MySqlInspectorTest::urls()
{
    mysql::MySqlDialect dialect(mysql::Server::MySql);
    auto arguments = dialect.connectArguments(
        Url::parse("mysql+pymysql://me:p%40w@db.example:3307/shop?charset=utf8mb4").value());
    QVERIFY(arguments.has_value());
    std::vector<std::pair<std::string, std::string>> expected = {{"host", "db.example"}, {"port", "3307"},
        {"user", "me"}, {"password", "p@w"}, {"database", "shop"}, {"statement.kill", "KILL QUERY {0}"},
        {"statement.nothing", "DO 0"}, {"statement.warnings", "SHOW WARNINGS"},
        {"statement.read_only", "SET SESSION TRANSACTION READ ONLY"}};
    QVERIFY(arguments->parameters == expected);
}

void MySqlInspectorTest::unknownSchemaIsANote()
{
    ReflectOptions options;
    options.schemas = {"no_such_database"};
    MetaData metadata = reflect(Engine::create(m_server->url().toStdString()).value(), options);
    QCOMPARE(metadata.notes.size(), std::size_t(1));
    QCOMPARE(metadata.notes[0].object, std::string("no_such_database"));
}

void MySqlInspectorTest::unknownParameterIsRefused()
{
    mysql::MySqlDialect dialect(mysql::Server::MySql);
    auto refused = dialect.connectArguments(Url::parse("mysql://h/d?init_command=DROP+TABLE+x").value());
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().message.find("init_command") != std::string::npos);
}

QTEST_GUILESS_MAIN(MySqlInspectorTest)
#include "tst_mysql_inspector.moc"
