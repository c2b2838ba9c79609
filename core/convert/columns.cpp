// Defaults, generated expressions, collations and comments of columns.
#include "core/convert/context.h"
#include "core/convert/expression/resolver.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace relata::convert_internal {
namespace {

std::string shortened(const std::string& text)
{
    std::string line = replaceAll(text, "\n", " ");
    std::string_view kept = utf8Prefix(line, 60);
    return kept.size() < line.size() ? std::string(kept) + " ..." : line;
}

void remarks(
    Context& context, const std::string& label, const std::string& what, const Translated& translated)
{
    for (const std::string& remark : translated.remarks)
        context.notes.changed(label, what, remark, shortened(translated.text));
}

bool isEmptyArray(const std::string& text)
{
    return text.starts_with("'{}'::") || startsWithIgnoreCase(text, "ARRAY[]");
}

void convertDefault(Context& context, Draft& draft, Column& column)
{
    if (!column.serverDefault)
        return;
    if (equalsIgnoreCase(trimmed(column.serverDefault->text), "NULL")) {
        column.serverDefault.reset();
        return;
    }
    const std::string label = draft.label(column.name);
    const std::string what = "default " + shortened(column.serverDefault->text);
    const Column* before = draft.source->findColumn(column.name);
    if (before && before->type.kind == TypeKind::Array && isEmptyArray(column.serverDefault->text)) {
        column.serverDefault = SqlText{"'[]'", context.to.name};
        return;
    }
    try {
        Translated translated = context.value(*column.serverDefault, {}, classOf(column.type));
        bool empty =
            translated.tree && translated.tree->kind == ExprKind::String && translated.tree->text.empty();
        if (empty && context.to.emptyStringIsNull) {
            column.serverDefault.reset();
            context.notes.lost(label, "default ''", "'' is NULL in " + context.to.displayName);
            return;
        }
        column.serverDefault = SqlText{translated.text, context.to.name};
        remarks(context, label, what, translated);
    } catch (const Untranslatable& reason) {
        column.serverDefault.reset();
        context.notes.lost(label, what, reason.what());
    }
}

// Throws Untranslatable.
Computed converted(Context& context, const Draft& draft, const Column& column)
{
    const DialectTraits& to = context.to;
    Computed computed = *column.computed;
    Translated translated = context.value(computed.expression, draft.shape, ValueClass::Unknown);
    if (translated.readsClock)
        throw Untranslatable("it is not the same every time");
    for (const Column& other : draft.table.columns) {
        if (!translated.columns.contains(draft.newColumn(other.name)))
            continue;
        const Column* original = draft.source->findColumn(other.name);
        if (original && original->computed && !to.computedMayNest)
            throw Untranslatable("it reads another generated column");
        if (draft.numbered.contains(other.name) && !to.computedMayReadNumbered)
            throw Untranslatable("it reads a column that the server numbers");
    }
    if (draft.table.isPrimaryKey(column.name) && !to.computedMayBeKey)
        throw Untranslatable("it is part of the primary key");
    computed.expression = {translated.text, to.name};
    remarks(context, draft.label(column.name), "generated column", translated);
    if (computed.persisted && !to.supportsComputedStored) {
        computed.persisted = false;
        context.notes.info(
            draft.label(column.name), "stored generated column", lacks(to, "stored ones"), "a virtual one");
    } else if (!computed.persisted && !to.supportsComputedVirtual) {
        computed.persisted = true;
        context.notes.info(
            draft.label(column.name), "virtual generated column", lacks(to, "virtual ones"), "a stored one");
    }
    return computed;
}

void convertComputed(Context& context, Draft& draft, Column& column)
{
    if (!column.computed)
        return;
    const std::string label = draft.label(column.name);
    try {
        column.computed = converted(context, draft, column);
        if (!column.nullable && !context.to.computedMayBeNotNull) {
            column.nullable = true;
            context.notes.info(label, "NOT NULL at a generated column",
                context.to.displayName + " does not say it there", "the expression alone");
        }
    } catch (const Untranslatable& reason) {
        context.notes.changed(
            label, "generated column", reason.what(), "a plain column, which the application fills");
        column.computed.reset();
    }
}

// Collations of MySQL 8 that MariaDB does not have, and of MariaDB 10.10 that MySQL does not have.
bool isOneServersAlone(const std::string& collation)
{
    return collation.find("_0900_") != std::string::npos || collation.find("uca1400") != std::string::npos;
}

// On either end.
bool isInForeignKey(const Context& context, const Draft& draft, const Column& column)
{
    auto contains = [&](const std::vector<std::string>& columns) {
        return std::find(columns.begin(), columns.end(), column.name) != columns.end();
    };
    for (const Draft& other : context.drafts) {
        for (const ForeignKeyConstraint& key : other.table.foreignKeys) {
            bool refers = key.referredTable == draft.source->name && contains(key.referredColumns);
            if (refers || (&other == &draft && contains(key.columns)))
                return true;
        }
    }
    return false;
}

void convertCollation(Context& context, Draft& draft, Column& column)
{
    if (column.collation.empty())
        return;
    if (context.isTargets(context.source.dialect) && !isOneServersAlone(column.collation))
        return;
    const std::string before = std::exchange(column.collation, std::string());
    const std::string_view meaning = collationMeaning(context.fromRules, before);
    const ExpressionRules& rules =
        context.to.expressions ? *context.to.expressions : standardExpressionRules();
    const std::string label = draft.label(column.name);
    const std::string what = "collation " + before;
    if (before == "default")
        return;
    if (meaning.empty()) {
        context.notes.lost(label, what, "collations are named differently");
        return;
    }
    const std::string_view counterpart = meaning == "binary" ? rules.binaryCollation : rules.noCaseCollation;
    if (counterpart.empty() && meaning == "binary")
        return; // what the target does anyway
    if (rules.like == LikeCase::ByCollation && meaning != "binary") {
        context.notes.info(
            label, what, context.to.displayName + " ignores case by its own default", "that collation");
        return;
    }
    if (counterpart.empty()) {
        context.notes.lost(label, what, lacks(context.to, "collation that ignores case"));
        return;
    }
    bool strict = context.to.foreignKeyTypes != ForeignKeyTypes::Any
        && context.to.foreignKeyTypes != ForeignKeyTypes::Comparable;
    if (strict && isInForeignKey(context, draft, column)) {
        context.notes.lost(label, what, "both ends of a foreign key must have the same collation");
        return;
    }
    column.collation = counterpart;
    if (meaning == "binary")
        context.notes.info(label, what, "each dialect names it differently", column.collation);
    else
        context.notes.changed(
            label, what, "which letters are the same is each dialect's own matter", column.collation);
}

// Options that change what a table does, and that the target does not read.
void reportOptions(Context& context, const std::string& label, const DialectOptions& options)
{
    struct Meaning
    {
        const char* option;
        const char* what;
        const char* feature;
    };
    static constexpr Meaning meanings[] = {
        {"mysql.invisible", "INVISIBLE", "invisible columns"},
        {"mariadb.row", "the row's period of validity", "system versioning"},
        {"mariadb.system_versioning", "system versioning", "system versioning"},
        {"mariadb.without_overlaps", "WITHOUT OVERLAPS", "such keys"},
    };
    const DialectOptions kept = context.targetOptions(options);
    for (const Meaning& meaning : meanings) {
        if (options.find(meaning.option) && !kept.find(meaning.option))
            context.notes.lost(label, meaning.what, lacks(context.to, meaning.feature));
    }
}

void convertComment(Context& context, const std::string& label, std::string& comment)
{
    const DialectTraits& to = context.to;
    bool supported = to.supportsCommentOn || to.supportsInlineComments || to.commentsAsProperties;
    if (comment.empty())
        return;
    if (!supported) {
        comment.clear();
        context.notes.lost(label, "comment", lacks(to, "comments in its catalogue"));
        return;
    }
    auto limit = static_cast<std::size_t>(to.maxCommentLength);
    if (limit == 0 || codePointCount(comment) <= limit)
        return;
    std::string_view kept = comment;
    while (codePointCount(kept) > limit)
        kept = utf8Prefix(kept, kept.size() - 1);
    comment = std::string(kept);
    context.notes.changed(
        label, "comment", fmt::format("{} keeps {} characters", to.displayName, limit), "its beginning");
}

} // namespace

void convertColumns(Context& context)
{
    for (Draft& draft : context.drafts) {
        reportOptions(context, draft.label(), draft.source->options);
        reportOptions(context, draft.label() + ", primary key", draft.source->primaryKey.options);
        for (const UniqueConstraint& unique : draft.source->uniqueConstraints)
            reportOptions(context, draft.label() + ", unique constraint " + unique.name, unique.options);
        for (Column& column : draft.table.columns) {
            if (const std::string* onUpdate = column.options.find("mysql.on_update");
                onUpdate && !context.isTargets("mysql"))
                context.notes.lost(draft.label(column.name), "ON UPDATE " + *onUpdate,
                    context.from.displayName + " alone has it; a trigger can do the same");
            reportOptions(context, draft.label(column.name), column.options);
            column.options = context.targetOptions(column.options);
            convertComputed(context, draft, column);
            convertDefault(context, draft, column);
            convertCollation(context, draft, column);
            convertComment(context, draft.label(column.name), column.comment);
            column.notNullName.clear();
        }
        convertComment(context, draft.label(), draft.table.comment);
    }
}

} // namespace relata::convert_internal
