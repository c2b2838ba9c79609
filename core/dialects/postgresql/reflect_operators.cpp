// Operators, and the families and classes that teach indexes to use them.
#include "core/dialects/postgresql/reflection.h"
#include "core/util/strings.h"

#include <map>

namespace relata::postgresql {

std::string Reflection::operatorName(const std::string& schema, std::string_view name) const
{
    return (schema.empty() ? "" : m_identifiers.quote(schema) + ".") + std::string(name);
}

void Reflection::reflectOperators()
{
    step("operators");
    Aspect aspect{"The operators",
        "o.oid, o.oprnamespace, o.oprname, o.oprcode::regproc::text, CASE WHEN o.oprleft <> 0 THEN "
        "format_type(o.oprleft, NULL) END, CASE WHEN o.oprright <> 0 THEN format_type(o.oprright, NULL) END, "
        "quote_ident(cn.nspname) || '.' || co.oprname, quote_ident(nn.nspname) || '.' || no.oprname, "
        "nullif(o.oprrest, 0)::regproc::text, nullif(o.oprjoin, 0)::regproc::text, o.oprcanmerge, "
        "o.oprcanhash, d.description",
        ofSchemas("pg_operator", "o", "oprnamespace",
            "LEFT JOIN pg_operator co ON co.oid = o.oprcom LEFT JOIN pg_namespace cn ON cn.oid = "
            "co.oprnamespace LEFT JOIN pg_operator no ON no.oid = o.oprnegate LEFT JOIN pg_namespace nn ON "
            "nn.oid = no.oprnamespace")
            + " AND o.oprcode <> 0",
        "o.oid"};
    aspect.name = "o.oprname";
    query(aspect, [&](const CatalogueRow& row) {
        std::string schema = schemaName(row.oid(1));
        std::string name = operatorName(schema, row.view(2));
        std::vector<std::string> parts{"FUNCTION = " + row.text(3)};
        auto add = [&](const char* word, std::size_t column, const char* before = "",
                       const char* after = "") {
            if (!row.isNull(column))
                parts.push_back(fmt::format("{} = {}{}{}", word, before, row.view(column), after));
        };
        add("LEFTARG", 4);
        add("RIGHTARG", 5);
        add("COMMUTATOR", 6, "OPERATOR(", ")");
        add("NEGATOR", 7, "OPERATOR(", ")");
        add("RESTRICT", 8);
        add("JOIN", 9);
        if (row.flag(10))
            parts.push_back("MERGES");
        if (row.flag(11))
            parts.push_back("HASHES");
        std::string operands = fmt::format(
            "({}, {})", row.isNull(4) ? "NONE" : row.view(4), row.isNull(5) ? "NONE" : row.view(5));
        make(address(PgOperator, row.oid(0)), Phase::BeforeTypes, "operator", schema, row.text(2) + operands,
            "CREATE OPERATOR " + name + " (\n    " + join(parts, ",\n    ") + "\n)",
            "DROP OPERATOR " + name + " " + operands, row.text(12));
    });
}

void Reflection::reflectOperatorFamilies()
{
    step("operator families");
    Aspect aspect{"The operator families", "f.oid, f.opfnamespace, f.opfname, am.amname, d.description",
        ofSchemas("pg_opfamily", "f", "opfnamespace", "JOIN pg_am am ON am.oid = f.opfmethod"), "f.oid"};
    aspect.name = "f.opfname";
    query(aspect, [&](const CatalogueRow& row) {
        std::string schema = schemaName(row.oid(1));
        std::string name = qualified(schema, row.text(2)) + " USING " + m_identifiers.quote(row.view(3));
        make(address(PgOpfamily, row.oid(0)), Phase::BeforeTypes, "operator family", schema, row.text(2),
            "CREATE OPERATOR FAMILY " + name, "DROP OPERATOR FAMILY " + name, row.text(4));
    });
}

void Reflection::reflectOperatorClasses()
{
    step("operator classes");
    struct Class
    {
        std::string head;
        std::vector<std::string> members;
        std::string storage; // "" = the type itself
        std::string type;
    };
    std::map<Oid, Class> classes;
    Aspect aspect{"The operator classes",
        "c.oid, c.opcnamespace, c.opcname, am.amname, fn.nspname, f.opfname, c.opcdefault, "
        "format_type(c.opcintype, NULL), CASE WHEN c.opckeytype <> 0 THEN format_type(c.opckeytype, NULL) "
        "END, d.description",
        ofSchemas("pg_opclass", "c", "opcnamespace",
            "JOIN pg_am am ON am.oid = c.opcmethod JOIN pg_opfamily f ON f.oid = c.opcfamily JOIN "
            "pg_namespace fn ON fn.oid = f.opfnamespace"),
        "c.oid"};
    aspect.name = "c.opcname";
    query(aspect, [&](const CatalogueRow& row) {
        std::string schema = schemaName(row.oid(1));
        std::string method = m_identifiers.quote(row.view(3));
        std::string name = qualified(schema, row.text(2));
        classes[row.oid(0)] = {
            fmt::format("CREATE OPERATOR CLASS {}{} FOR TYPE {} USING {} FAMILY {} AS\n    ", name,
                row.flag(6) ? " DEFAULT" : "", row.view(7), method, fullName(row.view(4), row.view(5))),
            {}, row.text(8), row.text(7)};
        make(address(PgOpclass, row.oid(0)), Phase::BeforeTypes, "operator class", schema, row.text(2), "",
            fmt::format("DROP OPERATOR CLASS {} USING {}", name, method), row.text(9));
    });
    bool anyFamily = false;
    for (const auto& [at, making] : m_making)
        anyFamily = anyFamily || making.object.kind == "operator family";
    if (classes.empty() && !anyFamily)
        return;
    std::map<Oid, std::vector<std::string>> ofFamilies;
    std::unordered_map<Oid, std::vector<Address>> needsOfFamilies;
    // Some operators and functions belong to a class, others to the family (pg_dump's dumpOpclass()).
    Aspect members{"The members of operator classes", "m.class, m.owner, m.text, m.usedclass, m.used",
        "FROM (SELECT dep.refclassid AS class, dep.refobjid AS owner, 1 AS part, o.amopstrategy::int AS "
        "number, "
        "'OPERATOR ' || o.amopstrategy || ' ' || o.amopopr::regoperator::text || coalesce(' FOR ORDER BY ' "
        "|| quote_ident(sn.nspname) || '.' || quote_ident(s.opfname), '') AS text, 2617::oid AS usedclass, "
        "o.amopopr AS used FROM pg_amop o JOIN pg_depend dep ON dep.classid = 'pg_amop'::regclass AND "
        "dep.objid = o.oid AND dep.refclassid IN (2616, 2753) LEFT JOIN pg_opfamily s ON s.oid = "
        "o.amopsortfamily LEFT JOIN pg_namespace sn ON sn.oid = s.opfnamespace UNION ALL "
        "SELECT dep.refclassid, dep.refobjid, 2, p.amprocnum::int, 'FUNCTION ' || p.amprocnum || ' (' || "
        "format_type(p.amproclefttype, NULL) || ', ' || format_type(p.amprocrighttype, NULL) || ') ' || "
        "p.amproc::oid::regprocedure::text, 1255::oid, p.amproc::oid FROM pg_amproc p JOIN pg_depend dep ON "
        "dep.classid = 'pg_amproc'::regclass AND dep.objid = p.oid AND dep.refclassid IN (2616, 2753)) m "
        "WHERE m.owner >= 16384",
        "m.owner", "m.owner, m.part, m.number, m.text"};
    query(members, [&](const CatalogueRow& row) {
        Address need = address(row.oid(3), row.oid(4));
        if (auto found = classes.find(row.oid(1)); row.oid(0) == PgOpclass && found != classes.end()) {
            found->second.members.push_back(row.text(2));
            m_making[address(PgOpclass, row.oid(1))].needs.push_back(need);
        } else if (row.oid(0) == PgOpfamily && m_making.contains(address(PgOpfamily, row.oid(1)))) {
            ofFamilies[row.oid(1)].push_back(row.text(2));
            needsOfFamilies[row.oid(1)].push_back(need);
        }
    });
    for (auto& [oid, found] : classes) {
        // A class needs something in it: its own type as storage, where nothing else is there.
        std::vector<std::string>& parts = found.members;
        if (!found.storage.empty() || parts.empty())
            parts.push_back("STORAGE " + (found.storage.empty() ? found.type : found.storage));
        m_making[address(PgOpclass, oid)].object.definition = sql(found.head + join(parts, ",\n    "));
    }
    for (const auto& [oid, parts] : ofFamilies) {
        Address family = address(PgOpfamily, oid);
        CarriedObject object = m_making[family].object;
        std::string statement = object.definition.text;
        Making& added = make(address(FamilyMembers, oid), Phase::BeforeTypes, "operator family members",
            object.schema, object.name,
            "ALTER" + statement.substr(std::string_view("CREATE").size()) + " ADD\n    "
                + join(parts, ",\n    "),
            "");
        added.needs = needsOfFamilies[oid];
        added.needs.push_back(family);
    }
}

} // namespace relata::postgresql
