// Data that lives elsewhere: wrappers, servers, users' accounts on them, and foreign tables.
#include "core/dialects/postgresql/option_keys.h"
#include "core/dialects/postgresql/reflection.h"
#include "core/util/strings.h"

#include <algorithm>
#include <array>

namespace relata::postgresql {
namespace {

// Options of the known wrappers that are secrets.
bool isSecret(std::string_view option)
{
    constexpr std::array secrets{
        "password", "passwd", "pwd", "passcode", "sslpassword", "secret", "token", "api_key", "secret_key"};
    return std::find(secrets.begin(), secrets.end(), toLowerAscii(option)) != secrets.end();
}

} // namespace

std::string Reflection::foreignOptions(std::string_view array, const std::string& object)
{
    std::vector<std::string> options;
    std::vector<std::string> entries = parseArray(array);
    std::sort(entries.begin(), entries.end());
    for (const std::string& entry : entries) {
        std::size_t equals = entry.find('=');
        if (equals == std::string::npos)
            continue;
        std::string key = entry.substr(0, equals);
        if (isSecret(key)) {
            note(object, "Its option " + key + " is a secret and is left out of what is kept and written.");
            continue;
        }
        options.push_back(m_identifiers.quote(key) + " " + m_identifiers.literal(entry.substr(equals + 1)));
    }
    return join(options, ", ");
}

void Reflection::reflectForeignDataWrappers()
{
    step("foreign data wrappers");
    Aspect aspect{"The foreign data wrappers",
        "w.oid, w.fdwname, nullif(w.fdwhandler, 0)::regproc::text, nullif(w.fdwvalidator, 0)::regproc::text, "
        "w.fdwoptions, d.description",
        ownOfDatabase("pg_foreign_data_wrapper", "w"), "w.oid"};
    query(aspect, [&](const CatalogueRow& row) {
        std::string name = m_identifiers.quote(row.view(1));
        std::string text = "CREATE FOREIGN DATA WRAPPER " + name;
        if (!row.isNull(2))
            text += " HANDLER " + row.text(2);
        if (!row.isNull(3))
            text += " VALIDATOR " + row.text(3);
        if (std::string options = foreignOptions(row.view(4), row.text(1)); !options.empty())
            text += " OPTIONS (" + options + ")";
        make(address(PgForeignDataWrapper, row.oid(0)), Phase::BeforeTypes, "foreign data wrapper", "",
            row.text(1), text, "DROP FOREIGN DATA WRAPPER " + name, row.text(5));
    });
}

void Reflection::reflectForeignServers()
{
    step("foreign servers");
    Aspect aspect{"The foreign servers",
        "s.oid, s.srvname, s.srvtype, s.srvversion, w.fdwname, s.srvoptions, d.description",
        ownOfDatabase("pg_foreign_server", "s", "JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw"),
        "s.oid"};
    query(aspect, [&](const CatalogueRow& row) {
        std::string name = m_identifiers.quote(row.view(1));
        std::string text = "CREATE SERVER " + name;
        if (!row.isNull(2))
            text += " TYPE " + m_identifiers.literal(row.view(2));
        if (!row.isNull(3))
            text += " VERSION " + m_identifiers.literal(row.view(3));
        text += " FOREIGN DATA WRAPPER " + m_identifiers.quote(row.view(4));
        if (std::string options = foreignOptions(row.view(5), row.text(1)); !options.empty())
            text += " OPTIONS (" + options + ")";
        make(address(PgForeignServer, row.oid(0)), Phase::BeforeTypes, "server", "", row.text(1), text,
            "DROP SERVER " + name, row.text(6));
    });
}

void Reflection::reflectUserMappings()
{
    step("user mappings");
    if (!isWholeDatabase())
        return;
    // The view tells options to those who may see them, which the table behind it does not.
    Aspect aspect{"The user mappings", "u.umid, u.umuser, u.usename, u.srvname, u.umoptions, u.srvid",
        "FROM pg_user_mappings u WHERE u.umid >= 16384", "u.umid"};
    query(aspect, [&](const CatalogueRow& row) {
        std::string user = row.oid(1) == 0 ? "PUBLIC" : m_identifiers.quote(row.view(2));
        std::string name = fmt::format("FOR {} SERVER {}", user, m_identifiers.quote(row.view(3)));
        std::string text = "CREATE USER MAPPING " + name;
        if (std::string options = foreignOptions(row.view(4), "user mapping " + name); !options.empty())
            text += " OPTIONS (" + options + ")";
        Making& mapping = make(address(PgUserMapping, row.oid(0)), Phase::BeforeTypes, "user mapping", "",
            name, text, "DROP USER MAPPING " + name);
        mapping.needs.push_back(address(PgForeignServer, row.oid(5)));
    });
}

void Reflection::reflectForeignTables()
{
    step("foreign tables");
    Aspect aspect{"The foreign tables", "f.ftrelid, s.srvname, f.ftoptions",
        "FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver WHERE true", "f.ftrelid"};
    query(aspect, [&](const CatalogueRow& row) {
        Relation* owner = relation(row.oid(0));
        if (!owner)
            return;
        owner->table.options.set(option::server, row.text(1));
        if (std::string options = foreignOptions(row.view(2), owner->table.qualifiedName()); !options.empty())
            owner->table.options.set(option::foreignOptions, options);
    });
}

} // namespace relata::postgresql
