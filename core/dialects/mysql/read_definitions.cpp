// Tables' SHOW CREATE where it is needed, triggers, routines, events and sequences.
#include "core/dialects/mysql/catalogue.h"
#include "core/dialects/mysql/schema_reader.h"
#include "core/dialects/mysql/show_create.h"
#include "core/dialects/mysql/sql_mode.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

namespace relata::mysql {
namespace {

// Those members of an sql_mode by which the server reads the same text in another way.
std::set<std::string> lexicalModes(const std::string& mode)
{
    static const std::set<std::string> all = {"ANSI_QUOTES", "HIGH_NOT_PRECEDENCE", "IGNORE_SPACE",
        "NO_BACKSLASH_ESCAPES", "ORACLE", "PIPES_AS_CONCAT"};
    std::set<std::string> members;
    for (const std::string& member : split(mode, ',')) {
        if (all.contains(member))
            members.insert(member);
    }
    return members;
}

// Whether SHOW CREATE answers in another way under this sql_mode: with other quotes, or with less.
bool changesShowCreate(const std::string& mode)
{
    static const std::set<std::string> all = {"ANSI_QUOTES", "DB2", "MAXDB", "MSSQL", "MYSQL323", "MYSQL40",
        "NO_BACKSLASH_ESCAPES", "NO_FIELD_OPTIONS", "NO_KEY_OPTIONS", "NO_TABLE_OPTIONS", "ORACLE",
        "POSTGRESQL"};
    const std::vector<std::string> members = split(mode, ',');
    return std::any_of(
        members.begin(), members.end(), [](const std::string& member) { return all.contains(member); });
}

// Runs a function when the block is left, by whatever way. The function must not throw.
class AtExit
{
public:
    explicit AtExit(std::function<void()> function) : m_function(std::move(function)) { }
    ~AtExit() { m_function(); }
    AtExit(const AtExit&) = delete;
    AtExit& operator=(const AtExit&) = delete;

private:
    std::function<void()> m_function;
};

} // namespace

std::vector<SchemaReader::Row> SchemaReader::ask(const std::string& sql)
{
    ExecutionOptions execution;
    execution.stop = m_options.stop;
    return m_connection.execute(sql, {}, execution).all();
}

// What SHOW CREATE says of each, "" where it says nothing: a note tells why. Many in one round trip, where
// the driver can; one by one after one of them failed.
std::vector<std::string> SchemaReader::showCreate(const char* kind, const std::vector<std::string>& names)
{
    constexpr std::size_t batch = 100;
    std::vector<std::string> texts;
    DriverConnection& driver = m_connection.driverConnection();
    IdentifierPreparer identifiers = m_connection.dialect().identifiers();
    auto statement = [&](std::size_t i) {
        return fmt::format("SHOW CREATE {} {}", kind, identifiers.qualified(m_database, names[i]));
    };
    auto rethrowIfOver = [](const DatabaseError& error) {
        if (error.error().kind == ErrorKind::Cancelled || !error.error().connectionUsable)
            throw;
    };
    const bool several = names.size() > 1 && driver.setSwitch("multi_statements", true);
    const AtExit off([&] {
        if (several)
            driver.setSwitch("multi_statements", false);
    });
    std::size_t singleUntil = 0;
    while (texts.size() < names.size()) {
        std::size_t begin = texts.size();
        std::size_t end = std::min(names.size(), begin + (several && begin >= singleUntil ? batch : 1));
        std::string sql = statement(begin);
        for (std::size_t i = begin + 1; i < end; ++i)
            sql += ";" + statement(i);
        std::vector<Row> answer;
        try {
            answer = ask(sql);
        } catch (const DatabaseError& error) {
            rethrowIfOver(error);
            if (end == begin + 1)
                m_notes.push_back(
                    {names[begin], "What SHOW CREATE tells could not be read: " + error.error().message});
        }
        if (answer.size() != end - begin && end > begin + 1) { // one went away, or may not be seen
            singleUntil = end;
            continue;
        }
        for (std::size_t i = begin; i < end; ++i)
            texts.push_back(i - begin < answer.size() ? answer[i - begin].at(1).toText() : std::string());
    }
    return texts;
}

// What no catalogue view tells: the partitions' exact clause, periods (before MariaDB 11.4), and USING,
// KEY_BLOCK_SIZE and WITH PARSER of keys.
void SchemaReader::readShowCreate()
{
    tellProgress("definitions");
    std::vector<std::string> names;
    for (const Table& table : m_tables)
        names.push_back(table.name);
    if (names.empty())
        return;
    std::vector<Row> modes =
        ask("SELECT @@SESSION.sql_mode, @@GLOBAL.sql_mode, @@SESSION.sql_quote_show_create");
    const std::string mode = modes.empty() ? std::string() : modes[0].at(0).toText();
    const bool bare = !modes.empty() && modes[0].size() > 2 && modes[0][2].toText() == "0";
    const bool changes = bare || changesShowCreate(mode);
    if (!modes.empty() && modes[0].size() > 1)
        m_serverMode = modes[0][1].toText();
    if (changes)
        m_connection.executeScript("SET SESSION sql_mode = '', SESSION sql_quote_show_create = 1");
    const AtExit back([&] {
        try {
            if (changes)
                m_connection.executeScript(
                    fmt::format("SET SESSION sql_mode = {}, SESSION sql_quote_show_create = {}",
                        quotedLiteral(mode), bare ? 0 : 1));
        } catch (const DatabaseError&) {
            m_connection.invalidate(); // else it would be lent with another mode
        }
    });
    const std::vector<std::string> texts = showCreate("TABLE", names);
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!texts[i].empty())
            m_facts[names[i]] = mysql::readShowCreate(texts[i]);
    }
    m_asksForKeys = !m_isMariaDb || m_facts.size() < names.size();
}

// Of a method, the catalogue tells what the engine took, not what was asked for.
void SchemaReader::addKeyFacts(const std::string& tableName, Index& index) const
{
    auto facts = m_facts.find(tableName);
    if (facts == m_facts.end())
        return;
    index.options.remove("mysql.using");
    const ShowCreateFacts::Key* key = facts->second.key(index.name == "PRIMARY" ? "" : index.name);
    if (!key)
        return;
    if (!key->method.empty())
        index.options.set("mysql.using", key->method);
    if (!key->blockSize.empty())
        index.options.set("mysql.key_block_size", key->blockSize);
    if (!key->parser.empty())
        index.options.set("mysql.with_parser", key->parser);
}

// MariaDB's keys, foreign keys and checks: all that there is to say of them.
void SchemaReader::readFromDefinitions()
{
    if (!m_isMariaDb)
        return;
    for (Table& table : m_tables) {
        auto found = m_facts.find(table.name);
        if (found == m_facts.end())
            continue;
        for (const ShowCreateFacts::Key& key : found->second.keys) {
            Index index;
            index.name = key.kind == "PRIMARY" ? key.kind : key.name;
            index.unique = key.kind == "PRIMARY" || key.kind == "UNIQUE";
            index.comment = key.comment;
            if (key.kind == "FULLTEXT" || key.kind == "SPATIAL")
                index.options.set("mysql.prefix", key.kind);
            if (key.ignored)
                index.options.set("mariadb.ignored", "true");
            for (const ShowCreateFacts::Element& part : key.elements) {
                IndexElement element;
                element.column = part.column;
                element.descending = part.descending;
                if (key.kind != "SPATIAL") // tells a length that nobody gave
                    element.prefixLength = part.prefixLength;
                index.elements.push_back(std::move(element));
            }
            addIndex(table, std::move(index), key.kind == "PRIMARY");
        }
        for (const ForeignKeyConstraint& told : found->second.foreignKeys) {
            ForeignKeyConstraint key = told;
            if (key.referredSchema == m_database)
                key.referredSchema.clear();
            table.foreignKeys.push_back(std::move(key));
        }
        for (const ShowCreateFacts::Check& told : found->second.checks) {
            CheckConstraint check;
            check.name = told.name;
            check.expression = sqlText(told.expression);
            if (!told.column.empty())
                check.options.set("mariadb.column", told.column);
            table.checkConstraints.push_back(std::move(check));
        }
    }
}

void SchemaReader::addFacts(Table& table, const ShowCreateFacts& facts)
{
    if (!facts.partitionBy.empty())
        table.options.set("mysql.partition_by", facts.partitionBy);
    for (const std::string& period : facts.periods) {
        OtherConstraint constraint;
        constraint.kind = "period";
        constraint.definition = sqlText(period);
        table.otherConstraints.push_back(std::move(constraint));
        // The check that its start is before its end comes with it, under its name.
        IdentifierPreparer identifiers = m_connection.dialect().identifiers();
        std::erase_if(table.checkConstraints, [&](const CheckConstraint& check) {
            return period.starts_with("PERIOD FOR " + identifiers.alwaysQuote(check.name) + " (");
        });
    }
    for (const ShowCreateFacts::Key& key : facts.keys) {
        if (key.period.empty())
            continue;
        if (key.name.empty()) {
            table.primaryKey.columns = key.columns();
            table.primaryKey.options.set("mariadb.without_overlaps", key.period);
        }
        for (UniqueConstraint& unique : table.uniqueConstraints) {
            if (unique.name != key.name)
                continue;
            unique.columns = key.columns();
            unique.options.set("mariadb.without_overlaps", key.period);
        }
    }
}

// Bodies keep the sql_mode in which they were made: where it is not the server's own, the DDL says it.
std::string SchemaReader::withMode(const Value& mode, std::string statement)
{
    if (!m_serverMode)
        m_serverMode = m_connection.execute("SELECT @@GLOBAL.sql_mode").scalar().toText();
    if (mode.toText() == *m_serverMode)
        return statement;
    if (!m_isMariaDb)
        return underMode(mode.toText(), statement);
    // The mode counts when the statement runs, after it was read: text that the mode changes is read then.
    bool readsAlike = lexicalModes(mode.toText()) == lexicalModes(*m_serverMode);
    return "SET STATEMENT sql_mode = " + quotedLiteral(mode.toText()) + " FOR "
        + (readsAlike ? statement : "EXECUTE IMMEDIATE " + quotedLiteral(statement));
}

void SchemaReader::readTriggers()
{
    for (const Row& row : rows("triggers", catalogue::triggers())) {
        Table* table = tableNamed(row[0].toText());
        if (!table)
            continue;
        IdentifierPreparer identifiers = m_connection.dialect().identifiers();
        Trigger trigger;
        trigger.name = row[1].toText();
        trigger.timing = row[2].toText();
        trigger.events = row[3].toText();
        trigger.definition = sqlText(withMode(row[5],
            fmt::format("CREATE TRIGGER {} {} {} ON {} FOR EACH ROW {}", identifiers.quote(trigger.name),
                trigger.timing, trigger.events, identifiers.qualified(m_schema, table->name),
                row[4].toText())));
        table->triggers.push_back(std::move(trigger));
    }
}

void SchemaReader::readRoutines(MetaData& metadata)
{
    // Their bodies and types take the server's time even where there are none.
    if (rows("routine names", catalogue::routineNames()).empty())
        return;
    std::vector<Row> routines = rows("routines", catalogue::routines());
    struct Parameter
    {
        std::string text, charset, collation;
    };
    std::map<std::pair<std::string, std::string>, std::vector<Parameter>> parameters;
    IdentifierPreparer identifiers = m_connection.dialect().identifiers();
    for (const Row& row : rows("parameters", catalogue::parameters())) {
        std::string mode = row[1].toText() == "PROCEDURE" ? row[2].toText() + " " : "";
        parameters[{row[0].toText(), row[1].toText()}].push_back(
            {mode + identifiers.quote(row[3].toText()) + " " + row[4].toText(), row[5].toText(),
                row[6].toText()});
    }
    for (const Row& row : routines) {
        std::string name = row[0].toText();
        std::string type = row[1].toText();
        if (row[3].isNull()) {
            m_notes.push_back({name, "The routine's body is hidden from you."});
            continue;
        }
        CarriedObject object;
        object.schema = m_schema;
        object.name = name;
        object.kind = toLowerAscii(type);
        object.comment = row[7].toText();
        // Text without a character set of its own takes the database's.
        auto withCharset = [&](const std::string& declared, const std::string& charset,
                               const std::string& collation) {
            bool own = !collation.empty() && collation != row[11].toText();
            return own ? declared + " CHARSET " + charset + " COLLATE " + collation : declared;
        };
        std::vector<std::string> list;
        for (const Parameter& parameter : parameters[{row[8].toText(), type}])
            list.push_back(withCharset(parameter.text, parameter.charset, parameter.collation));
        // An aggregate function must read its group, and nothing else may.
        bool isAggregate =
            m_isMariaDb && toUpperAscii(row[3].toText()).find("FETCH GROUP NEXT ROW") != std::string::npos;
        std::string text = fmt::format("CREATE {}{} {}({})", isAggregate ? "AGGREGATE " : "", type,
            identifiers.qualified(m_schema, name), join(list, ", "));
        if (type == "FUNCTION")
            text += " RETURNS " + withCharset(row[2].toText(), row[9].toText(), row[10].toText());
        if (row[4].toText() == "YES")
            text += " DETERMINISTIC";
        if (row[5].toText() != "CONTAINS SQL")
            text += " " + row[5].toText();
        if (row[6].toText() == "INVOKER")
            text += " SQL SECURITY INVOKER";
        if (!object.comment.empty())
            text += " COMMENT " + quotedLiteral(object.comment);
        object.definition = sqlText(withMode(row[12], text + "\n" + row[3].toText()));
        object.dropStatement =
            fmt::format("DROP {} IF EXISTS {}", type, identifiers.qualified(m_schema, name));
        metadata.carried.push_back(std::move(object));
    }
}

void SchemaReader::readEvents(MetaData& metadata)
{
    IdentifierPreparer identifiers = m_connection.dialect().identifiers();
    for (const Row& row : rows("events", catalogue::events())) {
        std::string name = row[0].toText();
        if (row[10].isNull()) {
            m_notes.push_back({name, "The event's body is hidden from you."});
            continue;
        }
        std::string text = "CREATE EVENT " + identifiers.qualified(m_schema, name) + " ON SCHEDULE ";
        if (row[1].toText() == "ONE TIME") {
            text += "AT " + quotedLiteral(row[2].toText());
        } else {
            // A count of one unit, or a text of several: '1:30' HOUR_MINUTE.
            text += "EVERY " + row[3].toText() + " " + row[4].toText();
            if (!row[5].isNull())
                text += " STARTS " + quotedLiteral(row[5].toText());
            if (!row[6].isNull())
                text += " ENDS " + quotedLiteral(row[6].toText());
        }
        text += " ON COMPLETION " + row[8].toText();
        std::string status = row[7].toText();
        if (status != "ENABLED")
            text += status == "DISABLED" ? " DISABLE" : " DISABLE ON SLAVE";
        CarriedObject object;
        object.schema = m_schema;
        object.name = name;
        object.kind = "event";
        object.phase = CarriedObject::Phase::AfterViews;
        object.comment = row[9].toText();
        if (!object.comment.empty())
            text += " COMMENT " + quotedLiteral(object.comment);
        object.definition = sqlText(withMode(row[11], text + " DO " + row[10].toText()));
        object.dropStatement = "DROP EVENT IF EXISTS " + identifiers.qualified(m_schema, name);
        metadata.carried.push_back(std::move(object));
    }
}

void SchemaReader::readSequences(MetaData& metadata)
{
    if (m_sequences.empty())
        return;
    // A sequence's options are the row that it is: one statement for all of them, or, where one of them is
    // gone meanwhile or may not be read, one for each.
    const IdentifierPreparer identifiers = m_connection.dialect().identifiers();
    ExecutionOptions execution;
    execution.stop = m_options.stop;
    const auto read = [&](const std::vector<std::string>& names) {
        std::string sql;
        for (const std::string& name : names) {
            sql += sql.empty() ? "" : " UNION ALL ";
            sql += fmt::format("SELECT {}, start_value, increment, minimum_value, maximum_value, cache_size, "
                               "cycle_option FROM {}",
                identifiers.literal(name), identifiers.qualified(m_database, name));
        }
        for (const Row& row : m_connection.execute(sql, {}, execution).all()) {
            Sequence sequence;
            sequence.schema = m_schema;
            sequence.name = row[0].toText();
            sequence.start = row[1].integer();
            sequence.increment = row[2].integer();
            sequence.minValue = row[3].integer();
            sequence.maxValue = row[4].integer();
            sequence.cache = row[5].integer();
            sequence.cycle = row[6].toText() == "1";
            metadata.sequences.push_back(std::move(sequence));
        }
    };
    const auto throwIfOver = [](const Error& error) {
        if (error.kind == ErrorKind::Cancelled || !error.connectionUsable)
            throw;
    };
    try {
        read(m_sequences);
        return;
    } catch (const DatabaseError& failure) {
        throwIfOver(failure.error());
    }
    for (const std::string& name : m_sequences) {
        try {
            read({name});
        } catch (const DatabaseError& failure) {
            throwIfOver(failure.error());
            m_notes.push_back(
                {name, fmt::format("The sequence could not be read: {}", failure.error().message)});
        }
    }
}

} // namespace relata::mysql
