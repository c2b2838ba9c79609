#include "core/dialects/postgresql/postgresql_ddl_compiler.h"

#include "core/dialects/postgresql/option_keys.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata::postgresql {
namespace {

bool isPartition(const Table& table)
{
    return table.options.find(option::partitionOf) != nullptr;
}

// Keys of partitions and partitioned tables are attached to each other after the tables.
bool hasSeparateKeys(const Table& table)
{
    return isPartition(table) || table.kind == TableKind::Partitioned;
}

bool isForeign(const Table& table)
{
    return table.kind == TableKind::Foreign && table.options.find(option::server) != nullptr;
}

bool isInherited(const DialectOptions& options)
{
    return options.flag(option::inherited);
}

bool isLate(const DialectOptions& options, std::string_view when = {})
{
    const std::string* late = options.find(option::late);
    return late && (when.empty() || *late == when);
}

} // namespace

std::string PostgresqlDdlCompiler::collate(const std::string& collation) const
{
    if (collation.empty())
        return {};
    return " COLLATE " + (collation.front() == '"' ? collation : m_identifiers.quote(collation));
}

std::string PostgresqlDdlCompiler::createTableKeyword(const Table& table) const
{
    if (isForeign(table))
        return "CREATE FOREIGN TABLE";
    return table.options.flag(option::unlogged) ? "CREATE UNLOGGED TABLE" : "CREATE TABLE";
}

std::vector<std::string> PostgresqlDdlCompiler::dropTable(
    const Table& table, const DropOptions& options) const
{
    if (!isForeign(table))
        return DdlCompiler::dropTable(table, options);
    return {std::string("DROP FOREIGN TABLE ") + (options.ifExists ? "IF EXISTS " : "") + tableName(table)};
}

std::string PostgresqlDdlCompiler::tableSuffix(const Table& table) const
{
    std::string text;
    auto add = [&](const char* before, const char* key, const char* after) {
        if (const std::string* value = table.options.find(key))
            text += before + *value + after;
    };
    add("\nINHERITS (", option::inherits, ")");
    if (isForeign(table)) {
        text += "\nSERVER " + m_identifiers.quote(table.options.value(option::server));
        add("\nOPTIONS (", option::foreignOptions, ")");
        return text;
    }
    add("\nPARTITION BY ", option::partitionBy, "");
    add("\nUSING ", option::accessMethod, "");
    add("\nWITH (", option::storageParameters, ")");
    if (const std::string* tablespace = table.options.find(option::tablespace))
        text += "\nTABLESPACE " + m_identifiers.quote(*tablespace);
    return text;
}

std::vector<std::string> PostgresqlDdlCompiler::createTable(
    const Table& table, const CreateOptions& options, const std::vector<std::size_t>& separateKeys) const
{
    std::vector<std::size_t> separate = separateKeys;
    std::vector<std::size_t> late;
    for (std::size_t i = 0; i < table.foreignKeys.size(); ++i) {
        bool isSeparate = std::find(separate.begin(), separate.end(), i) != separate.end();
        if (!isSeparate && !table.foreignKeys[i].validated) {
            separate.push_back(i);
            late.push_back(i);
        }
    }
    std::vector<std::string> statements = createBareTable(table, options, separate);
    auto append = [&](std::vector<std::string> more) {
        statements.insert(
            statements.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    };
    append(attachPartition(table));
    append(lateExpressions(table));
    append(partitionKeys(table));
    for (std::size_t key : late)
        append(addForeignKey(table, table.foreignKeys[key]));
    return statements;
}

std::vector<std::string> PostgresqlDdlCompiler::createBareTable(
    const Table& table, const CreateOptions& options, const std::vector<std::size_t>& separateKeys) const
{
    Table own = table;
    std::erase_if(own.columns, [](const Column& column) { return isInherited(column.options); });
    std::erase_if(own.checkConstraints, [&](const CheckConstraint& check) {
        return !check.validated || isLate(check.options)
            || (isInherited(check.options) && !isPartition(table));
    });
    own.foreignKeys.clear();
    for (std::size_t i = 0; i < table.foreignKeys.size(); ++i) {
        if (std::find(separateKeys.begin(), separateKeys.end(), i) == separateKeys.end()
            && !isInherited(table.foreignKeys[i].options))
            own.foreignKeys.push_back(table.foreignKeys[i]);
    }
    if (hasSeparateKeys(table)) {
        own.primaryKey = {};
        own.uniqueConstraints.clear();
        own.otherConstraints.clear();
    }
    std::vector<std::string> statements = DdlCompiler::createTable(own, options, {});
    if (const std::string* type = table.options.find(option::ofType); type && table.definition.empty()) {
        // The columns are the type's; only their constraints and defaults are the table's own.
        std::string& text = statements.front();
        std::size_t body = text.find(tableName(table)) + tableName(table).size();
        text.insert(body, " OF " + *type);
        if (std::size_t nothing = text.find(" ()", body);
            nothing != std::string::npos && nothing <= body + 4 + type->size())
            text.erase(nothing, 3);
    }
    for (std::string& statement : columnSettings(table))
        statements.push_back(std::move(statement));
    for (const CheckConstraint& check : table.checkConstraints) {
        if (!check.validated && !isInherited(check.options) && !isLate(check.options))
            statements.push_back(alterTable(table) + " ADD " + checkConstraint(table, check) + " NOT VALID");
    }
    if (table.options.flag(option::rowSecurity))
        statements.push_back("ALTER TABLE " + tableName(table) + " ENABLE ROW LEVEL SECURITY");
    if (table.options.flag(option::forceRowSecurity))
        statements.push_back(alterTable(table) + " FORCE ROW LEVEL SECURITY");
    return statements;
}

std::vector<std::string> PostgresqlDdlCompiler::lateExpressions(
    const Table& table, std::string_view when) const
{
    std::vector<std::string> statements;
    for (const Column& column : table.columns) {
        // Children did not get it from their parents, which had none yet.
        if (isLate(column.options, when) && column.serverDefault)
            statements.push_back(fmt::format("{} ALTER COLUMN {} SET DEFAULT {}", alterTable(table),
                m_identifiers.quote(column.name), column.serverDefault->text));
    }
    for (const CheckConstraint& check : table.checkConstraints) {
        // Children take it over.
        if (isLate(check.options, when) && !isInherited(check.options))
            statements.push_back("ALTER TABLE " + tableName(table) + " ADD " + checkConstraint(table, check)
                + (check.validated ? "" : " NOT VALID"));
    }
    return statements;
}

std::vector<std::string> PostgresqlDdlCompiler::dropLateExpressions(const Table& table) const
{
    std::vector<std::string> statements;
    for (const Column& column : table.columns) {
        if (isLate(column.options) && column.serverDefault)
            statements.push_back(
                alterTable(table) + " ALTER COLUMN " + m_identifiers.quote(column.name) + " DROP DEFAULT");
    }
    for (const CheckConstraint& check : table.checkConstraints) {
        if (isLate(check.options) && !isInherited(check.options))
            statements.push_back(
                "ALTER TABLE " + tableName(table) + " DROP CONSTRAINT " + m_identifiers.quote(check.name));
    }
    return statements;
}

std::vector<std::string> PostgresqlDdlCompiler::columnSettings(const Table& table) const
{
    std::vector<std::string> statements;
    for (const Column& column : table.columns) {
        std::string alter = alterTable(table) + " ALTER COLUMN " + m_identifiers.quote(column.name) + " ";
        if (isInherited(column.options)) {
            if (column.options.flag(option::ownDefault) && !isLate(column.options))
                statements.push_back(alter
                    + (column.serverDefault ? "SET DEFAULT " + column.serverDefault->text : "DROP DEFAULT"));
            if (column.options.flag(option::ownNotNull))
                statements.push_back(alter + "SET NOT NULL");
        }
        if (const std::string* storage = column.options.find(option::storage))
            statements.push_back(alter + "SET STORAGE " + *storage);
        if (const std::string* method = column.options.find(option::compression))
            statements.push_back(alter + "SET COMPRESSION " + *method);
        if (const std::string* target = column.options.find(option::statistics))
            statements.push_back(alter + "SET STATISTICS " + *target);
        if (const std::string* settings = column.options.find(option::attributeOptions))
            statements.push_back(alter + "SET (" + *settings + ")");
        if (column.options.flag(option::notNullNotValid) && !isInherited(column.options))
            statements.push_back(alterTable(table) + " ADD " + constraintPrefix(column.notNullName)
                + "NOT NULL " + m_identifiers.quote(column.name) + " NOT VALID");
    }
    return statements;
}

std::string PostgresqlDdlCompiler::columnSpecification(const Table& table, const Column& column) const
{
    std::string text = m_identifiers.quote(column.name);
    if (table.options.find(option::ofType))
        text += " WITH OPTIONS";
    else
        text += " " + m_types.compile(column.type);
    if (const std::string* foreign = column.options.find(option::foreignOptions); foreign && isForeign(table))
        text += " OPTIONS (" + *foreign + ")";
    if (!table.options.find(option::ofType))
        text += collate(column.collation);
    if (column.computed)
        text += " " + computed(column);
    // A partition takes its identity from its parent when it is attached.
    if (column.identity && !isPartition(table))
        text += " " + identity(column);
    if (std::string value = serverDefault(column); !value.empty() && !isLate(column.options))
        text += " " + value;
    if (!column.nullable && !column.options.flag(option::notNullNotValid)
        && !column.options.flag(option::notNullInherited)) {
        text += " " + constraintPrefix(column.notNullName) + "NOT NULL";
        if (column.options.flag(option::notNullNoInherit))
            text += " NO INHERIT";
    }
    return text;
}

std::string PostgresqlDdlCompiler::keySuffix(const DialectOptions& options) const
{
    std::string text;
    if (const std::string* parameters = options.find(option::storageParameters))
        text += " WITH (" + *parameters + ")";
    if (const std::string* tablespace = options.find(option::tablespace))
        text += " USING INDEX TABLESPACE " + m_identifiers.quote(*tablespace);
    return text;
}

std::string PostgresqlDdlCompiler::primaryKey(const Table& table) const
{
    const PrimaryKeyConstraint& key = table.primaryKey;
    std::string text = constraintPrefix(key.name) + "PRIMARY KEY (" + m_identifiers.quotedList(key.columns);
    text += key.options.flag(option::withoutOverlaps) ? " WITHOUT OVERLAPS)" : ")";
    if (const std::string* include = key.options.find(option::include))
        text += " INCLUDE (" + *include + ")";
    return text + keySuffix(key.options) + deferrability(key.deferrable, key.initiallyDeferred);
}

std::string PostgresqlDdlCompiler::uniqueConstraint(const Table&, const UniqueConstraint& unique) const
{
    std::string text = constraintPrefix(unique.name) + "UNIQUE ";
    if (unique.nullsNotDistinct)
        text += "NULLS NOT DISTINCT ";
    text += "(" + m_identifiers.quotedList(unique.columns);
    text += unique.options.flag(option::withoutOverlaps) ? " WITHOUT OVERLAPS)" : ")";
    if (!unique.includeColumns.empty())
        text += " INCLUDE (" + m_identifiers.quotedList(unique.includeColumns) + ")";
    return text + keySuffix(unique.options) + deferrability(unique.deferrable, unique.initiallyDeferred);
}

std::string PostgresqlDdlCompiler::foreignKey(const Table& table, const ForeignKeyConstraint& key) const
{
    auto columns = [&](const std::vector<std::string>& names) {
        if (!key.options.flag(option::period) || names.size() < 2)
            return m_identifiers.quotedList(names);
        std::vector<std::string> plain(names.begin(), names.end() - 1);
        return m_identifiers.quotedList(plain) + ", PERIOD " + m_identifiers.quote(names.back());
    };
    std::string schema = key.referredSchema.empty() ? table.schema : key.referredSchema;
    std::string text = fmt::format("{}FOREIGN KEY ({}) REFERENCES {}", constraintPrefix(key.name),
        columns(key.columns), m_identifiers.qualified(schema, key.referredTable));
    if (!key.referredColumns.empty())
        text += " (" + columns(key.referredColumns) + ")";
    if (key.match == MatchType::Full)
        text += " MATCH FULL";
    if (key.onUpdate != ReferentialAction::NoAction)
        text += std::string(" ON UPDATE ") + toString(key.onUpdate);
    if (key.onDelete != ReferentialAction::NoAction)
        text += std::string(" ON DELETE ") + toString(key.onDelete);
    if (const std::string* some = key.options.find(option::onDeleteColumns))
        text += " (" + *some + ")";
    text += deferrability(key.deferrable, key.initiallyDeferred);
    if (key.options.flag(option::notEnforced))
        text += " NOT ENFORCED";
    return text;
}

std::vector<std::string> PostgresqlDdlCompiler::addForeignKey(
    const Table& table, const ForeignKeyConstraint& key) const
{
    // A partitioned table hands its keys down to its partitions: no ONLY.
    std::string alter =
        table.kind == TableKind::Partitioned ? "ALTER TABLE " + tableName(table) : alterTable(table);
    return {alter + " ADD " + foreignKey(table, key) + (key.validated ? "" : " NOT VALID")};
}

std::string PostgresqlDdlCompiler::checkConstraint(const Table&, const CheckConstraint& check) const
{
    std::string text = constraintPrefix(check.name) + "CHECK (" + check.expression.text + ")";
    if (check.options.flag(option::noInherit))
        text += " NO INHERIT";
    if (check.options.flag(option::notEnforced))
        text += " NOT ENFORCED";
    return text;
}

std::string PostgresqlDdlCompiler::indexElement(const IndexElement& element) const
{
    std::string text =
        element.column.empty() ? "(" + element.expression.text + ")" : m_identifiers.quote(element.column);
    text += collate(element.collation);
    if (!element.operatorClass.empty())
        text += " " + element.operatorClass;
    if (element.descending)
        text += " DESC";
    if (element.nullsFirst)
        text += *element.nullsFirst ? " NULLS FIRST" : " NULLS LAST";
    return text;
}

std::vector<std::string> PostgresqlDdlCompiler::createIndex(
    const Table& table, const Index& index, const CreateOptions& options) const
{
    std::vector<std::string> elements;
    for (const IndexElement& element : index.elements)
        elements.push_back(indexElement(element));
    std::string text = fmt::format("CREATE {}INDEX {}{} ON {}{}", index.unique ? "UNIQUE " : "",
        options.ifNotExists ? "IF NOT EXISTS " : "", m_identifiers.quote(index.name),
        index.options.flag(option::onOnly) ? "ONLY " : "", tableName(table));
    if (const std::string* method = index.options.find(option::accessMethod))
        text += " USING " + m_identifiers.quote(*method);
    text += " (" + join(elements, ", ") + ")";
    if (!index.includeColumns.empty())
        text += " INCLUDE (" + m_identifiers.quotedList(index.includeColumns) + ")";
    if (index.options.flag(option::nullsNotDistinct))
        text += " NULLS NOT DISTINCT";
    if (const std::string* parameters = index.options.find(option::storageParameters))
        text += " WITH (" + *parameters + ")";
    if (const std::string* tablespace = index.options.find(option::tablespace))
        text += " TABLESPACE " + m_identifiers.quote(*tablespace);
    if (!index.where.empty())
        text += " WHERE " + index.where.text;
    std::vector<std::string> statements{text};
    std::string name = m_identifiers.qualified(table.schema, index.name);
    if (const std::string* statistics = index.options.find(option::elementStatistics)) {
        for (const std::string& entry : split(*statistics, ',')) {
            std::vector<std::string> parts = split(trimmed(entry), '=');
            statements.push_back(fmt::format(
                "ALTER INDEX {} ALTER COLUMN {} SET STATISTICS {}", name, parts.front(), parts.back()));
        }
    }
    if (const std::string* parent = index.options.find(option::attachedTo))
        statements.push_back("ALTER INDEX " + *parent + " ATTACH PARTITION " + name);
    return statements;
}

std::vector<std::string> PostgresqlDdlCompiler::createDomain(const Domain& domain) const
{
    std::string name = m_identifiers.qualified(domain.schema, domain.name);
    std::string text =
        "CREATE DOMAIN " + name + " AS " + m_types.compile(domain.type) + collate(domain.collation);
    if (domain.serverDefault)
        text += " DEFAULT " + domain.serverDefault->text;
    if (!domain.nullable)
        text += " NOT NULL";
    std::vector<std::string> statements{text};
    for (const CheckConstraint& check : domain.checkConstraints) {
        if (check.options.find(option::madeAfter))
            continue;
        std::string constraint = constraintPrefix(check.name) + "CHECK (" + check.expression.text + ")";
        if (check.validated)
            statements.front() += "\n    " + constraint;
        else
            statements.push_back("ALTER DOMAIN " + name + " ADD " + constraint + " NOT VALID");
    }
    return statements;
}

std::vector<std::string> PostgresqlDdlCompiler::addDomainCheck(
    const Domain& domain, const CheckConstraint& check) const
{
    return {
        fmt::format("ALTER DOMAIN {} ADD {}CHECK ({}){}", m_identifiers.qualified(domain.schema, domain.name),
            constraintPrefix(check.name), check.expression.text, check.validated ? "" : " NOT VALID")};
}

std::vector<std::string> PostgresqlDdlCompiler::dropDomainCheck(
    const Domain& domain, const CheckConstraint& check) const
{
    return {fmt::format("ALTER DOMAIN {} DROP CONSTRAINT {}",
        m_identifiers.qualified(domain.schema, domain.name), m_identifiers.quote(check.name))};
}

std::vector<std::string> PostgresqlDdlCompiler::createSequence(
    const Sequence& sequence, const CreateOptions& options) const
{
    return {
        fmt::format("CREATE {}SEQUENCE {}{}{}", sequence.options.flag(option::unlogged) ? "UNLOGGED " : "",
            options.ifNotExists ? "IF NOT EXISTS " : "",
            m_identifiers.qualified(sequence.schema, sequence.name), sequenceOptions(sequence))};
}

std::vector<std::string> PostgresqlDdlCompiler::sequenceOwnership(const Sequence& sequence) const
{
    if (sequence.ownedByTable.empty())
        return {};
    return {fmt::format("ALTER SEQUENCE {} OWNED BY {}.{}",
        m_identifiers.qualified(sequence.schema, sequence.name),
        m_identifiers.qualified(sequence.schema, sequence.ownedByTable),
        m_identifiers.quote(sequence.ownedByColumn))};
}

std::vector<std::string> PostgresqlDdlCompiler::createView(const View& view, const CreateOptions&) const
{
    std::string text = view.materialized ? "CREATE MATERIALIZED VIEW " : "CREATE VIEW ";
    std::string name = m_identifiers.qualified(view.schema, view.name);
    text += name;
    if (view.namedColumns && !view.columns.empty()) {
        std::vector<std::string> names;
        for (const Column& column : view.columns)
            names.push_back(column.name);
        text += " (" + m_identifiers.quotedList(names) + ")";
    }
    if (const std::string* method = view.options.find(option::accessMethod))
        text += " USING " + m_identifiers.quote(*method);
    if (const std::string* parameters = view.options.find(option::storageParameters))
        text += " WITH (" + *parameters + ")";
    if (const std::string* tablespace = view.options.find(option::tablespace))
        text += " TABLESPACE " + m_identifiers.quote(*tablespace);
    text += " AS\n" + view.definition.text;
    if (const std::string* check = view.options.find(option::checkOption))
        text += "\n WITH " + *check + " CHECK OPTION";
    if (view.options.flag(option::withNoData))
        text += "\n WITH NO DATA";
    std::vector<std::string> statements{text};
    for (const Column& column : view.columns) {
        std::string alter = fmt::format("ALTER {} {} ALTER COLUMN {} ",
            view.materialized ? "MATERIALIZED VIEW" : "VIEW", name, m_identifiers.quote(column.name));
        if (column.serverDefault)
            statements.push_back(alter + "SET DEFAULT " + column.serverDefault->text);
        if (const std::string* storage = column.options.find(option::storage))
            statements.push_back(alter + "SET STORAGE " + *storage);
        if (const std::string* method = column.options.find(option::compression))
            statements.push_back(alter + "SET COMPRESSION " + *method);
        if (const std::string* target = column.options.find(option::statistics))
            statements.push_back(alter + "SET STATISTICS " + *target);
        if (const std::string* settings = column.options.find(option::attributeOptions))
            statements.push_back(alter + "SET (" + *settings + ")");
    }
    return statements;
}

std::vector<std::string> PostgresqlDdlCompiler::createTrigger(
    const Table& table, const Trigger& trigger) const
{
    std::vector<std::string> statements = DdlCompiler::createTrigger(table, trigger);
    if (!statements.empty() && !trigger.enabled)
        statements.push_back(
            "ALTER TABLE " + tableName(table) + " DISABLE TRIGGER " + m_identifiers.quote(trigger.name));
    return statements;
}

std::vector<std::string> PostgresqlDdlCompiler::attachPartition(const Table& table) const
{
    if (!isPartition(table))
        return {};
    return {
        fmt::format("ALTER TABLE ONLY {} ATTACH PARTITION {} {}", table.options.value(option::partitionOf),
            tableName(table), table.options.value(option::partitionBound))};
}

std::vector<std::string> PostgresqlDdlCompiler::partitionKeys(const Table& table) const
{
    std::vector<std::string> statements;
    if (!hasSeparateKeys(table))
        return statements;
    auto add = [&](const std::string& constraint, const std::string& name, const DialectOptions& options) {
        statements.push_back(alterTable(table) + " ADD " + constraint);
        if (const std::string* parent = options.find(option::attachedTo))
            statements.push_back("ALTER INDEX " + *parent + " ATTACH PARTITION "
                + m_identifiers.qualified(table.schema, name));
    };
    if (!table.primaryKey.empty())
        add(primaryKey(table), table.primaryKey.name, table.primaryKey.options);
    for (const UniqueConstraint& unique : table.uniqueConstraints)
        add(uniqueConstraint(table, unique), unique.name, unique.options);
    // The server does not compare exclusion constraints (CompareIndexInfo() in its index.c) and so attaches
    // none: the partitioned table's own makes those of its partitions.
    for (const OtherConstraint& other : table.otherConstraints) {
        bool handsDown = table.kind == TableKind::Partitioned;
        if (!other.options.find(option::attachedTo))
            statements.push_back((handsDown ? "ALTER TABLE " + tableName(table) : alterTable(table)) + " ADD "
                + constraintPrefix(other.name) + other.definition.text);
    }
    return statements;
}

std::vector<std::string> PostgresqlDdlCompiler::indexSettings(const View& view) const
{
    std::vector<std::string> statements;
    for (const Index& index : view.indexes) {
        if (index.options.flag(option::clustered))
            statements.push_back("ALTER MATERIALIZED VIEW " + m_identifiers.qualified(view.schema, view.name)
                + " CLUSTER ON " + m_identifiers.quote(index.name));
    }
    return statements;
}

std::vector<std::string> PostgresqlDdlCompiler::indexSettings(const Table& table) const
{
    std::vector<std::string> statements;
    auto cluster = [&](const std::string& name, const DialectOptions& options) {
        if (options.flag(option::clustered))
            statements.push_back(
                "ALTER TABLE " + tableName(table) + " CLUSTER ON " + m_identifiers.quote(name));
    };
    cluster(table.primaryKey.name, table.primaryKey.options);
    for (const UniqueConstraint& unique : table.uniqueConstraints)
        cluster(unique.name, unique.options);
    for (const OtherConstraint& other : table.otherConstraints)
        cluster(other.name, other.options);
    for (const Index& index : table.indexes)
        cluster(index.name, index.options);
    if (const std::string* identity = table.options.find(option::replicaIdentity))
        statements.push_back(alterTable(table) + " REPLICA IDENTITY " + *identity);
    return statements;
}

} // namespace relata::postgresql
