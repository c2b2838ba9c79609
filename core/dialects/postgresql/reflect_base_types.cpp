// Types made of functions (CREATE TYPE ... (INPUT = ...)), and types that are announced and no more. Such a
// type and its functions need each other: first its shell is made, then the functions, then the type.
#include "core/dialects/postgresql/reflection.h"
#include "core/util/strings.h"

namespace relata::postgresql {
namespace {

const char* alignmentName(char letter)
{
    switch (letter) {
    case 'c':
        return "char";
    case 's':
        return "int2";
    case 'd':
        return "double";
    default:
        return "int4";
    }
}

const char* storageName(char letter)
{
    switch (letter) {
    case 'e':
        return "external";
    case 'x':
        return "extended";
    case 'm':
        return "main";
    default:
        return "plain";
    }
}

} // namespace

void Reflection::addShell(Oid type, const std::string& schema, const std::string& name)
{
    make(address(ShellTypes, type), Phase::BeforeTypes, "shell type", schema, name,
        "CREATE TYPE " + qualified(schema, name), "");
    m_making[address(PgType, type)].needs.push_back(address(ShellTypes, type));
}

void Reflection::partOfType(Oid function, Oid type)
{
    m_codeOfTypes[function] = type;
    m_making[address(PgType, type)].needs.push_back(address(PgProc, function));
}

void Reflection::reflectBaseTypes()
{
    step("base types");
    Aspect aspect{"The type",
        "t.oid, t.typnamespace, t.typname, t.typisdefined, t.typlen::int, t.typinput::regproc::text, "
        "t.typoutput::regproc::text, nullif(t.typreceive, 0)::regproc::text, nullif(t.typsend, "
        "0)::regproc::text, nullif(t.typmodin, 0)::regproc::text, nullif(t.typmodout, 0)::regproc::text, "
        "nullif(t.typanalyze, 0)::regproc::text, "
            + since(14, "nullif(t.typsubscript, 0)::regproc::text")
            + ", t.typcollation <> 0, t.typdefault, CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, "
              "NULL) "
              "END, t.typcategory, t.typispreferred, t.typdelim, t.typalign, t.typstorage, t.typbyval, "
              "d.description, t.typinput::oid, t.typoutput::oid, t.typreceive::oid, t.typsend::oid, "
              "t.typmodin::oid, t.typmodout::oid, t.typanalyze::oid",
        ofSchemas("pg_type", "t", "typnamespace", "LEFT JOIN pg_type el ON el.oid = t.typelem")
            + " AND (t.typtype = 'b' OR NOT t.typisdefined) AND (el.oid IS NULL OR el.typarray <> t.oid)",
        "t.oid"};
    aspect.name = "t.typname";
    query(aspect, [&](const CatalogueRow& row) {
        Oid type = row.oid(0);
        std::string schema = schemaName(row.oid(1));
        std::string name = qualified(schema, row.text(2));
        if (!row.flag(3)) {
            make(address(PgType, type), Phase::BeforeTypes, "shell type", schema, row.text(2),
                "CREATE TYPE " + name, "DROP TYPE " + name, row.text(22));
            return;
        }
        std::vector<std::string> parts{
            "INTERNALLENGTH = " + (row.integer(4) < 0 ? "variable" : std::to_string(row.integer(4)))};
        auto add = [&](const char* word, std::size_t column) {
            if (!row.isNull(column))
                parts.push_back(std::string(word) + " = " + row.text(column));
        };
        add("INPUT", 5);
        add("OUTPUT", 6);
        add("RECEIVE", 7);
        add("SEND", 8);
        add("TYPMOD_IN", 9);
        add("TYPMOD_OUT", 10);
        add("ANALYZE", 11);
        add("SUBSCRIPT", 12);
        if (row.flag(13))
            parts.push_back("COLLATABLE = true");
        if (!row.isNull(14))
            parts.push_back("DEFAULT = " + m_identifiers.literal(row.view(14)));
        add("ELEMENT", 15);
        if (row.letter(16) != 'U')
            parts.push_back("CATEGORY = " + m_identifiers.literal(row.view(16)));
        if (row.flag(17))
            parts.push_back("PREFERRED = true");
        if (row.letter(18) != ',')
            parts.push_back("DELIMITER = " + m_identifiers.literal(row.view(18)));
        parts.push_back(std::string("ALIGNMENT = ") + alignmentName(row.letter(19)));
        parts.push_back(std::string("STORAGE = ") + storageName(row.letter(20)));
        if (row.flag(21))
            parts.push_back("PASSEDBYVALUE");
        make(address(PgType, type), Phase::BeforeTypes, "base type", schema, row.text(2),
            "CREATE TYPE " + name + " (\n    " + join(parts, ",\n    ") + "\n)", "DROP TYPE " + name,
            row.text(22));
        addShell(type, schema, row.text(2));
        for (std::size_t column = 23; column <= 29; ++column) {
            if (row.oid(column) >= 16384)
                partOfType(row.oid(column), type);
        }
    });
}

} // namespace relata::postgresql
