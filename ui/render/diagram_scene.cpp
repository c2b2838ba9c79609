#include "ui/render/diagram_scene.h"

#include "core/layout/auto_layout.h"
#include "ui/render/relationship_text.h"
#include "ui/render/type_text.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace relata {

QRectF DiagramScene::bounds() const
{
    QRectF all;
    for (const DiagramCard& card : cards)
        all |= card.rect;
    for (const DiagramEdge& edge : edges) {
        for (const QPointF& point : edge.path)
            all |= QRectF(point, QSizeF(1, 1));
    }
    return all.isNull() ? all : all.adjusted(-8, -8, 8, 12);
}

QRectF DiagramScene::rowRect(std::size_t card, int row) const
{
    const QRectF& rect = cards[card].rect;
    if (row < 0)
        return {rect.left(), rect.top(), rect.width(), std::min(style.headerHeight, rect.height())};
    return {
        rect.left(), rect.top() + style.headerHeight + row * style.rowHeight, rect.width(), style.rowHeight};
}

double DiagramScene::attachY(const std::vector<int>& rows) const
{
    for (const int row : rows) {
        if (row >= 0)
            return style.headerHeight + (row + 0.5) * style.rowHeight;
    }
    return style.headerHeight / 2;
}

int DiagramScene::findCard(const std::string& schema, const std::string& name) const
{
    const auto found = std::find_if(cards.begin(), cards.end(),
        [&](const DiagramCard& card) { return card.tableSchema == schema && card.tableName == name; });
    return found == cards.end() ? -1 : int(found - cards.begin());
}

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool isSubset(const std::vector<std::string>& part, const std::vector<std::string>& whole)
{
    return !part.empty()
        && std::all_of(part.begin(), part.end(), [&](const auto& name) { return contains(whole, name); });
}

// Every set of columns that no two rows share.
std::vector<std::vector<std::string>> uniqueSets(const Table& table)
{
    std::vector<std::vector<std::string>> sets;
    if (!table.primaryKey.empty())
        sets.push_back(table.primaryKey.columns);
    for (const UniqueConstraint& constraint : table.uniqueConstraints)
        sets.push_back(constraint.columns);
    for (const Index& index : table.indexes) {
        if (!index.unique || !index.where.empty())
            continue;
        std::vector<std::string> columns;
        for (const IndexElement& element : index.elements)
            columns.push_back(element.column);
        if (!contains(columns, ""))
            sets.push_back(std::move(columns));
    }
    return sets;
}

class SceneBuilder
{
public:
    SceneBuilder(const MetaData& metadata, const DiagramStyle& style, const SceneOptions& options)
        : m_metadata(metadata)
        , m_options(options)
        , m_names(style.nameFont)
        , m_rows(style.rowFont)
        , m_keys(style.keyFont)
        , m_types(style.typeFont)
        , m_small(style.smallFont)
    {
        m_scene.detail = options.detail;
        m_scene.notation = options.notation;
        m_scene.style = style;
    }

    DiagramScene build()
    {
        for (const TablePtr& table : m_metadata.tables()) {
            if (m_options.stop.stop_requested())
                break;
            if (!m_options.keep || m_options.keep(*table))
                addTable(*table);
        }
        if (m_options.views) {
            for (const ViewPtr& view : m_metadata.views())
                addView(*view);
        }
        for (const Table* table : m_tables) {
            for (const ForeignKeyConstraint& key : table->foreignKeys)
                addEdge(*table, key);
        }
        return std::move(m_scene);
    }

private:
    bool isKey(const Table& table, const std::string& column) const
    {
        if (table.isPrimaryKey(column))
            return true;
        if (std::any_of(table.foreignKeys.begin(), table.foreignKeys.end(),
                [&](const auto& key) { return contains(key.columns, column); }))
            return true;
        const auto sets = uniqueSets(table);
        return std::any_of(sets.begin(), sets.end(), [&](const auto& set) { return contains(set, column); });
    }

    void addTable(const Table& table)
    {
        DiagramCard card;
        card.tableSchema = table.schema;
        card.tableName = table.name;
        card.schema = visibleText(table.schema);
        card.name = visibleText(table.name);
        card.comment = visibleText(table.comment);
        std::vector<const Column*> columns;
        for (const Column& column : table.columns)
            columns.push_back(&column);
        if (m_options.notation == NotationKind::Idef1x)
            std::stable_partition(columns.begin(), columns.end(),
                [&table](const Column* column) { return table.isPrimaryKey(column->name); });
        const auto sets = uniqueSets(table);
        std::unordered_map<std::string, int> rowOf;
        for (const Column* column : columns) {
            const bool shown = m_options.detail == DetailLevel::AllColumns
                || (m_options.detail == DetailLevel::KeysOnly && isKey(table, column->name));
            if (!shown) {
                ++card.hiddenRows;
                continue;
            }
            DiagramRow row;
            row.name = visibleText(column->name);
            row.type = typeText(column->type);
            row.nullable = column->nullable;
            row.comment = visibleText(column->comment);
            row.primaryKey = table.isPrimaryKey(column->name);
            row.unique = !row.primaryKey && isUniqueAlone(sets, column->name);
            row.foreignKey = std::any_of(table.foreignKeys.begin(), table.foreignKeys.end(),
                [&](const auto& key) { return contains(key.columns, column->name); });
            card.keyRows += row.primaryKey ? 1 : 0;
            card.doubleMarks = card.doubleMarks || (row.foreignKey && (row.primaryKey || row.unique));
            rowOf[column->name] = int(card.rows.size());
            card.rows.push_back(std::move(row));
        }
        card.dependent = std::any_of(table.foreignKeys.begin(), table.foreignKeys.end(),
            [&](const auto& key) { return isSubset(key.columns, table.primaryKey.columns); });
        addCard(std::move(card), &table, std::move(rowOf));
    }

    static bool isUniqueAlone(const std::vector<std::vector<std::string>>& sets, const std::string& column)
    {
        return std::any_of(sets.begin(), sets.end(),
            [&](const auto& set) { return set.size() == 1 && set.front() == column; });
    }

    void addView(const View& view)
    {
        DiagramCard card;
        card.tableSchema = view.schema;
        card.tableName = view.name;
        card.schema = visibleText(view.schema);
        card.name = visibleText(view.name);
        card.comment = visibleText(view.comment);
        card.isView = true;
        if (m_options.detail == DetailLevel::AllColumns) {
            for (const Column& column : view.columns) {
                DiagramRow row;
                row.name = visibleText(column.name);
                row.type = typeText(column.type);
                row.nullable = false; // what a view's columns may hold is not known: no mark
                card.rows.push_back(std::move(row));
            }
        }
        addCard(std::move(card), nullptr, {});
    }

    void addCard(DiagramCard card, const Table* table, std::unordered_map<std::string, int> rowOf)
    {
        card.rect = QRectF(QPointF(), sizeOf(card));
        fitHeader(card);
        for (DiagramRow& row : card.rows)
            fitRow(card, row);
        if (table) {
            m_cardOf[table] = m_scene.cards.size();
            m_tables.push_back(table);
        }
        m_rowOf.push_back(std::move(rowOf));
        m_scene.cards.push_back(std::move(card));
    }

    QSizeF sizeOf(const DiagramCard& card) const
    {
        const DiagramStyle& style = m_scene.style;
        double width = m_names.horizontalAdvance(card.name) + 2 * style.padding + 22;
        if (!card.schema.isEmpty())
            width += m_small.horizontalAdvance(card.schema) + 8;
        const double marks = style.markWidth * (card.doubleMarks ? 2 : 1);
        for (const DiagramRow& row : card.rows) {
            const double name = (row.primaryKey ? m_keys : m_rows).horizontalAdvance(row.name);
            const double type = m_types.horizontalAdvance(row.nullable ? row.type + u'?' : row.type);
            width = std::max(
                width, 2 * style.padding + marks + name + style.typeGap + std::min(type, style.maxTypeWidth));
        }
        width = std::clamp(std::ceil(width / 4) * 4, style.minWidth, style.maxWidth);
        double height = style.headerHeight + double(card.rows.size()) * style.rowHeight;
        if (card.hiddenRows > 0 && m_scene.detail == DetailLevel::KeysOnly)
            height += style.rowHeight;
        if (height > style.headerHeight)
            height += style.bottomPadding;
        return {width, height};
    }

    void fitHeader(DiagramCard& card) const
    {
        const DiagramStyle& style = m_scene.style;
        const QFontMetricsF names(nameFontOf(card, style));
        double left = style.padding + 20;
        double room = card.rect.width() - style.padding - left;
        if (!card.schema.isEmpty()) {
            // The name matters more: the schema gets what is left, at least a third.
            const double schemaRoom = std::max(room / 3, room - names.horizontalAdvance(card.name) - 6);
            card.shownSchema = {m_small.elidedText(card.schema, Qt::ElideRight, schemaRoom), left};
            const double taken = m_small.horizontalAdvance(card.shownSchema.text) + 6;
            left += taken;
            room -= taken;
        }
        card.shownName = {names.elidedText(card.name, Qt::ElideMiddle, room + 0.5), left};
    }

    void fitRow(const DiagramCard& card, DiagramRow& row) const
    {
        const DiagramStyle& style = m_scene.style;
        const QFontMetricsF& names = row.primaryKey ? m_keys : m_rows;
        const double left = style.padding + style.markWidth * (card.doubleMarks ? 2 : 1);
        const double right = card.rect.width() - style.padding;
        const double nameWidth = names.horizontalAdvance(row.name);
        QString type = row.nullable ? row.type + u'?' : row.type;
        double typeWidth = m_types.horizontalAdvance(type);
        // Where both are too long, the type gives way first, down to a third.
        const double room = right - left - style.typeGap;
        const double typeRoom = std::min(typeWidth, std::max(room - nameWidth, room / 3));
        if (typeRoom < typeWidth - 0.5) {
            const double mark = row.nullable ? m_types.horizontalAdvance(u'?') : 0;
            type = m_types.elidedText(row.type, Qt::ElideRight, typeRoom - mark);
            if (row.nullable)
                type += u'?';
            typeWidth = m_types.horizontalAdvance(type);
        }
        const double nameRoom = type.isEmpty() ? right - left : room - typeRoom;
        row.shownName = {
            nameWidth <= nameRoom + 0.5 ? row.name : names.elidedText(row.name, Qt::ElideMiddle, nameRoom),
            left};
        row.shownType = {type, right - typeWidth};
    }

    void addEdge(const Table& table, const ForeignKeyConstraint& key)
    {
        const Table* referred = m_metadata.referredTable(table, key);
        const auto to = referred ? m_cardOf.find(referred) : m_cardOf.end();
        if (to == m_cardOf.end())
            return; // refers out of what is shown
        DiagramEdge edge;
        edge.from = m_cardOf.at(&table);
        edge.to = to->second;
        const auto& referredColumns =
            key.referredColumns.empty() ? referred->primaryKey.columns : key.referredColumns;
        edge.fromRows = rowsOf(edge.from, key.columns);
        edge.toRows = rowsOf(edge.to, referredColumns);
        const auto sets = uniqueSets(table);
        const bool unique = std::any_of(
            sets.begin(), sets.end(), [&](const auto& set) { return isSubset(set, key.columns); });
        const bool optional = std::any_of(key.columns.begin(), key.columns.end(), [&](const auto& name) {
            const Column* column = table.findColumn(name);
            return column && column->nullable && !table.isPrimaryKey(name);
        });
        edge.fromCardinality = unique ? Cardinality::ZeroOrOne : Cardinality::ZeroOrMany;
        edge.toCardinality = optional ? Cardinality::ZeroOrOne : Cardinality::One;
        edge.identifying = isSubset(key.columns, table.primaryKey.columns);
        edge.name = visibleText(key.name);
        edge.description = relationshipText(table, *referred, key, edge.fromCardinality, edge.toCardinality);
        m_scene.edges.push_back(std::move(edge));
    }

    std::vector<int> rowsOf(std::size_t card, const std::vector<std::string>& columns) const
    {
        std::vector<int> rows;
        for (const std::string& column : columns) {
            const auto found = m_rowOf[card].find(column);
            rows.push_back(found == m_rowOf[card].end() ? -1 : found->second);
        }
        return rows;
    }

    const MetaData& m_metadata;
    const SceneOptions& m_options;
    QFontMetricsF m_names;
    QFontMetricsF m_rows;
    QFontMetricsF m_keys;
    QFontMetricsF m_types;
    QFontMetricsF m_small;
    DiagramScene m_scene;
    std::vector<const Table*> m_tables;
    std::unordered_map<const Table*, std::size_t> m_cardOf;
    std::vector<std::unordered_map<std::string, int>> m_rowOf; // per card: column to row shown
};

} // namespace

QFont nameFontOf(const DiagramCard& card, const DiagramStyle& style)
{
    QFont font = style.nameFont;
    font.setItalic(card.isView);
    return font;
}

DiagramScene buildScene(const MetaData& metadata, const DiagramStyle& style, const SceneOptions& options)
{
    return SceneBuilder(metadata, style, options).build();
}

CardGraph cardGraphOf(const DiagramScene& scene)
{
    CardGraph graph;
    for (const DiagramCard& card : scene.cards)
        graph.cards.push_back({card.rect.x(), card.rect.y(), card.rect.width(), card.rect.height()});
    for (const DiagramEdge& edge : scene.edges) {
        CardEdge made;
        made.from = edge.from;
        made.to = edge.to;
        made.fromY = scene.attachY(edge.fromRows);
        made.toY = scene.attachY(edge.toRows);
        made.fromMark = int(edge.fromCardinality) * 2 + (edge.identifying ? 1 : 0);
        // What these notations draw at the end depends on it; UML's diamonds stand above its arrows.
        const bool tellsIdentifying = scene.notation != NotationKind::CrowsFoot;
        made.toMark = int(edge.toCardinality) + (tellsIdentifying && !edge.identifying ? 10 : 0);
        graph.edges.push_back(made);
    }
    return graph;
}

void applyPositions(DiagramScene& scene, const std::vector<ScenePoint>& positions)
{
    for (std::size_t i = 0; i < positions.size(); ++i)
        scene.cards[i].rect.moveTo(positions[i].x, positions[i].y);
}

void applyRoutes(DiagramScene& scene, const std::vector<EdgeRoute>& routes)
{
    for (std::size_t i = 0; i < routes.size(); ++i) {
        scene.edges[i].path.clear();
        for (const ScenePoint& point : routes[i].points)
            scene.edges[i].path.emplace_back(point.x, point.y);
    }
}

Result<QString> layOutScene(DiagramScene& scene, std::stop_token stop)
{
    LayoutOptions options;
    options.stop = stop;
    Result<LayoutOutcome> outcome = autoLayout(cardGraphOf(scene), options);
    if (!outcome)
        return fail(outcome.error());
    applyPositions(scene, outcome->positions);
    EdgeRouter router(cardGraphOf(scene));
    if (!router.routeAll(stop))
        return fail(ErrorKind::Cancelled, "The layout was stopped.");
    applyRoutes(scene, router.routes());
    return QString::fromStdString(outcome->note);
}

std::set<std::size_t> neighbourhoodOf(const MetaData& metadata, std::size_t table, int distance)
{
    std::unordered_map<const Table*, std::size_t> numbers;
    for (std::size_t i = 0; i < metadata.tables().size(); ++i)
        numbers[metadata.tables()[i].get()] = i;
    std::vector<std::vector<std::size_t>> neighbours(metadata.tables().size());
    for (std::size_t i = 0; i < metadata.tables().size(); ++i) {
        for (const ForeignKeyConstraint& key : metadata.tables()[i]->foreignKeys) {
            const auto found = numbers.find(metadata.referredTable(*metadata.tables()[i], key));
            if (found == numbers.end())
                continue;
            neighbours[i].push_back(found->second);
            neighbours[found->second].push_back(i);
        }
    }
    std::set<std::size_t> found{table};
    std::vector<std::size_t> edge{table};
    for (int step = 0; step < distance; ++step) {
        std::vector<std::size_t> next;
        for (const std::size_t from : edge) {
            for (const std::size_t to : neighbours[from]) {
                if (found.insert(to).second)
                    next.push_back(to);
            }
        }
        edge = std::move(next);
    }
    return found;
}

} // namespace relata
