#include "core/engine/create_all.h"

#include "core/sql/ddl_elements.h"
#include "core/util/error.h"
#include "core/util/strings.h"

#include <algorithm>
#include <map>
#include <set>

namespace relata {
namespace {

using Name = std::pair<std::string, std::string>; // schema, name

// The names that a database has already, as the model would write them.
class Existing
{
public:
    Existing(const MetaData& reflected, const DialectTraits& traits)
        : m_folds(traits.caseFolding == CaseFolding::Preserve), m_default(reflected.defaultSchema)
    {
        for (const TablePtr& table : reflected.tables())
            add(m_relations, table->schema, table->name);
        for (const ViewPtr& view : reflected.views())
            add(m_relations, view->schema, view->name);
        for (const Sequence& sequence : reflected.sequences)
            add(m_sequences, sequence.schema, sequence.name);
        for (const EnumType& type : reflected.enums)
            add(m_types, type.schema, type.name);
        for (const Domain& domain : reflected.domains)
            add(m_types, domain.schema, domain.name);
        for (const CarriedObject& object : reflected.carried)
            add(m_carried, object.schema, object.kind + " " + object.name);
        for (const std::string& schema : reflected.schemas)
            m_schemas.insert(fold(schema));
    }

    bool relation(const std::string& schema, const std::string& name) const
    {
        return has(m_relations, schema, name);
    }
    bool sequence(const std::string& schema, const std::string& name) const
    {
        return has(m_sequences, schema, name);
    }
    bool type(const std::string& schema, const std::string& name) const { return has(m_types, schema, name); }
    bool carried(const CarriedObject& object) const
    {
        return has(m_carried, object.schema, object.kind + " " + object.name);
    }
    bool schema(const std::string& name) const { return m_schemas.contains(fold(name)); }

private:
    std::string fold(const std::string& name) const { return m_folds ? toLowerAscii(name) : name; }
    std::string home(const std::string& schema) const
    {
        return schema == m_default ? std::string() : fold(schema);
    }
    void add(std::set<Name>& names, const std::string& schema, const std::string& name)
    {
        names.emplace(home(schema), fold(name));
    }
    bool has(const std::set<Name>& names, const std::string& schema, const std::string& name) const
    {
        return names.contains({home(schema), fold(name)});
    }

    bool m_folds;
    std::string m_default;
    std::set<Name> m_relations;
    std::set<Name> m_sequences;
    std::set<Name> m_types;
    std::set<Name> m_carried;
    std::set<std::string> m_schemas;
};

enum class Wanted
{
    Missing, // keep what the database lacks: to be made
    Present, // keep what the database has: to be dropped
};

// The part of `metadata` that is to be made or dropped; the rest is named in `skipped`.
MetaData checked(
    const MetaData& metadata, const Existing& existing, Wanted wanted, std::vector<std::string>& skipped)
{
    auto keeps = [&](bool exists, const std::string& schema, const std::string& name) {
        bool kept = exists == (wanted == Wanted::Present);
        if (!kept)
            skipped.push_back(schema.empty() ? name : schema + "." + name);
        return kept;
    };
    MetaData result = metadata.withoutTablesAndViews();
    if (wanted == Wanted::Missing)
        std::erase_if(result.schemas,
            [&](const std::string& schema) { return !schema.empty() && existing.schema(schema); });
    std::erase_if(result.enums, [&](const EnumType& type) {
        return !keeps(existing.type(type.schema, type.name), type.schema, type.name);
    });
    std::erase_if(result.domains, [&](const Domain& domain) {
        return !keeps(existing.type(domain.schema, domain.name), domain.schema, domain.name);
    });
    std::erase_if(result.sequences, [&](const Sequence& sequence) {
        return !keeps(existing.sequence(sequence.schema, sequence.name), sequence.schema, sequence.name);
    });
    std::erase_if(result.carried, [&](const CarriedObject& object) {
        return !keeps(existing.carried(object), object.schema, object.name);
    });
    for (const TablePtr& table : metadata.tables()) {
        if (keeps(existing.relation(table->schema, table->name), table->schema, table->name))
            result.addTable(table);
    }
    for (const ViewPtr& view : metadata.views()) {
        if (keeps(existing.relation(view->schema, view->name), view->schema, view->name))
            result.addView(*view);
    }
    return result;
}

class Runner
{
public:
    Runner(Connection& connection, const RunDdlOptions& options)
        : m_connection(connection), m_options(options)
    { }

    DdlReport run(const MetaData& metadata, DdlScript script, DdlMoment before, DdlMoment after)
    {
        std::vector<TableSpan> spans = tableSpans(script, metadata);
        std::multimap<std::size_t, std::pair<DdlMoment, const Table*>> calls;
        if (m_options.listener) {
            for (const TableSpan& span : spans)
                calls.emplace(span.end, std::pair(after, span.table.get()));
            for (const TableSpan& span : spans)
                calls.emplace(span.begin, std::pair(before, span.table.get()));
        }
        bool transaction = m_connection.dialect().traits().transactionalDdl
            && !m_connection.driverConnection().inTransaction();
        if (transaction)
            m_connection.begin();
        try {
            tell(before, nullptr);
            for (std::size_t i = 0; i <= script.statements.size(); ++i) {
                auto [first, last] = calls.equal_range(i);
                for (auto call = first; call != last; ++call)
                    tell(call->second.first, call->second.second);
                if (i < script.statements.size())
                    execute(std::move(script.statements[i]));
            }
            tell(after, nullptr);
            if (transaction)
                m_connection.commit();
        } catch (...) {
            if (transaction && m_connection.isUsable())
                rollBack();
            throw;
        }
        return std::move(m_report);
    }

    DdlReport m_report;

private:
    void tell(DdlMoment moment, const Table* table)
    {
        if (m_options.listener)
            m_options.listener(moment, table, m_connection);
    }

    void execute(DdlStatement statement)
    {
        ExecutionOptions execution;
        execution.stop = m_options.stop;
        CursorResult cursor = m_connection.execute(statement.text, {}, execution);
        while (cursor.fetch()) { }
        m_report.executed.push_back(std::move(statement));
    }

    void rollBack() noexcept
    {
        try {
            m_connection.rollback();
        } catch (const DatabaseError&) {
            // What ended the run is what the caller hears of.
        }
    }

    Connection& m_connection;
    const RunDdlOptions& m_options;
};

MetaData present(Connection& connection, const MetaData& prepared, const RunDdlOptions& options)
{
    ReflectOptions reflection;
    reflection.stop = options.stop;
    if (connection.dialect().traits().supportsSchemas) {
        // The schemas that are asked for and exist; asking for others would only make notes.
        std::vector<std::string> existing = connection.dialect().inspector(connection)->schemaNames();
        std::string home = connection.dialect().inspector(connection)->defaultSchemaName();
        std::set<std::string> asked;
        auto ask = [&](const std::string& schema) { asked.insert(schema.empty() ? home : schema); };
        ask("");
        for (const std::string& schema : prepared.schemas)
            ask(schema);
        for (const TablePtr& table : prepared.tables())
            ask(table->schema);
        for (const ViewPtr& view : prepared.views())
            ask(view->schema);
        for (const Sequence& sequence : prepared.sequences)
            ask(sequence.schema);
        for (const EnumType& type : prepared.enums)
            ask(type.schema);
        for (const Domain& domain : prepared.domains)
            ask(domain.schema);
        for (const std::string& schema : asked) {
            if (schema == home || std::find(existing.begin(), existing.end(), schema) != existing.end())
                reflection.schemas.push_back(schema);
        }
    }
    return reflect(connection, reflection);
}

[[noreturn]] void refuseCycle(const std::vector<TablePtr>& cycle)
{
    std::vector<std::string> names;
    for (const TablePtr& table : cycle)
        names.push_back(table->qualifiedName());
    Error error;
    error.kind = ErrorKind::Argument;
    error.message = "The tables " + join(names, ", ")
        + " refer to each other by foreign keys without names, so none of them can be dropped first.";
    error.hint = "Give the keys names; a naming convention does it for all of them.";
    raise(std::move(error));
}

} // namespace

DdlReport createAll(Connection& connection, const MetaData& metadata, const RunDdlOptions& options)
{
    const Dialect& dialect = connection.dialect();
    MetaData prepared = preparedForDdl(metadata, dialect, options.tables, options.schemaTranslateMap);
    Runner runner(connection, options);
    if (options.checkFirst)
        prepared = checked(prepared, Existing(present(connection, prepared, options), dialect.traits()),
            Wanted::Missing, runner.m_report.skipped);
    return runner.run(prepared, relata::createAll(prepared, dialect, CreateOptions()),
        DdlMoment::BeforeCreate, DdlMoment::AfterCreate);
}

DdlReport dropAll(Connection& connection, const MetaData& metadata, const RunDdlOptions& options)
{
    const Dialect& dialect = connection.dialect();
    MetaData prepared = preparedForDdl(metadata, dialect, options.tables, options.schemaTranslateMap);
    Runner runner(connection, options);
    if (options.checkFirst)
        prepared = checked(prepared, Existing(present(connection, prepared, options), dialect.traits()),
            Wanted::Present, runner.m_report.skipped);
    if (dialect.traits().supportsAlterAddConstraint) {
        SortedTables sorted = sortedTables(prepared);
        for (const auto& [table, key] : sorted.cut) {
            if (!table->foreignKeys[key].name.empty())
                continue;
            for (const std::vector<TablePtr>& cycle : sorted.cycles) {
                if (std::find(cycle.begin(), cycle.end(), table) != cycle.end())
                    refuseCycle(cycle);
            }
        }
    }
    DropOptions drop;
    drop.ifExists = !options.checkFirst;
    return runner.run(
        prepared, relata::dropAll(prepared, dialect, drop), DdlMoment::BeforeDrop, DdlMoment::AfterDrop);
}

MetaData reflect(Connection& connection, const ReflectOptions& options)
{
    MetaData metadata = connection.dialect().inspector(connection)->reflect(options);
    return options.filter.empty() ? metadata : selected(metadata, options.filter);
}

} // namespace relata
