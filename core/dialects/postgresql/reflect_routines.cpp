// Functions, procedures and aggregates, in the order in which they need each other and as early in a script
// as what they need allows.
#include "core/dialects/postgresql/reflection.h"
#include "core/util/strings.h"
#include "core/util/topological_sort.h"

#include <algorithm>

namespace relata::postgresql {
namespace {

// Literals and names come quoted from the server; these are its single letters.
const char* finalModify(char letter)
{
    return letter == 'r' ? "READ_ONLY" : letter == 's' ? "SHAREABLE" : "READ_WRITE";
}

} // namespace

void Reflection::reflectRoutines()
{
    step("functions");
    query("SELECT p.oid, p.pronamespace, p.proname, p.prokind, pg_get_function_identity_arguments(p.oid), "
          "CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END, d.description FROM pg_proc p"
            + comment("pg_proc", "p.oid") + "WHERE p.pronamespace = ANY(" + m_schemaList
            + ") AND NOT EXISTS (SELECT 1 FROM pg_depend x WHERE x.classid = 'pg_proc'::regclass AND x.objid "
              "= p.oid "
              "AND x.deptype IN ('e', 'i'))",
        [&](const CatalogueRow& row) {
            CarriedObject object;
            object.schema = schemaName(row.oid(1));
            object.kind = row.letter(3) == 'p' ? "procedure"
                : row.letter(3) == 'a'         ? "aggregate"
                                               : "function";
            std::string arguments = row.text(4);
            object.name = row.text(2) + "(" + arguments + ")";
            object.definition = sql(std::string(trimmed(row.view(5))));
            object.dropStatement = "DROP " + toUpperAscii(object.kind) + " "
                + qualified(object.schema, row.text(2)) + "("
                + (object.kind == "aggregate" && arguments.empty() ? "*" : arguments) + ")";
            object.comment = row.text(6);
            if (row.isNull(5) && object.kind != "aggregate") {
                note(object.schema + "." + object.name, "The function was dropped while it was being read.");
                return;
            }
            m_routines[row.oid(0)].object = std::move(object);
        });
    // What they need: types, tables and views (by their row types too), and each other.
    query(
        "SELECT dep.objid, dep.refclassid = 'pg_proc'::regclass, dep.refobjid, rc.relkind FROM pg_depend dep "
        "JOIN pg_proc p ON p.oid = dep.objid "
        "LEFT JOIN pg_type rt ON dep.refclassid = 'pg_type'::regclass AND rt.oid = dep.refobjid "
        "LEFT JOIN pg_type et ON et.oid = rt.typelem "
        "LEFT JOIN pg_class rc ON rc.oid = CASE WHEN dep.refclassid = 'pg_class'::regclass THEN dep.refobjid "
        "ELSE coalesce(nullif(rt.typrelid, 0), et.typrelid) END "
        "WHERE dep.classid = 'pg_proc'::regclass AND p.pronamespace = ANY("
            + m_schemaList
            + ") AND dep.deptype = 'n' AND dep.refclassid IN ('pg_proc'::regclass, 'pg_type'::regclass, "
              "'pg_class'::regclass)",
        [&](const CatalogueRow& row) {
            auto routine = m_routines.find(row.oid(0));
            if (routine == m_routines.end())
                return;
            if (row.flag(1)) {
                routine->second.needs.push_back(row.oid(2));
                return;
            }
            using Phase = CarriedObject::Phase;
            char kind = row.letter(3);
            Phase phase = kind == 'v' || kind == 'm' ? Phase::AfterViews
                : kind == '\0' || kind == 'c'        ? Phase::BeforeTables
                                                     : Phase::AfterTables;
            routine->second.phase = std::max(routine->second.phase, phase);
        });
}

void Reflection::reflectAggregates()
{
    step("aggregates");
    query(
        "SELECT a.aggfnoid::oid, pg_get_function_arguments(a.aggfnoid), a.aggtransfn::regproc::text, "
        "format_type(a.aggtranstype, NULL), a.aggtransspace, nullif(a.aggfinalfn, 0)::regproc::text, "
        "a.aggfinalextra, "
        "a.aggfinalmodify, nullif(a.aggcombinefn, 0)::regproc::text, nullif(a.aggserialfn, "
        "0)::regproc::text, "
        "nullif(a.aggdeserialfn, 0)::regproc::text, a.agginitval, nullif(a.aggmtransfn, 0)::regproc::text, "
        "nullif(a.aggminvtransfn, 0)::regproc::text, CASE WHEN a.aggmtranstype <> 0 THEN "
        "format_type(a.aggmtranstype, NULL) END, a.aggmtransspace, nullif(a.aggmfinalfn, 0)::regproc::text, "
        "a.aggmfinalextra, a.aggmfinalmodify, a.aggminitval, nullif(a.aggsortop, 0)::regoper::text, "
        "p.proparallel, "
        "a.aggkind FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid WHERE p.pronamespace = ANY("
            + m_schemaList + ")",
        [&](const CatalogueRow& row) {
            auto routine = m_routines.find(row.oid(0));
            if (routine == m_routines.end())
                return;
            std::vector<std::string> parts;
            auto add = [&](const char* word, std::size_t column) {
                if (!row.isNull(column))
                    parts.push_back(std::string(word) + " = " + row.text(column));
            };
            auto addSpace = [&](const char* word, std::size_t column) {
                if (row.integer(column) != 0)
                    parts.push_back(fmt::format("{} = {}", word, row.integer(column)));
            };
            auto addModify = [&](const char* word, std::size_t column, bool hasFunction) {
                // Read-only is the default, but for ordered sets, which may modify.
                char usual = row.letter(22) == 'n' ? 'r' : 'w';
                if (hasFunction && row.letter(column) && row.letter(column) != usual)
                    parts.push_back(std::string(word) + " = " + finalModify(row.letter(column)));
            };
            add("SFUNC", 2);
            add("STYPE", 3);
            addSpace("SSPACE", 4);
            add("FINALFUNC", 5);
            if (row.flag(6))
                parts.push_back("FINALFUNC_EXTRA");
            addModify("FINALFUNC_MODIFY", 7, !row.isNull(5));
            add("COMBINEFUNC", 8);
            add("SERIALFUNC", 9);
            add("DESERIALFUNC", 10);
            if (!row.isNull(11))
                parts.push_back("INITCOND = " + m_identifiers.literal(row.view(11)));
            add("MSFUNC", 12);
            add("MINVFUNC", 13);
            add("MSTYPE", 14);
            addSpace("MSSPACE", 15);
            add("MFINALFUNC", 16);
            if (row.flag(17))
                parts.push_back("MFINALFUNC_EXTRA");
            addModify("MFINALFUNC_MODIFY", 18, !row.isNull(16));
            if (!row.isNull(19))
                parts.push_back("MINITCOND = " + m_identifiers.literal(row.view(19)));
            if (!row.isNull(20))
                parts.push_back("SORTOP = OPERATOR(" + row.text(20) + ")");
            if (row.letter(22) == 'h')
                parts.push_back("HYPOTHETICAL");
            if (row.letter(21) != 'u')
                parts.push_back(std::string("PARALLEL = ") + (row.letter(21) == 's' ? "SAFE" : "RESTRICTED"));
            CarriedObject& object = routine->second.object;
            std::string name = object.name.substr(0, object.name.find('('));
            std::string arguments = row.text(1);
            object.definition = sql("CREATE AGGREGATE " + qualified(object.schema, name) + "("
                + (arguments.empty() ? "*" : arguments) + ") (\n    " + join(parts, ",\n    ") + "\n)");
        });
}

void Reflection::orderRoutines()
{
    std::vector<Routine*> routines;
    std::unordered_map<const Routine*, Oid> oidOf;
    for (auto& [oid, routine] : m_routines) {
        routines.push_back(&routine);
        oidOf[&routine] = oid;
    }
    std::sort(routines.begin(), routines.end(), [](const Routine* a, const Routine* b) {
        return std::tie(a->object.schema, a->object.name) < std::tie(b->object.schema, b->object.name);
    });
    std::unordered_map<Oid, std::size_t> position;
    for (std::size_t i = 0; i < routines.size(); ++i)
        position[oidOf[routines[i]]] = i;
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    for (std::size_t i = 0; i < routines.size(); ++i) {
        for (Oid need : routines[i]->needs) {
            if (auto found = position.find(need); found != position.end())
                edges.push_back({i, found->second});
        }
    }
    // What needs a late one is late itself.
    for (std::size_t node : topologicalSort(routines.size(), edges).order) {
        Routine& routine = *routines[node];
        for (Oid need : routine.needs) {
            if (auto found = position.find(need); found != position.end())
                routine.phase = std::max(routine.phase, routines[found->second]->phase);
        }
        routine.object.phase = routine.phase;
        m_metadata.carried.push_back(std::move(routine.object));
    }
}

} // namespace relata::postgresql
