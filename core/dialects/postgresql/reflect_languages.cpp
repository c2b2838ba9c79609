// What belongs to the database, not to tables: languages, access methods, casts, transforms; and conversions
// between encodings.
#include "core/dialects/postgresql/reflection.h"

namespace relata::postgresql {

void Reflection::reflectLanguages()
{
    step("languages");
    if (!isWholeDatabase())
        return;
    Aspect aspect{"The languages",
        "l.oid, l.lanname, l.lanpltrusted, l.lanplcallfoid::regproc::text, nullif(l.laninline, "
        "0)::regproc::text, nullif(l.lanvalidator, 0)::regproc::text, d.description",
        ownOfDatabase("pg_language", "l") + " AND l.lanispl", "l.oid"};
    query(aspect, [&](const CatalogueRow& row) {
        std::string name = m_identifiers.quote(row.view(1));
        std::string text =
            fmt::format("CREATE {}LANGUAGE {} HANDLER {}", row.flag(2) ? "TRUSTED " : "", name, row.view(3));
        if (!row.isNull(4))
            text += " INLINE " + row.text(4);
        if (!row.isNull(5))
            text += " VALIDATOR " + row.text(5);
        make(address(PgLanguage, row.oid(0)), Phase::BeforeTypes, "language", "", row.text(1), text,
            "DROP LANGUAGE " + name, row.text(6));
    });
}

void Reflection::reflectAccessMethods()
{
    step("access methods");
    if (!isWholeDatabase())
        return;
    Aspect aspect{"The access methods",
        "a.oid, a.amname, a.amtype, a.amhandler::regproc::text, d.description", ownOfDatabase("pg_am", "a"),
        "a.oid"};
    query(aspect, [&](const CatalogueRow& row) {
        std::string name = m_identifiers.quote(row.view(1));
        make(address(PgAm, row.oid(0)), Phase::BeforeTypes, "access method", "", row.text(1),
            fmt::format("CREATE ACCESS METHOD {} TYPE {} HANDLER {}", name,
                row.letter(2) == 't' ? "TABLE" : "INDEX", row.view(3)),
            "DROP ACCESS METHOD " + name, row.text(4));
    });
}

void Reflection::reflectCasts()
{
    step("casts");
    if (!isWholeDatabase())
        return;
    Aspect aspect{"The casts",
        "c.oid, format_type(c.castsource, NULL), format_type(c.casttarget, NULL), nullif(c.castfunc, "
        "0)::regprocedure::text, c.castcontext, c.castmethod, d.description",
        ownOfDatabase("pg_cast", "c")
            + " AND NOT EXISTS (SELECT 1 FROM pg_depend i WHERE i.classid = 'pg_cast'::regclass AND i.objid "
              "= "
              "c.oid AND i.deptype = 'i')", // those of multiranges
        "c.oid"};
    query(aspect, [&](const CatalogueRow& row) {
        std::string name = fmt::format("({} AS {})", row.view(1), row.view(2));
        std::string text = "CREATE CAST " + name;
        if (row.letter(5) == 'f')
            text += " WITH FUNCTION " + row.text(3);
        else
            text += row.letter(5) == 'i' ? " WITH INOUT" : " WITHOUT FUNCTION";
        if (row.letter(4) != 'e')
            text += row.letter(4) == 'a' ? " AS ASSIGNMENT" : " AS IMPLICIT";
        make(address(PgCast, row.oid(0)), Phase::BeforeTypes, "cast", "", name, text, "DROP CAST " + name,
            row.text(6));
    });
}

void Reflection::reflectTransforms()
{
    step("transforms");
    if (!isWholeDatabase())
        return;
    Aspect aspect{"The transforms",
        "t.oid, format_type(t.trftype, NULL), l.lanname, nullif(t.trffromsql, 0)::regprocedure::text, "
        "nullif(t.trftosql, 0)::regprocedure::text, d.description",
        ownOfDatabase("pg_transform", "t", "JOIN pg_language l ON l.oid = t.trflang"), "t.oid"};
    query(aspect, [&](const CatalogueRow& row) {
        std::string name = fmt::format("FOR {} LANGUAGE {}", row.view(1), m_identifiers.quote(row.view(2)));
        std::string ways;
        if (!row.isNull(3))
            ways = "FROM SQL WITH FUNCTION " + row.text(3);
        if (!row.isNull(4))
            ways += (ways.empty() ? "" : ", ") + ("TO SQL WITH FUNCTION " + row.text(4));
        make(address(PgTransform, row.oid(0)), Phase::BeforeTypes, "transform", "", name,
            "CREATE TRANSFORM " + name + " (" + ways + ")", "DROP TRANSFORM " + name, row.text(5));
    });
}

void Reflection::reflectConversions()
{
    step("conversions");
    Aspect aspect{"The conversions",
        "c.oid, c.connamespace, c.conname, pg_encoding_to_char(c.conforencoding), "
        "pg_encoding_to_char(c.contoencoding), c.conproc::regproc::text, c.condefault, d.description",
        ofSchemas("pg_conversion", "c", "connamespace"), "c.oid"};
    aspect.name = "c.conname";
    query(aspect, [&](const CatalogueRow& row) {
        std::string schema = schemaName(row.oid(1));
        std::string name = qualified(schema, row.text(2));
        make(address(PgConversion, row.oid(0)), Phase::BeforeTypes, "conversion", schema, row.text(2),
            fmt::format("CREATE {}CONVERSION {} FOR {} TO {} FROM {}", row.flag(6) ? "DEFAULT " : "", name,
                m_identifiers.literal(row.view(3)), m_identifiers.literal(row.view(4)), row.view(5)),
            "DROP CONVERSION " + name, row.text(7));
    });
}

} // namespace relata::postgresql
