// The structure of a statement as bytes: two statements with equal keys compile to the same text, whatever
// values they hold. Pointers stand for tables, so whoever keeps a key keeps `tables` with it.
#pragma once

#include "core/sql/ast.h"

#include <unordered_map>

namespace relata {

struct StructureKey
{
    std::string bytes;
    std::vector<const ast::Expr*> literals; // Literal and InList nodes, each once, in order of appearance
    std::unordered_map<const void*, std::size_t> places; // of these in `literals`
    std::vector<TablePtr> tables;
};

StructureKey structureKey(const ast::Stmt& stmt);

} // namespace relata
