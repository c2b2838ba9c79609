// The DDL of a selection in one dialect, with what the translation costs. Made on a worker.
#pragma once

#include "core/convert/convert.h"
#include "core/schema/metadata.h"
#include "core/sql/sql_dialect.h"
#include "ui/shell/object_ref.h"
#include "ui/sqltext/prepared_sql.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace relata {

struct Preview
{
    struct Statement
    {
        std::string object; // "books", "shop.books"
        int start = 0; // UTF-16 code units into the whole text
        int length = 0;
    };

    PreparedSql sql; // what is shown: perhaps only the beginning of `script`
    std::string script; // the whole, as it is copied and saved
    std::vector<Statement> statements;
    std::vector<PortabilityNote> notes;
    // The whole database in that dialect, from which this is a part: worth keeping for the next selection.
    std::shared_ptr<const Conversion> conversion;
    bool found = false; // false: the selection has no DDL, or is gone

    // The statement that a note's object ("orders.status", "index ix_open") belongs to; nullptr if none does.
    const Statement* statementOf(const std::string& noteObject) const;
};

// Only what the selection names: one table with the types that it uses, one view, a schema, the whole
// database. Parts of a table stand for the table.
MetaData selectedPart(const MetaData& metadata, const ObjectRef& object);

// Throws CancelledError where `stop` is requested. The whole database is converted, because what becomes of a
// table depends on those that it refers to; `known` is an earlier preview's conversion of the same metadata
// to the same dialect.
Preview makePreview(const MetaData& metadata, const ObjectRef& object, const SqlDialect& dialect,
    const std::stop_token& stop, std::shared_ptr<const Conversion> known = nullptr);

} // namespace relata
