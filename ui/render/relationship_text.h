#pragma once

#include "core/schema/table.h"
#include "ui/render/diagram_scene.h"

namespace relata {

// "orders.customer_id refers to customers.id", how many of one belong to how many of the other, and what
// happens on delete and update where that is said: one line each.
QString relationshipText(const Table& table, const Table& referred, const ForeignKeyConstraint& key,
    Cardinality tableCardinality, Cardinality referredCardinality);

} // namespace relata
