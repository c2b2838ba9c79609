#include "core/migrations/apply_to_model.h"

#include "core/migrations/rename_in_model.h"
#include "core/migrations/rename_in_text.h"

#include <algorithm>

namespace relata {
namespace {

// A table of the model, to be changed and put back.
template <typename F>
void change(MetaData& metadata, const TableName& name, F change)
{
    const Table* found = metadata.findTable(name.schema, name.name);
    if (!found)
        return;
    Table table = *found;
    change(table);
    metadata.addTable(std::move(table));
}

template <typename F>
void changeView(MetaData& metadata, const TableName& name, F change)
{
    const View* found = metadata.findView(name.schema, name.name);
    if (!found)
        return;
    View view = *found;
    change(view);
    metadata.addView(std::move(view));
}

template <typename T>
void addOrReplace(std::vector<T>& list, const T& item)
{
    auto same = std::find_if(list.begin(), list.end(),
        [&](const T& other) { return !item.name.empty() && other.name == item.name; });
    if (same == list.end())
        list.push_back(item);
    else
        *same = item;
}

// The parts of a table by their types. --------------------------------------------------------------------

void addTo(Table& table, const PrimaryKeyConstraint& key)
{
    table.primaryKey = key;
}
void addTo(Table& table, const UniqueConstraint& key)
{
    table.uniqueConstraints.push_back(key);
}
void addTo(Table& table, const ForeignKeyConstraint& key)
{
    table.foreignKeys.push_back(key);
}
void addTo(Table& table, const CheckConstraint& check)
{
    table.checkConstraints.push_back(check);
}
void addTo(Table& table, const OtherConstraint& other)
{
    table.otherConstraints.push_back(other);
}

// Where the part is: by name, or where it has none by all that it is.
template <typename T>
void eraseFrom(std::vector<T>& list, const T& part)
{
    auto found = std::find_if(list.begin(), list.end(),
        [&](const T& other) { return part.name.empty() ? other == part : other.name == part.name; });
    if (found == list.end() && part.name.empty()) {
        T plain = part;
        found = std::find_if(list.begin(), list.end(), [&](T other) {
            other.id = plain.id;
            return other == plain;
        });
    }
    if (found != list.end())
        list.erase(found);
}

void removeFrom(Table& table, const PrimaryKeyConstraint&)
{
    table.primaryKey = {};
}
void removeFrom(Table& table, const UniqueConstraint& key)
{
    eraseFrom(table.uniqueConstraints, key);
}
void removeFrom(Table& table, const ForeignKeyConstraint& key)
{
    eraseFrom(table.foreignKeys, key);
}
void removeFrom(Table& table, const CheckConstraint& check)
{
    eraseFrom(table.checkConstraints, check);
}
void removeFrom(Table& table, const OtherConstraint& other)
{
    eraseFrom(table.otherConstraints, other);
}

template <typename F>
void forConstraints(Table& table, F change)
{
    if (!table.primaryKey.empty())
        change(table.primaryKey);
    for (auto& constraint : table.uniqueConstraints)
        change(constraint);
    for (auto& constraint : table.foreignKeys)
        change(constraint);
    for (auto& constraint : table.checkConstraints)
        change(constraint);
    for (auto& constraint : table.otherConstraints)
        change(constraint);
}

// What a dropped column takes with it: keys, indexes and checks that it is part of.
void dropWithColumn(Table& table, const std::string& name)
{
    auto has = [&](const std::vector<std::string>& columns) {
        return std::find(columns.begin(), columns.end(), name) != columns.end();
    };
    std::erase_if(table.columns, [&](const Column& column) { return column.name == name; });
    if (has(table.primaryKey.columns))
        table.primaryKey = {};
    std::erase_if(table.uniqueConstraints,
        [&](const UniqueConstraint& key) { return has(key.columns) || has(key.includeColumns); });
    std::erase_if(table.foreignKeys, [&](const ForeignKeyConstraint& key) { return has(key.columns); });
    std::erase_if(table.checkConstraints,
        [&](const CheckConstraint& check) { return mentions(check.expression, name); });
    std::erase_if(table.indexes, [&](const Index& index) {
        return has(index.includeColumns) || mentions(index.where, name)
            || std::any_of(index.elements.begin(), index.elements.end(), [&](const IndexElement& element) {
                   return element.column == name || mentions(element.expression, name);
               });
    });
}

class ToModel
{
public:
    explicit ToModel(MetaData& metadata) : m_metadata(metadata) { }

    void operator()(const AddSchema& op) const
    {
        auto& all = m_metadata.schemas;
        if (std::find(all.begin(), all.end(), op.object.name) == all.end())
            all.push_back(op.object.name);
    }
    void operator()(const DropSchema& op) const { std::erase(m_metadata.schemas, op.object.name); }

    void operator()(const AddTable& op) const { m_metadata.addTable(op.object); }
    void operator()(const DropTable& op) const
    {
        m_metadata.removeTable(op.object.schema, op.object.name);
        std::erase_if(m_metadata.sequences, [&](const Sequence& sequence) {
            return sequence.ownedByTable == op.object.name && sequence.schema == op.object.schema;
        });
    }
    void operator()(const RenameTable& op) const { renameTableIn(m_metadata, op); }
    void operator()(const AlterTableOptions& op) const
    {
        change(m_metadata, op.table, [&](Table& table) {
            for (const auto& [key, value] : op.from.entries()) {
                if (!op.to.find(key))
                    table.options.remove(key);
            }
            for (const auto& [key, value] : op.to.entries())
                table.options.set(key, value);
        });
    }

    void operator()(const AddColumn& op) const
    {
        change(m_metadata, op.table, [&](Table& table) {
            std::size_t at = std::min(op.position, table.columns.size());
            table.columns.insert(table.columns.begin() + static_cast<std::ptrdiff_t>(at), op.column);
        });
    }
    void operator()(const DropColumn& op) const
    {
        change(m_metadata, op.table, [&](Table& table) { dropWithColumn(table, op.column.name); });
        std::erase_if(m_metadata.sequences, [&](const Sequence& sequence) {
            return sequence.ownedByTable == op.table.name && sequence.schema == op.table.schema
                && sequence.ownedByColumn == op.column.name;
        });
    }
    void operator()(const RenameColumn& op) const { renameColumnIn(m_metadata, op); }
    void operator()(const AlterColumn& op) const
    {
        change(m_metadata, op.table, [&](Table& table) {
            for (Column& column : table.columns) {
                if (column.name != op.from.name)
                    continue;
                std::string comment = column.comment; // has an operation of its own
                column = op.to;
                column.comment = comment;
            }
        });
    }

    void operator()(const AddConstraint& op) const
    {
        change(m_metadata, op.table,
            [&](Table& table) { std::visit([&](const auto& part) { addTo(table, part); }, op.part); });
    }
    void operator()(const DropConstraint& op) const
    {
        change(m_metadata, op.table,
            [&](Table& table) { std::visit([&](const auto& part) { removeFrom(table, part); }, op.part); });
    }
    void operator()(const AlterConstraint& op) const
    {
        (*this)(DropConstraint{op.table, op.from});
        (*this)(AddConstraint{op.table, op.to});
    }
    void operator()(const RenameConstraint& op) const
    {
        change(m_metadata, op.table, [&](Table& table) {
            forConstraints(table, [&](auto& constraint) {
                using T = std::decay_t<decltype(constraint)>;
                if (std::holds_alternative<T>(op.part) && constraint.name == nameOf(op.part))
                    constraint.name = op.to;
            });
        });
    }

    void operator()(const AddIndex& op) const
    {
        change(m_metadata, op.table, [&](Table& table) { addOrReplace(table.indexes, op.part); });
        changeView(m_metadata, op.table, [&](View& view) { addOrReplace(view.indexes, op.part); });
    }
    void operator()(const DropIndex& op) const
    {
        auto same = [&](const Index& index) { return index.name == op.part.name; };
        change(m_metadata, op.table, [&](Table& table) { std::erase_if(table.indexes, same); });
        changeView(m_metadata, op.table, [&](View& view) { std::erase_if(view.indexes, same); });
    }
    void operator()(const AlterIndex& op) const
    {
        (*this)(DropIndex{op.table, op.from});
        (*this)(AddIndex{op.table, op.to});
    }
    void operator()(const RenameIndex& op) const
    {
        auto rename = [&](auto& owner) {
            for (Index& index : owner.indexes) {
                // A model may have two of the name; ids tell which.
                const bool isMeant = !op.part.id || !index.id || index.id == op.part.id;
                if (index.name == op.part.name && isMeant)
                    index.name = op.to;
            }
        };
        change(m_metadata, op.table, rename);
        changeView(m_metadata, op.table, rename);
    }

    void operator()(const AddTrigger& op) const
    {
        change(m_metadata, op.table, [&](Table& table) { addOrReplace(table.triggers, op.part); });
        changeView(m_metadata, op.table, [&](View& view) { addOrReplace(view.triggers, op.part); });
    }
    void operator()(const DropTrigger& op) const
    {
        auto same = [&](const Trigger& trigger) { return trigger.name == op.part.name; };
        change(m_metadata, op.table, [&](Table& table) { std::erase_if(table.triggers, same); });
        changeView(m_metadata, op.table, [&](View& view) { std::erase_if(view.triggers, same); });
    }
    void operator()(const AlterTrigger& op) const
    {
        (*this)(DropTrigger{op.table, op.from});
        (*this)(AddTrigger{op.table, op.to});
    }

    void operator()(const AddView& op) const { m_metadata.addView(op.object); }
    void operator()(const DropView& op) const { m_metadata.removeView(op.object.schema, op.object.name); }
    void operator()(const AlterView& op) const
    {
        m_metadata.removeView(op.from.schema, op.from.name);
        m_metadata.addView(op.to);
    }

    template <typename T>
    void operator()(const Add<T>& op) const
    {
        listOf<T>().push_back(op.object);
    }
    template <typename T>
    void operator()(const Drop<T>& op) const
    {
        std::erase_if(listOf<T>(), [&](const T& item) { return isSame(item, op.object); });
    }
    template <typename T>
    void operator()(const Alter<T>& op) const
    {
        for (T& item : listOf<T>()) {
            if (isSame(item, op.from))
                item = op.to;
        }
    }
    template <typename T>
    void operator()(const Rename<T>& op) const
    {
        for (T& item : listOf<T>()) {
            if (item.schema != op.from.schema || item.name != op.from.name)
                continue;
            item.schema = op.to.schema;
            item.name = op.to.name;
        }
        if constexpr (!std::is_same_v<T, Sequence>)
            renameTypeIn(m_metadata, op.from, op.to);
    }

    void operator()(const AlterComment& op) const;

private:
    template <typename T>
    std::vector<T>& listOf() const
    {
        if constexpr (std::is_same_v<T, Sequence>)
            return m_metadata.sequences;
        else if constexpr (std::is_same_v<T, EnumType>)
            return m_metadata.enums;
        else if constexpr (std::is_same_v<T, Domain>)
            return m_metadata.domains;
        else
            return m_metadata.carried;
    }
    template <typename T>
    static bool isSame(const T& a, const T& b)
    {
        if constexpr (std::is_same_v<T, CarriedObject>) {
            if (a.kind != b.kind)
                return false;
        }
        return a.schema == b.schema && a.name == b.name;
    }
    MetaData& m_metadata;
};

void ToModel::operator()(const AlterComment& op) const
{
    auto set = [&](auto& items) {
        for (auto& item : items) {
            if (item.name == op.part)
                item.comment = op.to;
        }
    };
    auto setNamed = [&](auto& items) {
        for (auto& item : items) {
            if (item.schema == op.object.schema && item.name == op.object.name)
                item.comment = op.to;
        }
    };
    switch (op.kind) {
    case CommentOf::Table:
        change(m_metadata, op.object, [&](Table& table) { table.comment = op.to; });
        break;
    case CommentOf::Column:
        change(m_metadata, op.object, [&](Table& table) { set(table.columns); });
        changeView(m_metadata, op.object, [&](View& view) { set(view.columns); });
        break;
    case CommentOf::Constraint:
        change(m_metadata, op.object, [&](Table& table) {
            forConstraints(table, [&](auto& constraint) {
                if (constraint.name == op.part)
                    constraint.comment = op.to;
            });
        });
        break;
    case CommentOf::Index:
        change(m_metadata, op.object, [&](Table& table) { set(table.indexes); });
        changeView(m_metadata, op.object, [&](View& view) { set(view.indexes); });
        break;
    case CommentOf::Trigger:
        change(m_metadata, op.object, [&](Table& table) { set(table.triggers); });
        break;
    case CommentOf::View:
        changeView(m_metadata, op.object, [&](View& view) { view.comment = op.to; });
        break;
    case CommentOf::Sequence:
        setNamed(m_metadata.sequences);
        break;
    case CommentOf::Type:
        setNamed(m_metadata.enums);
        setNamed(m_metadata.domains);
        break;
    }
}

} // namespace

void applyTo(MetaData& metadata, const Operation& operation)
{
    std::visit(ToModel(metadata), operation);
}

MetaData applied(MetaData metadata, const Operations& operations)
{
    for (const Operation& operation : operations)
        applyTo(metadata, operation);
    return metadata;
}

} // namespace relata
