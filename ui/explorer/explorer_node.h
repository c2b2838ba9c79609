// A row of the Explorer's tree. Rows are made when their parent is opened; what they show stands in the
// ExplorerIndex.
#pragma once

#include "ui/explorer/explorer_index.h"

#include <QList>
#include <QString>

#include <memory>
#include <vector>

namespace relata {

class SqlDialect;

struct ExplorerNode
{
    enum class Kind
    {
        Root,
        Connection,
        Schema,
        Group, // Tables, Views ...
        Object, // a table, a view, a sequence ...
        Column,
        MemberGroup, // Keys, Indexes, Triggers of a table
        Member,
    };

    Kind kind = Kind::Root;
    ObjectRef ref; // of groups: of the schema or the table that they belong to
    QString text;
    QString detail;
    const char* icon = "";
    const char* secondIcon = ""; // "key-foreign" of a column that is in both kinds of key
    QList<int> matched; // letters of `text` that a search found
    ExplorerNode* parent = nullptr;
    int row = 0;
    bool populated = false;
    std::vector<std::unique_ptr<ExplorerNode>> children;

    // What the row stands for, in the connection's index.
    const ExplorerSchema* schema = nullptr;
    const ExplorerGroup* group = nullptr;
    const ExplorerObject* object = nullptr;
    const Column* column = nullptr;
    enum class Members
    {
        None,
        Keys,
        Indexes,
        Triggers,
    };
    Members members = Members::None;

    ExplorerNode* add(Kind childKind, ObjectRef childRef, QString childText, const char* childIcon);
    bool mayHaveChildren() const; // true also while they are not made
    const ExplorerNode* connectionNode() const;
    // The same for the same row before and after a refresh or a search; unique among the rows of a tree.
    QString path() const;
};

// Makes the children of a node below a connection. `dialect` spells the columns' types.
void populate(ExplorerNode& node, const SqlDialect& dialect);
// Makes the children of a connection's node: schemas, or the groups of its only one.
void populateConnection(ExplorerNode& node, const ExplorerIndex& index);
// The same with nothing but what was found.
void populateConnection(
    ExplorerNode& node, const ExplorerIndex& index, const ExplorerHits& hits, const SqlDialect& dialect);

} // namespace relata
