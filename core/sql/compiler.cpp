#include "core/sql/compiler.h"

#include "core/sql/client_defaults.h"
#include "core/sql/selectable.h"
#include "core/sql/sql_dialect.h"
#include "core/sql/statement_compiler.h"
#include "core/types/type_decorator.h"
#include "core/util/argument_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <list>
#include <mutex>

namespace relata {

using namespace ast;

namespace {

// Compiled structures by dialect, options and structure; the least recently used ones go first.
class Cache
{
public:
    using Entry = std::shared_ptr<const CompiledTemplate>;

    Entry find(const std::string& key)
    {
        std::lock_guard lock(m_mutex);
        auto found = m_index.find(key);
        if (found == m_index.end()) {
            ++m_statistics.misses;
            return nullptr;
        }
        ++m_statistics.hits;
        m_entries.splice(m_entries.begin(), m_entries, found->second);
        return found->second->second;
    }

    void insert(const std::string& key, Entry entry)
    {
        std::lock_guard lock(m_mutex);
        if (m_index.contains(key))
            return;
        m_entries.emplace_front(key, std::move(entry));
        m_index.emplace(m_entries.front().first, m_entries.begin());
        if (m_entries.size() > capacity) {
            m_index.erase(m_entries.back().first);
            m_entries.pop_back();
        }
    }

    CompileCacheStatistics statistics()
    {
        std::lock_guard lock(m_mutex);
        CompileCacheStatistics result = m_statistics;
        result.entries = m_entries.size();
        return result;
    }

private:
    static constexpr std::size_t capacity = 500; // SQLAlchemy's query_cache_size
    std::mutex m_mutex;
    std::list<std::pair<std::string, Entry>> m_entries;
    std::unordered_map<std::string_view, std::list<std::pair<std::string, Entry>>::iterator> m_index;
    CompileCacheStatistics m_statistics;
};

Cache& cache()
{
    static Cache instance;
    return instance;
}

// Writes a template out with values: as placeholders, or as literals.
class Writer
{
public:
    enum class Form
    {
        Placeholders,
        Literals,
    };
    Writer(const Compiled& compiled, const NamedValues& values, Form form)
        : m_compiled(compiled)
        , m_template(*compiled.structure)
        , m_values(values)
        , m_traits(m_template.dialect->traits())
        , m_form(form)
    { }

    void run()
    {
        std::size_t size = 0;
        for (const std::string& text : m_template.texts)
            size += text.size() + 4;
        m_sql.reserve(size);
        m_sql = m_template.texts[0];
        for (std::size_t i = 0; i < m_template.places.size(); ++i) {
            write(m_template.places[i]);
            m_sql += m_template.texts[i + 1];
        }
    }

    std::string m_sql;
    std::vector<CompiledParameter> m_parameters;

private:
    const NamedValue* find(const std::string& name) const
    {
        for (const NamedValue& value : m_values) {
            if (value.name == name)
                return &value;
        }
        return nullptr;
    }

    void write(const CompiledSlot& slot)
    {
        using Kind = CompiledSlot::Kind;
        switch (slot.kind) {
        case Kind::Literal:
            return single(slot, {}, m_compiled.literals[slot.literal]->value, true);
        case Kind::Fixed:
            return single(slot, {}, slot.value, true);
        case Kind::Out:
            return single(slot, slot.name, {}, false);
        case Kind::Named: {
            const NamedValue* given = find(slot.name);
            if (given && given->values.size() != 1)
                raiseArgument("The parameter :" + slot.name + " takes one value, not a list.");
            if (given)
                return single(slot, slot.name, given->values.front(), true);
            return single(slot, slot.name, slot.value, slot.hasValue);
        }
        case Kind::List:
            return list(slot, m_compiled.literals[slot.literal]->values);
        case Kind::NamedList: {
            const NamedValue* given = find(slot.name);
            if (!given)
                return single(slot, slot.name, {}, false);
            return list(slot, given->values);
        }
        }
    }

    void list(const CompiledSlot& slot, const std::vector<Value>& values)
    {
        if (values.empty()) {
            // As SQLAlchemy: no row, and no error of a server that takes no empty list.
            std::string nulls;
            for (std::size_t i = 0; i < slot.width; ++i)
                nulls += i ? ", NULL" : "NULL";
            bool negated = m_sql.size() >= 8 && m_sql.compare(m_sql.size() - 8, 8, "NOT IN (") == 0;
            if (slot.isSet)
                m_sql += "SELECT " + nulls + " WHERE 1 != 1";
            else if (slot.width > 1)
                m_sql += "(" + nulls + ")" + (negated ? ") OR (1 = 1" : ") AND (1 != 1");
            else
                m_sql += negated ? "NULL) OR (1 = 1" : "NULL) AND (1 != 1";
            return;
        }
        if (values.size() % slot.width != 0)
            raiseArgument("The values for the list of tuples do not fill its last tuple.");
        if (slot.isSet)
            m_sql += "VALUES ";
        for (std::size_t i = 0; i < values.size(); ++i) {
            m_sql += i ? ", " : "";
            if (slot.width > 1 && i % slot.width == 0)
                m_sql += "(";
            if (slot.width > 1 && !slot.contexts.empty())
                single(slot, slot.name, processed(slot.contexts[i % slot.width].get(), values[i]), true);
            else
                single(slot, slot.name, values[i], true);
            if (slot.width > 1 && i % slot.width == slot.width - 1)
                m_sql += ")";
        }
    }

    Value processed(const SqlType* type, const Value& value) const
    {
        return type && mayHaveHooks(*type) ? processBind(*type, value, m_traits.name, m_traits.family)
                                           : value;
    }

    void single(const CompiledSlot& slot, const std::string& name, const Value& value, bool hasValue)
    {
        const SqlType* told = slot.type ? slot.type.get() : slot.context.get();
        if (!told || !mayHaveHooks(*told))
            return plain(slot, name, value, hasValue, slot.type.get(), slot.context.get());
        // Values go through the type's hook and are what the type is in this dialect.
        SqlType actual = dialectType(*told, m_traits.name, m_traits.family);
        plain(slot, name, hasValue ? processed(told, value) : value, hasValue, slot.type ? &actual : nullptr,
            slot.type ? slot.context.get() : &actual);
    }

    void plain(const CompiledSlot& slot, const std::string& name, const Value& value, bool hasValue,
        const SqlType* type, const SqlType* context)
    {
        std::string cast =
            m_template.dialect->parameterCast(value, type, slot.inferred ? context : nullptr, slot.inferred);
        if (m_form == Form::Literals && hasValue) {
            bool known = value.isNull() || value.tag() == ValueTag::Text || value.tag() == ValueTag::Boolean;
            m_sql += m_template.dialect->valueLiteral(value.view());
            if (slot.type || (!known && value.tag() == ValueTag::Number))
                m_sql += cast;
            return;
        }
        if (m_form == Form::Literals) {
            m_sql += ":" + name + cast;
            return;
        }
        m_parameters.push_back({name, value, hasValue, slot.type ? slot.type : slot.context});
        switch (m_traits.paramStyle) {
        case ParamStyle::QuestionMark:
            m_sql += '?';
            break;
        case ParamStyle::Numbered:
            m_sql += '$';
            m_sql += std::to_string(m_parameters.size());
            break;
        case ParamStyle::NamedColon:
            m_sql += ":p";
            m_sql += std::to_string(m_parameters.size());
            break;
        }
        m_sql += cast;
    }

    const Compiled& m_compiled;
    const CompiledTemplate& m_template;
    const NamedValues& m_values;
    const DialectTraits& m_traits;
    Form m_form;
};

void checkNames(const CompiledTemplate& structure, const NamedValues& values)
{
    for (const NamedValue& value : values) {
        bool known = std::any_of(structure.places.begin(), structure.places.end(),
            [&](const CompiledSlot& slot) { return slot.name == value.name && !value.name.empty(); });
        if (!known)
            raiseArgument("The statement has no parameter :" + value.name + ".");
    }
}

} // namespace

Compiled compile(const Statement& statement, const SqlDialect& dialect, const CompileOptions& options)
{
    Compiled result;
    result.statement = withClientDefaults(statement.node(), &result.supplied);
    StructureKey key = structureKey(*result.statement);
    std::string name = dialect.traits().name;
    for (const auto& [from, to] : options.schemaTranslate)
        name += fmt::format("\n{}:{}{}:{}", from.size(), from, to.size(), to);
    std::string cacheKey = fmt::format("{}\n{}\n", static_cast<const void*>(&dialect), name) + key.bytes;
    std::shared_ptr<const CompiledTemplate> found = cache().find(cacheKey);
    if (!found) {
        CompiledTemplate made = dialect.statementCompiler(key, options)->compile(*result.statement);
        found = std::make_shared<const CompiledTemplate>(std::move(made));
        cache().insert(cacheKey, found);
    }
    result.kind = result.statement->kind;
    result.structure = std::move(found);
    result.literals = std::move(key.literals);
    result.resultColumns = result.structure->columns;
    NamedValues none;
    Writer writer(result, none, Writer::Form::Placeholders);
    writer.run();
    result.sql = std::move(writer.m_sql);
    result.parameters = std::move(writer.m_parameters);
    return result;
}

SqlStatement Compiled::bind(const NamedValues& values) const
{
    SqlStatement result;
    if (values.empty() && supplied.empty()) {
        result.sql = sql;
        for (const CompiledParameter& parameter : parameters) {
            if (!parameter.hasValue)
                raiseArgument("The parameter :" + parameter.name + " has no value.");
            result.parameters.push_back(parameter.value);
        }
        return result;
    }
    checkNames(*structure, values);
    NamedValues all = suppliedValues(supplied, valuesOf(*statement, values));
    all.insert(all.begin(), values.begin(), values.end()); // what is given comes first
    Writer writer(*this, all, Writer::Form::Placeholders);
    writer.run();
    result.sql = std::move(writer.m_sql);
    for (CompiledParameter& parameter : writer.m_parameters) {
        if (!parameter.hasValue)
            raiseArgument("The parameter :" + parameter.name + " has no value.");
        result.parameters.push_back(std::move(parameter.value));
    }
    return result;
}

std::string Compiled::literalSql(const NamedValues& values) const
{
    checkNames(*structure, values);
    Writer writer(*this, values, Writer::Form::Literals);
    writer.run();
    return std::move(writer.m_sql);
}

std::string literalText(const Expression& expression, const SqlDialect& dialect)
{
    std::string text =
        compile(select(expression.label("x")).selectFrom(textFrom("x")).correlate({}), dialect).literalSql();
    std::size_t end = text.find(" AS x FROM ");
    return text.substr(7, end == std::string::npos ? end : end - 7);
}

CompileCacheStatistics compileCacheStatistics()
{
    return cache().statistics();
}

} // namespace relata
