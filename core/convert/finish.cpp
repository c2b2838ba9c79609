// The drafts as tables of the result: new names everywhere, and names of constraints and indexes that do not
// clash in the scopes that the target gives them.
#include "core/convert/context.h"
#include "core/util/strings.h"

namespace relata::convert_internal {
namespace {

class ConstraintNames
{
public:
    explicit ConstraintNames(Context& context) : m_context(context) { }

    // Names of tables, views and sequences are taken first: they stay as they are.
    void reserve(const std::string& schema, const std::string& name)
    {
        m_relations.insert(keyOf(schema, name));
    }

    enum class Kind
    {
        Check, // and foreign keys
        Key, // primary keys and uniques, which have an index of their name
        Index,
    };

    std::string take(const Draft& draft, const std::string& name, Kind kind)
    {
        if (name.empty())
            return name;
        const DialectTraits& to = m_context.to;
        std::string fitting = to.namesMayHoldQuotes ? name : replaceAll(name, "\"", "_");
        fitting = m_context.identifiers.truncated(fitting);
        std::string candidate = fitting;
        for (int attempt = 1; !isFree(draft, candidate, kind); ++attempt) {
            candidate = attempt == 1 ? draft.newName + "_" + fitting
                                     : draft.newName + "_" + fitting + "_" + std::to_string(attempt);
            candidate = m_context.identifiers.truncated(candidate);
        }
        if (candidate != name)
            m_context.notes.info(draft.label() + ", " + name, "the name",
                candidate == fitting ? "it is too long" : "another object of the schema has it", candidate);
        return candidate;
    }

private:
    std::string keyOf(const std::string& scope, const std::string& name) const
    {
        return qualifiedKey(
            scope, m_context.to.caseFolding == CaseFolding::Preserve ? toLowerAscii(name) : name);
    }
    // Takes the name where it is free.
    bool isFree(const Draft& draft, const std::string& name, Kind kind)
    {
        const DialectTraits& to = m_context.to;
        std::string inSchema = keyOf(draft.newSchema, name);
        std::string inTable = keyOf(draft.newSchema + "." + draft.newName, name);
        // Where index names count in the schema, they count among the tables too.
        bool amongRelations = to.indexNamesPerSchema && kind != Kind::Check;
        bool amongConstraints = to.constraintNamesPerSchema && kind != Kind::Index;
        if (amongRelations && m_relations.contains(inSchema))
            return false;
        if (amongConstraints
            && (m_constraints.contains(inSchema)
                || (!to.indexNamesPerSchema && m_relations.contains(inSchema))))
            return false;
        if (m_inTable.contains(inTable))
            return false;
        if (amongRelations)
            m_relations.insert(inSchema);
        if (amongConstraints)
            m_constraints.insert(inSchema);
        m_inTable.insert(inTable);
        return true;
    }

    Context& m_context;
    std::unordered_set<std::string> m_relations, m_constraints, m_inTable;
};

void renameColumns(const Draft& draft, std::vector<std::string>& columns)
{
    for (std::string& name : columns)
        name = draft.newColumn(name);
}

void finishTable(Context& context, Draft& draft, ConstraintNames& names)
{
    using Kind = ConstraintNames::Kind;
    Table& table = draft.table;
    table.triggers.clear();
    table.definition = {};
    table.primaryKey.name = names.take(draft, table.primaryKey.name, Kind::Key);
    renameColumns(draft, table.primaryKey.columns);
    for (UniqueConstraint& unique : table.uniqueConstraints) {
        unique.name = names.take(draft, unique.name, Kind::Key);
        renameColumns(draft, unique.columns);
        renameColumns(draft, unique.includeColumns);
    }
    for (ForeignKeyConstraint& key : table.foreignKeys) {
        key.name = names.take(draft, key.name, Kind::Check);
        renameColumns(draft, key.columns);
        if (Draft* parent = context.referredDraft(draft, key)) {
            renameColumns(*parent, key.referredColumns);
            key.referredTable = parent->newName;
            key.referredSchema = parent->newSchema == draft.newSchema ? std::string() : parent->newSchema;
        }
    }
    for (CheckConstraint& check : table.checkConstraints)
        check.name = names.take(draft, check.name, Kind::Check);
    for (Index& index : table.indexes) {
        if (index.name.empty()) {
            index.name = "ix_" + draft.newName;
            for (const IndexElement& element : index.elements)
                index.name += "_" + (element.column.empty() ? "expr" : element.column);
        }
        index.name = names.take(draft, index.name, Kind::Index);
        for (IndexElement& element : index.elements) {
            if (!element.column.empty())
                element.column = draft.newColumn(element.column);
        }
        renameColumns(draft, index.includeColumns);
    }
    for (Column& column : table.columns)
        column.name = draft.newColumn(column.name);
}

} // namespace

void finishTables(Context& context)
{
    ConstraintNames names(context);
    for (const Draft& draft : context.drafts)
        names.reserve(draft.newSchema, draft.newName);
    for (const ViewPtr& view : context.source.views())
        names.reserve(context.to.supportsSchemas ? view->schema : "", view->name);
    for (const Sequence& sequence : context.result.sequences)
        names.reserve(sequence.schema, sequence.name);
    for (Draft& draft : context.drafts) {
        finishTable(context, draft, names);
        Table table = draft.table; // the draft keeps what views have to know
        table.schema = draft.newSchema;
        table.name = draft.newName;
        context.names[{draft.source->schema, draft.source->name}] = {table.schema, table.name};
        context.result.addTable(std::move(table));
    }
}

} // namespace relata::convert_internal
