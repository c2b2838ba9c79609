#pragma once

#include "core/sql/statement_compiler.h"

namespace relata::mssql {

// SQL Server 2017 and newer (STRING_AGG).
class MsSqlStatementCompiler final : public StatementCompiler
{
public:
    using StatementCompiler::StatementCompiler;

protected:
    bool supportsReturning(ast::StmtKind) const override { return true; }
    bool supportsTupleIn() const override { return false; }
    bool supportsNullsOrder() const override { return false; }
    bool supportsUpdateFrom() const override { return true; }
    bool supportsDeleteUsing() const override { return true; }
    const char* recursiveWord() const override { return "WITH"; }
    std::string constant(const ast::Expr& e) override;
    std::string concat(const ast::Expr& e) override;
    std::string isDistinct(const ast::Expr& e) override;
    std::string match(const ast::Expr& e) override;
    std::string bitwise(const ast::Expr& e) override;
    std::string function(const ast::Expr& e) override;
    std::string cast(const ast::Expr& e) override;
    std::string extract(const ast::Expr& e) override;
    std::string json(const ast::Expr& e) override;
    std::string selectModifiers(const ast::Stmt& stmt) override;
    std::string orderBy(const ast::Stmt& stmt, Place place) override;
    std::string limit(const ast::Stmt& stmt, Place place) override;
    std::string rowLock(const ast::Stmt& stmt) override;
    std::string fromElement(const ast::FromPtr& from) override;
    std::string functionElement(const ast::FromPtr& from) override;
    std::string setPart(const ast::StmtPtr& part, const std::string& text) override;
    std::string insert(const ast::Stmt& stmt) override;
    std::string update(const ast::Stmt& stmt) override;
    std::string delete_(const ast::Stmt& stmt) override;
    std::string output(const ast::Stmt& stmt) override;
    std::string returning(const ast::Stmt&) override { return {}; }

private:
    bool usesTop(const ast::Stmt& stmt) const;
    bool m_insideAlias = false; // of the table that is written
};

} // namespace relata::mssql
