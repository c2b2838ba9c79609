#include "core/dialects/oracle/oracle_dialect.h"

#include "core/dialects/oracle/expression_rules.h"
#include "core/dialects/oracle/reserved_words.h"
#include "core/dialects/oracle/statement_compiler.h"

namespace relata::oracle {
namespace {

DialectTraits oracleTraits()
{
    DialectTraits traits;
    traits.name = "oracle";
    traits.displayName = "Oracle";
    traits.family = "oracle";
    traits.version = "19";
    traits.maxIdentifierLength = 128; // 12.2, "Database Object Naming Rules": bytes
    traits.identifierLengthInBytes = true;
    traits.caseFolding = CaseFolding::Upper;
    traits.reservedWords = &reservedWords();
    traits.expressions = &expressionRules();
    traits.paramStyle = ParamStyle::NamedColon;
    traits.limitStyle = LimitStyle::OffsetFetch;
    traits.binaryLiteral = BinaryLiteral::HexToRaw;
    traits.emptyStringIsNull = true;
    traits.nullsSortHigh = true;
    traits.supportsMultiRowValues = false;
    traits.supportsSchemas = false; // a schema is a user, which a script for tables does not create
    traits.supportsSequences = true;
    traits.nextValue = "{0}.NEXTVAL";
    traits.supportsIntervals = true;
    traits.supportsTimezone = true;
    traits.supportsIdentity = true;
    traits.supportsComputedVirtual = true;
    traits.supportsChecks = true;
    traits.supportsDeferrable = true;
    traits.supportsExpressionIndexes = true;
    traits.supportsMaterializedViews = true;
    traits.supportsCommentOn = true;
    traits.maxCommentLength = 4000; // bytes
    traits.constraintNamesPerSchema = true;
    traits.varcharNeedsLength = true;
    traits.maxVarcharLength = 4000; // bytes, unless MAX_STRING_SIZE is EXTENDED
    traits.maxVarbinaryLength = 2000;
    traits.maxNumericPrecision = 38;
    traits.maxNumericScale = 127;
    traits.supportsTime = false;
    traits.maxSecondsPrecision = 9;
    traits.supportsXml = true;
    traits.supportsGeometry = true;
    traits.booleanNeedsCheck = true;
    traits.jsonCheck = "{0} IS JSON"; // 12c
    traits.temporalStringsConvert = false;
    traits.namesMayHoldQuotes = false;
    traits.checksMayReadClock = false;
    traits.uniqueNulls = UniqueNulls::WholeKey;
    traits.foreignKeyTypes = ForeignKeyTypes::SameKind;
    traits.supportsRestrict = false;
    traits.supportsSetDefault = false;
    traits.largeKeys = false;
    traits.maxKeyBytes = 6398; // blocks of 8 KiB
    traits.duplicateIndexes = false;
    traits.computedMayBeKey = false;
    return traits;
}

} // namespace

OracleDialect::OracleDialect() : m_traits(oracleTraits()), m_types(m_traits), m_ddl(m_traits, m_types)
{ }

std::unique_ptr<StatementCompiler> OracleDialect::statementCompiler(
    const StructureKey& key, const CompileOptions& options) const
{
    return std::make_unique<OracleStatementCompiler>(*this, key, options);
}

// A savepoint cannot be released; it goes with its transaction.
std::string OracleDialect::savepointStatement(SavepointAction action, const std::string& name) const
{
    return action == SavepointAction::Release ? std::string() : Dialect::savepointStatement(action, name);
}

std::string OracleDialect::isolationStatement(IsolationLevel level) const
{
    switch (level) {
    case IsolationLevel::Default:
    case IsolationLevel::ReadCommitted:
        return "ALTER SESSION SET ISOLATION_LEVEL = READ COMMITTED";
    case IsolationLevel::Serializable:
        return "ALTER SESSION SET ISOLATION_LEVEL = SERIALIZABLE";
    default:
        refuseIsolation(traits(), level);
    }
}

ConnectionForm OracleDialect::connectionForm() const
{
    ConnectionForm form;
    form.defaultPort = 1521;
    form.databaseLabel = "SID"; // as in SQLAlchemy's URLs; a service is ?service_name=
    form.supported = true;
    return form;
}

} // namespace relata::oracle
