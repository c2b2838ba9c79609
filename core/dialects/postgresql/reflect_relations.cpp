#include "core/dialects/postgresql/option_keys.h"
#include "core/dialects/postgresql/reflection.h"
#include "core/util/strings.h"

#include <limits>

namespace relata::postgresql {
namespace {

constexpr int maxIdentifier = 63;

const char* storageName(char letter)
{
    switch (letter) {
    case 'p':
        return "PLAIN";
    case 'e':
        return "EXTERNAL";
    case 'm':
        return "MAIN";
    default:
        return "EXTENDED";
    }
}

// The name that the server gives the sequence of a column: makeObjectName() in its indexcmds.c, which
// shortens the longer part first.
std::string chosenSequenceName(const std::string& table, const std::string& column)
{
    constexpr std::size_t overhead = 5; // "_" and "_seq"
    std::size_t first = table.size();
    std::size_t second = column.size();
    while (first + second > maxIdentifier - overhead) {
        if (first > second)
            --first;
        else
            --second;
    }
    return std::string(utf8Prefix(table, first)) + "_" + std::string(utf8Prefix(column, second)) + "_seq";
}

std::int64_t maxOf(const std::string& type)
{
    if (type == "smallint")
        return std::numeric_limits<std::int16_t>::max();
    if (type == "integer")
        return std::numeric_limits<std::int32_t>::max();
    return std::numeric_limits<std::int64_t>::max();
}

std::int64_t minOf(const std::string& type)
{
    return -maxOf(type) - 1;
}

// Only what differs from the server's defaults for the type and the direction.
template <typename T>
void setSequenceOptions(T& target, const std::string& type, const CatalogueRow& row)
{
    std::int64_t start = row.integer(5);
    std::int64_t increment = row.integer(6);
    std::int64_t maximum = row.integer(7);
    std::int64_t minimum = row.integer(8);
    bool ascending = increment > 0;
    if (start != (ascending ? minimum : maximum))
        target.start = start;
    if (increment != 1)
        target.increment = increment;
    if (maximum != (ascending ? maxOf(type) : -1))
        target.maxValue = maximum;
    if (minimum != (ascending ? 1 : minOf(type)))
        target.minValue = minimum;
    if (row.integer(9) != 1)
        target.cache = row.integer(9);
    target.cycle = row.flag(10);
}

} // namespace

void Reflection::reflectRelations()
{
    step("tables and views");
    auto select = [&](const char* key, const char* bound) {
        return fmt::format("c.oid, c.relnamespace, c.relname, c.relkind, c.relpersistence, "
                           "c.reltuples::bigint, c.relpages, c.relrowsecurity, c.relforcerowsecurity, "
                           "c.relreplident, c.relispartition, c.reloptions, tc.reloptions, am.amname, "
                           "ts.spcname, {}, {}, CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, "
                           "NULL) END, c.relispopulated, d.description",
            key, bound);
    };
    Aspect aspect{"The table or view",
        select("CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END",
            "CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END"),
        "FROM pg_class c LEFT JOIN pg_class tc ON tc.oid = c.reltoastrelid LEFT JOIN pg_am am ON am.oid = "
        "c.relam AND am.amname <> 'heap' LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace"
            + comment("pg_class", "c.oid") + "WHERE c.relnamespace = ANY(" + m_schemaList
            + ") AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't' AND "
            + notOfExtension("pg_class", "c.oid"),
        "c.oid", "", select("NULL", "NULL")};
    aspect.name = "c.relname";
    query(aspect, [&](const CatalogueRow& row) {
        Relation& relation = m_relations.emplace_back();
        relation.oid = row.oid(0);
        relation.kind = row.letter(3);
        m_byOid[relation.oid] = &relation;
        Table& table = relation.table;
        table.schema = schemaName(row.oid(1));
        table.name = row.text(2);
        table.kind = relation.kind == 'p' ? TableKind::Partitioned
            : relation.kind == 'f'        ? TableKind::Foreign
            : row.flag(10)                ? TableKind::Partition
                                          : TableKind::Base;
        table.comment = row.text(19);
        auto set = [&](const char* key, std::string value) {
            if (!value.empty())
                table.options.set(key, std::move(value));
        };
        std::string storage = storageText(row.view(11));
        if (relation.isView()) {
            relation.view.materialized = relation.kind == 'm';
            storage.clear();
            for (const std::string& entry : parseArray(row.view(11))) {
                if (entry.starts_with("check_option="))
                    set(option::checkOption, toUpperAscii(entry.substr(13)));
                else
                    storage += (storage.empty() ? "" : ", ") + entry.substr(0, entry.find('=')) + "="
                        + m_identifiers.literal(entry.substr(entry.find('=') + 1));
            }
            if (relation.view.materialized && !row.flag(18))
                set(option::withNoData, "true");
        } else if (row.integer(5) > 0 || (row.integer(5) == 0 && row.integer(6) > 0)) {
            table.estimatedRows = row.integer(5); // -1, or 0 of no pages: never analysed
        }
        if (std::string toast = storageText(row.view(12), "toast."); !toast.empty())
            storage += (storage.empty() ? "" : ", ") + toast;
        if (row.letter(4) == 'u')
            set(option::unlogged, "true");
        set(option::partitionBy, row.text(15));
        set(option::partitionBound, row.text(16));
        set(option::ofType, row.text(17));
        set(option::accessMethod, row.text(13));
        set(option::storageParameters, storage);
        set(option::tablespace, row.text(14));
        if (row.flag(7))
            set(option::rowSecurity, "true");
        if (row.flag(8))
            set(option::forceRowSecurity, "true");
        if (row.letter(9) == 'f' || (row.letter(9) == 'n' && (relation.kind == 'r' || relation.kind == 'p')))
            set(option::replicaIdentity, row.letter(9) == 'f' ? "FULL" : "NOTHING");
    });
}

// Views are described from the tables that they read as those are now, not as they were in our snapshot, so
// this is what fails where somebody drops tables meanwhile. One view's failure is that view's alone.
void Reflection::reflectViewDefinitions()
{
    step("definitions of views");
    Aspect aspect{"The view", "c.oid, pg_get_viewdef(c.oid)",
        "FROM pg_class c WHERE c.relkind IN ('v', 'm') AND c.relnamespace = ANY(" + m_schemaList + ")",
        "c.oid"};
    query(aspect, [&](const CatalogueRow& row) {
        Relation* owner = relation(row.oid(0));
        if (!owner)
            return;
        std::string_view text = trimmed(row.view(1));
        owner->view.definition = sql(std::string(text.substr(0, text.size() - text.ends_with(';'))));
    });
    for (Relation& relation : m_relations) {
        if (!relation.isView() || !relation.view.definition.empty())
            continue;
        relation.isGone = true;
        note(relation.table.qualifiedName(), "The view cannot be described, and is left out.");
    }
}

void Reflection::reflectColumns()
{
    step("columns");
    Relation* owner = nullptr;
    auto select = [&](const char* expression) {
        return fmt::format("a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, "
                           "format_type(a.atttypid, a.atttypmod), a.attnotnull, {}, a.attidentity, ",
                   expression)
            + since(12, "a.attgenerated") + ", co.collname, cn.nspname, a.attstorage, t.typstorage, "
            + since(14, "a.attcompression")
            + ", a.attstattarget, a.attoptions, a.attislocal, d.description, a.attfdwoptions, t.oid";
    };
    Aspect aspect{"The columns", select("pg_get_expr(ad.adbin, ad.adrelid)"),
        "FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_type t ON t.oid = a.atttypid "
        "LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum "
        "LEFT JOIN pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation "
        "LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace "
        "LEFT JOIN pg_description d ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND "
        "d.objsubid = a.attnum WHERE c.relnamespace = ANY("
            + m_schemaList
            + ") AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped",
        "a.attrelid", "a.attrelid, a.attnum", select("NULL")};
    query(aspect, [&](const CatalogueRow& row) {
        if (!owner || owner->oid != row.oid(0))
            owner = relation(row.oid(0));
        if (!owner)
            return;
        auto attribute = static_cast<std::size_t>(row.integer(1));
        owner->columnOfAttribute.resize(attribute + 1, std::string::npos);
        owner->columnOfAttribute[attribute] = owner->table.columns.size();
        Column& column = owner->table.columns.emplace_back();
        column.name = row.text(2);
        column.type = typeFor(row.oid(3), static_cast<int>(row.integer(4)), row.text(5));
        if (row.isNull(20))
            note(owner->table.qualifiedName() + "." + column.name,
                "The column's type is missing in the database: its extension was removed or damaged.");
        column.nullable = !row.flag(6);
        char generated = row.letter(9);
        if (generated)
            column.computed = Computed{sql(withoutParentheses(row.view(7))), generated == 's'};
        else if (!row.isNull(7))
            column.serverDefault = sql(row.text(7));
        if (row.letter(8)) {
            column.identity = Identity();
            column.identity->always = row.letter(8) == 'a';
        }
        column.collation = collationName(row.view(11), row.view(10));
        column.comment = row.text(18);
        if (row.letter(12) != row.letter(13) && !owner->isView())
            column.options.set(option::storage, storageName(row.letter(12)));
        if (row.letter(14))
            column.options.set(option::compression, row.letter(14) == 'l' ? "lz4" : "pglz");
        if (!row.isNull(15) && row.integer(15) >= 0)
            column.options.set(option::statistics, std::to_string(row.integer(15)));
        if (std::string settings = storageText(row.view(16)); !settings.empty())
            column.options.set(option::attributeOptions, settings);
        if (!row.isNull(19)) {
            std::string options =
                foreignOptions(row.view(19), owner->table.qualifiedName() + "." + column.name);
            if (!options.empty())
                column.options.set(option::foreignOptions, options);
        }
        // A partition's columns are made with it, whatever the catalogue says of their origin.
        if (!row.flag(17) && !owner->table.options.find(option::partitionBound))
            column.options.set(option::inherited, "true");
    });
}

void Reflection::reflectInheritance()
{
    step("inheritance");
    std::unordered_map<Oid, std::string> lists;
    query("SELECT i.inhrelid, i.inhparent, p.relname, n.oid, n.nspname FROM pg_inherits i "
          "JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent "
          "JOIN pg_namespace n ON n.oid = p.relnamespace WHERE c.relnamespace = ANY("
            + m_schemaList + ") AND c.relkind IN ('r', 'p', 'f') ORDER BY i.inhrelid, i.inhseqno",
        [&](const CatalogueRow& row) {
            Relation* child = relation(row.oid(0));
            if (!child)
                return;
            child->parents.push_back(row.oid(1));
            std::string schema = isReflected(row.oid(3)) ? schemaName(row.oid(3))
                : row.view(4) == m_currentSchema         ? std::string()
                                                         : row.text(4);
            std::string& list = lists[row.oid(0)];
            list += (list.empty() ? "" : ", ") + qualified(schema, row.text(2));
        });
    for (const auto& [oid, list] : lists) {
        Relation* child = relation(oid);
        bool isPartition = child->table.options.find(option::partitionBound) != nullptr;
        child->table.options.set(isPartition ? option::partitionOf : option::inherits, list);
        for (Column& column : child->table.columns) {
            if (!column.options.flag(option::inherited))
                continue;
            const Column* origin = nullptr;
            bool notNullAbove = false;
            for (Oid parent : child->parents) {
                Relation* above = relation(parent);
                const Column* same = above ? above->table.findColumn(column.name) : nullptr;
                if (!same)
                    continue;
                if (!origin)
                    origin = same;
                notNullAbove = notNullAbove || !same->nullable;
            }
            if (origin && origin->serverDefault != column.serverDefault)
                column.options.set(option::ownDefault, "true");
            if (origin && !column.nullable && !notNullAbove)
                column.options.set(option::ownNotNull, "true");
        }
    }
}

void Reflection::reflectSequences()
{
    step("sequences");
    query("SELECT c.oid, c.relnamespace, c.relname, c.relpersistence, format_type(s.seqtypid, NULL), "
          "s.seqstart, "
          "s.seqincrement, s.seqmax, s.seqmin, s.seqcache, s.seqcycle, dep.deptype, dep.refobjid, "
          "dep.refobjsubid, "
          "d.description FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid "
          "LEFT JOIN pg_depend dep ON dep.classid = 'pg_class'::regclass AND dep.objid = c.oid AND "
          "dep.objsubid = 0 "
          "AND dep.refclassid = 'pg_class'::regclass AND dep.deptype IN ('a', 'i')"
            + comment("pg_class", "c.oid") + "WHERE c.relnamespace = ANY(" + m_schemaList
            + ") AND c.relpersistence <> 't' AND " + notOfExtension("pg_class", "c.oid"),
        [&](const CatalogueRow& row) {
            Relation* owner = relation(row.oid(12));
            Column* column = owner ? owner->column(static_cast<int>(row.integer(13))) : nullptr;
            std::string schema = schemaName(row.oid(1));
            std::string name = row.text(2);
            std::string type = row.text(4);
            if (row.letter(11) == 'i') {
                if (!column || !column->identity)
                    return;
                setSequenceOptions(*column->identity, type, row);
                if (!row.isNull(14))
                    carry(Phase::AfterViews, "comment", schema, name,
                        "COMMENT ON SEQUENCE " + qualified(schema, name) + " IS "
                            + m_identifiers.literal(row.view(14)),
                        "");
                if (name != chosenSequenceName(owner->table.name, column->name)
                    || schema != owner->table.schema)
                    column->identity->sequenceName = qualified(schema, name);
                return;
            }
            Sequence sequence;
            sequence.schema = schema;
            sequence.name = name;
            if (type != "bigint")
                sequence.dataType = type;
            setSequenceOptions(sequence, type, row);
            sequence.comment = row.text(14);
            if (row.letter(3) == 'u')
                sequence.options.set(option::unlogged, "true");
            if (column) {
                sequence.ownedByTable = owner->table.name;
                sequence.ownedByColumn = column->name;
                if (column->serverDefault && column->serverDefault->text.starts_with("nextval("))
                    column->autoincrement = Autoincrement::Yes;
            }
            m_metadata.sequences.push_back(std::move(sequence));
        });
}

void Reflection::reflectViewDependencies()
{
    step("dependencies of views");
    // What they read, and whose code they run as far as it is not the server's own.
    query(
        "SELECT DISTINCT r.ev_class, dep.refclassid, dep.refobjid FROM pg_depend dep JOIN pg_rewrite r ON "
        "r.oid = dep.objid JOIN pg_class c ON c.oid = r.ev_class WHERE dep.classid = 'pg_rewrite'::regclass "
        "AND dep.refobjid <> r.ev_class AND (dep.refclassid = 'pg_class'::regclass OR dep.refobjid >= 16384) "
        "AND r.rulename = '_RETURN' AND c.relkind IN ('v', 'm') AND c.relnamespace = ANY("
            + m_schemaList + ")",
        [&](const CatalogueRow& row) {
            Relation* view = relation(row.oid(0));
            if (!view)
                return;
            if (row.oid(1) != PgClass)
                m_needsOfViews.emplace_back(view, madeBy(row.oid(1), row.oid(2)));
            else if (Relation* need = relation(row.oid(2))) {
                view->view.dependsOn.push_back(need->table.qualifiedName());
                if (!need->isView())
                    m_needsOfViews.emplace_back(view, address(PgClass, row.oid(2)));
            }
        });
}

} // namespace relata::postgresql
