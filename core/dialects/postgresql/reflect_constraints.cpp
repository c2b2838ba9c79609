#include "core/dialects/postgresql/option_keys.h"
#include "core/dialects/postgresql/reflection.h"

#include <algorithm>

namespace relata::postgresql {
namespace {

// The select list of reflectConstraints().
enum Field : std::size_t
{
    ConstraintOid,
    TableOid,
    Name,
    Kind,
    Columns,
    ReferredOid,
    ReferredSchemaOid,
    ReferredSchema,
    ReferredTable,
    ReferredColumns,
    ReferredNames,
    OnUpdate,
    OnDelete,
    Match,
    Deferrable,
    Deferred,
    Validated,
    NoInherit,
    IsLocal,
    Parent,
    IndexOid,
    Expression,
    Definition,
    Comment,
    OnDeleteColumns,
    Period,
    Enforced,
};

ReferentialAction actionFrom(char letter)
{
    switch (letter) {
    case 'r':
        return ReferentialAction::Restrict;
    case 'c':
        return ReferentialAction::Cascade;
    case 'n':
        return ReferentialAction::SetNull;
    case 'd':
        return ReferentialAction::SetDefault;
    default:
        return ReferentialAction::NoAction;
    }
}

template <typename T>
void setDeferrability(T& constraint, const CatalogueRow& row)
{
    if (row.flag(Deferrable))
        constraint.deferrable = true;
    constraint.initiallyDeferred = row.flag(Deferred);
}

} // namespace

void Reflection::reflectConstraints()
{
    step("constraints");
    auto select = [&](const char* expression, const char* definition) {
        return "con.oid, con.conrelid, con.conname, con.contype, array_to_string(con.conkey, ','), "
               "con.confrelid, fc.relnamespace, fn.nspname, fc.relname, array_to_string(con.confkey, ','), "
               "CASE WHEN fc.relnamespace <> ALL("
            + m_schemaList
            + ") THEN ARRAY(SELECT a.attname FROM unnest(con.confkey) WITH ORDINALITY k(number, position) "
              "JOIN pg_attribute a ON a.attrelid = con.confrelid AND a.attnum = k.number ORDER BY "
              "k.position)::text END, con.confupdtype, con.confdeltype, con.confmatchtype, "
              "con.condeferrable, con.condeferred, con.convalidated, con.connoinherit, con.conislocal, "
              "con.conparentid, con.conindid, "
            + std::string(expression) + ", " + definition + ", d.description, "
            + since(15, "array_to_string(con.confdelsetcols, ',')") + ", " + since(18, "con.conperiod") + ", "
            + since(18, "con.conenforced");
    };
    Aspect aspect{"The constraints",
        select("CASE WHEN con.contype = 'c' THEN pg_get_expr(con.conbin, con.conrelid) END",
            "CASE WHEN con.contype = 'x' THEN pg_get_constraintdef(con.oid) END"),
        "FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid LEFT JOIN pg_class fc ON fc.oid = "
        "con.confrelid LEFT JOIN pg_namespace fn ON fn.oid = fc.relnamespace"
            + comment("pg_constraint", "con.oid") + "WHERE c.relnamespace = ANY(" + m_schemaList
            + ") AND con.contype IN ('p', 'u', 'f', 'c', 'x', 'n')",
        "con.conrelid", "", select("NULL", "NULL")};
    query(aspect, [&](const CatalogueRow& row) {
        Relation* owner = relation(row.oid(TableOid));
        if (!owner)
            return;
        switch (row.letter(Kind)) {
        case 'p':
        case 'u':
            addKey(*owner, row, row.letter(Kind));
            break;
        case 'f':
            addForeignKey(*owner, row);
            break;
        case 'c':
            addCheck(*owner, row);
            break;
        case 'n': {
            std::vector<int> columns = parseNumbers(row.view(Columns));
            Column* column = columns.empty() ? nullptr : owner->column(columns.front());
            if (!column)
                break;
            // The server's own choice of a name needs no mention.
            if (!row.flag(Validated)
                || row.view(Name) != owner->table.name + "_" + column->name + "_not_null")
                column->notNullName = row.text(Name);
            if (row.flag(NoInherit))
                column->options.set(option::notNullNoInherit, "true");
            // The column may be the child's own all the same.
            if (!row.flag(IsLocal) && !owner->table.options.find(option::partitionBound))
                column->options.set(option::notNullInherited, "true");
            if (!row.flag(Validated))
                column->options.set(option::notNullNotValid, "true");
            if (!row.isNull(Comment))
                carry(CarriedObject::Phase::AfterViews, "comment", owner->table.schema,
                    owner->table.name + "." + row.text(Name),
                    fmt::format("COMMENT ON CONSTRAINT {} ON {} IS {}", m_identifiers.quote(row.view(Name)),
                        qualified(owner->table.schema, owner->table.name),
                        m_identifiers.literal(row.view(Comment))),
                    "");
            break;
        }
        case 'x': {
            if (row.isNull(Definition))
                break;
            OtherConstraint other;
            other.name = row.text(Name);
            other.kind = "exclusion";
            other.definition = sql(row.text(Definition));
            other.comment = row.text(Comment);
            m_keyByIndex[row.oid(IndexOid)] = {owner, other.name};
            owner->table.otherConstraints.push_back(std::move(other));
            break;
        }
        default:
            break;
        }
    });
}

void Reflection::addKey(Relation& owner, const CatalogueRow& row, char kind)
{
    std::vector<std::string> columns = owner.columnNames(parseNumbers(row.view(Columns)));
    m_keyByIndex[row.oid(IndexOid)] = {&owner, row.text(Name)};
    auto fill = [&](auto& key) {
        key.name = row.text(Name);
        key.columns = std::move(columns);
        key.comment = row.text(Comment);
        setDeferrability(key, row);
        if (row.flag(Period))
            key.options.set(option::withoutOverlaps, "true");
    };
    if (kind == 'p')
        fill(owner.table.primaryKey);
    else
        fill(owner.table.uniqueConstraints.emplace_back());
}

void Reflection::addForeignKey(Relation& owner, const CatalogueRow& row)
{
    ForeignKeyConstraint key;
    key.name = row.text(Name);
    key.columns = owner.columnNames(parseNumbers(row.view(Columns)));
    key.referredTable = row.text(ReferredTable);
    std::string schema = isReflected(row.oid(ReferredSchemaOid)) ? schemaName(row.oid(ReferredSchemaOid))
        : row.view(ReferredSchema) == m_currentSchema            ? std::string()
                                                                 : row.text(ReferredSchema);
    // "" means the schema of the table itself.
    if (schema != owner.table.schema)
        key.referredSchema = schema.empty() ? m_currentSchema : schema;
    Relation* referred = relation(row.oid(ReferredOid));
    key.referredColumns = referred ? referred->columnNames(parseNumbers(row.view(ReferredColumns)))
                                   : parseArray(row.view(ReferredNames));
    key.onUpdate = actionFrom(row.letter(OnUpdate));
    key.onDelete = actionFrom(row.letter(OnDelete));
    key.match = row.letter(Match) == 'f' ? MatchType::Full : MatchType::Simple;
    setDeferrability(key, row);
    key.comment = row.text(Comment);
    std::vector<int> some = parseNumbers(row.view(OnDeleteColumns));
    if (!some.empty())
        key.options.set(option::onDeleteColumns, m_identifiers.quotedList(owner.columnNames(some)));
    if (row.flag(Period))
        key.options.set(option::period, "true");
    bool enforced = row.isNull(Enforced) || row.flag(Enforced);
    if (!enforced)
        key.options.set(option::notEnforced, "true");
    key.validated = row.flag(Validated) || !enforced;
    // Handed down by a partitioned table, or one of the server's own entries for each partition referred to.
    if (row.oid(Parent) != 0) {
        if (owner.table.foreignKeys.end()
            != std::find_if(owner.table.foreignKeys.begin(), owner.table.foreignKeys.end(),
                [&](const ForeignKeyConstraint& other) { return other.columns == key.columns; }))
            return;
        if (owner.parents.empty())
            return;
        key.options.set(option::inherited, "true");
    }
    owner.table.foreignKeys.push_back(std::move(key));
}

void Reflection::addCheck(Relation& owner, const CatalogueRow& row)
{
    if (row.isNull(Expression))
        return;
    CheckConstraint check;
    check.name = row.text(Name);
    check.expression = sql(withoutParentheses(row.view(Expression)));
    check.comment = row.text(Comment);
    if (row.flag(NoInherit))
        check.options.set(option::noInherit, "true");
    bool enforced = row.isNull(Enforced) || row.flag(Enforced);
    if (!enforced)
        check.options.set(option::notEnforced, "true");
    check.validated = row.flag(Validated) || !enforced;
    if (!row.flag(IsLocal) && !owner.table.options.find(option::partitionBound))
        check.options.set(option::inherited, "true");
    owner.table.checkConstraints.push_back(std::move(check));
}

} // namespace relata::postgresql
