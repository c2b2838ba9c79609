// Primary keys, unique constraints and checks.
#include "core/convert/context.h"
#include "core/convert/expression/expression.h"
#include "core/sql/type_compiler.h"
#include "core/util/strings.h"

#include <algorithm>

namespace relata::convert_internal {
namespace {

std::string constraintLabel(const Draft& draft, const std::string& kind, const std::string& name)
{
    return draft.label() + ", " + (name.empty() ? kind : kind + " " + name);
}

void convertPrimaryKey(Context& context, Draft& draft)
{
    PrimaryKeyConstraint& key = draft.table.primaryKey;
    if (key.empty())
        return;
    key.options = context.targetOptions(key.options);
    for (const std::string& name : key.columns) {
        Column* column = draft.column(name);
        if (!column || !column->nullable)
            continue;
        column->nullable = false;
        if (!draft.numbered.contains(name) && column->autoincrement == Autoincrement::No)
            context.notes.info(
                draft.label(name), "NULL in a primary key", "only SQLite allows it", "NOT NULL");
    }
    if (key.deferrable.value_or(false) && !context.to.supportsDeferrable)
        context.notes.changed(constraintLabel(draft, "primary key", key.name), "DEFERRABLE",
            lacks(context.to, "deferrable keys"), "a key that is checked at once");
    if (!context.to.supportsDeferrable) {
        key.deferrable.reset();
        key.initiallyDeferred = false;
    }
}

bool isReferred(const Context& context, const Draft& draft, const std::vector<std::string>& columns)
{
    for (const Draft& other : context.drafts) {
        for (const ForeignKeyConstraint& key : other.table.foreignKeys) {
            std::string schema = key.referredSchema.empty() ? other.source->schema : key.referredSchema;
            if (key.referredTable == draft.source->name && schema == draft.source->schema
                && key.referredColumns == columns)
                return true;
        }
    }
    return false;
}

// SQL Server lets NULL stand once in a unique key: an index that leaves NULLs out means what the others mean.
bool becomesFilteredIndex(Context& context, Draft& draft, const UniqueConstraint& unique)
{
    const DialectTraits& to = context.to;
    if (to.uniqueNulls != UniqueNulls::Equal || context.from.uniqueNulls == UniqueNulls::Equal
        || unique.nullsNotDistinct)
        return false;
    std::vector<std::string> conditions;
    for (const std::string& name : unique.columns) {
        const Column* column = draft.column(name);
        if (column && column->nullable)
            conditions.push_back(context.identifiers.quote(draft.newColumn(name)) + " IS NOT NULL");
    }
    if (conditions.empty())
        return false;
    std::string label = constraintLabel(draft, "unique constraint", unique.name);
    if (!to.supportsPartialIndexes || isReferred(context, draft, unique.columns)) {
        context.notes.changed(label, "UNIQUE over columns that may be NULL", "NULL counts as a value there",
            "UNIQUE with one NULL");
        return false;
    }
    Index index;
    index.name = unique.name;
    index.unique = true;
    index.where = {join(conditions, " AND "), to.name};
    for (const std::string& name : unique.columns) {
        IndexElement element;
        element.column = name;
        index.elements.push_back(std::move(element));
    }
    draft.table.indexes.push_back(std::move(index));
    context.notes.info(label, "UNIQUE over columns that may be NULL", "NULL counts as a value there",
        "a unique index over the rows without NULL");
    return true;
}

void convertUniques(Context& context, Draft& draft)
{
    const DialectTraits& to = context.to;
    std::vector<UniqueConstraint> kept;
    for (UniqueConstraint& unique : draft.table.uniqueConstraints) {
        std::string label = constraintLabel(draft, "unique constraint", unique.name);
        bool repeated = unique.columns == draft.table.primaryKey.columns
            || std::any_of(kept.begin(), kept.end(),
                [&](const UniqueConstraint& other) { return other.columns == unique.columns; });
        if (repeated && !to.duplicateIndexes) {
            context.notes.info(label, "UNIQUE over the columns of another key",
                to.displayName + " refuses it twice", "that key");
            continue;
        }
        if (becomesFilteredIndex(context, draft, unique))
            continue;
        bool nullable =
            std::any_of(unique.columns.begin(), unique.columns.end(), [&](const std::string& name) {
                const Column* column = draft.column(name);
                return column && column->nullable;
            });
        if (unique.nullsNotDistinct && !to.supportsNullsNotDistinct && to.uniqueNulls != UniqueNulls::Equal) {
            unique.nullsNotDistinct = false;
            context.notes.changed(
                label, "NULLS NOT DISTINCT", lacks(to, "such keys"), "UNIQUE, in which NULLs differ");
        }
        if (context.from.uniqueNulls == UniqueNulls::Equal && to.supportsNullsNotDistinct && nullable)
            unique.nullsNotDistinct = true;
        if (to.uniqueNulls == UniqueNulls::WholeKey && nullable && unique.columns.size() > 1)
            context.notes.changed(label, "UNIQUE over columns that may be NULL",
                "rows that are NULL in some of them must differ in the others there", "UNIQUE");
        if (!unique.includeColumns.empty() && !to.supportsIncludeColumns) {
            unique.includeColumns.clear();
            context.notes.info(label, "INCLUDE", lacks(to, "included columns"), "the key alone");
        }
        if (!to.supportsDeferrable) {
            if (unique.deferrable.value_or(false))
                context.notes.changed(
                    label, "DEFERRABLE", lacks(to, "deferrable keys"), "a key that is checked at once");
            unique.deferrable.reset();
            unique.initiallyDeferred = false;
        }
        unique.options = context.targetOptions(unique.options);
        kept.push_back(std::move(unique));
    }
    draft.table.uniqueConstraints = std::move(kept);
}

// The columns (new names) that an action of a foreign key may set.
std::set<std::string> actionColumns(const Draft& draft)
{
    std::set<std::string> columns;
    for (const ForeignKeyConstraint& key : draft.table.foreignKeys) {
        auto sets = [](ReferentialAction action) {
            return action == ReferentialAction::SetNull || action == ReferentialAction::SetDefault;
        };
        if (!sets(key.onDelete) && !sets(key.onUpdate) && key.onUpdate != ReferentialAction::Cascade)
            continue;
        for (const std::string& name : key.columns)
            columns.insert(draft.newColumn(name));
    }
    return columns;
}

Translated translatedCheck(Context& context, const Draft& draft, const CheckConstraint& check)
{
    Translated translated;
    if (const std::string* column = check.options.find("convert.domain"))
        translated = context.domainCheck(check.expression, draft.shape, *column);
    else
        translated = context.condition(check.expression, draft.shape);
    if (translated.readsClock && !context.to.checksMayReadClock)
        throw Untranslatable("it is not the same every time");
    if (context.to.checksAvoidActionColumns) {
        for (const std::string& name : actionColumns(draft)) {
            if (translated.columns.contains(name))
                throw Untranslatable("it speaks of " + name + ", which a foreign key's action sets");
        }
    }
    if (!context.to.computedMayReadNumbered) { // nor may checks
        for (const std::string& name : draft.numbered) {
            if (translated.columns.contains(draft.newColumn(name)))
                throw Untranslatable("it speaks of " + name + ", which the server numbers");
        }
    }
    return translated;
}

void convertChecks(Context& context, Draft& draft)
{
    std::vector<CheckConstraint> kept;
    for (CheckConstraint& check : draft.table.checkConstraints) {
        std::string label = constraintLabel(draft, "check", check.name);
        try {
            Translated translated = translatedCheck(context, draft, check);
            for (const std::string& remark : translated.remarks)
                context.notes.changed(label, "CHECK", remark, "CHECK (" + translated.text + ")");
            check.expression = {translated.text, context.to.name};
            check.options = context.targetOptions(check.options);
            check.validated = true;
            kept.push_back(std::move(check));
        } catch (const Untranslatable& reason) {
            context.notes.lost(
                label, "CHECK (" + std::string(utf8Prefix(check.expression.text, 80)) + ")", reason.what());
        }
    }
    draft.table.checkConstraints = std::move(kept);
    for (const OtherConstraint& other : draft.table.otherConstraints)
        context.notes.lost(constraintLabel(draft, other.kind + " constraint", other.name),
            other.kind + " constraint", lacks(context.to, other.kind + " constraints"));
    draft.table.otherConstraints.clear();
}

} // namespace

void convertKeys(Context& context)
{
    for (Draft& draft : context.drafts) {
        convertPrimaryKey(context, draft);
        convertUniques(context, draft);
        convertChecks(context, draft);
    }
}

} // namespace relata::convert_internal
