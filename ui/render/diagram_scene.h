// What a diagram shows: cards with rows, and edges between rows. A value without any painting; measured with
// the fonts of a DiagramStyle, so that all text fits wherever it is painted with the same fonts.
//
// Lengths are scene pixels (1/96 inch in print), y downwards. Any thread; a scene is not shared while it
// changes.
#pragma once

#include "core/layout/edge_routing.h"
#include "core/schema/metadata.h"
#include "core/util/result.h"
#include "ui/render/diagram_style.h"

#include <QPointF>
#include <QRectF>
#include <QString>

#include <functional>
#include <set>
#include <stop_token>
#include <vector>

namespace relata {

enum class DetailLevel
{
    AllColumns,
    KeysOnly, // primary, foreign and unique keys
    NamesOnly,
};

enum class NotationKind
{
    CrowsFoot,
    Uml,
    Idef1x,
};

enum class Cardinality
{
    One,
    ZeroOrOne,
    ZeroOrMany,
};

// A text as far as it fits, measured once: measuring costs more than painting.
struct FittedText
{
    QString text;
    double left = 0; // from the card's left
};

struct DiagramRow
{
    QString name;
    QString type; // as its database writes it, shortened where that says the same
    bool primaryKey = false;
    bool foreignKey = false; // one of a foreign key's columns
    bool unique = false; // alone
    bool nullable = true;
    QString comment;
    FittedText shownName;
    FittedText shownType; // with a question mark if it is nullable
};

struct DiagramCard
{
    std::string tableSchema; // as in MetaData, to find the table again
    std::string tableName;
    QString schema; // shown before the name; empty for the default schema
    QString name;
    bool isView = false;
    std::vector<DiagramRow> rows; // those that the detail level shows
    int hiddenRows = 0;
    int keyRows = 0; // IDEF1X: rows above the dividing line
    bool dependent = false; // identified through another table (IDEF1X draws it with round corners)
    bool doubleMarks = false; // room for two marks before each name
    QString comment;
    FittedText shownSchema;
    FittedText shownName;
    QRectF rect;
};

struct DiagramEdge
{
    std::size_t from = 0; // the card that has the foreign key
    std::size_t to = 0;
    std::vector<int> fromRows; // of all its columns, among the rows shown; -1 = not shown
    std::vector<int> toRows;
    Cardinality fromCardinality = Cardinality::ZeroOrMany; // how many of `from` for one of `to`
    Cardinality toCardinality = Cardinality::One;
    bool identifying = false; // part of the primary key of `from`
    QString name; // of the constraint; may be empty
    QString description; // in words, a few lines
    std::vector<QPointF> path; // empty until it is routed
};

struct DiagramScene
{
    DetailLevel detail = DetailLevel::AllColumns;
    NotationKind notation = NotationKind::CrowsFoot;
    DiagramStyle style;
    std::vector<DiagramCard> cards;
    std::vector<DiagramEdge> edges;

    QRectF bounds() const; // of cards and paths, with the room that shadows and marks take
    QRectF rowRect(std::size_t card, int row) const; // of the header for row -1
    // Where an edge with these columns is attached: the middle of the first row shown, below the card's top.
    double attachY(const std::vector<int>& rows) const;
    int findCard(const std::string& schema, const std::string& name) const; // -1 if absent
};

struct SceneOptions
{
    DetailLevel detail = DetailLevel::AllColumns;
    NotationKind notation = NotationKind::CrowsFoot;
    bool views = false; // show views as cards, too
    // Which tables; all if not set.
    std::function<bool(const Table&)> keep;
    std::stop_token stop; // what is returned then is not complete
};

// Views are in italics.
QFont nameFontOf(const DiagramCard& card, const DiagramStyle& style);

// Cards in the order of the tables, all at 0, 0, and edges without paths.
DiagramScene buildScene(const MetaData& metadata, const DiagramStyle& style, const SceneOptions& options);

// For core/layout: sizes and places of the cards, rows of the edges. A given rect's place is kept.
CardGraph cardGraphOf(const DiagramScene& scene);
void applyPositions(DiagramScene& scene, const std::vector<ScenePoint>& positions);
void applyRoutes(DiagramScene& scene, const std::vector<EdgeRoute>& routes);

// Automatic layout and routing in one. Blocks. Errors: Cancelled. Returns the layout's note ("" if none).
Result<QString> layOutScene(DiagramScene& scene, std::stop_token stop = {});

// The tables (by index into metadata.tables()) within `distance` references of one, that one included.
std::set<std::size_t> neighbourhoodOf(const MetaData& metadata, std::size_t table, int distance);

} // namespace relata
