// What a dialect knows of changing a schema that exists: Alembic's DefaultImpl. One derived class a dialect,
// in its folder (core/dialects/*/..._migration_impl.h).
//
// compare() asks which spellings mean the same, plan() what must be out of the way of an operation, render()
// for the statements.
#pragma once

#include "core/migrations/script.h"
#include "core/sql/ddl_compiler.h"
#include "core/sql/sql_dialect.h"

#include <memory>

namespace relata {

// What must be dropped and made again around a change.
struct PlanNeeds
{
    // A key that is dropped: the foreign keys that refer to it go first. False where tables are rebuilt with
    // their keys as one (SQLite).
    bool detachReferringKeys = true;
    // A column whose type, collation or nullability changes: foreign keys over it, from and to it.
    bool detachKeysOfAlteredColumns = false;
    // The same for every other constraint and index over it.
    bool detachPartsOfAlteredColumns = false;
    // Generated columns that read a column whose type changes.
    bool detachReadersOfAlteredColumns = false;
    // Checks over a column that is renamed.
    bool detachChecksOfRenamedColumns = false;
    // Foreign keys are part of CREATE TABLE alone, whatever the order of tables.
    bool keysInline = false;
    // Views that read a column whose type changes.
    bool detachViewsOfAlteredColumns = false;
};

class MigrationImpl
{
public:
    explicit MigrationImpl(const SqlDialect& dialect) // which must outlive it
        : m_traits(dialect.traits())
        , m_types(dialect.typeCompiler())
        , m_ddl(dialect.ddlCompiler())
        , m_identifiers(dialect.traits())
    { }
    virtual ~MigrationImpl() = default;
    MigrationImpl(const MigrationImpl&) = delete;
    MigrationImpl& operator=(const MigrationImpl&) = delete;

    const DialectTraits& traits() const { return m_traits; }
    const DdlCompiler& ddl() const { return m_ddl; }

    // Comparison. ---------------------------------------------------------------------------------------
    // Equal for types that are the same to the server: in lower case, synonyms as the server tells them.
    virtual std::string canonicalType(const SqlType& type) const;
    // What the server makes of a column's nullability (a primary key's columns are NOT NULL).
    virtual bool isNullable(const Table& table, const Column& column) const;
    // An option that the server fills in where the model says nothing ("mysql.engine").
    virtual bool isLeftToServer(std::string_view) const { return false; }
    // One that is no structure, but a state of the rows.
    virtual bool isState(std::string_view) const { return false; }
    virtual bool namesPrimaryKeys() const { return true; }
    virtual bool restrictIsNoAction() const { return false; }

    // Planning. -----------------------------------------------------------------------------------------
    virtual PlanNeeds needs() const { return {}; }

    // Rendering. ----------------------------------------------------------------------------------------
    // The whole plan; `from` is the model before its first operation. The base goes from one operation to
    // the next.
    virtual void render(const MetaData& from, const Plan& plan, MigrationScript& script) const;

protected:
    // An operation at its place: the model just before it.
    struct Step
    {
        const MetaData& before;
        std::size_t number; // in the plan
        MigrationScript& script;

        void add(
            std::string text, DdlObject object, const std::string& schema, const std::string& name) const;
        void add(const std::vector<std::string>& texts, DdlObject object, const std::string& schema,
            const std::string& name) const;
        void add(const std::vector<std::string>& texts, DdlObject object, const TableName& name) const
        {
            add(texts, object, name.schema, name.name);
        }
        void warn(MigrationWarning::Kind kind, std::string text) const;
        // The table, or an empty one of that name where the model has none.
        Table table(const TableName& name) const;
    };
    friend struct StepRenderer;

    // One operation each; the base writes the SQL standard's statements.
    virtual void renderSchema(const AddSchema& op, const Step& step) const;
    virtual void renderSchema(const DropSchema& op, const Step& step) const;
    virtual void addTable(const AddTable& op, const Step& step) const;
    virtual void dropTable(const DropTable& op, const Step& step) const;
    virtual void renameTable(const RenameTable& op, const Step& step) const;
    virtual void alterTableOptions(const AlterTableOptions& op, const Step& step) const;
    virtual void addColumn(const AddColumn& op, const Step& step) const;
    virtual void dropColumn(const DropColumn& op, const Step& step) const;
    virtual void renameColumn(const RenameColumn& op, const Step& step) const;
    virtual void alterColumn(const AlterColumn& op, const Step& step) const;
    virtual void addConstraint(const AddConstraint& op, const Step& step) const;
    virtual void dropConstraint(const DropConstraint& op, const Step& step) const;
    virtual void renameConstraint(const RenameConstraint& op, const Step& step) const;
    virtual void addIndex(const AddIndex& op, const Step& step) const;
    virtual void dropIndex(const DropIndex& op, const Step& step) const;
    virtual void renameIndex(const RenameIndex& op, const Step& step) const;
    virtual void addTrigger(const AddTrigger& op, const Step& step) const;
    virtual void dropTrigger(const DropTrigger& op, const Step& step) const;
    virtual void addView(const AddView& op, const Step& step) const;
    virtual void dropView(const DropView& op, const Step& step) const;
    virtual void addSequence(const AddSequence& op, const Step& step) const;
    virtual void dropSequence(const DropSequence& op, const Step& step) const;
    virtual void alterSequence(const AlterSequence& op, const Step& step) const;
    virtual void renameSequence(const RenameSequence& op, const Step& step) const;
    virtual void addType(const Operation& op, const Step& step) const; // AddEnum, AddDomain
    virtual void dropType(const Operation& op, const Step& step) const; // DropEnum, DropDomain
    virtual void alterEnum(const AlterEnum& op, const Step& step) const;
    virtual void alterDomain(const AlterDomain& op, const Step& step) const;
    virtual void renameType(
        const TableName& from, const TableName& to, const char* kind, const Step& step) const;
    virtual void alterComment(const AlterComment& op, const Step& step) const;
    void addRoutine(const AddRoutine& op, const Step& step) const;
    void dropRoutine(const DropRoutine& op, const Step& step) const;

    // "ALTER TABLE t "
    std::string alterTable(const TableName& name) const;
    std::string quoted(const std::string& name) const { return m_identifiers.quote(name); }
    // A constraint as CREATE TABLE writes it.
    std::string constraintText(const Table& table, const Constraint& constraint) const;
    void cannot(const Step& step, const std::string& what) const; // a warning: nothing is written for it
    void renderOne(const Operation& operation, const Step& step) const;
    // Warnings that all dialects share: rows that a table or a column takes with it, values that a new type
    // may not hold.
    static void warnOfLoss(const Operation& operation, const Step& step);

    const DialectTraits& m_traits;
    const TypeCompiler& m_types;
    const DdlCompiler& m_ddl;
    IdentifierPreparer m_identifiers;
};

// By the dialect's name; replaces one of the same name. Before other threads start.
void registerMigrationImpl(std::shared_ptr<const MigrationImpl> impl);
const MigrationImpl* findMigrationImpl(const SqlDialect& dialect); // nullptr if there is none
// Throws DatabaseError (NotSupported) for a dialect that has none.
const MigrationImpl& migrationImpl(const SqlDialect& dialect);

} // namespace relata
