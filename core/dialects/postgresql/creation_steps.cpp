#include "core/dialects/postgresql/creation_steps.h"

#include "core/dialects/postgresql/carried_name.h"
#include "core/dialects/postgresql/option_keys.h"
#include "core/dialects/postgresql/postgresql_traits.h"
#include "core/util/strings.h"
#include "core/util/topological_sort.h"

#include <algorithm>
#include <unordered_set>

namespace relata::postgresql {
namespace {

// A table that lives by itself: its foreign keys can stand in its CREATE TABLE.
bool isPlain(const Table& table)
{
    return table.kind == TableKind::Base && !table.options.find(option::inherits)
        && !table.options.find(option::partitionOf);
}

// "a, public.\"b, c\"" at its commas outside quotes.
std::vector<std::string> splitNames(const std::string& list)
{
    std::vector<std::string> names;
    bool quoted = false;
    std::string name;
    for (char c : list) {
        if (c == '"')
            quoted = !quoted;
        if (c == ',' && !quoted) {
            names.push_back(std::exchange(name, {}));
            continue;
        }
        if (c != ' ' || quoted)
            name += c;
    }
    if (!name.empty())
        names.push_back(name);
    return names;
}

} // namespace

OrderedTables orderedTables(const MetaData& metadata, const IdentifierPreparer& identifiers)
{
    OrderedTables result;
    SortedTables sorted = sortedTables(metadata);
    std::unordered_set<const Table*> parents;
    std::unordered_map<std::string, std::size_t> byName;
    for (std::size_t i = 0; i < sorted.tables.size(); ++i)
        byName[identifiers.qualified(sorted.tables[i]->schema, sorted.tables[i]->name)] = i;
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    for (std::size_t i = 0; i < sorted.tables.size(); ++i) {
        const DialectOptions& options = sorted.tables[i]->options;
        bool isPartition = options.find(option::partitionOf) != nullptr;
        for (const std::string& name :
            splitNames(options.value(isPartition ? option::partitionOf : option::inherits))) {
            if (auto found = byName.find(name); found != byName.end()) {
                edges.push_back({i, found->second});
                parents.insert(sorted.tables[found->second].get());
            }
        }
    }
    // A column may hold rows of another table.
    for (std::size_t i = 0; i < sorted.tables.size(); ++i) {
        for (const Column& column : sorted.tables[i]->columns) {
            const SqlType* type = column.type.element ? column.type.element.get() : &column.type;
            if (type->kind != TypeKind::Composite || !type->native)
                continue;
            if (auto found = byName.find(type->native->text); found != byName.end() && found->second != i)
                edges.push_back({i, found->second});
        }
    }
    for (std::size_t node : topologicalSort(sorted.tables.size(), edges).order)
        result.tables.push_back(sorted.tables[node]);

    std::unordered_set<const Table*> made;
    for (const TablePtr& table : result.tables) {
        made.insert(table.get());
        for (std::size_t k = 0; k < table->foreignKeys.size(); ++k) {
            const ForeignKeyConstraint& key = table->foreignKeys[k];
            const Table* referred = metadata.referredTable(*table, key);
            bool inOrder = !referred || (made.contains(referred) && isPlain(*referred));
            if (!isPlain(*table) || parents.contains(table.get()) || !inOrder || !key.validated
                || key.useAlter || isMadeLater(table->options)
                || (referred && isMadeLater(referred->options)))
                result.separateKeys[table.get()].push_back(k);
        }
    }
    return result;
}

bool firesOnDdl(const CarriedObject& object)
{
    return object.kind == "event trigger";
}

bool isMadeLater(const DialectOptions& options)
{
    return options.find(option::madeAfter) != nullptr;
}

namespace {

class Steps
{
public:
    explicit Steps(const MetaData& metadata, const OrderedTables& tables);

    std::vector<CreationStep> take();

private:
    using Phase = CarriedObject::Phase;
    struct Waiting
    {
        CreationStep step;
        std::vector<std::string> names; // that are still to come
        bool isDone = false;
    };

    void add(const CreationStep& step);
    void addOrHold(const CreationStep& step, const DialectOptions& options);
    void addCarried(Phase phase);
    void addCode(const CarriedObject& code);
    void addDomain(const Domain& domain);
    void addViews();
    void addMark(CreationStep::Mark mark);
    void release();
    static std::string nameOf(const CreationStep& step);

    const MetaData& m_metadata;
    const OrderedTables& m_tables;
    std::vector<CreationStep> m_steps;
    std::unordered_map<std::string, const Domain*> m_carriedDomains;
    std::unordered_set<std::string> m_known; // all names that will come
    std::unordered_set<std::string> m_made;
    std::vector<Waiting> m_waiting;
};

Steps::Steps(const MetaData& metadata, const OrderedTables& tables) : m_metadata(metadata), m_tables(tables)
{
    for (const CarriedObject& object : metadata.carried)
        m_known.insert(carriedName(object));
    for (const Domain& domain : metadata.domains) {
        std::string name = objectName("domain", domain.schema, domain.name);
        if (m_known.contains(name))
            m_carriedDomains[name] = &domain;
        m_known.insert(std::move(name));
    }
    for (const TablePtr& table : tables.tables)
        m_known.insert(objectName("table", table->schema, table->name));
    for (const ViewPtr& view : metadata.views())
        m_known.insert(objectName("view", view->schema, view->name));
}

std::string Steps::nameOf(const CreationStep& step)
{
    if (step.code)
        return carriedName(*step.code);
    if (step.table)
        return objectName("table", step.table->schema, step.table->name);
    if (step.view)
        return objectName("view", step.view->schema, step.view->name);
    if (step.domain && !step.check)
        return objectName("domain", step.domain->schema, step.domain->name);
    return {};
}

void Steps::add(const CreationStep& step)
{
    m_steps.push_back(step);
    m_made.insert(nameOf(step));
}

void Steps::addOrHold(const CreationStep& step, const DialectOptions& options)
{
    if (!isMadeLater(options)) {
        add(step);
        return;
    }
    std::vector<std::string> names = split(options.value(option::madeAfter), '\n');
    // What is not part of this model is there already, or is nobody's affair.
    std::erase_if(names, [&](const std::string& name) { return !m_known.contains(name); });
    m_waiting.push_back({step, std::move(names)});
    release();
}

// What has waited long enough.
void Steps::release()
{
    for (bool again = true; again;) {
        again = false;
        for (std::size_t i = 0; i < m_waiting.size(); ++i) {
            if (m_waiting[i].isDone
                || !std::all_of(m_waiting[i].names.begin(), m_waiting[i].names.end(),
                    [&](const std::string& name) { return m_made.contains(name); }))
                continue;
            m_waiting[i].isDone = true;
            add(m_waiting[i].step);
            again = true;
        }
    }
}

// A domain is carried for its place alone.
void Steps::addCode(const CarriedObject& code)
{
    if (m_made.contains(carriedName(code)))
        return;
    auto domain = m_carriedDomains.find(carriedName(code));
    if (domain != m_carriedDomains.end())
        addDomain(*domain->second);
    else if (code.kind != "domain")
        add({.code = &code});
    release();
}

void Steps::addDomain(const Domain& domain)
{
    add({.domain = &domain});
    for (const CheckConstraint& check : domain.checkConstraints) {
        if (isMadeLater(check.options))
            addOrHold({.domain = &domain, .check = &check}, check.options);
    }
    release();
}

void Steps::addCarried(Phase phase)
{
    for (const CarriedObject& object : m_metadata.carried) {
        if (object.phase == phase && object.definition.dialect == traits().name && !firesOnDdl(object))
            addCode(object);
    }
}

void Steps::addMark(CreationStep::Mark mark)
{
    m_steps.push_back({.mark = mark});
}

// Views, and before each the code over views that it calls.
void Steps::addViews()
{
    std::unordered_map<std::string, const CarriedObject*> waiting;
    for (const CarriedObject& object : m_metadata.carried) {
        if (object.phase == Phase::AfterViews && object.definition.dialect == traits().name
            && !firesOnDdl(object))
            waiting[carriedName(object)] = &object;
    }
    for (const ViewPtr& view : sortedViews(m_metadata)) {
        std::vector<const CarriedObject*> first;
        for (const std::string& need : view->dependsOn) {
            if (auto code = waiting.find(need); code != waiting.end()) {
                first.push_back(code->second);
                waiting.erase(code);
            }
        }
        std::sort(first.begin(), first.end()); // as in metadata.carried: what each needs is before it
        for (const CarriedObject* code : first)
            addCode(*code);
        add({.view = view.get()});
        release();
    }
}

std::vector<CreationStep> Steps::take()
{
    addCarried(Phase::BeforeTypes);
    for (const Domain& domain : m_metadata.domains) {
        if (!m_carriedDomains.contains(objectName("domain", domain.schema, domain.name)))
            addDomain(domain);
    }
    addCarried(Phase::BeforeTables);
    for (const TablePtr& table : m_tables.tables) {
        addOrHold({.table = table.get()}, table->options);
        release();
    }
    addMark(CreationStep::Mark::TablesMade);
    addCarried(Phase::AfterTables);
    addMark(CreationStep::Mark::CodeMade);
    addViews();
    addMark(CreationStep::Mark::ViewsMade);
    addCarried(Phase::AfterViews);
    for (const Waiting& waiting : m_waiting) { // for something in a circle
        if (!waiting.isDone)
            add(waiting.step);
    }
    addMark(CreationStep::Mark::AllMade);
    return std::move(m_steps);
}

} // namespace

std::vector<CreationStep> creationSteps(const MetaData& metadata, const OrderedTables& tables)
{
    return Steps(metadata, tables).take();
}

} // namespace relata::postgresql
