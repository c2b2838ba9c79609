// Extended statistics, publications, subscriptions and event triggers.
#include "core/dialects/postgresql/reflection.h"
#include "core/util/strings.h"

#include <map>

namespace relata::postgresql {
namespace {

// libpq's "key=value key='a b'" without its secrets.
std::string withoutPassword(std::string_view connection)
{
    std::string kept;
    std::size_t i = 0;
    while (i < connection.size()) {
        std::size_t start = i;
        while (i < connection.size() && connection[i] != '=')
            ++i;
        std::string_view key = trimmed(connection.substr(start, i - start));
        if (i < connection.size())
            ++i;
        while (i < connection.size() && connection[i] == ' ')
            ++i;
        bool quoted = i < connection.size() && connection[i] == '\'';
        i += quoted;
        while (i < connection.size() && connection[i] != (quoted ? '\'' : ' '))
            i += connection[i] == '\\' && i + 1 < connection.size() ? 2 : 1;
        i += quoted && i < connection.size();
        while (i < connection.size() && connection[i] == ' ')
            ++i;
        if (key != "password" && key != "sslpassword")
            kept += connection.substr(start, i - start);
    }
    return std::string(trimmed(kept));
}

} // namespace

void Reflection::reflectStatistics()
{
    step("extended statistics");
    Aspect aspect{"The extended statistics",
        "s.oid, s.stxnamespace, s.stxname, pg_get_statisticsobjdef(s.oid), " + since(13, "s.stxstattarget")
            + ", d.description",
        ofSchemas("pg_statistic_ext", "s", "stxnamespace"), "s.oid"};
    aspect.name = "s.stxname";
    query(aspect, [&](const CatalogueRow& row) {
        std::string schema = schemaName(row.oid(1));
        std::string name = qualified(schema, row.text(2));
        if (row.isNull(3)) {
            note(row.text(2), "The statistics were dropped while they were being read.");
            return;
        }
        Address at = address(PgStatisticExt, row.oid(0));
        make(at, Phase::AfterTables, "statistics", schema, row.text(2), row.text(3),
            "DROP STATISTICS " + name, row.text(5));
        if (!row.isNull(4) && row.integer(4) >= 0)
            addPart(at, fmt::format("ALTER STATISTICS {} SET STATISTICS {}", name, row.integer(4)));
    });
}

void Reflection::reflectPublications()
{
    step("publications");
    if (!isWholeDatabase())
        return;
    Aspect aspect{"The publications",
        "p.oid, p.pubname, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, "
            + since(13, "p.pubviaroot") + ", " + since(18, "p.pubgencols") + ", d.description",
        ownOfDatabase("pg_publication", "p"), "p.oid"};
    query(aspect, [&](const CatalogueRow& row) {
        std::string name = m_identifiers.quote(row.view(1));
        std::vector<std::string> events;
        const char* words[] = {"insert", "update", "delete", "truncate"};
        for (std::size_t i = 0; i < 4; ++i) {
            if (row.flag(3 + i))
                events.push_back(words[i]);
        }
        std::string text = "CREATE PUBLICATION " + name + (row.flag(2) ? " FOR ALL TABLES" : "")
            + " WITH (publish = '" + join(events, ", ") + "'";
        if (row.flag(7))
            text += ", publish_via_partition_root = true";
        if (row.letter(8) == 's')
            text += ", publish_generated_columns = stored";
        make(address(PgPublication, row.oid(0)), Phase::AfterViews, "publication", "", row.text(1),
            text + ")", "DROP PUBLICATION " + name, row.text(9));
    });
    reflectPublishedTables();
}

void Reflection::reflectPublishedTables()
{
    auto content = [&](Oid publication, const std::string& what) {
        auto found = m_making.find(address(PgPublication, publication));
        if (found != m_making.end())
            addPart(found->first,
                fmt::format(
                    "ALTER PUBLICATION {} ADD {}", m_identifiers.quote(found->second.object.name), what));
    };
    Aspect tables{"The tables of publications",
        "r.prpubid, c.oid, n.nspname, c.relname, " + since(15, "pg_get_expr(r.prqual, r.prrelid)") + ", "
            + since(15,
                "CASE WHEN r.prattrs IS NOT NULL THEN ARRAY(SELECT a.attname FROM unnest(r.prattrs) WITH "
                "ORDINALITY k(number, position) JOIN pg_attribute a ON a.attrelid = r.prrelid AND a.attnum = "
                "k.number ORDER BY k.position)::text END"),
        "FROM pg_publication_rel r JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = "
        "c.relnamespace WHERE true",
        "c.oid", "n.nspname, c.relname"};
    query(tables, [&](const CatalogueRow& row) {
        const Relation* known = relation(row.oid(1));
        std::string text = "TABLE ONLY "
            + (known ? qualified(known->table.schema, known->table.name)
                     : fullName(row.view(2), row.view(3)));
        if (!row.isNull(5))
            text += " (" + m_identifiers.quotedList(parseArray(row.view(5))) + ")";
        if (!row.isNull(4))
            text += " WHERE (" + withoutParentheses(row.view(4)) + ")";
        content(row.oid(0), text);
    });
    if (!atLeast(15))
        return;
    Aspect schemas{"The schemas of publications", "s.pnpubid, n.nspname",
        "FROM pg_publication_namespace s JOIN pg_namespace n ON n.oid = s.pnnspid WHERE true", "s.pnpubid",
        "n.nspname"};
    query(schemas, [&](const CatalogueRow& row) {
        content(row.oid(0), "TABLES IN SCHEMA " + m_identifiers.quote(row.view(1)));
    });
}

void Reflection::reflectSubscriptions()
{
    step("subscriptions");
    if (!isWholeDatabase())
        return;
    // A shared catalogue, whose connection strings are for superusers; before version 14 oid is, too.
    bool mayRead = false;
    std::int64_t count = 0;
    query("SELECT count(s.subname), has_column_privilege('pg_subscription', 'subconninfo', 'SELECT') FROM "
          "pg_subscription s WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = "
          "current_database())",
        [&](const CatalogueRow& row) {
            count = row.integer(0);
            mayRead = row.flag(1);
        });
    if (count == 0)
        return;
    if (!mayRead) {
        note("", "The database has subscriptions, whose connections you may not read: they are left out.");
        return;
    }
    Aspect aspect{"The subscriptions",
        "s.oid, s.subname, s.subconninfo, s.subslotname, s.subsynccommit, s.subpublications, "
            + since(14, "s.subbinary") + ", " + since(14, "s.substream::text") + ", "
            + since(15, "s.subtwophasestate") + ", " + since(15, "s.subdisableonerr") + ", "
            + since(16, "s.subpasswordrequired") + ", " + since(16, "s.subrunasowner") + ", "
            + since(16, "s.suborigin") + ", " + since(17, "s.subfailover") + ", d.description",
        "FROM pg_subscription s" + comment("pg_subscription", "s.oid")
            + "WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())",
        "s.oid"};
    query(aspect, [&](const CatalogueRow& row) {
        std::string name = m_identifiers.quote(row.view(1));
        std::string connection = withoutPassword(row.view(2));
        if (connection.size() != trimmed(row.view(2)).size())
            note(row.text(1),
                "The password of its connection is a secret and is left out of what is kept and "
                "written.");
        // Nothing is connected to: the subscription is made as pg_dump does, to be enabled by hand.
        std::string text = fmt::format("CREATE SUBSCRIPTION {} CONNECTION {} PUBLICATION {} WITH (connect = "
                                       "false, slot_name = {}",
            name, m_identifiers.literal(connection), m_identifiers.quotedList(parseArray(row.view(5))),
            row.isNull(3) ? "NONE" : m_identifiers.literal(row.view(3)));
        auto add = [&](bool isSet, std::string_view option) {
            if (isSet)
                text += ", " + std::string(option);
        };
        add(row.flag(6), "binary = true");
        add(row.view(7) == "t" || row.view(7) == "true", "streaming = on");
        add(row.view(7) == "p", "streaming = parallel");
        add(row.view(4) != "off", "synchronous_commit = " + m_identifiers.literal(row.view(4)));
        add(row.letter(8) == 'p' || row.letter(8) == 'e', "two_phase = on");
        add(row.flag(9), "disable_on_error = true");
        add(!row.isNull(10) && !row.flag(10), "password_required = false");
        add(row.flag(11), "run_as_owner = true");
        add(!row.isNull(12) && row.view(12) != "any", "origin = " + row.text(12));
        add(row.flag(13), "failover = true");
        make(address(PgSubscription, row.oid(0)), Phase::AfterViews, "subscription", "", row.text(1),
            text + ")", "DROP SUBSCRIPTION " + name, row.text(14));
    });
}

void Reflection::reflectEventTriggers()
{
    step("event triggers");
    if (!isWholeDatabase())
        return;
    Aspect aspect{"The event triggers",
        "e.oid, e.evtname, e.evtevent, e.evtenabled, e.evttags, e.evtfoid::regproc::text, d.description",
        ownOfDatabase("pg_event_trigger", "e"), "e.oid"};
    query(aspect, [&](const CatalogueRow& row) {
        std::string name = m_identifiers.quote(row.view(1));
        std::string text = "CREATE EVENT TRIGGER " + name + " ON " + m_identifiers.quote(row.view(2));
        std::vector<std::string> tags;
        for (const std::string& tag : parseArray(row.view(4)))
            tags.push_back(m_identifiers.literal(tag));
        if (!tags.empty())
            text += "\n    WHEN TAG IN (" + join(tags, ", ") + ")";
        Address at = address(PgEventTrigger, row.oid(0));
        make(at, Phase::AfterViews, "event trigger", "", row.text(1),
            text + "\n    EXECUTE FUNCTION " + row.text(5) + "()", "DROP EVENT TRIGGER " + name, row.text(6));
        char mode = row.letter(3);
        if (mode != 'O')
            addPart(at,
                "ALTER EVENT TRIGGER " + name
                    + (mode == 'D'        ? " DISABLE"
                            : mode == 'A' ? " ENABLE ALWAYS"
                                          : " ENABLE REPLICA"));
    });
}

} // namespace relata::postgresql
