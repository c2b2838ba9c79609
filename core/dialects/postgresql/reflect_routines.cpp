// Functions, procedures and aggregates.
#include "core/dialects/postgresql/reflection.h"
#include "core/util/strings.h"

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
    Aspect aspect{"The function",
        "p.oid, p.pronamespace, p.proname, p.prokind, pg_get_function_identity_arguments(p.oid), "
        "CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END, d.description",
        "FROM pg_proc p" + comment("pg_proc", "p.oid") + "WHERE p.pronamespace = ANY(" + m_schemaList
            + ") AND NOT EXISTS (SELECT 1 FROM pg_depend x WHERE x.classid = 'pg_proc'::regclass AND x.objid "
              "= "
              "p.oid AND x.deptype IN ('e', 'i'))",
        "p.oid"};
    aspect.name = "p.proname";
    query(aspect, [&](const CatalogueRow& row) {
        std::string schema = schemaName(row.oid(1));
        const char* kind = row.letter(3) == 'p' ? "procedure"
            : row.letter(3) == 'a'              ? "aggregate"
                                                : "function";
        std::string arguments = row.text(4);
        std::string name = row.text(2) + "(" + arguments + ")";
        if (row.isNull(5) && row.letter(3) != 'a') {
            note(schema + "." + name, "The function was dropped while it was being read.");
            return;
        }
        make(address(PgProc, row.oid(0)), Phase::BeforeTypes, kind, schema, name,
            std::string(trimmed(row.view(5))),
            fmt::format("DROP {} {}({})", toUpperAscii(kind), qualified(schema, row.text(2)),
                row.letter(3) == 'a' && arguments.empty() ? "*" : arguments),
            row.text(6));
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
            auto routine = m_making.find(address(PgProc, row.oid(0)));
            if (routine == m_making.end())
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

} // namespace relata::postgresql
