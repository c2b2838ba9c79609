#include "core/project/validation.h"

#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace relata {
namespace {

// Whether the first columns of a key or index are these, in any order.
bool beginsWith(const std::vector<std::string>& key, const std::vector<std::string>& columns)
{
    return key.size() >= columns.size()
        && std::is_permutation(
            columns.begin(), columns.end(), key.begin(), key.begin() + long(columns.size()));
}

std::vector<std::string> columnsOf(const Index& index)
{
    std::vector<std::string> columns;
    for (const IndexElement& element : index.elements)
        columns.push_back(element.column);
    return columns;
}

bool isUnique(const Table& table, const std::vector<std::string>& columns)
{
    const auto same = [&](const std::vector<std::string>& key) {
        return key.size() == columns.size() && beginsWith(key, columns);
    };
    return same(table.primaryKey.columns)
        || std::any_of(table.uniqueConstraints.begin(), table.uniqueConstraints.end(),
            [&](const UniqueConstraint& unique) { return same(unique.columns); })
        || std::any_of(table.indexes.begin(), table.indexes.end(), [&](const Index& index) {
               return index.unique && index.where.empty() && same(columnsOf(index));
           });
}

bool hasIndex(const Table& table, const std::vector<std::string>& columns)
{
    return beginsWith(table.primaryKey.columns, columns)
        || std::any_of(table.uniqueConstraints.begin(), table.uniqueConstraints.end(),
            [&](const UniqueConstraint& unique) { return beginsWith(unique.columns, columns); })
        || std::any_of(table.indexes.begin(), table.indexes.end(),
            [&](const Index& index) { return index.where.empty() && beginsWith(columnsOf(index), columns); });
}

std::string joined(const std::vector<std::string>& names)
{
    return fmt::format("{}", fmt::join(names, ", "));
}

// Types between which keys are equal: what the servers compare without a word, and everything that this
// program does not know.
bool canRefer(const SqlType& from, const SqlType& to)
{
    const auto base = [](const SqlType& type) -> const SqlType& {
        const SqlType* at = &type;
        while (at->kind == TypeKind::Domain && at->element)
            at = at->element.get();
        return *at;
    };
    const SqlType& a = base(from);
    const SqlType& b = base(to);
    if (a.kind == TypeKind::Unknown || b.kind == TypeKind::Unknown)
        return true;
    if (a.isInteger() && b.isInteger())
        return a.kind == b.kind && a.isUnsigned == b.isUnsigned;
    const auto isPlainText = [](const SqlType& type) {
        return type.kind == TypeKind::String || type.kind == TypeKind::Text;
    };
    return isPlainText(a) ? isPlainText(b) : a.kind == b.kind;
}

// A name that no other of `taken` has: name_2, name_3 ...
std::string freeName(const std::string& name, const std::set<std::string>& taken)
{
    for (int number = 2;; ++number) {
        const std::string candidate = name + "_" + std::to_string(number);
        if (!taken.contains(toLowerAscii(candidate)))
            return candidate;
    }
}

class Validator
{
public:
    Validator(const Project& project, const std::vector<const DialectTraits*>& dialects)
        : m_project(project), m_dialects(dialects)
    { }

    std::vector<Finding> run()
    {
        collectNames();
        for (const TablePtr& table : m_project.metadata.tables())
            check(*table);
        for (const ClassMapping& mapping : m_project.mappings.classes)
            check(mapping);
        return std::move(m_findings);
    }

private:
    void add(Severity severity, const char* rule, ObjectId object, std::string place, std::string message,
        std::vector<QuickFix> fixes = {})
    {
        m_findings.push_back(
            {severity, rule, object, std::move(place), std::move(message), std::move(fixes)});
    }

    void collectNames()
    {
        for (const TablePtr& table : m_project.metadata.tables()) {
            m_tableNames[table->schema].insert(toLowerAscii(table->name));
            for (const Index& index : table->indexes)
                m_indexNames[table->schema].insert(toLowerAscii(index.name));
        }
        for (const ClassMapping& mapping : m_project.mappings.classes) {
            if (!mapping.relationships.empty() || !mapping.inherits.empty())
                m_reached.insert(mapping.className);
            m_reached.insert(mapping.inherits);
            for (const RelationshipMapping& relationship : mapping.relationships)
                m_reached.insert(relationship.target);
        }
    }

    void check(const Table& table)
    {
        const std::string place = table.qualifiedName();
        if (table.kind != TableKind::Base && table.kind != TableKind::Partitioned)
            return; // the server's own
        if (table.columns.empty())
            add(Severity::Error, "no-columns", table.id, place, "The table has no columns.",
                {{"Add a column id with a primary key",
                    {AddColumn{TableName::of(table), idColumn(), 0}, idKey(table)}}});
        else if (table.primaryKey.empty())
            add(Severity::Warning, "no-primary-key", table.id, place,
                "The table has no primary key, so that its rows cannot be told from each other.",
                keyFixes(table));
        checkTableName(table);
        checkColumns(table);
        for (const ForeignKeyConstraint& key : table.foreignKeys)
            check(table, key);
        for (const std::string& column : table.primaryKey.columns)
            requireColumn(table, column, "The primary key", table.primaryKey.id);
        for (const UniqueConstraint& unique : table.uniqueConstraints) {
            for (const std::string& column : unique.columns)
                requireColumn(table, column, "A unique constraint", unique.id);
        }
        checkIndexNames(table);
    }

    static Column idColumn()
    {
        Column column;
        column.name = "id";
        column.type = SqlType::of(TypeKind::Integer);
        column.nullable = false;
        column.autoincrement = Autoincrement::Auto;
        return column;
    }
    static Operation idKey(const Table& table)
    {
        PrimaryKeyConstraint key;
        key.columns = {"id"};
        return AddConstraint{TableName::of(table), key};
    }

    // An existing unique key of NOT NULL columns, else a new column.
    static std::vector<QuickFix> keyFixes(const Table& table)
    {
        std::vector<QuickFix> fixes;
        for (const UniqueConstraint& unique : table.uniqueConstraints) {
            const bool isKey =
                std::all_of(unique.columns.begin(), unique.columns.end(), [&](const std::string& name) {
                    const Column* column = table.findColumn(name);
                    return column && !column->nullable;
                });
            if (!isKey)
                continue;
            PrimaryKeyConstraint key;
            key.columns = unique.columns;
            fixes.push_back({"Make " + joined(unique.columns) + " the primary key",
                {DropConstraint{TableName::of(table), unique}, AddConstraint{TableName::of(table), key}}});
        }
        if (!table.findColumn("id"))
            fixes.push_back({"Add a column id with a primary key",
                {AddColumn{TableName::of(table), idColumn(), 0}, idKey(table)}});
        return fixes;
    }

    // Reserved words and lengths: quoted, such names work, and every statement that a person writes needs the
    // quotes.
    void checkName(const std::string& name, const char* what, ObjectId object, const std::string& place,
        const std::function<Operation(std::string)>& renamed)
    {
        std::vector<std::string> reservedIn;
        for (const DialectTraits* traits : m_dialects) {
            if (traits->reservedWords && traits->reservedWords->contains(toLowerAscii(name)))
                reservedIn.push_back(traits->displayName);
            const auto limit = static_cast<std::size_t>(traits->maxIdentifierLength);
            if (limit > 0 && name.size() > limit) {
                const std::string cut(utf8Prefix(name, limit));
                add(Severity::Error, "name-too-long", object, place,
                    fmt::format("The name of the {} has {} bytes; {} takes {}.", what, name.size(),
                        traits->displayName, limit),
                    {{"Call it " + cut, {renamed(cut)}}});
            }
        }
        if (!reservedIn.empty())
            add(Severity::Warning, "reserved-word", object, place,
                fmt::format("{} is a reserved word in {}.", name, joined(reservedIn)),
                {{"Call it " + name + "_", {renamed(name + "_")}}});
    }

    void checkTableName(const Table& table)
    {
        const TableName name = TableName::of(table);
        checkName(table.name, "table", table.id, table.qualifiedName(), [&](std::string to) {
            return RenameTable{name, {table.schema, std::move(to)}};
        });
        if (!m_seenTables[table.schema].insert(toLowerAscii(table.name)).second)
            add(Severity::Error, "duplicate-name", table.id, table.qualifiedName(),
                "Another table has this name, but for upper and lower case.",
                {{"Call it " + freeName(table.name, m_tableNames[table.schema]),
                    {RenameTable{name, {table.schema, freeName(table.name, m_tableNames[table.schema])}}}}});
    }

    void checkColumns(const Table& table)
    {
        std::set<std::string> all, seen;
        for (const Column& column : table.columns)
            all.insert(toLowerAscii(column.name));
        for (const Column& column : table.columns) {
            const std::string place = table.qualifiedName() + "." + column.name;
            const auto renamed = [&](std::string to) {
                return RenameColumn{TableName::of(table), column.name, std::move(to)};
            };
            checkName(column.name, "column", column.id, place, renamed);
            if (!seen.insert(toLowerAscii(column.name)).second)
                add(Severity::Error, "duplicate-name", column.id, place,
                    "Another column of the table has this name, but for upper and lower case.",
                    {{"Call it " + freeName(column.name, all), {renamed(freeName(column.name, all))}}});
        }
    }

    // Of one schema, as PostgreSQL and SQLite have it.
    void checkIndexNames(const Table& table)
    {
        for (const Index& index : table.indexes) {
            for (const IndexElement& element : index.elements) {
                if (!element.column.empty())
                    requireColumn(table, element.column, "Index " + index.name, index.id);
            }
            if (index.name.empty() || m_seenIndexes[table.schema].insert(toLowerAscii(index.name)).second)
                continue;
            const std::string free = freeName(index.name, m_indexNames[table.schema]);
            add(Severity::Error, "duplicate-name", index.id, table.qualifiedName() + "." + index.name,
                "Another index has this name.",
                {{"Call it " + free, {RenameIndex{TableName::of(table), index, free}}}});
        }
    }

    void requireColumn(const Table& table, const std::string& column, const std::string& who, ObjectId object)
    {
        if (!table.findColumn(column))
            add(Severity::Error, "missing-column", object, table.qualifiedName() + "." + column,
                fmt::format("{} names the column {}, which is not there.", who, column));
    }

    void check(const Table& table, const ForeignKeyConstraint& key)
    {
        const std::string place = table.qualifiedName() + "." + joined(key.columns);
        const QuickFix remove{"Remove the foreign key", {DropConstraint{TableName::of(table), key}}};
        const Table* referred = m_project.metadata.referredTable(table, key);
        if (!referred) {
            const bool elsewhere = !key.referredSchema.empty() && key.referredSchema != table.schema;
            add(elsewhere ? Severity::Warning : Severity::Error, "missing-table", key.id, place,
                fmt::format("The foreign key refers to {}, which is not in the model.", key.referredTable),
                {remove});
            return;
        }
        const std::vector<std::string>& targets =
            key.referredColumns.empty() ? referred->primaryKey.columns : key.referredColumns;
        if (targets.size() != key.columns.size()) {
            add(Severity::Error, "foreign-key-width", key.id, place,
                fmt::format(
                    "The foreign key has {} columns and refers to {}.", key.columns.size(), targets.size()),
                {remove});
            return;
        }
        bool complete = true;
        for (std::size_t i = 0; i < targets.size(); ++i) {
            const Column* from = table.findColumn(key.columns[i]);
            const Column* to = referred->findColumn(targets[i]);
            if (!from)
                requireColumn(table, key.columns[i], "A foreign key", key.id);
            if (!to)
                add(Severity::Error, "missing-column", key.id, place,
                    fmt::format("The foreign key refers to {}.{}, which is not there.",
                        referred->qualifiedName(), targets[i]),
                    {remove});
            complete = complete && from && to;
            if (from && to && !canRefer(from->type, to->type)) {
                Column changed = *from;
                changed.type = to->type;
                ColumnFacets facets;
                facets.add(ColumnFacet::Type);
                add(Severity::Error, "foreign-key-type", from->id, table.qualifiedName() + "." + from->name,
                    fmt::format("The column is of another type than {}.{}, to which it refers.",
                        referred->qualifiedName(), to->name),
                    {{fmt::format("Give it the type of {}.{}", referred->name, to->name),
                        {AlterColumn{TableName::of(table), *from, changed, facets}}}});
            }
        }
        if (!complete)
            return;
        if (!isUnique(*referred, targets)) {
            UniqueConstraint unique;
            unique.columns = targets;
            add(Severity::Error, "foreign-key-target", key.id, place,
                fmt::format("The foreign key refers to {} ({}), which is no key.", referred->qualifiedName(),
                    joined(targets)),
                {{"Make " + joined(targets) + " unique", {AddConstraint{TableName::of(*referred), unique}}},
                    remove});
        }
        if (!hasIndex(table, key.columns)) {
            Index index;
            index.name = freeIndexName(table, key.columns);
            for (const std::string& column : key.columns)
                index.elements.emplace_back().column = column;
            add(Severity::Advice, "foreign-key-index", key.id, place,
                fmt::format("No index begins with {}: deleting from {} reads the whole table.",
                    joined(key.columns), referred->qualifiedName()),
                {{"Index " + joined(key.columns), {AddIndex{TableName::of(table), index}}}});
        }
    }

    std::string freeIndexName(const Table& table, const std::vector<std::string>& columns)
    {
        const std::string name = fmt::format("ix_{}_{}", table.name, fmt::join(columns, "_"));
        std::set<std::string>& taken = m_indexNames[table.schema];
        return taken.contains(toLowerAscii(name)) ? freeName(name, taken) : name;
    }

    // Classes. ---------------------------------------------------------------------------------------------

    const Table* tableOf(const ClassMapping& mapping) const
    {
        if (!mapping.table.empty())
            return m_project.metadata.findTable(mapping.table.schema, mapping.table.name);
        const ClassMapping* base =
            mapping.inherits.empty() ? nullptr : m_project.mappings.find(mapping.inherits);
        return base && base != &mapping ? tableOf(*base) : nullptr;
    }

    bool areJoined(const Table& a, const Table& b) const
    {
        const auto refers = [&](const Table& from, const Table& to) {
            return std::any_of(
                from.foreignKeys.begin(), from.foreignKeys.end(), [&](const ForeignKeyConstraint& key) {
                    return m_project.metadata.referredTable(from, key) == &to;
                });
        };
        return refers(a, b) || refers(b, a);
    }

    void check(const ClassMapping& mapping)
    {
        const ModelMappings& mappings = m_project.mappings;
        if (!mapping.inherits.empty() && !mappings.find(mapping.inherits))
            add(Severity::Error, "missing-class", {}, mapping.className,
                fmt::format("The class inherits {}, which is not there.", mapping.inherits));
        const Table* table = tableOf(mapping);
        const bool isView = !mapping.table.empty()
            && m_project.metadata.findView(mapping.table.schema, mapping.table.name) != nullptr;
        if (!table && !isView) {
            add(Severity::Error, "missing-table", {}, mapping.className,
                fmt::format("The class is mapped to {}, which is not in the model.",
                    mapping.table.empty() ? "no table" : mapping.table.text()));
            return;
        }
        for (const RelationshipMapping& relationship : mapping.relationships)
            check(mapping, table, relationship);
        if (mappings.classes.size() > 1 && !m_reached.contains(mapping.className))
            add(Severity::Advice, "unreachable-class", table ? table->id : ObjectId(), mapping.className,
                "No relationship leads to the class or away from it.");
    }

    void check(const ClassMapping& mapping, const Table* table, const RelationshipMapping& relationship)
    {
        const std::string place = mapping.className + "." + relationship.name;
        const ClassMapping* target = m_project.mappings.find(relationship.target);
        if (!target) {
            add(Severity::Error, "missing-class", {}, place,
                fmt::format("The relationship leads to {}, which is not there.", relationship.target));
            return;
        }
        const Table* other = tableOf(*target);
        const bool saysHow = !relationship.primaryJoin.empty();
        if (!table || !other || saysHow)
            return;
        if (!relationship.secondary.empty()) {
            const Table* between =
                m_project.metadata.findTable(relationship.secondary.schema, relationship.secondary.name);
            if (!between)
                add(Severity::Error, "missing-table", {}, place,
                    fmt::format(
                        "The association table {} is not in the model.", relationship.secondary.text()));
            else if (!areJoined(*between, *table) || !areJoined(*between, *other))
                add(Severity::Error, "relationship-without-key", {}, place,
                    fmt::format("{} has no foreign keys to both {} and {}.", between->qualifiedName(),
                        table->qualifiedName(), other->qualifiedName()));
        } else if (!areJoined(*table, *other)) {
            add(Severity::Error, "relationship-without-key", {}, place,
                fmt::format(
                    "No foreign key joins {} and {}.", table->qualifiedName(), other->qualifiedName()));
        }
    }

    const Project& m_project;
    const std::vector<const DialectTraits*>& m_dialects;
    std::vector<Finding> m_findings;
    std::map<std::string, std::set<std::string>> m_tableNames, m_seenTables; // by schema, in lower case
    std::map<std::string, std::set<std::string>> m_indexNames, m_seenIndexes;
    std::set<std::string> m_reached; // classes
};

} // namespace

std::vector<Finding> validate(const Project& project, const std::vector<const DialectTraits*>& dialects)
{
    return Validator(project, dialects).run();
}

} // namespace relata
