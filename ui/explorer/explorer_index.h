// What the Explorer shows of one database, prepared on a worker: everything in its groups, sorted, with the
// texts that rows and searches need. Immutable; the model makes a row of an entry when it becomes visible.
#pragma once

#include "core/schema/metadata.h"
#include "ui/shell/object_ref.h"

#include <QList>
#include <QString>

#include <memory>
#include <stop_token>
#include <vector>

namespace relata {

struct ExplorerObject
{
    ObjectRef::Kind kind = ObjectRef::Kind::None;
    QString name;
    QString detail; // muted, behind the name: "partition", "1,204 rows"
    const char* icon = "table";
    const Table* table = nullptr; // of a table; belongs to the index's MetaData, as do the others
    const View* view = nullptr;
    const std::string* comment = nullptr; // nullptr if there is none
};

struct ExplorerGroup
{
    enum class Kind
    {
        Tables,
        Views,
        Sequences,
        Types,
        Routines,
        Others, // extensions, rules, policies ...
    };
    Kind kind = Kind::Tables;
    QString title;
    std::vector<ExplorerObject> objects; // by name
};

struct ExplorerSchema
{
    QString name; // as in MetaData: "" = the default schema
    QString title;
    std::vector<ExplorerGroup> groups; // those that hold something
};

struct ExplorerIndex
{
    std::shared_ptr<const MetaData> metadata; // keeps what the entries point at
    std::vector<ExplorerSchema> schemas; // the default one first; never empty
};

std::shared_ptr<const ExplorerIndex> buildExplorerIndex(std::shared_ptr<const MetaData> metadata);

// One object that a search found.
struct ExplorerHit
{
    quint32 schema = 0; // indexes into the ExplorerIndex
    quint32 group = 0;
    quint32 object = 0;
    int score = 0;
    QList<int> positions; // of the matched letters in the object's name; empty if only columns match
    struct ColumnHit
    {
        quint32 column = 0; // index into the table's or view's columns
        QList<int> positions;
    };
    std::vector<ColumnHit> columns;
};

struct ExplorerHits
{
    std::vector<ExplorerHit> hits; // best first, at most `limit`
    qint64 total = 0; // before the limit
};

// Names of objects and of their columns; "schema.name" too where the text has a dot. Empty text finds
// nothing.
ExplorerHits searchExplorer(
    const ExplorerIndex& index, const QString& text, std::size_t limit, const std::stop_token& stop);

} // namespace relata
