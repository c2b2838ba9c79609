#include "ui/grid/json_tree.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace relata {
namespace {

std::string jsonText(const std::string& text)
{
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace

struct JsonTree::Node
{
    enum class Kind
    {
        Object,
        Array,
        String, // `text` is what it says
        Literal, // `text` is JSON: a number as it was written, true, false, null
    };
    Kind kind = Kind::Literal;
    std::string name; // of a member
    std::string text = "null";
    Node* parent = nullptr;
    std::vector<std::unique_ptr<Node>> children;

    bool isBranch() const { return kind == Kind::Object || kind == Kind::Array; }
    int row() const
    {
        const auto& siblings = parent->children;
        return static_cast<int>(std::find_if(siblings.begin(), siblings.end(), [this](const auto& node) {
            return node.get() == this;
        }) - siblings.begin());
    }
};

// Numbers come as they were written: a document of doubles would round them.
class JsonTree::Builder final : public nlohmann::json_sax<nlohmann::json>
{
public:
    explicit Builder(Node& root) : m_parent(&root) { }

    bool null() override { return literal("null"); }
    bool boolean(bool value) override { return literal(value ? "true" : "false"); }
    bool number_integer(number_integer_t value) override { return literal(std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) override { return literal(std::to_string(value)); }
    bool number_float(number_float_t, const string_t& written) override { return literal(written); }
    bool string(string_t& value) override
    {
        Node* node = add();
        node->kind = Node::Kind::String;
        node->text = value;
        return true;
    }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Node::Kind::Object); }
    bool key(string_t& name) override
    {
        m_name = name;
        return true;
    }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(Node::Kind::Array); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override
    {
        return false;
    }

private:
    Node* add()
    {
        auto& node = m_parent->children.emplace_back(std::make_unique<Node>());
        node->parent = m_parent;
        node->name = std::exchange(m_name, {});
        return node.get();
    }
    bool literal(std::string text)
    {
        add()->text = std::move(text);
        return true;
    }
    bool open(Node::Kind kind)
    {
        Node* node = add();
        node->kind = kind;
        m_parent = node;
        return true;
    }
    bool close()
    {
        m_parent = m_parent->parent;
        return true;
    }

    Node* m_parent;
    std::string m_name;
};

JsonTree::JsonTree(QObject* parent) : QAbstractItemModel(parent), m_root(std::make_unique<Node>())
{ }

JsonTree::~JsonTree() = default;

bool JsonTree::setText(std::string_view json)
{
    beginResetModel();
    m_root = std::make_unique<Node>();
    Builder builder(*m_root);
    const bool valid = nlohmann::json::sax_parse(json.begin(), json.end(), &builder);
    if (!valid)
        m_root = std::make_unique<Node>();
    endResetModel();
    return valid;
}

void JsonTree::write(const Node& node, std::string& text, std::size_t level)
{
    if (!node.isBranch()) {
        text += node.kind == Node::Kind::String ? jsonText(node.text) : node.text;
        return;
    }
    const bool object = node.kind == Node::Kind::Object;
    text += object ? '{' : '[';
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        text += (i == 0 ? "\n" : ",\n") + std::string(2 * (level + 1), ' ');
        if (object)
            text += jsonText(node.children[i]->name) + ": ";
        write(*node.children[i], text, level + 1);
    }
    if (!node.children.empty())
        text += '\n' + std::string(2 * level, ' ');
    text += object ? '}' : ']';
}

std::string JsonTree::text() const
{
    std::string text;
    if (!m_root->children.empty())
        write(*m_root->children.front(), text, 0);
    return text;
}

JsonTree::Node* JsonTree::nodeOf(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<Node*>(index.internalPointer()) : m_root.get();
}

QModelIndex JsonTree::indexOf(const Node* node, int column) const
{
    return node == m_root.get() ? QModelIndex() : createIndex(node->row(), column, const_cast<Node*>(node));
}

QModelIndex JsonTree::index(int row, int column, const QModelIndex& parent) const
{
    const Node* node = nodeOf(parent);
    if (row < 0 || static_cast<std::size_t>(row) >= node->children.size() || column < 0
        || column >= ColumnCount)
        return {};
    return createIndex(row, column, node->children[static_cast<std::size_t>(row)].get());
}

QModelIndex JsonTree::parent(const QModelIndex& child) const
{
    return child.isValid() ? indexOf(nodeOf(child)->parent, Name) : QModelIndex();
}

int JsonTree::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(nodeOf(parent)->children.size());
}

QVariant JsonTree::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::EditRole))
        return {};
    const Node* node = nodeOf(index);
    if (index.column() == Name) {
        if (node->parent == m_root.get())
            return tr("value");
        return node->parent->kind == Node::Kind::Object ? QVariant(QString::fromStdString(node->name))
                                                        : QVariant(node->row());
    }
    if (node->isBranch()) {
        if (role == Qt::EditRole) {
            std::string text;
            write(*node, text, 0);
            return QString::fromStdString(text);
        }
        const auto count = static_cast<int>(node->children.size());
        return node->kind == Node::Kind::Object ? tr("{ %1 }").arg(count) : tr("[ %1 ]").arg(count);
    }
    return QString::fromStdString(node->kind == Node::Kind::String ? jsonText(node->text) : node->text);
}

QVariant JsonTree::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Name ? tr("Name") : tr("Value");
}

Qt::ItemFlags JsonTree::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    if (!index.isValid() || !m_editable)
        return flags;
    const Node* node = nodeOf(index);
    if (index.column() == Content
        || (node->parent != m_root.get() && node->parent->kind == Node::Kind::Object))
        flags |= Qt::ItemIsEditable;
    return flags;
}

bool JsonTree::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable))
        return false;
    Node* node = nodeOf(index);
    const std::string typed = value.toString().toStdString();
    if (index.column() == Name) {
        const auto& siblings = node->parent->children;
        const bool taken = std::any_of(siblings.begin(), siblings.end(),
            [&](const auto& other) { return other.get() != node && other->name == typed; });
        if (taken)
            return false;
        if (node->name == typed)
            return true;
        node->name = typed;
        emit dataChanged(index, index);
        emit edited();
        return true;
    }
    if (data(index, Qt::EditRole).toString().toStdString() == typed)
        return true;
    Node parsed;
    Builder builder(parsed);
    if (!nlohmann::json::sax_parse(typed, &builder)) {
        parsed.children.clear();
        auto& text = parsed.children.emplace_back(std::make_unique<Node>());
        text->kind = Node::Kind::String;
        text->text = typed;
    }
    std::unique_ptr<Node> fresh = std::move(parsed.children.front());
    const QModelIndex first = index.siblingAtColumn(Name);
    if (!node->children.empty()) {
        beginRemoveRows(first, 0, static_cast<int>(node->children.size()) - 1);
        node->children.clear();
        endRemoveRows();
    }
    node->kind = fresh->kind;
    node->text = fresh->text;
    if (!fresh->children.empty()) {
        beginInsertRows(first, 0, static_cast<int>(fresh->children.size()) - 1);
        node->children = std::move(fresh->children);
        for (auto& child : node->children)
            child->parent = node;
        endInsertRows();
    }
    emit dataChanged(first, index);
    emit edited();
    return true;
}

QModelIndex JsonTree::insertAt(const QModelIndex& index)
{
    if (!m_editable || !index.isValid())
        return {};
    Node* node = nodeOf(index);
    Node* parent = node->isBranch() ? node : node->parent;
    if (parent == m_root.get())
        return {};
    const int row = node->isBranch() ? static_cast<int>(node->children.size()) : node->row() + 1;
    auto fresh = std::make_unique<Node>();
    fresh->parent = parent;
    const auto taken = [&](const std::string& name) {
        return std::any_of(parent->children.begin(), parent->children.end(),
            [&](const auto& other) { return other->name == name; });
    };
    if (parent->kind == Node::Kind::Object) {
        fresh->name = "name";
        for (int i = 2; taken(fresh->name); ++i)
            fresh->name = "name " + std::to_string(i);
    }
    beginInsertRows(indexOf(parent, Name), row, row);
    parent->children.insert(parent->children.begin() + row, std::move(fresh));
    endInsertRows();
    emit edited();
    return createIndex(row, Name, parent->children[static_cast<std::size_t>(row)].get());
}

void JsonTree::removeAt(const QModelIndex& index)
{
    Node* node = nodeOf(index);
    if (!m_editable || !index.isValid() || node->parent == m_root.get())
        return;
    Node* parent = node->parent;
    const int row = node->row();
    beginRemoveRows(indexOf(parent, Name), row, row);
    parent->children.erase(parent->children.begin() + row);
    endRemoveRows();
    emit edited();
}

} // namespace relata
