// Types of columns in keys: bounded where the target indexes nothing unbounded, and alike at both ends of a
// foreign key.
#include "core/convert/context.h"
#include "core/sql/type_compiler.h"

#include <algorithm>

namespace relata::convert_internal {
namespace {

bool isUnbounded(const SqlType& type)
{
    return type.kind == TypeKind::Text
        || ((type.kind == TypeKind::String || type.kind == TypeKind::LargeBinary) && !type.length)
        || (type.kind == TypeKind::LargeBinary && *type.length > 65535);
}

// Every list of columns that will be a key or a unique index.
std::vector<std::vector<std::string>> keysOf(const Draft& draft)
{
    std::vector<std::vector<std::string>> keys;
    if (!draft.table.primaryKey.empty())
        keys.push_back(draft.table.primaryKey.columns);
    for (const UniqueConstraint& unique : draft.table.uniqueConstraints)
        keys.push_back(unique.columns);
    for (const ForeignKeyConstraint& key : draft.table.foreignKeys)
        keys.push_back(key.columns);
    for (const Index& index : draft.table.indexes) {
        if (!index.unique)
            continue;
        std::vector<std::string> columns;
        for (const IndexElement& element : index.elements)
            columns.push_back(element.column); // "" for expressions, found nowhere
        keys.push_back(std::move(columns));
    }
    return keys;
}

void boundKeys(Context& context, Draft& draft)
{
    for (const std::vector<std::string>& key : keysOf(draft)) {
        auto unbounded = [&](const std::string& name) {
            const Column* column = draft.column(name);
            return column && isUnbounded(column->type);
        };
        auto count = static_cast<int>(std::count_if(key.begin(), key.end(), unbounded));
        if (count == 0)
            continue;
        int others = static_cast<int>(key.size()) - count;
        int bytes = std::max(
            context.to.maxKeyBytes - others * 255 * context.to.bytesPerCharacter, context.to.maxKeyBytes / 4);
        int length = std::min(255, bytes / context.to.bytesPerCharacter / count);
        for (const std::string& name : key) {
            if (!unbounded(name))
                continue;
            Column& column = *draft.column(name);
            std::string before = context.target.typeCompiler().compile(column.type);
            bool binary = column.type.kind == TypeKind::LargeBinary;
            SqlType bounded = binary ? SqlType::of(TypeKind::LargeBinary) : SqlType::string();
            bounded.length = length;
            bounded.national = column.type.national;
            column.type = bounded;
            context.notes.changed(draft.label(name), before + " in a key",
                context.to.displayName + " keys have a bounded size",
                context.target.typeCompiler().compile(bounded));
        }
    }
}

bool isFraction(TypeKind kind)
{
    return kind == TypeKind::Numeric || kind == TypeKind::Float || kind == TypeKind::Double;
}

bool isText(TypeKind kind)
{
    return kind == TypeKind::String || kind == TypeKind::Text;
}

bool fit(const Context& context, const SqlType& child, const SqlType& parent)
{
    switch (context.to.foreignKeyTypes) {
    case ForeignKeyTypes::Any:
        return true;
    case ForeignKeyTypes::Comparable:
        return child.kind == parent.kind || (child.isInteger() && parent.isInteger())
            || (isFraction(child.kind) && isFraction(parent.kind))
            || (isText(child.kind) && isText(parent.kind));
    case ForeignKeyTypes::SameKind:
        if (isText(child.kind) && isText(parent.kind))
            return true;
        return child.kind == parent.kind && child.isUnsigned == parent.isUnsigned;
    case ForeignKeyTypes::Identical:
        return context.target.typeCompiler().compile(child) == context.target.typeCompiler().compile(parent);
    }
    return true;
}

// True if something changed, which may unsettle keys that refer to what changed.
bool alignKeys(Context& context, Draft& draft)
{
    bool changed = false;
    for (const ForeignKeyConstraint& key : draft.table.foreignKeys) {
        Draft* parent = context.referredDraft(draft, key);
        if (!parent)
            continue;
        const std::vector<std::string>& referred =
            key.referredColumns.empty() ? parent->table.primaryKey.columns : key.referredColumns;
        for (std::size_t i = 0; i < key.columns.size() && i < referred.size(); ++i) {
            Column* from = draft.column(key.columns[i]);
            const Column* to = parent->column(referred[i]);
            if (!from || !to || from == to || fit(context, from->type, to->type))
                continue;
            std::string before = context.target.typeCompiler().compile(from->type);
            from->type = to->type;
            context.notes.changed(draft.label(key.columns[i]), before,
                "a foreign key's column is of the type that it refers to",
                context.target.typeCompiler().compile(to->type));
            changed = true;
        }
    }
    return changed;
}

} // namespace

void convertKeyTypes(Context& context)
{
    if (context.to.textKeysNeedLength || !context.to.largeKeys) {
        for (Draft& draft : context.drafts)
            boundKeys(context, draft);
    }
    if (context.to.foreignKeyTypes == ForeignKeyTypes::Any)
        return;
    // Types travel along chains of keys, one link a round; a ring of keys with different types settles in
    // none.
    for (int round = 0; round < 8; ++round) {
        bool changed = false;
        for (Draft& draft : context.drafts)
            changed = alignKeys(context, draft) || changed;
        if (!changed)
            break;
    }
}

} // namespace relata::convert_internal
