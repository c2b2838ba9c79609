// The program's own statements around those that make and drop objects.
#pragma once

#include "core/schema/ddl_element.h"
#include "core/sql/ddl.h"

namespace relata {

// Puts the elements of the MetaData at the script's ends, and those of each table before the first and after
// the last of its statements that make or drop it (the table and its indexes, which stand together or not, as
// the dialect needs).
void addDdlElements(DdlScript& script, const MetaData& metadata, const SqlDialect& dialect, DdlMoment before,
    DdlMoment after);

// The element's statement with its tokens filled in; `table` is nullptr for an element of a MetaData.
std::string ddlElementText(const DdlElement& element, const Table* table, const SqlDialect& dialect);

// Where each table's statements, its elements' among them, begin and end in a script: indexes into
// script.statements, end exclusive.
struct TableSpan
{
    TablePtr table;
    std::size_t begin = 0;
    std::size_t end = 0;
};
std::vector<TableSpan> tableSpans(const DdlScript& script, const MetaData& metadata);

} // namespace relata
