#pragma once

#include "core/sql/statement_compiler.h"

namespace relata::mysql {

// MySQL 8 and MariaDB 10.6: `isMariaDb` tells them apart where their grammars do.
class MySqlStatementCompiler final : public StatementCompiler
{
public:
    MySqlStatementCompiler(
        const SqlDialect& dialect, const StructureKey& key, const CompileOptions& options, bool isMariaDb)
        : StatementCompiler(dialect, key, options), m_isMariaDb(isMariaDb)
    { }

protected:
    // MariaDB: INSERT ... RETURNING since 10.5, DELETE since 10.0.
    bool supportsReturning(ast::StmtKind kind) const override
    {
        return m_isMariaDb && kind != ast::StmtKind::Update;
    }
    bool supportsLateral() const override { return !m_isMariaDb; } // 8.0.14
    bool supportsFullJoin() const override { return false; }
    bool supportsNullsOrder() const override { return false; }
    bool supportsGroupingSets() const override { return false; } // WITH ROLLUP alone
    bool supportsAllSetOperations() const override { return true; } // 8.0.31, MariaDB 10.5
    bool supportsUpdateFrom() const override { return true; }
    bool supportsDeleteUsing() const override { return true; }
    bool cteFollowsInsert() const override { return true; }
    std::string concat(const ast::Expr& e) override;
    std::string isDistinct(const ast::Expr& e) override;
    std::string regexp(const ast::Expr& e) override;
    std::string match(const ast::Expr& e) override;
    std::string function(const ast::Expr& e) override;
    std::string castType(const SqlType& type) override;
    std::string extract(const ast::Expr& e) override;
    std::string json(const ast::Expr& e) override;
    std::string excludedColumn(const ast::Expr& e) override;
    std::string join(const ast::FromPtr& from) override;
    std::string limit(const ast::Stmt& stmt, Place place) override;
    std::string rowLock(const ast::Stmt& stmt) override;
    std::string valuesElement(const ast::FromPtr& from) override;
    std::string functionElement(const ast::FromPtr& from) override;
    std::string update(const ast::Stmt& stmt) override;
    std::string delete_(const ast::Stmt& stmt) override;
    std::string upsert(const ast::Stmt& stmt) override;
    std::string emptyInsert() override { return " () VALUES ()"; }

private:
    bool m_isMariaDb;
};

} // namespace relata::mysql
