// Any statement of the expression language: what compile() and Connection::execute() take.
#pragma once

#include "core/sql/ast.h"

namespace relata {

class Statement
{
public:
    explicit Statement(ast::StmtPtr stmt) : m_stmt(std::move(stmt)) { }
    const ast::StmtPtr& node() const { return m_stmt; }
    const ast::Stmt& stmt() const { return *m_stmt; }

private:
    ast::StmtPtr m_stmt;
};

} // namespace relata
