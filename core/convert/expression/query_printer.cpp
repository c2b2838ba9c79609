// The printer's half for SELECT.
#include "core/convert/expression/printer.h"

#include <fmt/format.h>

namespace relata::convert_internal {

std::string Printer::fromItem(const FromItem& item)
{
    if (item.left) {
        static constexpr const char* words[] = {"JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN"};
        std::string right = fromItem(*item.right);
        if (item.right->left)
            right = "(" + right + ")";
        std::string text = fromItem(*item.left) + "\n" + words[static_cast<int>(item.join)] + " " + right;
        if (item.on)
            return text + " ON " + condition(item.on);
        return item.usingColumns.empty()
            ? text
            : text + " USING (" + m_identifiers.quotedList(item.usingColumns) + ")";
    }
    std::string text =
        item.query ? "(" + query(*item.query) + ")" : m_identifiers.qualified(item.schema, item.name);
    if (item.alias.empty() || (!item.query && item.alias == item.name))
        return text;
    return text + (m_rules.aliasAs ? " AS " : " ") + m_identifiers.quote(item.alias);
}

std::string Printer::selectCore(const SelectCore& core)
{
    std::string text = core.distinct ? "SELECT DISTINCT " : "SELECT ";
    for (std::size_t i = 0; i < core.items.size(); ++i) {
        const SelectItem& item = core.items[i];
        text += (i > 0 ? ", " : "") + value(item.expression);
        bool sameName = item.expression->kind == ExprKind::Column && item.expression->text == item.alias;
        if (!item.alias.empty() && !sameName)
            text += " AS " + m_identifiers.quote(item.alias);
    }
    for (std::size_t i = 0; i < core.from.size(); ++i)
        text += (i > 0 ? ", " : "\nFROM ") + fromItem(*core.from[i]);
    if (core.from.empty())
        text += m_rules.emptyFrom;
    if (core.where)
        text += "\nWHERE " + condition(core.where);
    for (std::size_t i = 0; i < core.groupBy.size(); ++i)
        text += (i > 0 ? ", " : "\nGROUP BY ") + value(core.groupBy[i]);
    if (core.having)
        text += "\nHAVING " + condition(core.having);
    return text;
}

std::string Printer::query(const Query& query)
{
    std::string text = selectCore(query.cores.front());
    for (std::size_t i = 1; i < query.cores.size(); ++i)
        text += "\n"
            + (query.operators[i - 1] == "EXCEPT" ? std::string(m_rules.exceptWord) : query.operators[i - 1])
            + "\n" + selectCore(query.cores[i]);
    withClause(query, text);
    const DialectTraits& traits = m_target.traits();
    bool limited = query.limit || query.offset;
    bool ordered = !query.orderBy.empty() && (traits.viewsMayBeOrdered || limited);
    if (!query.orderBy.empty() && !ordered)
        remark("the rows are in no order; order them where the view is read");
    if (ordered)
        text += "\nORDER BY " + orderList(query.orderBy);
    if (!limited)
        return text;
    std::string limit = query.limit ? query.limit->text : std::string();
    std::string offset = query.offset ? query.offset->text : std::string();
    if (traits.limitStyle == LimitStyle::LimitOffset) {
        if (limit.empty())
            throw Untranslatable("it skips rows without a limit");
        return text + "\nLIMIT " + limit + (offset.empty() ? "" : " OFFSET " + offset);
    }
    if (!ordered && !traits.viewsMayBeOrdered)
        text += "\nORDER BY (SELECT NULL)";
    text += "\nOFFSET " + (offset.empty() ? std::string("0") : offset) + " ROWS";
    return limit.empty() ? text : text + " FETCH NEXT " + limit + " ROWS ONLY";
}

} // namespace relata::convert_internal
