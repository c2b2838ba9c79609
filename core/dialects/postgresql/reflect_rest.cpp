// What hangs on tables and is kept as the server tells it: triggers, rules, policies; and extensions.
#include "core/dialects/postgresql/option_keys.h"
#include "core/dialects/postgresql/reflection.h"
#include "core/util/strings.h"

#include <map>

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
    std::map<std::string, std::string> schemaOf;
    query("SELECT e.extname, n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace "
          "WHERE e.extname <> 'plpgsql'",
        [&](const CatalogueRow& row) { schemaOf[row.text(0)] = row.text(1); });
    for (const auto& [name, schema] : schemaOf) {
        bool ownSchema = schema == "pg_catalog";
        carry(CarriedObject::Phase::BeforeTypes, "extension", "", name,
            "CREATE EXTENSION IF NOT EXISTS " + m_identifiers.quote(name)
                + (ownSchema ? "" : " WITH SCHEMA " + m_identifiers.quote(schema)),
            "DROP EXTENSION " + m_identifiers.quote(name));
    }
}

void Reflection::reflectCollations()
{
    step("collations");
    std::map<std::pair<std::string, std::string>, CarriedObject> collations;
    std::string locale = atLeast(17) ? "c.colllocale" : atLeast(15) ? "c.colliculocale" : "NULL::text";
    query("SELECT c.collnamespace, c.collname, c.collprovider, " + since(12, "c.collisdeterministic")
            + ", c.collcollate, c.collctype, " + locale + ", " + since(16, "c.collicurules")
            + ", d.description FROM pg_collation c" + comment("pg_collation", "c.oid")
            + "WHERE c.collnamespace = ANY(" + m_schemaList + ") AND "
            + notOfExtension("pg_collation", "c.oid"),
        [&](const CatalogueRow& row) {
            std::string text = "provider = ";
            text += row.letter(2) == 'i' ? "icu" : row.letter(2) == 'b' ? "builtin" : "libc";
            if (!row.isNull(3) && !row.flag(3))
                text += ", deterministic = false";
            auto add = [&](const char* word, std::string_view value) {
                text += fmt::format(", {} = {}", word, m_identifiers.literal(value));
            };
            if (!row.isNull(6)) {
                add("locale", row.view(6));
            } else if (row.view(4) == row.view(5)) {
                add("locale", row.view(4));
            } else {
                add("lc_collate", row.view(4));
                add("lc_ctype", row.view(5));
            }
            if (!row.isNull(7))
                add("rules", row.view(7));
            CarriedObject& object = collations[{schemaName(row.oid(0)), row.text(1)}];
            object.schema = schemaName(row.oid(0));
            object.name = row.text(1);
            object.kind = "collation";
            object.phase = CarriedObject::Phase::BeforeTypes;
            std::string name = qualified(object.schema, object.name);
            object.definition = sql("CREATE COLLATION " + name + " (" + text + ")");
            object.dropStatement = "DROP COLLATION " + name;
            object.comment = row.text(8);
        });
    for (auto& [key, object] : collations)
        m_metadata.carried.push_back(std::move(object));
}

void Reflection::reflectTriggers()
{
    step("triggers");
    query("SELECT t.tgrelid, t.tgname, pg_get_triggerdef(t.oid), t.tgtype::int, t.tgenabled, d.description "
          "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            + comment("pg_trigger", "t.oid") + "WHERE NOT t.tgisinternal AND c.relnamespace = ANY("
            + m_schemaList + ")" + (atLeast(13) ? " AND t.tgparentid = 0" : ""),
        [&](const CatalogueRow& row) {
            Relation* owner = relation(row.oid(0));
            if (!owner)
                return;
            int type = static_cast<int>(row.integer(3));
            Trigger trigger;
            trigger.name = row.text(1);
            trigger.timing = type & typeBefore ? "BEFORE" : type & typeInstead ? "INSTEAD OF" : "AFTER";
            trigger.events = eventsOf(type);
            trigger.definition = sql(row.text(2));
            trigger.comment = row.text(5);
            trigger.enabled = row.letter(4) != 'D';
            if (row.isNull(2)) {
                note(owner->table.qualifiedName() + "." + trigger.name,
                    "The trigger was dropped while it was being read.");
                return;
            }
            std::string mode = row.letter(4) == 'R' ? "REPLICA" : row.letter(4) == 'A' ? "ALWAYS" : "";
            if (!mode.empty())
                carry(CarriedObject::Phase::AfterViews, "trigger mode", owner->table.schema,
                    owner->table.name + "." + trigger.name,
                    fmt::format("ALTER TABLE {} ENABLE {} TRIGGER {}",
                        qualified(owner->table.schema, owner->table.name), mode,
                        m_identifiers.quote(trigger.name)),
                    "");
            owner->table.triggers.push_back(std::move(trigger));
        });
}

void Reflection::reflectRules()
{
    step("rules");
    struct Rule
    {
        std::string definition, mode, comment, table, schema;
    };
    std::map<std::pair<std::string, std::string>, Rule> rules;
    query(
        "SELECT r.ev_class, r.rulename, pg_get_ruledef(r.oid), r.ev_enabled, d.description FROM pg_rewrite r "
        "JOIN pg_class c ON c.oid = r.ev_class"
            + comment("pg_rewrite", "r.oid") + "WHERE r.rulename <> '_RETURN' AND c.relnamespace = ANY("
            + m_schemaList + ")",
        [&](const CatalogueRow& row) {
            Relation* owner = relation(row.oid(0));
            if (!owner || row.isNull(2))
                return;
            std::string_view text = trimmed(row.view(2));
            Rule& rule = rules[{owner->table.qualifiedName(), row.text(1)}];
            rule.definition = std::string(text.substr(0, text.size() - text.ends_with(';')));
            rule.comment = row.text(4);
            rule.schema = owner->table.schema;
            rule.table = qualified(owner->table.schema, owner->table.name);
            switch (row.letter(3)) {
            case 'D':
                rule.mode = "DISABLE";
                break;
            case 'R':
                rule.mode = "ENABLE REPLICA";
                break;
            case 'A':
                rule.mode = "ENABLE ALWAYS";
                break;
            default:
                break;
            }
        });
    for (const auto& [key, rule] : rules) {
        std::string name = m_identifiers.quote(key.second);
        carry(CarriedObject::Phase::AfterViews, "rule", rule.schema, key.first + "." + key.second,
            rule.definition, "DROP RULE " + name + " ON " + rule.table, rule.comment);
        if (!rule.mode.empty())
            carry(CarriedObject::Phase::AfterViews, "rule mode", rule.schema, key.first + "." + key.second,
                "ALTER TABLE " + rule.table + " " + rule.mode + " RULE " + name, "");
    }
}

void Reflection::reflectPolicies()
{
    step("policies");
    std::map<std::pair<std::string, std::string>, CarriedObject> policies;
    query("SELECT p.polrelid, p.polname, p.polpermissive, p.polcmd, "
          "ARRAY(SELECT CASE WHEN r = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END FROM "
          "unnest(p.polroles) r "
          "ORDER BY 1)::text, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), "
          "d.description FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
            + comment("pg_policy", "p.oid") + "WHERE c.relnamespace = ANY(" + m_schemaList + ")",
        [&](const CatalogueRow& row) {
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
            CarriedObject& policy = policies[{owner->table.qualifiedName(), row.text(1)}];
            policy.schema = owner->table.schema;
            policy.name = owner->table.qualifiedName() + "." + row.text(1);
            policy.kind = "policy";
            policy.phase = CarriedObject::Phase::AfterViews;
            policy.definition = sql(std::move(text));
            policy.dropStatement = "DROP POLICY " + name + " ON " + table;
            policy.comment = row.text(7);
        });
    for (auto& [key, policy] : policies)
        m_metadata.carried.push_back(std::move(policy));
}

} // namespace relata::postgresql
