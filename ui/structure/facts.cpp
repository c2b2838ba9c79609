#include "ui/structure/facts.h"

#include "ui/connections/schema_text.h"

#include <QObject>

#include <algorithm>

namespace relata {
namespace {

QString tr(const char* text)
{
    return QObject::tr(text);
}

FactCell cell(QString text, QString icon = {})
{
    return {std::move(text), std::move(icon), {}, false, false};
}

FactCell code(QString text)
{
    return {std::move(text), {}, {}, true, false};
}

FactCell number(int value)
{
    return {QString::number(value), {}, value, false, true};
}

ObjectRef member(ObjectRef owner, ObjectRef::Kind kind, const QString& name)
{
    owner.kind = kind;
    owner.member = name;
    return owner;
}

QString valueText(const Column& column)
{
    if (column.computed)
        return fromUtf8(column.computed->expression.text);
    return defaultText(column);
}

QString numberedText(const Column& column)
{
    if (column.computed)
        return column.computed->persisted ? tr("computed, stored") : tr("computed");
    if (column.identity)
        return column.identity->always ? tr("identity, always") : tr("identity");
    switch (column.autoincrement) {
    case Autoincrement::No:
        return {};
    case Autoincrement::Auto:
        return tr("numbered");
    case Autoincrement::Yes:
        return tr("autoincrement");
    }
    return {};
}

QString keyMarks(const Table& table, const Column& column)
{
    QStringList marks;
    if (table.isPrimaryKey(column.name))
        marks.append(tr("primary"));
    for (const UniqueConstraint& key : table.uniqueConstraints) {
        if (key.columns.size() == 1 && key.columns.front() == column.name)
            marks.append(tr("unique"));
    }
    for (const ForeignKeyConstraint& key : table.foreignKeys) {
        for (const std::string& name : key.columns) {
            if (name == column.name)
                marks.append(QStringLiteral("→ ") + fromUtf8(key.referredTable));
        }
    }
    return marks.join(QStringLiteral(", "));
}

FactRow columnRow(
    const ObjectRef& owner, const Table* table, const Column& column, int position, const SqlDialect& dialect)
{
    const QString icon = QString::fromLatin1(table ? columnIcon(*table, column) : "column");
    FactRow row;
    row.object = member(owner, ObjectRef::Kind::Column, fromUtf8(column.name));
    row.cells = {number(position), cell(fromUtf8(column.name), icon), code(typeText(column.type, dialect)),
        cell(column.nullable ? tr("yes") : tr("no")), code(valueText(column)), cell(numberedText(column)),
        cell(table ? keyMarks(*table, column) : QString()), cell(fromUtf8(column.collation)),
        cell(fromUtf8(column.comment))};
    row.cells[3].muted = column.nullable;
    return row;
}

FactTable columnTable()
{
    FactTable facts;
    facts.title = tr("Columns");
    facts.icon = QStringLiteral("column");
    facts.emptyText = tr("It has no columns.");
    facts.headers = {QStringLiteral("#"), tr("Name"), tr("Type"), tr("NULL"), tr("Default"), tr("Value by"),
        tr("Keys"), tr("Collation"), tr("Comment")};
    return facts;
}

QString actionsText(const ForeignKeyConstraint& key)
{
    QStringList parts;
    if (key.onDelete != ReferentialAction::NoAction)
        parts.append(tr("on delete: %1").arg(QString::fromLatin1(toString(key.onDelete)).toLower()));
    if (key.onUpdate != ReferentialAction::NoAction)
        parts.append(tr("on update: %1").arg(QString::fromLatin1(toString(key.onUpdate)).toLower()));
    if (key.match == MatchType::Full)
        parts.append(tr("match full"));
    if (key.deferrable.value_or(false))
        parts.append(key.initiallyDeferred ? tr("deferred") : tr("deferrable"));
    if (!key.validated)
        parts.append(tr("not validated"));
    return parts.join(QStringLiteral(", "));
}

ObjectRef referredRef(const QString& connectionId, const MetaData& metadata, const Table& table,
    const ForeignKeyConstraint& key)
{
    const Table* referred = metadata.referredTable(table, key);
    return referred ? refOf(connectionId, *referred) : ObjectRef();
}

QString referredWithColumns(const MetaData& metadata, const Table& table, const ForeignKeyConstraint& key)
{
    ForeignKeyConstraint whole = key;
    whole.referredColumns = referredColumns(metadata, table, key);
    return referredText(whole);
}

class FactList
{
public:
    explicit FactList(QList<Fact>& facts) : m_facts(facts) { }
    // Leaves out what is empty.
    void add(const QString& name, const QString& value, const ObjectRef& link = {})
    {
        if (!value.isEmpty())
            m_facts.append({name, value, link, false});
    }
    void addCode(const QString& name, const QString& value)
    {
        if (!value.isEmpty())
            m_facts.append({name, value, {}, true});
    }
    void addCount(const QString& name, std::size_t count)
    {
        if (count > 0)
            m_facts.append({name, numberText(qint64(count)), {}, false});
    }

private:
    QList<Fact>& m_facts;
};

void addOptions(FactList& facts, const DialectOptions& options)
{
    for (const auto& [key, value] : options.entries())
        facts.addCode(fromUtf8(key.substr(key.find('.') + 1)), fromUtf8(value));
}

ObjectFacts databaseFacts(const MetaData& metadata, const SqlDialect& dialect)
{
    ObjectFacts result;
    result.found = true;
    FactList facts(result.facts);
    facts.add(tr("System"), fromUtf8(dialect.traits().displayName));
    facts.add(tr("Version"), fromUtf8(metadata.serverVersion));
    facts.add(tr("Default schema"), fromUtf8(metadata.defaultSchema));
    facts.addCount(tr("Schemas"), metadata.schemas.size());
    facts.addCount(tr("Tables"), metadata.tables().size());
    facts.addCount(tr("Views"), metadata.views().size());
    facts.addCount(tr("Sequences"), metadata.sequences.size());
    facts.addCount(tr("Types"), metadata.enums.size() + metadata.domains.size());
    return result;
}

ObjectFacts schemaFacts(const MetaData& metadata, const std::string& schema)
{
    ObjectFacts result;
    result.found = true;
    result.title = schemaTitle(metadata, schema);
    std::size_t tables = 0;
    std::size_t views = 0;
    for (const TablePtr& table : metadata.tables())
        tables += table->schema == schema ? 1 : 0;
    for (const ViewPtr& view : metadata.views())
        views += view->schema == schema ? 1 : 0;
    FactList facts(result.facts);
    facts.addCount(tr("Tables"), tables);
    facts.addCount(tr("Views"), views);
    return result;
}

ObjectFacts tableFacts(const MetaData& metadata, const Table& table)
{
    ObjectFacts result;
    result.found = true;
    result.icon = QString::fromLatin1(iconOf(table.kind));
    result.kind = kindText(table.kind);
    FactList facts(result.facts);
    facts.add(tr("Schema"), schemaTitle(metadata, table.schema));
    facts.add(tr("Comment"), fromUtf8(table.comment));
    if (table.estimatedRows)
        facts.add(tr("Rows"), tr("about %1").arg(numberText(*table.estimatedRows)));
    facts.addCount(tr("Columns"), table.columns.size());
    facts.add(tr("Primary key"), nameList(table.primaryKey.columns));
    facts.addCount(tr("Unique keys"), table.uniqueConstraints.size());
    facts.addCount(tr("Foreign keys"), table.foreignKeys.size());
    facts.addCount(tr("Referred to by"), incomingKeys(metadata, table).size());
    facts.addCount(tr("Checks"), table.checkConstraints.size());
    facts.addCount(tr("Indexes"), table.indexes.size());
    facts.addCount(tr("Triggers"), table.triggers.size());
    addOptions(facts, table.options);
    return result;
}

ObjectFacts viewFacts(const MetaData& metadata, const View& view)
{
    ObjectFacts result;
    result.found = true;
    result.icon = QString::fromLatin1(iconOf(view));
    result.kind = kindText(view);
    FactList facts(result.facts);
    facts.add(tr("Schema"), schemaTitle(metadata, view.schema));
    facts.add(tr("Comment"), fromUtf8(view.comment));
    facts.addCount(tr("Columns"), view.columns.size());
    facts.add(tr("Reads"), nameList(view.dependsOn));
    facts.addCode(tr("Definition"), fromUtf8(view.definition.text));
    return result;
}

ObjectFacts columnFactsOf(const MetaData& metadata, const QString& connectionId, const Table* table,
    const Column& column, const SqlDialect& dialect)
{
    ObjectFacts result;
    result.found = true;
    result.icon = QString::fromLatin1(table ? columnIcon(*table, column) : "column");
    FactList facts(result.facts);
    facts.addCode(tr("Type"), typeText(column.type, dialect));
    facts.add(tr("Kind of value"), QString::fromLatin1(toString(column.type.kind)));
    facts.add(tr("NULL"), column.nullable ? tr("allowed") : tr("not allowed"));
    facts.addCode(tr("Default"), defaultText(column));
    if (column.computed)
        facts.addCode(tr("Computed as"), fromUtf8(column.computed->expression.text));
    facts.add(tr("Value by"), numberedText(column));
    facts.add(tr("Collation"), fromUtf8(column.collation));
    QStringList values;
    for (const std::string& value : column.type.values)
        values.append(fromUtf8(value));
    facts.add(tr("Values"), values.join(QStringLiteral(", ")));
    facts.add(tr("Comment"), fromUtf8(column.comment));
    if (table) {
        if (table->isPrimaryKey(column.name))
            facts.add(tr("Primary key"), nameList(table->primaryKey.columns));
        for (const ForeignKeyConstraint& key : table->foreignKeys) {
            if (std::find(key.columns.begin(), key.columns.end(), column.name) != key.columns.end())
                facts.add(tr("Refers to"), referredWithColumns(metadata, *table, key),
                    referredRef(connectionId, metadata, *table, key));
        }
    }
    addOptions(facts, column.options);
    return result;
}

ObjectFacts foreignKeyFacts(const MetaData& metadata, const QString& connectionId, const Table& table,
    const ForeignKeyConstraint& key)
{
    ObjectFacts result;
    result.found = true;
    result.icon = QStringLiteral("key-foreign");
    result.kind = tr("Foreign key");
    FactList facts(result.facts);
    facts.add(tr("Columns"), nameList(key.columns));
    facts.add(tr("Refers to"), referredWithColumns(metadata, table, key),
        referredRef(connectionId, metadata, table, key));
    facts.add(tr("On delete"), QString::fromLatin1(toString(key.onDelete)).toLower());
    facts.add(tr("On update"), QString::fromLatin1(toString(key.onUpdate)).toLower());
    if (key.deferrable)
        facts.add(tr("Deferrable"), *key.deferrable ? tr("yes") : tr("no"));
    facts.add(tr("Validated"), key.validated ? QString() : tr("no"));
    facts.add(tr("Comment"), fromUtf8(key.comment));
    return result;
}

template <typename Key>
ObjectFacts listedKeyFacts(const Key& key, const QString& kind, const char* icon)
{
    ObjectFacts result;
    result.found = true;
    result.icon = QString::fromLatin1(icon);
    result.kind = kind;
    FactList facts(result.facts);
    facts.add(tr("Columns"), nameList(key.columns));
    facts.add(tr("Comment"), fromUtf8(key.comment));
    addOptions(facts, key.options);
    return result;
}

ObjectFacts constraintFacts(const MetaData& metadata, const ObjectRef& object, const Table& table)
{
    if (!table.primaryKey.empty() && labelOf(table.primaryKey) == object.member)
        return listedKeyFacts(table.primaryKey, tr("Primary key"), "key-primary");
    for (const UniqueConstraint& key : table.uniqueConstraints) {
        if (labelOf(key) == object.member)
            return listedKeyFacts(key, tr("Unique key"), "unique");
    }
    for (const ForeignKeyConstraint& key : table.foreignKeys) {
        if (labelOf(key) == object.member)
            return foreignKeyFacts(metadata, object.connectionId, table, key);
    }
    ObjectFacts result;
    FactList facts(result.facts);
    for (const CheckConstraint& check : table.checkConstraints) {
        if (labelOf(table, check) != object.member)
            continue;
        result.found = true;
        result.icon = QStringLiteral("check");
        result.kind = tr("Check");
        facts.addCode(tr("Condition"), fromUtf8(check.expression.text));
        facts.add(tr("Comment"), fromUtf8(check.comment));
        return result;
    }
    for (const OtherConstraint& other : table.otherConstraints) {
        if (fromUtf8(other.name) != object.member)
            continue;
        result.found = true;
        result.kind = fromUtf8(other.kind);
        facts.addCode(tr("Definition"), fromUtf8(other.definition.text));
        return result;
    }
    return result;
}

ObjectFacts indexFactsOf(const std::vector<Index>& indexes, const QString& name)
{
    ObjectFacts result;
    for (const Index& index : indexes) {
        if (fromUtf8(index.name) != name)
            continue;
        result.found = true;
        FactList facts(result.facts);
        facts.addCode(tr("Columns"), columnsOf(index));
        facts.add(tr("Unique"), index.unique ? tr("yes") : tr("no"));
        facts.add(tr("Includes"), nameList(index.includeColumns));
        facts.addCode(tr("Only rows where"), fromUtf8(index.where.text));
        facts.add(tr("Comment"), fromUtf8(index.comment));
        addOptions(facts, index.options);
    }
    return result;
}

ObjectFacts triggerFactsOf(const std::vector<Trigger>& triggers, const QString& name)
{
    ObjectFacts result;
    for (const Trigger& trigger : triggers) {
        if (fromUtf8(trigger.name) != name)
            continue;
        result.found = true;
        FactList facts(result.facts);
        facts.add(tr("Fires"), fromUtf8(trigger.timing + " " + trigger.events).toLower().trimmed());
        facts.add(tr("Enabled"), trigger.enabled ? tr("yes") : tr("no"));
        facts.add(tr("Comment"), fromUtf8(trigger.comment));
        facts.addCode(tr("Definition"), fromUtf8(trigger.definition.text));
    }
    return result;
}

// Objects that stand beside tables: found by schema and name.
ObjectFacts otherFacts(const MetaData& metadata, const ObjectRef& object, const SqlDialect& dialect)
{
    ObjectFacts result;
    FactList facts(result.facts);
    const auto isIt = [&](const auto& candidate) {
        return fromUtf8(candidate.name) == object.name && fromUtf8(candidate.schema) == object.schema;
    };
    if (object.kind == ObjectRef::Kind::Sequence) {
        for (const Sequence& sequence : metadata.sequences) {
            if (!isIt(sequence))
                continue;
            result.found = true;
            facts.add(tr("Type"), fromUtf8(sequence.dataType));
            if (sequence.start)
                facts.add(tr("Starts at"), numberText(*sequence.start));
            if (sequence.increment)
                facts.add(tr("Step"), numberText(*sequence.increment));
            facts.add(tr("Owned by"), fromUtf8(sequence.ownedByTable));
            facts.add(tr("Comment"), fromUtf8(sequence.comment));
        }
    }
    for (const EnumType& type : metadata.enums) {
        if (object.kind != ObjectRef::Kind::Enum || !isIt(type))
            continue;
        result.found = true;
        QStringList values;
        for (const std::string& value : type.values)
            values.append(fromUtf8(value));
        facts.add(tr("Values"), values.join('\n'));
        facts.add(tr("Comment"), fromUtf8(type.comment));
    }
    for (const Domain& domain : metadata.domains) {
        if (object.kind != ObjectRef::Kind::Domain || !isIt(domain))
            continue;
        result.found = true;
        facts.addCode(tr("Type"), typeText(domain.type, dialect));
        for (const CheckConstraint& check : domain.checkConstraints)
            facts.addCode(tr("Check"), fromUtf8(check.expression.text));
        facts.add(tr("Comment"), fromUtf8(domain.comment));
    }
    for (const CarriedObject& carried : metadata.carried) {
        if (object.kind != ObjectRef::Kind::Routine || !isIt(carried))
            continue;
        result.found = true;
        result.kind = fromUtf8(carried.kind);
        facts.add(tr("Comment"), fromUtf8(carried.comment));
        facts.addCode(tr("Definition"), fromUtf8(carried.definition.text));
    }
    return result;
}

ObjectFacts factsOf(const MetaData& metadata, const ObjectRef& object, const SqlDialect& dialect)
{
    using Kind = ObjectRef::Kind;
    if (object.kind == Kind::Connection)
        return databaseFacts(metadata, dialect);
    if (object.kind == Kind::Schema)
        return schemaFacts(metadata, object.schema.toStdString());
    const Table* table = tableOf(metadata, object);
    const View* view = table ? nullptr : viewOf(metadata, object);
    if (table && object.kind == Kind::Constraint)
        return constraintFacts(metadata, object, *table);
    if ((table || view) && object.kind == Kind::Column) {
        const std::vector<Column>& columns = table ? table->columns : view->columns;
        for (const Column& column : columns) {
            if (fromUtf8(column.name) == object.member)
                return columnFactsOf(metadata, object.connectionId, table, column, dialect);
        }
        return {};
    }
    if ((table || view) && object.kind == Kind::Index)
        return indexFactsOf(table ? table->indexes : view->indexes, object.member);
    if ((table || view) && object.kind == Kind::Trigger)
        return triggerFactsOf(table ? table->triggers : view->triggers, object.member);
    if (table && object.kind == Kind::Table)
        return tableFacts(metadata, *table);
    if (view && object.kind == Kind::View)
        return viewFacts(metadata, *view);
    return otherFacts(metadata, object, dialect);
}

} // namespace

FactTable columnFacts(const QString& connectionId, const Table& table, const SqlDialect& dialect)
{
    FactTable facts = columnTable();
    for (const Column& column : table.columns)
        facts.rows.append(
            columnRow(refOf(connectionId, table), &table, column, int(facts.rows.size()) + 1, dialect));
    return facts;
}

FactTable columnFacts(const QString& connectionId, const View& view, const SqlDialect& dialect)
{
    FactTable facts = columnTable();
    for (const Column& column : view.columns)
        facts.rows.append(
            columnRow(refOf(connectionId, view), nullptr, column, int(facts.rows.size()) + 1, dialect));
    return facts;
}

FactTable keyFacts(const QString& connectionId, const MetaData& metadata, const Table& table)
{
    FactTable facts;
    facts.title = tr("Keys");
    facts.icon = QStringLiteral("key-primary");
    facts.emptyText = tr("It has no keys and no constraints.");
    facts.headers = {tr("Name"), tr("Kind"), tr("Columns"), tr("Refers to"), tr("Details")};
    facts.linkColumn = 3;
    const ObjectRef owner = refOf(connectionId, table);
    const auto add = [&](const QString& name, const char* icon, const QString& kind, const FactCell& columns,
                         const QString& refers = {}, const QString& details = {},
                         const ObjectRef& link = {}) {
        FactRow row;
        row.object = member(owner, ObjectRef::Kind::Constraint, name);
        row.link = link;
        row.cells = {cell(name, QString::fromLatin1(icon)), cell(kind), columns, cell(refers), cell(details)};
        facts.rows.append(row);
    };
    if (!table.primaryKey.empty())
        add(labelOf(table.primaryKey), "key-primary", tr("primary key"),
            cell(nameList(table.primaryKey.columns)));
    for (const UniqueConstraint& key : table.uniqueConstraints)
        add(labelOf(key), "unique", tr("unique"), cell(nameList(key.columns)), {},
            key.nullsNotDistinct ? tr("NULLs are not distinct") : QString());
    for (const ForeignKeyConstraint& key : table.foreignKeys)
        add(labelOf(key), "key-foreign", tr("foreign key"), cell(nameList(key.columns)),
            referredWithColumns(metadata, table, key), actionsText(key),
            referredRef(connectionId, metadata, table, key));
    for (const CheckConstraint& check : table.checkConstraints)
        add(labelOf(table, check), "check", tr("check"), code(fromUtf8(check.expression.text)), {},
            check.validated ? QString() : tr("not validated"));
    for (const OtherConstraint& other : table.otherConstraints)
        add(fromUtf8(other.name), "unique", fromUtf8(other.kind), code(fromUtf8(other.definition.text)));
    return facts;
}

FactTable indexFacts(const ObjectRef& owner, const std::vector<Index>& indexes)
{
    FactTable facts;
    facts.title = tr("Indexes");
    facts.icon = QStringLiteral("index");
    facts.emptyText = tr("It has no indexes beside those of its keys.");
    facts.headers = {
        tr("Name"), tr("Unique"), tr("Columns"), tr("Includes"), tr("Only rows where"), tr("Comment")};
    for (const Index& index : indexes) {
        const QString name = fromUtf8(index.name);
        FactRow row;
        row.object = member(owner, ObjectRef::Kind::Index, name);
        row.cells = {cell(name, index.unique ? QStringLiteral("unique") : QStringLiteral("index")),
            cell(index.unique ? tr("yes") : tr("no")), code(columnsOf(index)),
            cell(nameList(index.includeColumns)), code(fromUtf8(index.where.text)),
            cell(fromUtf8(index.comment))};
        facts.rows.append(row);
    }
    return facts;
}

FactTable triggerFacts(const ObjectRef& owner, const std::vector<Trigger>& triggers)
{
    FactTable facts;
    facts.title = tr("Triggers");
    facts.icon = QStringLiteral("trigger");
    facts.emptyText = tr("It has no triggers.");
    facts.headers = {tr("Name"), tr("Fires"), tr("Enabled"), tr("Definition")};
    for (const Trigger& trigger : triggers) {
        const QString name = fromUtf8(trigger.name);
        FactRow row;
        row.object = member(owner, ObjectRef::Kind::Trigger, name);
        row.cells = {cell(name, QStringLiteral("trigger")),
            cell(fromUtf8(trigger.timing + " " + trigger.events).toLower().trimmed()),
            cell(trigger.enabled ? tr("yes") : tr("no")), code(fromUtf8(trigger.definition.text))};
        facts.rows.append(row);
    }
    return facts;
}

FactTable incomingFacts(const QString& connectionId, const MetaData& metadata, const Table& table)
{
    FactTable facts;
    facts.title = tr("Referred to by");
    facts.icon = QStringLiteral("link");
    facts.emptyText = tr("No foreign key refers to it.");
    facts.headers = {tr("Table"), tr("Columns"), tr("Refers to"), tr("Foreign key"), tr("Details")};
    facts.linkColumn = 0;
    for (const IncomingKey& incoming : incomingKeys(metadata, table)) {
        FactRow row;
        row.link = refOf(connectionId, *incoming.table);
        row.object = member(row.link, ObjectRef::Kind::Constraint, labelOf(*incoming.key));
        row.cells = {cell(fromUtf8(incoming.table->qualifiedName()), QStringLiteral("table")),
            cell(nameList(incoming.key->columns)),
            cell(nameList(referredColumns(metadata, *incoming.table, *incoming.key))),
            cell(labelOf(*incoming.key)), cell(actionsText(*incoming.key))};
        facts.rows.append(row);
    }
    return facts;
}

ObjectFacts objectFacts(const MetaData& metadata, const ObjectRef& object, const SqlDialect& dialect)
{
    ObjectFacts result = factsOf(metadata, object, dialect);
    if (result.title.isEmpty())
        result.title = object.member.isEmpty() ? object.name : object.member;
    if (result.kind.isEmpty())
        result.kind = kindText(object.kind);
    if (result.icon.isEmpty())
        result.icon = QString::fromLatin1(iconOf(object.kind));
    return result;
}

} // namespace relata
