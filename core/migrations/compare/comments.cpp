// Comments, where the dialect keeps them.
#include "core/migrations/compare/comparison.h"

#include <algorithm>

namespace relata::compare_internal {
namespace {

class Comments
{
public:
    explicit Comments(Comparison& comparison) : m_comparison(comparison) { }

    void compare(CommentOf kind, const TableName& object, const std::string& part, const std::string& from,
        const std::string& to)
    {
        if (from != to)
            m_comparison.add(AlterComment{kind, object, part, from, to});
    }

    // Parts by their names.
    template <typename T>
    void compareParts(
        CommentOf kind, const TableName& object, const std::vector<T>& from, const std::vector<T>& to)
    {
        for (const T& after : to) {
            auto before = std::find_if(
                from.begin(), from.end(), [&](const T& other) { return other.name == after.name; });
            if (before != from.end())
                compare(kind, object, after.name, before->comment, after.comment);
        }
    }

private:
    Comparison& m_comparison;
};

} // namespace

void compareComments(Comparison& comparison)
{
    const DialectTraits* traits = comparison.dialect ? &comparison.dialect->traits() : nullptr;
    bool keeps = !traits || traits->supportsCommentOn || traits->supportsInlineComments
        || traits->commentsAsProperties;
    if (!comparison.options.comments || !keeps)
        return;
    Comments comments(comparison);
    for (const auto& [from, to] : comparison.tables()) {
        TableName name = TableName::of(*to);
        comments.compare(CommentOf::Table, name, "", from->comment, to->comment);
        comments.compareParts(CommentOf::Column, name, from->columns, to->columns);
        if (traits && !traits->supportsCommentOn && !traits->commentsAsProperties)
            continue; // tables and columns alone
        if (from->primaryKey.name == to->primaryKey.name && !to->primaryKey.empty())
            comments.compare(CommentOf::Constraint, name, to->primaryKey.name, from->primaryKey.comment,
                to->primaryKey.comment);
        comments.compareParts(CommentOf::Constraint, name, from->uniqueConstraints, to->uniqueConstraints);
        comments.compareParts(CommentOf::Constraint, name, from->foreignKeys, to->foreignKeys);
        comments.compareParts(CommentOf::Constraint, name, from->checkConstraints, to->checkConstraints);
        comments.compareParts(CommentOf::Constraint, name, from->otherConstraints, to->otherConstraints);
        comments.compareParts(CommentOf::Index, name, from->indexes, to->indexes);
        comments.compareParts(CommentOf::Trigger, name, from->triggers, to->triggers);
    }
    for (const ViewPtr& view : comparison.from.views()) {
        if (const View* other = comparison.to.findView(view->schema, view->name))
            comments.compare(CommentOf::View, {view->schema, view->name}, "", view->comment, other->comment);
    }
    auto named = [&](CommentOf kind, const auto& from, const auto& to) {
        for (const auto& after : to) {
            for (const auto& before : from) {
                if (before.schema == after.schema && before.name == after.name)
                    comments.compare(kind, {after.schema, after.name}, "", before.comment, after.comment);
            }
        }
    };
    named(CommentOf::Sequence, comparison.from.sequences, comparison.to.sequences);
    named(CommentOf::Type, comparison.from.enums, comparison.to.enums);
    named(CommentOf::Type, comparison.from.domains, comparison.to.domains);
}

} // namespace relata::compare_internal
