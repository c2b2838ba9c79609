// What full text search is made of.
#include "core/dialects/postgresql/reflection.h"
#include "core/util/strings.h"

#include <map>

namespace relata::postgresql {

void Reflection::reflectTextSearchParsers()
{
    step("text search parsers");
    Aspect aspect{"The text search parsers",
        "p.oid, p.prsnamespace, p.prsname, p.prsstart::regproc::text, p.prstoken::regproc::text, "
        "p.prsend::regproc::text, p.prslextype::regproc::text, nullif(p.prsheadline, 0)::regproc::text, "
        "d.description",
        ofSchemas("pg_ts_parser", "p", "prsnamespace"), "p.oid"};
    aspect.name = "p.prsname";
    query(aspect, [&](const CatalogueRow& row) {
        std::string schema = schemaName(row.oid(1));
        std::string name = qualified(schema, row.text(2));
        std::string text =
            fmt::format("CREATE TEXT SEARCH PARSER {} (\n    START = {},\n    GETTOKEN = {},\n    "
                        "END = {},\n    LEXTYPES = {}",
                name, row.view(3), row.view(4), row.view(5), row.view(6));
        if (!row.isNull(7))
            text += ",\n    HEADLINE = " + row.text(7);
        make(address(PgTsParser, row.oid(0)), Phase::BeforeTypes, "text search parser", schema, row.text(2),
            text + "\n)", "DROP TEXT SEARCH PARSER " + name, row.text(8));
    });
}

void Reflection::reflectTextSearchTemplates()
{
    step("text search templates");
    Aspect aspect{"The text search templates",
        "t.oid, t.tmplnamespace, t.tmplname, nullif(t.tmplinit, 0)::regproc::text, "
        "t.tmpllexize::regproc::text, d.description",
        ofSchemas("pg_ts_template", "t", "tmplnamespace"), "t.oid"};
    aspect.name = "t.tmplname";
    query(aspect, [&](const CatalogueRow& row) {
        std::string schema = schemaName(row.oid(1));
        std::string name = qualified(schema, row.text(2));
        make(address(PgTsTemplate, row.oid(0)), Phase::BeforeTypes, "text search template", schema,
            row.text(2),
            fmt::format("CREATE TEXT SEARCH TEMPLATE {} ({}LEXIZE = {})", name,
                row.isNull(3) ? "" : "INIT = " + row.text(3) + ", ", row.view(4)),
            "DROP TEXT SEARCH TEMPLATE " + name, row.text(5));
    });
}

void Reflection::reflectTextSearchDictionaries()
{
    step("text search dictionaries");
    Aspect aspect{"The text search dictionaries",
        "td.oid, td.dictnamespace, td.dictname, tn.nspname, t.tmplname, td.dictinitoption, d.description",
        ofSchemas("pg_ts_dict", "td", "dictnamespace",
            "JOIN pg_ts_template t ON t.oid = td.dicttemplate JOIN pg_namespace tn ON tn.oid = "
            "t.tmplnamespace"),
        "td.oid"};
    aspect.name = "td.dictname";
    query(aspect, [&](const CatalogueRow& row) {
        std::string schema = schemaName(row.oid(1));
        std::string name = qualified(schema, row.text(2));
        std::string text = fmt::format("CREATE TEXT SEARCH DICTIONARY {} (\n    TEMPLATE = {}", name,
            fullName(row.view(3), row.view(4)));
        if (!row.isNull(5))
            text += ",\n    " + row.text(5);
        make(address(PgTsDict, row.oid(0)), Phase::BeforeTypes, "text search dictionary", schema, row.text(2),
            text + "\n)", "DROP TEXT SEARCH DICTIONARY " + name, row.text(6));
    });
}

void Reflection::reflectTextSearchConfigurations()
{
    step("text search configurations");
    std::map<Oid, CarriedObject*> made;
    Aspect aspect{"The text search configurations",
        "c.oid, c.cfgnamespace, c.cfgname, pn.nspname, p.prsname, d.description",
        ofSchemas("pg_ts_config", "c", "cfgnamespace",
            "JOIN pg_ts_parser p ON p.oid = c.cfgparser JOIN pg_namespace pn ON pn.oid = p.prsnamespace"),
        "c.oid"};
    aspect.name = "c.cfgname";
    query(aspect, [&](const CatalogueRow& row) {
        std::string schema = schemaName(row.oid(1));
        std::string name = qualified(schema, row.text(2));
        made[row.oid(0)] = &make(address(PgTsConfig, row.oid(0)), Phase::BeforeTypes,
            "text search configuration", schema, row.text(2),
            fmt::format("CREATE TEXT SEARCH CONFIGURATION {} (PARSER = {})", name,
                fullName(row.view(3), row.view(4))),
            "DROP TEXT SEARCH CONFIGURATION " + name, row.text(5))
                                .object;
    });
    if (made.empty())
        return;
    // Kinds of words and the dictionaries that they are looked up in, in that order.
    std::map<Oid, std::vector<std::pair<std::string, std::string>>> mappings;
    Aspect map{"The mappings of text search configurations",
        "m.mapcfg, (SELECT t.alias FROM ts_token_type(c.cfgparser) t WHERE t.tokid = m.maptokentype), "
        "m.mapdict::regdictionary::text",
        "FROM pg_ts_config_map m JOIN pg_ts_config c ON c.oid = m.mapcfg WHERE c.cfgnamespace = ANY("
            + m_schemaList + ")",
        "m.mapcfg", "m.mapcfg, m.maptokentype, m.mapseqno"};
    map.name = "c.cfgname";
    query(map, [&](const CatalogueRow& row) {
        std::vector<std::pair<std::string, std::string>>& list = mappings[row.oid(0)];
        if (list.empty() || list.back().first != row.view(1))
            list.emplace_back(row.text(1), row.text(2));
        else
            list.back().second += ", " + row.text(2);
    });
    for (const auto& [oid, list] : mappings) {
        auto found = made.find(oid);
        if (found == made.end())
            continue;
        const CarriedObject& object = *found->second;
        std::string name = qualified(object.schema, object.name);
        std::vector<std::string> statements;
        for (const auto& [token, dictionaries] : list)
            statements.push_back(fmt::format("ALTER TEXT SEARCH CONFIGURATION {} ADD MAPPING FOR {} WITH {}",
                name, m_identifiers.quote(token), dictionaries));
        for (const std::string& statement : statements)
            addPart(address(PgTsConfig, oid), statement);
    }
}

} // namespace relata::postgresql
