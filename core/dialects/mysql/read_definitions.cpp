// Tables' SHOW CREATE where it is needed, triggers, routines, events and sequences.
#include "core/dialects/mysql/catalogue.h"
#include "core/dialects/mysql/schema_reader.h"
#include "core/dialects/mysql/show_create.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
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

} // namespace

// What no catalogue view tells: the partitions' exact clause, and before MariaDB 11.4 the periods, which need
// two columns of one temporal type that are NOT NULL. The few tables that may have them are asked one by one.
bool SchemaReader::needsShowCreate(const Table& table) const
{
    if (table.kind == TableKind::Partitioned)
        return true;
    for (std::size_t i = 0; m_isMariaDb && i < table.columns.size(); ++i) {
        const Column& one = table.columns[i];
        bool isTime = one.type.kind == TypeKind::Date || one.type.kind == TypeKind::DateTime;
        if (!isTime || one.nullable)
            continue;
        for (std::size_t j = i + 1; j < table.columns.size(); ++j) {
            if (!table.columns[j].nullable && table.columns[j].type == one.type)
                return true;
        }
    }
    return false;
}

void SchemaReader::readShowCreate()
{
    IdentifierPreparer identifiers = m_connection.dialect().identifiers();
    ExecutionOptions execution;
    execution.stop = m_options.stop;
    for (Table& table : m_tables) {
        if (!needsShowCreate(table))
            continue;
        try {
            std::string statement = "SHOW CREATE TABLE " + identifiers.qualified(m_database, table.name);
            std::vector<Row> answer = m_connection.execute(statement, {}, execution).all();
            if (!answer.empty())
                addFacts(table, answer.front().at(1).toText());
        } catch (const DatabaseError& error) {
            if (error.error().kind == ErrorKind::Cancelled || !error.error().connectionUsable)
                throw;
            m_notes.push_back(
                {table.name, "Its partitions and periods could not be read: " + error.error().message});
        }
    }
}

void SchemaReader::addFacts(Table& table, const std::string& showCreate)
{
    ShowCreateFacts facts = mysql::readShowCreate(showCreate);
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
        if (key.name.empty()) {
            table.primaryKey.columns = key.columns;
            table.primaryKey.options.set("mariadb.without_overlaps", key.period);
        }
        for (UniqueConstraint& unique : table.uniqueConstraints) {
            if (unique.name != key.name)
                continue;
            unique.columns = key.columns;
            unique.options.set("mariadb.without_overlaps", key.period);
        }
    }
}

// Bodies keep the sql_mode in which they were made: where it is not the server's own, MariaDB's DDL says it.
// MySQL has no words for that in one statement.
std::string SchemaReader::withMode(const std::string& name, const Value& mode, std::string statement)
{
    if (!m_serverMode)
        m_serverMode = m_connection.execute("SELECT @@GLOBAL.sql_mode").scalar().toText();
    if (mode.toText() == *m_serverMode)
        return statement;
    if (m_isMariaDb) {
        // The mode counts when the statement runs, after it was read: text that the mode changes is read
        // then.
        bool readsAlike = lexicalModes(mode.toText()) == lexicalModes(*m_serverMode);
        return "SET STATEMENT sql_mode = " + quotedLiteral(mode.toText()) + " FOR "
            + (readsAlike ? statement : "EXECUTE IMMEDIATE " + quotedLiteral(statement));
    }
    m_notes.push_back({name,
        "It was made under another sql_mode than the server's own, which the DDL does not say: "
            + mode.toText()});
    return statement;
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
        trigger.definition = sqlText(withMode(trigger.name, row[5],
            fmt::format("CREATE TRIGGER {} {} {} ON {} FOR EACH ROW {}", identifiers.quote(trigger.name),
                trigger.timing, trigger.events, identifiers.qualified(m_schema, table->name),
                row[4].toText())));
        table->triggers.push_back(std::move(trigger));
    }
}

void SchemaReader::readRoutines(MetaData& metadata)
{
    std::vector<Row> routines = rows("routines", catalogue::routines());
    if (routines.empty())
        return;
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
        object.definition = sqlText(withMode(name, row[12], text + "\n" + row[3].toText()));
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
        object.definition = sqlText(withMode(name, row[11], text + " DO " + row[10].toText()));
        object.dropStatement = "DROP EVENT IF EXISTS " + identifiers.qualified(m_schema, name);
        metadata.carried.push_back(std::move(object));
    }
}

void SchemaReader::readSequences(MetaData& metadata)
{
    if (m_sequences.empty())
        return;
    // A sequence's options are the row that it is: one statement for all of them.
    std::string sql;
    IdentifierPreparer identifiers = m_connection.dialect().identifiers();
    for (const std::string& name : m_sequences) {
        sql += sql.empty() ? "" : " UNION ALL ";
        sql += fmt::format("SELECT {}, start_value, increment, minimum_value, maximum_value, cache_size, "
                           "cycle_option FROM {}",
            identifiers.literal(name), identifiers.qualified(m_database, name));
    }
    for (const Row& row : m_connection.execute(sql).all()) {
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
}

} // namespace relata::mysql
