// What can only be made after things that usually come later: defaults and checks that call code over tables,
// domains over rows or checked by code that other types need, tables whose columns hold such.
#include "core/dialects/postgresql/carried_name.h"
#include "core/dialects/postgresql/option_keys.h"
#include "core/dialects/postgresql/reflection.h"

#include <algorithm>

namespace relata::postgresql {

// A pg_depend that leads from a table's columns, parents, generated columns and exclusion constraints to what
// somebody made. Row types stand for their tables and views.
void Reflection::readNeedsOfTables()
{
    if (m_making.empty())
        return;
    std::string generated = atLeast(12) ? "a.attgenerated <> ''" : "false";
    Aspect aspect;
    aspect.what = "Dependencies";
    aspect.select = "n.rel, n.refclassid, n.refobjid, rc.relkind, rc.oid";
    aspect.from = fmt::format(
        "FROM (SELECT dep.objid AS rel, dep.refclassid, dep.refobjid FROM pg_depend dep JOIN pg_class c ON "
        "c.oid = dep.objid AND c.relkind IN ('r', 'p', 'f') WHERE dep.classid = {0} AND dep.refclassid IN "
        "({0}, {1}, {2}) AND dep.refobjid >= 16384 AND dep.deptype IN ('n', 'a') "
        "UNION SELECT ad.adrelid, dep.refclassid, dep.refobjid FROM pg_depend dep JOIN pg_attrdef ad ON "
        "ad.oid = dep.objid JOIN pg_attribute a ON a.attrelid = ad.adrelid AND a.attnum = ad.adnum AND {3} "
        "WHERE dep.classid = 'pg_attrdef'::regclass AND dep.refclassid IN ({1}, {2}) AND dep.refobjid >= "
        "16384 "
        "UNION SELECT con.conrelid, dep.refclassid, dep.refobjid FROM pg_depend dep JOIN pg_constraint con "
        "ON con.conindid = dep.objid AND con.contype = 'x' WHERE dep.classid = {0} AND dep.refclassid IN "
        "({1}, {2}) AND dep.refobjid >= 16384) n "
        "LEFT JOIN pg_type rt ON n.refclassid = {1} AND rt.oid = n.refobjid "
        "LEFT JOIN pg_type et ON et.oid = rt.typelem AND rt.typrelid = 0 LEFT JOIN pg_class rc ON rc.oid = "
        "CASE WHEN n.refclassid = {0} THEN n.refobjid ELSE coalesce(nullif(rt.typrelid, 0), et.typrelid) END "
        "WHERE n.rel <> coalesce(rc.oid, 0)",
        static_cast<Oid>(PgClass), static_cast<Oid>(PgType), static_cast<Oid>(PgProc), generated);
    aspect.owner = "n.rel";
    query(aspect, [&](const CatalogueRow& row) {
        Relation* owner = relation(row.oid(0));
        if (!owner || owner->isView())
            return;
        Address at = address(PgClass, row.oid(0));
        auto making = m_making.find(at);
        if (making == m_making.end()) {
            make(at, Phase::BeforeTables, "table", owner->table.schema, owner->table.name, "", "");
            making = m_making.find(at);
            making->second.table = owner;
        }
        making->second.needs.push_back(madeBy(row.oid(1), row.oid(2)));
        if (row.oid(4) != 0)
            making->second.needs.push_back(address(PgClass, row.oid(4)));
        if (row.letter(3) == 'v' || row.letter(3) == 'm') {
            making->second.views.push_back(row.oid(4));
            making->second.object.phase = Phase::AfterViews;
        }
    });
}

// Whether something needs something else, by itself or by what it needs.
bool Reflection::reaches(Address from, Address to) const
{
    std::vector<Address> open{from};
    std::unordered_set<Address> seen{from};
    while (!open.empty()) {
        auto making = m_making.find(open.back());
        open.pop_back();
        if (making == m_making.end())
            continue;
        for (Address need : making->second.needs) {
            if (need == to)
                return true;
            if (seen.insert(need).second)
                open.push_back(need);
        }
    }
    return false;
}

// A check may call a function that takes the very domain: it is added when that is there.
void Reflection::readNeedsOfDomainChecks()
{
    if (m_domainAt.empty())
        return;
    Aspect aspect;
    aspect.what = "Dependencies";
    aspect.select = "con.contypid, con.conname, dep.refclassid, dep.refobjid";
    aspect.from = "FROM pg_depend dep JOIN pg_constraint con ON con.oid = dep.objid WHERE dep.classid = "
                  "'pg_constraint'::regclass AND con.contypid <> 0 AND dep.refobjid >= 16384 AND "
                  "dep.deptype IN ('n', 'a') AND dep.refobjid <> con.contypid";
    aspect.owner = "con.contypid";
    query(aspect, [&](const CatalogueRow& row) {
        auto found = m_domainAt.find(row.oid(0));
        if (found == m_domainAt.end())
            return;
        Address domain = address(PgType, row.oid(0));
        Address need = madeBy(row.oid(2), row.oid(3));
        auto code = m_making.find(need);
        if (code == m_making.end() || !reaches(need, domain)) {
            m_making.at(domain).needs.push_back(need);
            return;
        }
        for (CheckConstraint& check : m_metadata.domains[found->second].checkConstraints) {
            if (check.name == row.view(1))
                check.options.set(option::madeAfter, carriedName(code->second.object));
        }
    });
}

// Says after what a table comes that cannot stand in its usual place.
void Reflection::delay(const Making& making)
{
    if (!making.table || !making.isDelayed())
        return;
    std::vector<std::string> names;
    for (Address need : making.needs) {
        auto found = m_making.find(need);
        if (found != m_making.end()) {
            const CarriedObject& object = found->second.object;
            if (object.phase > making.usual() || found->second.isDelayed() || found->second.table)
                names.push_back(carriedName(object));
        } else if (static_cast<Oid>(need >> 32U) == PgClass) {
            if (const Relation* row = relation(static_cast<Oid>(need)))
                names.push_back(
                    objectName(row->isView() ? "view" : "table", row->table.schema, row->table.name));
        }
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    if (names.empty())
        return;
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : "\n") + name;
    making.table->table.options.set(option::madeAfter, text);
}

// Defaults and checks that call code over tables: they are added when that code is there.
void Reflection::markLateExpressions()
{
    bool anyLate = false;
    for (const auto& [at, making] : m_making)
        anyLate =
            anyLate || (making.object.phase >= Phase::AfterTables && static_cast<Oid>(at >> 32U) == PgProc);
    if (!anyLate)
        return;
    auto lateness = [&](const CatalogueRow& row) -> const char* {
        auto found = m_making.find(address(PgProc, row.oid(0)));
        if (found == m_making.end() || found->second.object.phase < Phase::AfterTables)
            return nullptr;
        return found->second.object.phase == Phase::AfterViews ? "views" : "true";
    };
    // One piece of late code may be there before another.
    auto mark = [](DialectOptions& options, const char* when) {
        if (options.value(option::late) != "views")
            options.set(option::late, when);
    };
    Aspect defaults{"Dependencies", "dep.refobjid, ad.adrelid, ad.adnum::int",
        "FROM pg_depend dep JOIN pg_attrdef ad ON ad.oid = dep.objid WHERE dep.classid = "
        "'pg_attrdef'::regclass AND dep.refclassid = 'pg_proc'::regclass AND dep.refobjid >= 16384",
        "ad.adrelid"};
    query(defaults, [&](const CatalogueRow& row) {
        const char* when = lateness(row);
        Relation* owner = when ? relation(row.oid(1)) : nullptr;
        Column* column = owner ? owner->column(static_cast<int>(row.integer(2))) : nullptr;
        if (column && column->serverDefault)
            mark(column->options, when);
    });
    Aspect checks{"Dependencies", "dep.refobjid, con.conrelid, con.conname, con.conislocal",
        "FROM pg_depend dep JOIN pg_constraint con ON con.oid = dep.objid WHERE dep.classid = "
        "'pg_constraint'::regclass AND dep.refclassid = 'pg_proc'::regclass AND dep.refobjid >= 16384 AND "
        "con.contype = 'c'",
        "con.conrelid"};
    query(checks, [&](const CatalogueRow& row) {
        const char* when = lateness(row);
        Relation* owner = when ? relation(row.oid(1)) : nullptr;
        if (!owner)
            return;
        for (CheckConstraint& check : owner->table.checkConstraints) {
            if (check.name != row.view(2))
                continue;
            mark(check.options, when);
            if (!row.flag(3))
                check.options.set(option::inherited, "true"); // a partition's too: its parent hands it down
        }
    });
    Aspect indexes{"Dependencies", "dep.refobjid, i.indrelid, c.relname",
        "FROM pg_depend dep JOIN pg_index i ON i.indexrelid = dep.objid JOIN pg_class c ON c.oid = "
        "i.indexrelid WHERE dep.classid = 'pg_class'::regclass AND dep.refclassid = 'pg_proc'::regclass AND "
        "dep.refobjid >= 16384",
        "i.indrelid"};
    query(indexes, [&](const CatalogueRow& row) {
        const char* when = lateness(row);
        Relation* owner = when ? relation(row.oid(1)) : nullptr;
        if (!owner)
            return;
        for (Index& index : owner->table.indexes) {
            if (index.name == row.view(2))
                index.options.set(option::late, when);
        }
    });
}

} // namespace relata::postgresql
