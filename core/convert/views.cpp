// Views: translated where every part of their query is known, after the tables and views that they read.
#include "core/convert/context.h"
#include "core/convert/expression/parser.h"
#include "core/convert/expression/printer.h"
#include "core/convert/expression/resolver.h"
#include "core/sql/dialect_registry.h"
#include "core/util/strings.h"

#include <algorithm>
#include <deque>

namespace relata::convert_internal {
namespace {

class ViewConverter
{
public:
    explicit ViewConverter(Context& context) : m_context(context) { }
    void run();

private:
    struct State
    {
        const View* view = nullptr;
        bool started = false;
        bool done = false; // and in the target
        View converted;
        TableShape shape;
    };
    State* find(const std::string& schema, const std::string& name);
    const TableShape* shapeOf(const std::string& schema, const std::string& name);
    void convert(State& state);
    void translate(State& state);
    void takeOver(State& state);
    void describeColumns(State& state) const;

    Context& m_context;
    std::deque<State> m_states;
    std::vector<std::string>* m_reads = nullptr; // of the view that is being translated
};

ViewConverter::State* ViewConverter::find(const std::string& schema, const std::string& name)
{
    for (State& state : m_states) {
        bool sameSchema = state.view->schema == schema
            || (state.view->schema.empty() && schema == m_context.source.defaultSchema);
        if (sameSchema && state.view->name == name)
            return &state;
    }
    return nullptr;
}

const TableShape* ViewConverter::shapeOf(const std::string& schema, const std::string& name)
{
    const TableShape* shape = nullptr;
    if (Draft* draft = m_context.findDraft(schema, name)) {
        shape = &draft->shape;
    } else if (State* state = find(schema, name)) {
        std::vector<std::string>* reads = m_reads;
        convert(*state);
        m_reads = reads;
        if (state->done)
            shape = &state->shape;
    } else {
        // Dialects that fold or ignore case find a name in another spelling.
        for (Draft& draft : m_context.drafts) {
            if (equalsIgnoreCase(draft.source->name, name)
                && (schema.empty() || equalsIgnoreCase(draft.source->schema, schema)
                    || (draft.source->schema.empty()
                        && equalsIgnoreCase(schema, m_context.source.defaultSchema))))
                shape = &draft.shape;
        }
    }
    if (shape && m_reads)
        m_reads->push_back(
            shape->newSchema.empty() ? shape->newName : shape->newSchema + "." + shape->newName);
    return shape;
}

void ViewConverter::describeColumns(State& state) const
{
    for (Column& column : state.converted.columns) {
        column.type = column.type.withoutNative();
        column.serverDefault.reset();
        column.options = {};
    }
}

// Text that the target's family wrote.
void ViewConverter::takeOver(State& state)
{
    for (const Column& column : state.view->columns) {
        ShapeColumn shapeColumn;
        shapeColumn.name = shapeColumn.newName = column.name;
        shapeColumn.valueClass = classOf(column.type);
        state.shape.columns.push_back(std::move(shapeColumn));
    }
}

void ViewConverter::translate(State& state)
{
    const View& view = *state.view;
    const SqlDialect* dialect = findSqlDialect(view.definition.dialect);
    const ExpressionRules& rules =
        dialect && dialect->traits().expressions ? *dialect->traits().expressions : standardExpressionRules();
    QueryPtr query = parseQuery(view.definition.text, view.definition.dialect, rules);
    auto lookup = [this](
                      const std::string& schema, const std::string& name) { return shapeOf(schema, name); };
    auto isType = [this](const std::string& name) {
        return std::any_of(m_context.source.enums.begin(), m_context.source.enums.end(),
                   [&](const EnumType& type) { return type.name == name; })
            || std::any_of(m_context.source.domains.begin(), m_context.source.domains.end(),
                [&](const Domain& domain) { return domain.name == name; });
    };
    Resolver resolver(rules, dialect ? std::optional(dialect->traits().nullsSortHigh) : std::nullopt,
        m_context.to, lookup, isType);
    std::vector<std::string> reads;
    m_reads = &reads;
    TableShape results = resolver.resolveQuery(*query, nullptr);
    m_reads = nullptr;

    std::set<std::string> seen;
    std::vector<SelectItem>& items = query->cores.front().items;
    for (std::size_t i = 0; i < items.size(); ++i) {
        std::string name = results.columns[i].name;
        if (i < view.columns.size() && view.columns.size() == items.size())
            name = view.columns[i].name;
        if (name.empty())
            throw Untranslatable("a column of it has no name");
        name = m_context.identifiers.truncated(name);
        if (!seen.insert(toLowerAscii(name)).second)
            throw Untranslatable("two of its columns have the same name");
        results.columns[i].name = i < view.columns.size() ? view.columns[i].name : name;
        results.columns[i].newName = name;
        items[i].alias = name;
        if (i < state.converted.columns.size())
            state.converted.columns[i].name = name;
    }
    state.converted.namedColumns = false;
    state.shape.columns = std::move(results.columns);

    Printer printer(m_context.target);
    state.converted.definition = {printer.query(*query), m_context.to.name};
    state.converted.dependsOn = reads;
    for (const std::string& remark : printer.remarks())
        m_context.notes.changed("view " + view.qualifiedName(), "view", remark, "the same query");
}

void ViewConverter::convert(State& state)
{
    if (state.started)
        return; // done, given up, or a ring, which no database has
    state.started = true;
    const View& view = *state.view;
    const DialectTraits& to = m_context.to;
    state.converted = view;
    state.converted.options = m_context.targetOptions(view.options);
    state.converted.triggers.clear();
    bool flat = !to.supportsSchemas && !view.schema.empty();
    state.converted.schema = to.supportsSchemas ? view.schema : std::string();
    state.converted.name = m_context.identifiers.truncated(flat ? view.schema + "_" + view.name : view.name);
    if (!to.namesMayHoldQuotes)
        state.converted.name = replaceAll(state.converted.name, "\"", "_");
    state.shape.name = view.name;
    state.shape.newSchema = state.converted.schema;
    state.shape.newName = state.converted.name;
    const std::string label = "view " + view.qualifiedName();
    describeColumns(state);
    try {
        if (m_context.isTargets(view.definition.dialect))
            takeOver(state);
        else
            translate(state);
    } catch (const Untranslatable& reason) {
        m_reads = nullptr;
        m_context.notes.lost(label, view.materialized ? "materialized view" : "view", reason.what());
        return;
    }
    if (view.materialized && !to.supportsMaterializedViews) {
        state.converted.materialized = false;
        m_context.notes.changed(label, "materialized view", lacks(to, "materialized views"), "a plain view");
    }
    if (!view.indexes.empty()) {
        state.converted.indexes.clear();
        m_context.notes.lost(label, "its indexes", "they are of a materialized view");
    }
    bool comments = to.supportsCommentOn || to.commentsAsProperties;
    if (!view.comment.empty() && !comments) {
        state.converted.comment.clear();
        m_context.notes.lost(label, "comment", lacks(to, "comments of views in its catalogue"));
    }
    state.done = true;
}

void ViewConverter::run()
{
    for (const ViewPtr& view : m_context.source.views()) {
        State state;
        state.view = view.get();
        m_states.push_back(std::move(state));
    }
    for (State& state : m_states)
        convert(state);
    for (State& state : m_states) {
        if (!state.done)
            continue;
        m_context.names[{state.view->schema, state.view->name}] = {
            state.converted.schema, state.converted.name};
        m_context.result.addView(state.converted);
    }
}

} // namespace

void convertViews(Context& context)
{
    ViewConverter(context).run();
}

} // namespace relata::convert_internal
