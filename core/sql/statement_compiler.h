// Compiles statements; dialects derive from it in dialects/*/statement_compiler.* and override where they
// differ. One object compiles one statement.
//
// The base writes what SQL:2016 and most servers agree on, which is also what SQLAlchemy's compiler writes:
// tests/golden/sql compares both.
#pragma once

#include "core/sql/compiler.h"
#include "core/sql/expression.h"
#include "core/sql/structure_key.h"

#include <unordered_map>
#include <unordered_set>

namespace relata {

// Where a value goes in the text.
struct CompiledSlot
{
    enum class Kind
    {
        Literal, // a value of the statement
        Named, // a value that comes later
        List, // values of the statement, any number
        NamedList,
        Fixed, // a value that the compiler made
        Out, // one that the server fills (Oracle's RETURNING INTO)
    };
    Kind kind = Kind::Literal;
    std::size_t literal = 0; // index into StructureKey::literals
    std::string name;
    Value value; // Fixed; of a Named one that has a default
    bool hasValue = false;
    ast::TypePtr type; // of the value itself, where it was said
    ast::TypePtr context; // what the server will take it for; null where it cannot know
    bool inferred = false; // the server infers the type from where it stands
    std::size_t width = 1; // of a list of rows
    std::vector<ast::TypePtr> contexts = {}; // of a list of rows: each column's
    bool isSet = false; // the list is of rows behind VALUES (SQLite)
};

class CompiledTemplate
{
public:
    std::vector<std::string> texts; // one more than places
    std::vector<CompiledSlot> places;
    std::vector<CompiledColumn> columns;
    const SqlDialect* dialect = nullptr;
    std::vector<TablePtr> tables; // that the key names by their address
};

class StatementCompiler
{
public:
    StatementCompiler(const SqlDialect& dialect, const StructureKey& key, const CompileOptions& options);
    virtual ~StatementCompiler() = default;
    StatementCompiler(const StatementCompiler&) = delete;
    StatementCompiler& operator=(const StatementCompiler&) = delete;

    CompiledTemplate compile(const ast::Stmt& stmt);

protected:
    // How a list of expressions is told apart in a SELECT's context.
    struct Scope
    {
        std::vector<ast::FromPtr> near; // leaves of the innermost SELECT's FROM
        std::vector<ast::FromPtr> all; // these and those of what encloses it
    };
    enum class Place
    {
        Top,
        Subquery, // scalar, EXISTS, IN
        From, // a derived table or a common table expression
        Lateral,
        Part, // of a set operation
    };

    // Pieces of text. -------------------------------------------------------------------------------------
    std::string quote(std::string_view name) const; // an identifier; long ones are truncated
    std::string raw(std::string_view text) const; // SQL as it stands
    std::string stringLiteral(std::string_view text) const;
    std::string typeName(const SqlType& type) const;
    std::string fixedValue(Value value); // a placeholder for a value of the compiler's
    std::string outParameter(std::string name); // one that the server fills
    [[noreturn]] void refuse(const std::string& construct, const std::string& hint = {}) const;
    const DialectTraits& traits() const { return m_dialect.traits(); }

    // Expressions. -----------------------------------------------------------------------------------------
    std::string expr(const ast::ExprPtr& e);
    // As an operand: in parentheses where it must be. `context` is the type that the server infers a bare
    // parameter from.
    std::string operand(const ast::ExprPtr& e, ast::Op op, int precedence, const ast::TypePtr& context = {});
    std::string operand(const ast::ExprPtr& e, ast::Op op, const ast::TypePtr& context = {})
    {
        return operand(e, op, ast::precedence(op), context);
    }
    std::string parameter(const ast::Expr& e, const ast::TypePtr& context, bool inferred);
    std::string list(const std::vector<ast::ExprPtr>& items, std::size_t from = 0);
    std::string list(const std::vector<ast::ExprPtr>& items, std::size_t from, std::size_t to);
    std::string condition(const ast::ExprPtr& e); // where a truth value is wanted
    std::string conditions(const std::vector<ast::ExprPtr>& all);
    std::string orderTerms(const std::vector<ast::ExprPtr>& items, std::size_t from, std::size_t to);
    virtual std::string columnName(const ast::Expr& e);
    virtual std::string constant(const ast::Expr& e);
    virtual std::string binary(const ast::Expr& e);
    virtual std::string unary(const ast::Expr& e);
    virtual std::string concat(const ast::Expr& e);
    virtual std::string isDistinct(const ast::Expr& e);
    virtual std::string like(const ast::Expr& e);
    virtual std::string regexp(const ast::Expr& e);
    virtual std::string match(const ast::Expr& e);
    virtual std::string in(const ast::Expr& e);
    virtual std::string divide(const ast::Expr& e);
    virtual std::string modulo(const ast::Expr& e);
    virtual std::string orderTerm(const ast::Expr& e); // ASC, DESC, NULLS FIRST ...
    virtual std::string function(const ast::Expr& e);
    virtual std::string cast(const ast::Expr& e);
    virtual std::string castType(const SqlType& type); // "" = the cast is left out
    virtual std::string extract(const ast::Expr& e);
    virtual std::string json(const ast::Expr& e);
    virtual std::string arrayItem(const ast::Expr& e);
    virtual std::string arrayLiteral(const ast::Expr& e);
    virtual std::string between(const ast::Expr& e);
    virtual std::string collate(const ast::Expr& e);
    virtual std::string nextValue(const ast::Expr& e);
    virtual std::string over(const ast::Expr& e);
    virtual std::string excludedColumn(const ast::Expr& e);
    virtual std::string bitwise(const ast::Expr& e);
    std::string textWithBinds(const std::string& sql, const std::vector<ast::ExprPtr>& binds);
    std::string infix(const ast::Expr& e, const char* symbol);
    std::string subquery(const ast::StmtPtr& query, Place place);
    std::string caseExpression(const ast::Expr& e);
    // A path into JSON as MySQL, SQLite, Oracle and SQL Server write it: $."a"[0]
    static std::string jsonPathText(const std::vector<ast::JsonStep>& path);

    // Capabilities that only statements ask for. -----------------------------------------------------------
    virtual bool nativeBoolean() const { return false; } // a truth value is a value, and the other way round
    virtual bool supportsFilter() const { return false; }
    virtual bool supportsReturning(ast::StmtKind) const { return false; }
    virtual bool supportsTupleIn() const { return true; }
    virtual bool tupleInValues() const { return false; } // (a, b) IN (VALUES (...), (...))
    virtual bool supportsLateral() const { return false; }
    virtual bool supportsFullJoin() const { return true; }
    virtual bool supportsDistinctOn() const { return false; }
    virtual bool supportsNullsOrder() const { return true; }
    virtual bool supportsAny() const { return true; } // = ANY (SELECT ...)
    virtual bool supportsGroupingSets() const { return true; }
    virtual bool supportsGroupsFrame() const { return false; }
    virtual bool supportsAllSetOperations() const { return false; } // INTERSECT ALL, EXCEPT ALL
    virtual bool supportsDmlInCte() const { return false; }
    virtual bool supportsUpdateFrom() const { return false; }
    virtual bool supportsDeleteUsing() const { return false; }
    virtual bool supportsMaterialized() const { return false; }
    // INSERT ... SELECT without WHERE and with ON CONFLICT is read as a join (SQLite).
    virtual bool upsertSelectNeedsWhere() const { return false; }
    virtual bool cteFollowsInsert() const { return false; }
    virtual const char* exceptWord() const { return "EXCEPT"; }
    virtual const char* recursiveWord() const { return "WITH RECURSIVE"; }
    virtual const char* aliasWord() const { return " AS "; } // of a FROM element

    // SELECT. ----------------------------------------------------------------------------------------------
    std::string query(const ast::Stmt& stmt, Place place);
    virtual std::string select(const ast::Stmt& stmt, Place place);
    std::string compound(const ast::Stmt& stmt, Place place);
    // A part of a set operation that has an order, a limit or operations of its own.
    virtual std::string setPart(const ast::StmtPtr& part, const std::string& text);
    std::vector<ast::FromPtr> displayedFroms(const ast::Stmt& stmt, Place place);
    std::vector<ast::FromPtr> joinedFroms(const ast::Stmt& stmt);
    std::string selectList(const ast::Stmt& stmt, Place place);
    virtual std::string labelled(const std::string& text, const std::string& label);
    virtual std::string withoutFrom() const { return {}; } // FROM DUAL
    virtual std::string fromElement(const ast::FromPtr& from);
    virtual std::string join(const ast::FromPtr& from);
    virtual std::string valuesElement(const ast::FromPtr& from);
    virtual std::string functionElement(const ast::FromPtr& from);
    virtual std::string lateralWord() const { return "LATERAL "; }
    virtual std::string selectModifiers(const ast::Stmt& stmt); // DISTINCT, TOP
    virtual std::string orderBy(const ast::Stmt& stmt, Place place);
    virtual std::string limit(const ast::Stmt& stmt, Place place);
    virtual std::string rowLock(const ast::Stmt& stmt);
    std::string lockedNames(const ast::RowLock& lock);
    std::string limitValue(const ast::ExprPtr& e);
    const std::string& translated(const std::string& schema) const; // CompileOptions::schemaTranslate
    std::string tableName(const TablePtr& table);
    std::string fromName(const ast::FromPtr& from); // by which columns are qualified
    std::string withClause();
    std::string anonymousName(const void* object, const std::string& base);
    std::string labelOf(const ast::ExprPtr& column); // of an expression without a name
    void addResultColumn(const ast::ExprPtr& column, std::string name);
    std::string hints(const std::vector<ast::Hint>& all) const;

    // INSERT, UPDATE, DELETE. ------------------------------------------------------------------------------
    virtual std::string insert(const ast::Stmt& stmt);
    virtual std::string update(const ast::Stmt& stmt);
    virtual std::string delete_(const ast::Stmt& stmt);
    virtual std::string upsert(const ast::Stmt& stmt);
    virtual std::string returning(const ast::Stmt& stmt); // at the end
    virtual std::string output(const ast::Stmt&) { return {}; } // before VALUES or WHERE (SQL Server)
    virtual std::string emptyInsert() { return " DEFAULT VALUES"; }
    virtual std::string multiRowValues(
        const std::vector<std::string>& names, const std::vector<std::vector<std::string>>& rows);
    std::string returnedColumns(const ast::Stmt& stmt);
    std::string assignments(const std::vector<ast::Assignment>& all, const TablePtr& table, bool qualified);
    std::string assignedValue(const ast::ExprPtr& value, const std::string& column, const TablePtr& table);
    std::vector<ast::FromPtr> extraFroms(const ast::Stmt& stmt);
    std::vector<std::string> insertNames(const ast::Stmt& stmt);
    std::vector<std::vector<std::string>> insertRows(const ast::Stmt& stmt);
    std::string fromList(const std::vector<ast::FromPtr>& froms);
    // MERGE instead of an upsert. `source` is what USING reads.
    std::string merge(
        const ast::Stmt& stmt, const std::string& hint, const std::string& source, bool whereInside);

    const SqlDialect& m_dialect;
    std::vector<Scope> m_scopes;
    bool m_unqualified = false; // columns by their names alone
    std::string m_targetName; // stands for the target's columns (inserted, deleted); "" = their own table
    const ast::Stmt* m_select = nullptr; // whose ORDER BY is written
    bool m_isTop = true;

private:
    struct Cte
    {
        const void* root;
        ast::FromPtr from;
        std::string name;
        std::string text;
    };
    std::string slot(CompiledSlot slot);
    std::string dispatch(const ast::ExprPtr& e);
    std::string cteName(const ast::FromPtr& from);
    void addCte(const ast::FromPtr& from);

    const StructureKey& m_key;
    const CompileOptions& m_options;
    IdentifierPreparer m_identifiers;
    std::vector<CompiledSlot> m_slots;
    std::vector<CompiledColumn> m_columns;
    std::vector<Cte> m_ctes;
    bool m_recursive = false;
    std::unordered_map<const void*, std::string> m_anonymous;
    std::unordered_map<std::string, int> m_counters;
    bool m_collectColumns = false;
};

} // namespace relata
