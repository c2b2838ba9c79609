#include "core/orm/automap.h"

#include "core/orm/inflection.h"
#include "core/util/strings.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace relata {
namespace {

bool containsAll(const std::vector<std::string>& whole, const std::vector<std::string>& part)
{
    return std::all_of(part.begin(), part.end(), [&](const std::string& column) {
        return std::find(whole.begin(), whole.end(), column) != whole.end();
    });
}

bool isUnique(const Table& table, const std::vector<std::string>& columns)
{
    // A key within these columns makes them unique as a whole.
    if (!table.primaryKey.empty() && containsAll(columns, table.primaryKey.columns))
        return true;
    for (const UniqueConstraint& unique : table.uniqueConstraints) {
        if (containsAll(columns, unique.columns))
            return true;
    }
    for (const Index& index : table.indexes) {
        bool plain = index.unique && index.where.empty() && !index.elements.empty();
        plain = plain
            && std::all_of(index.elements.begin(), index.elements.end(), [&](const IndexElement& element) {
                   return !element.column.empty()
                       && std::find(columns.begin(), columns.end(), element.column) != columns.end();
               });
        if (plain)
            return true;
    }
    return false;
}

// Nothing but two foreign keys, which together are its key.
bool isAssociation(const MetaData& metadata, const Table& table)
{
    if (table.foreignKeys.size() != 2 || table.primaryKey.empty())
        return false;
    for (const ForeignKeyConstraint& key : table.foreignKeys) {
        if (!metadata.referredTable(table, key))
            return false;
    }
    for (const Column& column : table.columns) {
        bool isKey = std::any_of(
            table.foreignKeys.begin(), table.foreignKeys.end(), [&](const ForeignKeyConstraint& key) {
                return std::find(key.columns.begin(), key.columns.end(), column.name) != key.columns.end();
            });
        if (!isKey || !table.isPrimaryKey(column.name))
            return false;
    }
    return true;
}

// "author_id", "authorId", "id_author", "author_fk" -> "author".
std::string stemOf(const std::string& column)
{
    std::string snake = toSnakeCase(column);
    for (std::string_view end : {"_id", "_fk", "_code", "_key", "_uuid", "_no", "_pk", "_ref"}) {
        if (snake.size() > end.size() && std::string_view(snake).substr(snake.size() - end.size()) == end)
            return snake.substr(0, snake.size() - end.size());
    }
    for (std::string_view start : {"id_", "fk_"}) {
        if (snake.size() > start.size() && snake.starts_with(start))
            return snake.substr(start.size());
    }
    return snake;
}

class Automapper
{
public:
    explicit Automapper(const MetaData& metadata) : m_metadata(metadata) { }
    ModelMappings run();

private:
    void nameClasses();
    void addForeignKey(const Table& table, const ForeignKeyConstraint& key, std::size_t keysToSameTable);
    void addAssociation(const Table& table);
    std::string unusedName(ClassMapping& mapping, std::vector<std::string> choices);
    ClassMapping* classOf(const Table* table);

    const MetaData& m_metadata;
    ModelMappings m_mappings;
    std::unordered_map<const Table*, std::size_t> m_classes;
    std::vector<std::unordered_set<std::string>> m_names; // by class
};

ClassMapping* Automapper::classOf(const Table* table)
{
    auto found = m_classes.find(table);
    return found == m_classes.end() ? nullptr : &m_mappings.classes[found->second];
}

void Automapper::nameClasses()
{
    std::unordered_set<std::string> taken;
    for (const TablePtr& table : m_metadata.tables()) {
        if (table->primaryKey.empty() || table->kind == TableKind::Shadow
            || isAssociation(m_metadata, *table))
            continue;
        std::string plain = toCamelCase(singular(toSnakeCase(table->name)));
        std::string asTable = toCamelCase(toSnakeCase(table->name));
        std::vector<std::string> choices{plain, toCamelCase(table->schema) + plain, asTable};
        std::string name;
        for (const std::string& choice : choices) {
            if (name.empty() && !taken.contains(choice) && (!table->schema.empty() || choice != choices[1]))
                name = choice;
        }
        for (int number = 2; name.empty(); ++number) {
            std::string choice = plain + std::to_string(number);
            if (!taken.contains(choice))
                name = choice;
        }
        taken.insert(name);
        m_classes[table.get()] = m_mappings.classes.size();
        ClassMapping mapping;
        mapping.className = name;
        mapping.table = {table->schema, table->name};
        m_mappings.classes.push_back(std::move(mapping));
        std::unordered_set<std::string>& names = m_names.emplace_back();
        for (const Column& column : table->columns)
            names.insert(column.name);
    }
}

std::string Automapper::unusedName(ClassMapping& mapping, std::vector<std::string> choices)
{
    auto position = static_cast<std::size_t>(&mapping - m_mappings.classes.data());
    for (const std::string& choice : choices) {
        if (!choice.empty() && m_names[position].insert(choice).second)
            return choice;
    }
    for (int number = 2;; ++number) {
        std::string choice = choices.back() + "_" + std::to_string(number);
        if (m_names[position].insert(choice).second)
            return choice;
    }
}

void Automapper::addForeignKey(
    const Table& table, const ForeignKeyConstraint& key, std::size_t keysToSameTable)
{
    const Table* referred = m_metadata.referredTable(table, key);
    ClassMapping* child = classOf(&table);
    ClassMapping* parent = classOf(referred);
    if (!child || !parent)
        return;
    std::vector<std::string> referredColumns =
        key.referredColumns.empty() ? referred->primaryKey.columns : key.referredColumns;
    if (referredColumns.size() != key.columns.size())
        return;
    for (std::size_t i = 0; i < key.columns.size(); ++i) {
        if (!table.findColumn(key.columns[i]) || !referred->findColumn(referredColumns[i]))
            return;
    }
    bool selfReference = referred == &table;
    std::string parentName = toSnakeCase(parent->className);
    std::string childName = toSnakeCase(child->className);
    // The column tells the role, unless it is the target's name or the key of several columns.
    std::string stem = key.columns.size() == 1 ? stemOf(key.columns.front()) : parentName;
    if (key.columns.size() > 1 && keysToSameTable > 1)
        stem = stemOf(key.columns.back());
    bool stemIsColumn = table.findColumn(stem) != nullptr;
    std::string forward = unusedName(*child,
        stemIsColumn ? std::vector<std::string>{parentName, stem + "_" + parentName}
                     : std::vector<std::string>{stem, stem + "_" + parentName, parentName});
    bool unique = isUnique(table, key.columns);
    std::string many = unique ? childName : plural(childName);
    std::string role = stem == parentName ? std::string() : stem;
    std::vector<std::string> backChoices;
    if (selfReference && stem.starts_with("parent"))
        backChoices = {unique ? "child" : "children", many + "_as_" + stem};
    else if (keysToSameTable > 1 && !role.empty())
        backChoices = {many + "_as_" + role, many + "_of_" + role};
    else
        backChoices = {many, role.empty() ? many + "_of_" + parentName : many + "_as_" + role};
    std::string backward = unusedName(*parent, backChoices);

    std::vector<ColumnPair> joined;
    for (std::size_t i = 0; i < key.columns.size(); ++i)
        joined.push_back({key.columns[i], referredColumns[i]});
    RelationshipMapping manyToOne;
    manyToOne.name = forward;
    manyToOne.target = parent->className;
    manyToOne.backPopulates = backward;
    RelationshipMapping oneToMany;
    oneToMany.name = backward;
    oneToMany.target = child->className;
    oneToMany.backPopulates = forward;
    if (unique)
        oneToMany.uselist = false;
    if (selfReference || keysToSameTable > 1) {
        // films.language_id = languages.language_id: the column's name alone would not say which of both it
        // is.
        std::vector<std::string> foreign = key.columns;
        auto isAmbiguous = [](const ColumnPair& pair) { return pair.local == pair.remote; };
        if (!selfReference && std::any_of(joined.begin(), joined.end(), isAmbiguous)) {
            for (std::string& column : foreign)
                column = table.name + "." + column;
        }
        manyToOne.primaryJoin = joined;
        manyToOne.foreignKeys = foreign;
        for (const ColumnPair& pair : joined)
            oneToMany.primaryJoin.push_back({pair.remote, pair.local});
        oneToMany.foreignKeys = foreign;
        if (selfReference)
            manyToOne.remoteSide = referredColumns;
    }
    // What the database does by itself is left to it; a key that may not be NULL cannot be taken away.
    bool required = std::any_of(key.columns.begin(), key.columns.end(),
        [&](const std::string& column) { return table.isPrimaryKey(column) || !table.c(column).nullable; });
    if (key.onDelete == ReferentialAction::Cascade) {
        oneToMany.passiveDeletes = PassiveDeletes::Yes;
        oneToMany.cascade = required ? "all, delete-orphan" : "all";
    } else if (key.onDelete == ReferentialAction::SetNull) {
        oneToMany.passiveDeletes = PassiveDeletes::Yes;
    }
    if (key.onUpdate != ReferentialAction::Cascade)
        oneToMany.passiveUpdates = manyToOne.passiveUpdates = true;
    child->relationships.push_back(std::move(manyToOne));
    parent->relationships.push_back(std::move(oneToMany));
}

void Automapper::addAssociation(const Table& table)
{
    const ForeignKeyConstraint& first = table.foreignKeys[0];
    const ForeignKeyConstraint& second = table.foreignKeys[1];
    const Table* leftTable = m_metadata.referredTable(table, first);
    const Table* rightTable = m_metadata.referredTable(table, second);
    ClassMapping* left = classOf(leftTable);
    ClassMapping* right = classOf(rightTable);
    if (!left || !right)
        return;
    auto pairsOf = [](const ForeignKeyConstraint& key, const Table& referred) {
        std::vector<ColumnPair> pairs;
        const std::vector<std::string>& columns =
            key.referredColumns.empty() ? referred.primaryKey.columns : key.referredColumns;
        for (std::size_t i = 0; i < key.columns.size() && i < columns.size(); ++i)
            pairs.push_back({columns[i], key.columns[i]});
        return pairs;
    };
    auto swapped = [](std::vector<ColumnPair> pairs) {
        for (ColumnPair& pair : pairs)
            std::swap(pair.local, pair.remote);
        return pairs;
    };
    bool selfReference = left == right;
    auto nameFor = [&](ClassMapping& owner, const ClassMapping& target, const ForeignKeyConstraint& towards) {
        std::string many = plural(toSnakeCase(target.className));
        std::string role = towards.columns.size() == 1 ? plural(stemOf(towards.columns.front())) : many;
        std::string byTable = many + "_by_" + toSnakeCase(table.name);
        return unusedName(owner,
            selfReference ? std::vector<std::string>{role, byTable}
                          : std::vector<std::string>{many, role, byTable});
    };
    RelationshipMapping forward;
    forward.name = nameFor(*left, *right, second);
    forward.target = right->className;
    forward.secondary = {table.schema, table.name};
    forward.primaryJoin = pairsOf(first, *leftTable);
    forward.secondaryJoin = swapped(pairsOf(second, *rightTable));
    RelationshipMapping backward;
    backward.name = nameFor(*right, *left, first);
    backward.target = left->className;
    backward.secondary = forward.secondary;
    backward.primaryJoin = pairsOf(second, *rightTable);
    backward.secondaryJoin = swapped(pairsOf(first, *leftTable));
    forward.backPopulates = backward.name;
    backward.backPopulates = forward.name;
    // Where the database deletes the association's rows with either end, nothing needs to be loaded for it.
    forward.passiveDeletes =
        first.onDelete == ReferentialAction::Cascade ? PassiveDeletes::Yes : PassiveDeletes::No;
    backward.passiveDeletes =
        second.onDelete == ReferentialAction::Cascade ? PassiveDeletes::Yes : PassiveDeletes::No;
    left->relationships.push_back(std::move(forward));
    right->relationships.push_back(std::move(backward));
}

ModelMappings Automapper::run()
{
    nameClasses();
    for (const TablePtr& table : m_metadata.tables()) {
        if (!m_classes.contains(table.get()))
            continue;
        std::map<const Table*, std::size_t> counts;
        for (const ForeignKeyConstraint& key : table->foreignKeys)
            ++counts[m_metadata.referredTable(*table, key)];
        // Two constraints over the same columns to the same table are one relationship.
        std::set<std::pair<const Table*, std::vector<std::string>>> seen;
        for (const ForeignKeyConstraint& key : table->foreignKeys) {
            const Table* referred = m_metadata.referredTable(*table, key);
            // A key between both tables in the other direction makes the join as ambiguous.
            std::size_t back = 0;
            for (std::size_t i = 0; referred && referred != table.get() && i < referred->foreignKeys.size();
                 ++i)
                back += m_metadata.referredTable(*referred, referred->foreignKeys[i]) == table.get() ? 1 : 0;
            if (seen.insert({referred, key.columns}).second)
                addForeignKey(*table, key, counts[referred] + back);
        }
    }
    for (const TablePtr& table : m_metadata.tables()) {
        if (isAssociation(m_metadata, *table))
            addAssociation(*table);
    }
    return std::move(m_mappings);
}

} // namespace

ModelMappings automapMappings(const MetaData& metadata)
{
    return Automapper(metadata).run();
}

MapperRegistry automap(const MetaData& metadata)
{
    auto registry = MapperRegistry::configure(metadata, automapMappings(metadata));
    if (!registry)
        raise(registry.error());
    return std::move(*registry);
}

} // namespace relata
