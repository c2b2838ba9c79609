#include "core/dialects/postgresql/option_keys.h"
#include "core/dialects/postgresql/reflection.h"
#include "core/util/strings.h"
#include "core/util/topological_sort.h"

#include <algorithm>
#include <map>

namespace relata::postgresql {

namespace {

const std::unordered_map<std::string, TypeKind>& builtinKinds()
{
    using enum TypeKind;
    static const std::unordered_map<std::string, TypeKind> kinds = {
        {"bool", Boolean},
        {"int2", SmallInteger},
        {"int4", Integer},
        {"int8", BigInteger},
        {"oid", BigInteger},
        {"numeric", Numeric},
        {"float4", Float},
        {"float8", Double},
        {"money", Money},
        {"varchar", String},
        {"bpchar", String},
        {"name", String},
        {"char", String},
        {"text", Text},
        {"citext", Text},
        {"date", Date},
        {"time", Time},
        {"timetz", Time},
        {"timestamp", DateTime},
        {"timestamptz", DateTime},
        {"interval", Interval},
        {"bytea", LargeBinary},
        {"json", Json},
        {"jsonb", Json},
        {"uuid", Uuid},
        {"xml", Xml},
        {"bit", Bit},
        {"varbit", Bit},
        {"inet", Network},
        {"cidr", Network},
        {"macaddr", Network},
        {"macaddr8", Network},
        {"point", Geometry},
        {"line", Geometry},
        {"lseg", Geometry},
        {"box", Geometry},
        {"path", Geometry},
        {"polygon", Geometry},
        {"circle", Geometry},
        {"geometry", Geometry},
        {"geography", Geometry},
        {"tsvector", TextSearch},
        {"tsquery", TextSearch},
    };
    return kinds;
}

// typmod of numeric: precision in the upper half, an eleven-bit signed scale below (negative since 15).
void applyNumericModifier(SqlType& type, int modifier)
{
    int packed = modifier - 4;
    type.precision = (packed >> 16) & 0xffff;
    type.scale = ((packed & 0x7ff) ^ 1024) - 1024;
}

void applyModifier(SqlType& type, const std::string& name, int modifier)
{
    if (modifier < 0)
        return;
    if (name == "numeric")
        applyNumericModifier(type, modifier);
    else if (name == "varchar" || name == "bpchar")
        type.length = modifier - 4;
    else if (name == "bit" || name == "varbit")
        type.length = modifier;
    else if (name == "time" || name == "timetz" || name == "timestamp" || name == "timestamptz")
        type.precision = modifier;
    else if (name == "interval" && (modifier & 0xffff) != 0xffff)
        type.precision = modifier & 0xffff;
}

} // namespace

SqlType Reflection::builtinType(const std::string& name) const
{
    auto found = builtinKinds().find(name);
    SqlType type = SqlType::of(found == builtinKinds().end() ? TypeKind::Unknown : found->second);
    type.timezone = name == "timetz" || name == "timestamptz";
    type.binary = name == "jsonb";
    type.fixedLength = name == "bpchar" || name == "bit" || name == "char";
    if (name == "name")
        type.length = 63;
    else if (name == "char")
        type.length = 1;
    return type;
}

void Reflection::reflectTypes()
{
    step("types");
    // Row types of tables and their arrays are the tables' own business.
    query("SELECT t.oid, t.typname, t.typnamespace, n.nspname, t.typtype, t.typcategory, t.typelem, "
          "t.typbasetype, "
          "t.typtypmod, CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END, x.objid "
          "IS NOT NULL "
          "FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace "
          "LEFT JOIN pg_class rc ON rc.oid = t.typrelid LEFT JOIN pg_type e ON e.oid = t.typelem "
          "LEFT JOIN pg_class ec ON ec.oid = e.typrelid "
          "LEFT JOIN pg_depend x ON x.classid = 'pg_type'::regclass AND x.objid = t.oid AND x.deptype = 'e' "
          "WHERE (rc.oid IS NULL OR rc.relkind = 'c') AND (ec.oid IS NULL OR ec.relkind = 'c')",
        [&](const CatalogueRow& row) {
            TypeInfo info;
            info.name = row.text(1);
            info.schema = row.oid(2);
            info.kind = row.letter(4);
            info.ofExtension = row.flag(10);
            bool isArray = row.letter(5) == 'A' && row.oid(6) != 0 && info.name.front() == '_';
            bool isSystem = row.view(3) == "pg_catalog";
            if (isSystem)
                m_systemTypes.insert(info.name);
            if (isArray) {
                info.element = row.oid(6);
            } else if (info.kind == 'd') {
                info.base = row.oid(7);
                info.baseModifier = static_cast<int>(row.integer(8));
                info.baseText = row.text(9);
                info.type.kind = TypeKind::Domain;
            } else if (info.kind == 'c') {
                info.type.kind = TypeKind::Composite;
            } else if (info.kind == 'e') {
                info.type.kind = TypeKind::Enum;
            } else if (info.kind == 'r' || info.kind == 'm') {
                info.type.kind = TypeKind::Range;
            } else if (isSystem || info.ofExtension) {
                info.type = builtinType(info.name);
            }
            if (info.kind == 'd' || info.kind == 'c' || info.kind == 'e') {
                info.type.name = info.name;
                // Types of a schema that is not read keep its name.
                info.type.schema = isReflected(info.schema) ? schemaName(info.schema)
                    : row.view(3) == m_currentSchema        ? std::string()
                                                            : row.text(3);
            }
            m_types.emplace(row.oid(0), std::move(info));
        });
}

// Types of the default schema are written bare, as tables are, where no built-in one hides them.
std::string Reflection::inDefaultSchema(const std::string& text) const
{
    if (m_currentSchema.empty())
        return text;
    std::string prefix = m_identifiers.quote(m_currentSchema) + ".";
    if (!text.starts_with(prefix))
        return text;
    std::string bare = text.substr(prefix.size());
    return m_systemTypes.contains(bare.substr(0, bare.find_first_of("[("))) ? text : bare;
}

// `text` is format_type()'s spelling under an empty search_path.
SqlType Reflection::typeFor(Oid oid, int modifier, const std::string& text) const
{
    auto found = m_types.find(oid);
    if (found == m_types.end()) {
        // The row type of a table, or a type that came after the snapshot.
        std::string native = inDefaultSchema(text);
        if (!text.ends_with("[]"))
            return SqlType::of(TypeKind::Composite).withNative(traits().name, native);
        return SqlType::arrayOf(typeFor(oid, -1, text.substr(0, text.size() - 2)))
            .withNative(traits().name, native);
    }
    const TypeInfo& info = found->second;
    const TypeInfo* named = &info;
    SqlType type;
    if (info.element != 0) {
        std::string elementText = text.ends_with("[]") ? text.substr(0, text.size() - 2) : text;
        type = SqlType::arrayOf(typeFor(info.element, modifier, elementText));
        if (auto element = m_types.find(info.element); element != m_types.end())
            named = &element->second;
    } else {
        type = info.type;
        if (info.kind == 'd')
            type.element =
                std::make_shared<const SqlType>(typeFor(info.base, info.baseModifier, info.baseText));
        else
            applyModifier(type, info.name, modifier);
    }
    bool ofDefaultSchema = isReflected(named->schema) && schemaName(named->schema).empty();
    return type.withNative(traits().name, ofDefaultSchema ? inDefaultSchema(text) : text);
}

void Reflection::reflectEnums()
{
    step("enums");
    std::unordered_map<Oid, EnumType> enums;
    query("SELECT t.oid, t.typname, t.typnamespace, e.enumlabel, d.description FROM pg_type t "
          "LEFT JOIN pg_enum e ON e.enumtypid = t.oid"
            + comment("pg_type", "t.oid") + "WHERE t.typtype = 'e' ORDER BY t.oid, e.enumsortorder",
        [&](const CatalogueRow& row) {
            EnumType& type = enums[row.oid(0)];
            type.name = row.text(1);
            type.schema = schemaName(row.oid(2));
            type.comment = row.text(4);
            if (!row.isNull(3))
                type.values.push_back(row.text(3));
        });
    for (auto& [oid, type] : enums) {
        auto info = m_types.find(oid);
        if (info == m_types.end())
            continue;
        info->second.type.values = type.values;
        if (isReflected(info->second.schema) && !info->second.ofExtension)
            m_metadata.enums.push_back(std::move(type));
    }
}

// The server's own choice of a name needs no mention; another is given by renaming, because CREATE DOMAIN of
// older servers takes it and forgets it.
void Reflection::nameNotNull(const Domain& domain, const std::string& name, const std::string& comment)
{
    const std::string chosen = std::string(utf8Prefix(domain.name, 54)) + "_not_null";
    const std::string alter = "ALTER DOMAIN " + qualified(domain.schema, domain.name);
    if (name != chosen)
        carry(Phase::AfterViews, "constraint name", domain.schema, domain.name + "." + name,
            fmt::format("{} RENAME CONSTRAINT {} TO {}", alter, m_identifiers.quote(chosen),
                m_identifiers.quote(name)),
            "");
    if (!comment.empty())
        carry(Phase::AfterViews, "comment", domain.schema, domain.name + "." + name,
            fmt::format("COMMENT ON CONSTRAINT {} ON DOMAIN {} IS {}", m_identifiers.quote(name),
                qualified(domain.schema, domain.name), m_identifiers.literal(comment)),
            "");
}

void Reflection::reflectDomains()
{
    step("domains");
    std::map<std::pair<std::string, std::string>, std::pair<Oid, Domain>> byName;
    std::unordered_map<Oid, Domain*> byOid;
    query("SELECT t.oid, t.typname, t.typnamespace, t.typnotnull, pg_get_expr(t.typdefaultbin, 0), "
          "co.collname, "
          "cn.nspname, d.description FROM pg_type t JOIN pg_type b ON b.oid = t.typbasetype "
          "LEFT JOIN pg_collation co ON co.oid = t.typcollation AND t.typcollation <> b.typcollation "
          "LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace"
            + comment("pg_type", "t.oid") + "WHERE t.typtype = 'd' AND t.typnamespace = ANY(" + m_schemaList
            + ") AND " + notOfExtension("pg_type", "t.oid"),
        [&](const CatalogueRow& row) {
            Domain domain;
            domain.name = row.text(1);
            domain.schema = schemaName(row.oid(2));
            domain.nullable = !row.flag(3);
            if (!row.isNull(4))
                domain.serverDefault = sql(row.text(4));
            domain.collation = collationName(row.view(6), row.view(5));
            domain.comment = row.text(7);
            if (auto info = m_types.find(row.oid(0)); info != m_types.end())
                domain.type = typeFor(info->second.base, info->second.baseModifier, info->second.baseText);
            auto& entry = byName[{domain.schema, domain.name}];
            entry = {row.oid(0), std::move(domain)};
            byOid[row.oid(0)] = &entry.second;
        });
    query("SELECT con.contypid, con.conname, pg_get_expr(con.conbin, 0), con.convalidated, d.description, "
          "con.contype FROM pg_constraint con"
            + comment("pg_constraint", "con.oid") + "WHERE con.contypid <> 0 AND con.contype IN ('c', 'n')",
        [&](const CatalogueRow& row) {
            auto domain = byOid.find(row.oid(0));
            if (domain == byOid.end())
                return;
            if (row.letter(5) == 'n') {
                nameNotNull(*domain->second, row.text(1), row.text(4));
                return;
            }
            CheckConstraint check;
            check.name = row.text(1);
            check.expression = sql(withoutParentheses(row.view(2)));
            check.validated = row.flag(3);
            check.comment = row.text(4);
            domain->second->checkConstraints.push_back(std::move(check));
        });
    // A domain may stand on another.
    std::vector<Domain*> domains;
    std::unordered_map<Oid, std::size_t> position;
    for (auto& [name, entry] : byName) {
        position[entry.first] = domains.size();
        std::sort(entry.second.checkConstraints.begin(), entry.second.checkConstraints.end(),
            [](const CheckConstraint& a, const CheckConstraint& b) { return a.name < b.name; });
        domains.push_back(&entry.second);
    }
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    for (const auto& [oid, index] : position) {
        Oid base = m_types.at(oid).base;
        if (auto info = m_types.find(base); info != m_types.end() && info->second.element != 0)
            base = info->second.element;
        if (auto need = position.find(base); need != position.end())
            edges.push_back({index, need->second});
    }
    std::unordered_map<const Domain*, Oid> oids;
    for (const auto& [oid, domain] : byOid)
        oids[domain] = oid;
    for (std::size_t node : topologicalSort(domains.size(), edges).order) {
        m_domainAt[oids.at(domains[node])] = m_metadata.domains.size();
        m_metadata.domains.push_back(std::move(*domains[node]));
    }
}

void Reflection::reflectComposites()
{
    step("composite types");
    struct Composite
    {
        std::string schema, name, comment;
        std::vector<std::string> attributes;
        std::vector<std::pair<std::string, std::string>> comments;
        std::vector<Address> needs;
        Phase phase = Phase::BeforeTypes;
    };
    std::map<Oid, Composite> composites;
    query("SELECT c.reltype, c.relname, c.relnamespace, a.attname, format_type(a.atttypid, a.atttypmod), "
          "co.collname, "
          "cn.nspname, d.description, td.description, a.atttypid, co.oid, ec.relkind FROM pg_class c "
          "LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
          "LEFT JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type et ON et.oid = t.typelem "
          "LEFT JOIN pg_class ec ON ec.oid = coalesce(nullif(t.typrelid, 0), et.typrelid) "
          "LEFT JOIN pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation "
          "LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace "
          "LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND "
          "d.objsubid = "
          "a.attnum "
          "LEFT JOIN pg_description td ON td.objoid = c.reltype AND td.classoid = 'pg_type'::regclass "
          "WHERE c.relkind = 'c' AND c.relnamespace = ANY("
            + m_schemaList + ") AND " + notOfExtension("pg_type", "c.reltype") + " ORDER BY c.oid, a.attnum",
        [&](const CatalogueRow& row) {
            Composite& composite = composites[row.oid(0)];
            composite.schema = schemaName(row.oid(2));
            composite.name = row.text(1);
            composite.comment = row.text(8);
            if (row.isNull(3))
                return;
            SqlType type = typeFor(row.oid(9), -1, row.text(4));
            std::string collation = collationName(row.view(6), row.view(5));
            if (!collation.empty() && collation.front() != '"')
                collation = m_identifiers.quote(collation);
            composite.attributes.push_back(m_identifiers.quote(row.view(3)) + " " + type.native->text
                + (collation.empty() ? "" : " COLLATE " + collation));
            if (!row.isNull(7))
                composite.comments.emplace_back(row.text(3), row.text(7));
            composite.needs.push_back(madeBy(PgType, row.oid(9)));
            composite.needs.push_back(address(PgCollation, row.oid(10)));
            if (std::optional<Phase> phase = phaseOf(PgType, row.oid(9), row.letter(11)))
                composite.phase = std::max(composite.phase, *phase);
        });
    for (auto& [oid, composite] : composites) {
        std::string name = qualified(composite.schema, composite.name);
        std::string attributes;
        for (const std::string& attribute : composite.attributes)
            attributes += (attributes.empty() ? "\n    " : ",\n    ") + attribute;
        Making& making = make(address(PgType, oid), composite.phase, "composite type", composite.schema,
            composite.name, "CREATE TYPE " + name + " AS (" + attributes + (attributes.empty() ? ")" : "\n)"),
            "DROP TYPE " + name, composite.comment);
        making.needs = std::move(composite.needs);
        for (const auto& [attribute, text] : composite.comments)
            carry(Phase::AfterViews, "comment", composite.schema, composite.name + "." + attribute,
                fmt::format("COMMENT ON COLUMN {}.{} IS {}", name, m_identifiers.quote(attribute),
                    m_identifiers.literal(text)),
                "");
    }
}

void Reflection::reflectRanges()
{
    step("range types");
    query("SELECT t.typname, t.typnamespace, format_type(r.rngsubtype, NULL), "
          "CASE WHEN NOT oc.opcdefault THEN quote_ident(ocn.nspname) || '.' || quote_ident(oc.opcname) END, "
          "CASE WHEN r.rngcollation <> st.typcollation THEN quote_ident(con.nspname) || '.' || "
          "quote_ident(co.collname) END, "
          "nullif(r.rngcanonical, 0)::regproc::text, nullif(r.rngsubdiff, 0)::regproc::text, "
            + since(14, "quote_ident(mn.nspname) || '.' || quote_ident(mt.typname)")
            + ", d.description, t.oid, r.rngcanonical::oid, r.rngsubdiff::oid, " + since(14, "mt.oid")
            + ", r.rngsubtype FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid "
              "JOIN pg_type st ON st.oid = r.rngsubtype JOIN pg_opclass oc ON oc.oid = r.rngsubopc "
              "JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace "
              "LEFT JOIN pg_collation co ON co.oid = r.rngcollation "
              "LEFT JOIN pg_namespace con ON con.oid = co.collnamespace "
            + (atLeast(14) ? "LEFT JOIN pg_type mt ON mt.oid = r.rngmultitypid "
                             "LEFT JOIN pg_namespace mn ON mn.oid = mt.typnamespace"
                           : "")
            + comment("pg_type", "t.oid") + "WHERE t.typnamespace = ANY(" + m_schemaList + ") AND "
            + notOfExtension("pg_type", "t.oid"),
        [&](const CatalogueRow& row) {
            std::string schema = schemaName(row.oid(1));
            std::string name = qualified(schema, row.text(0));
            std::string text = "CREATE TYPE " + name + " AS RANGE (\n    subtype = " + row.text(2);
            auto add = [&](const char* word, std::size_t column) {
                if (!row.isNull(column))
                    text += ",\n    " + std::string(word) + " = " + row.text(column);
            };
            add("subtype_opclass", 3);
            add("collation", 4);
            add("canonical", 5);
            add("subtype_diff", 6);
            add("multirange_type_name", 7);
            Oid type = row.oid(9);
            m_rangeOfMultirange[row.oid(12)] = type;
            Making& making = make(address(PgType, type), Phase::BeforeTypes, "range type", schema,
                row.text(0), text + "\n)", "DROP TYPE " + name, row.text(8));
            making.needs.push_back(madeBy(PgType, row.oid(13)));
            if (std::optional<Phase> phase = phaseOf(PgType, row.oid(13), '\0'))
                making.object.phase = std::max(making.object.phase, *phase);
            if (row.oid(10) != 0) {
                addShell(type, schema, row.text(0));
                partOfType(row.oid(10), type);
            }
        });
}

} // namespace relata::postgresql
