// What an owner has beside tables.
#include "core/dialects/oracle/catalogue.h"
#include "core/dialects/oracle/names.h"
#include "core/dialects/oracle/schema_reader.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <charconv>

namespace relata::oracle {
namespace {

// Limits of up to 28 digits, the server's own defaults, do not fit and are not said.
std::optional<std::int64_t> numberOf(const Value& value)
{
    std::string text = value.toText();
    std::int64_t number = 0;
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    return code == std::errc() && !text.empty() && end == text.data() + text.size() ? std::optional(number)
                                                                                    : std::nullopt;
}

} // namespace

void SchemaReader::carry(std::string objectName, std::string kind, CarriedObject::Phase phase,
    std::string definition, std::string drop)
{
    CarriedObject object;
    object.schema = m_modelSchema;
    object.name = std::move(objectName);
    object.kind = std::move(kind);
    object.phase = phase;
    object.definition = sqlText(std::move(definition));
    object.dropStatement = std::move(drop);
    m_metadata.carried.push_back(std::move(object));
}

void SchemaReader::readViews()
{
    for (const Row& row : rows("views", catalogue::views())) {
        View view;
        view.schema = m_modelSchema;
        view.name = name(row[0]);
        if (row[1].toText() == "Y")
            view.options.set("oracle.read_only", "true");
        view.comment = row[2].toText();
        view.definition = sqlText(std::string(trimmed(row[3].toText())));
        view.namedColumns = true; // the text holds the query alone
        m_viewIndex[row[0].toText()] = m_views.size();
        m_views.push_back(std::move(view));
    }
    for (const Row& row : rows("materialized views", catalogue::materializedViews())) {
        View view;
        view.schema = m_modelSchema;
        view.name = name(row[0]);
        view.materialized = true;
        if (std::string mode = row[1].toText(); mode != "DEMAND")
            view.options.set("oracle.refresh_mode", mode);
        if (std::string method = row[2].toText(); method != "FORCE")
            view.options.set("oracle.refresh_method", method);
        if (row[3].toText() == "DEFERRED")
            view.options.set("oracle.build", "DEFERRED");
        if (row[4].toText() == "Y")
            view.options.set("oracle.query_rewrite", "true");
        view.comment = row[5].toText();
        view.definition = sqlText(std::string(trimmed(row[6].toText())));
        m_viewIndex[row[0].toText()] = m_views.size();
        m_views.push_back(std::move(view));
    }
    for (const Row& row : rows("what views read", catalogue::viewNeeds())) {
        if (View* view = viewNamed(row[0].toText())) {
            std::string schema = schemaOf(row[1]);
            std::string needed = normalized(row[2].toText(), m_identifiers);
            view->dependsOn.push_back(schema.empty() ? needed : schema + "." + needed);
        }
    }
}

void SchemaReader::readSequences()
{
    for (const Row& row : rows("sequences", catalogue::sequences())) {
        Sequence sequence;
        sequence.schema = m_modelSchema;
        sequence.name = name(row[0]);
        if (auto least = numberOf(row[1]); least && *least != 1) {
            sequence.minValue = least;
            sequence.start = least;
        }
        sequence.maxValue = numberOf(row[2]);
        if (auto step = numberOf(row[3]); step && *step != 1)
            sequence.increment = step;
        sequence.cycle = row[4].toText() == "Y";
        if (row[5].toText() == "Y")
            sequence.options.set("oracle.order", "true");
        if (auto cache = numberOf(row[6]); cache && *cache != 20)
            sequence.cache = cache;
        m_metadata.sequences.push_back(std::move(sequence));
    }
}

void SchemaReader::readSynonyms()
{
    for (const Row& row : rows("synonyms", catalogue::synonyms())) {
        std::string own = m_identifiers.qualified(m_modelSchema, name(row[0]));
        std::string schema = row[1].isNull() ? std::string() : normalized(row[1].toText(), m_identifiers);
        std::string target = m_identifiers.qualified(schema, normalized(row[2].toText(), m_identifiers));
        if (!row[3].isNull())
            target += "@" + row[3].toText();
        carry(name(row[0]), "synonym", CarriedObject::Phase::AfterTables,
            "CREATE SYNONYM " + own + " FOR " + target, "DROP SYNONYM " + own);
    }
}

void SchemaReader::readTriggers()
{
    for (const Row& row : rows("triggers", catalogue::triggers())) {
        Trigger trigger;
        trigger.name = name(row[1]);
        std::string type = row[2].toText(); // "BEFORE EACH ROW", "INSTEAD OF", "COMPOUND"
        trigger.timing = type.starts_with("INSTEAD") ? "INSTEAD OF" : type.substr(0, type.find(' '));
        trigger.events = row[3].toText();
        trigger.enabled = row[4].toText() == "ENABLED";
        // DESCRIPTION holds all between CREATE TRIGGER and the body but for the condition.
        std::string text = "CREATE TRIGGER " + std::string(trimmed(row[5].toText()));
        if (!row[6].isNull())
            text += "\nWHEN (" + row[6].toText() + ")";
        text += "\n" + std::string(trimmed(row[7].toText()));
        trigger.definition = sqlText(std::move(text));
        if (Table* table = tableNamed(row[0].toText()))
            table->triggers.push_back(std::move(trigger));
        else if (View* view = viewNamed(row[0].toText()))
            view->triggers.push_back(std::move(trigger));
    }
}

void SchemaReader::readSources()
{
    std::vector<Row> all = rows("routines", catalogue::sources());
    for (std::size_t first = 0, next = 0; first < all.size(); first = next) {
        std::string type = all[first][1].toText();
        std::string text = "CREATE ";
        for (next = first;
             next < all.size() && all[next][0] == all[first][0] && all[next][1] == all[first][1]; ++next)
            text += all[next][2].toText(); // each line ends with its own line break
        std::string objectName = name(all[first][0]);
        CarriedObject::Phase phase = type == "TYPE"   ? CarriedObject::Phase::BeforeTypes
            : type == "FUNCTION" || type == "PACKAGE" ? CarriedObject::Phase::BeforeTables
            : type == "TYPE BODY"                     ? CarriedObject::Phase::BeforeTables
                                                      : CarriedObject::Phase::AfterViews;
        std::string kind = toLowerAscii(type);
        std::string drop = type == "TYPE BODY" || type == "PACKAGE BODY"
            ? std::string() // gone with its head
            : fmt::format("DROP {} {}", type, m_identifiers.qualified(m_modelSchema, objectName));
        carry(objectName, kind, phase, std::string(trimmed(text)), std::move(drop));
    }
}

} // namespace relata::oracle
