// In which order the objects of a database are made, and unmade backwards.
#pragma once

#include "core/schema/metadata.h"
#include "core/sql/identifier_preparer.h"

#include <unordered_map>

namespace relata::postgresql {

struct OrderedTables
{
    std::vector<TablePtr> tables;
    std::unordered_map<const Table*, std::vector<std::size_t>>
        separateKeys; // added when all tables are there
};

// Parents before children, referred tables before those that refer to them.
OrderedTables orderedTables(const MetaData& metadata, const IdentifierPreparer& identifiers);

// One of these. They live as long as the MetaData.
struct CreationStep
{
    const CarriedObject* code = nullptr;
    const Domain* domain = nullptr; // with `check`: that check alone, of a domain made before
    const CheckConstraint* check = nullptr;
    const Table* table = nullptr;
    const View* view = nullptr;
    enum class Mark
    {
        None,
        TablesMade, // but for those that wait for code
        CodeMade, // that needs no views
        ViewsMade,
        AllMade,
    } mark = Mark::None;
};

// Types, code, tables and views in an order in which each finds what it needs: kind by kind, but for what
// option::madeAfter holds back. Sequences are made before all, event triggers after.
std::vector<CreationStep> creationSteps(const MetaData& metadata, const OrderedTables& tables);

// An event trigger would run at every later statement of a script.
bool firesOnDdl(const CarriedObject& object);
bool isMadeLater(const DialectOptions& options);

} // namespace relata::postgresql
