#include "core/sql/statement_compiler.h"

#include "core/sql/text_parameters.h"
#include "core/sql/type_compiler.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace relata {

using namespace ast;

namespace {

// A slot in a text that is still being put together: \x01, its number, \x02. A \x01 of somebody's own (in a
// quoted name) becomes \x01E\x02, so that nothing that is not ours is taken for a slot.
constexpr char slotOpen = '\x01';
constexpr char slotClose = '\x02';

} // namespace

StatementCompiler::StatementCompiler(
    const SqlDialect& dialect, const StructureKey& key, const CompileOptions& options)
    : m_dialect(dialect), m_key(key), m_options(options), m_identifiers(dialect.traits())
{ }

CompiledTemplate StatementCompiler::compile(const Stmt& stmt)
{
    m_collectColumns = true;
    std::string text = query(stmt, Place::Top);
    CompiledTemplate result;
    result.dialect = &m_dialect;
    result.columns = std::move(m_columns);
    result.tables = m_key.tables;
    result.texts.emplace_back();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != slotOpen) {
            result.texts.back() += text[i];
            continue;
        }
        std::size_t end = text.find(slotClose, i);
        if (text[i + 1] == 'E') {
            result.texts.back() += slotOpen;
        } else {
            std::size_t number = 0;
            std::from_chars(text.data() + i + 1, text.data() + end, number);
            result.places.push_back(m_slots[number]);
            result.texts.emplace_back();
        }
        i = end;
    }
    return result;
}

std::string StatementCompiler::slot(CompiledSlot slot)
{
    m_slots.push_back(std::move(slot));
    return fmt::format("{}{}{}", slotOpen, m_slots.size() - 1, slotClose);
}

std::string StatementCompiler::raw(std::string_view text) const
{
    if (text.find(slotOpen) == std::string_view::npos)
        return std::string(text);
    return replaceAll(std::string(text), std::string(1, slotOpen),
        "\x01"
        "E\x02");
}

std::string StatementCompiler::quote(std::string_view name) const
{
    return raw(m_identifiers.quote(name));
}

std::string StatementCompiler::stringLiteral(std::string_view text) const
{
    return raw(m_identifiers.literal(text));
}

std::string StatementCompiler::typeName(const SqlType& type) const
{
    return raw(m_dialect.typeCompiler().compile(type));
}

std::string StatementCompiler::fixedValue(Value value)
{
    CompiledSlot fixed;
    fixed.kind = CompiledSlot::Kind::Fixed;
    fixed.value = std::move(value);
    fixed.inferred = true;
    return slot(std::move(fixed));
}

std::string StatementCompiler::outParameter(std::string name)
{
    CompiledSlot out;
    out.kind = CompiledSlot::Kind::Out;
    out.name = std::move(name);
    out.inferred = true;
    return slot(std::move(out));
}

void StatementCompiler::refuse(const std::string& construct, const std::string& hint) const
{
    Error error;
    error.kind = ErrorKind::NotSupported;
    error.message = traits().displayName + " has no " + construct + ".";
    error.hint = hint;
    raise(std::move(error));
}

std::string StatementCompiler::parameter(const Expr& e, const TypePtr& context, bool inferred)
{
    CompiledSlot made;
    made.context = context;
    made.inferred = inferred;
    made.width = e.width;
    if (e.has(OwnType))
        made.type = e.type;
    if (e.kind == ExprKind::Bind) {
        made.kind = e.has(Expanding) ? CompiledSlot::Kind::NamedList : CompiledSlot::Kind::Named;
        made.name = e.text;
        made.value = e.value;
        made.hasValue = e.has(HasValue);
    } else {
        made.kind = e.kind == ExprKind::InList ? CompiledSlot::Kind::List : CompiledSlot::Kind::Literal;
        auto place = m_key.places.find(&e);
        if (place == m_key.places.end()) { // the compiler's own
            made.kind = CompiledSlot::Kind::Fixed;
            made.value = e.value;
        } else {
            made.literal = place->second;
        }
    }
    return slot(std::move(made));
}

std::string StatementCompiler::anonymousName(const void* object, const std::string& base)
{
    auto known = m_anonymous.find(object);
    if (known != m_anonymous.end())
        return known->second;
    std::string name = fmt::format("{}_{}", base, ++m_counters[base]);
    m_anonymous.emplace(object, name);
    return name;
}

std::string StatementCompiler::labelOf(const ExprPtr& column)
{
    const Expr* e = column.get();
    if (e->kind == ExprKind::Cast && !exportedName(*e->args[0]).empty())
        return exportedName(*e->args[0]);
    if (e->kind == ExprKind::Function) {
        std::size_t dot = e->text.rfind('.');
        return anonymousName(e, dot == std::string::npos ? e->text : e->text.substr(dot + 1));
    }
    return anonymousName(e, "anon");
}

std::string StatementCompiler::hints(const std::vector<Hint>& all) const
{
    std::string text;
    for (const Hint& hint : all) {
        if (hint.dialect.empty() || hint.dialect == traits().name || hint.dialect == traits().family)
            text += raw(hint.text) + " ";
    }
    return text;
}

// Tables and aliases.
// -----------------------------------------------------------------------------------------

const std::string& StatementCompiler::translated(const std::string& schema) const
{
    for (const auto& [from, to] : m_options.schemaTranslate) {
        if (from == schema)
            return to;
    }
    return schema;
}

std::string StatementCompiler::tableName(const TablePtr& table)
{
    return raw(m_identifiers.qualified(translated(table->schema), table->name));
}

std::string StatementCompiler::fromName(const FromPtr& from)
{
    switch (from->kind) {
    case FromKind::Table:
        return tableName(from->table);
    case FromKind::Cte:
        return cteName(from);
    case FromKind::Join:
    case FromKind::Text:
        return {};
    default:
        break;
    }
    if (!from->name.empty())
        return quote(m_identifiers.truncated(from->name));
    std::string base = "anon";
    if (from->kind == FromKind::Alias && from->left->kind == FromKind::Table)
        base = from->left->table->name;
    else if (from->kind == FromKind::Alias && from->left->kind == FromKind::Cte && !from->left->name.empty())
        base = from->left->name;
    return quote(m_identifiers.truncated(anonymousName(from.get(), base)));
}

std::string StatementCompiler::cteName(const FromPtr& from)
{
    const void* root = identity(from);
    return quote(m_identifiers.truncated(from->name.empty() ? anonymousName(root, "anon") : from->name));
}

void StatementCompiler::addCte(const FromPtr& from)
{
    const void* root = identity(from);
    auto known = std::find_if(m_ctes.begin(), m_ctes.end(), [&](const Cte& cte) { return cte.root == root; });
    if (known != m_ctes.end()) {
        // Inside of a recursive expression its first part is named; the whole is what counts.
        for (FromPtr older = from->restates; older; older = older->restates) {
            if (older == known->from) {
                m_ctes.erase(known);
                addCte(from);
                return;
            }
        }
        return;
    }
    std::string name = cteName(from);
    for (const Cte& other : m_ctes) {
        if (other.name == name && other.root != root) {
            Error error;
            error.kind = ErrorKind::Argument;
            error.message = "Two common table expressions of the statement are called " + name + ".";
            raise(std::move(error));
        }
    }
    bool isDml = from->query->kind == StmtKind::Insert || from->query->kind == StmtKind::Update
        || from->query->kind == StmtKind::Delete;
    if (isDml && !supportsDmlInCte())
        refuse("INSERT, UPDATE or DELETE in a common table expression");
    m_recursive = m_recursive || from->recursive;
    m_ctes.push_back({root, from, name, {}});
    bool collected = m_collectColumns;
    m_collectColumns = false;
    std::vector<Scope> scopes;
    std::swap(scopes, m_scopes); // it sees nothing of what is around it
    std::string body = query(*from->query, Place::From);
    std::swap(scopes, m_scopes);
    m_collectColumns = collected;
    std::string head = name;
    std::vector<std::string> columns = from->columns;
    if (from->recursive && columns.empty()) {
        for (const Exported& exported : exportedColumns(from))
            columns.push_back(exported.name);
    }
    if (!columns.empty()) {
        head += "(";
        for (std::size_t i = 0; i < columns.size(); ++i)
            head += (i ? ", " : "") + quote(columns[i]);
        head += ")";
    }
    head += " AS ";
    if (supportsMaterialized() && from->materialized != Materialized::Unsaid)
        head += from->materialized == Materialized::Yes ? "MATERIALIZED " : "NOT MATERIALIZED ";
    auto own = std::find_if(m_ctes.begin(), m_ctes.end(), [&](const Cte& cte) { return cte.root == root; });
    // Those that it names itself were added behind it and must stand in front of it.
    Cte entry = *own;
    m_ctes.erase(own);
    entry.text = head + "(" + body + ")";
    m_ctes.push_back(std::move(entry));
}

std::string StatementCompiler::withClause()
{
    if (m_ctes.empty())
        return {};
    std::string text = m_recursive ? recursiveWord() : "WITH";
    for (std::size_t i = 0; i < m_ctes.size(); ++i)
        text += (i ? ", " : " ") + m_ctes[i].text;
    return text + " ";
}

std::string StatementCompiler::fromList(const std::vector<FromPtr>& froms)
{
    std::string text;
    for (const FromPtr& from : froms)
        text += (text.empty() ? "" : ", ") + fromElement(from);
    return text;
}

std::string StatementCompiler::fromElement(const FromPtr& from)
{
    switch (from->kind) {
    case FromKind::Table:
        return tableName(from->table);
    case FromKind::Alias: {
        std::string element;
        if (from->left->kind == FromKind::Cte) {
            addCte(from->left);
            element = cteName(from->left);
        } else if (from->left->kind == FromKind::Subquery) {
            return fromElement(from->left);
        } else {
            element = fromElement(from->left);
        }
        return element + aliasWord() + fromName(from);
    }
    case FromKind::Subquery: {
        if (from->lateral && !supportsLateral())
            refuse("LATERAL");
        std::string body = subquery(from->query, from->lateral ? Place::Lateral : Place::From);
        std::string name = fromName(from);
        return (from->lateral ? lateralWord() : std::string()) + body + aliasWord() + name;
    }
    case FromKind::Join:
        return join(from);
    case FromKind::Cte:
        addCte(from);
        return cteName(from);
    case FromKind::Values:
        return valuesElement(from);
    case FromKind::Function:
        return functionElement(from);
    case FromKind::Text:
        return raw(from->text);
    }
    return {};
}

std::string StatementCompiler::join(const FromPtr& from)
{
    std::string left = fromElement(from->left);
    std::string right = fromElement(from->right);
    if (from->right->kind == FromKind::Join)
        right = "(" + right + ")";
    if (from->join == JoinKind::Cross)
        return left + " CROSS JOIN " + right;
    const char* word = " JOIN ";
    if (from->join == JoinKind::Left)
        word = " LEFT OUTER JOIN ";
    else if (from->join == JoinKind::Right)
        word = " RIGHT OUTER JOIN ";
    else if (from->join == JoinKind::Full)
        word = " FULL OUTER JOIN ";
    if (from->join == JoinKind::Full && !supportsFullJoin())
        refuse("FULL OUTER JOIN");
    return left + word + right + " ON " + condition(from->on);
}

std::string StatementCompiler::valuesElement(const FromPtr& from)
{
    std::string text = "(VALUES ";
    for (std::size_t i = 0; i < from->rows.size(); ++i) {
        text += i ? ", (" : "(";
        for (std::size_t c = 0; c < from->rows[i].size(); ++c) {
            const ExprPtr& value = from->rows[i][c];
            text += c ? ", " : "";
            // The first row tells the server the types.
            const TypePtr& type = from->types[c];
            if (type && value->kind == ExprKind::Literal && !value->has(OwnType)) {
                CompiledSlot typed;
                auto place = m_key.places.find(value.get());
                typed.literal = place == m_key.places.end() ? 0 : place->second;
                typed.type = type;
                text += slot(std::move(typed));
            } else {
                text += expr(value);
            }
        }
        text += ")";
    }
    std::string columns;
    for (const std::string& column : from->columns)
        columns += (columns.empty() ? "" : ", ") + quote(column);
    return text + ")" + aliasWord() + fromName(from) + " (" + columns + ")";
}

std::string StatementCompiler::functionElement(const FromPtr& from)
{
    if (from->lateral && !supportsLateral())
        refuse("LATERAL");
    std::string text = (from->lateral ? lateralWord() : std::string()) + expr(from->on);
    if (from->ordinality)
        text += " WITH ORDINALITY";
    text += aliasWord() + fromName(from);
    if (!from->columns.empty()) {
        text += "(";
        for (std::size_t i = 0; i < from->columns.size(); ++i)
            text += (i ? ", " : "") + quote(from->columns[i]);
        text += ")";
    }
    return text;
}

} // namespace relata
