#include "core/sql/structure_key.h"

#include <cstring>

namespace relata {
namespace {

using namespace ast;

class Writer
{
public:
    explicit Writer(StructureKey& key) : m_key(key) { }

    void stmt(const Stmt& s)
    {
        number(static_cast<unsigned>(s.kind));
        exprs(s.columns);
        froms(s.froms);
        number(s.joins.size());
        for (const JoinItem& join : s.joins) {
            from(join.right);
            expr(join.on);
            number(static_cast<unsigned>(join.kind));
        }
        exprs(s.where);
        exprs(s.groupBy);
        exprs(s.having);
        exprs(s.orderBy);
        exprs(s.distinctOn);
        expr(s.limit);
        expr(s.offset);
        number((s.distinct ? 1u : 0u) | (s.withTies ? 2u : 0u) | (s.percent ? 4u : 0u) | (s.lock ? 8u : 0u)
            | (s.hasCorrelate ? 16u : 0u) | (s.defaultValues ? 32u : 0u) | (s.returnsAll ? 64u : 0u));
        if (s.lock) {
            number((s.lock->share ? 1u : 0u) | (s.lock->key ? 2u : 0u) | (s.lock->noWait ? 4u : 0u)
                | (s.lock->skipLocked ? 8u : 0u));
            exprs(s.lock->of);
            froms(s.lock->ofFroms);
        }
        hints(s.prefixes);
        hints(s.suffixes);
        number(static_cast<unsigned>(s.labels));
        froms(s.correlate);
        froms(s.correlateExcept);
        froms(s.ctes);
        number(static_cast<unsigned>(s.operation));
        number(s.parts.size());
        for (const StmtPtr& part : s.parts)
            stmt(*part);
        from(s.target);
        assignments(s.assignments);
        texts(s.names);
        number(s.rows.size());
        for (const auto& row : s.rows)
            exprs(row);
        optionalStmt(s.source);
        number(static_cast<unsigned>(s.upsert.action));
        exprs(s.upsert.target);
        expr(s.upsert.targetWhere);
        text(s.upsert.constraint);
        assignments(s.upsert.set);
        expr(s.upsert.where);
        text(s.text);
        exprs(s.binds);
        number(s.textColumns.size());
        for (const Exported& column : s.textColumns) {
            text(column.name);
            type(column.type);
        }
    }

private:
    void number(std::uint64_t value)
    {
        while (value >= 128) {
            m_key.bytes += static_cast<char>(value | 128);
            value >>= 7;
        }
        m_key.bytes += static_cast<char>(value);
    }
    void text(std::string_view value)
    {
        number(value.size());
        m_key.bytes += value;
    }
    void texts(const std::vector<std::string>& values)
    {
        number(values.size());
        for (const std::string& value : values)
            text(value);
    }
    void exprs(const std::vector<ExprPtr>& values)
    {
        number(values.size());
        for (const ExprPtr& value : values)
            expr(value);
    }
    void froms(const std::vector<FromPtr>& values)
    {
        number(values.size());
        for (const FromPtr& value : values)
            from(value);
    }
    void hints(const std::vector<Hint>& values)
    {
        number(values.size());
        for (const Hint& hint : values) {
            text(hint.text);
            text(hint.dialect);
        }
    }
    void assignments(const std::vector<Assignment>& values)
    {
        number(values.size());
        for (const Assignment& assignment : values) {
            text(assignment.column);
            expr(assignment.value);
        }
    }
    void optionalStmt(const StmtPtr& value)
    {
        number(value ? 1 : 0);
        if (value)
            stmt(*value);
    }
    void type(const TypePtr& type)
    {
        if (!type) {
            number(0);
            return;
        }
        number(static_cast<unsigned>(type->kind) + 1);
        for (const std::optional<int>& modifier : {type->length, type->precision, type->scale})
            number(modifier ? static_cast<std::uint64_t>(*modifier) + 1 : 0);
        number((type->timezone ? 1u : 0u) | (type->fixedLength ? 2u : 0u) | (type->national ? 4u : 0u)
            | (type->isUnsigned ? 8u : 0u) | (type->binary ? 16u : 0u) | (type->native ? 32u : 0u));
        text(type->name);
        text(type->schema);
        texts(type->values);
        if (type->native) {
            text(type->native->dialect);
            text(type->native->text);
        }
        number(static_cast<std::uint64_t>(type->dimensions));
        this->type(type->element);
    }

    void from(const FromPtr& value)
    {
        if (!value) {
            number(0);
            return;
        }
        if (value->kind == FromKind::Table) {
            number(1);
            pointer(value->table.get());
            m_key.tables.push_back(value->table);
            return;
        }
        auto [place, isNew] = m_froms.emplace(value.get(), m_froms.size());
        if (!isNew) {
            number(2);
            number(place->second);
            return;
        }
        number(3);
        number(static_cast<unsigned>(value->kind));
        number(static_cast<unsigned>(value->join));
        number(static_cast<unsigned>(value->materialized));
        number((value->lateral ? 1u : 0u) | (value->recursive ? 2u : 0u) | (value->ordinality ? 4u : 0u));
        from(value->left);
        from(value->right);
        from(value->restates);
        expr(value->on);
        optionalStmt(value->query);
        text(value->name);
        text(value->text);
        texts(value->columns);
        number(value->types.size());
        for (const TypePtr& column : value->types)
            type(column);
        number(value->rows.size());
        for (const auto& row : value->rows)
            exprs(row);
    }

    void pointer(const void* value)
    {
        char bytes[sizeof value];
        std::memcpy(bytes, &value, sizeof value);
        m_key.bytes.append(bytes, sizeof value);
    }

    void expr(const ExprPtr& value)
    {
        if (!value) {
            number(0);
            return;
        }
        const Expr& e = *value;
        number(static_cast<unsigned>(e.kind) + 1);
        if (e.kind == ExprKind::Literal || e.kind == ExprKind::InList) {
            auto [place, isNew] = m_key.places.emplace(&e, m_key.literals.size());
            if (isNew)
                m_key.literals.push_back(&e);
            number(place->second);
            number(e.width);
            number(e.flags);
            type(e.type);
            return;
        }
        if (e.kind == ExprKind::Column && e.args.empty() && e.from && e.from->kind == FromKind::Table) {
            from(e.from);
            text(e.text);
            return;
        }
        number(static_cast<unsigned>(e.op));
        number(e.flags);
        number(static_cast<std::uint64_t>(e.precedence));
        number(e.split);
        if (e.kind != ExprKind::Column)
            type(e.type);
        text(e.text);
        text(e.extra);
        // The element that an unnamed column of a subquery reads is told by its place there.
        if (e.kind == ExprKind::Column && !e.args.empty())
            number(elementPlace(e));
        else
            exprs(e.args);
        number(e.path.size());
        for (const JsonStep& step : e.path) {
            number(step.isIndex ? 1 : 0);
            text(step.key);
            number(static_cast<std::uint64_t>(step.index));
        }
        from(e.from);
        optionalStmt(e.query);
        if (e.has(HasValue)) {
            number(static_cast<unsigned>(e.value.tag()));
            text(e.value.toText());
        }
    }

    static std::size_t elementPlace(const Expr& column)
    {
        std::vector<Exported> exported = exportedColumns(column.from);
        for (std::size_t i = 0; i < exported.size(); ++i) {
            if (exported[i].element == column.args[0])
                return i + 1;
        }
        return 0;
    }

    StructureKey& m_key;
    std::unordered_map<const From*, std::size_t> m_froms;
};

} // namespace

StructureKey structureKey(const Stmt& stmt)
{
    StructureKey key;
    key.bytes.reserve(256);
    Writer(key).stmt(stmt);
    return key;
}

} // namespace relata
