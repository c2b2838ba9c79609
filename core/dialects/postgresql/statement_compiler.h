#pragma once

#include "core/sql/statement_compiler.h"

namespace relata::postgresql {

class PostgresqlStatementCompiler final : public StatementCompiler
{
public:
    using StatementCompiler::StatementCompiler;

protected:
    bool nativeBoolean() const override { return true; }
    bool supportsFilter() const override { return true; }
    bool supportsReturning(ast::StmtKind) const override { return true; }
    bool supportsLateral() const override { return true; }
    bool supportsDistinctOn() const override { return true; }
    bool supportsGroupsFrame() const override { return true; }
    bool supportsAllSetOperations() const override { return true; }
    bool supportsDmlInCte() const override { return true; }
    bool supportsUpdateFrom() const override { return true; }
    bool supportsDeleteUsing() const override { return true; }
    bool supportsMaterialized() const override { return true; } // 12
    std::string like(const ast::Expr& e) override;
    std::string regexp(const ast::Expr& e) override;
    std::string match(const ast::Expr& e) override;
    std::string bitwise(const ast::Expr& e) override;
    std::string function(const ast::Expr& e) override;
    std::string json(const ast::Expr& e) override;
    std::string arrayItem(const ast::Expr& e) override;
    std::string arrayLiteral(const ast::Expr& e) override;
    std::string between(const ast::Expr& e) override;
    std::string collate(const ast::Expr& e) override;
    std::string limit(const ast::Stmt& stmt, Place place) override;
};

// What stands behind $1 where the server could not tell, or would tell wrongly, what type it is: it takes a
// parameter beside a column for one of the column's type, and a lone one for text.
std::string parameterCast(
    const Value& value, const SqlType* own, const SqlType* context, bool inferred, const TypeCompiler& types);

} // namespace relata::postgresql
