// The order of what is carried: every object after those that it needs, and as early in a script as these
// allow, so that tables and views find what they use.
#include "core/dialects/postgresql/carried_name.h"
#include "core/dialects/postgresql/option_keys.h"
#include "core/dialects/postgresql/reflection.h"
#include "core/sql/ddl_compiler.h"
#include "core/util/topological_sort.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace relata::postgresql {
namespace {

// The order of kinds where dependencies leave a choice. Event triggers are last: they would fire.
constexpr std::array kinds{"extension", "language", "access method", "collation", "conversion", "shell type",
    "domain", "composite type", "range type", "base type", "function", "procedure", "aggregate", "operator",
    "operator family", "operator class", "operator family members", "cast", "transform", "text search parser",
    "text search template", "text search dictionary", "text search configuration", "foreign data wrapper",
    "server", "user mapping", "statistics", "rule", "policy", "publication", "subscription", "event trigger"};

std::size_t rankOf(const std::string& kind)
{
    return static_cast<std::size_t>(std::find(kinds.begin(), kinds.end(), kind) - kinds.begin());
}

} // namespace

Reflection::Making& Reflection::make(Address at, Phase earliest, const char* kind, const std::string& schema,
    const std::string& name, std::string definition, std::string drop, std::string comment)
{
    Making& making = m_making[at];
    making.object.schema = schema;
    making.object.name = name;
    making.object.kind = kind;
    making.object.phase = earliest;
    making.object.definition = sql(std::move(definition));
    making.object.dropStatement = std::move(drop);
    making.object.comment = std::move(comment);
    return making;
}

void Reflection::addPart(Address at, const std::string& statement)
{
    std::string& text = m_making.at(at).object.definition.text;
    text += (text.ends_with(';') ? "\n" : ";\n") + statement + ";";
}

// The carried object that a catalogue entry is or is part of.
Reflection::Address Reflection::madeBy(Oid catalogue, Oid object) const
{
    if (catalogue == PgType) {
        auto info = m_types.find(object);
        if (info != m_types.end() && info->second.element != 0 && info->second.name.starts_with('_'))
            return madeBy(PgType, info->second.element);
        if (auto range = m_rangeOfMultirange.find(object); range != m_rangeOfMultirange.end())
            object = range->second;
    }
    return address(catalogue, object);
}

// After which part of a script something stands that is not carried; nothing for the server's own objects.
// `relationKind` is that of a relation or of the one that a row type belongs to.
std::optional<CarriedObject::Phase> Reflection::phaseOf(Oid catalogue, Oid object, char relationKind) const
{
    if (relationKind == 'v' || relationKind == 'm')
        return Phase::AfterViews;
    if (relationKind == 'S')
        return std::nullopt; // sequences are made first of all
    if (catalogue == PgConstraint || (relationKind != '\0' && relationKind != 'c'))
        return Phase::AfterTables;
    if (catalogue != PgType)
        return std::nullopt;
    auto info = m_types.find(object);
    if (info == m_types.end())
        return std::nullopt;
    if (info->second.element != 0 && info->second.name.starts_with('_'))
        return phaseOf(PgType, info->second.element, '\0');
    return info->second.kind == 'd' && isReflected(info->second.schema) && !info->second.ofExtension
        ? std::optional(Phase::BeforeTables)
        : std::nullopt;
}

void Reflection::readNeeds()
{
    std::string catalogues;
    std::unordered_set<Oid> present;
    for (const auto& [at, making] : m_making) {
        auto catalogue = static_cast<Oid>(at >> 32U);
        if (catalogue > FamilyMembers && present.insert(catalogue).second)
            catalogues += (catalogues.empty() ? "" : ",") + std::to_string(catalogue);
    }
    if (catalogues.empty())
        return;
    Aspect aspect;
    aspect.what = "Dependencies";
    aspect.select = "dep.classid, dep.objid, dep.refclassid, dep.refobjid, rc.relkind, rc.oid";
    // Row types stand for their tables and views.
    aspect.from = fmt::format(
        "FROM pg_depend dep LEFT JOIN pg_type rt ON dep.refclassid = {0} AND rt.oid = dep.refobjid "
        "LEFT JOIN pg_type et ON et.oid = rt.typelem AND rt.typrelid = 0 LEFT JOIN pg_class rc ON rc.oid = "
        "CASE WHEN dep.refclassid = {1} THEN dep.refobjid ELSE coalesce(nullif(rt.typrelid, 0), et.typrelid) "
        "END WHERE dep.classid = ANY('{{{2}}}'::oid[]) AND dep.objid >= 16384 AND dep.deptype IN ('n', 'a')",
        static_cast<Oid>(PgType), static_cast<Oid>(PgClass), catalogues);
    aspect.owner = "dep.objid";
    query(aspect, [&](const CatalogueRow& row) {
        auto making = m_making.find(address(row.oid(0), row.oid(1)));
        if (making == m_making.end())
            return;
        Address need = madeBy(row.oid(2), row.oid(3));
        // A type's own functions come before it, and after its announcement.
        if (row.oid(0) == PgProc && row.oid(2) == PgType) {
            auto code = m_codeOfTypes.find(row.oid(1));
            if (code != m_codeOfTypes.end() && need == address(PgType, code->second))
                need = address(ShellTypes, code->second);
        }
        making->second.needs.push_back(need);
        if (row.oid(5) != 0)
            making->second.needs.push_back(address(PgClass, row.oid(5)));
        if (row.letter(4) == 'v' || row.letter(4) == 'm')
            making->second.views.push_back(row.oid(5));
        bool amongDomains = making->second.domain && m_domainAt.contains(static_cast<Oid>(need));
        if (std::optional<Phase> phase = phaseOf(row.oid(2), row.oid(3), row.letter(4));
            phase && !amongDomains)
            making->second.object.phase = std::max(making->second.object.phase, *phase);
    });
}

// A type goes with its functions, and neither can be dropped alone.
void Reflection::joinTypesAndCode()
{
    auto keepCommentApart = [&](CarriedObject& object) {
        constexpr std::string_view drop = "DROP ";
        if (!object.comment.empty() && object.dropStatement.starts_with(drop))
            carry(Phase::AfterViews, "comment", object.schema, object.name,
                "COMMENT ON " + object.dropStatement.substr(drop.size()) + " IS "
                    + m_identifiers.literal(object.comment),
                "");
        object.comment.clear();
    };
    std::map<std::string, CarriedObject*> code; // the same order for the same content
    std::map<std::string, CarriedObject*> types;
    auto named = [](const CarriedObject& object) { return object.schema + "." + object.name; };
    for (const auto& [function, type] : m_codeOfTypes) {
        if (auto found = m_making.find(address(PgProc, function)); found != m_making.end())
            code[named(found->second.object)] = &found->second.object;
        CarriedObject& object = m_making.at(address(PgType, type)).object;
        types[named(object)] = &object;
    }
    for (const auto& [name, object] : code) {
        keepCommentApart(*object);
        object->dropStatement.clear();
    }
    for (const auto& [name, object] : types) {
        keepCommentApart(*object);
        object->dropStatement += " CASCADE";
    }
}

void Reflection::orderCarried()
{
    step("dependencies");
    joinTypesAndCode();
    for (const auto& [type, index] : m_domainAt) {
        Making& domain = make(address(PgType, type), Phase::BeforeTypes, "domain",
            m_metadata.domains[index].schema, m_metadata.domains[index].name, "", "");
        domain.domain = index;
    }
    readNeeds();
    readNeedsOfDomainChecks();
    readNeedsOfTables();
    struct Node
    {
        std::size_t rank;
        Address at;
        Making* making;
    };
    std::vector<Node> nodes;
    for (auto& [at, making] : m_making)
        nodes.push_back({rankOf(making.object.kind), at, &making});
    std::sort(nodes.begin(), nodes.end(), [](const Node& a, const Node& b) {
        const CarriedObject& left = a.making->object;
        const CarriedObject& right = b.making->object;
        return std::tie(a.rank, left.schema, left.name, left.definition.text)
            < std::tie(b.rank, right.schema, right.name, right.definition.text);
    });
    std::unordered_map<Address, std::size_t> position;
    for (std::size_t i = 0; i < nodes.size(); ++i)
        position[nodes[i].at] = i;
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        for (Address need : nodes[i].making->needs) {
            if (auto found = position.find(need); found != position.end())
                edges.push_back({i, found->second});
        }
    }
    // What needs a late one is late itself.
    std::vector<Making*> inOrder;
    for (std::size_t node : topologicalSort(nodes.size(), edges).order) {
        CarriedObject& object = nodes[node].making->object;
        for (Address need : nodes[node].making->needs) {
            if (auto found = position.find(need); found != position.end())
                object.phase = std::max(object.phase, nodes[found->second].making->object.phase);
        }
        inOrder.push_back(nodes[node].making);
        if (nodes[node].making->domain && nodes[node].making->isDelayed()) {
            const Domain& domain = m_metadata.domains[*nodes[node].making->domain];
            for (const std::string& statement : m_connection.dialect().ddlCompiler().createDomain(domain))
                object.definition.text += (object.definition.text.empty() ? "" : ";\n") + statement;
            object.dropStatement = "DROP DOMAIN " + qualified(domain.schema, domain.name);
        }
        if (nodes[node].making->isCarried())
            m_metadata.carried.push_back(object);
    }
    for (const Making* making : inOrder)
        delay(*making);
    addNeedsOfViews(inOrder);
    markLateExpressions();
}

// Code over views may be called by further views, which then depend on it and on all that it needs.
void Reflection::addNeedsOfViews(const std::vector<Making*>& inOrder)
{
    std::unordered_map<const Making*, std::set<std::string>> all;
    for (const Making* making : inOrder) {
        const CarriedObject& object = making->object;
        if (object.phase != Phase::AfterViews)
            continue;
        std::set<std::string>& names = all[making];
        if (making->isCarried())
            names.insert(carriedName(object));
        for (Oid view : making->views) {
            if (const Relation* known = relation(view))
                names.insert(known->table.qualifiedName());
        }
        for (Address need : making->needs) {
            auto found = m_making.find(need);
            auto further = found == m_making.end() ? all.end() : all.find(&found->second);
            if (further != all.end() && further->first != making)
                names.insert(further->second.begin(), further->second.end());
        }
    }
    for (const auto& [view, need] : m_needsOfViews) {
        auto found = m_making.find(need);
        auto names = found == m_making.end() ? all.end() : all.find(&found->second);
        if (names == all.end())
            continue;
        std::vector<std::string>& list = view->view.dependsOn;
        for (const std::string& name : names->second) {
            if (name != view->table.qualifiedName()
                && std::find(list.begin(), list.end(), name) == list.end())
                list.push_back(name);
        }
    }
}

} // namespace relata::postgresql
