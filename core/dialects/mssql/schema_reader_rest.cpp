// What a schema holds beside tables.
#include "core/dialects/mssql/catalogue.h"
#include "core/dialects/mssql/mssql_type_reader.h"
#include "core/dialects/mssql/reader_values.h"
#include "core/dialects/mssql/schema_reader.h"
#include "core/dialects/mssql/view_definition.h"
#include "core/sql/type_compiler.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata::mssql {
namespace {

bool isNumberType(const std::string& name)
{
    return readType(name, 0, 0, 0).isNumber() || name == "bit";
}

} // namespace

void SchemaReader::carry(std::string name, std::string kind, CarriedObject::Phase phase,
    std::string definition, std::string drop, std::string comment)
{
    CarriedObject object;
    object.schema = m_modelSchema;
    object.name = std::move(name);
    object.kind = std::move(kind);
    object.phase = phase;
    object.definition = sqlText(std::move(definition));
    object.dropStatement = std::move(drop);
    object.comment = std::move(comment);
    m_metadata.carried.push_back(std::move(object));
}

void SchemaReader::readViews()
{
    for (const Row& row : rows("views", catalogue::views())) {
        View view;
        view.schema = m_modelSchema;
        view.name = row[0].toText();
        ViewDefinition definition = readViewDefinition(row[1].toText());
        if (definition.query.empty())
            note(qualified(view.name), "The view's text is hidden (WITH ENCRYPTION) or cannot be read.");
        view.definition = sqlText(definition.query);
        view.namedColumns = !definition.columnNames.empty();
        if (isTrue(row[2]))
            view.options.set("mssql.schemabinding", "true");
        if (isTrue(row[3]))
            view.options.set("mssql.check_option", "true");
        view.comment = row[4].toText();
        m_viewIndex[view.name] = m_views.size();
        m_views.push_back(std::move(view));
    }
    for (const Row& row : rows("what views read", catalogue::viewNeeds())) {
        if (View* view = viewNamed(row[0].toText())) {
            std::string schema = modelName(row[1].toText());
            view->dependsOn.push_back(schema.empty() ? row[2].toText() : schema + "." + row[2].toText());
        }
    }
}

void SchemaReader::readSequences()
{
    for (const Row& row : rows("sequences", catalogue::sequences())) {
        Sequence sequence;
        sequence.schema = m_modelSchema;
        sequence.name = row[0].toText();
        std::string type = row[1].toText();
        if (type == "decimal" || type == "numeric")
            type += fmt::format("({})", numberOf(row[2]).value_or(18));
        if (type != "bigint")
            sequence.dataType = toUpperAscii(type);
        sequence.start = numberOf(row[3]);
        sequence.increment = numberOf(row[4]);
        sequence.minValue = numberOf(row[5]);
        sequence.maxValue = numberOf(row[6]);
        sequence.cycle = isTrue(row[7]);
        if (!isTrue(row[8]))
            sequence.cache = 0;
        else
            sequence.cache = numberOf(row[9]); // NULL: the server's own choice
        sequence.comment = row[10].toText();
        m_metadata.sequences.push_back(std::move(sequence));
    }
}

void SchemaReader::readSynonyms()
{
    IdentifierPreparer identifiers = m_connection.dialect().identifiers();
    for (const Row& row : rows("synonyms", catalogue::synonyms())) {
        std::string name = identifiers.qualified(m_schema, row[0].toText());
        // The base object's name comes with its brackets.
        carry(row[0].toText(), "synonym", CarriedObject::Phase::AfterTables,
            "CREATE SYNONYM " + name + " FOR " + row[1].toText(), "DROP SYNONYM " + name, row[2].toText());
    }
}

void SchemaReader::readTriggers()
{
    for (const Row& row : rows("triggers", catalogue::triggers())) {
        Trigger trigger;
        trigger.name = row[1].toText();
        trigger.timing = isTrue(row[2]) ? "INSTEAD OF" : "AFTER";
        trigger.enabled = !isTrue(row[3]);
        trigger.events = row[4].toText();
        trigger.definition = sqlText(std::string(trimmed(row[5].toText())));
        trigger.comment = row[6].toText();
        std::string owner = row[0].toText();
        if (trigger.definition.empty())
            note(qualified(owner), "The text of the trigger " + trigger.name + " is hidden.");
        if (Table* table = tableNamed(owner))
            table->triggers.push_back(std::move(trigger));
        else if (View* view = viewNamed(owner))
            view->triggers.push_back(std::move(trigger));
    }
}

void SchemaReader::readRoutines()
{
    IdentifierPreparer identifiers = m_connection.dialect().identifiers();
    for (const Row& row : rows("routines", catalogue::routines())) {
        std::string type = row[1].toText();
        std::string kind = type == "P" ? "procedure" : "function";
        // Scalar functions may stand in checks and computed columns, and name tables that come later; inline
        // ones need their tables.
        CarriedObject::Phase phase = type == "FN" ? CarriedObject::Phase::BeforeTables
            : type == "P"                         ? CarriedObject::Phase::AfterViews
                                                  : CarriedObject::Phase::AfterTables;
        std::string name = row[0].toText();
        if (row[2].isNull()) {
            note(qualified(name), "The text of this " + kind + " is hidden (WITH ENCRYPTION).");
            continue;
        }
        carry(name, kind, phase, std::string(trimmed(row[2].toText())),
            "DROP " + toUpperAscii(kind) + " " + identifiers.qualified(m_schema, name), row[3].toText());
    }
}

void SchemaReader::readAliasTypes()
{
    IdentifierPreparer identifiers = m_connection.dialect().identifiers();
    for (const Row& row : rows("types", catalogue::aliasTypes())) {
        auto size = [&](std::size_t at) { return static_cast<int>(numberOf(row[at]).value_or(0)); };
        SqlType base = readType(row[1].toText(), size(2), size(3), size(4));
        std::string name = identifiers.qualified(m_schema, row[0].toText());
        carry(row[0].toText(), "type", CarriedObject::Phase::BeforeTypes,
            fmt::format(
                "CREATE TYPE {} FROM {}{}", name, base.native->text, isTrue(row[5]) ? "" : " NOT NULL"),
            "DROP TYPE " + name, "");
    }
}

void SchemaReader::readPartitioning()
{
    IdentifierPreparer identifiers = m_connection.dialect().identifiers();
    std::vector<Row> all = rows("partition functions", catalogue::partitionFunctions(), false);
    auto global = [&](std::string name, const char* kind, std::string definition) {
        std::string drop = "DROP " + toUpperAscii(kind) + " " + identifiers.quote(name);
        carry(std::move(name), kind, CarriedObject::Phase::BeforeTables, std::move(definition),
            std::move(drop), "");
        m_metadata.carried.back().schema.clear();
    };
    for (std::size_t first = 0, next = 0; first < all.size(); first = next) {
        const Row& row = all[first];
        auto size = [&](std::size_t at) { return static_cast<int>(numberOf(row[at]).value_or(0)); };
        SqlType type = readType(row[2].toText(), size(3), size(4), size(5));
        std::vector<std::string> values;
        for (next = first; next < all.size() && all[next][0] == row[0]; ++next) {
            if (all[next][6].isNull())
                continue;
            std::string value = all[next][6].toText();
            values.push_back(isNumberType(row[2].toText()) ? value : "N" + identifiers.literal(value));
        }
        global(row[0].toText(), "partition function",
            fmt::format("CREATE PARTITION FUNCTION {} ({}) AS RANGE {} FOR VALUES ({})",
                identifiers.quote(row[0].toText()), type.native->text, isTrue(row[1]) ? "RIGHT" : "LEFT",
                join(values, ", ")));
    }
    all = rows("partition schemes", catalogue::partitionSchemes(), false);
    for (std::size_t first = 0, next = 0; first < all.size(); first = next) {
        std::vector<std::string> groups;
        for (next = first; next < all.size() && all[next][0] == all[first][0]; ++next)
            groups.push_back(identifiers.alwaysQuote(all[next][2].toText()));
        bool same =
            std::all_of(groups.begin(), groups.end(), [&](const auto& group) { return group == groups[0]; });
        global(all[first][0].toText(), "partition scheme",
            fmt::format("CREATE PARTITION SCHEME {} AS PARTITION {} {}",
                identifiers.quote(all[first][0].toText()), identifiers.quote(all[first][1].toText()),
                same ? "ALL TO (" + groups[0] + ")" : "TO (" + join(groups, ", ") + ")"));
    }
}

} // namespace relata::mssql
