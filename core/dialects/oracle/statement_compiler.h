#pragma once

#include "core/sql/statement_compiler.h"

namespace relata::oracle {

// Oracle 12.2 and newer.
class OracleStatementCompiler final : public StatementCompiler
{
public:
    using StatementCompiler::StatementCompiler;

protected:
    bool supportsReturning(ast::StmtKind) const override { return true; }
    bool supportsLateral() const override { return true; }
    bool cteFollowsInsert() const override { return true; }
    const char* exceptWord() const override { return "MINUS"; }
    const char* recursiveWord() const override { return "WITH"; }
    const char* aliasWord() const override { return " "; }
    std::string withoutFrom() const override { return " FROM DUAL"; }
    std::string constant(const ast::Expr& e) override;
    std::string isDistinct(const ast::Expr& e) override;
    std::string regexp(const ast::Expr& e) override;
    std::string match(const ast::Expr& e) override;
    std::string modulo(const ast::Expr& e) override;
    std::string bitwise(const ast::Expr& e) override;
    std::string function(const ast::Expr& e) override;
    std::string castType(const SqlType& type) override;
    std::string json(const ast::Expr& e) override;
    std::string valuesElement(const ast::FromPtr& from) override;
    std::string functionElement(const ast::FromPtr& from) override;
    std::string limit(const ast::Stmt& stmt, Place place) override;
    std::string rowLock(const ast::Stmt& stmt) override;
    std::string insert(const ast::Stmt& stmt) override;
    std::string emptyInsert() override;
    std::string multiRowValues(
        const std::vector<std::string>& names, const std::vector<std::vector<std::string>>& rows) override;
    std::string returning(const ast::Stmt& stmt) override;

private:
    const ast::Stmt* m_insert = nullptr;
};

} // namespace relata::oracle
