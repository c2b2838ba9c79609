#include "ui/explorer/explorer_node.h"

#include "ui/connections/schema_text.h"

#include <algorithm>

namespace relata {
namespace {

using Kind = ExplorerNode::Kind;
using Members = ExplorerNode::Members;

void addGroup(ExplorerNode& parent, const ExplorerSchema& schema, const ExplorerGroup& group, qint64 count)
{
    ObjectRef ref = parent.ref;
    ref.kind = ObjectRef::Kind::Schema;
    ref.schema = schema.name;
    ExplorerNode* node = parent.add(Kind::Group, ref, group.title, "folder");
    node->group = &group;
    node->schema = &schema;
    node->detail = numberText(count);
}

ExplorerNode* addObject(ExplorerNode& parent, const ExplorerObject& object)
{
    ObjectRef ref = parent.ref;
    ref.kind = object.kind;
    ref.name = object.name;
    ExplorerNode* node = parent.add(Kind::Object, std::move(ref), object.name, object.icon);
    node->object = &object;
    node->detail = object.detail;
    return node;
}

ExplorerNode* addColumn(
    ExplorerNode& parent, const Table* table, const Column& column, const SqlDialect& dialect)
{
    ObjectRef ref = parent.ref;
    ref.kind = ObjectRef::Kind::Column;
    ref.member = fromUtf8(column.name);
    const char* icon = table ? columnIcon(*table, column) : "column";
    ExplorerNode* node = parent.add(Kind::Column, std::move(ref), fromUtf8(column.name), icon);
    node->column = &column;
    node->detail = typeText(column.type, dialect);
    if (table && table->isPrimaryKey(column.name) && isForeignKeyColumn(*table, column.name))
        node->secondIcon = "key-foreign";
    return node;
}

void addMemberGroup(ExplorerNode& table, Members members, const QString& title, std::size_t count)
{
    if (count == 0)
        return;
    ExplorerNode* node = table.add(Kind::MemberGroup, table.ref, title, "folder");
    node->members = members;
    node->object = table.object;
    node->detail = numberText(qint64(count));
}

void populateTable(ExplorerNode& node, const Table& table, const SqlDialect& dialect)
{
    for (const Column& column : table.columns)
        addColumn(node, &table, column, dialect);
    addMemberGroup(node, Members::Keys, QObject::tr("Keys"),
        (table.primaryKey.empty() ? 0 : 1) + table.uniqueConstraints.size() + table.foreignKeys.size()
            + table.checkConstraints.size() + table.otherConstraints.size());
    addMemberGroup(node, Members::Indexes, QObject::tr("Indexes"), table.indexes.size());
    addMemberGroup(node, Members::Triggers, QObject::tr("Triggers"), table.triggers.size());
}

void addMember(
    ExplorerNode& node, ObjectRef::Kind kind, const QString& label, const char* icon, const QString& detail)
{
    ObjectRef ref = node.ref;
    ref.kind = kind;
    ref.member = label;
    node.add(Kind::Member, std::move(ref), label, icon)->detail = detail;
}

void populateKeys(ExplorerNode& node, const Table& table)
{
    const auto constraint = ObjectRef::Kind::Constraint;
    if (!table.primaryKey.empty())
        addMember(node, constraint, labelOf(table.primaryKey), "key-primary",
            table.primaryKey.name.empty() ? QString() : nameList(table.primaryKey.columns));
    for (const UniqueConstraint& key : table.uniqueConstraints)
        addMember(
            node, constraint, labelOf(key), "unique", key.name.empty() ? QString() : nameList(key.columns));
    for (const ForeignKeyConstraint& key : table.foreignKeys)
        addMember(node, constraint, labelOf(key), "key-foreign",
            (key.name.empty() ? QString() : nameList(key.columns) + ' ') + QStringLiteral("→ ")
                + referredText(key));
    for (const CheckConstraint& check : table.checkConstraints)
        addMember(node, constraint, labelOf(table, check), "check", fromUtf8(check.expression.text));
    for (const OtherConstraint& other : table.otherConstraints)
        addMember(node, constraint, fromUtf8(other.name), "unique", fromUtf8(other.kind));
}

void populateMembers(ExplorerNode& node)
{
    const Table* table = node.object->table;
    const View* view = node.object->view;
    if (node.members == Members::Keys)
        populateKeys(node, *table);
    if (node.members == Members::Indexes) {
        for (const Index& index : table ? table->indexes : view->indexes)
            addMember(node, ObjectRef::Kind::Index, fromUtf8(index.name), index.unique ? "unique" : "index",
                columnsOf(index));
    }
    if (node.members == Members::Triggers) {
        for (const Trigger& trigger : table ? table->triggers : view->triggers)
            addMember(node, ObjectRef::Kind::Trigger, fromUtf8(trigger.name), "trigger",
                fromUtf8(trigger.timing + " " + trigger.events).toLower().trimmed());
    }
}

void populateObject(ExplorerNode& node, const SqlDialect& dialect)
{
    if (const Table* table = node.object->table) {
        populateTable(node, *table, dialect);
    } else if (const View* view = node.object->view) {
        for (const Column& column : view->columns)
            addColumn(node, nullptr, column, dialect);
        addMemberGroup(node, Members::Indexes, QObject::tr("Indexes"), view->indexes.size());
        addMemberGroup(node, Members::Triggers, QObject::tr("Triggers"), view->triggers.size());
    }
}

ExplorerNode* addSchema(ExplorerNode& connection, const ExplorerSchema& schema)
{
    ObjectRef ref = connection.ref;
    ref.kind = ObjectRef::Kind::Schema;
    ref.schema = schema.name;
    ExplorerNode* node = connection.add(Kind::Schema, std::move(ref), schema.title, "schema");
    node->schema = &schema;
    return node;
}

} // namespace

ExplorerNode* ExplorerNode::add(Kind childKind, ObjectRef childRef, QString childText, const char* childIcon)
{
    auto& child = children.emplace_back(std::make_unique<ExplorerNode>());
    child->kind = childKind;
    child->ref = std::move(childRef);
    child->text = std::move(childText);
    child->icon = childIcon;
    child->parent = this;
    child->row = int(children.size()) - 1;
    child->schema = schema;
    return child.get();
}

bool ExplorerNode::mayHaveChildren() const
{
    if (populated)
        return !children.empty();
    switch (kind) {
    case Kind::Schema:
        return !schema->groups.empty();
    case Kind::Group:
    case Kind::MemberGroup:
        return true;
    case Kind::Object:
        return (object->table && !object->table->columns.empty())
            || (object->view && !object->view->columns.empty());
    default:
        return !children.empty();
    }
}

const ExplorerNode* ExplorerNode::connectionNode() const
{
    const ExplorerNode* node = this;
    while (node && node->kind != Kind::Connection)
        node = node->parent;
    return node;
}

QString ExplorerNode::path() const
{
    if (kind == Kind::Root)
        return {};
    QString own;
    switch (kind) {
    case Kind::Connection:
        return ref.connectionId;
    case Kind::Schema:
        own = ref.schema;
        break;
    case Kind::Group:
        own = ref.schema + '\x1f' + QString::number(int(group->kind));
        break;
    case Kind::MemberGroup:
        own = QString::number(int(members));
        break;
    case Kind::Object:
        own = QString::number(int(ref.kind)) + '\x1f' + ref.name;
        break;
    default:
        own = QString::number(int(kind)) + '\x1f' + text;
        break;
    }
    return parent->path() + '\x1e' + own;
}

void populate(ExplorerNode& node, const SqlDialect& dialect)
{
    if (node.populated)
        return;
    node.populated = true;
    switch (node.kind) {
    case Kind::Schema:
        for (const ExplorerGroup& group : node.schema->groups)
            addGroup(node, *node.schema, group, qint64(group.objects.size()));
        break;
    case Kind::Group:
        node.children.reserve(node.group->objects.size());
        for (const ExplorerObject& object : node.group->objects)
            addObject(node, object);
        break;
    case Kind::Object:
        populateObject(node, dialect);
        break;
    case Kind::MemberGroup:
        populateMembers(node);
        break;
    default:
        break;
    }
}

void populateConnection(ExplorerNode& node, const ExplorerIndex& index)
{
    node.populated = true;
    if (index.schemas.size() == 1) {
        const ExplorerSchema& schema = index.schemas.front();
        for (const ExplorerGroup& group : schema.groups)
            addGroup(node, schema, group, qint64(group.objects.size()));
        return;
    }
    for (const ExplorerSchema& schema : index.schemas)
        addSchema(node, schema);
}

void populateConnection(
    ExplorerNode& node, const ExplorerIndex& index, const ExplorerHits& hits, const SqlDialect& dialect)
{
    node.populated = true;
    // In the order of the tree, so that every schema and group comes once; within a group the best first.
    std::vector<const ExplorerHit*> order;
    order.reserve(hits.hits.size());
    for (const ExplorerHit& hit : hits.hits)
        order.push_back(&hit);
    std::stable_sort(order.begin(), order.end(), [](const ExplorerHit* a, const ExplorerHit* b) {
        return std::pair(a->schema, a->group) < std::pair(b->schema, b->group);
    });
    ExplorerNode* schemaNode = nullptr;
    ExplorerNode* groupNode = nullptr;
    const ExplorerHit* last = nullptr;
    for (const ExplorerHit* hit : order) {
        const ExplorerSchema& schema = index.schemas[hit->schema];
        if (!last || last->schema != hit->schema) {
            schemaNode = index.schemas.size() == 1 ? &node : addSchema(node, schema);
            schemaNode->populated = true;
            groupNode = nullptr;
        }
        if (!groupNode || last->group != hit->group) {
            addGroup(*schemaNode, schema, schema.groups[hit->group], 0);
            groupNode = schemaNode->children.back().get();
            groupNode->populated = true;
        }
        last = hit;
        ExplorerNode* object = addObject(*groupNode, groupNode->group->objects[hit->object]);
        groupNode->detail = numberText(qint64(groupNode->children.size()));
        object->matched = hit->positions;
        if (hit->columns.empty())
            continue;
        object->populated = true;
        const Table* table = object->object->table;
        const std::vector<Column>& columns = table ? table->columns : object->object->view->columns;
        for (const ExplorerHit::ColumnHit& found : hit->columns)
            addColumn(*object, table, columns[found.column], dialect)->matched = found.positions;
    }
}

} // namespace relata
