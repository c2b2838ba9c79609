#pragma once

#include "core/sql/statement_compiler.h"

namespace relata::sqlite {

// SQLite 3.35 and newer (RETURNING, MATERIALIZED); lang_select.html and its neighbours.
class SqliteStatementCompiler final : public StatementCompiler
{
public:
    using StatementCompiler::StatementCompiler;

protected:
    bool supportsFilter() const override { return true; }
    bool supportsReturning(ast::StmtKind) const override { return true; }
    bool tupleInValues() const override { return true; }
    bool supportsFullJoin() const override { return true; } // 3.39
    bool supportsAny() const override { return false; }
    bool supportsGroupingSets() const override { return false; }
    bool supportsGroupsFrame() const override { return true; }
    bool supportsUpdateFrom() const override { return true; } // 3.33
    bool supportsMaterialized() const override { return true; }
    bool upsertSelectNeedsWhere() const override { return true; } // lang_upsert.html, "Parsing Ambiguity"
    std::string constant(const ast::Expr& e) override;
    std::string isDistinct(const ast::Expr& e) override;
    std::string regexp(const ast::Expr& e) override;
    std::string match(const ast::Expr& e) override;
    std::string bitwise(const ast::Expr& e) override;
    std::string function(const ast::Expr& e) override;
    std::string cast(const ast::Expr& e) override;
    std::string extract(const ast::Expr& e) override;
    std::string json(const ast::Expr& e) override;
    std::string limit(const ast::Stmt& stmt, Place place) override;
    std::string rowLock(const ast::Stmt& stmt) override;
    std::string valuesElement(const ast::FromPtr& from) override;
    std::string setPart(const ast::StmtPtr& part, const std::string& text) override;
    std::string returning(const ast::Stmt& stmt) override;
};

} // namespace relata::sqlite
