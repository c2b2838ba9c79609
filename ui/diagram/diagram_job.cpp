#include "ui/diagram/diagram_job.h"

#include "core/layout/components.h"

namespace relata {

namespace {

std::function<bool(const Table&)> tablesOf(const DiagramQuery& query)
{
    switch (query.subject.kind) {
    case ObjectRef::Kind::Schema: {
        const std::string schema = query.subject.schema.toStdString();
        return [schema](const Table& table) { return table.schema == schema; };
    }
    case ObjectRef::Kind::Table: {
        const auto& tables = query.metadata->tables();
        const Table* middle =
            query.metadata->findTable(query.subject.schema.toStdString(), query.subject.name.toStdString());
        std::set<const Table*> near;
        for (std::size_t i = 0; i < tables.size() && middle; ++i) {
            if (tables[i].get() != middle)
                continue;
            for (const std::size_t table : neighbourhoodOf(*query.metadata, i, query.distance))
                near.insert(tables[table].get());
        }
        return [near](const Table& table) { return near.count(&table) > 0; };
    }
    default:
        return {};
    }
}

// Lays out the cards that have no place yet, below those that have.
Result<QString> placeNewCards(DiagramScene& scene, const CardPlaces& places, const LayoutOptions& options)
{
    CardGraph graph = cardGraphOf(scene);
    std::vector<std::size_t> fresh;
    std::vector<SceneRect> known;
    for (std::size_t i = 0; i < scene.cards.size(); ++i) {
        const auto place = places.find({scene.cards[i].tableSchema, scene.cards[i].tableName});
        if (place == places.end()) {
            fresh.push_back(i);
            continue;
        }
        graph.cards[i].x = place->second.x;
        graph.cards[i].y = place->second.y;
        known.push_back(graph.cards[i]);
    }
    QString note;
    if (!fresh.empty()) {
        const Result<LayoutOutcome> outcome = autoLayout(subgraph(graph, fresh), options);
        if (!outcome)
            return fail(outcome.error());
        note = QString::fromStdString(outcome->note);
        const SceneRect bounds = boundsOf(known);
        const double top = known.empty() ? 0 : bounds.bottom() + options.verticalGap * 1.5;
        for (std::size_t i = 0; i < fresh.size(); ++i) {
            graph.cards[fresh[i]].x = bounds.x + outcome->positions[i].x;
            graph.cards[fresh[i]].y = top + outcome->positions[i].y;
        }
    }
    if (haveOverlaps(graph.cards)) // cards have grown
        removeOverlaps(graph.cards, options.horizontalGap / 2, options.verticalGap / 2, options.stop);
    std::vector<ScenePoint> positions;
    for (const SceneRect& card : graph.cards)
        positions.push_back({card.x, card.y});
    applyPositions(scene, positions);
    return note;
}

} // namespace

CardPlaces placesOf(const DiagramScene& scene)
{
    CardPlaces places;
    for (const DiagramCard& card : scene.cards)
        places[{card.tableSchema, card.tableName}] = {card.rect.x(), card.rect.y()};
    return places;
}

Result<DrawnDiagram> drawDiagram(const DiagramQuery& query, std::stop_token stop)
{
    SceneOptions options;
    options.detail = query.detail;
    options.notation = query.notation;
    options.views = query.views && query.subject.kind != ObjectRef::Kind::Table;
    options.keep = tablesOf(query);
    options.stop = stop;
    DrawnDiagram drawn;
    drawn.scene = buildScene(*query.metadata, query.style, options);
    if (stop.stop_requested())
        return fail(ErrorKind::Cancelled, "The layout was stopped.");
    LayoutOptions layout;
    layout.style = query.layout;
    layout.stop = stop;
    const Result<QString> note = placeNewCards(drawn.scene, query.places, layout);
    if (!note)
        return fail(note.error());
    drawn.note = *note;
    drawn.router = EdgeRouter(cardGraphOf(drawn.scene));
    if (!drawn.router.routeAll(stop))
        return fail(ErrorKind::Cancelled, "The layout was stopped.");
    applyRoutes(drawn.scene, drawn.router.routes());
    return drawn;
}

} // namespace relata
