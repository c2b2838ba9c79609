// A JSON value as a tree that can be edited: values, names of members, members and elements that come and go.
// What is not edited keeps every digit and its place.
//
// GUI thread only.
#pragma once

#include <QAbstractItemModel>

#include <memory>
#include <string>
#include <vector>

namespace relata {

class JsonTree final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column
    {
        Name, // of a member; the position of an element
        Content,
        ColumnCount,
    };

    explicit JsonTree(QObject* parent);
    ~JsonTree() override;

    bool setText(std::string_view json); // false: it is no JSON, and the tree is empty
    std::string text() const; // indented
    void setEditable(bool editable) { m_editable = editable; }

    // Behind the one that is given, or as its last child where it has children; the new one is `null`.
    QModelIndex insertAt(const QModelIndex& index);
    void removeAt(const QModelIndex& index); // nothing happens to the root

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& = {}) const override { return ColumnCount; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    // Content: JSON as it is typed ("text", 1.50, true, null, {...}); what is none is taken for text. Name:
    // must not be another member's.
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

signals:
    void edited();

private:
    struct Node;
    class Builder;
    Node* nodeOf(const QModelIndex& index) const;
    QModelIndex indexOf(const Node* node, int column) const;
    static void write(const Node& node, std::string& text, std::size_t level);

    std::unique_ptr<Node> m_root; // has the value as its only child
    bool m_editable = false;
};

} // namespace relata
