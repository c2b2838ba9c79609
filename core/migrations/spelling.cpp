#include "core/migrations/spelling.h"

#include "core/migrations/apply_to_model.h"

#include <set>

namespace relata {
namespace {

std::string keyOf(const char* kind, const TableName& owner, const std::string& part = {})
{
    return std::string(kind) + "\n" + owner.text() + "\n" + part;
}

// Everything whose text an operation wrote.
class Written
{
public:
    explicit Written(const Operations& done)
    {
        for (const Operation& operation : done)
            std::visit([&](const auto& op) { add(op); }, operation);
    }
    bool has(const std::string& key) const { return m_keys.contains(key); }

private:
    void add(const AddTable& op)
    {
        TableName name = TableName::of(op.object);
        for (const Column& column : op.object.columns)
            m_keys.insert(keyOf("column", name, column.name));
        for (const CheckConstraint& check : op.object.checkConstraints)
            m_keys.insert(keyOf("constraint", name, check.name));
        for (const OtherConstraint& other : op.object.otherConstraints)
            m_keys.insert(keyOf("constraint", name, other.name));
        for (const Index& index : op.object.indexes)
            m_keys.insert(keyOf("index", name, index.name));
        for (const Trigger& trigger : op.object.triggers)
            m_keys.insert(keyOf("trigger", name, trigger.name));
    }
    void add(const AddColumn& op) { m_keys.insert(keyOf("column", op.table, op.column.name)); }
    void add(const AlterColumn& op) { m_keys.insert(keyOf("column", op.table, op.to.name)); }
    void add(const AddConstraint& op) { m_keys.insert(keyOf("constraint", op.table, nameOf(op.part))); }
    void add(const AlterConstraint& op) { m_keys.insert(keyOf("constraint", op.table, nameOf(op.to))); }
    void add(const AddIndex& op) { m_keys.insert(keyOf("index", op.table, op.part.name)); }
    void add(const AlterIndex& op) { m_keys.insert(keyOf("index", op.table, op.to.name)); }
    void add(const AddTrigger& op) { m_keys.insert(keyOf("trigger", op.table, op.part.name)); }
    void add(const AlterTrigger& op) { m_keys.insert(keyOf("trigger", op.table, op.to.name)); }
    void add(const AddView& op) { addView(op.object); }
    void add(const AlterView& op) { addView(op.to); }
    void add(const AddDomain& op) { m_keys.insert(keyOf("domain", {op.object.schema, op.object.name})); }
    void add(const AlterDomain& op) { m_keys.insert(keyOf("domain", {op.to.schema, op.to.name})); }
    void add(const AddRoutine& op) { m_keys.insert(keyOf("routine", {op.object.schema, op.object.name})); }
    void add(const AlterRoutine& op) { m_keys.insert(keyOf("routine", {op.to.schema, op.to.name})); }
    template <typename T>
    void add(const T&)
    { }
    void addView(const View& view)
    {
        TableName name{view.schema, view.name};
        m_keys.insert(keyOf("view", name));
        for (const Index& index : view.indexes)
            m_keys.insert(keyOf("index", name, index.name));
        for (const Trigger& trigger : view.triggers)
            m_keys.insert(keyOf("trigger", name, trigger.name));
    }

    std::set<std::string> m_keys;
};

// Turns what remains into the operation that takes over the texts alone; nothing where more differs than
// those.
class TakeOver
{
public:
    explicit TakeOver(const Written& written) : m_written(written) { }

    bool operator()(const AlterColumn& op, Operation& result) const
    {
        ColumnFacets texts;
        texts.add(ColumnFacet::Default);
        texts.add(ColumnFacet::Computed);
        if ((op.facets.bits & ~texts.bits) != 0 || !m_written.has(keyOf("column", op.table, op.to.name)))
            return false;
        AlterColumn taken{op.table, op.to, op.to, op.facets};
        if (op.facets.has(ColumnFacet::Default)) {
            if (!op.from.serverDefault || !op.to.serverDefault)
                return false;
            taken.to.serverDefault = op.from.serverDefault;
        }
        if (op.facets.has(ColumnFacet::Computed)) {
            bool both = op.from.computed && op.to.computed;
            if (!both || op.from.computed->persisted != op.to.computed->persisted)
                return false;
            taken.to.computed = op.from.computed;
        }
        result = std::move(taken);
        return true;
    }

    bool operator()(const AlterConstraint& op, Operation& result) const
    {
        if (op.from.index() != op.to.index() || nameOf(op.from) != nameOf(op.to)
            || !m_written.has(keyOf("constraint", op.table, nameOf(op.to))))
            return false;
        Constraint taken = op.to;
        if (auto* check = std::get_if<CheckConstraint>(&taken)) {
            const auto& from = std::get<CheckConstraint>(op.from);
            if (check->validated != from.validated)
                return false;
            check->expression = from.expression;
        } else if (auto* other = std::get_if<OtherConstraint>(&taken)) {
            other->definition = std::get<OtherConstraint>(op.from).definition;
        } else {
            return false;
        }
        result = AlterConstraint{op.table, op.to, std::move(taken)};
        return true;
    }

    bool operator()(const AlterIndex& op, Operation& result) const
    {
        if (op.from.name != op.to.name || op.from.elements.size() != op.to.elements.size()
            || op.from.where.empty() != op.to.where.empty()
            || !m_written.has(keyOf("index", op.table, op.to.name)))
            return false;
        AlterIndex taken{op.table, op.to, op.to};
        taken.to.where = op.from.where;
        for (std::size_t i = 0; i < op.to.elements.size(); ++i) {
            if (op.to.elements[i].column.empty() && op.from.elements[i].column.empty())
                taken.to.elements[i].expression = op.from.elements[i].expression;
        }
        result = std::move(taken);
        return true;
    }

    bool operator()(const AlterTrigger& op, Operation& result) const
    {
        if (op.from.name != op.to.name || op.from.enabled != op.to.enabled
            || !m_written.has(keyOf("trigger", op.table, op.to.name)))
            return false;
        AlterTrigger taken{op.table, op.to, op.to};
        taken.to.definition = op.from.definition;
        result = std::move(taken);
        return true;
    }

    bool operator()(const AlterView& op, Operation& result) const
    {
        TableName name{op.to.schema, op.to.name};
        bool same = op.from.name == op.to.name && op.from.schema == op.to.schema
            && op.from.materialized == op.to.materialized;
        if (!same || !m_written.has(keyOf("view", name)))
            return false;
        AlterView taken{op.to, op.to};
        taken.to.definition = op.from.definition;
        result = std::move(taken);
        return true;
    }

    bool operator()(const AlterDomain& op, Operation& result) const
    {
        if (!m_written.has(keyOf("domain", {op.to.schema, op.to.name}))
            || op.from.checkConstraints.size() != op.to.checkConstraints.size()
            || op.from.serverDefault.has_value() != op.to.serverDefault.has_value())
            return false;
        AlterDomain taken{op.to, op.to};
        taken.to.serverDefault = op.from.serverDefault;
        for (CheckConstraint& check : taken.to.checkConstraints) {
            for (const CheckConstraint& told : op.from.checkConstraints) {
                if (told.name == check.name)
                    check.expression = told.expression;
            }
        }
        result = std::move(taken);
        return true;
    }

    bool operator()(const AlterRoutine& op, Operation& result) const
    {
        if (!m_written.has(keyOf("routine", {op.to.schema, op.to.name})))
            return false;
        AlterRoutine taken{op.to, op.to};
        taken.to.definition = op.from.definition;
        result = std::move(taken);
        return true;
    }

    template <typename T>
    bool operator()(const T&, Operation&) const
    {
        return false;
    }

private:
    const Written& m_written;
};

} // namespace

Respelt withServerSpelling(const MetaData& to, const Operations& done, const Operations& remaining)
{
    Written written(done);
    TakeOver takeOver(written);
    Respelt result{to, {}};
    for (const Operation& operation : remaining) {
        Operation taken;
        if (!std::visit([&](const auto& op) { return takeOver(op, taken); }, operation))
            continue;
        applyTo(result.model, taken);
        result.objects.push_back(describe(operation));
    }
    return result;
}

} // namespace relata
