#include "core/schema/naming_convention.h"

#include "core/schema/metadata.h"
#include "core/util/argument_error.h"
#include "core/util/error.h"
#include "core/util/strings.h"

#include <algorithm>
#include <charconv>

namespace relata {
namespace {

std::string keyOf(const Table& table, const std::string& name)
{
    const Column* column = table.findColumn(name);
    return column && !column->key.empty() ? column->key : name;
}

std::string labelOf(const Table& table, const std::string& name)
{
    std::string prefix = table.schema.empty() ? "" : replaceAll(table.schema, ".", "_") + "_";
    return prefix + table.name + "_" + name;
}

class Tokens
{
public:
    Tokens(const NamingConvention& convention, const NamedConstraint& constraint, const Table& table)
        : m_convention(convention), m_constraint(constraint), m_table(table)
    { }

    std::string text(std::string_view token) const
    {
        for (const auto& [name, function] : m_convention.tokens) {
            if (name == token)
                return function(m_constraint, m_table);
        }
        if (token == "table_name")
            return m_table.name;
        if (token == "referred_table_name")
            return m_constraint.referredTable;
        if (token == "constraint_name") {
            if (m_constraint.name.empty())
                raiseArgument("The naming convention asks for the name of a constraint of "
                        + m_table.qualifiedName() + ", which has none.",
                    "Give the constraint a name, or leave %(constraint_name)s out of the convention.");
            return m_constraint.name;
        }
        for (std::string_view prefix : {"referred_column_", "column_"}) {
            if (token.starts_with(prefix))
                return columnToken(token, prefix);
        }
        unknown(token);
    }

private:
    [[noreturn]] void unknown(std::string_view token) const
    {
        raiseArgument("The naming convention has an unknown token, %(" + std::string(token) + ")s.",
            "See core/schema/naming_convention.h for those that there are.");
    }

    // <prefix><number>[N|_N]_<attribute>
    std::string columnToken(std::string_view token, std::string_view prefix) const
    {
        std::string_view rest = token.substr(prefix.size());
        std::size_t index = 0;
        auto [end, code] = std::from_chars(rest.data(), rest.data() + rest.size(), index);
        if (code != std::errc())
            unknown(token);
        rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
        bool all = rest.starts_with("N_") || rest.starts_with("_N_");
        std::string separator = rest.starts_with("_N_") ? "_" : "";
        rest.remove_prefix(all ? rest.find("N_") + 2 : std::min<std::size_t>(1, rest.size()));
        bool referred = prefix.starts_with("referred");
        if ((rest != "name" && (referred || (rest != "key" && rest != "label"))))
            unknown(token);
        const std::vector<std::string>& columns =
            referred ? m_constraint.referredColumns : m_constraint.columns;
        auto one = [&](std::size_t i) -> std::string {
            if (i >= columns.size())
                return {};
            return rest == "key"  ? keyOf(m_table, columns[i])
                : rest == "label" ? labelOf(m_table, columns[i])
                                  : columns[i];
        };
        if (!all)
            return one(index);
        std::vector<std::string> parts;
        for (std::size_t i = 0; i < columns.size(); ++i)
            parts.push_back(one(i));
        return join(parts, separator);
    }

    const NamingConvention& m_convention;
    const NamedConstraint& m_constraint;
    const Table& m_table;
};

} // namespace

const std::string* NamingConvention::find(std::string_view kind) const
{
    auto found = std::find_if(
        templates.begin(), templates.end(), [&](const auto& entry) { return entry.first == kind; });
    return found == templates.end() ? nullptr : &found->second;
}

NamingConvention NamingConvention::standard()
{
    return {{{"ix", "ix_%(column_0_label)s"}}};
}

std::optional<std::string> conventionName(const NamingConvention& convention,
    const NamedConstraint& constraint, const Table& table, const MetaData& metadata)
{
    const std::string* text = convention.find(constraint.kind);
    if (!text || (!constraint.name.empty() && text->find("%(constraint_name)s") == std::string::npos))
        return std::nullopt;
    NamedConstraint complete = constraint;
    if (constraint.kind == "fk" && complete.referredColumns.empty()) {
        ForeignKeyConstraint key;
        key.referredTable = constraint.referredTable;
        if (const Table* referred = metadata.referredTable(table, key))
            complete.referredColumns = referred->primaryKey.columns;
    }
    Tokens tokens(convention, complete, table);
    std::string name;
    for (std::size_t i = 0; i < text->size(); ++i) {
        if ((*text)[i] != '%') {
            name += (*text)[i];
            continue;
        }
        std::size_t close = text->find(")s", i);
        if (text->compare(i, 2, "%%") == 0) {
            name += '%';
            ++i;
        } else if (text->compare(i, 2, "%(") == 0 && close != std::string::npos) {
            name += tokens.text(std::string_view(*text).substr(i + 2, close - i - 2));
            i = close + 1;
        } else {
            raiseArgument("The naming convention “" + *text + "” has a percent sign that begins no token.",
                "Write %% for a percent sign.");
        }
    }
    return name;
}

namespace {

class Namer
{
public:
    Namer(const MetaData& metadata, const std::function<std::string(const std::string&)>& fit)
        : m_metadata(metadata), m_fit(fit)
    { }

    // Whether anything changed.
    bool name(Table& table)
    {
        m_changed = false;
        const NamingConvention& convention = m_metadata.namingConvention;
        auto give = [&](auto& item, NamedConstraint constraint) {
            if (item.nameIsFinal)
                return;
            constraint.name = item.name;
            if (auto made = conventionName(convention, constraint, table, m_metadata)) {
                item.name = m_fit ? m_fit(*made) : *made;
                item.nameIsFinal = true;
                m_changed = true;
            }
        };
        auto of = [](const char* kind, std::vector<std::string> columns) {
            NamedConstraint constraint;
            constraint.kind = kind;
            constraint.columns = std::move(columns);
            return constraint;
        };
        if (!table.primaryKey.empty())
            give(table.primaryKey, of("pk", table.primaryKey.columns));
        for (UniqueConstraint& unique : table.uniqueConstraints)
            give(unique, of("uq", unique.columns));
        for (ForeignKeyConstraint& key : table.foreignKeys) {
            NamedConstraint constraint = of("fk", key.columns);
            constraint.referredTable = key.referredTable;
            constraint.referredColumns = key.referredColumns;
            give(key, std::move(constraint));
        }
        for (CheckConstraint& check : table.checkConstraints)
            give(check, of("ck", columnsOf(table, check)));
        for (Index& index : table.indexes)
            give(index, of("ix", columnsOf(index)));
        return m_changed;
    }

private:
    static std::vector<std::string> columnsOf(const Index& index)
    {
        std::vector<std::string> columns;
        for (const IndexElement& element : index.elements) {
            if (!element.column.empty())
                columns.push_back(element.column);
        }
        return columns;
    }

    // The table's columns whose names stand in the expression as words of their own, as they come there.
    static std::vector<std::string> columnsOf(const Table& table, const CheckConstraint& check)
    {
        auto isWord = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
                || (c & 0x80) != 0;
        };
        const std::string& text = check.expression.text;
        std::vector<std::pair<std::size_t, std::string>> found;
        for (const Column& column : table.columns) {
            for (std::size_t at = text.find(column.name); at != std::string::npos && !column.name.empty();
                 at = text.find(column.name, at + 1)) {
                std::size_t end = at + column.name.size();
                if ((at == 0 || !isWord(text[at - 1])) && (end == text.size() || !isWord(text[end]))) {
                    found.emplace_back(at, column.name);
                    break;
                }
            }
        }
        std::sort(found.begin(), found.end());
        std::vector<std::string> columns;
        for (auto& entry : found)
            columns.push_back(std::move(entry.second));
        return columns;
    }

    const MetaData& m_metadata;
    const std::function<std::string(const std::string&)>& m_fit;
    bool m_changed = false;
};

} // namespace

MetaData withConventionNames(
    const MetaData& metadata, const std::function<std::string(const std::string&)>& fit)
{
    MetaData result = metadata;
    if (metadata.namingConvention.empty())
        return result;
    Namer namer(metadata, fit);
    for (const TablePtr& original : metadata.tables()) {
        Table table = *original;
        if (namer.name(table))
            result.addTable(std::move(table));
    }
    return result;
}

} // namespace relata
