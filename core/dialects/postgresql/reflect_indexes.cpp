#include "core/dialects/postgresql/index_definition.h"
#include "core/dialects/postgresql/option_keys.h"
#include "core/dialects/postgresql/reflection.h"

#include <algorithm>

namespace relata::postgresql {
namespace {

// The select list of reflectIndexes().
enum Field : std::size_t
{
    IndexOid,
    TableOid,
    Name,
    Unique,
    KeyColumns, // how many of Attributes are the key; the others are included
    Attributes, // attnums, 0 for expressions
    Valid,
    Clustered,
    ReplicaIdentity,
    ParentSchema,
    ParentName,
    Storage,
    Tablespace,
    Comment,
    Definition,
    Statistics,
    NotDistinct,
};

} // namespace

void Reflection::reflectIndexes()
{
    step("indexes");
    auto select = [&](const char* definition) {
        return "i.indexrelid, i.indrelid, ic.relname, i.indisunique, i.indnkeyatts::int, i.indkey, "
               "i.indisvalid, i.indisclustered, i.indisreplident, pn.nspname, pc.relname, ic.reloptions, "
               "ts.spcname, d.description, "
            + std::string(definition)
            + ", CASE WHEN i.indexprs IS NOT NULL THEN (SELECT string_agg(a.attnum || '=' || "
              "a.attstattarget, ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = i.indexrelid "
              "AND a.attstattarget >= 0) END, "
            + since(15, "i.indnullsnotdistinct");
    };
    Aspect aspect{"The indexes", select("CASE WHEN con.oid IS NULL THEN pg_get_indexdef(i.indexrelid) END"),
        "FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid "
        "LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x') AND "
        "con.conrelid = i.indrelid "
        "LEFT JOIN pg_inherits inh ON inh.inhrelid = i.indexrelid LEFT JOIN pg_class pc ON pc.oid = "
        "inh.inhparent LEFT JOIN pg_namespace pn ON pn.oid = pc.relnamespace "
        "LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace"
            + comment("pg_class", "i.indexrelid") + "WHERE c.relnamespace = ANY(" + m_schemaList
            + ") AND c.relkind IN ('r', 'p', 'm')",
        "i.indrelid", "", select("NULL")};
    query(aspect, [&](const CatalogueRow& row) {
        Relation* owner = relation(row.oid(TableOid));
        if (!owner)
            return;
        if (row.flag(ReplicaIdentity))
            owner->table.options.set(
                option::replicaIdentity, "USING INDEX " + m_identifiers.quote(row.view(Name)));
        if (m_keyByIndex.contains(row.oid(IndexOid)))
            completeKey(*owner, row);
        else
            addIndex(*owner, row);
    });
}

// What the index behind a key adds to it.
void Reflection::completeKey(Relation& owner, const CatalogueRow& row)
{
    std::vector<int> attributes = parseNumbers(row.view(Attributes));
    auto keyCount = static_cast<std::ptrdiff_t>(row.integer(KeyColumns));
    std::vector<int> included(
        attributes.begin() + std::min<std::ptrdiff_t>(keyCount, std::ssize(attributes)), attributes.end());
    auto setStorage = [&](DialectOptions& options) {
        if (std::string storage = storageText(row.view(Storage)); !storage.empty())
            options.set(option::storageParameters, storage);
        if (!row.isNull(Tablespace))
            options.set(option::tablespace, row.text(Tablespace));
    };
    auto setPlace = [&](DialectOptions& options) {
        if (row.flag(Clustered))
            options.set(option::clustered, "true");
        if (!row.isNull(ParentName)) {
            std::string schema = row.view(ParentSchema) == m_currentSchema ? "" : row.text(ParentSchema);
            options.set(option::attachedTo, qualified(schema, row.text(ParentName)));
        }
    };
    const std::string& name = m_keyByIndex[row.oid(IndexOid)].second;
    if (!row.isNull(Comment))
        carry(Phase::AfterViews, "comment", owner.table.schema, name,
            "COMMENT ON INDEX " + qualified(owner.table.schema, row.text(Name)) + " IS "
                + m_identifiers.literal(row.view(Comment)),
            "");
    if (owner.table.primaryKey.name == name) {
        setStorage(owner.table.primaryKey.options);
        setPlace(owner.table.primaryKey.options);
        if (!included.empty())
            owner.table.primaryKey.options.set(
                option::include, m_identifiers.quotedList(owner.columnNames(included)));
        return;
    }
    for (UniqueConstraint& unique : owner.table.uniqueConstraints) {
        if (unique.name == name) {
            setStorage(unique.options);
            setPlace(unique.options);
            unique.includeColumns = owner.columnNames(included);
            unique.nullsNotDistinct = row.flag(NotDistinct);
        }
    }
    for (OtherConstraint& other : owner.table.otherConstraints) {
        if (other.name == name)
            setPlace(other.options); // its definition tells the storage
    }
}

void Reflection::addIndex(Relation& owner, const CatalogueRow& row)
{
    std::string object = owner.table.qualifiedName() + "." + row.text(Name);
    if (row.isNull(Definition)) {
        note(object, "The index cannot be described, and is left out.");
        return;
    }
    IndexDefinition definition;
    if (!parseIndexDefinition(row.view(Definition), definition)) {
        note(object, "The index's definition could not be understood: " + row.text(Definition));
        return;
    }
    Index index;
    index.name = row.text(Name);
    index.unique = row.flag(Unique);
    index.comment = row.text(Comment);
    std::vector<int> attributes = parseNumbers(row.view(Attributes));
    for (std::size_t i = 0; i < definition.elements.size(); ++i) {
        IndexElement& element = definition.elements[i];
        if (i < attributes.size() && attributes[i] != 0) {
            element.column = owner.columnName(attributes[i]);
            element.expression = {};
        } else {
            element.expression = sql(withoutParentheses(element.expression.text));
        }
        index.elements.push_back(std::move(element));
    }
    for (auto i = static_cast<std::size_t>(row.integer(KeyColumns)); i < attributes.size(); ++i)
        index.includeColumns.push_back(owner.columnName(attributes[i]));
    if (!definition.where.empty())
        index.where = sql(withoutParentheses(definition.where));
    auto set = [&](const char* key, std::string value) {
        if (!value.empty())
            index.options.set(key, std::move(value));
    };
    if (definition.method != "btree")
        set(option::accessMethod, definition.method);
    set(option::storageParameters, definition.storage);
    set(option::tablespace, row.text(Tablespace));
    if (definition.nullsNotDistinct)
        set(option::nullsNotDistinct, "true");
    // Partitions' indexes are made one by one and attached, so that their names stay.
    if (owner.kind == 'p')
        set(option::onOnly, "true");
    if (!row.isNull(ParentName)) {
        std::string schema = row.view(ParentSchema) == m_currentSchema ? "" : row.text(ParentSchema);
        set(option::attachedTo, qualified(schema, row.text(ParentName)));
    }
    if (row.flag(Clustered))
        set(option::clustered, "true");
    set(option::elementStatistics, row.text(Statistics));
    if (!row.flag(Valid) && owner.kind != 'p')
        note(object, "The index is invalid: its building failed or is still under way.");
    owner.table.indexes.push_back(std::move(index));
}

} // namespace relata::postgresql
