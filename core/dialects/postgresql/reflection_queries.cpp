// How the catalogue is asked, and what is done where it does not answer.
#include "core/dialects/postgresql/reflection.h"

#include <algorithm>

namespace relata::postgresql {

bool isRace(const Error& error)
{
    return error.connectionUsable
        && (error.sqlState == "XX000" || error.sqlState == "42P01" || error.sqlState == "42704"
            || error.sqlState == "42883" || error.sqlState == "42703" || error.sqlState == "40001"
            || error.sqlState == "40P01"); // describing a view locks what it reads
}

bool concernsObjects(const Error& error)
{
    if (!error.connectionUsable || error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::Timeout
        || error.sqlState.size() != 5)
        return false;
    // Classes of https://www.postgresql.org/docs/current/errcodes-appendix.html that speak of the session or
    // the server: connection, transaction state, transaction rollback, resources, operator intervention.
    for (const char* unfit : {"08", "25", "40", "53", "57"}) {
        if (error.sqlState.starts_with(unfit))
            return false;
    }
    return true;
}

void Reflection::query(const std::string& sql, const std::function<void(const CatalogueRow&)>& each)
{
    ExecutionOptions options;
    options.stop = m_options.stop;
    options.buffered = true;
    CursorResult result = m_connection.execute(sql, {}, options);
    while (RowChunkPtr chunk = result.fetch(4096)) {
        for (std::size_t row = 0; row < chunk->rowCount(); ++row)
            each(CatalogueRow(*chunk, row));
    }
}

std::optional<Error> Reflection::tryQuery(
    const std::string& sql, const std::function<void(const CatalogueRow&)>& each)
{
    try {
        query(sql, each); // buffered: it fails before the first row or not at all
        return std::nullopt;
    } catch (const DatabaseError& failure) {
        if (!concernsObjects(failure.error()))
            throw;
        m_connection.executeScript("ROLLBACK TO SAVEPOINT " + std::string(savepoint));
        return failure.error();
    }
}

void Reflection::query(const Aspect& aspect, const std::function<void(const CatalogueRow&)>& each)
{
    std::string order = aspect.order.empty() ? "" : " ORDER BY " + aspect.order;
    std::optional<Error> failure = tryQuery("SELECT " + aspect.select + " " + aspect.from + order, each);
    if (!failure)
        return;
    std::vector<Oid> owners;
    if (tryQuery("SELECT DISTINCT " + aspect.owner + " " + aspect.from,
            [&](const CatalogueRow& row) { owners.push_back(row.oid(0)); })) {
        note("", fmt::format("{} could not be read: {}", aspect.what, failure->message));
        return;
    }
    std::sort(owners.begin(), owners.end());
    queryParts(aspect, owners, *failure, each);
}

void Reflection::queryParts(const Aspect& aspect, std::span<const Oid> owners, const Error& failure,
    const std::function<void(const CatalogueRow&)>& each)
{
    auto of = [&](const std::string& select, std::span<const Oid> some) {
        std::string list;
        for (Oid owner : some)
            list += (list.empty() ? "" : ",") + std::to_string(owner);
        return fmt::format("SELECT {} {} AND {} = ANY('{{{}}}'::oid[]){}", select, aspect.from, aspect.owner,
            list, aspect.order.empty() ? "" : " ORDER BY " + aspect.order);
    };
    if (owners.size() == 1) {
        if (!aspect.withoutText.empty())
            tryQuery(of(aspect.withoutText, owners), each);
        note(describeOwner(aspect, owners.front()),
            fmt::format("{} could not be read in full: {}", aspect.what, failure.message));
        return;
    }
    std::size_t half = owners.size() / 2;
    for (std::span<const Oid> part : {owners.first(half), owners.subspan(half)}) {
        if (part.empty())
            continue;
        if (std::optional<Error> again = tryQuery(of(aspect.select, part), each))
            queryParts(aspect, part, *again, each);
    }
}

std::string Reflection::describeOwner(const Aspect& aspect, Oid owner)
{
    if (const Relation* known = relation(owner))
        return known->table.qualifiedName();
    std::string name;
    if (!aspect.name.empty())
        tryQuery(fmt::format("SELECT {} {} AND {} = {}", aspect.name, aspect.from, aspect.owner, owner),
            [&](const CatalogueRow& row) { name = row.text(0); });
    return name;
}

std::string Reflection::notOfExtension(const char* catalogue, const std::string& oid) const
{
    return fmt::format(
        "NOT EXISTS (SELECT 1 FROM pg_depend x WHERE x.classid = '{}'::regclass AND x.objid = {} "
        "AND x.deptype = 'e')",
        catalogue, oid);
}

std::string Reflection::ofSchemas(
    const char* catalogue, const char* alias, const char* schemaColumn, const std::string& joins) const
{
    std::string oid = std::string(alias) + ".oid";
    return fmt::format(" FROM {0} {1} {6}{2}WHERE {1}.{3} = ANY({4}) AND {5}", catalogue, alias,
        comment(catalogue, oid), schemaColumn, m_schemaList, notOfExtension(catalogue, oid), joins);
}

std::string Reflection::ownOfDatabase(
    const char* catalogue, const char* alias, const std::string& joins) const
{
    // FirstNormalObjectId of the server's transam.h: below are the objects that initdb makes.
    std::string oid = std::string(alias) + ".oid";
    return fmt::format(" FROM {0} {1} {4}{2}WHERE {1}.oid >= 16384 AND {3}", catalogue, alias,
        comment(catalogue, oid), notOfExtension(catalogue, oid), joins);
}

std::string Reflection::comment(const char* catalogue, const std::string& oid) const
{
    return fmt::format(" LEFT JOIN pg_description d ON d.objoid = {} AND d.classoid = '{}'::regclass AND "
                       "d.objsubid = 0 ",
        oid, catalogue);
}

} // namespace relata::postgresql
