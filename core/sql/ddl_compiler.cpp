#include "core/sql/ddl_compiler.h"

#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata {

void DdlCompiler::finish(DdlScript&) const
{ }

std::string DdlCompiler::constraintPrefix(const std::string& name) const
{
    return name.empty() ? std::string() : "CONSTRAINT " + m_identifiers.quote(name) + " ";
}

std::string DdlCompiler::deferrability(const std::optional<bool>& deferrable, bool initiallyDeferred) const
{
    std::string text;
    if (!m_traits.supportsDeferrable)
        return text;
    if (deferrable)
        text += *deferrable ? " DEFERRABLE" : " NOT DEFERRABLE";
    if (initiallyDeferred)
        text += " INITIALLY DEFERRED";
    return text;
}

std::vector<std::string> DdlCompiler::createSchema(
    const std::string& name, const CreateOptions& options) const
{
    if (!m_traits.supportsSchemas || name.empty())
        return {};
    return {fmt::format(
        "CREATE SCHEMA {}{}", options.ifNotExists ? "IF NOT EXISTS " : "", m_identifiers.quote(name))};
}

std::vector<std::string> DdlCompiler::createEnum(const EnumType& type) const
{
    if (!m_traits.supportsNamedEnums)
        return {};
    std::vector<std::string> literals;
    for (const std::string& value : type.values)
        literals.push_back(m_identifiers.literal(value));
    return {fmt::format("CREATE TYPE {} AS ENUM ({})", m_identifiers.qualified(type.schema, type.name),
        join(literals, ", "))};
}

std::vector<std::string> DdlCompiler::createDomain(const Domain& domain) const
{
    if (!m_traits.supportsDomains)
        return {};
    std::string text = fmt::format("CREATE DOMAIN {} AS {}",
        m_identifiers.qualified(domain.schema, domain.name), m_types.compile(domain.type));
    if (!domain.collation.empty())
        text += " COLLATE " + m_identifiers.quote(domain.collation);
    if (domain.serverDefault)
        text += " DEFAULT " + domain.serverDefault->text;
    if (!domain.nullable)
        text += " NOT NULL";
    for (const CheckConstraint& check : domain.checkConstraints)
        text += fmt::format(" {}CHECK ({})", constraintPrefix(check.name), check.expression.text);
    return {text};
}

std::string DdlCompiler::sequenceOptions(const Sequence& sequence) const
{
    std::string text;
    if (!sequence.dataType.empty())
        text += " AS " + sequence.dataType;
    if (sequence.start)
        text += fmt::format(" START WITH {}", *sequence.start);
    if (sequence.increment)
        text += fmt::format(" INCREMENT BY {}", *sequence.increment);
    if (sequence.minValue)
        text += fmt::format(" MINVALUE {}", *sequence.minValue);
    if (sequence.maxValue)
        text += fmt::format(" MAXVALUE {}", *sequence.maxValue);
    if (sequence.cache)
        text += fmt::format(" CACHE {}", *sequence.cache);
    if (sequence.cycle)
        text += " CYCLE";
    return text;
}

std::vector<std::string> DdlCompiler::createSequence(
    const Sequence& sequence, const CreateOptions& options) const
{
    if (!m_traits.supportsSequences)
        return {};
    return {fmt::format("CREATE SEQUENCE {}{}{}",
        options.ifNotExists && m_traits.supportsIfNotExists ? "IF NOT EXISTS " : "",
        m_identifiers.qualified(sequence.schema, sequence.name), sequenceOptions(sequence))};
}

std::string DdlCompiler::createTableKeyword(const Table&) const
{
    return "CREATE TABLE";
}
std::string DdlCompiler::tableSuffix(const Table&) const
{
    return {};
}

std::vector<std::string> DdlCompiler::createTable(
    const Table& table, const CreateOptions& options, const std::vector<std::size_t>& separateKeys) const
{
    if (!table.definition.empty()
        && (table.definition.dialect == m_traits.name || table.definition.dialect == m_traits.family))
        return {table.definition.text};
    std::vector<std::string> lines;
    auto add = [&](std::string line) {
        if (!line.empty())
            lines.push_back(std::move(line));
    };
    for (const Column& column : table.columns)
        add(columnSpecification(table, column));
    if (!table.primaryKey.empty())
        add(primaryKey(table));
    for (const UniqueConstraint& unique : table.uniqueConstraints)
        add(uniqueConstraint(table, unique));
    for (std::size_t i = 0; i < table.foreignKeys.size(); ++i) {
        if (std::find(separateKeys.begin(), separateKeys.end(), i) == separateKeys.end())
            add(foreignKey(table, table.foreignKeys[i]));
    }
    for (const CheckConstraint& check : table.checkConstraints)
        add(checkConstraint(table, check));
    for (const OtherConstraint& other : table.otherConstraints) {
        if (other.definition.dialect == m_traits.name)
            add(constraintPrefix(other.name) + other.definition.text);
    }
    std::string body = lines.empty() ? std::string(" ()") : " (\n    " + join(lines, ",\n    ") + "\n)";
    return {createTableKeyword(table)
        + (options.ifNotExists && m_traits.supportsIfNotExists ? " IF NOT EXISTS " : " ") + tableName(table)
        + body + tableSuffix(table)};
}

std::string DdlCompiler::columnSpecification(const Table&, const Column& column) const
{
    std::string text = m_identifiers.quote(column.name);
    std::string type = m_types.compile(column.type);
    if (!type.empty())
        text += " " + type;
    if (!column.collation.empty())
        text += " COLLATE " + m_identifiers.quote(column.collation);
    for (const std::string& piece : {computed(column), identity(column), serverDefault(column)}) {
        if (!piece.empty())
            text += " " + piece;
    }
    if (!column.nullable)
        text += " " + constraintPrefix(column.notNullName) + "NOT NULL";
    return text;
}

std::string DdlCompiler::serverDefault(const Column& column) const
{
    return column.serverDefault ? "DEFAULT " + column.serverDefault->text : std::string();
}

std::string DdlCompiler::computed(const Column& column) const
{
    if (!column.computed)
        return {};
    return fmt::format("GENERATED ALWAYS AS ({}) {}", column.computed->expression.text,
        column.computed->persisted ? "STORED" : "VIRTUAL");
}

std::string DdlCompiler::identity(const Column& column) const
{
    if (!column.identity || !m_traits.supportsIdentity)
        return {};
    const Identity& identity = *column.identity;
    std::string text = identity.always ? "GENERATED ALWAYS AS IDENTITY" : "GENERATED BY DEFAULT AS IDENTITY";
    Sequence sequence;
    sequence.start = identity.start;
    sequence.increment = identity.increment;
    sequence.minValue = identity.minValue;
    sequence.maxValue = identity.maxValue;
    sequence.cache = identity.cache;
    sequence.cycle = identity.cycle;
    std::string options = sequenceOptions(sequence);
    if (!identity.sequenceName.empty())
        options = " SEQUENCE NAME " + identity.sequenceName + options;
    return options.empty() ? text : text + " (" + options.substr(1) + ")";
}

std::string DdlCompiler::primaryKey(const Table& table) const
{
    const PrimaryKeyConstraint& key = table.primaryKey;
    return constraintPrefix(key.name) + "PRIMARY KEY (" + m_identifiers.quotedList(key.columns) + ")"
        + deferrability(key.deferrable, key.initiallyDeferred);
}

std::string DdlCompiler::uniqueConstraint(const Table&, const UniqueConstraint& unique) const
{
    std::string text = constraintPrefix(unique.name) + "UNIQUE ";
    if (unique.nullsNotDistinct && m_traits.supportsNullsNotDistinct)
        text += "NULLS NOT DISTINCT ";
    text += "(" + m_identifiers.quotedList(unique.columns) + ")";
    if (!unique.includeColumns.empty() && m_traits.supportsIncludeColumns)
        text += " INCLUDE (" + m_identifiers.quotedList(unique.includeColumns) + ")";
    return text + deferrability(unique.deferrable, unique.initiallyDeferred);
}

std::string DdlCompiler::foreignKey(const Table& table, const ForeignKeyConstraint& key) const
{
    std::string schema = key.referredSchema.empty() ? table.schema : key.referredSchema;
    std::string text = fmt::format("{}FOREIGN KEY ({}) REFERENCES {}", constraintPrefix(key.name),
        m_identifiers.quotedList(key.columns), m_identifiers.qualified(schema, key.referredTable));
    if (!key.referredColumns.empty())
        text += " (" + m_identifiers.quotedList(key.referredColumns) + ")";
    if (key.match == MatchType::Full)
        text += " MATCH FULL";
    else if (key.match == MatchType::Partial)
        text += " MATCH PARTIAL";
    if (key.onUpdate != ReferentialAction::NoAction && m_traits.supportsOnUpdateAction)
        text += std::string(" ON UPDATE ") + toString(key.onUpdate);
    if (key.onDelete != ReferentialAction::NoAction)
        text += std::string(" ON DELETE ") + toString(key.onDelete);
    return text + deferrability(key.deferrable, key.initiallyDeferred);
}

std::string DdlCompiler::checkConstraint(const Table&, const CheckConstraint& check) const
{
    return constraintPrefix(check.name) + "CHECK (" + check.expression.text + ")";
}

std::string DdlCompiler::indexElement(const IndexElement& element) const
{
    // SQLite allows a column without a name, so it is the expression that decides.
    std::string text = element.expression.empty() ? m_identifiers.quote(element.column)
                                                  : "(" + element.expression.text + ")";
    if (!element.collation.empty())
        text += " COLLATE " + m_identifiers.quote(element.collation);
    if (!element.operatorClass.empty())
        text += " " + element.operatorClass;
    if (element.descending)
        text += " DESC";
    if (element.nullsFirst && m_traits.supportsNullsOrder)
        text += *element.nullsFirst ? " NULLS FIRST" : " NULLS LAST";
    return text;
}

std::vector<std::string> DdlCompiler::createIndex(
    const Table& table, const Index& index, const CreateOptions& options) const
{
    std::vector<std::string> elements;
    for (const IndexElement& element : index.elements)
        elements.push_back(indexElement(element));
    std::string text = fmt::format("CREATE {}INDEX {}{} ON {} ({})", index.unique ? "UNIQUE " : "",
        options.ifNotExists && m_traits.supportsIfNotExists ? "IF NOT EXISTS " : "",
        m_identifiers.quote(index.name), tableName(table), join(elements, ", "));
    if (!index.includeColumns.empty() && m_traits.supportsIncludeColumns)
        text += " INCLUDE (" + m_identifiers.quotedList(index.includeColumns) + ")";
    if (!index.where.empty() && m_traits.supportsPartialIndexes)
        text += " WHERE " + index.where.text;
    return {text};
}

std::vector<std::string> DdlCompiler::addForeignKey(const Table& table, const ForeignKeyConstraint& key) const
{
    return {"ALTER TABLE " + tableName(table) + " ADD " + foreignKey(table, key)};
}

std::vector<std::string> DdlCompiler::createView(const View& view, const CreateOptions&) const
{
    std::string text = view.materialized && m_traits.supportsMaterializedViews ? "CREATE MATERIALIZED VIEW "
                                                                               : "CREATE VIEW ";
    text += m_identifiers.qualified(view.schema, view.name);
    if (view.namedColumns && !view.columns.empty()) {
        std::vector<std::string> names;
        for (const Column& column : view.columns)
            names.push_back(column.name);
        text += " (" + m_identifiers.quotedList(names) + ")";
    }
    return {text + " AS\n" + view.definition.text};
}

std::vector<std::string> DdlCompiler::createTrigger(const Table&, const Trigger& trigger) const
{
    if (trigger.definition.dialect != m_traits.name && trigger.definition.dialect != m_traits.family)
        return {};
    return {trigger.definition.text};
}

std::vector<std::string> DdlCompiler::comments(const Table& table) const
{
    std::vector<std::string> result;
    if (!m_traits.supportsCommentOn)
        return result;
    std::string name = tableName(table);
    if (!table.comment.empty())
        result.push_back(
            fmt::format("COMMENT ON TABLE {} IS {}", name, m_identifiers.literal(table.comment)));
    for (const Column& column : table.columns) {
        if (!column.comment.empty())
            result.push_back(fmt::format("COMMENT ON COLUMN {}.{} IS {}", name,
                m_identifiers.quote(column.name), m_identifiers.literal(column.comment)));
    }
    return result;
}

std::vector<std::string> DdlCompiler::comments(const View& view) const
{
    if (!m_traits.supportsCommentOn || view.comment.empty())
        return {};
    return {fmt::format("COMMENT ON {}VIEW {} IS {}",
        view.materialized && m_traits.supportsMaterializedViews ? "MATERIALIZED " : "",
        m_identifiers.qualified(view.schema, view.name), m_identifiers.literal(view.comment))};
}

std::vector<std::string> DdlCompiler::sequenceOwnership(const Sequence&) const
{
    return {};
}

std::vector<std::string> DdlCompiler::dropTable(const Table& table, const DropOptions& options) const
{
    return {fmt::format("DROP TABLE {}{}", options.ifExists && m_traits.supportsIfExists ? "IF EXISTS " : "",
        tableName(table))};
}

std::vector<std::string> DdlCompiler::dropForeignKey(
    const Table& table, const ForeignKeyConstraint& key) const
{
    if (key.name.empty())
        return {};
    return {"ALTER TABLE " + tableName(table) + " DROP CONSTRAINT " + m_identifiers.quote(key.name)};
}

std::vector<std::string> DdlCompiler::dropView(const View& view, const DropOptions& options) const
{
    return {fmt::format("DROP {}VIEW {}{}",
        view.materialized && m_traits.supportsMaterializedViews ? "MATERIALIZED " : "",
        options.ifExists && m_traits.supportsIfExists ? "IF EXISTS " : "",
        m_identifiers.qualified(view.schema, view.name))};
}

std::vector<std::string> DdlCompiler::dropSequence(const Sequence& sequence, const DropOptions& options) const
{
    if (!m_traits.supportsSequences)
        return {};
    return {
        fmt::format("DROP SEQUENCE {}{}", options.ifExists && m_traits.supportsIfExists ? "IF EXISTS " : "",
            m_identifiers.qualified(sequence.schema, sequence.name))};
}

std::vector<std::string> DdlCompiler::dropType(const std::string& kind, const std::string& schema,
    const std::string& name, const DropOptions& options) const
{
    if (kind == "DOMAIN" ? !m_traits.supportsDomains : !m_traits.supportsNamedEnums)
        return {};
    return {
        fmt::format("DROP {} {}{}", kind, options.ifExists && m_traits.supportsIfExists ? "IF EXISTS " : "",
            m_identifiers.qualified(schema, name))};
}

} // namespace relata
