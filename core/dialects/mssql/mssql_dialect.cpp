#include "core/dialects/mssql/mssql_dialect.h"

#include "core/dialects/mssql/expression_rules.h"
#include "core/dialects/mssql/reserved_words.h"
#include "core/dialects/mssql/statement_compiler.h"

namespace relata::mssql {
namespace {

DialectTraits mssqlTraits()
{
    DialectTraits traits;
    traits.name = "mssql";
    traits.displayName = "SQL Server";
    traits.family = "mssql";
    traits.version = "2019";
    traits.quoteOpen = '[';
    traits.quoteClose = ']';
    traits.maxIdentifierLength = 128; // "Database Identifiers": characters
    traits.caseFolding = CaseFolding::Preserve;
    traits.reservedWords = &reservedWords();
    traits.expressions = &expressionRules();
    traits.defaultSchema = "dbo";
    traits.limitStyle = LimitStyle::OffsetFetch;
    traits.binaryLiteral = BinaryLiteral::ZeroX;
    traits.supportsSchemas = true;
    traits.supportsSequences = true;
    traits.nextValue = "NEXT VALUE FOR {0}";
    traits.supportsUuid = true;
    traits.supportsTimezone = true;
    traits.supportsComputedStored = true;
    traits.supportsComputedVirtual = true;
    traits.supportsChecks = true;
    traits.supportsOnUpdateAction = true;
    traits.supportsPartialIndexes = true; // filters of simple comparisons
    traits.supportsIncludeColumns = true;
    traits.indexNamesPerSchema = false;
    traits.constraintNamesPerSchema = true;
    traits.supportsIfExists = true; // 2016
    traits.supportsInlineComments = false;
    traits.maxCommentLength = 3750; // an extended property holds 7,500 bytes
    traits.transactionalDdl = true;
    traits.varcharNeedsLength = true;
    traits.maxVarcharLength = 4000; // NVARCHAR; longer is NVARCHAR(max)
    traits.maxVarbinaryLength = 8000;
    traits.varcharIsUnicode = false;
    traits.unboundedNumeric = false; // NUMERIC is NUMERIC(18, 0)
    traits.maxNumericPrecision = 38;
    traits.maxNumericScale = 38;
    traits.maxSecondsPrecision = 7;
    traits.defaultSecondsPrecision = 7;
    traits.supportsMoney = true;
    traits.supportsXml = true;
    traits.supportsGeometry = true;
    traits.setNullNeedsNullable = true;
    traits.jsonCheck = "ISJSON({0}) = 1"; // 2016
    traits.commentsAsProperties = true;
    traits.autoNumbering = AutoNumbering::IdentityProperty;
    traits.uniqueNulls = UniqueNulls::Equal;
    traits.foreignKeyTypes = ForeignKeyTypes::Identical;
    traits.supportsRestrict = false;
    traits.singleCascadePath = true;
    traits.largeKeys = false;
    traits.maxKeyBytes = 1700; // nonclustered; 900 for a clustered primary key
    traits.bytesPerCharacter = 2;
    traits.viewsMayBeOrdered = false;
    return traits;
}

} // namespace

MsSqlDialect::MsSqlDialect() : m_traits(mssqlTraits()), m_types(m_traits), m_ddl(m_traits, m_types)
{ }

std::unique_ptr<StatementCompiler> MsSqlDialect::statementCompiler(
    const StructureKey& key, const CompileOptions& options) const
{
    return std::make_unique<MsSqlStatementCompiler>(*this, key, options);
}

// A savepoint cannot be released; it goes with its transaction.
std::string MsSqlDialect::savepointStatement(SavepointAction action, const std::string& name) const
{
    switch (action) {
    case SavepointAction::Create:
        return "SAVE TRANSACTION " + name;
    case SavepointAction::Rollback:
        return "ROLLBACK TRANSACTION " + name;
    case SavepointAction::Release:
        break;
    }
    return {};
}

std::string MsSqlDialect::isolationStatement(IsolationLevel level) const
{
    return std::string("SET TRANSACTION ISOLATION LEVEL ")
        + (level == IsolationLevel::Default ? "READ COMMITTED" : isolationWords(level));
}

ConnectionForm MsSqlDialect::connectionForm() const
{
    ConnectionForm form;
    form.defaultPort = 1433;
    form.supported = true;
    return form;
}

} // namespace relata::mssql
