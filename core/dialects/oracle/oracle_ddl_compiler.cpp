#include "core/dialects/oracle/oracle_ddl_compiler.h"

#include "core/util/strings.h"

#include <fmt/format.h>

namespace relata::oracle {

void OracleDdlCompiler::finish(DdlScript& script) const
{
    // SQL*Plus replaces &name and ends a statement at an empty line unless told otherwise, and runs a PL/SQL
    // body at a slash on a line of its own.
    script.aloneClose = "\n/";
    bool ampersand = false;
    bool blankLine = false;
    for (DdlStatement& statement : script.statements) {
        statement.alone = statement.object == DdlObject::Trigger || statement.object == DdlObject::Carried;
        ampersand = ampersand || statement.text.find('&') != std::string::npos;
        blankLine = blankLine || statement.text.find("\n\n") != std::string::npos;
    }
    if (ampersand)
        script.prologue += "SET DEFINE OFF\n";
    if (blankLine)
        script.prologue += "SET SQLBLANKLINES ON\n";
}

std::string OracleDdlCompiler::columnSpecification(const Table&, const Column& column) const
{
    std::string text = m_identifiers.quote(column.name) + " " + m_types.compile(column.type);
    if (!column.collation.empty())
        text += " COLLATE " + m_identifiers.quote(column.collation);
    if (column.options.flag("oracle.invisible"))
        text += " INVISIBLE";
    for (const std::string& piece : {computed(column), identity(column), serverDefault(column)}) {
        if (!piece.empty())
            text += " " + piece;
    }
    if (!column.nullable && !column.identity)
        text += " " + constraintPrefix(column.notNullName) + "NOT NULL";
    return text;
}

std::string OracleDdlCompiler::computed(const Column& column) const
{
    return column.computed ? "GENERATED ALWAYS AS (" + column.computed->expression.text + ") VIRTUAL"
                           : std::string();
}

std::string OracleDdlCompiler::identity(const Column& column) const
{
    std::string text = DdlCompiler::identity(column);
    if (!text.empty() && column.options.flag("oracle.on_null"))
        text = replaceAll(text, "BY DEFAULT AS", "BY DEFAULT ON NULL AS");
    return text;
}

std::string OracleDdlCompiler::sequenceOptions(const Sequence& sequence) const
{
    Sequence plain = sequence;
    plain.dataType.clear(); // sequences have no type, and CACHE 1 is an error
    bool noCache = plain.cache && *plain.cache <= 1;
    if (noCache)
        plain.cache.reset();
    return DdlCompiler::sequenceOptions(plain) + (noCache ? " NOCACHE" : "")
        + (sequence.options.flag("oracle.order") ? " ORDER" : "");
}

std::string OracleDdlCompiler::serverDefault(const Column& column) const
{
    std::string text = DdlCompiler::serverDefault(column);
    return !text.empty() && column.options.flag("oracle.on_null") ? "DEFAULT ON NULL" + text.substr(7) : text;
}

std::string OracleDdlCompiler::createTableKeyword(const Table& table) const
{
    return table.options.find("oracle.temporary") ? "CREATE GLOBAL TEMPORARY TABLE" : "CREATE TABLE";
}

namespace {

// What a constraint does with rows: nothing, or only with new ones.
std::string stateOf(const DialectOptions& options, bool validated)
{
    return options.flag("oracle.disabled") ? " DISABLE" : validated ? "" : " ENABLE NOVALIDATE";
}

} // namespace

std::string OracleDdlCompiler::primaryKey(const Table& table) const
{
    return DdlCompiler::primaryKey(table) + stateOf(table.primaryKey.options, true);
}

std::string OracleDdlCompiler::uniqueConstraint(const Table& table, const UniqueConstraint& unique) const
{
    return DdlCompiler::uniqueConstraint(table, unique) + stateOf(unique.options, true);
}

std::string OracleDdlCompiler::checkConstraint(const Table& table, const CheckConstraint& check) const
{
    std::string text = DdlCompiler::checkConstraint(table, check);
    if (std::string when = check.options.value("oracle.deferrable"); !when.empty())
        text += " DEFERRABLE " + when;
    return text + stateOf(check.options, check.validated);
}

std::string OracleDdlCompiler::tableSuffix(const Table& table) const
{
    std::string text;
    if (std::string rows = table.options.value("oracle.temporary"); !rows.empty())
        text += " ON COMMIT " + rows;
    if (std::string kind = table.options.value("oracle.organization"); !kind.empty())
        text += " ORGANIZATION " + kind;
    if (std::string space = table.options.value("oracle.tablespace"); !space.empty())
        text += " TABLESPACE " + m_identifiers.quote(space);
    if (std::string compress = table.options.value("oracle.compress"); !compress.empty())
        text += compress == "true" ? " COMPRESS" : " COMPRESS FOR " + compress;
    if (std::string parts = table.options.value("oracle.partition_by"); !parts.empty())
        text += "\nPARTITION BY " + parts;
    return text;
}

std::string OracleDdlCompiler::foreignKey(const Table& table, const ForeignKeyConstraint& key) const
{
    ForeignKeyConstraint plain = key;
    plain.match = MatchType::Simple;
    if (plain.onDelete != ReferentialAction::Cascade && plain.onDelete != ReferentialAction::SetNull)
        plain.onDelete = ReferentialAction::NoAction; // which has no words here
    return DdlCompiler::foreignKey(table, plain) + stateOf(key.options, key.validated);
}

std::string OracleDdlCompiler::indexElement(const IndexElement& element) const
{
    std::string text = element.column.empty() ? element.expression.text : m_identifiers.quote(element.column);
    return element.descending ? text + " DESC" : text;
}

std::vector<std::string> OracleDdlCompiler::createIndex(
    const Table& table, const Index& index, const CreateOptions&) const
{
    std::vector<std::string> elements;
    for (const IndexElement& element : index.elements)
        elements.push_back(indexElement(element));
    std::string text = fmt::format("CREATE {}{}INDEX {} ON {} ({})", index.unique ? "UNIQUE " : "",
        index.options.flag("oracle.bitmap") ? "BITMAP " : "",
        m_identifiers.qualified(table.schema, index.name), tableName(table), join(elements, ", "));
    if (index.options.flag("oracle.local"))
        text += " LOCAL";
    if (std::string space = index.options.value("oracle.tablespace"); !space.empty())
        text += " TABLESPACE " + m_identifiers.quote(space);
    if (std::string compress = index.options.value("oracle.compress"); !compress.empty())
        text += compress == "true" ? " COMPRESS" : " COMPRESS " + compress;
    if (index.options.flag("oracle.reverse"))
        text += " REVERSE";
    if (index.options.flag("oracle.invisible"))
        text += " INVISIBLE";
    return {text};
}

std::vector<std::string> OracleDdlCompiler::createView(const View& view, const CreateOptions& options) const
{
    std::vector<std::string> statements = DdlCompiler::createView(view, options);
    if (view.options.flag("oracle.read_only"))
        statements.front() += "\nWITH READ ONLY";
    if (view.materialized) {
        const std::string mode = view.options.value("oracle.refresh_mode");
        const std::string method = view.options.value("oracle.refresh_method");
        std::string settings;
        if (view.options.value("oracle.build") == "DEFERRED")
            settings += "\nBUILD DEFERRED";
        if (method == "NEVER")
            settings += "\nNEVER REFRESH";
        else if (!mode.empty() || !method.empty())
            settings +=
                "\nREFRESH" + (method.empty() ? "" : " " + method) + (mode.empty() ? "" : " ON " + mode);
        if (view.options.flag("oracle.query_rewrite"))
            settings += "\nENABLE QUERY REWRITE";
        std::string& text = statements.front();
        text.insert(text.size() - view.definition.text.size() - std::string_view(" AS\n").size(), settings);
    }
    if (options.ifNotExists && !view.materialized)
        statements.front().replace(0, 6, "CREATE OR REPLACE");
    return statements;
}

std::vector<std::string> OracleDdlCompiler::createTrigger(const Table& table, const Trigger& trigger) const
{
    std::vector<std::string> statements = DdlCompiler::createTrigger(table, trigger);
    if (!statements.empty() && !trigger.enabled)
        statements.push_back(
            "ALTER TRIGGER " + m_identifiers.qualified(table.schema, trigger.name) + " DISABLE");
    return statements;
}

std::vector<std::string> OracleDdlCompiler::comments(const View& view) const
{
    std::vector<std::string> columns;
    for (const Column& column : view.columns) {
        if (!column.comment.empty())
            columns.push_back(
                fmt::format("COMMENT ON COLUMN {}.{} IS {}", m_identifiers.qualified(view.schema, view.name),
                    m_identifiers.quote(column.name), m_identifiers.literal(column.comment)));
    }
    if (view.comment.empty())
        return columns;
    columns.insert(columns.begin(), viewComment(view));
    return columns;
}

std::string OracleDdlCompiler::viewComment(const View& view) const
{
    return fmt::format("COMMENT ON {} {} IS {}", view.materialized ? "MATERIALIZED VIEW" : "TABLE",
        m_identifiers.qualified(view.schema, view.name), m_identifiers.literal(view.comment));
}

std::vector<std::string> OracleDdlCompiler::dropTable(const Table& table, const DropOptions&) const
{
    return {"DROP TABLE " + tableName(table)};
}

} // namespace relata::oracle
