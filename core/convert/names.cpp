// Names of schemas, tables and columns that the target takes: short enough, different without regard to case
// where case does not count, and with the schema in front where there are no schemas.
#include "core/convert/context.h"
#include "core/util/strings.h"

#include <algorithm>

namespace relata::convert_internal {
namespace {

// Names that stand beside each other, and so must differ.
class NameSpace
{
public:
    explicit NameSpace(const Context& context) : m_context(context) { }

    // The name itself, or one like it that fits and is free.
    std::string take(const std::string& wanted)
    {
        std::string fitting = wanted;
        if (!m_context.to.namesMayHoldQuotes)
            fitting = replaceAll(fitting, "\"", "_");
        fitting = m_context.identifiers.truncated(fitting);
        std::string candidate = fitting;
        for (int number = 2; !m_taken.insert(keyOf(candidate)).second; ++number)
            candidate = withSuffix(fitting, "_" + std::to_string(number));
        return candidate;
    }

private:
    std::string keyOf(const std::string& name) const
    {
        return m_context.to.caseFolding == CaseFolding::Preserve ? toLowerAscii(name) : name;
    }
    std::string withSuffix(const std::string& name, const std::string& suffix) const
    {
        std::string_view kept = name;
        while (!kept.empty()
            && m_context.identifiers.truncated(std::string(kept) + suffix) != std::string(kept) + suffix)
            kept = utf8Prefix(kept, kept.size() - 1);
        return std::string(kept) + suffix;
    }
    const Context& m_context;
    std::set<std::string> m_taken;
};

std::string whyRenamed(const Context& context, const std::string& from, const std::string& to)
{
    if (context.identifiers.truncated(from) != from)
        return context.to.displayName + " names have at most "
            + std::to_string(context.to.maxIdentifierLength)
            + (context.to.identifierLengthInBytes ? " bytes" : " characters");
    if (from.find('"') != std::string::npos && to.find('"') == std::string::npos)
        return context.to.displayName + " names hold no quotes";
    return "another name differs only in case";
}

bool isCarriedAway(const Context& context, const Table& table)
{
    return table.kind == TableKind::Shadow || table.kind == TableKind::Partition
        || (!table.definition.empty() && !context.isTargets(table.definition.dialect));
}

void reportTable(Context& context, const Table& table)
{
    switch (table.kind) {
    case TableKind::Shadow:
        break; // part of a virtual table, which is reported
    case TableKind::Partition:
        context.notes.lost(table.qualifiedName(), "partition", "its rows belong into the partitioned table");
        break;
    case TableKind::Virtual:
        context.notes.lost(
            table.qualifiedName(), "virtual table", lacks(context.to, "virtual tables of this kind"));
        break;
    case TableKind::Foreign:
        context.notes.lost(
            table.qualifiedName(), "foreign table", "its server is known to its own database only");
        break;
    default:
        context.notes.lost(
            table.qualifiedName(), "table", "only its own database understands its definition");
    }
}

} // namespace

void nameTables(Context& context)
{
    const DialectTraits& to = context.to;
    context.result.dialect = to.name;
    context.result.defaultSchema = to.defaultSchema;
    context.result.notes = context.source.notes;
    context.result.options = context.targetOptions(context.source.options);
    bool flat = !to.supportsSchemas;
    for (const std::string& schema : context.source.schemas) {
        if (schema.empty() || !flat) {
            context.result.schemas.push_back(schema);
            if (!schema.empty() && to.schemasAreDatabases)
                context.notes.info(
                    "schema " + schema, "schema", "schemas are databases there", "a database of its own");
        } else
            context.notes.changed("schema " + schema, "schema", lacks(to, "schemas that a script can make"),
                "\"" + schema + "_\" in front of its names");
    }
    if (flat && context.result.schemas.empty())
        context.result.schemas.push_back("");

    std::map<std::string, NameSpace> spaces;
    for (const TablePtr& table : context.source.tables()) {
        if (isCarriedAway(context, *table)) {
            reportTable(context, *table);
            continue;
        }
        Draft draft;
        draft.source = table.get();
        draft.table = *table;
        draft.newSchema = flat ? std::string() : table->schema;
        std::string wanted = flat && !table->schema.empty() ? table->schema + "_" + table->name : table->name;
        NameSpace& space = spaces.try_emplace(draft.newSchema, context).first->second;
        draft.newName = space.take(wanted);
        if (draft.newName != wanted)
            context.notes.changed(table->qualifiedName(), "the name",
                whyRenamed(context, wanted, draft.newName), draft.newName);
        NameSpace columns(context);
        for (const Column& column : table->columns) {
            std::string name = columns.take(column.name);
            if (name != column.name) {
                context.notes.changed(
                    draft.label(column.name), "the name", whyRenamed(context, column.name, name), name);
                draft.columnNames[column.name] = name;
            }
        }
        bool sameClause = context.isTargets(context.source.dialect)
            && !table->options.value("mysql.partition_by").starts_with("SYSTEM_TIME");
        if (table->kind == TableKind::Partitioned && !sameClause) {
            context.notes.changed(table->qualifiedName(), "partitioned table",
                "partitions are written differently in each dialect", "one table");
            draft.table.kind = TableKind::Base;
        }
        draft.table.options = context.targetOptions(table->options);
        if (!sameClause)
            draft.table.options.remove("mysql.partition_by");
        if (draft.table.options.empty()) {
            for (const auto& [key, value] : to.tableOptions)
                draft.table.options.set(key, value);
        }
        context.drafts.push_back(std::move(draft));
    }
    context.indexDrafts();
}

} // namespace relata::convert_internal
