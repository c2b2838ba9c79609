// What hangs on tables and is kept as the server tells it: triggers, rules, policies; and extensions.
#include "core/dialects/postgresql/option_keys.h"
#include "core/dialects/postgresql/reflection.h"
#include "core/util/strings.h"

#include <algorithm>
#include <array>

namespace relata::postgresql {
namespace {

// pg_trigger.tgtype (pg_trigger.h).
constexpr int typeBefore = 2;
constexpr int typeInsert = 4;
constexpr int typeDelete = 8;
constexpr int typeUpdate = 16;
constexpr int typeTruncate = 32;
constexpr int typeInstead = 64;

std::string eventsOf(int type)
{
    std::vector<std::string> events;
    if (type & typeInsert)
        events.push_back("INSERT");
    if (type & typeUpdate)
        events.push_back("UPDATE");
    if (type & typeDelete)
        events.push_back("DELETE");
    if (type & typeTruncate)
        events.push_back("TRUNCATE");
    return join(events, " OR ");
}

} // namespace

void Reflection::reflectExtensions()
{
    step("extensions");
    query(
        "SELECT e.oid, e.extname, n.nspname, d.description FROM pg_extension e JOIN pg_namespace n ON n.oid "
        "= e.extnamespace"
            + comment("pg_extension", "e.oid") + "WHERE e.extname <> 'plpgsql'",
        [&](const CatalogueRow& row) {
            bool ownSchema = row.view(2) == "pg_catalog";
            std::string name = m_identifiers.quote(row.view(1));
            make(address(PgExtension, row.oid(0)), Phase::BeforeTypes, "extension", "", row.text(1),
                "CREATE EXTENSION IF NOT EXISTS " + name
                    + (ownSchema ? "" : " WITH SCHEMA " + m_identifiers.quote(row.view(2))),
                "DROP EXTENSION " + name, row.text(3));
        });
}

void Reflection::reflectCollations()
{
    step("collations");
    std::string locale = atLeast(17) ? "c.colllocale" : atLeast(15) ? "c.colliculocale" : "NULL::text";
    query("SELECT c.oid, c.collnamespace, c.collname, c.collprovider, " + since(12, "c.collisdeterministic")
            + ", c.collcollate, c.collctype, " + locale + ", " + since(16, "c.collicurules")
            + ", d.description FROM pg_collation c" + comment("pg_collation", "c.oid")
            + "WHERE c.collnamespace = ANY(" + m_schemaList + ") AND "
            + notOfExtension("pg_collation", "c.oid"),
        [&](const CatalogueRow& row) {
            std::string text = "provider = ";
            text += row.letter(3) == 'i' ? "icu" : row.letter(3) == 'b' ? "builtin" : "libc";
            if (!row.isNull(4) && !row.flag(4))
                text += ", deterministic = false";
            auto add = [&](const char* word, std::string_view value) {
                text += fmt::format(", {} = {}", word, m_identifiers.literal(value));
            };
            if (!row.isNull(7)) {
                add("locale", row.view(7));
            } else if (row.view(5) == row.view(6)) {
                add("locale", row.view(5));
            } else {
                add("lc_collate", row.view(5));
                add("lc_ctype", row.view(6));
            }
            if (!row.isNull(8))
                add("rules", row.view(8));
            std::string schema = schemaName(row.oid(1));
            std::string name = qualified(schema, row.text(2));
            make(address(PgCollation, row.oid(0)), Phase::BeforeTypes, "collation", schema, row.text(2),
                "CREATE COLLATION " + name + " (" + text + ")", "DROP COLLATION " + name, row.text(9));
        });
}

void Reflection::reflectTriggers()
{
    step("triggers");
    // The trigger of the partitioned table that a partition's is a copy of.
    std::string parent = atLeast(13)
        ? "LEFT JOIN pg_trigger p ON p.oid = t.tgparentid"
        : "LEFT JOIN pg_depend pd ON pd.classid = 'pg_trigger'::regclass AND "
          "pd.refclassid = 'pg_trigger'::regclass AND pd.objid = t.oid LEFT JOIN "
          "pg_trigger p ON p.oid = pd.refobjid";
    Aspect aspect{"The triggers",
        "t.tgrelid, t.tgname, pg_get_triggerdef(t.oid), t.tgtype::int, t.tgenabled, d.description, p.oid",
        "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid " + parent + comment("pg_trigger", "t.oid")
            + "WHERE c.relnamespace = ANY(" + m_schemaList
            + ") AND (NOT t.tgisinternal AND p.oid IS NULL OR t.tgenabled <> p.tgenabled AND t.tgname !~ "
              "'^RI_ConstraintTrigger')",
        "t.tgrelid"};
    std::vector<std::array<std::string, 3>> ofPartitions;
    query(aspect, [&](const CatalogueRow& row) {
        Relation* owner = relation(row.oid(0));
        if (!owner)
            return;
        char enabled = row.letter(4);
        const char* mode = enabled == 'R' ? "ENABLE REPLICA"
            : enabled == 'A'              ? "ENABLE ALWAYS"
            : enabled == 'D'              ? "DISABLE"
                                          : "ENABLE";
        std::string name = owner->table.name + "." + row.text(1);
        std::string statement = fmt::format("ALTER TABLE {} {} TRIGGER {}",
            qualified(owner->table.schema, owner->table.name), mode, m_identifiers.quote(row.view(1)));
        if (row.oid(6) != 0) {
            ofPartitions.push_back({owner->table.schema, name, statement});
            return;
        }
        int type = static_cast<int>(row.integer(3));
        Trigger trigger;
        trigger.name = row.text(1);
        trigger.timing = type & typeBefore ? "BEFORE" : type & typeInstead ? "INSTEAD OF" : "AFTER";
        trigger.events = eventsOf(type);
        trigger.definition = sql(row.text(2));
        trigger.comment = row.text(5);
        trigger.enabled = enabled != 'D';
        if (row.isNull(2)) {
            note(owner->table.qualifiedName() + "." + trigger.name,
                "The trigger was dropped while it was being read.");
            return;
        }
        if (enabled == 'R' || enabled == 'A')
            carry(Phase::AfterViews, "trigger mode", owner->table.schema, name, statement, "");
        owner->table.triggers.push_back(std::move(trigger));
    });
    // A partitioned table hands its mode down: a partition's own comes after.
    std::sort(ofPartitions.begin(), ofPartitions.end());
    for (const auto& [schema, name, statement] : ofPartitions)
        carry(Phase::AfterViews, "trigger mode", schema, name, statement, "");
}

void Reflection::reflectRules()
{
    step("rules");
    Aspect aspect{"The rules",
        "r.ev_class, r.rulename, pg_get_ruledef(r.oid), r.ev_enabled, d.description, r.oid",
        "FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class" + comment("pg_rewrite", "r.oid")
            + "WHERE r.rulename <> '_RETURN' AND c.relnamespace = ANY(" + m_schemaList + ")",
        "r.ev_class"};
    query(aspect, [&](const CatalogueRow& row) {
        Relation* owner = relation(row.oid(0));
        if (!owner || row.isNull(2))
            return;
        std::string_view text = trimmed(row.view(2));
        std::string table = qualified(owner->table.schema, owner->table.name);
        std::string name = m_identifiers.quote(row.view(1));
        Address at = address(PgRewrite, row.oid(5));
        make(at, Phase::AfterViews, "rule", owner->table.schema, owner->table.name + "." + row.text(1),
            std::string(text.substr(0, text.size() - text.ends_with(';'))),
            "DROP RULE " + name + " ON " + table, row.text(4));
        char enabled = row.letter(3);
        if (enabled != 'O')
            addPart(at,
                "ALTER TABLE " + table
                    + (enabled == 'D'        ? " DISABLE RULE "
                            : enabled == 'R' ? " ENABLE REPLICA RULE "
                                             : " ENABLE ALWAYS RULE ")
                    + name);
    });
}

void Reflection::reflectPolicies()
{
    step("policies");
    Aspect aspect{"The policies",
        "p.polrelid, p.polname, p.polpermissive, p.polcmd, "
        "ARRAY(SELECT CASE WHEN r = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END FROM "
        "unnest(p.polroles) r ORDER BY 1)::text, pg_get_expr(p.polqual, p.polrelid), "
        "pg_get_expr(p.polwithcheck, p.polrelid), d.description, p.oid",
        "FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid" + comment("pg_policy", "p.oid")
            + "WHERE c.relnamespace = ANY(" + m_schemaList + ")",
        "p.polrelid"};
    query(aspect, [&](const CatalogueRow& row) {
        Relation* owner = relation(row.oid(0));
        if (!owner)
            return;
        std::string table = qualified(owner->table.schema, owner->table.name);
        std::string name = m_identifiers.quote(row.view(1));
        std::string text = "CREATE POLICY " + name + " ON " + table;
        if (!row.flag(2))
            text += " AS RESTRICTIVE";
        switch (row.letter(3)) {
        case 'r':
            text += " FOR SELECT";
            break;
        case 'a':
            text += " FOR INSERT";
            break;
        case 'w':
            text += " FOR UPDATE";
            break;
        case 'd':
            text += " FOR DELETE";
            break;
        default:
            break;
        }
        std::string roles = join(parseArray(row.view(4)), ", ");
        if (roles != "PUBLIC")
            text += " TO " + roles;
        if (!row.isNull(5))
            text += " USING (" + withoutParentheses(row.view(5)) + ")";
        if (!row.isNull(6))
            text += " WITH CHECK (" + withoutParentheses(row.view(6)) + ")";
        make(address(PgPolicy, row.oid(8)), Phase::AfterViews, "policy", owner->table.schema,
            owner->table.name + "." + row.text(1), text, "DROP POLICY " + name + " ON " + table, row.text(7));
    });
}

} // namespace relata::postgresql
