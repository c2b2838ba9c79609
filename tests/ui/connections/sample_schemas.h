// Schemas that panels' tests show.
#pragma once

#include "core/schema/metadata.h"

namespace relata::test {

// authors, books (a foreign key, checks, indexes, a trigger, comments), chapters (a composite key whose half
// refers to books), readers, a view, a materialized view, a sequence, an enum, a domain, a function.
MetaData bookshop();

// The same tables in the schemas "" and "archive".
MetaData twoSchemas();

// `count` tables table_0000 ... of `columns` columns each, every one with a foreign key to the one before.
MetaData manyTables(int count, int columns = 10);

} // namespace relata::test
