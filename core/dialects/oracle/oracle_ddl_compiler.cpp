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
    return DdlCompiler::sequenceOptions(plain) + (noCache ? " NOCACHE" : "");
}

std::string OracleDdlCompiler::tableSuffix(const Table& table) const
{
    std::string text;
    if (std::string space = table.options.value("oracle.tablespace"); !space.empty())
        text += " TABLESPACE " + m_identifiers.quote(space);
    if (std::string compress = table.options.value("oracle.compress"); !compress.empty())
        text += compress == "true" ? " COMPRESS" : " COMPRESS FOR " + compress;
    return text;
}

std::string OracleDdlCompiler::foreignKey(const Table& table, const ForeignKeyConstraint& key) const
{
    ForeignKeyConstraint plain = key;
    plain.match = MatchType::Simple;
    if (plain.onDelete != ReferentialAction::Cascade && plain.onDelete != ReferentialAction::SetNull)
        plain.onDelete = ReferentialAction::NoAction; // which has no words here
    return DdlCompiler::foreignKey(table, plain);
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
    return {fmt::format("CREATE {}{}INDEX {} ON {} ({})", index.unique ? "UNIQUE " : "",
        index.options.flag("oracle.bitmap") ? "BITMAP " : "",
        m_identifiers.qualified(table.schema, index.name), tableName(table), join(elements, ", "))};
}

std::vector<std::string> OracleDdlCompiler::createView(const View& view, const CreateOptions& options) const
{
    std::vector<std::string> statements = DdlCompiler::createView(view, options);
    if (options.ifNotExists && !view.materialized)
        statements.front().replace(0, 6, "CREATE OR REPLACE");
    return statements;
}

std::vector<std::string> OracleDdlCompiler::comments(const View& view) const
{
    if (view.comment.empty())
        return {};
    return {fmt::format("COMMENT ON {} {} IS {}", view.materialized ? "MATERIALIZED VIEW" : "TABLE",
        m_identifiers.qualified(view.schema, view.name), m_identifiers.literal(view.comment))};
}

std::vector<std::string> OracleDdlCompiler::dropTable(const Table& table, const DropOptions&) const
{
    return {"DROP TABLE " + tableName(table)};
}

} // namespace relata::oracle
